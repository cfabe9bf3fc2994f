"""Which bases stand where, once the records are lined up at their start, end or centre."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.exploration.composition import ALL, unlabelled_name
from genocore.registry import unknown
from genocore.sequences.alphabet import BASES, CODE, translate
from genocore.sequences.dataset import Dataset

ALIGNMENTS = ("start", "end", "centre")
WIDEST = 200
"""Positions looked at unless more are asked for."""
_CELLS = 1 << 18
"""Cells of a block of windows: what the processor's cache holds, and memory stays bounded."""


def position_table(
    data: Dataset, align: str = "start", width: int | None = None, by_class: bool = True
) -> pd.DataFrame:
    """Return how often each base stands at each position, and how much that says.

    Parameters
    ----------
    data : Dataset
    align : {"start", "end", "centre"}, default "start"
        What the records are lined up at.
    width : int, optional
        Number of positions, at most the longest record; by default that length or 200, whichever is less.
    by_class : bool, default True
        Each class apart (and the records without one as "no label"), if there are classes; else "all records".

    Returns
    -------
    DataFrame
        A row for each class, position and base: ``class``; ``position``, which is 1 for the first letter (start), -1
        for the last one (end), 0 for the middle one (centre); ``base``; ``count``; ``share`` (of the A, C, G and T
        there, 0 to 1); ``n`` (records with one of these there); ``information`` (bits, 0 to 2); ``height`` (share
        times information: the height of the letter in a sequence logo). Shares, information and height are NaN where
        ``n`` is 0.

    Raises
    ------
    InputError
        PA002 for another `align`, PA001 for a `width` below 1.

    Notes
    -----
    The middle letter of an even length is the first one of the right half: in 60 bp, position 0 is the 31st letter and
    the positions run from -30 to 29.

    Records that do not reach a position do not count there: where lengths differ, far positions speak of the long
    records only (see ``n``). Information is measured against four equally common bases, less what chance alone would
    give in ``n`` records, and not below 0: a genome rich in A and T shows some at every position. Near-copies of one
    record look like a strong motif.

    References
    ----------
    Information and its small-sample correction 3 / (2 ln 2 n): Schneider et al. 1986,
    doi:10.1016/0022-2836(86)90165-8. Logo: Schneider & Stephens 1990, doi:10.1093/nar/18.20.6097.

    Examples
    --------
    >>> table = position_table(Dataset.from_strings(["GTA", "GTC", "GT"]))
    >>> table[table["position"] == 3][["base", "count", "share", "n"]].values.tolist()
    [['A', 1, 0.5, 2], ['C', 1, 0.5, 2], ['G', 0, 0.0, 2], ['T', 0, 0.0, 2]]
    """
    if align not in ALIGNMENTS:
        raise unknown("alignment", align, ALIGNMENTS)
    if width is not None and width < 1:
        raise InputError(f"The width is {width}.", hint="Use at least 1 position.", code="PA001")
    width = min(int(data.lengths.max(initial=0)), WIDEST if width is None else width)
    names, group = _groups(data, by_class)
    count = np.zeros(len(names) * width * 5, dtype=np.int64)
    if width:
        column = np.arange(width) * 5
        for rows, codes in windows(data, align, width):
            cells = codes + (group[rows, None] * (width * 5) + column)
            count += np.bincount(cells.ravel(), minlength=len(count))
    count = count.reshape(len(names), width, 5)[:, :, :4]
    first = {"start": 1, "end": -width, "centre": -(width // 2)}[align]
    return _tidy(names, np.arange(first, first + width), count)


def windows(data: Dataset, align: str, width: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Cut the same positions out of every record, a block of records at a time.

    Parameters
    ----------
    data : Dataset
    align : {"start", "end", "centre"}
    width : int
        Number of positions, at least 1.

    Yields
    ------
    rows : ndarray of int64, shape (n_block,)
        0-based indices of the records.
    codes : ndarray of uint8, shape (n_block, width)
        0, 1, 2, 3 for A, C, G, T; 4 for ambiguous letters and where the record does not reach.

    Examples
    --------
    >>> [codes.tolist() for _, codes in windows(Dataset.from_strings(["ACG", "T"]), "end", 2)]
    [[[1, 2], [4, 3]]]
    """
    begin, end = data.offsets[:-1], data.offsets[1:]
    middle = begin + (end - begin) // 2
    first = {"start": begin, "end": end - width, "centre": middle - width // 2}[align]
    at_once = max(_CELLS // width, 1)
    letters = np.asarray(data.letters)  # a file mapped into memory is slow to cut
    for block in range(0, len(data), at_once):
        rows = np.arange(block, min(block + at_once, len(data)))
        index = first[rows, None] + np.arange(width)
        outside = (index < begin[rows, None]) | (index >= end[rows, None])
        codes = translate(np.take(letters, index, mode="clip"), CODE).reshape(index.shape).copy()
        codes[outside] = 4
        yield rows, codes


def consensus(table: pd.DataFrame, cls: str) -> str:
    """Return the commonest base at each position of one class.

    Parameters
    ----------
    table : DataFrame
        What `position_table` gave.
    cls : str
        A name in its column ``class``.

    Returns
    -------
    str
        One letter a position: upper case where at least half of the records have it, lower case where fewer do, N where
        no record has a base. Of equally common bases the first in the order A, C, G, T.

    Raises
    ------
    InputError
        PA002 if there is no such class.

    Notes
    -----
    No record need have this sequence, and lower-case letters may rest on little more than a quarter of the records.

    Examples
    --------
    >>> consensus(position_table(Dataset.from_strings(["GTA", "GTC", "GAG"])), "all records")
    'GTa'
    """
    rows = table[table["class"] == cls]
    if rows.empty:
        raise unknown("class", cls, list(table["class"].unique()))
    share = rows["share"].fillna(0).to_numpy().reshape(-1, len(BASES))
    best = share.argmax(axis=1)
    commonest = [BASES[base] for base in best]
    return "".join(
        "N" if top == 0 else base if top >= 0.5 else base.lower()
        for base, top in zip(commonest, share.max(axis=1).tolist(), strict=True)
    )


def _groups(data: Dataset, by_class: bool) -> tuple[list[str], np.ndarray]:
    """Return the names of the groups, and which one each record is in."""
    if not by_class or data.target is None or not data.classes:
        return [ALL], np.zeros(len(data), dtype=np.int64)
    if data.labelled.all():
        return list(data.classes), data.target.astype(np.int64)
    return [*data.classes, unlabelled_name(data.classes)], np.where(
        data.labelled, data.target, len(data.classes)
    ).astype(np.int64)


def _tidy(names: list[str], positions: np.ndarray, count: np.ndarray) -> pd.DataFrame:
    n = count.sum(axis=2, keepdims=True)
    some = np.where(n > 0, n, np.nan)
    share = count / some
    entropy = -(share * np.log2(share, out=np.zeros_like(share), where=share > 0)).sum(axis=2, keepdims=True)
    information = np.maximum(2 - entropy - 3 / (2 * np.log(2) * some), 0)
    index = pd.MultiIndex.from_product([names, positions, list(BASES)], names=["class", "position", "base"])
    columns = {"count": count, "share": share, "n": n, "information": information, "height": share * information}
    shape = count.shape
    flat = {name: np.broadcast_to(values, shape).ravel() for name, values in columns.items()}
    return pd.DataFrame(flat, index=index).reset_index()
