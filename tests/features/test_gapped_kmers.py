import re
from itertools import product

import numpy as np
import pytest
from Bio.Seq import Seq
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from genocore.features import gapped_kmers
from genocore.features.gapped_kmers import SPEC, GappedKmers
from genocore.features.kmers import Kmers
from genocore.sequences import Dataset

TEXTS = st.lists(st.text("AACGTN", max_size=12), max_size=6)
SIDES = st.integers(1, 3)
GAPS = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted).map(tuple)
STRANDS = st.sampled_from(["as read", "both"])


def dense(matrix):
    return matrix.toarray() if isinstance(matrix, csr_array) else matrix


def random_texts(n, length, seed=1):
    generator = np.random.default_rng(seed)
    return ["".join(row) for row in np.array(list("ACGT"))[generator.integers(0, 4, (n, length))]]


def pairs_by_hand(text, left, right, gap):
    """Return every gapped word of a text, with n in the gap."""
    size = left + gap + right
    windows = [text[at : at + size] for at in range(len(text) - size + 1)]
    return [
        window[:left] + "n" * gap + window[left + gap :]
        for window in windows
        if "N" not in window[:left] + window[left + gap :]
    ]


def share_by_hand(text, name, left, right, gap, strand):
    """Return the share of the pairs called `name` (one word, or two with a stroke)."""
    found = pairs_by_hand(text, left, right, gap)
    if strand == "both":
        found = found + pairs_by_hand(str(Seq(text).reverse_complement()), left, right, gap)
        wanted = set(name.split("/")) if left == right else {name.split("/")[0]}
    else:
        wanted = {name}
    return sum(pair in wanted for pair in found) / max(len(found), 1)


@settings(deadline=None, max_examples=60)
@given(TEXTS, SIDES, SIDES, GAPS, STRANDS)
def test_shares_agree_with_counting_by_hand(texts, left, right, gap, strand):
    left, right = (left, right) if left + right < 5 else (2, 2)
    encoder = GappedKmers(left=left, right=right, gap=gap, strand=strand)
    found = dense(encoder.transform(Dataset.from_strings(texts)))
    for column, name in enumerate(encoder.features()["name"]):
        size = len(name.split("/")[0])
        expected = [share_by_hand(text, name, left, right, size - left - right, strand) for text in texts]
        np.testing.assert_allclose(found[:, column], expected, rtol=1e-6)


@pytest.mark.parametrize("gap", [0, 1, 3, 10])
def test_shares_agree_with_regular_expressions(gap):
    texts = random_texts(3, 400)
    found = GappedKmers(left=2, right=1, gap=(gap, gap)).transform(Dataset.from_strings(texts))
    for column, (left, right) in enumerate((a + b, c) for a, b, c in product("ACGT", repeat=3)):
        pattern = f"(?={left}.{{{gap}}}{right})"
        expected = [len(re.findall(pattern, text)) / (400 - 2 - gap) for text in texts]
        np.testing.assert_allclose(found[:, column], expected, rtol=1e-6)


@pytest.mark.parametrize("strand", ["as read", "both"])
def test_without_a_gap_they_are_plain_words(strand):
    data = Dataset.from_strings([*random_texts(20, 60), "ACGNTNN", ""])
    gapped, plain = GappedKmers(2, 2, (0, 0), strand), Kmers((4, 4), strand)
    assert gapped.features()["name"].tolist() == plain.features()["name"].tolist()
    np.testing.assert_allclose(gapped.transform(data), plain.transform(data), rtol=1e-6)


@settings(deadline=None, max_examples=40)
@given(TEXTS, SIDES, GAPS, STRANDS)
def test_sparse_and_dense_hold_the_same_numbers(texts, right, gap, strand):
    data, encoder = Dataset.from_strings(texts), GappedKmers(1, right, gap, strand)
    plain = encoder.transform(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gapped_kmers, "DENSE_UP_TO", 0)
        sparse = encoder.transform(data)
    assert isinstance(sparse, csr_array)
    assert isinstance(plain, np.ndarray)
    np.testing.assert_allclose(sparse.toarray(), plain, rtol=1e-6)


