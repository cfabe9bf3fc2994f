"""Near copies on either strand are found and joined; what is not related stays alone."""

import edlib
import numpy as np
import pytest

from genocore.sequences import Dataset
from genocore.splitting.families import find_families, glue
from genocore.splitting.pairs import find_pairs, word_length
from tests.splitting.relatives import changed, families, letters, opposite


def same_partition(one, other):
    pairs = set(zip(one.tolist(), other.tolist(), strict=True))
    return len(pairs) == len(set(one.tolist())) == len(set(other.tolist()))


@pytest.mark.parametrize("seed", range(6))
def test_forty_families_are_found_exactly_with_copies_on_both_strands(seed):
    data, member = families(40, 10, 200, 10, seed=seed)
    found = find_families(data)
    assert same_partition(found.group, member)
    assert found.sizes.tolist() == [10] * 40
    assert found.links["opposite"].any()


def test_independent_sequences_are_alone():
    data = Dataset.from_strings(letters(1000, 200, np.random.default_rng(1)))
    found = find_families(data)
    assert (found.sizes == 1).mean() > 0.99
    assert found.related == 1000 - (found.sizes == 1).sum()


@pytest.mark.parametrize(("identity", "recall"), [(0.95, 0.99), (0.9, 0.97), (0.85, 0.97)])
@pytest.mark.parametrize("indels", [False, True])
def test_near_copies_of_200_bp_are_found(identity, recall, indels):
    rng = np.random.default_rng(7)
    parents = letters(300, 200, rng)
    copies = [changed(parent, round(200 * (1 - identity)), rng, indels=indels) for parent in parents]
    copies = [opposite(copy) if i % 2 else copy for i, copy in enumerate(copies)]
    found = find_families(Dataset.from_strings(parents + copies)).group
    assert (found[:300] == found[300:]).mean() >= recall
    assert len(np.unique(found)) >= 300  # and nothing else


def test_what_an_exhaustive_comparison_links_is_linked_and_nothing_more():
    data, _ = families(12, 4, 120, 10, seed=3)
    text = list(data.sequences())
    group = np.arange(len(text))
    for i in range(len(text)):
        for j in range(i):
            pairs = [(text[i], other) for other in (text[j], opposite(text[j]))]
            pairs += [(other, one) for one, other in pairs]
            distance = min(edlib.align(one, other, mode="HW")["editDistance"] for one, other in pairs)
            if 1 - distance / 120 >= 0.8:
                group[group == group[i]] = group[j]
    assert same_partition(find_families(data).group, group)


def test_a_short_piece_of_a_long_sequence_belongs_to_it():
    rng = np.random.default_rng(2)
    [long], other = letters(1, 900, rng), letters(5, 900, rng)
    found = find_families(Dataset.from_strings([long, *other, opposite(long[300:420])])).group
    assert found.tolist() == [0, 1, 2, 3, 4, 5, 0]


def test_repeats_of_a_few_letters_and_unknown_letters_make_no_relatives():
    rng = np.random.default_rng(5)
    tails = ["A" * 60, "CA" * 30, "N" * 60, "CAG" * 20]
    data = Dataset.from_strings([text + tails[i % 4] for i, text in enumerate(letters(80, 140, rng))])
    assert (find_families(data).sizes == 1).all()


def test_sequences_too_short_to_be_relatives_are_together_only_if_equal():
    data = Dataset.from_strings(["ACGTTGCAA", "ACGTTGCAC", "TTGCAACGT", "GGG", "", ""])
    assert find_families(data).group.tolist() == [0, 1, 0, 3, 4, 4]


def test_the_identity_asked_for_decides():
    rng = np.random.default_rng(4)
    [parent] = letters(1, 200, rng)
    data = Dataset.from_strings([parent, changed(parent, 30, rng)])
    assert find_families(data, 0.8).group.tolist() == [0, 0]
    assert find_families(data, 0.9).group.tolist() == [0, 1]


def test_twins_are_near_copies_with_another_label():
    rng = np.random.default_rng(6)
    normal = letters(200, 60, rng)
    mutated = [changed(text, 1, rng) for text in normal]
    data = Dataset.from_strings(normal + mutated, labels=["normal"] * 200 + ["mutated"] * 200)
    found = find_families(data)
    assert found.sizes.tolist() == [2] * 200
    assert sorted(map(tuple, found.twins.tolist())) == [(i, i + 200) for i in range(200)]
    assert len(find_families(data.without_labels()).twins) == 0


def test_one_family_of_most_sequences_is_told_with_what_holds_it_together():
    rng = np.random.default_rng(8)
    [adapter] = letters(1, 60, rng)
    data = Dataset.from_strings([adapter + changed("A" * 6, 3, rng) for _ in range(40)] + letters(10, 66, rng))
    found = find_families(data)
    assert found.giant == pytest.approx(0.8)
    word, members = glue(data, found)[0]
    assert word in adapter or opposite(word) in adapter
    assert members == 40


def test_the_order_of_the_records_does_not_matter():
    data, _ = families(10, 5, 150, 12, seed=2)
    order = np.random.default_rng(0).permutation(len(data))
    assert same_partition(find_families(data).group[order], find_families(data.take(order)).group)


def test_very_common_words_do_not_make_all_pairs():
    rng = np.random.default_rng(9)
    [parent] = letters(1, 100, rng)
    data = Dataset.from_strings([changed(parent, 2, rng) for _ in range(400)])
    pairs = find_pairs(data)
    assert len(pairs.first) < 400 * 60
    assert find_families(data).sizes.tolist() == [400]


def test_words_get_longer_with_the_number_of_letters():
    assert [word_length(Dataset.from_strings(["A" * n])) for n in (1, 4**9, 4**9 + 1, 4**11)] == [8, 9, 10, 11]


@pytest.mark.parametrize("texts", [[], ["ACGT"], ["", ""], ["N" * 300] * 2])
def test_there_may_be_nothing_to_compare(texts):
    found = find_families(Dataset.from_strings(texts))
    assert len(found.group) == len(texts)
    assert len(found.links) == 0
