"""Evaluation: how good predictions are, and how sure one can be of that. Arrays in, tidy frames out."""

from genocore.evaluation.curves import calibration_curve, precision_recall_curve, roc_curve
from genocore.evaluation.definitions import METRICS, Metric
from genocore.evaluation.intervals import repeats_with_intervals, with_intervals
from genocore.evaluation.metrics import evaluate_classification, evaluate_regression
from genocore.evaluation.proportions import wilson
from genocore.evaluation.resampling import bootstrap_weights
from genocore.evaluation.tables import classification_report, confusion

__all__ = [
    "METRICS",
    "Metric",
    "bootstrap_weights",
    "calibration_curve",
    "classification_report",
    "confusion",
    "evaluate_classification",
    "evaluate_regression",
    "precision_recall_curve",
    "repeats_with_intervals",
    "roc_curve",
    "wilson",
    "with_intervals",
]
