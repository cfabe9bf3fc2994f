"""The table of genes: golden numbers of real data, reasons for what could not be tested."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from genocore.errors import InputError
from genocore.significance.analyse import COLUMNS, analyse
from genocore.significance.groups import Groups
from tests.significance.test_tests import groups, paired

GOLDEN = Path(__file__).parent / "golden"


def two_columns(name):
    """The tutorial's layout: a row a sample, both groups side by side."""
    frame = pd.read_csv(GOLDEN / f"{name}_expression.csv")
    parts = dict(list(frame.groupby("Gene", sort=False)))
    size = max(map(len, parts.values()))
    values = np.full((len(parts), 2 * size), np.nan)
    for row, part in enumerate(parts.values()):
        values[row, : len(part)] = part["Expression_Mutated"]
        values[row, size : size + len(part)] = part["Expression_Non_Mutated"]
    return Groups(np.array(list(parts)), values, np.repeat([[1, 0]], size, axis=1).astype(np.int8))


@pytest.mark.parametrize(
    ("name", "suffix", "means"), [("p53", "", ""), ("lac", "_200", "_200")], ids=["p53-nci60", "lac-mutations"]
)
@pytest.mark.parametrize("test", ["welch", "student"])
def test_real_data_give_the_expected_numbers(name, suffix, means, test):
    found = analyse(two_columns(name), test).set_index("gene")
    expected = pd.read_csv(GOLDEN / f"{name}_expected.csv").set_index("Gene").loc[found.index]
    for column, reference in (("stat", "t"), ("p", "p")):
        np.testing.assert_allclose(found[column], expected[f"{test}_{reference}{suffix}"], rtol=1e-6)
    np.testing.assert_allclose(found["mean_mut"], expected[f"mean_mut{means}"], rtol=1e-6)
    reference = multipletests(expected[f"{test}_p{suffix}"], method="fdr_bh")[1]
    np.testing.assert_allclose(found["q"], reference, rtol=1e-6)


def test_the_textbook_targets_of_p53_and_no_others_are_found():
    found = analyse(two_columns("p53"))
    called = found[found["significant"]]
    assert set(called["gene"]) == {"BAX", "MDM2", "DDB2", "CDKN1A", "BTG2"}
    assert (called["log2fc"] < 0).all()
    assert (found["p"] < 0.05).sum() == 17
    assert (found[["n_mut", "n_wt"]].to_numpy() == [33, 17]).all()


def test_binding_sites_of_the_lac_promoter_matter_and_the_linker_does_not():
    found = analyse(two_columns("lac")).set_index("gene")["significant"]
    assert found[["lacP_minus35_box", "lacP_CRP_site", "lacP_minus10_box"]].all()
    assert not found["lacP_CRP_RNAP_linker"]


def test_the_columns_are_fixed_and_there_is_one_row_a_gene():
    data = groups(5, 8)
    found = analyse(data)
    assert tuple(found.columns) == COLUMNS
    assert found["gene"].tolist() == data.genes.tolist()


def test_what_cannot_be_tested_says_why_and_does_not_count():
    values = np.array(
        [[1.0, 2, 3, 7, 8, 9], [1, np.nan, np.nan, 4, 5, 6], [5, 5, 5, 5, 5, 5], [1, 1, 1, 9, 9, 9], [1, 2, 3, 4, 5, 6]]
    )
    member = np.array([[1, 1, 1, 0, 0, 0]] * 4 + [[-1] * 6], dtype=np.int8)
    found = analyse(Groups(np.array(list("abcde")), values, member))
    assert found["testable"].tolist() == [True, False, False, False, False]
    assert [reason[:5] for reason in found["reason"]] == ["", "ST001", "ST002", "ST002", "ST003"]
    assert found["q"][0] == found["p"][0]
    assert not found["significant"][1:].any()


def test_a_paired_test_needs_pairs():
    with pytest.raises(InputError, match="ST005"):
        analyse(groups(5, 5), "paired_t")
    found = analyse(paired(8, missing=0), "paired_t")
    assert found["testable"].all()
    np.testing.assert_allclose(found["log2fc"], found["mean_mut"] - found["mean_wt"])


@pytest.mark.parametrize("test", ["welch", "student", "mann_whitney", "permutation", "ols"])
def test_the_order_of_samples_and_genes_does_not_matter(test):
    data = groups(5, 7, genes=12, missing=0)
    order, genes = np.random.default_rng(0).permutation(12), np.random.default_rng(1).permutation(12)
    other = Groups(data.genes[genes], data.values[genes][:, order], data.member[:, order])
    one, two = (analyse(part, test).set_index("gene")["p"] for part in (data, other))
    np.testing.assert_allclose(two.loc[one.index], one, rtol=1e-9)


@pytest.mark.parametrize("test", ["welch", "mann_whitney", "permutation", "ols"])
def test_labels_turned_around_turn_the_sign_and_keep_the_p(test):
    data = groups(6, 9, genes=15)
    other = Groups(data.genes, data.values, (1 - data.member).astype(np.int8))
    one, two = analyse(data, test), analyse(other, test)
    np.testing.assert_allclose(two["p"], one["p"], rtol=1e-9)
    np.testing.assert_allclose(two["log2fc"], -one["log2fc"])
    np.testing.assert_allclose(two["rank_biserial"], -one["rank_biserial"])


def test_an_unknown_test_names_the_nearest():
    with pytest.raises(InputError, match="'welch'"):
        analyse(groups(3, 3), "welsh")
