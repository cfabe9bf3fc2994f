import functools
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from genocore.errors import Cancelled, InputError
from genocore.explanation.marginal import marginal_effect
from genocore.explanation.score import Score, Scores
from genocore.sequences import Dataset
from genocore.training.settings import Settings
from genocore.training.train import train

COLUMNS = ["name", "position", "mean", "low", "high", "sd", "n", "before", "after", "raised"]


class Counting:
    """A score that is the number of times a word occurs; it remembers what it was asked."""

    def __init__(self, word, encoder=None):
        self.word, self.asked = word, []
        self.model = SimpleNamespace(estimator=None, encoder=encoder)

    def ask(self, data):
        self.asked.append(list(data.sequences()))
        return Scores(np.array([float(self.count(text)) for text in self.asked[-1]]))

    def count(self, text):
        return sum(text.startswith(self.word, at) for at in range(len(text)))


def random_data(n=60, length=50, seed=0):
    letters = np.random.default_rng(seed).choice(list("ACGT"), (n, length))
    return Dataset.from_strings(["".join(row) for row in letters])


def unequal(lengths):
    return Dataset.from_strings(
        [text[:length] for text, length in zip(random_data().sequences(), lengths, strict=False)]
    )


def row_of(frame, name="motif"):
    return frame[frame["name"] == name].iloc[0]


@pytest.mark.parametrize(("position", "begin"), [(None, 21), (1, 0), (17, 16), (43, 42)])
def test_the_effect_is_that_of_a_loop_over_backgrounds(position, begin):
    score = Counting("TATA")
    frame = marginal_effect(score, random_data(), "GCTATATA", position=position)
    assert frame.columns.tolist() == COLUMNS
    changes, ends = [], []
    for text in score.asked[0]:
        after = text[:begin] + "GCTATATA" + text[begin + 8 :]
        ends.append(score.count(after))
        changes.append(score.count(after) - score.count(text))
    found = row_of(frame)
    interval = stats.ttest_1samp(changes, 0).confidence_interval(0.95)
    assert found["position"] == begin + 1
    assert found["n"] == 60
    assert found["mean"] == pytest.approx(np.mean(changes))
    assert (found["low"], found["high"]) == pytest.approx((interval.low, interval.high))
    assert found["sd"] == pytest.approx(np.std(changes, ddof=1))
    assert found["after"] == pytest.approx(np.mean(ends))
    assert found["after"] - found["before"] == pytest.approx(found["mean"])
    assert found["raised"] == np.mean(np.array(changes) > 0)


def test_the_control_has_the_motifs_letters_in_another_order_and_little_effect():
    score = Counting("GATAAG")
    frame = marginal_effect(score, random_data(200), "GATAAG", position=11)
    assert frame["name"].tolist() == ["motif", "shuffled motif", "difference"]
    assert abs(row_of(frame, "shuffled motif")["mean"]) < 0.05
    assert row_of(frame)["mean"] == pytest.approx(1, abs=0.05)
    ground, asked = score.asked
    controls = asked[len(ground) :]
    assert len({text[10:16] for text in controls}) > 50
    for before, control in zip(ground, controls, strict=True):
        assert sorted(control[10:16]) == sorted("GATAAG")
        assert control[10:16] != "GATAAG"
        assert control[:10] + control[16:] == before[:10] + before[16:]


def test_the_difference_is_motif_minus_control_in_the_same_background():
    score = Counting("A")
    frame = marginal_effect(score, random_data(), "AACG", position=5)
    assert row_of(frame, "difference")[["mean", "sd", "raised"]].tolist() == [0, 0, 0]  # both have as many A
    score = Counting("AAC")
    frame = marginal_effect(score, random_data(), "AACG", position=5)
    asked = score.asked[1]
    counts = np.array([score.count(text) for text in asked]).reshape(2, -1)
    found = row_of(frame, "difference")
    interval = stats.ttest_rel(counts[0], counts[1]).confidence_interval(0.95)
    assert found["mean"] == pytest.approx((counts[0] - counts[1]).mean())
    assert (found["low"], found["high"]) == pytest.approx((interval.low, interval.high))
    assert (found["before"], found["after"]) == pytest.approx((counts[1].mean(), counts[0].mean()))


