"""Many features drawn as two: principal components and t-SNE."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from genocore.errors import InputError, NotEnoughData
from genocore.features.encoder import Matrix

WIDE = 1000  # features up to which all correlations are computed; beyond, only the leading components are looked for
_CELLS = 1 << 21
"""Values turned into double precision at a time: 16 MB."""


@dataclass(frozen=True)
class Projection:
    """Records and features on principal components.

    Parameters
    ----------
    coordinates : ndarray of float64, shape (n, n_components)
    explained : ndarray of float64, shape (n_components,)
        Share of the variance of all standardised features, fraction 0-1, descending.
    loadings : ndarray of float64, shape (n_components, n_features)
        Weights of the features, of length 1 a component; the largest is positive.
    """

    coordinates: np.ndarray
    explained: np.ndarray
    loadings: np.ndarray


def pca(matrix: Matrix, n_components: int = 2, seed: int = 42) -> Projection:
    """Project records on the directions in which their standardised features vary most.

    Parameters
    ----------
    matrix : ndarray or csr_array, shape (n, n_features)
    n_components, seed : int, default 2 and 42
        The seed starts the search for the leading components; it has no effect up to 1,000 features.

    Returns
    -------
    Projection

    Raises
    ------
    InputError
        PA001 if there are not more records than components, or too few features.
    NotEnoughData
        ML007 if no feature varies.

    Notes
    -----
    Every feature is given mean 0 and standard deviation 1; those that do not vary are 0. So rare words weigh as much as
    common ones: with very rare ones single records become outliers. Up to 1,000 features the result is exact and takes
    about ``24 * n_features**2`` bytes. Beyond, a standardised copy is made, and dense matrices of more than 1,000
    records get an approximation (randomised). What varies most is often length or base composition, not what is of
    interest. Two components that explain 3 % hide nearly everything: groups that overlap here may well be separable.

    References
    ----------
    Principal components: doi:10.1037/h0071325. Randomised: doi:10.1137/090771806.

    Examples
    --------
    >>> found = pca(np.array([[0, 0, 7], [1, 2, 7], [2, 4, 7], [3, 6, 7]]))
    >>> found.explained.round(6).tolist(), found.loadings[0].round(3).tolist()
    ([1.0, 0.0], [0.707, 0.707, 0.0])
    """
    n, features = matrix.shape
    if not 1 <= n_components <= min(n - 1, features):
        what = f"{n:,} records with {features:,} features do not have {n_components} components."
        raise InputError(what, hint="Use fewer components, or more records.", code="PA001")
    found = _from_correlations(matrix, n_components) if features <= WIDE else _leading(matrix, n_components, seed)
    largest = np.abs(found.loadings).round(9).argmax(axis=1)  # of equals the first, whatever the rounding
    sign = np.where(found.loadings[np.arange(n_components), largest] < 0, -1.0, 1.0)
    return Projection(found.coordinates * sign, found.explained, found.loadings * sign[:, None])


def tsne(
    matrix: Matrix,
    seed: int = 42,
    perplexity: float = 30.0,
    at_most: int = 5000,
    on_progress: Callable[[float, str], None] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw records so that those with similar features lie side by side.

    Parameters
    ----------
    matrix : ndarray or csr_array, shape (n, n_features)
    seed : int, default 42
    perplexity : float, default 30
        About how many neighbours each record is kept close to; at most a third of the others.
    at_most : int, default 5000
        Of more records, a random sample of this size is drawn.
    on_progress : callable, optional
        Called with a fraction 0-1 and a note, before each of the two steps and at the end.

    Returns
    -------
    rows, coordinates : ndarray of int64, shape (m,), and of float64, shape (m, 2)
        Rows of the matrix that are drawn, ascending, and where.

    Raises
    ------
    NotEnoughData
        With fewer than 10 records, or ML007 if no feature varies.

    Notes
    -----
    Distances between clusters mean nothing, nor do their sizes and densities: only who is next to whom does, and even
    pure noise can look clustered. It starts from the first two of at most 50 principal components, so that the coarse
    arrangement is not arbitrary. Another computer may draw another picture. Memory is that of `pca` for the sample.

    References
    ----------
    van der Maaten & Hinton 2008, Journal of Machine Learning Research 9:2579-2605. Start and perplexity: Kobak & Berens
    2019, doi:10.1038/s41467-019-13056-x.

    Examples
    --------
    >>> rows, coordinates = tsne(np.arange(24.0).reshape(12, 2) ** 2, at_most=10)
    >>> len(rows), coordinates.shape
    (10, (10, 2))
    """
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    report = on_progress or (lambda fraction, note: None)
    rows = np.arange(matrix.shape[0])
    if len(rows) > at_most:
        rows = np.sort(np.random.default_rng(seed).choice(len(rows), at_most, replace=False))
    n = len(rows)
    if n < 10:
        raise NotEnoughData(f"{n} records are too few for t-SNE.", hint="At least 10 are needed.")
    report(0.0, "Principal components")
    reduced = pca(matrix[rows], min(50, n - 1, matrix.shape[1]), seed).coordinates
    start = np.zeros((n, 2), dtype=np.float32)
    start[:, : reduced.shape[1]] = reduced[:, :2] / reduced[:, 0].std() * 1e-4
    report(0.1, f"t-SNE of {n:,} records")
    model = TSNE(perplexity=min(perplexity, (n - 1) / 3), init=start, random_state=seed)
    with threadpool_limits(1):  # with more, threads wait for each other: up to 17 times slower where others work too
        coordinates = model.fit_transform(reduced).astype(np.float64)
    report(1.0, "")
    return rows, coordinates


