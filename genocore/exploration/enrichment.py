"""Which words of DNA more records of one class hold than of the others."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd

from genocore.errors import InputError, NotEnoughData
from genocore.evaluation.proportions import Z
from genocore.features.words import list_words, opposite_codes, words_of
from genocore.sequences.dataset import Dataset

Progress = Callable[[float, str], None]
EXACT_BELOW = 1000
"""Expected count from which chi-square stands in for Fisher's exact test; the notes say why it is not 5."""
_CELLS = 1 << 22
"""Cells worked on at a time: memory stays below about 100 MB."""


def kmer_enrichment(
    data: Dataset,
    k: int = 6,
    positive: str | None = None,
    both_strands: bool = False,
    on_progress: Progress | None = None,
) -> pd.DataFrame:
    """Compare in how many records of a class each word occurs with all other labelled records.

    Parameters
    ----------
    data : Dataset
        With classes; records without a label are left out.
    k : int, default 6
        Letters of a word, 1 to 8.
    positive : str, optional
        Class that is compared with the rest. By default the second of two classes, by name.
    both_strands : bool, default False
        Take a word and its reverse complement as one: for data in which the strand means nothing.
    on_progress : callable, optional
        Called with a fraction 0-1 and a note.

    Returns
    -------
    DataFrame
        One row a tested word, the smallest p first, then the largest effect: ``word`` (``AAC/GTT`` for both strands),
        ``records_positive``, ``records_rest``, ``share_positive``, ``share_rest`` (fractions 0-1 of the records that
        hold the word), ``log2_odds`` (log2 of the odds ratio; above 0 for words of `positive`), ``low`` and ``high``
        (its 95 % interval), ``p`` (two-sided), ``q`` (false discovery rate over all tested words) and ``test``.
        ``attrs``: ``tested``, ``untested`` (words of no or of every record, left out), ``n_positive``, ``n_rest``.

    Raises
    ------
    InputError
        PA001 if `k` is out of range, `positive` is no class, or is not given for more than two classes.
    NotEnoughData
        ML006 if there are no two classes, or fewer than 2 records on a side.

    Notes
    -----
    A record counts once however often it holds the word, because overlapping occurrences (``AAAAAA``) are not
    independent. Words with an ambiguous letter do not count. 0.5 is added to all four counts for every odds ratio, so
    that it is finite and means the same in all rows; for rare words it is drawn towards 0.

    The p is Fisher's exact one unless every expected count reaches 1,000; then it is that of chi-square without
    correction. The usual limit of 5 is made for p near 0.05: with classes of 1,000 and 19,000 records and an expected
    count of 5, chi-square is below 0.00001 thirteen times too often, and of thousands of words just those would show.

    How it can mislead: near-copies and relatives count as independent records, and make p far too small. Longer
    records hold more words, and classes of different base composition differ in most words: both look like motifs.
    Words that overlap (``GACTCA``, ``ACTCAT``) are one finding. Memory: 100 MB; more for records above 1 Mb.

    References
    ----------
    Exact test: doi:10.2307/2340521. Chi-square: doi:10.1080/14786440009463897. Half counts:
    doi:10.1111/j.1469-1809.1955.tb01285.x. Interval: doi:10.1111/j.1469-1809.1955.tb01348.x. q:
    doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> data = Dataset.from_strings(["ACG", "AACG", "TTT", "TTA"], labels=["site", "site", "other", "other"])
    >>> found = kmer_enrichment(data, k=2, positive="site")
    >>> found[["word", "records_positive", "records_rest", "p"]].round(3).head(1).to_dict("list")
    {'word': ['AC'], 'records_positive': [2], 'records_rest': [0], 'p': [0.333]}
    """
    if not 1 <= k <= 8:
        raise InputError(f"Words can have 1 to 8 letters, not {k}.", code="PA001")
    side = _sides(data, positive)
    n_rest, n_positive = np.bincount(side, minlength=2)[:2].tolist()
    own = column = np.arange(4**k)
    names = words_of(k)
    if both_strands:
        other = opposite_codes(k)
        own = np.flatnonzero(own <= other)
        column = np.searchsorted(own, np.minimum(column, other))
        names = [names[a] if a == b else f"{names[a]}/{names[b]}" for a, b in zip(own, other[own], strict=True)]
    rest, hits = _records_with(data, k, side, column, on_progress)
    tested = np.flatnonzero((hits + rest > 0) & (hits + rest < n_positive + n_rest))
    frame = _compare(hits[tested], rest[tested], n_positive, n_rest)
    frame.insert(0, "word", [names[index] for index in tested])
    frame = frame.iloc[np.lexsort((-frame["log2_odds"].abs(), frame["p"]))].reset_index(drop=True)
    counts = (len(tested), len(own) - len(tested), n_positive, n_rest)
    frame.attrs = dict(zip(("tested", "untested", "n_positive", "n_rest"), counts, strict=True))
    return frame