def test_backgrounds_are_shuffled_sequences_of_the_data():
    data, score = random_data(300), Counting("A")
    frame = marginal_effect(score, data, "ACG", backgrounds=40)
    assert set(frame["n"]) == {40}
    assert len(set(score.asked[0])) == 40
    known = {(text[0], text[-1], *(text.count(base) for base in "ACGT")) for text in data.sequences()}
    assert all((text[0], text[-1], *(text.count(base) for base in "ACGT")) in known for text in score.asked[0])
    assert not set(score.asked[0]) & set(data.sequences())


def test_a_base_is_drawn_for_each_ambiguous_letter_of_each_background():
    score = Counting("A")
    marginal_effect(score, random_data(400), "CNRuC", position=1, backgrounds=400)
    put = [text[:5] for text in score.asked[1][:400]]
    assert {(word[0], word[3:]) for word in put} == {("C", "TC")}
    counts = [sum(word[1] == base for word in put) for base in "ACGT"]
    assert stats.chisquare(counts).pvalue > 0.001
    assert {word[2] for word in put} == {"A", "G"}


def test_lower_case_u_and_blanks_are_read():
    plain = marginal_effect(Counting("TATA"), random_data(), "TATA")
    pd.testing.assert_frame_equal(plain, marginal_effect(Counting("TATA"), random_data(), " uA\tta\n"))


def test_a_motif_of_one_letter_has_no_control():
    assert marginal_effect(Counting("A"), random_data(), "AAAA")["name"].tolist() == ["motif"]


def test_a_sweep_puts_the_motif_at_each_step_into_the_same_backgrounds():
    data = random_data(30, 20)
    frame = marginal_effect(Counting("GATC"), data, "GATC", sweep=4)
    assert frame["position"].tolist() == [place for place in (1, 5, 9, 13, 17) for _ in range(3)]
    for place in (1, 5, 17):
        alone = marginal_effect(Counting("GATC"), data, "GATC", position=place)
        pd.testing.assert_frame_equal(frame[frame["position"] == place].reset_index(drop=True), alone)
    every = marginal_effect(Counting("GATC"), data, "GATC", sweep=True)
    assert every["position"].unique().tolist() == list(range(1, 18))


def test_a_sweep_of_unequal_sequences_says_how_many_reach_each_position():
    frame = marginal_effect(Counting("GA"), unequal([3, 10, 10, 12, 1]), "GATC", sweep=3)
    assert frame[frame["name"] == "motif"][["position", "n"]].to_numpy().tolist() == [[1, 3], [4, 3], [7, 3]]
    frame = marginal_effect(Counting("GA"), unequal([10, 10, 16]), "GATC", sweep=6)
    assert frame[frame["name"] == "motif"][["position", "n"]].to_numpy().tolist() == [[1, 3], [7, 3], [13, 1]]
    assert frame["mean"].notna().all()
    assert frame[["low", "high", "sd"]].isna().all(axis=1).tolist() == [False] * 6 + [True] * 3


def test_the_middle_of_unequal_sequences_has_no_one_position():
    score = Counting("GATC")
    frame = marginal_effect(score, unequal([10, 20, 31]), "GATC")
    assert frame["position"].isna().all()
    for before, after, begin in zip(*score.asked[:1], score.asked[1][:3], (3, 8, 13), strict=True):
        assert after == before[:begin] + "GATC" + before[begin + 4 :]


@pytest.mark.parametrize(("align", "begin"), [("start", 3), ("centre", 23), ("end", 43)])
def test_by_default_the_motif_stands_in_the_middle_of_what_is_read(align, begin):
    score = Counting("GATC", SimpleNamespace(reads=10, align=align))
    assert marginal_effect(score, random_data(), "GATC")["position"].unique().tolist() == [begin + 1]
    assert all(text[begin : begin + 4] == "GATC" for text in score.asked[1][:60])


