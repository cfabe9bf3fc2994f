import numpy as np

from genocore.explanation.aligned import information, shares
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
