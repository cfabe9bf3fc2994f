"""The class-bias audit: whether a trivial property could tell the classes apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.errors import NotEnoughData
from genocore.evaluation.proportions import Z
from genocore.exploration.composition import record_table
from genocore.exploration.positions import WIDEST, windows
from genocore.features.words import count_words
from genocore.sequences.alphabet import BASES
from genocore.sequences.checks import identical_groups
from genocore.sequences.dataset import Dataset

PASS, WARN, ENOUGH, FEWEST, FOLDS = 0.6, 0.7, 250, 10, 5
"""Highest AUROC of each light; records on either side that a verdict and that an AUROC takes; folds of the models."""
_MORE_LESS = {
    "length": ("are longer", "are shorter"),
    "gc": ("are richer in G and C", "are poorer in G and C"),
    "letter_case": ("have more lower-case letters", "have fewer lower-case letters"),
    "unknown_bases": ("have more unknown bases", "have fewer unknown bases"),
}
"""What is said of a class whose values are the higher ones, and the lower ones."""


def audit(data: Dataset, seed: int = 42, at_most: int = 20_000) -> pd.DataFrame:
    """Return how well length, composition and the like tell each class from the rest, without any biology.

    Parameters
    ----------
    data : Dataset
        With at least two classes; records without a class are left out.
    seed : int, default 42
        Of the draw and of the folds.
    at_most : int, default 20,000
        Records looked at: half shared out evenly among the classes, half in proportion; at least 10 of a class.

    Returns
    -------
    DataFrame
        A row for each class against all others and each property; for two classes, only the second by name against
        the first. ``property``: length, gc, letter_case, unknown_bases, bases, base_pairs or positions; ``label``;
        ``class``; ``auroc``; ``low``, ``high`` (95 % interval); ``n_class``, ``n_rest`` (records); ``light`` ("same" in
        all records; "pass" up to 0.6, "warn" up to 0.7, else "fail"; "unknown" with fewer than 250 records on a side);
        ``direction``, what the records of the class are or have more of (empty where that has no meaning);
        ``sentence``. NaN where undefined: AUROC with fewer than 10 records on a side, interval of a perfect or constant
        property.
        ``attrs``: ``n_used`` of ``n`` labelled records.

    Raises
    ------
    NotEnoughData
        ML006 if there are fewer than two classes.

    Notes
    -----
    Properties of one number (length, GC, lower case, unknown bases) are turned to the better direction: chance alone
    gives a little over 0.5. The others are predictions for records not trained on, in five folds that keep copies
    together: logistic regression on the shares of bases and of pairs; the sum of log-odds of the bases at the first or
    last 200 positions, whichever tells more (it grows with the length, so knows that too). Their intervals leave out
    that models vary: between classes without a difference they missed 0.5 in 10 to 20 of 100 simulations, not in 5.

    A failed light is no proof of a fault: GC content may be the biology. It says what a model must beat to have learnt
    more. Properties overlap: a shift in GC shows in bases, pairs and positions too. Near-copies are not looked for.

    References
    ----------
    AUROC: doi:10.1016/j.patrec.2005.10.010. Its interval: DeLong 1988, doi:10.2307/2531595; over folds: LeDell 2015,
    doi:10.1214/15-EJS1035; copies of a sequence as one finding: Obuchowski 1997, doi:10.2307/2533957.

    Examples
    --------
    >>> data = Dataset.from_strings(["ACGT" * 5, "CAGT" * 9] * 300, labels=["short", "long"] * 300)
    >>> audit(data)[["property", "class", "auroc", "light"]].values.tolist()[0]
    ['length', 'short', 1.0, 'fail']
    """
    target = np.asarray(data.target)
    present = [code for code in range(len(data.classes)) if (target == code).any()]
    if len(present) < 2:
        found = "All labelled records are of one class." if present else "The records have no classes."
        raise NotEnoughData(found, hint="This check compares classes: it needs at least two.", code="ML006")
    rng = np.random.default_rng(seed)
    used = data.take(_draw(target, present, at_most, rng))
    target, copies, properties = np.asarray(used.target), identical_groups(used), _properties(used)
    fold = _deal(target, copies, rng)
    rows = []
    for code in present[1:] if len(present) == 2 else present:
        for key, label, values in properties:
            row = {"property": key, "label": label, "class": data.classes[code]}
            rows.append(row | _measure(key, label, values, target == code, fold, copies))
    ranked = pd.DataFrame(rows).sort_values("auroc", ascending=False, kind="stable")
    frame = ranked.drop_duplicates(["class", "property"]).sort_index().reset_index(drop=True)  # the better end
    frame.attrs.update(n_used=len(used), n=int(data.labelled.sum()))
    return frame


def _draw(target: np.ndarray, present: list[int], at_most: int, rng: np.random.Generator) -> np.ndarray:
    members = [np.flatnonzero(target == code) for code in present]
    even = [min(len(rows), max(at_most // (2 * len(present)), FEWEST)) for rows in members]
    share = np.clip((at_most - sum(even)) / max(sum(map(len, members)) - sum(even), 1), 0, 1)  # of those left over
    sizes = [some + int(share * (len(rows) - some)) for some, rows in zip(even, members, strict=True)]
    return np.sort(np.concatenate([rng.choice(m, size, replace=False) for m, size in zip(members, sizes, strict=True)]))


def _deal(target: np.ndarray, copies: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the fold of each record: one of each set of copies is dealt out, class by class; the others follow it."""
    _, first, member = np.unique(copies, return_index=True, return_inverse=True)
    order = rng.permutation(len(first))
    dealt = order[np.argsort(target[first][order], kind="stable")]
    return (np.argsort(dealt) % FOLDS)[member]  # the argsort of an order is everyone's place in it


