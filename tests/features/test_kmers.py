from itertools import product

import numpy as np
import pytest
from Bio.Seq import Seq
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import CountVectorizer

from genocore.features import kmers
from genocore.features.kmers import SPEC, Kmers
from genocore.sequences import Dataset

TEXTS = st.lists(st.text("AACGTN", max_size=15), max_size=8)
RANGES = st.tuples(st.integers(1, 4), st.integers(1, 4)).map(sorted).map(tuple)


def dense(matrix):
    return matrix.toarray() if isinstance(matrix, csr_array) else matrix


def by_hand(text, k, strand="as read"):
    """Return the share of each word, in the order of the alphabet, the slow way."""
    found = [text[start : start + k] for start in range(len(text) - k + 1)]
    found = [word for word in found if set(word) <= set("ACGT")]
    words = ["".join(word) for word in product("ACGT", repeat=k)]
    if strand == "both":
        found = [min(word, str(Seq(word).reverse_complement())) for word in found]
        words = [word for word in words if word <= str(Seq(word).reverse_complement())]
    return [found.count(word) / max(len(found), 1) for word in words]


def random_texts(n, length, seed=1):
    generator = np.random.default_rng(seed)
    return ["".join(row) for row in np.array(list("ACGT"))[generator.integers(0, 4, (n, length))]]


@pytest.mark.parametrize("k", [1, 2, 3, 4, 6])
def test_shares_agree_with_scikit_learn(k):
    texts = random_texts(2_000, 80)
    words = ["".join(word) for word in product("ACGT", repeat=k)]
    counts = CountVectorizer(analyzer="char", ngram_range=(k, k), vocabulary=words, lowercase=False)
    expected = counts.fit_transform(texts).toarray() / (80 - k + 1)
    found = Kmers(k=(k, k)).transform(Dataset.from_strings(texts))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_sparse_shares_agree_with_scikit_learn():
    texts = random_texts(200, 120)
    words = ["".join(word) for k in (6, 7) for word in product("ACGT", repeat=k)]
    counts = CountVectorizer(analyzer="char", ngram_range=(6, 7), vocabulary=words, lowercase=False)
    expected = counts.fit_transform(texts).toarray() / np.repeat([115, 114], [4**6, 4**7])
    found = Kmers(k=(6, 7)).transform(Dataset.from_strings(texts))
    assert isinstance(found, csr_array)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found.toarray(), expected, rtol=1e-6)


@settings(deadline=None)
@given(TEXTS, RANGES, st.sampled_from(["as read", "both"]))
def test_shares_agree_with_counting_by_hand(texts, k, strand):
    expected = [
        [share for length in range(k[0], k[1] + 1) for share in by_hand(text, length, strand)] for text in texts
    ]
    encoder = Kmers(k=k, strand=strand)
    found = encoder.transform(Dataset.from_strings(texts))
    assert found.shape == (len(texts), len(encoder.features()))
    np.testing.assert_allclose(found, np.reshape(expected, found.shape), rtol=1e-6)


@settings(deadline=None, max_examples=40)
@given(TEXTS, RANGES, st.sampled_from(["as read", "both"]))
def test_sparse_and_dense_hold_the_same_numbers(texts, k, strand):
    data, encoder = Dataset.from_strings(texts), Kmers(k=k, strand=strand)
    plain = encoder.transform(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kmers, "DENSE_UP_TO", 0)
        sparse = encoder.transform(data)
    assert isinstance(sparse, csr_array)
    assert sparse.shape == plain.shape
    np.testing.assert_allclose(sparse.toarray(), plain, rtol=1e-6)


@pytest.mark.parametrize("k", [(1, 1), (2, 3), (1, 4), (7, 7)])
@pytest.mark.parametrize("strand", ["as read", "both"])
def test_shares_of_each_length_add_up_to_one_or_to_nothing(k, strand):
    encoder = Kmers(k=k, strand=strand)
    found = dense(encoder.transform(Dataset.from_strings(["ACGTTGCAAC", "NNNN", "", "ANCNGNT"])))
    lengths = np.array([len(name.split("/")[0]) for name in encoder.features()["name"]])
    for length in range(k[0], k[1] + 1):
        sums = found[:, lengths == length].sum(axis=1)
        np.testing.assert_allclose(sums, [1, 0, 0, 1 if length == 1 else 0], rtol=1e-6)


@pytest.mark.parametrize("k", [(1, 4), (6, 7)])
def test_both_strands_of_a_sequence_look_the_same(k):
    texts = [*random_texts(20, 60), "ACGNNTTRA", "ACGT"]
    other = [str(Seq(text).reverse_complement()) for text in texts]
    encoder = Kmers(k=k, strand="both")
    one, two = (dense(encoder.transform(Dataset.from_strings(side))) for side in (texts, other))
    np.testing.assert_allclose(one, two, rtol=1e-6)


def test_as_read_the_strands_differ():
    found = Kmers(k=(1, 1)).transform(Dataset.from_strings(["AAAC", "GTTT"]))
    assert found.tolist() == [[0.75, 0.25, 0, 0], [0, 0, 0.25, 0.75]]


def test_overlapping_words_are_all_counted():
    names = Kmers(k=(2, 2)).features()["name"].tolist()
    found = Kmers(k=(2, 2)).transform(Dataset.from_strings(["AAAAC"]))[0]
    assert (found[names.index("AA")], found[names.index("AC")]) == (0.75, 0.25)


def test_length_does_not_show_in_the_shares():
    found = Kmers(k=(1, 1)).transform(Dataset.from_strings(["ACGT", "ACGT" * 100]))
    assert found[0].tolist() == found[1].tolist() == [0.25] * 4


def test_names_are_words_and_descriptions_say_what_they_count():
    frame = Kmers(k=(1, 2), strand="as read").features()
    assert frame["name"].tolist()[:6] == ["A", "C", "G", "T", "AA", "AC"]
    assert frame["description"].iloc[5] == "share of 2-letter words that are AC"


def test_names_on_both_strands_show_both_words():
    frame = Kmers(k=(1, 1), strand="both").features()
    assert frame["name"].tolist() == ["A/T", "C/G"]
    assert frame["description"].iloc[0] == "share of 1-letter words that are A or, on the other strand, T"


@pytest.mark.parametrize(("k", "n"), [(1, 2), (2, 10), (3, 32), (4, 136), (5, 512)])
def test_canonical_words_are_as_many_as_theory_says(k, n):
    assert len(Kmers(k=(k, k), strand="both").features()) == n == (4**k + (4 ** (k // 2) if k % 2 == 0 else 0)) // 2


@pytest.mark.parametrize(("k", "sparse"), [((1, 6), False), ((1, 7), True), ((8, 8), True)])
def test_the_matrix_is_sparse_above_six_letters(k, sparse):
    found = Kmers(k=k).transform(Dataset.from_strings(["ACGTACGTACGT", "NN"]))
    assert isinstance(found, csr_array) == sparse
    assert found.shape == (2, sum(4**length for length in range(k[0], k[1] + 1)))


def test_the_settings_build_what_they_say():
    assert SPEC.build(**SPEC.settings()) == Kmers(k=(1, 4), strand="as read")
    assert SPEC.build(**SPEC.settings({"k": "2-3", "strand": "both"})) == Kmers(k=(2, 3), strand="both")
