"""The same cross-validation with one thing changed shows what the score owes to it."""

from dataclasses import replace

import numpy as np
import pytest

from genocore.errors import Cancelled, InputError, NotEnoughData
from genocore.sequences import Dataset
from genocore.training.controls import CONTROLS, fewer_records, other_division, shuffled_labels
from genocore.training.controls.shuffled import shuffle_blocks
from genocore.training.settings import Settings
from genocore.training.train import train
from tests.splitting.relatives import changed, families, letters


def settings(**asked):
    return Settings.checked(**{"model": "logistic", "encoder": "kmers", "values": {"k": "3-5"}, "folds": 4} | asked)


def motifs(n=240, *, seed=0, numbers=False):
    """Unrelated sequences; those with a long motif are 'b', or measure more."""
    rng = np.random.default_rng(seed)
    texts = letters(n, 80, rng)
    texts = [text[:9] + "GTATAGGTATAGTATAGG" + text[27:] if i % 2 else text for i, text in enumerate(texts)]
    if not numbers:
        return Dataset.from_strings(texts, labels=["a", "b"] * (n // 2))
    return Dataset.from_strings(texts).with_numbers(np.arange(n) % 2 + rng.normal(0, 0.3, n))


@pytest.fixture(scope="module")
def plain():
    data = motifs()
    return data, train(data, settings())[0]


@pytest.fixture(scope="module")
def leaky():
    data, _ = families(30, 6, 200, 8, seed=1, labels=["a", "b"] * 15)
    return data


def cell(frame, arm, metric, column="value"):
    [found] = frame.loc[(frame["arm"] == arm) & (frame["metric"] == metric), column]
    return found


@pytest.mark.parametrize("split", ["auto", "random"])
def test_both_divisions_of_families_are_shown_whichever_the_run_had(leaky, split):
    run, _ = train(leaky, settings(split=split))
    found = other_division(run, leaky)
    arms = {"auto": ("as run", "other"), "random": ("other", "as run")}[split]
    together, at_random = (cell(found, arm, "auroc") for arm in arms)
    assert together < 0.65
    assert at_random > 0.9
    assert cell(found, "difference", "auroc") == pytest.approx(at_random - together)
    assert cell(found, "difference", "auroc", "low") > 0.2
    assert [cell(found, arm, "auroc", "leakage_percent") > 90 for arm in arms] == [False, True]
    assert cell(found, "as run", "auroc") == run.metrics["cv"]["auroc"]["value"]
    assert cell(found, "as run", "auroc", "low") == run.metrics["cv"]["auroc"]["low"]


def test_without_relatives_there_is_no_other_division(plain):
    data, run = plain
    with pytest.raises(NotEnoughData, match="ML005"):
        other_division(run, data)


def test_groups_of_a_column_are_compared_with_a_random_division():
    data = motifs()
    grouped = Dataset(data.ids, data.letters, data.offsets, data.target, data.classes, {"plate": np.arange(240) // 8})
    run, _ = train(grouped, settings(split="group:plate"))
    found = other_division(run, grouped)
    assert set(found["division"].dropna()) == {"group:plate", "random", "random - group:plate"}


def test_shuffled_labels_leave_nothing_to_learn(plain):
    data, run = plain
    found = shuffled_labels(run, data)
    assert cell(found, "as run", "auroc") > 0.95
    assert cell(found, "other", "auroc") == pytest.approx(0.5, abs=0.1)
    assert (
        cell(found, "other", "auroc", "low") <= cell(found, "other", "auroc") <= cell(found, "other", "auroc", "high")
    )


def test_shuffled_labels_show_what_remembering_families_is_worth(leaky):
    at_random, together = (
        shuffled_labels(train(leaky, settings(split=split))[0], leaky) for split in ("random", "auto")
    )
    assert cell(at_random, "other", "auroc") > 0.75
    assert cell(together, "other", "auroc") < 0.65


def test_labels_are_shuffled_as_blocks_of_families():
    labels, group = np.repeat(np.arange(30), 4), np.repeat(np.arange(30), 4)
    found = shuffle_blocks(labels, group, seed=1)
    assert (found.reshape(30, 4) == found.reshape(30, 4)[:, :1]).all()
    assert sorted(found) == sorted(labels)
    assert (found != labels).mean() > 0.8


def test_more_records_bring_more_until_there_are_enough(plain):
    data, run = plain
    found = fewer_records(run, data)
    curve = found[(found["metric"] == "auroc") & (found["arm"] != "difference")]
    assert curve["share"].tolist() == [0.25, 0.5, 1.0]  # an eighth would leave fewer than ten of a class
    assert curve["records"].tolist() == pytest.approx([36, 72, 144], abs=2)
    assert curve["value"].iloc[0] < curve["value"].iloc[-1]
    gain = cell(found, "difference", "auroc")
    assert gain == pytest.approx(curve["value"].iloc[-1] - curve["value"].iloc[-2])


def test_too_few_records_have_no_curve():
    data = motifs(40)
    with pytest.raises(NotEnoughData, match="ML001"):
        fewer_records(train(data, settings())[0], data)


@pytest.mark.parametrize("name", ["shuffled", "fewer"])
def test_numbers_have_controls_too(name):
    data = motifs(numbers=True)
    run, _ = train(data, settings(model="ridge"))
    found = CONTROLS[name](run, data)
    assert cell(found, "as run", "r2") > 0.4
    assert cell(found, "other", "r2") < cell(found, "as run", "r2") if name == "shuffled" else True
    assert {"spearman", "rmse"} <= set(found["metric"])


@pytest.mark.parametrize("name", CONTROLS)
def test_other_data_than_those_of_the_run_are_refused(plain, name):
    with pytest.raises(InputError, match="ML008"):
        CONTROLS[name](plain[1], motifs(seed=5))


@pytest.mark.parametrize("groups", [5, 8])
def test_few_groups_are_not_cut_down_to_nothing(groups):
    data = replace(motifs(), columns={"lab": np.arange(240) * groups // 240})
    run, _ = train(data, settings(split="group:lab"))
    try:
        found = fewer_records(run, data)
    except NotEnoughData as error:
        assert "ML001" in str(error)
    else:
        assert found["records"].min() >= 20


def test_a_class_that_is_one_family_cannot_be_divided_and_says_so():
    rng = np.random.default_rng(2)
    [parent] = letters(1, 100, rng)
    texts = [changed(parent, 6, rng) for _ in range(40)] + letters(260, 100, rng)
    data = Dataset.from_strings(texts, labels=["a"] * 40 + ["b"] * 260)
    run, _ = train(data, settings())
    assert run.split["kind"] == "random"
    with pytest.raises(NotEnoughData, match="ML005"):
        other_division(run, data)


@pytest.mark.parametrize("name", ["shuffled", "fewer"])
def test_a_control_tells_how_far_it_is_and_can_be_stopped(plain, name):
    data, run = plain
    told = []
    CONTROLS[name](run, data, on_progress=lambda fraction, note="", **details: told.append(fraction))
    assert told == sorted(told)
    assert 0 <= told[0] < told[-1] <= 1

    def stop(fraction, note="", **details):
        raise Cancelled

    with pytest.raises(Cancelled):
        CONTROLS[name](run, data, on_progress=stop)


def test_a_control_gives_the_same_numbers_again(leaky):
    run, _ = train(leaky, settings(repeats=2))
    first, second = (other_division(run, leaky) for _ in range(2))
    assert first.equals(second)