def _sides(data: Dataset, positive: str | None) -> np.ndarray:
    """Return 1 for records of the class, 0 for other labelled records, 2 for those without a label."""
    counts = data.class_counts()
    if len(counts) < 2 or data.target is None:
        raise NotEnoughData("There are no two classes to compare.", hint="Load labels of two classes.", code="ML006")
    hint = f"There is: {', '.join(counts)}."
    if positive is None and len(counts) > 2:
        raise InputError("Say which class is to be compared with the rest.", hint=hint, code="PA001")
    name = data.classes[1] if positive is None else positive
    if name not in counts:
        raise InputError(f"There is no class '{name}'.", hint=hint, code="PA001")
    side = np.where(data.labelled, data.target == data.classes.index(name), 2)
    n, others = counts[name], sum(counts.values()) - counts[name]
    if min(n, others) < 2:
        what = f"Class '{name}' has {n:,} labelled records, all others together {others:,}."
        raise NotEnoughData(what, hint="At least 2 are needed on each side.", code="ML006")
    return side


def _records_with(
    data: Dataset, k: int, side: np.ndarray, column: np.ndarray, on_progress: Progress | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return in how many records of side 0 and of side 1 each word occurs; int64, shape (words,)."""
    words = int(column.max()) + 1
    total = np.zeros(3 * words, dtype=np.int64)
    rows_at_once = max(_CELLS // words, 1)
    writer = np.empty(rows_at_once * words, dtype=np.int32)
    for first, last, _, row, code in list_words(data, k, k):
        code = column[code]
        once = np.empty(len(row), dtype=bool)
        bounds = np.searchsorted(row, np.arange(0, last - first + rows_at_once, rows_at_once))
        for part, (start, stop) in enumerate(pairwise(bounds)):
            # each word of a record signs in its cell; of equal words one signature stays: faster than sorting
            cell = (row[start:stop] - part * rows_at_once) * words + code[start:stop]
            signature = np.arange(stop - start, dtype=np.int32)
            writer[cell] = signature
            once[start:stop] = writer[cell] == signature
        total += np.bincount(side[first:last][row[once]] * words + code[once], minlength=3 * words)
        if on_progress:
            on_progress(last / len(data), f"{last:,} of {len(data):,} records")
    return total[:words], total[words : 2 * words]


def _compare(hits: np.ndarray, rest: np.ndarray, n_positive: int, n_rest: int) -> pd.DataFrame:
    from scipy.special import chdtrc
    from statsmodels.stats.multitest import multipletests

    a, b, c, d = (count.astype(np.float64) for count in (hits, rest, n_positive - hits, n_rest - rest))
    n, with_word = n_positive + n_rest, hits + rest
    odds = np.log2((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5)))
    half = Z / np.log(2) * np.sqrt(sum(1 / (count + 0.5) for count in (a, b, c, d)))
    # the cell of the smallest expected count: the rarer side, and having the word or lacking it, whichever is rarer
    own, size = (hits, n_positive) if n_positive <= n_rest else (rest, n_rest)
    rare = np.minimum(with_word, n - with_word)
    exact = size * rare < EXACT_BELOW * n
    p = chdtrc(1, n * (a * d - b * c) ** 2 / ((a + b) * (c + d) * n_positive * n_rest))
    p[exact] = _fisher(np.where(rare == with_word, own, size - own)[exact], rare[exact], size, n)
    columns = {
        "records_positive": hits,
        "records_rest": rest,
        "share_positive": hits / n_positive,
        "share_rest": rest / n_rest,
        "log2_odds": odds,
        "low": odds - half,
        "high": odds + half,
        "p": p,
        "q": multipletests(p, method="fdr_bh")[1] if len(p) else p,
        "test": np.where(exact, "Fisher", "chi-square"),
    }
    return pd.DataFrame(columns)


def _fisher(seen: np.ndarray, margin: np.ndarray, size: int, n: int) -> np.ndarray:
    """Return the two-sided p of `seen` in the cell with margins `margin` and `size`, both at most half of `n`."""
    keys, place = np.unique(margin * (size + 1) + seen, return_inverse=True)  # many words share their counts
    seen, margin = keys % (size + 1), keys // (size + 1)
    mean = margin * (size / n)
    # beyond ten standard deviations and forty counts nothing is left; twice the distance reaches the opposite tail
    reach = 2 * np.abs(seen - mean) + 10 * np.sqrt(mean) + 40
    low, high = np.maximum(mean - reach, 0).astype(np.int64), np.minimum(mean + reach, margin).astype(np.int64)
    p = np.empty(len(keys))
    for here in np.array_split(np.argsort(high - low), len(keys) // 64 + 1):  # of similar width, to bound memory
        m, x = margin[here, None], low[here, None] + np.arange((high - low)[here].max(initial=0))
        with np.errstate(divide="ignore"):  # past the largest possible count the probability is 0
            ratio = np.maximum(m - x, 0) * np.maximum(size - x, 0) / ((x + 1.0) * (n - m - size + x + 1))
            weight = np.cumsum(np.log(ratio), axis=1)  # log of the probability of x + 1 relative to that of `low`
        weight = np.hstack([np.zeros((len(here), 1)), weight])
        own = np.take_along_axis(weight, (seen - low)[here, None], axis=1)
        scaled = np.exp(weight - weight.max(axis=1, keepdims=True))
        # equal probabilities must count as equal in spite of rounding: the tolerance of R's fisher.test
        p[here] = (scaled * (weight <= own + 1e-7)).sum(axis=1) / scaled.sum(axis=1)
    return p[place]
