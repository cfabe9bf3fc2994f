"""Model `gkm_linear`: a linear support vector machine on square roots of word counts."""

from __future__ import annotations

from typing import Any

import numpy as np

from genocore.models.fit import Progress
from genocore.models.margins import TRUSTED, Margins, fit_margins, square_root
from genocore.registry import Param, Spec


class RootRegression:
    """A regression on the square roots of the features.

    Parameters
    ----------
    machine : pipeline of scikit-learn

    Attributes
    ----------
    n_features_in_ : int
    """

    n_features_in_: int

    def __init__(self, machine: Any) -> None:
        self.machine = machine

    def fit(self, matrix: Any, target: np.ndarray) -> RootRegression:
        """Fit the pipeline."""
        self.n_features_in_ = matrix.shape[1]
        self.machine.fit(square_root(matrix), target)
        return self

    def predict(self, matrix: Any) -> np.ndarray:
        """Return the predicted numbers; float64, shape (n,)."""
        return self.machine.predict(square_root(matrix))


def _build(task: str, seed: int, c: float, balanced: bool) -> Any:
    """Return the model.

    Notes
    -----
    The square root tames words that occur over and over, and with rows of length 1 the product of two rows is the
    Bhattacharyya coefficient of their words. The gkm-SVM counts all words of l letters with k of them fixed and works
    with the kernel; here the words have one gap and their counts are written out, which is linear in the number of
    sequences.

    References
    ----------
    gkm-SVM: Ghandi et al. 2014, doi:10.1371/journal.pcbi.1003711; LS-GKM: Lee 2016, doi:10.1093/bioinformatics/btw142.
    LinearSVC: Fan et al. 2008, LIBLINEAR, doi:10.5555/1390681.1442794.
    """
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import Normalizer
    from sklearn.svm import LinearSVC, LinearSVR

    if task == "regression":
        # numbers are harder to fit than classes: with the same C, the error counts as much as the margin does there
        loss = "squared_epsilon_insensitive"
        machine = LinearSVR(C=c, loss=loss, epsilon=0.1, dual="auto", max_iter=10_000, random_state=seed)
        return RootRegression(make_pipeline(Normalizer(), machine))
    weight = "balanced" if balanced else None
    machine = LinearSVC(C=c, class_weight=weight, max_iter=10_000, random_state=seed)
    return Margins(make_pipeline(Normalizer(), machine), root=True, balanced=balanced, seed=seed)


def _fit(estimator: Any, matrix: Any, target: np.ndarray, groups: np.ndarray, on_progress: Progress) -> None:
    """Fit either of the two."""
    if isinstance(estimator, Margins):
        fit_margins(estimator, matrix, target, groups, on_progress)
    else:
        on_progress(0.0, "")
        estimator.fit(matrix, target)
        on_progress(1.0, "")


SPEC = Spec(
    key="gkm_linear",
    label="Support vector machine on words (gkm)",
    help="A linear support vector machine on the square roots of word counts, with or without gaps. A strong and quick "
    "choice for binding sites, open chromatin and other motifs that stand anywhere in the sequence.",
    build=_build,
    params=(
        Param(
            "c", "float", 1.0, "Freedom (C)", "Smaller values keep the weights small and guard against learning noise.",
            low=1e-6, high=1e6,
        ),
        Param("balanced", "bool", True, "Balance classes", "Let rare classes count as much. For classes only."),
    ),
    extra={
        "encoders": ("gapped_kmers", "kmers"),
        "trusted": (
            *TRUSTED,
            "genocore.models.gkm_linear.RootRegression",
            "sklearn.pipeline.Pipeline",
            "sklearn.preprocessing._data.Normalizer",
            "sklearn.svm._classes.LinearSVC",
            "sklearn.svm._classes.LinearSVR",
        ),
        "fit": _fit,
        "seconds": lambda n, columns, params: 0.1 + 4e-7 * n * columns * max(params["c"], 0.01) ** 0.2,
    },
)  # fmt: skip
