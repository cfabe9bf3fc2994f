import numpy as np
import pandas as pd
import pytest
from Bio.SeqUtils import gc_fraction
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.exploration.composition import class_summary, distribution, group_names, record_table
from genocore.sequences.dataset import Dataset

TEXTS = st.lists(st.text("AACGTNR", max_size=20), max_size=8)
DATA = Dataset.from_strings(["AACC", "GG", "ACGTNNNN", "TTTT"], labels=["donor", "donor", "acceptor", None])


def with_masked(data, shares):
    return Dataset(data.ids, data.letters, data.offsets, data.target, data.classes, {"masked_share": np.array(shares)})


@settings(deadline=None)
@given(TEXTS)
def test_records_agree_with_biopython_and_counting(texts):
    found = record_table(Dataset.from_strings(texts))
    assert len(found) == len(texts)
    for text, row in zip(texts, found.to_dict("records"), strict=True):
        known = sum(map(text.count, "ACGT"))
        assert row["length"] == len(text)
        expected = {base: text.count(base) / known if known else np.nan for base in "ACGT"}
        expected["gc"] = gc_fraction(text, ambiguous="remove") if known else np.nan
        expected["ambiguous_share"] = 1 - known / len(text) if text else np.nan
        assert {name: row[name] for name in expected} == pytest.approx(expected, nan_ok=True)


def test_columns_and_types_of_the_record_table():
    found = record_table(DATA)
    assert list(found) == ["length", "gc", "ambiguous_share", "masked_share", "A", "C", "G", "T"]
    assert found["length"].dtype == np.int64
    assert found["masked_share"].isna().all()


def test_without_bases_nothing_is_zero():
    row = record_table(Dataset.from_strings(["NNRY"])).iloc[0]
    assert row["ambiguous_share"] == 1
    assert row[["gc", "A", "C", "G", "T"]].isna().all()


def test_masked_share_is_taken_from_the_file():
    assert record_table(with_masked(DATA, [0.5, 0, 1, 0.25]))["masked_share"].tolist() == [0.5, 0, 1, 0.25]


def test_records_agree_over_several_blocks():
    found = record_table(Dataset.from_strings(["ACGT" * 80_000, "", "GG", "N" * 300_000, "GA"]))
    assert found["gc"].tolist() == pytest.approx([0.5, np.nan, 1, np.nan, 0.5], nan_ok=True)


def test_summary_has_classes_then_unlabelled_then_all():
    found = class_summary(DATA)
    assert found["class"].tolist() == ["acceptor", "donor", "no label", "all records"]
    assert found["records"].tolist() == [1, 2, 1, 4]


def test_summary_pools_letters_but_averages_gc_over_records():
    donor = class_summary(DATA).set_index("class").loc["donor"]
    assert donor[["length_min", "length_median", "length_max"]].tolist() == [2, 3, 4]
    assert donor["gc_mean"] == 0.75
    assert donor["gc_sd"] == pytest.approx(np.std([0.5, 1], ddof=1))
    assert donor[list("ACGT")].tolist() == pytest.approx([2 / 6, 2 / 6, 2 / 6, 0])


@settings(deadline=None)
@given(TEXTS.filter(lambda texts: any(set(text) & set("ACGT") for text in texts)))
def test_pooled_shares_agree_with_counting_the_joined_text(texts):
    row = class_summary(Dataset.from_strings(texts)).iloc[-1]
    joined = "".join(texts)
    known = sum(map(joined.count, "ACGT"))
    assert row[list("ACGT")].tolist() == pytest.approx([joined.count(base) / known for base in "ACGT"])
    assert row["ambiguous_share"] == pytest.approx(1 - known / len(joined))


def test_pooled_masking_weighs_by_length():
    assert class_summary(with_masked(DATA, [0.5, 1, 0, 0]))["masked_share"].tolist() == pytest.approx(
        [0, 4 / 6, 0, 4 / 18]
    )


def test_summary_of_one_record_has_no_standard_deviation():
    found = class_summary(Dataset.from_strings(["ACGT"]))
    assert found["class"].tolist() == ["all records"]
    assert found["gc_sd"].isna().all()
    assert found["masked_share"].isna().all()


def test_summary_keeps_a_class_without_records():
    found = class_summary(DATA.take(np.array([0, 1]))).set_index("class")
    assert found.loc["acceptor", "records"] == 0
    assert found.loc["acceptor", ["length_min", "gc_mean", "A", "ambiguous_share"]].isna().all()


