from itertools import product

import numpy as np
import pytest
from Bio.Seq import Seq
from Bio.SeqUtils.MeltingTemp import DNA_NN3, DNA_NN4
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.features.physicochemical import PROPERTIES, SPEC, Physicochemical, step_table
from genocore.sequences import Dataset

WORDS = ["".join(word) for word in product("ACGT", repeat=2)]
NAMES = list(PROPERTIES)

# Another copy of Olson et al. 1998, table 1: tilt, roll, twist, shift, slide, rise, as the emDNA program orders them.
OLSON = {
    "AA": (-1.4, 0.7, 35.1, -0.03, -0.08, 3.27),
    "AC": (-0.1, 0.7, 31.5, 0.13, -0.58, 3.36),
    "AG": (-1.7, 4.5, 31.9, 0.09, -0.25, 3.34),
    "AT": (0.0, 1.1, 29.3, 0.0, -0.59, 3.31),
    "CA": (0.5, 4.7, 37.3, 0.09, 0.53, 3.33),
    "CC": (0.1, 3.6, 32.9, -0.05, -0.22, 3.42),
    "CG": (0.0, 5.4, 36.1, 0.0, 0.41, 3.39),
    "GA": (-1.5, 1.9, 36.3, -0.28, 0.09, 3.37),
    "GC": (0.0, 0.3, 33.6, 0.0, -0.38, 3.40),
    "GG": (-0.1, 3.6, 32.9, 0.05, -0.22, 3.42),
    "TA": (0.0, 3.3, 37.8, 0.0, 0.05, 3.42),
    "TT": (1.4, 0.7, 35.1, 0.03, -0.08, 3.27),
}
OLSON_ORDER = ["tilt", "roll", "twist", "shift", "slide", "rise"]


def value(word, name):
    return step_table()[WORDS.index(word), NAMES.index(name)]


def random_text(n, seed, letters="ACGT"):
    return "".join(np.random.default_rng(seed).choice(list(letters), n))


def by_hand(text, lag, name):
    """Return the mean of a property and its auto-covariance at lags 1 to `lag`, from their definition."""
    spread = step_table()[:, NAMES.index(name)].std()
    words = [text[at : at + 2] for at in range(len(text) - 1)]
    steps = [value(word, name) if set(word) <= set("ACGT") else None for word in words]
    known = [step for step in steps if step is not None]
    mean = sum(known) / max(len(known), 1)
    out = [mean]
    for distance in range(1, lag + 1):
        pairs = [(one, two) for one, two in zip(steps, steps[distance:], strict=False) if None not in (one, two)]
        total = sum((one - mean) * (two - mean) for one, two in pairs)
        out.append(total / max(len(pairs), 1) / spread**2)
    return out


@pytest.mark.parametrize("word", OLSON)
def test_the_shape_of_steps_is_that_of_another_copy_of_the_table(word):
    assert [value(word, name) for name in OLSON_ORDER] == list(OLSON[word])


def test_the_mean_of_all_steps_is_the_one_published():
    # The row "MN" of the table: the average of the 16 steps with equal weight.
    means = dict(zip(NAMES, step_table().mean(axis=0), strict=True))
    published = {"twist": 34.2, "tilt": 0, "roll": 2.7, "shift": 0, "slide": -0.09, "rise": 3.36}
    tolerance = {"twist": 0.06, "tilt": 0.06, "roll": 0.06, "shift": 0.006, "slide": 0.006, "rise": 0.006}
    assert all(means[name] == pytest.approx(published[name], abs=tolerance[name]) for name in published)


@pytest.mark.parametrize("word", WORDS)
def test_steps_of_both_strands_agree_but_for_the_sign_of_tilt_and_shift(word):
    opposite = str(Seq(word).reverse_complement())
    for name in NAMES:
        sign = -1 if name in ("tilt", "shift") else 1
        assert value(word, name) == sign * value(opposite, name)


