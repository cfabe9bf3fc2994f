import numpy as np
import pytest

from genocore.errors import Cancelled, InputError
from genocore.explanation import scan as module
from genocore.explanation.scan import HOW, scan
from genocore.explanation.score import Score
from genocore.sequences import Dataset
from genocore.training.predict import predict
from tests.explanation.small import OfText, data_of, fitted, random_texts

TEXTS = ["TT", "GATTACANGATA", "ACG"]
MEMBERS = (len, lambda text: text.count("A"), lambda text: 4 * text.count("N"))


def weighed(text):
    return sum("ACGTN".index(letter) * (index + 1) ** 1.5 for index, letter in enumerate(text)) + 7 * text.count("GA")


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(("width", "step"), [(1, 1), (3, 1), (3, 2), (4, 5), (11, 1), (2, 100)])
def test_each_stretch_is_taken_away_in_turn(how, width, step):
    text = TEXTS[1]
    found = scan(OfText(weighed, members=MEMBERS), data_of(*TEXTS), 1, width, step, how)
    starts = range(0, len(text) - width + 1, step)
    assert found["start"].tolist() == [start + 1 for start in starts]
    assert found["end"].tolist() == [start + width for start in starts]
    for start, delta, sd in zip(starts, found["delta"], found["sd"], strict=True):
        put = "N" * width if how == "mask" else ""
        after = text[:start] + put + text[start + width :]
        assert delta == pytest.approx(weighed(after) - weighed(text))
        assert sd == pytest.approx(np.std([one(after) - one(text) for one in MEMBERS]))


def test_a_motif_is_found_where_it_stands():
    found = scan(OfText(lambda text: text.count("GATA")), data_of("CCCCGATACCCC"), 0, width=2)
    assert found.loc[found["delta"] < 0, "start"].tolist() == [4, 5, 6, 7, 8]


def test_a_model_that_is_no_ensemble_has_no_spread():
    assert scan(OfText(weighed), data_of(*TEXTS), 1, 3)["sd"].isna().all()


def test_a_stretch_is_ten_letters_masked_at_every_place_by_default():
    found = scan(OfText(lambda text: text.count("N")), data_of("A" * 13), 0)
    assert found["start"].tolist() == [1, 2, 3, 4]
    assert found["delta"].tolist() == [10.0] * 4


@pytest.mark.parametrize("most", [1, 3, 10, 11, 500])
def test_the_size_of_blocks_changes_nothing(most, monkeypatch):
    whole = scan(OfText(weighed, members=MEMBERS), data_of(*TEXTS), 1, 2)
    monkeypatch.setattr(module, "_STRETCHES", most)
    seen = []
    score = OfText(weighed, members=MEMBERS)
    found = scan(score, data_of(*TEXTS), 1, 2, on_progress=lambda *told: seen.append(told))
    assert found.equals(whole)
    assert len(score.texts) == 1 + 11
    assert seen[-1] == (1.0, "11 of 11 stretches")
    assert [fraction for fraction, _ in seen] == sorted(fraction for fraction, _ in seen)


@pytest.mark.parametrize("how", HOW)
def test_it_is_what_predict_says_of_text_made_by_hand(how):
    texts = random_texts(60, 14, seed=1)
    labels = ["xy"[text.count("G") + text.count("C") > 6] for text in texts]
    model = fitted(Dataset.from_strings(texts, labels=labels), "random_forest", "kmers", {"trees": 10, "k": "1-2"})
    found = scan(Score.checked(model), data_of(texts[0]), 0, 4, 3, how)
    before = predict(model, data_of(texts[0]))["p_y"][0]
    for start, delta in zip(found["start"] - 1, found["delta"], strict=True):
        after = texts[0][:start] + ("NNNN" if how == "mask" else "") + texts[0][start + 4 :]
        assert delta == predict(model, data_of(after))["p_y"][0] - before


@pytest.mark.parametrize(
    ("width", "step", "how"), [(12, 1, "mask"), (13, 1, "mask"), (0, 1, "mask"), (-1, 1, "mask"), (3, 0, "mask"),
                               (3, -2, "mask"), (3, 1, "shuffle"), (3, 1, "")],
)  # fmt: skip
def test_what_cannot_be_done_is_refused(width, step, how):
    score = OfText(weighed)
    with pytest.raises(InputError) as caught:
        scan(score, data_of(*TEXTS), 1, width, step, how)
    assert caught.value.code == "PA001"
    assert score.texts == []


@pytest.mark.parametrize("text", ["", "A"])
def test_a_sequence_too_short_for_any_stretch_is_refused(text):
    with pytest.raises(InputError, match=f"along a sequence of {len(text)} bp"):
        scan(OfText(weighed), data_of(text), 0, 1)


def test_it_can_be_stopped():
    def stop(fraction, note="", **details):
        raise Cancelled

    with pytest.raises(Cancelled):
        scan(OfText(weighed), data_of(*TEXTS), 1, 2, on_progress=stop)
