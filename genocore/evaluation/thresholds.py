"""From which probability on a record is called: what a threshold finds, misses and costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from genocore.evaluation.proportions import wilson
from genocore.evaluation.resampling import group_codes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Share = dict[str, float | None]


def at_threshold(
    y: ArrayLike, probability: ArrayLike, threshold: float, *, prevalence: float | None = None,
    groups: ArrayLike | None = None,
) -> dict[str, Share]:  # fmt: skip
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

    groups : array, shape (n,), optional
        Family of each record; a share has the interval of as many records as it has families.

    Returns
    -------
    dict
        ``sensitivity``, ``specificity``, ``ppv`` and ``npv``, each with ``value, low, high`` (Wilson, 95 %; of `ppv`
        and `npv` at another prevalence what the ends of sensitivity and specificity make of them, which is somewhat
        too wide), and ``alarms``: the share of the others that is called falsely. None where undefined.

    Notes
    -----
    Sensitivity and specificity carry over to other shares of the class, predictive values do not: a test that is
    right in 95 % of either class is wrong in five of six calls where one record in a hundred is of the class.

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
    codes, _ = group_codes(len(truth) if groups is None else groups)
    found = {
        "sensitivity": _share(truth & called, truth, codes),
        "specificity": _share(~truth & ~called, ~truth, codes),
        "alarms": _share(~truth & called, ~truth, codes),
    }
    if prevalence is None:
        return found | {
            "ppv": _share(truth & called, called, codes),
            "npv": _share(~truth & ~called, ~called, codes),
        }

    def predictive(right: Share, wrong: Share, share: float) -> Share:
        """Return what is right among the calls, where `right` is called right and one minus `wrong` falsely."""
        out: Share = {}
        for end in ("value", "low", "high"):
            good, left = right[end], wrong[end]
            if good is None or left is None:
                return {"value": None, "low": None, "high": None}
            total = share * good + (1 - share) * (1 - left)
            out[end] = share * good / total if total > 0 else None
        return out

    return found | {
        "ppv": predictive(found["sensitivity"], found["specificity"], prevalence),
        "npv": predictive(found["specificity"], found["sensitivity"], 1 - prevalence),
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
        above 1 to call none. Of equally cheap ones that nearest to what the costs ask of calibrated probabilities.

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
    wanted = weight_alarm / (weight_miss + weight_alarm)
    return float(cuts[best[np.abs(cuts[best] - wanted).argmin()]])


def _share(hits: NDArray[np.bool_], among: NDArray[np.bool_], codes: NDArray[np.intp]) -> Share:
    if not among.any():
        return {"value": None, "low": None, "high": None}
    value, units = float(hits.sum() / among.sum()), len(np.unique(codes[among]))
    low, high = wilson(value * units, units)
    return {"value": value, "low": float(low), "high": float(high)}
