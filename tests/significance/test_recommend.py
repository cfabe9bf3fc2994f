"""Which test is advised, and what small groups can never show."""

from bisect import bisect_left

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from genocore.errors import InputError
from genocore.significance import TESTS
from genocore.significance.analyse import analyse
from genocore.significance.groups import Groups
from genocore.significance.recommend import recommend, unreachable
from tests.significance.test_tests import groups, paired

METHODS = {"bh": "fdr_bh", "by": "fdr_by", "holm": "holm"}


def several(*parts):
    """Genes of groups of different sizes in one table."""
    width = max(part.values.shape[1] for part in parts)
    pad = [((0, 0), (0, width - part.values.shape[1])) for part in parts]
    values = [np.pad(part.values, wide, constant_values=np.nan) for part, wide in zip(parts, pad, strict=True)]
    member = [
        np.pad(np.repeat(part.member, len(part), axis=0), wide, constant_values=-1)
        for part, wide in zip(parts, pad, strict=True)
    ]
    total = sum(map(len, parts))
    return Groups(np.arange(total).astype(str), np.concatenate(values), np.concatenate(member))


def far_out(data, columns=(0,)):
    values = data.values.copy()
    values[:, list(columns)] += 60
    return Groups(data.genes, values, data.member, data.samples, data.pairs)


def test_two_groups_are_compared_by_welch_and_the_reason_says_why_not_by_student():
    found = recommend(groups(12, 30, missing=0))
    assert (found.test, found.cautions) == ("welch", [])
    assert "unlike Student's" in found.reason


def test_pairs_are_compared_as_pairs():
    found = recommend(paired(12, missing=0))
    assert (found.test, found.cautions) == ("paired_t", [])
    assert found.reason == "The samples are paired; unpaired tests would throw the pairing away."


def test_samples_without_a_partner_are_named():
    data = paired(6, missing=0)
    names = np.array([f"{side}{number}" for side in "tn" for number in range(6)])
    pairs = np.array([0, 1, 2, 3, 4, -1, 0, 1, 2, 3, 5, -1])
    found = recommend(Groups(data.genes, data.values, data.member, names, pairs))
    assert found.test == "paired_t"
    assert found.cautions == ["ST005 4 samples have no partner and are left out: t4, t5, n4, n5."]


def test_pairs_of_which_none_is_complete_are_no_pairs():
    data = groups(6, 6, missing=0)
    found = recommend(Groups(data.genes, data.values, data.member, pairs=np.arange(12)))
    assert found.test == "welch"
    assert found.cautions[0].startswith("ST005 No gene has two complete pairs")


def test_two_values_are_fragile_and_fewer_are_not_tested():
    assert recommend(groups(2, 9, 5, missing=0)).cautions == [
        "5 of 5 genes: only 2 values in a group. The result is fragile, as one value decides it."
    ]
    found = recommend(groups(1, 9, 5, missing=0))
    assert found.test == "welch"
    assert found.cautions == ["ST001 5 of 5 genes: fewer than two values in a group. Nothing can be tested."]
    mixed = recommend(several(groups(2, 9, 3, missing=0), groups(1, 9, 4, missing=0), groups(9, 9, 5, missing=0)))
    assert [text[:18] for text in mixed.cautions] == ["ST001 4 of 12 gene", "3 of 12 genes: onl"]
    two = recommend(paired(2, 5, missing=0))
    assert (two.test, two.cautions[0][:32]) == ("paired_t", "5 of 5 genes: only 2 complete pa")


def test_a_group_that_does_not_vary_is_told():
    data = groups(4, 9, 3, missing=0)
    values = data.values.copy()
    values[0, :4], values[1] = 7.0, 7.0  # one group only, and both
    [caution] = recommend(Groups(data.genes, values, data.member)).cautions
    assert caution.startswith("1 of 3 genes: one group does not vary")


@pytest.mark.parametrize(
    ("data", "test", "other"), [(groups, "welch", "mann_whitney"), (paired, "paired_t", "wilcoxon")]
)
def test_outliers_are_told_and_change_nothing(data, test, other):
    sizes = (20,) if data is paired else (20, 20)
    assert recommend(data(*sizes, missing=0)).cautions == []
    found = recommend(far_out(data(*sizes, missing=0)))
    assert found.test == test
    assert found.cautions == [
        f"100 % of the genes have values far from all others: look at the {TESTS[other].label} too."
    ]


