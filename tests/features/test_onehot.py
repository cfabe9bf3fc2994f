import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genocore.errors import InputError
from genocore.features.onehot import SPEC, OneHot, one_hot
from genocore.sequences import Dataset

TEXTS = st.lists(st.text("ACGTNR", max_size=8), max_size=6)
A, C, G, T, NONE = [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]


def by_hand(text, length, align):
    """Pad and cut text, then look each letter up, the slow way."""
    spare = length - len(text)
    left = {"start": 0, "centre": spare // 2, "end": spare}[align]
    text = "-" * left + text if left > 0 else text[-left:]
    text = (text + "-" * length)[:length]
    return [[int(letter == base) for base in "ACGT"] for letter in text]


def test_bases_are_in_the_order_acgt():
    found = one_hot(Dataset.from_strings(["ACGT", "TTCA"]), 4)
    assert found.dtype == np.uint8
    assert found.tolist() == [[A, C, G, T], [T, T, C, A]]


def test_unknown_bases_and_padding_are_zero():
    assert one_hot(Dataset.from_strings(["ANC"]), 5).tolist() == [[A, NONE, C, NONE, NONE]]


@pytest.mark.parametrize("letter", list("NRYSWKMBDHV"))
def test_every_ambiguous_letter_is_zero(letter):
    assert one_hot(Dataset.from_strings([f"A{letter}"]), 2).tolist() == [[A, NONE]]


@pytest.mark.parametrize(
    ("align", "short", "long"),
    [
        ("start", [A, C, NONE, NONE], [A, C, G, T]),
        ("centre", [NONE, A, C, NONE], [C, G, T, T]),
        ("end", [NONE, NONE, A, C], [G, T, T, G]),
    ],
)
def test_the_aligned_part_stays_in_place(align, short, long):
    found = one_hot(Dataset.from_strings(["AC", "ACGTTG"]), 4, align)
    assert found.tolist() == [short, long]


@given(TEXTS, st.integers(0, 10), st.sampled_from(["start", "centre", "end"]))
def test_any_lengths_agree_with_padding_by_hand(texts, length, align):
    found = one_hot(Dataset.from_strings(texts), length, align)
    assert found.shape == (len(texts), length, 4)
    assert found.tolist() == [by_hand(text, length, align) for text in texts]


def test_sequences_of_one_length_and_of_several_agree():
    same = Dataset.from_strings(["ACGT", "NTCA"])
    mixed = Dataset.from_strings(["ACGT", "NTCA", "A"])
    assert one_hot(same, 4).tolist() == one_hot(mixed, 4)[:2].tolist()


def test_many_rows_are_done_in_several_steps():
    data = Dataset.from_strings(["ACGT", "CC", ""] * 300)
    found = one_hot(data, 20_000)
    assert found.shape == (900, 20_000, 4)
    assert found.sum() == 300 * 6
    assert found[-3, :5].tolist() == [A, C, G, T, NONE]
    assert found[-2, :3].tolist() == [C, C, NONE]


def test_rows_hold_the_four_bases_of_each_position_in_turn():
    encoder = OneHot().fit(Dataset.from_strings(["AC"]))
    assert encoder.transform(Dataset.from_strings(["GT"])).tolist() == [G + T]


def test_the_length_is_that_of_the_longest_training_sequence():
    encoder = OneHot().fit(Dataset.from_strings(["ACG", "A"]))
    assert encoder.state == {"length": 3}
    assert encoder.transform(Dataset.from_strings(["ACGTA"])).shape == (1, 12)


def test_a_given_length_is_kept_whatever_the_data():
    assert OneHot(length=2).fit(Dataset.from_strings(["ACGT"])).state == {"length": 2}
    assert OneHot(length=2).fit(Dataset.from_strings([])).state == {"length": 2}


def test_fitting_again_learns_again():
    encoder = OneHot().fit(Dataset.from_strings(["ACGT"]))
    assert encoder.fit(Dataset.from_strings(["AC"])).state == {"length": 2}


def test_no_training_sequence_gives_no_columns():
    encoder = OneHot().fit(Dataset.from_strings([]))
    assert encoder.transform(Dataset.from_strings(["AC"])).shape == (1, 0)
    assert len(encoder.features()) == 0


def test_an_encoder_that_was_not_fitted_says_so():
    with pytest.raises(ValueError, match="fit the encoder first"):
        OneHot().transform(Dataset.from_strings(["AC"]))
    with pytest.raises(ValueError, match="fit the encoder first"):
        OneHot().features()


def test_sequences_too_long_for_one_column_a_base_are_refused():
    OneHot().fit(Dataset.from_strings(["A" * 20_000]))
    with pytest.raises(InputError) as caught:
        OneHot().fit(Dataset.from_strings(["A" * 20_001]))
    assert str(caught.value) == (
        "PA001: The longest sequence has 20,001 bp: too many columns for one-hot features. Set a length, or use kmers."
    )
    OneHot(length=100).fit(Dataset.from_strings(["A" * 20_001]))


@pytest.mark.parametrize(
    ("align", "names", "description"),
    [
        ("start", ["1 A", "1 C", "1 G", "1 T", "2 A"], "position 1 is A"),
        ("centre", ["1 A", "1 C", "1 G", "1 T", "2 A"], "position 1 is A"),
        ("end", ["-2 A", "-2 C", "-2 G", "-2 T", "-1 A"], "position -2, counted from the end is A"),
    ],
)
def test_positions_are_counted_from_one_or_from_the_end(align, names, description):
    frame = OneHot(length=2, align=align).fit(Dataset.from_strings([])).features()
    assert frame["name"].tolist()[:5] == names
    assert frame["description"].iloc[0] == description


def test_the_four_columns_of_a_position_are_a_group():
    frame = OneHot(length=2).fit(Dataset.from_strings([])).features()
    assert frame["group"].tolist() == ["position 1"] * 4 + ["position 2"] * 4


def test_the_settings_build_what_they_say():
    assert SPEC.build(**SPEC.settings()) == OneHot(length=0, align="start")
    assert SPEC.build(**SPEC.settings({"length": "50", "align": "centre"})) == OneHot(length=50, align="centre")
    with pytest.raises(InputError):
        SPEC.settings({"length": 20_001})
