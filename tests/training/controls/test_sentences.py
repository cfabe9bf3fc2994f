"""A control says no more than its numbers."""

from types import SimpleNamespace

import pandas as pd
import pytest

from genocore.training.controls.sentences import in_words


def run(leakage=0.0, twins=0, classes=("a", "b")):
    return SimpleNamespace(classes=classes, split={"near": {"twins": twins}}, leakage_of=lambda part: leakage)


def table(*rows, metric="auroc"):
    columns = ["arm", "value", "low", "high", "division", "records"]
    frame = pd.DataFrame([(*row, *[None] * (6 - len(row))) for row in rows], columns=columns)
    return frame.assign(metric=metric)


def divided(gap, kind="families", **asked):
    rows = table(("as run", 0.7, 0.6, 0.8, kind), ("other", 0.9, 0.85, 0.95, "random"), ("difference", *gap))
    return in_words("division", rows, run(**asked))


def test_what_a_random_division_adds_is_told():
    assert divided((0.2, 0.1, 0.3)) == (
        "Divided at random it reaches AUROC 0.90 (0.85–0.95), with near copies kept together 0.70 (0.60–0.80). "
        "So 0.200 (0.100–0.300) of a score at random comes from having seen relatives."
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [("identical", "exact copies kept together"), ("group:lab", "the groups of a column kept together")],
)
def test_what_is_kept_together_is_called_by_its_name(kind, words):
    assert words in divided((0.2, 0.1, 0.3), kind)


def test_a_lower_score_at_random_is_blamed_on_twins_only_if_there_are_any():
    assert "nearly equal sequences with different labels" in divided((-0.2, -0.3, -0.1), twins=9)
    assert divided((-0.2, -0.3, -0.1)).endswith("is no evidence that relatives flatter this model.")


@pytest.mark.parametrize(
    ("shuffles", "leakage", "ending"),
    [
        ((0.5, 0.45, 0.55), 0, "So the score does not come from the way of working."),
        ((0.8, 0.7, 0.85), 40, "near copies carry labels from training into scoring."),
        ((0.65, 0.62, 0.7), 0, "So the score does not come from the way of working."),
        ((0.9, 0.8, 0.97), 0, "That is no difference to speak of."),
    ],
)
def test_shuffled_labels_blame_near_copies_only_if_there_are_any(shuffles, leakage, ending):
    rows = table(("as run", 0.9, 0.85, 0.95), ("other", *shuffles))
    assert in_words("shuffled", rows, run(leakage)).endswith(ending)


@pytest.mark.parametrize(
    ("whole", "gap", "leakage", "ending"),
    [
        ((0.9, 0.85, 0.95), (0.03, 0.01, 0.05), 0, "more records would probably help."),
        ((0.9, 0.85, 0.95), (0.001, -0.004, 0.005), 0, "more records of the same kind would bring little."),
        ((0.9, 0.85, 0.95), (0.001, 0.0004, 0.002), 0, "more records of the same kind would bring little."),
        ((0.9, 0.85, 0.95), (0.01, -0.02, 0.04), 0, "cannot be told from these."),
        ((0.9, 0.85, 0.95), (-0.1, -0.2, -0.05), 0, "cannot be told from these."),
        ((0.52, 0.45, 0.6), (0.001, -0.004, 0.005), 0, "what more would bring cannot be told."),
        ((0.9, 0.85, 0.95), (0.03, 0.01, 0.05), 96, "more records or more near copies brought that."),
    ],
)
def test_whether_more_would_help_is_said_only_where_it_can_be(whole, gap, leakage, ending):
    rows = table(("other", 0.8, 0.7, 0.9, None, 50.0), ("as run", *whole, None, 100.0), ("difference", *gap))
    assert in_words("fewer", rows, run(leakage)).endswith(ending)


def test_an_undefined_score_is_told_as_such():
    rows = table(("as run", None, None, None), ("other", 0.5, 0.4, 0.6))
    assert in_words("shuffled", rows, run()).startswith("AUROC cannot be computed here")