@pytest.mark.parametrize(
    ("settings", "columns", "sparse"),
    [
        ({"left": 3, "right": 3, "gap": (0, 0)}, 4_096, False),
        ({"left": 3, "right": 3, "gap": (0, 1)}, 8_192, True),
        ({"left": 2, "right": 2, "gap": (0, 10)}, 2_816, False),
        ({"left": 3, "right": 3, "gap": (0, 1), "strand": "both"}, 4_160, True),
        ({"left": 3, "right": 3, "gap": (0, 10)}, 45_056, True),
    ],
)
def test_wide_matrices_are_sparse(settings, columns, sparse):
    encoder = GappedKmers(**settings)
    found = encoder.transform(Dataset.from_strings(["ACGTACGTACGTACGTACGT", "NN"]))
    assert isinstance(found, csr_array) == sparse
    assert found.shape == (2, columns)
    assert found.dtype == np.float32
    if sparse:
        assert found.indices.dtype == found.indptr.dtype == np.int32


@pytest.mark.parametrize(("left", "right"), [(1, 1), (2, 2), (3, 3), (1, 2), (3, 1)])
def test_both_strands_of_a_sequence_look_the_same(left, right):
    texts = [*random_texts(20, 60), "ACGNNTTNA", "ACGT"]
    other = [str(Seq(text).reverse_complement()) for text in texts]
    encoder = GappedKmers(left, right, (0, 3), "both")
    one, two = (dense(encoder.transform(Dataset.from_strings(side))) for side in (texts, other))
    np.testing.assert_allclose(one, two, rtol=1e-6)


def test_as_read_the_strands_differ():
    encoder = GappedKmers(1, 1, (1, 1))
    names = encoder.features()["name"].tolist()
    found = encoder.transform(Dataset.from_strings(["ACC", "GGT"]))
    assert [names[row.argmax()] for row in found] == ["AnC", "GnT"]


@pytest.mark.parametrize("strand", ["as read", "both"])
def test_shares_of_each_gap_add_up_to_one_or_to_nothing(strand):
    encoder = GappedKmers(2, 1, (0, 2), strand)
    found = encoder.transform(Dataset.from_strings(["ACGTTGCAAC", "NNNNNNN", "", "ACNTN", "ACG"]))
    sums = found.reshape(5, 3, -1).sum(axis=2)
    np.testing.assert_allclose(sums, [[1] * 3, [0] * 3, [0] * 3, [0, 1, 0], [1, 0, 0]], rtol=1e-6)


def test_any_letter_will_do_in_the_gap_but_not_beside_it():
    encoder = GappedKmers(1, 1, (1, 1))
    found = encoder.transform(Dataset.from_strings(["ANC", "NAC", "ARC"]))
    assert found.sum(axis=1).tolist() == [1, 0, 1]


def test_pairs_never_run_over_the_border_of_records():
    found = GappedKmers(1, 1, (0, 2)).transform(Dataset.from_strings(["AC", "", "G", "TA"]))
    assert (found > 0).sum(axis=1).tolist() == [1, 0, 0, 1]


def test_a_site_of_two_halves_shows_as_one_column():
    generator = np.random.default_rng(1)
    texts = [
        "".join(["TTG", *generator.choice(list("ACGT"), 4), "ACA", *generator.choice(list("ACGT"), 30)])
        for _ in range(200)
    ]
    encoder = GappedKmers(3, 3, (4, 4))
    name = encoder.features()["name"][dense(encoder.transform(Dataset.from_strings(texts))).sum(axis=0).argmax()]
    assert name == "TTGnnnnACA"


def test_names_show_the_gap_and_descriptions_say_what_they_count():
    frame = GappedKmers(2, 1, (0, 1)).features()
    assert frame["name"].tolist()[:2] == ["AAA", "AAC"]
    assert frame["name"].iloc[64] == "AAnA"
    assert frame["description"].iloc[65] == "share of word pairs 1 letters apart that are AAnC"


def test_names_on_both_strands_show_both_pairs():
    assert GappedKmers(1, 1, (1, 1), "both").features()["name"].tolist()[:4] == ["AnA/TnT", "AnC/GnT", "AnG/CnT", "AnT"]
    frame = GappedKmers(2, 1, (1, 1), "both").features()
    assert frame["name"].iloc[1] == "AAnC/GnTT"
    assert frame["description"].iloc[1].endswith("AAnC or, on the other strand, GnTT")


def test_the_settings_build_what_they_say():
    assert SPEC.build(**SPEC.settings()) == GappedKmers()
    chosen = {"left": "3", "right": "1", "gap": "2-4", "strand": "both"}
    assert SPEC.build(**SPEC.settings(chosen)) == GappedKmers(3, 1, (2, 4), "both")