def _properties(data: Dataset) -> list[tuple[str, str, np.ndarray]]:
    """Return key, label and values: numbers of shape (n,), shares of (n, k), or codes of bases (uint8) by position."""
    records = record_table(data)
    pairs = pd.DataFrame(np.concatenate([counts[2] for _, _, counts in count_words(data, 2, 2)]))
    found = [
        ("length", "Length", records["length"].to_numpy(dtype=float)),
        ("gc", "GC content", records["gc"].to_numpy()),
        ("letter_case", "Share of lower-case letters", records["masked_share"].to_numpy()),
        ("unknown_bases", "Share of unknown bases", records["ambiguous_share"].to_numpy()),
        ("bases", "Base composition", records[list(BASES)].to_numpy()),
        ("base_pairs", "Composition of neighbouring pairs", pairs.div(pairs.sum(axis=1), axis=0).to_numpy()),
    ]
    longest = int(data.lengths.max(initial=1))
    same = data.lengths.min() == longest <= WIDEST  # then it does not matter which end is counted from
    for align in ("start",) if same else ("start", "end"):
        codes = np.concatenate([block for _, block in windows(data, align, min(longest, WIDEST))])
        found.append(("positions", "Base at each position" + ("" if same else f" from the {align}"), codes))
    return found


def _measure(
    key: str, label: str, values: np.ndarray, positive: np.ndarray, fold: np.ndarray, copies: np.ndarray
) -> dict:
    known = ~np.isnan(values.reshape(len(values), -1)).any(axis=1)
    values, positive, fold, copies = values[known], positive[known], fold[known], copies[known]
    n_class, n_rest = int(positive.sum()), int((~positive).sum())
    few = min(n_class, n_rest)
    constant = few > 0 and bool((values == values[0]).all())
    auroc, low, high, direction = 0.5 if constant else np.nan, np.nan, np.nan, ""
    if few >= FEWEST and not constant:
        score, fold = (values, 0 * fold) if values.ndim == 1 else (_predict(values, positive, fold), fold)
        auroc, low, high = _auroc(score, positive, fold, copies)
        if values.ndim == 1:
            direction = _MORE_LESS[key][int(auroc < 0.5)]
            auroc, low, high = (1 - auroc, 1 - high, 1 - low) if auroc < 0.5 else (auroc, low, high)
    also = f" (its records {direction})" if direction else ""
    light, sentence = "unknown", f"{label}: too few different records on one side; it takes {FEWEST} of each."
    if constant:
        light, sentence = "same", f"{label}: the same in all records."
    elif not few:
        sentence = f"{label}: not known in these data."
    elif few >= ENOUGH and auroc <= PASS:
        light, sentence = "pass", f"{label} alone hardly tells this class from the rest (AUROC {auroc:.2f})."
    elif few >= ENOUGH and auroc > PASS:
        light = "warn" if auroc <= WARN else "fail"
        sentence = f"{label} alone tells this class from the rest with AUROC {auroc:.2f}{also}: a model must beat this."
    elif not np.isnan(auroc):
        sentence = (
            f"{label} alone: AUROC {auroc:.2f}{also}, but {few} records on one side are too few; it takes {ENOUGH}."
        )
    names = ("auroc", "low", "high", "n_class", "n_rest", "light", "direction", "sentence")
    return dict(zip(names, (auroc, low, high, n_class, n_rest, light, direction, sentence), strict=True))