def _blocks(matrix: Matrix) -> Iterator[np.ndarray]:
    """Yield a few rows at a time in double precision."""
    step = max(_CELLS // matrix.shape[1], 1)
    for start in range(0, matrix.shape[0], step):
        block = matrix[start : start + step]
        yield np.array(block if isinstance(block, np.ndarray) else block.toarray(), dtype=np.float64)


def _inverse_sd(variance: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Return one over the standard deviation; 0 for features that vary by no more than single precision rounds."""
    varies = variance > (1e-6 * mean) ** 2
    if not varies.any():
        raise NotEnoughData("All records have the same features.", code="ML007")
    return np.where(varies, 1 / np.sqrt(np.where(varies, variance, 1)), 0.0)


def _from_correlations(matrix: Matrix, n_components: int) -> Projection:
    from scipy.linalg import eigh

    n, features = matrix.shape
    mean = np.sum([block.sum(axis=0) for block in _blocks(matrix)], axis=0) / n
    products = np.zeros((features, features))
    for block in _blocks(matrix):
        block -= mean
        products += block.T @ block
    inverse = _inverse_sd(np.diag(products) / n, mean)
    products *= np.outer(inverse, inverse) / n
    values, vectors = eigh(products, subset_by_index=(features - n_components, features - 1))
    values, vectors = np.maximum(values[::-1], 0), vectors[:, ::-1]
    weights = inverse[:, None] * vectors
    coordinates = np.concatenate([(block - mean) @ weights for block in _blocks(matrix)])
    return Projection(coordinates, values / np.trace(products), vectors.T)


def _leading(matrix: Matrix, n_components: int, seed: int) -> Projection:
    from scipy.sparse import diags_array, issparse
    from sklearn.decomposition import PCA
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler(with_mean=not issparse(matrix)).fit(matrix)
    inverse = _inverse_sd(scaler.var_, scaler.mean_)
    if issparse(matrix):  # zeros stay zeros: scikit-learn subtracts the mean without writing it out
        scaled, solver = matrix.astype(np.float64) @ diags_array(inverse), "arpack"
    else:
        kind = np.result_type(matrix.dtype, np.float32)
        scaled = (matrix - scaler.mean_.astype(kind)) * inverse.astype(kind)
        solver = "full" if len(matrix) <= WIDE else "randomized"
    model = PCA(n_components, svd_solver=solver, random_state=seed)
    parts = (model.fit_transform(scaled), model.explained_variance_ratio_, model.components_)
    return Projection(*(part.astype(np.float64) for part in parts))
