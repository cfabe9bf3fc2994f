import numpy as np
import pytest
from scipy.sparse import csr_array, random_array
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_info

from genocore.errors import InputError, NotEnoughData
from genocore.exploration import projection
from genocore.exploration.projection import pca, tsne


def example(n=80, features=12, seed=1):
    """Return correlated features of different scale."""
    generator = np.random.default_rng(seed)
    hidden = generator.normal(size=(n, 3)) @ generator.normal(size=(3, features))
    return (hidden + 0.5 * generator.normal(size=(n, features))) * np.logspace(-2, 3, features) + 5


def sparse_example(n, features, seed=1):
    """Return few words, more of them in the second half of the records and among the first fifty features."""
    found = random_array((n, features), density=0.02, rng=np.random.default_rng(seed)).toarray().round(3)
    found[n // 2 :, :50] += np.arange(50) % 7
    return csr_array(found.astype(np.float32))


def with_scikit_learn(matrix, n_components):
    scaled = StandardScaler().fit_transform(np.asarray(matrix, dtype=np.float64))
    return PCA(n_components, svd_solver="full").fit(scaled), scaled


def assert_same(found, expected, scaled, tolerance):
    signs = np.sign((found.loadings * expected.components_).sum(axis=1))
    np.testing.assert_allclose(found.explained, expected.explained_variance_ratio_, rtol=tolerance)
    np.testing.assert_allclose(found.loadings, expected.components_ * signs[:, None], atol=tolerance)
    coordinates = expected.transform(scaled) * signs
    np.testing.assert_allclose(found.coordinates, coordinates, atol=tolerance * np.abs(coordinates).max())
    assert found.coordinates.dtype == found.loadings.dtype == found.explained.dtype == np.float64


@pytest.mark.parametrize("kind", [np.asarray, csr_array], ids=["dense", "sparse"])
@pytest.mark.parametrize("cells", [1 << 21, 100])
def test_components_are_those_of_scikit_learn(monkeypatch, kind, cells):
    monkeypatch.setattr(projection, "_CELLS", cells)
    matrix = example()
    expected, scaled = with_scikit_learn(matrix, 3)
    assert_same(pca(kind(matrix), 3), expected, scaled, 1e-9)


@pytest.mark.parametrize("n", [60, 1_100])
@pytest.mark.parametrize("kind", [csr_array.toarray, csr_array], ids=["dense", "sparse"])
def test_components_of_wide_matrices_are_those_of_scikit_learn(n, kind):
    matrix = sparse_example(n, 1_200)
    expected, scaled = with_scikit_learn(matrix.toarray(), 1)
    assert_same(pca(kind(matrix), 1), expected, scaled, 1e-4)


def test_wide_and_narrow_ways_agree(monkeypatch):
    matrix = np.column_stack([example(), np.full(80, 7.0)])
    narrow = pca(matrix, 3)
    monkeypatch.setattr(projection, "WIDE", 5)
    for wide in (pca(matrix, 3), pca(csr_array(matrix), 3)):
        np.testing.assert_allclose(wide.coordinates, narrow.coordinates, atol=1e-2)
        np.testing.assert_allclose(wide.explained, narrow.explained, rtol=1e-3)
        np.testing.assert_allclose(wide.loadings, narrow.loadings, atol=1e-3)


def test_more_features_than_records_are_no_trouble():
    matrix = example(n=6, features=20)
    expected, scaled = with_scikit_learn(matrix, 4)
    assert_same(pca(matrix, 4), expected, scaled, 1e-9)


def test_units_do_not_matter():
    matrix = example()
    one, two = pca(matrix), pca(matrix * np.linspace(0.1, 90, 12) + 3)
    np.testing.assert_allclose(one.coordinates, two.coordinates, atol=1e-8)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_features_that_do_not_vary_weigh_nothing(dtype):
    matrix = np.insert(example(), [0, 5], [[0.1, 0.0]], axis=1).astype(dtype)
    found = pca(matrix)
    assert not found.loadings[:, [0, 6]].any()
    np.testing.assert_allclose(found.explained, pca(example()).explained, rtol=1e-4)


def test_the_largest_loading_is_positive():
    for seed in range(8):
        loadings = pca(example(seed=seed), 4).loadings
        assert (loadings[np.arange(4), np.abs(loadings).argmax(axis=1)] > 0).all()


@pytest.mark.parametrize("kind", [np.zeros, np.ones, lambda shape: csr_array(np.ones(shape))])
@pytest.mark.parametrize("features", [4, 1_001])
def test_identical_records_are_refused(kind, features):
    with pytest.raises(NotEnoughData, match="ML007: All records have the same features"):
        pca(kind((5, features)))


@pytest.mark.parametrize(("shape", "n_components"), [((2, 5), 2), ((5, 1), 2), ((5, 5), 0)])
def test_components_that_do_not_exist_are_refused(shape, n_components):
    with pytest.raises(InputError, match=f"PA001.*do not have {n_components} components"):
        pca(np.zeros(shape), n_components)


def clusters(n=90):
    """Return three groups of records, each far out on five features of its own."""
    group = np.repeat(np.arange(3), n // 3)
    return np.random.default_rng(3).normal(size=(n, 15)) + 8 * np.repeat(np.eye(3), 5, axis=1)[group]


def test_neighbours_stay_neighbours():
    matrix, group = clusters(), np.repeat(np.arange(3), 30)
    rows, coordinates = tsne(matrix)
    nearest = NearestNeighbors(n_neighbors=5).fit(coordinates).kneighbors(return_distance=False)
    assert (group[nearest] == group[:, None]).all()
    assert rows.tolist() == list(range(90))
    assert coordinates.shape == (90, 2)
    assert coordinates.dtype == np.float64


@pytest.mark.parametrize("kind", [np.asarray, csr_array], ids=["dense", "sparse"])
def test_the_same_seed_draws_the_same_picture(kind):
    one, two = tsne(kind(clusters()), seed=7), tsne(kind(clusters()), seed=7)
    assert np.array_equal(one[1], two[1])


def test_of_many_records_a_sample_in_order_is_drawn():
    matrix = example(n=200)
    rows, coordinates = tsne(matrix, seed=5, at_most=40)
    assert len(rows) == len(coordinates) == len(set(rows.tolist())) == 40
    assert (np.diff(rows) > 0).all()
    assert np.array_equal(rows, tsne(matrix, seed=5, at_most=40)[0])
    assert not np.array_equal(rows, tsne(matrix, seed=6, at_most=40)[0])


@pytest.mark.parametrize(("n", "features"), [(10, 3), (12, 1), (11, 60)])
def test_small_tables_can_be_drawn(n, features):
    coordinates = tsne(np.random.default_rng(1).normal(size=(n, features)))[1]
    assert coordinates.shape == (n, 2)
    assert np.isfinite(coordinates).all()


@pytest.mark.parametrize(("n", "at_most"), [(9, 5000), (100, 9)])
def test_fewer_than_ten_records_are_refused(n, at_most):
    with pytest.raises(NotEnoughData, match="9 records are too few"):
        tsne(np.random.default_rng(1).normal(size=(n, 3)), at_most=at_most)


def test_progress_names_the_steps():
    told = []
    tsne(clusters(30), on_progress=lambda fraction, note: told.append((fraction, note)))
    assert told == [(0.0, "Principal components"), (0.1, "t-SNE of 30 records"), (1.0, "")]


def test_neighbours_are_drawn_on_one_thread(monkeypatch):
    from sklearn.manifold import TSNE

    seen = []
    fit = TSNE.fit_transform

    def look(self, *args):
        seen.extend(pool["num_threads"] for pool in threadpool_info())
        return fit(self, *args)

    monkeypatch.setattr(TSNE, "fit_transform", look)
    tsne(np.random.default_rng(0).normal(size=(30, 4)))
    assert set(seen) == {1}
