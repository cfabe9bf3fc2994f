"""What an encoder that counts words must do, so that an edit can be counted again where it is."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from genocore.features import ENCODERS
from genocore.features.counted import Counted, as_sparse, shares_of
from genocore.features.gapped_kmers import GappedKmers
from genocore.features.kmers import Kmers
from genocore.sequences import Dataset

PAIR = str.maketrans("ACGT", "TGCA")
STRANDS = ["as read", "both"]
TEXTS = st.lists(st.text("AACGTTN", max_size=14), max_size=5)
KMERS = st.builds(Kmers, k=st.tuples(st.integers(1, 4), st.integers(1, 4)).map(sorted).map(tuple),
                  strand=st.sampled_from(STRANDS))  # fmt: skip
GAPPED = st.builds(
    GappedKmers, left=st.integers(1, 2), right=st.integers(1, 2),
    gap=st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted).map(tuple), strand=st.sampled_from(STRANDS),
)  # fmt: skip
WIDE = [
    Kmers((7, 7)), Kmers((6, 7), "both"), Kmers((1, 8), "both"), GappedKmers(3, 3, (0, 1)),
    GappedKmers(3, 3, (9, 10), "both"), GappedKmers(3, 2, (0, 4), "both"),
]  # fmt: skip
"""Encoders with so many columns that their matrix is sparse."""
RAGGED = ["", "A", "ACGTACGTNACGTTTGACGTACCA", "", "NNNN", "TTTTTTTTTTTTTTTTTTTTTT", "GATTACAGATTACA", ""]


def counts_of(encoder, data):
    row, column = encoder.occurrences(data)
    assert row.dtype.kind == column.dtype.kind == "i"
    counts = np.zeros((len(data), len(encoder.part_of_columns)), dtype=np.int64)
    np.add.at(counts, (row, column), 1)
    return counts


def assert_same(found, expected):
    """Check that two matrices are the same to the last bit, and stored in the same way."""
    assert type(found) is type(expected)
    assert found.dtype == expected.dtype == np.float32
    assert found.shape == expected.shape
    if not isinstance(found, csr_array):
        np.testing.assert_array_equal(found, expected)
        return
    for name in ("indptr", "indices", "data"):
        ours, theirs = getattr(found, name), getattr(expected, name)
        np.testing.assert_array_equal(ours, theirs)
        assert ours.dtype == theirs.dtype


def by_hand(encoder, text):
    """Return how often each column's word occurs, the slow way: by its name."""
    found = []
    for name in encoder.features()["name"]:
        forms = name.split("/")
        n = 0
        for form in forms:
            for begin in range(len(text) - len(form) + 1):
                piece = text[begin : begin + len(form)]
                n += all(a in (b, "n") for a, b in zip(form, piece, strict=True))
        found.append(n)
    return found


@given(st.one_of(KMERS, GAPPED), TEXTS)
@settings(max_examples=40, deadline=None)
def test_shares_of_the_counted_words_are_the_features(encoder, texts):
    data = Dataset.from_strings(texts)
    assert_same(encoder.shares(counts_of(encoder, data)), encoder.transform(data))


@pytest.mark.parametrize("encoder", WIDE, ids=str)
def test_they_are_also_where_the_matrix_is_sparse(encoder):
    data = Dataset.from_strings(RAGGED)
    assert isinstance(encoder.transform(data), csr_array)
    assert_same(encoder.shares(counts_of(encoder, data)), encoder.transform(data))


@pytest.mark.parametrize(
    "encoder",
    [Kmers((1, 3)), Kmers((2, 3), "both"), GappedKmers(1, 2, (0, 3)), GappedKmers(2, 2, (1, 2), "both"),
     GappedKmers(1, 2, (0, 2), "both")],
    ids=str,
)  # fmt: skip
def test_occurrences_are_those_of_the_words_that_columns_are_called_by(encoder):
    texts = ["ACGTTTGACA", "TTNACGT", "A", "", "CCCCCC"]
    expected = [by_hand(encoder, text) for text in texts]
    np.testing.assert_array_equal(counts_of(encoder, Dataset.from_strings(texts)), expected)