@pytest.mark.parametrize("table", [DNA_NN3, DNA_NN4], ids=["Allawi & SantaLucia 1997", "SantaLucia & Hicks 2004"])
@pytest.mark.parametrize("word", WORDS)
def test_stacking_is_what_enthalpy_and_entropy_give_at_37_degrees(word, table):
    key = f"{word}/{Seq(word).complement()}"
    enthalpy, entropy = table[key] if key in table else table[key[::-1]]
    assert value(word, "stacking") == pytest.approx(enthalpy - 310.15 * entropy / 1000, abs=0.015)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text("ACGTN", max_size=16), max_size=5), st.integers(1, 7))
def test_means_and_covariances_are_those_of_their_definition(texts, lag):
    found = Physicochemical(lag).transform(Dataset.from_strings(texts)).reshape(len(texts), lag + 1, 7)
    for row, text in zip(found, texts, strict=True):
        for column, name in enumerate(NAMES):
            np.testing.assert_allclose(row[:, column], by_hand(text, lag, name), rtol=1e-5, atol=1e-6)


def test_long_sequences_agree_too():
    texts = [random_text(3_000, 1), random_text(500, 2, "AAACGTN")]
    found = Physicochemical(3).transform(Dataset.from_strings(texts)).reshape(2, 4, 7)
    for row, text in zip(found, texts, strict=True):
        for column, name in enumerate(NAMES):
            np.testing.assert_allclose(row[:, column], by_hand(text, 3, name), rtol=1e-5, atol=1e-6)


def test_the_opposite_strand_changes_the_sign_of_mean_tilt_and_shift_only():
    texts = [random_text(200, seed) for seed in range(5)]
    other = [str(Seq(text).reverse_complement()) for text in texts]
    one, two = (Physicochemical().transform(Dataset.from_strings(side)) for side in (texts, other))
    sign = [-1 if name in ("tilt", "shift") else 1 for name in Physicochemical().features()["name"]]
    np.testing.assert_allclose(one, two * sign, rtol=1e-5, atol=1e-6)


def test_a_literal_case():
    names = Physicochemical(1).features()["name"].tolist()
    row = dict(zip(names, Physicochemical(1).transform(Dataset.from_strings(["AAT"]))[0].tolist(), strict=True))
    assert row["twist"] == pytest.approx((35.1 + 29.3) / 2)
    assert row["stacking"] == pytest.approx(-0.94)
    assert row["twist lag 1"] == pytest.approx(-(2.9**2) / step_table()[:, 0].var(), rel=1e-5)


def test_what_does_not_vary_has_no_covariance():
    found = Physicochemical().transform(Dataset.from_strings(["A" * 77, "ANNA", "AC"]))
    assert not found[:, 7:].any()
    assert found[0, 0] == np.float32(35.1)
    assert found[2, 0] == np.float32(31.5)


def test_a_sequence_shorter_than_the_lag_and_two_is_zero_there():
    found = Physicochemical(2).transform(Dataset.from_strings(["ACG", "ACGA"])).reshape(2, 3, 7)
    assert found[0, 1].any()
    assert not found[0, 2].any()
    assert found[1, 2].any()


def test_steps_never_run_over_the_border_of_records():
    found = Physicochemical().transform(Dataset.from_strings(["A", "C", "GT", ""]))
    assert found.any(axis=1).tolist() == [False, False, True, False]


def test_length_does_not_show_in_the_means():
    found = Physicochemical().transform(Dataset.from_strings(["ACGTA", "ACGT" * 50 + "A"]))
    np.testing.assert_allclose(found[0, :7], found[1, :7], rtol=1e-6)


def test_an_alternating_sequence_alternates_in_its_covariance():
    row = Physicochemical(4).transform(Dataset.from_strings(["CA" * 40]))[0].reshape(5, 7)
    assert (np.sign(row[1:, NAMES.index("roll")]) == [-1, 1, -1, 1]).all()


def test_names_and_groups():
    frame = Physicochemical(2).features()
    assert frame["name"].tolist()[:8] == [*NAMES, "twist lag 1"]
    assert set(frame["group"]) == set(NAMES)
    assert len(frame) == 21


def test_the_settings_build_what_they_say():
    assert SPEC.build(**SPEC.settings()) == Physicochemical(5)
    assert SPEC.build(**SPEC.settings({"lag": "12"})) == Physicochemical(12)
