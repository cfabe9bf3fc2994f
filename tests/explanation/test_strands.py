from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from genocore.explanation import strands
from genocore.explanation.strands import strand_symmetry
from genocore.sequences import Dataset
from genocore.training.predict import predict
from tests.explanation.small import data_of, fitted, opposite_text, random_texts


def test_differences_and_flips_are_those_of_predictions_one_by_one():
    texts = random_texts(60, 30, seed=1)
    data = Dataset.from_strings(texts, labels=["xy"[text.count("A") > text.count("T")] for text in texts])
    model = fitted(data, "random_forest", "kmers", {"trees": 20, "k": "1-2"})
    there, back = predict(model, data), predict(model, data_of(*map(opposite_text, texts)))
    column = "p_" + there["pred"]
    sizes = [abs(there[name][row] - back[name][row]) for row, name in enumerate(column)]
    found = strand_symmetry(model, data)
    assert found["mean"] == pytest.approx(np.mean(sizes))
    ends = stats.t.interval(0.95, 59, np.mean(sizes), stats.sem(sizes))
    assert (found["low"], found["high"]) == pytest.approx(ends)
    assert found["flips"] == (there["pred"] != back["pred"]).mean() > 0.3
    assert found["flips_low"] < found["flips"] < found["flips_high"]
    assert found["n"] == 60


def test_a_model_of_both_strands_answers_the_same():
    texts = random_texts(60, 30, seed=1)
    data = Dataset.from_strings(texts).with_numbers(np.array([float(text.count("G")) for text in texts]))
    model = fitted(data, "random_forest", "kmers", {"trees": 5, "k": "1-2", "strand": "both"})
    found = strand_symmetry(model, data)
    assert (found["mean"], found["flips"]) == (0.0, None)


def test_of_many_sequences_some_are_read(monkeypatch):
    seen = []

    def ask(model, data):
        seen.append(list(data.sequences()))
        return SimpleNamespace(joint=np.zeros(len(data)))

    monkeypatch.setattr(strands, "ask", ask)
    model = SimpleNamespace(classes=(), encoder=None, estimator=None)
    assert strand_symmetry(model, data_of(*random_texts(50, 8, seed=2)), most=10)["n"] == 10
    assert seen[1] == [opposite_text(text) for text in seen[0]]
