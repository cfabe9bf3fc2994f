from collections import Counter
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from genocore.sequences import Dataset, shuffle
from genocore.sequences.shuffle import dinucleotide_shuffle
from tests.fuzzing import EXAMPLES


def shuffled(texts, seed=1, copies=1):
    return list(dinucleotide_shuffle(Dataset.from_strings(texts), seed, copies).sequences())


def pairs(text):
    return Counter(pairwise(text))


def random_texts(n, length, letters="ACGT", seed=0):
    return ["".join(row) for row in np.random.default_rng(seed).choice(list(letters), (n, length))]


def arrangements(text):
    """Every sequence with the first letter and the pairs of `text`, the slow way."""
    words = {text[0] + "".join(rest) for rest in permutations(text[1:])}
    return sorted(word for word in words if pairs(word) == pairs(text))


def test_pairs_and_ends_of_each_sequence_stay():
    texts = random_texts(300, 200)
    for before, after in zip(texts, shuffled(texts), strict=True):
        assert pairs(after) == pairs(before)
        assert (after[0], after[-1], len(after)) == (before[0], before[-1], len(before))


@settings(max_examples=EXAMPLES // 2, deadline=None, derandomize=True)
@given(st.lists(st.text("AACCGTTNR", max_size=40), max_size=6), st.integers(0, 9), st.integers(1, 3))
def test_pairs_and_ends_stay_whatever_the_letters(texts, seed, copies):
    found = shuffled(texts, seed, copies)
    assert len(found) == copies * len(texts)
    for row, after in enumerate(found):
        before = texts[row // copies]
        assert pairs(after) == pairs(before)
        assert (after[:1], after[-1:], len(after)) == (before[:1], before[-1:], len(before))


def test_random_sequences_do_not_stay_as_they_are():
    texts = random_texts(200, 100)
    found = shuffled(texts)
    assert all(before != after for before, after in zip(texts, found, strict=True))
    same = np.mean([a == b for one, two in zip(texts, found, strict=True) for a, b in zip(one, two, strict=True)])
    assert 0.2 < same < 0.3  # as many as in sequences that have nothing to do with each other


@pytest.mark.parametrize("text", ["ACGTAGCTA", "AACCAACAC", "ANACNGANA", "CATTATACTA"])
def test_every_arrangement_is_equally_likely(text):
    possible = arrangements(text)
    found = Counter(shuffled([text], copies=400 * len(possible)))
    assert len(possible) > 3
    assert sorted(found) == possible
    assert chisquare([found[word] for word in possible]).pvalue > 0.001


def test_longer_words_become_as_frequent_as_their_pairs_make_them():
    text = "".join(random_texts(1, 20_000)).replace("TATA", "TACA")
    (after,) = shuffled([text])
    assert "TATA" not in text
    expected = pairs(text)["T", "A"] ** 2 * pairs(text)["A", "T"] / (text.count("T") * text.count("A"))
    assert after.count("TATA") > 0.6 * expected > 20


@pytest.mark.parametrize("text", ["", "A", "N", "AC", "AAAAAAA", "NNNN", "ATATATAT", "AAAT", "ACCCC", "ACGT", "AACCGT"])
def test_what_has_one_arrangement_stays(text):
    assert shuffled([text], copies=3) == [text] * 3


def test_ambiguous_letters_are_letters_of_their_own():
    text = "ACNNGTRYNACGNTARYACNGGTNAC"
    found = shuffled([text], copies=50)
    assert len(set(found)) > 20
    assert all(pairs(after) == pairs(text) for after in found)


def test_all_fifteen_letters_find_their_way():
    texts = random_texts(100, 60, letters="ACGTRYSWKMBDHVN")
    found = shuffled(texts)
    assert all(pairs(after) == pairs(before) for before, after in zip(texts, found, strict=True))


def test_two_letters_that_alternate_find_the_rare_way_out():
    text = "AT" * 2_000 + "CG" + "AT" * 5 + "G"
    (after,) = shuffled([text])
    assert pairs(after) == pairs(text)
    assert after != text


def test_the_seed_decides():
    texts = random_texts(20, 50)
    assert shuffled(texts, 3) == shuffled(texts, 3) != shuffled(texts, 4)


def test_copies_stand_together_and_differ():
    data = Dataset.from_strings(random_texts(3, 60), ids=["a", "b", "c"], labels=["x", "y", None])
    found = dinucleotide_shuffle(data, 1, copies=4)
    assert found.ids.tolist() == ["a"] * 4 + ["b"] * 4 + ["c"] * 4
    assert len(set(found.sequences())) == 12
    assert found.task == "unlabelled"
    assert data.task == "binary"


def test_each_copy_is_shuffled_on_its_own():
    """The copies of a sequence are as unlike each other as they are unlike it."""
    found = shuffled(random_texts(1, 400), copies=30)
    letters = np.array([list(text) for text in found])
    same = [(letters[i] == letters[j]).mean() for i in range(30) for j in range(i)]
    assert 0.2 < np.mean(same) < 0.3


def test_blocks_are_shuffled_like_the_whole(monkeypatch):
    texts = ["", *random_texts(20, 50), "A", ""]
    monkeypatch.setattr(shuffle, "_BLOCK", 120)
    found = shuffled(texts)
    assert [pairs(after) for after in found] == [pairs(before) for before in texts]
    assert all(before != after for before, after in zip(texts[1:21], found[1:21], strict=True))


def test_no_sequences_give_none():
    assert shuffled([]) == []
