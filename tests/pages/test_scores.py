from types import SimpleNamespace

import pytest

from pages.shared import scores, shell, tables


def found(value, low, high):
    return {"balanced_accuracy": {"value": value, "low": low, "high": high}}


def run_of(score, floor):
    return SimpleNamespace(
        metrics={"cv": score, "test": None},
        floors={"dummy": {"cv": floor, "test": None}},
        split={"n_test": 0, "test_file": False},
        gain=None,
        classes=("a", "b"),
    )


@pytest.mark.parametrize(
    ("score", "ending"),
    [
        (found(0.9, 0.85, 0.95), "no model at all would reach 0.500."),
        (found(0.55, 0.45, 0.65), "no evidence that it learnt anything: no model at all would reach 0.500."),
        (found(0.5, None, None), "no evidence that it learnt anything: no model at all would reach 0.500."),
        (found(1.0, None, None), "which leaves no interval to compute."),
        (found(None, None, None), "balanced accuracy is undefined."),
    ],
)
def test_the_verdict_says_evidence_only_where_there_is_some(score, ending):
    assert scores.verdict(run_of(score, found(0.5, None, None))).endswith(ending)


@pytest.mark.parametrize(
    ("gain", "ending"),
    [
        ({"value": 0.21, "low": 0.19, "high": 0.23}, "Its AUROC is 0.210 (0.190–0.230) above that of GC alone."),
        ({"value": 0.01, "low": -0.03, "high": 0.05}, "no model at all would reach 0.500."),
        ({"value": None, "low": None, "high": None}, "no model at all would reach 0.500."),
    ],
)
def test_the_verdict_says_how_far_above_the_best_floor_it_is_where_that_is_sure(gain, ending):
    run = run_of(found(0.9, 0.85, 0.95), found(0.5, None, None))
    run.gain = {"floor": "gc", "metric": "auroc", "part": "cv", **gain}
    assert scores.verdict(run).endswith(ending)


@pytest.mark.parametrize(
    ("percent", "giant", "state", "words"),
    [
        (0.0, 0.01, "pass", "No scored record has a copy or near copy"),
        (1.9, 0.01, "warn", "slightly too good"),
        (2.0, 0.01, "fail", "what the model remembers"),
        (40.0, 0.9, "fail", "have an exact copy"),
        (None, 0.01, "pass", ""),
    ],
)
def test_leakage_passes_warns_and_fails(percent, giant, state, words):
    run = SimpleNamespace(split={"near": {"giant": giant}, "leakage_percent": percent})
    found, text = scores.leakage(run)
    assert (found, words in text) == (state, True)


@pytest.mark.parametrize(
    "text",
    ["![t](http://x/y.png)", "a_b_c", "**x**", ":red[x]", "www.x.org", "<b>", "`x`", "$x$", "- x", "# x", "a@b.c"],
)
def test_what_could_be_markup_is_put_into_a_code_span(text):
    assert shell.prose(text).startswith("`")


@pytest.mark.parametrize(
    "text",
    ["'-' is a gap, not a DNA letter.", "Class 'x' has 3 records; at least 10 are needed.", "ML001 Few: read on."],
)
def test_a_plain_sentence_stays_a_sentence(text):
    assert shell.prose(text) == text


def test_no_name_of_a_file_can_leave_its_folder():
    assert tables.safe_name("../../etc/passwd") == "passwd"
    assert tables.safe_name("...") == "file"