def test_summary_of_a_class_of_unknown_bases_is_undefined():
    found = class_summary(Dataset.from_strings(["NN", "AC"], labels=["a", "b"])).set_index("class")
    assert found.loc["a", ["gc_mean", "A"]].isna().all()
    assert found.loc["a", "ambiguous_share"] == 1


def test_summary_takes_the_table_at_hand():
    records = record_table(DATA)
    pd.testing.assert_frame_equal(class_summary(DATA, records), class_summary(DATA))


@settings(deadline=None)
@given(st.lists(st.floats(-100, 100), min_size=2, max_size=50).filter(lambda v: max(v) - min(v) > 1e-3))
def test_histograms_agree_with_numpy(values):
    found = distribution(np.array(values), bins=7)
    assert found["count"].sum() == len(values)
    edges = np.append(found["low"], found["high"].iloc[-1])
    assert found["count"].tolist() == np.histogram(values, edges)[0].tolist()
    assert found["share"].sum() == pytest.approx(1)
    assert (edges[0], edges[-1]) == (min(values), max(values))


def test_groups_share_bins_and_shares_are_within_the_group():
    found = distribution(np.array([0.0, 1, 1, 1]), np.array(["b", "a", "a", "b"], dtype=object), bins=2)
    assert found.to_dict("list") == {
        "group": ["a", "a", "b", "b"],
        "low": [0, 0.5, 0, 0.5],
        "high": [0.5, 1, 0.5, 1],
        "count": [0, 2, 1, 1],
        "share": [0, 1, 0.5, 0.5],
    }


def test_missing_values_are_left_out_and_counted():
    found = distribution(np.array([np.nan, 0.2, np.inf, 0.4]), bins=2)
    assert found["count"].tolist() == [1, 1]
    assert found.attrs["missing"] == 2


def test_whole_numbers_have_a_bin_each_centred_at_the_number():
    found = distribution(np.array([4, 6, 6]))
    assert found[["low", "high", "count"]].values.tolist() == [[3.5, 4.5, 1], [4.5, 5.5, 0], [5.5, 6.5, 2]]


@settings(deadline=None)
@given(st.lists(st.integers(1, 5000), min_size=1, max_size=60), st.integers(1, 60))
def test_whole_numbers_fill_no_more_bins_than_asked_for(values, bins):
    found = distribution(np.array(values), bins=bins)
    assert len(found) <= bins
    assert found["count"].sum() == len(values)
    widths = found["high"] - found["low"]
    assert widths.nunique() == 1
    assert widths.iloc[0] == int(widths.iloc[0])
    for row in found.itertuples():
        assert row.count == sum(row.low < value < row.high for value in values)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("value", [0.5, 100, 1e-9])
def test_one_distinct_value_fills_one_bin(value, log):
    found = distribution(np.array([value] * 3), log=log)
    assert found["count"].tolist() == [3]
    assert found["low"].item() < value < found["high"].item()


def test_values_closer_than_a_bin_can_be_fill_one_bin():
    assert distribution(np.array([0.3, 0.1 + 0.2]))["count"].tolist() == [2]


def test_log_bins_are_equal_in_powers_of_ten():
    found = distribution(np.array([1, 10, 100, 1000, 0, -5]), bins=3, log=True)
    assert found["low"].tolist() == pytest.approx([1, 10, 100])
    assert found["high"].tolist() == pytest.approx([10, 100, 1000])
    assert found["count"].sum() == 4
    assert found.attrs["missing"] == 2


def test_a_group_without_values_has_no_shares():
    found = distribution(np.array([np.nan, 1, 2]), np.array(["a", "b", "b"], dtype=object))
    assert found.loc[found["group"] == "a", "count"].sum() == 0
    assert found.loc[found["group"] == "a", "share"].isna().all()


@pytest.mark.parametrize("values", [[], [np.nan, np.nan]])
def test_nothing_gives_an_empty_histogram(values):
    found = distribution(np.array(values))
    assert list(found) == ["group", "low", "high", "count", "share"]
    assert (len(found), found.attrs["missing"]) == (0, len(values))


def test_arguments_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        distribution(np.array([1.0]), bins=0)
    with pytest.raises(ValueError, match="do not fit"):
        distribution(np.array([1.0]), np.array(["a", "b"]))


def test_names_of_groups():
    assert group_names(DATA).tolist() == ["donor", "donor", "acceptor", "no label"]
    assert group_names(DATA.without_labels()) is None
    numbers = Dataset(DATA.ids, DATA.letters, DATA.offsets, np.array([0.1, 0.2, 0.3, np.nan]))
    assert group_names(numbers) is None
    assert class_summary(numbers)["class"].tolist() == ["all records"]