@given(st.one_of(KMERS, GAPPED))
@settings(max_examples=25, deadline=None)
def test_reach_is_the_longest_word_and_parts_are_kinds_of_one_length(encoder):
    lengths = np.array([len(name.split("/")[0]) for name in encoder.features()["name"]])
    assert encoder.reach == lengths.max()
    parts = encoder.part_of_columns
    assert parts.shape == lengths.shape
    assert (np.diff(parts) >= 0).all()
    for part in np.unique(parts):
        assert len(set(lengths[parts == part])) == 1


@pytest.mark.parametrize("strand", STRANDS)
def test_a_letter_beyond_reach_is_part_of_no_other_word(strand):
    encoder = GappedKmers(2, 1, (3, 3), strand)
    text = "ACGTTGCATGCCATGA"
    for first, second in product(range(0, 16), repeat=2):
        if abs(first - second) < encoder.reach:
            continue
        texts = [text, put(text, first), put(text, second), put(put(text, first), second)]
        plain, one, other, both = counts_of(encoder, Dataset.from_strings(texts))
        np.testing.assert_array_equal(both - plain, (one - plain) + (other - plain))


def put(text, index):
    return text[:index] + text[index].translate(PAIR) + text[index + 1 :]


@pytest.mark.parametrize(
    ("encoder", "n", "length"), [(GappedKmers(3, 3, (0, 1)), 300, 10), (Kmers((1, 1), "both"), 300, 4_000)], ids=str
)
def test_many_sequences_are_counted_block_by_block(encoder, n, length):
    letters = np.random.default_rng(1).choice(np.frombuffer(b"ACGTN", dtype=np.uint8), n * length)
    data = Dataset(np.arange(n).astype(str).astype(object), letters, np.arange(n + 1, dtype=np.int64) * length)
    assert_same(encoder.shares(counts_of(encoder, data)), encoder.transform(data))


def test_shares_of_one_kind_add_up_to_one_or_are_all_zero():
    encoder, data = Kmers((1, 4), "both"), Dataset.from_strings(RAGGED)
    shares = encoder.shares(counts_of(encoder, data))
    parts = encoder.part_of_columns
    sums = np.array([shares[:, parts == part].sum(axis=1) for part in np.unique(parts)])
    assert ((np.abs(sums - 1) < 1e-6) | (sums == 0)).all()
    assert (sums[:, [0, 3, 4, 7]] == 0).all()
    assert sums[0, 1] == 1.0
    assert (sums[1:, 1] == 0).all()  # one letter holds no longer word


def test_encoders_of_words_are_counted_and_others_are_not():
    counted = {key for key, spec in ENCODERS.items() if isinstance(spec.build(**spec.settings({})), Counted)}
    assert counted == {"kmers", "gapped_kmers"}


def test_counts_may_be_of_any_integer_type_and_stay_as_they_are():
    counts = np.array([[2, 1, 0, 0], [0, 0, 5, 0]], dtype=np.int32)
    kept = counts.copy()
    found = shares_of(counts, np.array([4, 4, 7, 7]))
    np.testing.assert_array_equal(found, np.array([[2 / 3, 1 / 3, 0, 0], [0, 0, 1, 0]], dtype=np.float32))
    np.testing.assert_array_equal(counts, kept)
    np.testing.assert_array_equal(found, shares_of(counts.astype(np.int64), np.array([4, 4, 7, 7])))
    assert shares_of(counts[:0], np.array([4, 4, 7, 7])).shape == (0, 4)


def test_a_sparse_matrix_has_the_indices_that_trees_take():
    found = as_sparse(np.array([[0.0, 0.5], [0.0, 0.0]]))
    assert found.dtype == np.float32
    assert found.indices.dtype == found.indptr.dtype == np.int32
    assert found.nnz == 1
    assert found.toarray().tolist() == [[0.0, 0.5], [0.0, 0.0]]
