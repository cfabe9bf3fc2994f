"""From which probability on a record is called: what a threshold finds, misses and costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from genocore.evaluation.arrays import optional
from genocore.evaluation.proportions import wilson

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    Share = dict[str, float | None]


def at_threshold(
    y: ArrayLike, probability: ArrayLike, threshold: float, *, prevalence: float | None = None
) -> dict[str, Share]:
    """Return what calling every record at or above a threshold finds and misses.

    Parameters
    ----------
    y : array of bool or int, shape (n,)
        1 for records of the class.
    probability : array of float, shape (n,)
    threshold : float
        0-1.
    prevalence : float, optional
        Share of the class where the model is to be used; by default that of these records.

    Returns
    -------
    dict
        ``sensitivity``, ``specificity``, ``ppv`` and ``npv``, each with ``value, low, high`` (Wilson, 95 %; for `ppv`
        and `npv` only at the records' own prevalence, else without ends), and ``called`` with ``value`` alone: the
        share of all records called there. None where undefined.

    Notes
    -----
    Sensitivity and specificity carry over to other shares of the class, predictive values do not: a test that is
    right in 95 % of either class is wrong in five of six calls where one record in a hundred is of the class. The
    intervals count records as independent.

    References
    ----------
    Altman & Bland 1994, doi:10.1136/bmj.308.6943.1552 and doi:10.1136/bmj.309.6947.102.

    Examples
    --------
    >>> found = at_threshold([0, 0, 0, 1], [0.1, 0.2, 0.7, 0.9], 0.5)
    >>> found["sensitivity"]["value"], round(found["specificity"]["value"], 2), found["ppv"]["value"]
    (1.0, 0.67, 0.5)
    >>> round(at_threshold([0, 0, 0, 1], [0.1, 0.2, 0.7, 0.9], 0.5, prevalence=0.01)["ppv"]["value"], 3)
    0.029
    """
    truth, called = np.asarray(y).astype(bool), np.asarray(probability) >= threshold
    hits, alarms = int((truth & called).sum()), int((~truth & called).sum())
    misses, rejections = int((truth & ~called).sum()), int((~truth & ~called).sum())
    found = {"sensitivity": _share(hits, hits + misses), "specificity": _share(rejections, rejections + alarms)}
    if prevalence is None:
        found |= {"ppv": _share(hits, hits + alarms), "npv": _share(rejections, rejections + misses)}
        return found | {"called": {"value": optional(float(called.mean())) if len(called) else None}}
    sensitivity, specificity = found["sensitivity"]["value"], found["specificity"]["value"]
    nothing: Share = {"value": None, "low": None, "high": None}
    if sensitivity is None or specificity is None:
        return found | {"ppv": nothing, "npv": nothing, "called": {"value": None}}
    right, false = prevalence * sensitivity, (1 - prevalence) * (1 - specificity)
    passed, missed = (1 - prevalence) * specificity, prevalence * (1 - sensitivity)
    return found | {
        "ppv": nothing | {"value": right / (right + false) if right + false > 0 else None},
        "npv": nothing | {"value": passed / (passed + missed) if passed + missed > 0 else None},
        "called": {"value": right + false},
    }


def cheapest_threshold(
    y: ArrayLike, probability: ArrayLike, miss: float = 1.0, alarm: float = 1.0, *, prevalence: float | None = None
) -> float:
    """Return the threshold at which misses and false alarms together cost least.

    Parameters
    ----------
    y, probability, prevalence
        As `at_threshold`; of records that are not those it will be judged on.
    miss, alarm : float, default 1
        What one missed record of the class, and one false call, cost. Only their ratio matters.

    Returns
    -------
    float
        Half way between two neighbouring probabilities, so that it falls on none of them; 0 to call all, or just
        above 1 to call none. Of equally cheap ones that nearest to what the costs ask of calibrated probabilities,
        ``alarm / (miss + alarm)``.

    Raises
    ------
    ValueError
        If a class is missing.

    Notes
    -----
    On the records it was chosen on a threshold looks better than it is: choose it on cross-validated predictions
    and judge it on the locked part.

    References
    ----------
    Zweig & Campbell 1993, doi:10.1093/clinchem/39.4.561.

    Examples
    --------
    >>> cheapest_threshold([0, 0, 1, 1], [0.1, 0.4, 0.6, 0.9])
    0.5
    >>> cheapest_threshold([0, 1, 0, 1], [0.1, 0.4, 0.6, 0.9], miss=1, alarm=5)
    0.75
    """
    truth, p = np.asarray(y).astype(bool), np.asarray(probability, dtype=np.float64)
    if not truth.any() or truth.all():
        raise ValueError("both classes are needed")
    own = float(truth.mean())
    share = own if prevalence is None else prevalence
    weight_miss, weight_alarm = miss * share / own, alarm * (1 - share) / (1 - own)
    order = np.argsort(p, kind="stable")
    values, starts = np.unique(p[order], return_index=True)
    found = np.append(0, np.cumsum(truth[order]))[np.append(starts, len(p))]  # of the class, below each cut
    other = np.append(starts, len(p)) - found
    cost = weight_miss * found + weight_alarm * ((~truth).sum() - other)
    cuts = np.concatenate([[0.0], (values[1:] + values[:-1]) / 2, [np.nextafter(1.0, 2.0)]])
    best = np.flatnonzero(cost <= cost.min() * (1 + 1e-12) + 1e-12)
    return float(cuts[best[np.abs(cuts[best] - alarm / (miss + alarm)).argmin()]])


def _share(count: int, of: int) -> Share:
    if not of:
        return {"value": None, "low": None, "high": None}
    low, high = wilson(count, of)
    return {"value": count / of, "low": float(low), "high": float(high)}