def _predict(values: np.ndarray, positive: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """Return the score of each record by a model that saw the other folds; NaN where those lack a side."""
    model, score = _log_odds if values.dtype == np.uint8 else _logistic, np.full(len(values), np.nan)
    for number in np.unique(fold):
        seen = fold != number
        if positive[seen].any() and not positive[seen].all():
            score[~seen] = model(values[seen], positive[seen], values[~seen])
    return score


def _logistic(seen: np.ndarray, positive: np.ndarray, new: np.ndarray) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression

    mean, spread = seen.mean(axis=0), np.maximum(seen.std(axis=0), 1e-12)
    model = LogisticRegression(max_iter=1000).fit((seen - mean) / spread, positive)
    return model.decision_function((new - mean) / spread)


def _log_odds(seen: np.ndarray, positive: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Sum the log-odds of the bases over positions; letters other than A, C, G and T say nothing."""
    odds = np.zeros((5, seen.shape[1]))
    for rows, sign in ((seen[positive], 1), (seen[~positive], -1)):
        count = np.stack([(rows == base).sum(axis=0) for base in range(4)]) + 1
        odds[:4] += sign * np.log(count / count.sum(axis=0))
    return odds[new, np.arange(seen.shape[1])].sum(axis=1)


def _auroc(score: np.ndarray, positive: np.ndarray, fold: np.ndarray, copies: np.ndarray) -> tuple[float, ...]:
    """Return the mean AUROC over folds (ties count half) and its 95 % interval, symmetric on the logit scale."""
    from scipy.special import expit, logit
    from scipy.stats import rankdata

    values, influence = [], np.zeros(len(score))
    for number in np.unique(fold[~np.isnan(score)]):
        one, other = np.flatnonzero((fold == number) & positive), np.flatnonzero((fold == number) & ~positive)
        if len(one) and len(other):
            rank = rankdata(score[np.concatenate([one, other])])
            won = (rank[: len(one)] - rankdata(score[one])) / len(other)  # share of the others below each
            lost = (rank[len(one) :] - rankdata(score[other])) / len(one)
            influence[one], influence[other] = (won - won.mean()) / len(won), (lost.mean() - lost) / len(lost)
            values.append(won.mean())
    auroc = float(np.mean(values)) if values else np.nan
    error = np.sqrt((np.bincount(copies, influence) ** 2).sum()) / max(len(values), 1)
    if error < 1e-12 or not 0 < auroc < 1:
        return auroc, np.nan, np.nan  # a width of 0 would claim certainty
    ends = logit(auroc) + np.array([-Z, Z]) * error / (auroc * (1 - auroc))
    return auroc, *expit(ends).tolist()
