"""Models for tests: one quick fit each, without a cross-validation; and scores that are plain functions of text."""

from types import SimpleNamespace

import numpy as np

from genocore.explanation.score import Scores
from genocore.models.fit import silent
from genocore.sequences import Dataset
from genocore.training.bundle import Model
from genocore.training.fold import Features, fit_rows
from genocore.training.novelty import Novelty
from genocore.training.settings import Settings

PAIR = str.maketrans("ACGTN", "TGCAN")


def random_texts(n, lengths, *, seed=0, letters="ACGT"):
    """Return random sequences as long as `lengths`, a number or one for each."""
    rng = np.random.default_rng(seed)
    return ["".join(rng.choice(list(letters), length)) for length in np.broadcast_to(lengths, n)]


def opposite_text(text):
    return text.translate(PAIR)[::-1]


def fitted(data, model, encoder, values=None, *, temperature=1.0):
    """Return a model that was fitted once on all of `data`."""
    settings = Settings.checked(model=model, encoder=encoder, values=values or {})
    rows = np.arange(len(data))
    found, _ = fit_rows(Features(data, settings), rows, settings, silent)
    return Model("0" * 16, data.task, data.classes, settings, found, temperature, np.inf, Novelty.fit(data), {})


class OfText:
    """A score that is a function of each sequence's text; `texts` are all that were asked, in order."""

    def __init__(self, function, longest=50, members=None, encoder=None, estimator=None, shortest=1):
        self.function, self.members, self.texts = function, members, []
        novelty = SimpleNamespace(limits={"length": (shortest, longest)}, flags=self.flags)
        self.model = SimpleNamespace(encoder=encoder, estimator=estimator, novelty=novelty, classes=())

    def ask(self, data):
        texts = list(data.sequences())
        self.texts += texts
        joint = np.array([float(self.function(text)) for text in texts])
        if self.members is None:
            return Scores(joint)
        return Scores(joint, np.array([[float(one(text)) for text in texts] for one in self.members]))

    @staticmethod
    def flags(data):
        return np.array(
            [f"holds N at {text.index('N') + 1}" if "N" in text else "" for text in data.sequences()], object
        )


def texts_of(data):
    return list(data.sequences())


def data_of(*texts, **names):
    return Dataset.from_strings(list(texts), **names)
