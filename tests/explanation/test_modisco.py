import importlib
import warnings

import numpy as np
import pytest

from genocore.explanation.modisco import count_stretches, group, tool

pytest.importorskip("modiscolite")


def noise(n=50, length=60, seed=0):
    """One-hot letters and contributions of random sequences."""
    rng = np.random.default_rng(seed)
    letters = np.eye(4, dtype=np.float32)[rng.integers(0, 4, (n, length))]
    return letters, rng.normal(0, 1, (n, length, 4)).astype(np.float32)


def planted(weight):
    """The same, with five letters in the middle of each that contribute."""
    letters, values = noise(length=150)
    values[:, 70:75] += letters[:, 70:75] * weight
    return (letters * values).sum(axis=2, dtype=np.float64)


@pytest.fixture
def broken(monkeypatch):
    """Have the library raise an error, after a warning."""

    def by(error):
        def raising(**options):
            warnings.warn("for developers", DeprecationWarning, stacklevel=1)
            raise error

        monkeypatch.setattr(importlib.import_module("modiscolite.tfmodisco"), "TFMoDISco", raising)

    return by


@pytest.mark.parametrize(("weight", "counted"), [(5, 0), (-5, 1)])
def test_a_planted_stretch_of_each_sequence_is_counted_with_its_sign(weight, counted):
    counts = count_stretches(planted(weight), 15, 5)
    assert 45 <= counts[counted] <= 50
    assert counts[1 - counted] <= 5


def test_counting_leaves_the_contributions_as_they_are():
    track = planted(5)
    before = track.copy()
    count_stretches(track, 15, 5)
    np.testing.assert_array_equal(track, before)


@pytest.mark.parametrize("track", [np.zeros((5, 60)), np.ones((5, 60)), np.eye(60)[:5]])
def test_contributions_that_cannot_be_told_apart_give_no_count(track):
    assert count_stretches(track, 15, 5) is None


@pytest.mark.parametrize(
    "error", [BaseException("Cannot accept NaN weights."), IndexError(), ValueError(), ZeroDivisionError()]
)
def test_a_library_that_breaks_off_gives_none(broken, error):
    broken(error)
    assert group(*noise(), 15, 5, 20) is None


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, TypeError])
def test_what_is_not_a_matter_of_the_contributions_is_not_hidden(broken, error):
    broken(error)
    numba = importlib.import_module("numba")
    threads = numba.get_num_threads()
    with pytest.raises(error):
        group(*noise(), 15, 5, 20)
    assert numba.get_num_threads() == threads


def test_the_library_runs_on_one_thread(monkeypatch):
    numba = importlib.import_module("numba")
    seen = []

    def watching(**options):
        seen.append(numba.get_num_threads())
        return None, None

    monkeypatch.setattr(importlib.import_module("modiscolite.tfmodisco"), "TFMoDISco", watching)
    assert group(*noise(), 15, 5, 20) == []
    assert seen == [1]


def test_a_library_is_given_by_its_name():
    assert tool("modiscolite.tfmodisco", "TF-MoDISco").__name__ == "modiscolite.tfmodisco"
