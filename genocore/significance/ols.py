"""Test `ols`: the difference of two groups beside covariates, by least squares with robust errors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from genocore.errors import InputError
from genocore.registry import Spec
from genocore.significance.groups import Groups
from genocore.significance.outcome import Outcome


def ols(groups: Groups, covariates: np.ndarray | None = None) -> Outcome:
    """Return the t of being mutated in a linear model of each gene, with HC3 errors.

    Parameters
    ----------
    groups : Groups
    covariates : ndarray of float, shape (n_samples, n_covariates), optional
        What else may explain expression: batch, age, tumour type as 0/1 columns. Samples with a NaN are left out.

    Raises
    ------
    InputError
        ST001 if the covariates have another number of samples.

    Notes
    -----
    HC3 holds its level where groups vary differently, also with few samples. A covariate that goes with the mutation
    takes its share of the difference: whether that is right, the design decides, not the test. NaN where there are
    not at least two more samples than columns, where a column follows from the others, where a sample decides its own
    fit alone, or where nothing varies.

    References
    ----------
    MacKinnon & White 1985, doi:10.1016/0304-4076(85)90158-7. Long & Ervin 2000, doi:10.1080/00031305.2000.10474549.

    Examples
    --------
    >>> values, member = np.array([[1.0, 2, 3, 4, 6, 8]]), np.array([[1, 1, 1, 0, 0, 0]], dtype=np.int8)
    >>> found = ols(Groups(np.array(["g"]), values, member))
    >>> found.statistic.round(3).tolist(), found.df.tolist()
    ([-2.53], [4.0])
    """
    from scipy.stats import t

    samples = groups.values.shape[1]
    more = np.zeros((samples, 0)) if covariates is None else np.asarray(covariates, dtype=np.float64)
    if more.shape[0] != samples:
        raise InputError(f"There are covariates for {more.shape[0]} samples, but {samples} samples.", code="ST001")
    whole = np.isfinite(more).all(axis=1)
    pattern = np.where(groups.mutated & whole, 1, np.where(groups.intact & whole, 0, -1)).astype(np.int8)
    statistic, df, difference, error = np.full((4, len(groups)), np.nan)
    sizes = (pattern == 1).sum(axis=1), (pattern == 0).sum(axis=1)
    kinds, member = np.unique(pattern, axis=0, return_inverse=True)
    for number, kind in enumerate(kinds):
        used = np.flatnonzero(kind >= 0)
        design = np.column_stack([np.ones(len(used)), kind[used], more[used]])
        if len(used) < design.shape[1] + 2 or np.linalg.matrix_rank(design) < design.shape[1]:
            continue
        rows = np.flatnonzero(member.reshape(-1) == number)
        y = groups.values[np.ix_(rows, used)]
        solve = np.linalg.pinv(design)  # (columns, samples)
        leverage = np.einsum("sc,cs->s", design, solve)
        if leverage.max() > 1 - 1e-9:
            continue
        coefficients = y @ solve.T
        residuals = (y - coefficients @ design.T) / (1 - leverage)
        spread = np.sqrt((residuals**2) @ (solve[1] ** 2))
        varies = spread > 1e-12 * np.abs(y).max(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            statistic[rows] = np.where(varies, coefficients[:, 1] / spread, np.nan)
        df[rows], difference[rows], error[rows] = len(used) - design.shape[1], coefficients[:, 1], spread
    found = Outcome.of(statistic, 2 * t.sf(np.abs(statistic), df), df=df)
    reach = t.ppf(0.975, df) * error
    return replace(found, difference=difference, low=difference - reach, high=difference + reach, sizes=sizes)


SPEC = Spec(
    key="ols",
    label="Linear model (HC3)",
    help="The difference of the groups beside covariates such as batch or tumour type; groups may vary differently.",
    build=ols,
    extra={"covariates": True},
)
