"""A model asked about the mutations of a study, and its answers beside what was measured."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.evidence.check import Checked
from genocore.explanation.effects import effects
from genocore.explanation.score import Score
from genocore.models.fit import Progress, silent
from genocore.training.bundle import Model

FEW = 10
"""Genes below which a rank correlation says next to nothing."""


def model_effects(
    checked: Checked, model: Model, of: str = "", measure: str = "", *, seed: int = 42, on_progress: Progress = silent
) -> pd.DataFrame:
    """Return what a model says of each row of the table of mutations.

    Parameters
    ----------
    checked : Checked
    model : Model
    of : str, optional
        Class whose probability is looked at; by default the second of two. Of more, one must be named.
    measure : str, optional
        See `genocore.explanation.score.MEASURES`.
    seed : int, default 42
    on_progress : callable, optional

    Returns
    -------
    DataFrame
        See `genocore.explanation.effects.effects`; ``attrs["score"]`` says in words what was looked at.

    Raises
    ------
    InputError
        MU015 if the study has no sequences, PA001 if no one of several classes was named, and what `Score.checked`
        raises.
    """
    if not len(checked.data):
        raise InputError(
            "A model reads sequences, and there are none in this study.", hint="Add a FASTA or GenBank file.",
            code="MU015",
        )  # fmt: skip
    if not of and len(model.classes) > 2:
        names = ", ".join(model.classes)
        raise InputError(
            f"The model has {len(model.classes)} classes: {names}.", code="PA001",
            hint="Say which one's probability to look at (--of).",
        )  # fmt: skip
    score = Score.checked(model, of, measure)
    found = effects(score, checked.data, checked.located, seed=seed, on_progress=on_progress)
    found.attrs["score"] = score.words
    return found


def by_gene(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row a gene: what the model makes of its mutations, beside how its expression differs.

    Parameters
    ----------
    table : DataFrame
        What `genocore.evidence.grid.grid` gave, with expression and a model.

    Returns
    -------
    DataFrame
        ``gene``, ``delta`` (mean effect of its mutations that count, each distinct change once), ``size`` (mean of
        their absolute effects), ``n`` (how many those are), ``log2fc, ci_low, ci_high, q, significant``; genes of which
        either is unknown are left out, and mutations that are flagged as unlike what the model was trained on.
    """
    rows = table[table["counts"] & table["delta_score_mean"].notna() & table["testable"] & table["log2fc"].notna()]
    rows = rows[rows["ood_flags"] == ""]
    rows = rows.drop_duplicates(["gene", "sequence", "hgvs_c"])  # one name, however it is spelled in the file
    found = rows.groupby("gene", sort=True)
    return pd.DataFrame(
        {
            "delta": found["delta_score_mean"].mean(),
            "size": found["delta_score_mean"].agg(lambda values: values.abs().mean()), "n": found.size(),
            **{name: found[name].first() for name in ("log2fc", "ci_low", "ci_high", "q", "significant")},
        }
    ).reset_index()  # fmt: skip


def rank_correlation(x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    """Return Spearman's rank correlation with a 95 % interval.

    Returns
    -------
    dict
        ``value, low, high`` (None where they are not defined) and ``n``.

    Notes
    -----
    The interval is that of Fisher's z with the variance ``(1 + value² / 2) / (n - 3)``; it needs four pairs at least.

    References
    ----------
    Bonett & Wright 2000, doi:10.1007/BF02294183.

    Examples
    --------
    >>> rank_correlation(np.arange(5.0), np.array([1.0, 2.0, 3.0, 5.0, 4.0]))["value"]
    0.9
    """
    from scipy.stats import spearmanr

    n = len(x)
    if n < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return {"value": None, "low": None, "high": None, "n": n}
    value = round(float(spearmanr(x, y).statistic), 12)
    if n < 4 or abs(value) == 1:
        return {"value": value, "low": None, "high": None, "n": n}
    half = 1.959963984540054 * np.sqrt((1 + value**2 / 2) / (n - 3))
    low, high = np.tanh(np.arctanh(value) + np.array([-half, half]))
    return {"value": value, "low": float(low), "high": float(high), "n": n}