def test_a_motif_longer_than_what_is_read_stays_inside_the_sequence():
    score = Counting("GATC", SimpleNamespace(reads=2, align="end"))
    assert marginal_effect(score, random_data(5, 12), "GATCGATC")["position"].unique().tolist() == [5]
    assert marginal_effect(score, random_data(5, 8), "GATCGATC")["position"].unique().tolist() == [1]


def test_the_seed_decides():
    data = random_data(300)
    first, second, other = (marginal_effect(Counting("AC"), data, "ACNNGT", seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, second)
    assert not first["after"].equals(other["after"])


@pytest.mark.parametrize(
    ("motif", "options", "message"),
    [
        ("", {}, "The motif is empty."),
        ("A" * 101, {}, "The motif has 101 letters: too many."),
        ("TAXA", {}, "Letter 3 of the motif, 'X', is not DNA."),
        ("A" * 51, {}, "The motif of 51 bp does not fit: the longest sequence has 50 bp. Use a shorter motif."),
        ("ACGT", {"position": 48}, "The motif of 4 bp does not fit at position 48: the longest sequence has 50 bp."),
        ("ACGT", {"position": 0}, "There is no position 0: the first letter has position 1."),
        ("ACGT", {"position": 3, "sweep": 2}, "A motif is put at one position or at many. Give one of the two."),
        ("ACGT", {"sweep": -1}, "A sweep goes on by at least 1 bp, not -1."),
        ("ACGT", {"backgrounds": 1}, "1 backgrounds give no interval. Use at least 2."),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(motif, options, message):
    with pytest.raises(InputError) as caught:
        marginal_effect(Counting("A"), random_data(3), motif, **options)
    assert caught.value.code == "PA001"
    assert str(caught.value).startswith(f"PA001: {message}")


def test_no_sequences_are_refused():
    with pytest.raises(InputError, match=r"the longest sequence has 0 bp"):
        marginal_effect(Counting("A"), Dataset.from_strings([]), "ACG")


def test_progress_rises_and_it_can_be_stopped():
    seen = []
    marginal_effect(Counting("A"), random_data(4, 6), "ACGT", sweep=1, on_progress=lambda *told: seen.append(told))
    assert [fraction for fraction, _ in seen] == pytest.approx([1 / 3, 2 / 3, 1])
    assert seen[-1][1] == "Position 3 of 3"

    def stop(fraction, note):
        raise Cancelled

    with pytest.raises(Cancelled):
        marginal_effect(Counting("A"), random_data(4, 6), "ACGT", on_progress=stop)


@functools.cache
def forest():
    """A forest on short words, and its data: those of class y hold GATAAG somewhere."""
    letters = np.random.default_rng(3).choice(list("ACGT"), (160, 60))
    places = np.random.default_rng(4).integers(0, 54, 160)
    for row in range(0, 160, 2):
        letters[row, places[row] : places[row] + 6] = list("GATAAG")
    data = Dataset.from_strings(["".join(row) for row in letters], labels=["y", "x"] * 80)
    settings = Settings.checked(model="random_forest", encoder="kmers", values={"trees": 40}, split="random", folds=2)
    return data, train(data, settings)[1]


def test_a_trained_model_is_moved_by_the_motif_it_learnt_and_not_by_its_letters():
    data, model = forest()
    frame = marginal_effect(Score.checked(model, of="y"), data, "GATAAG", backgrounds=60)
    assert row_of(frame)["low"] > 0.05
    assert row_of(frame, "difference")["low"] > 0.05
    assert row_of(frame)["mean"] > 2 * abs(row_of(frame, "shuffled motif")["mean"])
    other = marginal_effect(Score.checked(model, of="x"), data, "GATAAG", backgrounds=60)
    assert row_of(other)["mean"] == pytest.approx(-row_of(frame)["mean"])