def test_what_the_other_test_cannot_reach_is_told_with_it():
    data = far_out(groups(2, 30, 100, missing=0), (31,))
    [fragile, outliers] = recommend(data).cautions
    assert "only 2 values" in fragile
    assert "look at the Mann-Whitney U test too. ST004 100 of 100 genes: the smallest possible p is 0.00403" in outliers
    assert recommend(data, correction="none").cautions[1].endswith("look at the Mann-Whitney U test too.")


def test_of_nine_values_outliers_cannot_be_told():
    assert recommend(far_out(groups(9, 9, missing=0))).cautions == []


def test_four_against_four_need_58_of_100_genes():
    text = unreachable(groups(4, 4, 100, missing=0), "mann_whitney")
    assert text.startswith("ST004 100 of 100 genes: the smallest possible p is 0.0286 (Mann-Whitney U test).")
    assert text.endswith("only if at least 58 genes are, all with their groups perfectly separated.")


@pytest.mark.parametrize("correction", ["none", "bh", "by", "holm"])
def test_three_against_three_never_reach_a_twentieth(correction):
    text = unreachable(groups(3, 3, 10, missing=0), "mann_whitney", correction=correction)
    assert "these cannot be called at 0.05, however clear the difference." in text
    assert ("Without a correction" in text) == (correction == "none")


@pytest.mark.parametrize("correction", METHODS)
@pytest.mark.parametrize(("sizes", "genes"), [((4, 4), 2), ((5, 5), 40), ((5, 5), 100), ((9, 9), 50)])
def test_the_number_of_genes_is_the_one_found_by_trying(correction, sizes, genes):
    data = groups(*sizes, genes, missing=0)
    least = analyse(data, "mann_whitney")["least_p"].max()  # 0 for nine, whose p are not exact

    def enough(called):
        p = np.where(np.arange(genes) < called, least, 1.0)
        return (multipletests(p, method=METHODS[correction])[1] <= 0.05).any()

    needed = bisect_left(range(1, genes + 1), True, key=enough) + 1
    text = unreachable(data, "mann_whitney", correction=correction)
    if needed > genes:
        assert "cannot be called" in text
    elif needed == 1:
        assert text == ""
    else:
        assert f"only if at least {needed} genes are" in text


def test_pairs_and_arrangements_have_limits_too():
    assert "0.0625 (Wilcoxon signed-rank test)" in unreachable(paired(5, missing=0), "wilcoxon", correction="none")
    assert unreachable(paired(6, missing=0), "wilcoxon", correction="none") == ""
    assert unreachable(paired(6, 10, missing=0), "wilcoxon").endswith(
        "least 7 genes are, all with their pairs in one direction."
    )
    assert "at least 58 genes are" in unreachable(groups(4, 4, 100, missing=0), "permutation")


def test_tests_without_a_limit_and_ungene_table_have_nothing_to_say():
    assert unreachable(groups(3, 3, 100), "welch") == ""
    assert unreachable(groups(3, 3, 100), "paired_t") == ""  # there are no pairs: the analysis says so
    assert unreachable(groups(3, 0, 5, missing=0), "mann_whitney") == ""


def test_of_genes_of_different_sizes_those_too_small_are_counted():
    some = several(groups(3, 3, 90, missing=0), groups(8, 8, 10, missing=0))
    text = unreachable(some, "mann_whitney")
    assert text.startswith("ST004 90 of 100 genes: the smallest possible p is 0.1 ")
    assert "cannot be called" in text
    few = several(groups(3, 3, 70, missing=0), groups(4, 4, 30, missing=0))  # 58 would be needed, and 30 could
    assert "cannot be called" in unreachable(few, "mann_whitney")
    more = several(groups(4, 4, 60, missing=0), groups(8, 8, 40, missing=0))
    assert unreachable(more, "mann_whitney").endswith("at 0.05 only if at least 58 genes are.")


def test_unknown_tests_and_corrections_are_refused():
    with pytest.raises(InputError, match="PA002"):
        unreachable(groups(3, 3), "mann_witney")
    with pytest.raises(InputError, match="PA001"):
        unreachable(groups(3, 3), "mann_whitney", correction="bonferoni")
