import numpy as np
import pytest
from Bio.Data.IUPACData import ambiguous_dna_values

from genocore.explanation.aligned import consensus, information, shares
from genocore.exploration.positions import position_table
from tests.explanation.nets import dna


def test_bits_are_those_of_a_logo_of_the_sequences():
    data = dna(17, 8)
    counts = np.array([[list(column).count(base) for base in "ACGT"] for column in zip(*data.sequences(), strict=True)])
    table = position_table(data)
    np.testing.assert_allclose(information(counts), table["information"].to_numpy()[::4])
    np.testing.assert_allclose(shares(counts).ravel(), table["share"])


def test_positions_without_a_base_have_neither_share_nor_bits():
    counts = np.array([[0, 0, 0, 0], [1, 0, 0, 0]])
    assert np.isnan(shares(counts)[0]).all()
    assert np.isnan(information(counts)[0])
    assert information(counts)[1] == 0  # one stretch says nothing


@pytest.mark.parametrize(
    ("share", "letter"),
    [
        ([1, 0, 0, 0], "A"),
        ([0, 0, 0.51, 0.25], "G"),
        ([0.1, 0.6, 0.3, 0], "S"),  # not twice as much
        ([0.4, 0, 0, 0.4], "W"),
        ([0.375, 0, 0.375, 0.25], "N"),  # not above 75 %
        ([0.25, 0.25, 0.25, 0.25], "N"),
        ([0, 0.5, 0, 0.5], "Y"),
    ],
)
def test_a_letter_is_given_where_it_is_frequent_enough(share, letter):
    assert consensus(np.array([share], dtype=float)) == letter


def test_two_bases_are_the_iupac_letter_that_stands_for_them():
    for first in range(4):
        for second in range(first):
            share = np.zeros((1, 4))
            share[0, [first, second]] = 0.5
            assert set(ambiguous_dna_values[consensus(share)]) == {"ACGT"[first], "ACGT"[second]}


def test_nothing_has_no_consensus():
    assert consensus(np.zeros((0, 4))) == ""
