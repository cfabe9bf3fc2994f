"""The metrics a run reports: their names, what they mean in plain words, and how they can mislead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CLASSIFICATION = ("binary", "multiclass")
REGRESSION = ("regression",)


@dataclass(frozen=True)
class Metric:
    """What a page, a report and a test need to know of one metric.

    Parameters
    ----------
    name : str
        Key in ``run.json``; never changes.
    label : str
        Short name for a chart or a table.
    help : str
        What it measures, for a biologist.
    caution : str
        How the number can mislead.
    direction : {"higher", "lower"}
        Which way is better.
    tasks : tuple of str
        Tasks it serves.
    doi : str
        Where it is defined or discussed.
    range : pair of float or None
        Lowest and highest possible value; None where there is no limit.

    Examples
    --------
    >>> METRICS["mcc"].range, METRICS["brier"].direction
    ((-1.0, 1.0), 'lower')
    """

    name: str
    label: str
    help: str
    caution: str
    direction: Literal["higher", "lower"]
    tasks: tuple[str, ...]
    doi: str
    range: tuple[float | None, float | None]


_METRICS = (
    Metric(
        "accuracy",
        "Accuracy",
        "Share of records whose class is predicted correctly.",
        "With 95 % of records in one class, always answering that class scores 0.95.",
        "higher",
        CLASSIFICATION,
        "10.1016/j.ipm.2009.03.002",
        (0.0, 1.0),
    ),
    Metric(
        "balanced_accuracy",
        "Balanced accuracy",
        "Share predicted correctly in each class, averaged over the classes. Guessing scores 1 / number of classes.",
        "A rare class counts as much as a common one, so a few of its records can move the number a lot.",
        "higher",
        CLASSIFICATION,
        "10.1109/ICPR.2010.764",
        (0.0, 1.0),
    ),
    Metric(
        "mcc",
        "Matthews correlation",
        "Correlation of true and predicted classes: 1 is perfect, 0 no better than guessing. Fair to unequal classes.",
        "Undefined when only one class is present or predicted. It depends on the share of each class in these data.",
        "higher",
        CLASSIFICATION,
        "10.1016/j.compbiolchem.2004.09.006",
        (-1.0, 1.0),
    ),
    Metric(
        "auroc",
        "AUROC",
        "Chance that a random member of a class is scored above a random non-member. Guessing scores 0.5.",
        "Looks good when positives are rare even if most of the top-scored records are false. See AUPRC.",
        "higher",
        CLASSIFICATION,
        "10.1016/j.patrec.2005.10.010",
        (0.0, 1.0),
    ),
    Metric(
        "auprc",
        "AUPRC",
        "Average precision: how pure the top of the ranking is. Guessing scores the share of positives.",
        "Not comparable between data sets with different shares of positives.",
        "higher",
        CLASSIFICATION,
        "10.1371/journal.pone.0118432",
        (0.0, 1.0),
    ),
    Metric(
        "f1_macro",
        "F1 (macro)",
        "Balance of precision and recall in each class, averaged over the classes.",
        "Depends on the share of each class and on the decision rule; it ignores how sure the model was.",
        "higher",
        CLASSIFICATION,
        "10.1016/j.ipm.2009.03.002",
        (0.0, 1.0),
    ),
    Metric(
        "brier",
        "Brier score",
        "Mean squared distance of the probabilities from what happened. 0 is perfect.",
        "Two scales: up to 1 for two classes, up to 2 for more. Rare classes make it small by themselves.",
        "lower",
        CLASSIFICATION,
        "10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2",
        (0.0, 2.0),
    ),
    Metric(
        "ece",
        "Calibration error",
        "How far the model's confidence is from its hit rate, on average. 0 means 80 % sure is right 80 % of the time.",
        "Never zero by chance alone: small data give large values. A useless model can be well calibrated.",
        "lower",
        CLASSIFICATION,
        "10.1609/aaai.v29i1.9602",
        (0.0, 1.0),
    ),
    Metric(
        "log_loss",
        "Log loss",
        "Surprise at the true class given the probabilities. 0 is perfect; sure and wrong is punished hardest.",
        "One record that was certain and wrong can dominate: it costs at most 36.",
        "lower",
        CLASSIFICATION,
        "10.1198/016214506000001437",
        (0.0, None),
    ),
    Metric(
        "r2",
        "R²",
        "Share of the variation explained, compared with always answering the mean. Negative is worse than the mean.",
        "Grows with the spread of the values measured, so it cannot be compared between data sets.",
        "higher",
        REGRESSION,
        "10.7717/peerj-cs.623",
        (None, 1.0),
    ),
    Metric(
        "pearson",
        "Pearson r",
        "Linear correlation of predicted and measured values.",
        "Blind to a wrong scale or offset, and one extreme record can make it.",
        "higher",
        REGRESSION,
        "10.1080/00031305.1988.10475524",
        (-1.0, 1.0),
    ),
    Metric(
        "spearman",
        "Spearman rho",
        "Whether predicted and measured values are in the same order.",
        "Blind to the size of errors: a model can rank well and be far off.",
        "higher",
        REGRESSION,
        "10.2307/1412159",
        (-1.0, 1.0),
    ),
    Metric(
        "rmse",
        "RMSE",
        "Typical error in the units of the target; large errors count more.",
        "One extreme record can dominate it.",
        "lower",
        REGRESSION,
        "10.5194/gmd-15-5481-2022",
        (0.0, None),
    ),
    Metric(
        "mae",
        "MAE",
        "Mean size of the error in the units of the target.",
        "Hides rare large errors.",
        "lower",
        REGRESSION,
        "10.3354/cr030079",
        (0.0, None),
    ),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _METRICS}
"""Every metric by name, in the order in which they are reported."""
