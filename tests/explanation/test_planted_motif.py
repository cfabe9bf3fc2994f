"""A motif planted in half of simulated sequences: do the effects of single letters find it in new ones?"""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from genocore.explanation.edits import edited, every_edit
from genocore.explanation.mutagenesis import mutagenesis
from genocore.explanation.score import Score
from genocore.sequences import Dataset
from tests.explanation.small import fitted

MOTIF, LENGTH = "TGATAAG", 50
WAYS = {
    "random_forest": ("kmers", {"k": "4-6", "trees": 200}, 800),
    "gkm_linear": ("gapped_kmers", {"left": 3, "right": 3, "gap": "0-2"}, 800),
    "cnn": (
        "letters",
        {
            "preset": "fast", "epochs": 8, "positions": "no", "dropout": 0.0, "decay": 0.1, "batch": 32, "patience": 0,
            "learning_rate": 0.01,
        },
        1_000,
    ),
}  # fmt: skip
"""Encoder, settings and number of training sequences of each model."""


def simulated(n, seed):
    """Return sequences of which every other one holds the motif once, and where it begins."""
    rng = np.random.default_rng(seed)
    texts, begins = [], []
    while len(texts) < n:
        text = "".join(rng.choice(list("ACGT"), LENGTH))
        begin = int(rng.integers(0, LENGTH - len(MOTIF) + 1)) if len(texts) % 2 else -1
        if begin >= 0:
            text = text[:begin] + MOTIF + text[begin + len(MOTIF) :]
        if text.count(MOTIF) == (begin >= 0):
            texts.append(text)
            begins.append(begin)
    labels = ["free" if begin < 0 else "bound" for begin in begins]
    return Dataset.from_strings(texts, labels=labels), np.array(begins)


@pytest.fixture(scope="module", params=WAYS)
def found(request):
    """Return a model, held-out sequences with the motif, where it begins, and the mutagenesis of these."""
    encoder, values, n = WAYS[request.param]
    model = fitted(simulated(n, seed=1)[0], request.param, encoder, values)
    held, begins = simulated(60, seed=2)
    with_motif = begins >= 0
    score = Score.checked(model, "bound")
    separated = roc_auc_score(with_motif, score.ask(held).joint)
    return score, begins[with_motif], mutagenesis(score, held.take(with_motif)), separated


def inside_motif(data, begins):
    inside = np.zeros((len(data), LENGTH), dtype=bool)
    for row, begin in enumerate(begins):
        inside[row, begin : begin + len(MOTIF)] = True
    return inside.reshape(-1)


def test_the_model_has_learnt_the_motif(found):
    assert found[3] > 0.98


def test_letters_of_the_motif_matter_and_no_others(found):
    _, begins, result, _ = found
    asked = ~result.same
    inside = np.broadcast_to(inside_motif(result.data, begins)[:, None], asked.shape)
    assert asked.sum() == 3 * len(result.data.letters)
    assert roc_auc_score(inside[asked], np.abs(result.delta[asked])) > 0.95


def test_the_mean_over_a_letter_says_so_too_with_the_right_sign(found):
    _, begins, result, _ = found
    inside = inside_motif(result.data, begins)
    assert roc_auc_score(inside, result.influence) > 0.95
    assert roc_auc_score(inside, result.support) > 0.95
    assert result.support[inside].mean() > 0.05
    assert abs(result.support[~inside].mean()) < 0.02


def test_a_letter_that_stays_changes_nothing_by_construction(found):
    _, _, result, _ = found
    assert (result.delta[result.same] == 0.0).all()
    assert result.same.sum() == len(result.data.letters)


def test_a_letter_that_stays_changes_nothing_when_really_asked(found):
    score, _, result, _ = found
    data = result.data
    some = every_edit(data, np.ones(len(data.letters), dtype=bool)).part(0, 3 * LENGTH)
    again = edited(data, type(some)(some.row, some.place, data.codes[some.place]))
    assert list(again.sequences()) == [data.sequence(0)] * (3 * LENGTH)
    difference, _ = score.ask(again).minus(result.before, some.row)
    assert (difference == 0.0).all()


def test_one_row_comes_out_for_each_replacement_of_each_sequence(found):
    _, _, result, _ = found
    tables = [result.table(row) for row in range(len(result.data))]
    assert [len(table) for table in tables] == [3 * LENGTH] * len(result.data) == [150] * 30
    assert len(result.before.joint) == 30
    assert sum(map(len, tables)) == result.delta[~result.same].size
    assert all((table["ref"] != table["alt"]).all() for table in tables)
