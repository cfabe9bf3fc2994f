import numpy as np
import pandas as pd
import pytest
from Bio import motifs
from Bio.Seq import Seq
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import entropy

from genocore.errors import InputError
from genocore.exploration import positions
from genocore.exploration.positions import consensus, position_table, windows
from genocore.sequences.dataset import Dataset

TEXTS = st.lists(st.text("AACGTN", max_size=9), min_size=1, max_size=8)


def letter_at(text, align, position):
    index = {"start": position - 1, "end": len(text) + position, "centre": len(text) // 2 + position}[align]
    return text[index] if 0 <= index < len(text) else ""


@given(TEXTS, st.sampled_from(["start", "end", "centre"]), st.integers(1, 12))
def test_counts_agree_with_counting_letter_by_letter(texts, align, width):
    found = position_table(Dataset.from_strings(texts), align, width)
    for row in found.itertuples():
        here = [letter_at(text, align, row.position) for text in texts]
        assert row.count == here.count(row.base)
        assert row.n == sum(letter in set("ACGT") for letter in here)


@pytest.mark.parametrize(
    ("align", "width", "expected"),
    [
        ("start", None, [1, 2, 3, 4, 5]),
        ("start", 2, [1, 2]),
        ("end", 2, [-2, -1]),
        ("centre", 3, [-1, 0, 1]),
        ("centre", 4, [-2, -1, 0, 1]),
        ("start", 99, [1, 2, 3, 4, 5]),
    ],
)
def test_positions_are_numbered_from_the_alignment(align, width, expected):
    found = position_table(Dataset.from_strings(["ACGTA", "AC"]), align, width)
    assert found["position"].unique().tolist() == expected
    assert list(found) == ["class", "position", "base", "count", "share", "n", "information", "height"]


def test_the_middle_of_an_even_length_begins_its_right_half():
    assert consensus(position_table(Dataset.from_strings(["AACC"]), "centre", 2), "all records") == "AC"
    found = position_table(Dataset.from_strings(["AACC"]), "centre")
    assert found.loc[found["count"] == 1, ["position", "base"]].values.tolist() == [
        [-2, "A"],
        [-1, "A"],
        [0, "C"],
        [1, "C"],
    ]


def test_at_most_200_positions_unless_more_are_asked_for():
    data = Dataset.from_strings(["A" * 300])
    assert position_table(data)["position"].max() == 200
    assert position_table(data, width=250)["position"].max() == 250


def test_shares_agree_with_biopython():
    texts = ["TATAAT", "TATGAT", "TACAAT", "GATACT"]
    motif = motifs.create([Seq(text) for text in texts])
    found = position_table(Dataset.from_strings(texts)).pivot(index="position", columns="base", values="share")
    for base in "ACGT":
        assert found[base].tolist() == list(motif.counts.normalize()[base])


def test_information_agrees_with_scipy_and_the_correction_of_schneider():
    texts = ["A"] * 70 + ["C"] * 20 + ["G"] * 10
    row = position_table(Dataset.from_strings(texts)).iloc[0]
    expected = 2 - entropy([70, 20, 10], base=2) - 3 / (2 * np.log(2) * 100)
    assert row["information"] == pytest.approx(expected)
    assert row["height"] == pytest.approx(0.7 * expected)


def test_information_is_never_negative():
    found = position_table(Dataset.from_strings(["A", "C", "G", "T"]))
    assert found["information"].tolist() == [0, 0, 0, 0]


def test_a_conserved_position_of_many_records_has_nearly_two_bits():
    assert position_table(Dataset.from_strings(["G"] * 5000))["height"].max() == pytest.approx(2, abs=0.001)


def test_where_nobody_has_a_base_nothing_is_known():
    found = position_table(Dataset.from_strings(["AN", "CN"]))
    last = found[found["position"] == 2]
    assert last["n"].tolist() == [0] * 4
    assert last[["share", "information", "height"]].isna().all(axis=None)


def test_classes_are_counted_apart_and_unlabelled_records_too():
    data = Dataset.from_strings(["A", "C", "G"], labels=["donor", "acceptor", None])
    found = position_table(data)
    assert found.loc[found["count"] == 1, ["class", "base"]].values.tolist() == [
        ["acceptor", "C"],
        ["donor", "A"],
        ["no label", "G"],
    ]
    assert position_table(data, by_class=False)["class"].unique().tolist() == ["all records"]


@pytest.mark.parametrize("align", ["start", "end", "centre"])
def test_blocks_do_not_change_the_table(align, monkeypatch):
    rng = np.random.default_rng(1)
    texts = ["".join(rng.choice(list("ACGTN"), rng.integers(0, 12))) for _ in range(50)]
    data = Dataset.from_strings(texts, labels=["a", "b"] * 25)
    whole = position_table(data, align)
    monkeypatch.setattr(positions, "_CELLS", 30)
    pd.testing.assert_frame_equal(position_table(data, align), whole)


def test_windows_hold_what_the_record_reaches():
    data = Dataset.from_strings(["ACGT", "N", ""])
    ((rows, codes),) = windows(data, "end", 3)
    assert rows.tolist() == [0, 1, 2]
    assert codes.tolist() == [[1, 2, 3], [4, 4, 4], [4, 4, 4]]
    assert codes.dtype == np.uint8


@pytest.mark.parametrize("texts", [[], [""]])
def test_nothing_gives_an_empty_table(texts):
    assert position_table(Dataset.from_strings(texts)).empty


def test_unknown_alignments_and_widths_are_refused():
    data = Dataset.from_strings(["ACGT"])
    with pytest.raises(InputError, match="no alignment 'middle'") as caught:
        position_table(data, "middle")
    assert caught.value.code == "PA002"
    with pytest.raises(InputError, match="width is 0") as caught:
        position_table(data, width=0)
    assert caught.value.code == "PA001"


def test_consensus_shows_how_sure_it_is():
    texts = ["GTAAN", "GTAAN", "GCCCN", "GGGGN", "GATTN"]
    table = position_table(Dataset.from_strings(texts))
    assert consensus(table, "all records") == "GtaaN"
    with pytest.raises(InputError, match="no class 'donor'"):
        consensus(table, "donor")


def test_half_is_upper_case_and_ties_go_by_the_alphabet():
    assert consensus(position_table(Dataset.from_strings(["T", "C"])), "all records") == "C"
