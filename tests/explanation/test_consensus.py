import numpy as np
import pytest
from Bio.Data.IUPACData import ambiguous_dna_values
from scipy.stats import entropy

from genocore.explanation.consensus import consensus, heights


def test_heights_add_up_to_two_bits_less_the_entropy():
    share = np.random.default_rng(0).dirichlet(np.ones(4), 50)
    found = heights(share)
    np.testing.assert_allclose(found.sum(axis=1), 2 - entropy(share, base=2, axis=1))
    np.testing.assert_allclose(found / found.sum(axis=1, keepdims=True), share)


def test_positions_that_are_always_ambiguous_have_no_negative_height():
    assert (heights(np.array([[0.3, 0.3, 0.2, 0.2], [0.25] * 4, [0.0] * 4])) >= 0).all()


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
