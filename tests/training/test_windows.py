import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.sequences import Dataset
from genocore.training.windows import cut_windows

SEQUENCES = st.lists(st.text("ACGTN", max_size=30), max_size=6)


@settings(deadline=None, max_examples=200)
@given(SEQUENCES, st.integers(1, 12), st.integers(1, 12))
def test_windows_are_those_of_cutting_by_hand(texts, width, step):
    windows, row, start = cut_windows(Dataset.from_strings(texts), width, step)
    wanted = []
    for number, text in enumerate(texts):
        places = [*range(0, max(len(text) - width, 0), step), max(len(text) - width, 0)]
        wanted += [(number, place + 1, text[place : place + width]) for place in places]
    assert list(zip(row.tolist(), start.tolist(), windows.sequences(), strict=True)) == wanted


@settings(deadline=None, max_examples=100)
@given(SEQUENCES, st.integers(1, 12))
def test_steps_no_longer_than_a_window_leave_no_letter_out(texts, width):
    data = Dataset.from_strings(texts)
    _, row, start = cut_windows(data, width, max(width // 2, 1))
    for number, text in enumerate(texts):
        covered = np.zeros(len(text), dtype=bool)
        for place in start[row == number]:
            covered[place - 1 : place - 1 + width] = True
        assert covered.all()


@pytest.mark.parametrize("width", [1, 5])
def test_no_sequences_give_no_windows(width):
    windows, row, start = cut_windows(Dataset.from_strings([]), width, 1)
    assert (len(windows), len(row), len(start)) == (0, 0, 0)


def test_windows_have_the_name_of_their_sequence():
    windows, _, _ = cut_windows(Dataset.from_strings(["ACGTAC", "GG"], ids=["chr1", "chr2"]), 4, 2)
    assert windows.ids.tolist() == ["chr1", "chr1", "chr2"]
