"""Recurrence is what scipy's binomial test says, corrected for everything that was looked at."""

import numpy as np
import pytest
from scipy.stats import binomtest, false_discovery_control
from statsmodels.stats.multitest import multipletests

from genocore.errors import InputError
from genocore.mutations.recurrence import recurrent_positions

NOBODY = np.array([], dtype=object)
NONE = np.array([], dtype=int)


def mutations(n=300, seed=0, lengths=(30, 200, 50, 80)):
    """Give random mutations in all sequences but the last one."""
    rng = np.random.default_rng(seed)
    sequence = rng.integers(0, len(lengths) - 1, n)
    index = (rng.random(n) ** 2 * np.array(lengths)[sequence]).astype(int)
    sample = np.array([f"s{number}" for number in rng.integers(0, 15, n)], dtype=object)
    return sequence, index, sample, np.array(lengths)


@pytest.mark.parametrize("named", [True, False])
def test_positions_are_tested_as_scipy_does(named):
    sequence, index, sample, lengths = mutations()
    sample = sample if named else np.full(len(sample), "", dtype=object)
    found = recurrent_positions(sequence, index, sample, lengths)
    rows = list(zip(sequence.tolist(), index.tolist(), sample, strict=True))
    rows = sorted(set(rows)) if named else rows
    assert len(rows) == (len(set(rows)) if named else 300)
    assert found[["sequence", "position"]].values.tolist() == sorted([s, i + 1] for s, i in {row[:2] for row in rows})
    for row in found.itertuples():
        n = sum(r[:2] == (row.sequence, row.position - 1) for r in rows)
        total = sum(r[0] == row.sequence for r in rows)
        assert (row.n, row.total) == (n, total)
        expected = binomtest(n, total, 1 / lengths[row.sequence], alternative="greater")
        assert row.p == pytest.approx(expected.pvalue, rel=1e-9)


@pytest.mark.parametrize(("correction", "name"), [("bh", "fdr_bh"), ("by", "fdr_by")])
@pytest.mark.parametrize("n", [1, 20, 300])
def test_positions_that_were_not_hit_are_corrected_for(correction, name, n):
    sequence, index, sample, lengths = mutations(n, seed=n)
    found = recurrent_positions(sequence, index, sample, lengths, correction)
    tested = int(lengths[np.unique(sequence)].sum())
    whole = np.append(found["p"], np.ones(tested - len(found)))
    assert found.attrs["tested"] == tested
    assert found["q"].to_numpy() == pytest.approx(multipletests(whole, method=name)[1][: len(found)])
    assert found["q"].to_numpy() == pytest.approx(false_discovery_control(whole, method=correction)[: len(found)])


def test_a_sample_counts_once_at_a_position():
    found = recurrent_positions(
        np.array([0, 0, 0, 0]), np.array([4, 4, 4, 9]), np.array(["a", "a", "b", "a"]), np.array([100])
    )
    assert found[["sequence", "position", "n", "total"]].values.tolist() == [[0, 5, 2, 3], [0, 10, 1, 3]]


def test_without_names_each_row_counts():
    found = recurrent_positions(np.array([0, 0, 0]), np.array([4, 4, 9]), np.array(["", "", ""]), np.array([100]))
    assert found["n"].tolist() == [2, 1]


def test_an_even_spread_is_hardly_ever_recurrent():
    rng = np.random.default_rng(5)
    lengths = np.full(20, 500)
    calls = 0
    for _ in range(50):
        sequence, index = rng.integers(0, 20, 1000), rng.integers(0, 500, 1000)
        found = recurrent_positions(sequence, index, np.full(1000, "", dtype=object), lengths)
        calls += (found["q"] < 0.05).any()
    assert calls <= 5


def test_a_hotspot_is_found():
    rng = np.random.default_rng(6)
    sequence, index = np.repeat([0, 1], [100, 8]), np.append(rng.integers(0, 1000, 100), np.full(8, 599))
    index = np.append(index, [100, 200])
    sequence = np.append(sequence, [1, 1])
    found = recurrent_positions(sequence, index, np.full(110, "", dtype=object), np.array([1000, 1000]))
    best = found.loc[found["p"].idxmin()]
    assert (best["sequence"], best["position"], best["n"]) == (1, 600, 8)
    assert best["q"] < 1e-10


def test_tiny_chances_are_not_rounded_to_none():
    found = recurrent_positions(np.zeros(40, int), np.full(40, 7), np.full(40, "", dtype=object), np.array([10_000]))
    assert found["p"][0] == pytest.approx(1e-160, rel=1e-6)


def test_no_correction_leaves_p_as_it_is():
    sequence, index, sample, lengths = mutations()
    positions = recurrent_positions(sequence, index, sample, lengths, "none")
    assert positions["q"].tolist() == positions["p"].tolist()


def test_without_mutations_nothing_is_recurrent():
    found = recurrent_positions(NONE, NONE, NOBODY, np.array([10, 20]))
    assert found.columns.tolist() == ["sequence", "position", "n", "total", "p", "q"]
    assert (len(found), found.attrs["tested"]) == (0, 0)


@pytest.mark.parametrize("correction", ["holm", "BH", ""])
def test_an_unknown_correction_is_refused(correction):
    with pytest.raises(InputError, match="PA001"):
        recurrent_positions(np.array([0]), np.array([0]), np.array([""]), np.array([9]), correction)
