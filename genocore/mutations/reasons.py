"""What stands against a row, in words with its code and the next step."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.mutations.match import SEVERAL, Matching, closest
from genocore.mutations.mutation_table import Mutations
from genocore.mutations.places import STATUSES, Located
from genocore.sequences.alphabet import COMPLEMENT
from genocore.sequences.dataset import Dataset

_LOOKED_UP = 50
"""Unknown names for which a close one is looked for."""


def reasons(data: Dataset, mutations: Mutations, located: Located, matching: Matching) -> np.ndarray:
    """Return what stands against each row; empty for rows that can be used.

    Parameters
    ----------
    data, mutations, located, matching
        As for `genocore.mutations.locate.locate`, and what it returned.

    Returns
    -------
    ndarray of object, shape (n_rows,)
        ``MU004 The sequence has G at 12, not A.`` and the like.
    """
    out, keys, rows = np.full(len(mutations), "", dtype=object), located.keys, mutations.rows
    position = rows["position"].astype(object).to_numpy()
    edits, edit = mutations.edits, rows["edit"].to_numpy()
    names = np.array([*rows["name"].cat.categories, ""], dtype=object)[rows["name"].cat.codes.to_numpy()]
    problem = rows["problem"].astype(str).to_numpy()
    said: dict[str, str] = {}
    for row in np.flatnonzero(~located.usable).tolist():
        key = str(keys.iat[row])
        code, words = STATUSES[key]
        match key:
            case "unknown_gene":
                text = said.get(names[row]) or _unknown(str(names[row]), data, matching, len(said) < _LOOKED_UP)
                said[names[row]] = text
            case "out_of_range":
                length, span = int(data.lengths[located.sequence[row]]), int(edits["span"].to_numpy()[edit[row]])
                inside = 0 <= int(located.start[row]) < length
                said_of = f"Position {position[row]} with {span:,} letters reaches" if inside else (
                    f"Position {position[row]} lies")  # fmt: skip
                text = f"{said_of} behind the end of the sequence of {length:,} bp."
            case "below_one":
                text = f"Position {position[row]} is below 1: positions count from 1."
            case "ref_mismatch":
                text = _mismatch(data, located, row, position[row], str(edits["ref"].to_numpy()[edit[row]]))
            case "not_understood":
                text = problem[row].partition(" ")[2] or words
            case _:
                text = words
        out[row] = f"{code} {text}"
    return out


def _unknown(name: str, data: Dataset, matching: Matching, look: bool) -> str:
    if not name:
        return "The row names no sequence."
    if name in matching.names and matching.sequence[matching.names.index(name)] == SEVERAL:
        return f"Several sequences that differ are called {name[:40]!r}: give each a name of its own."
    near = closest(name, data) if look else ""
    return f"No sequence is called {name[:40]!r}." + (f" Did you mean {near[:40]!r}?" if near else "")


def _mismatch(data: Dataset, located: Located, row: int, position: object, ref: str) -> str:
    """Say what the sequence has where the row expects something else."""
    begin, start = int(data.offsets[located.sequence[row]]), int(located.start[row])
    there = data.letters[begin + start : begin + start + len(ref)]
    text = there.tobytes().decode()[:20]
    flipped = COMPLEMENT[there][::-1].tobytes().decode()[:20]
    if text == ref[:20]:  # counted from the start of coding, on the other strand
        return f"The coding strand has {flipped} there ({start + 1:,} of the sequence), where the row says {ref[:20]}."
    hint = " The opposite strand has it." if flipped == ref and text != ref else ""
    return f"The sequence has {text} at {start + 1:,}, where the row says {ref[:20]}.{hint}"


def rejected(mutations: Mutations, located: Located, texts: np.ndarray) -> pd.DataFrame:
    """Return the rows that cannot be used, as they came, with their line, status and reason; rows cut off first."""
    rows = np.flatnonzero(~located.usable)
    inputs = mutations.inputs.iloc[mutations.rows["row"].to_numpy()[rows]].reset_index(drop=True)
    facts = {"line": mutations.rows["line"].to_numpy()[rows], "status": located.keys.iloc[rows].astype(str).to_numpy()}
    found = pd.concat([pd.DataFrame({**facts, "reason": texts[rows]}), inputs], axis=1)
    unread = mutations.report.rejected
    cut = {"line": [one.line for one in unread], "reason": [f"{one.code} {one.reason}" for one in unread]}
    return (
        pd.concat([pd.DataFrame({**cut, "status": "cut_off"}), found], ignore_index=True)[found.columns]
        if unread
        else found
    )
