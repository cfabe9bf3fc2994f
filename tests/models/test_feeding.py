import json

import numpy as np
import pytest
from scipy.sparse import csr_array

from genocore.models.networks.feeding import ColumnFeed, LetterFeed, reverse_complement
from genocore.models.networks.hold_out import hold_out


class TestHoldOut:
    def test_groups_are_never_torn_apart(self):
        generator = np.random.default_rng(3)
        classes, groups = generator.integers(0, 3, 600), generator.integers(0, 90, 600)
        held = hold_out(classes, groups, 0.12, generator)
        assert not set(groups[held]) & set(groups[~held])
        assert 0.05 < held.mean() < 0.13

    def test_each_class_gives_its_share(self):
        classes = np.repeat([0, 1, 2], [1000, 100, 10])
        held = hold_out(classes, np.arange(1110), 0.12, np.random.default_rng(0))
        assert np.bincount(classes[held]).tolist() == [120, 12, 2]

    @pytest.mark.parametrize("classes", [[], [0], [0, 1], [0, 0, 1]])
    def test_no_class_is_taken_away_altogether(self, classes):
        classes = np.array(classes, dtype=int)
        held = hold_out(classes, np.arange(len(classes)), 0.5, np.random.default_rng(0))
        assert set(classes[~held]) == set(classes)

    def test_a_group_that_is_too_large_stays(self):
        groups = np.array([0] * 50 + list(range(1, 51)))
        held = hold_out(np.zeros(100, dtype=int), groups, 0.12, np.random.default_rng(0))
        assert held.sum() == 12
        assert not held[:50].any()


class TestFeeds:
    def test_sparse_and_dense_columns_are_the_same(self):
        matrix = np.random.default_rng(0).poisson(0.3, (50, 7)).astype(np.float32)
        dense, sparse = ColumnFeed(), ColumnFeed()
        dense.learn(matrix)
        sparse.learn(csr_array(matrix))
        index = np.array([3, 1, 40])
        np.testing.assert_array_equal(dense.rows(matrix, index), sparse.rows(csr_array(matrix), index))
        np.testing.assert_allclose(dense.rows(matrix, slice(None)).std(axis=0), 1, rtol=1e-5)

    def test_a_column_that_never_changed_says_nothing(self):
        feed, matrix = ColumnFeed(), np.full((5, 1), 7, dtype=np.uint8)
        feed.learn(matrix)
        np.testing.assert_array_equal(feed.rows(np.array([[7], [200]], dtype=np.uint8), slice(None)), [[0], [0]])

    def test_an_odd_value_counts_as_ten_deviations(self):
        feed, matrix = ColumnFeed(), np.array([[0.0], [2.0]], dtype=np.float32)
        feed.learn(matrix)
        assert feed.rows(np.array([[1e9]], dtype=np.float32), slice(None)).tolist() == [[10.0]]

    def test_the_state_brings_everything_back(self):
        feed, again = ColumnFeed(), ColumnFeed()
        matrix = np.random.default_rng(0).random((9, 3)).astype(np.float32)
        feed.learn(matrix)
        again.restore(json.loads(json.dumps(feed.state)))
        np.testing.assert_array_equal(feed.rows(matrix, slice(None)), again.rows(matrix, slice(None)))

    @pytest.mark.parametrize("state", [{}, {"mean": [1], "scale": [1, 2]}, {"mean": [float("nan")], "scale": [1]}])
    def test_a_spoilt_state_is_refused(self, state):
        with pytest.raises((KeyError, ValueError)):
            ColumnFeed().restore(state)

    def test_letters_are_copied_never_changed(self):
        codes = np.full((2, 3), 5, dtype=np.uint8)
        codes.setflags(write=False)
        assert LetterFeed().rows(codes, slice(0, 1)).tolist() == [[4, 5, 5]]

    def test_the_opposite_strand_of_the_opposite_strand_is_the_sequence(self):
        codes = np.random.default_rng(1).integers(0, 4, (40, 30), dtype=np.uint8)
        for row, keep in enumerate(np.random.default_rng(0).integers(0, 31, 40)):
            codes[row, keep:] = 5
        codes[:5, :3] = 5
        turned = reverse_complement(codes)
        np.testing.assert_array_equal(reverse_complement(turned), codes)
        np.testing.assert_array_equal(turned == 5, codes == 5)
        np.testing.assert_array_equal(
            reverse_complement(codes[8:9, :1]), [[5]] if codes[8, 0] == 5 else 3 - codes[8, 0]
        )
