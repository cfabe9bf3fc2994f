"""Small networks for tests, most of them never trained: their weights are drawn, or set by hand."""

import functools
from types import SimpleNamespace

import numpy as np

from genocore.explanation.score import Score
from genocore.features import ENCODERS
from genocore.features.letters import OTHER
from genocore.models import MODELS
from genocore.models.fit import fit_model, silent
from genocore.models.networks.network import Network
from genocore.models.networks.params import Plan
from genocore.sequences import Dataset
from genocore.training.bundle import Model
from genocore.training.fold import Fitted
from genocore.training.scaling import TargetScale

TINY = {"preset": "fast", "filters": 4, "width": 4, "units": 6}
LEARNT = {"preset": "fast", "filters": 8, "width": 7, "units": 8, "epochs": 12, "members": 2, "learning_rate": 0.01}
MOTIF = "TGACTCA"
SCALE = TargetScale("none", 3.0, 2.5)


def dna(n, lengths, *, seed=0):
    """Return random sequences as long as `lengths`, a number or one for each."""
    rng = np.random.default_rng(seed)
    lengths = np.broadcast_to(lengths, n)
    return Dataset.from_strings(["".join(rng.choice(list("ACGT"), length)) for length in lengths])


def opposite(data):
    pair = str.maketrans("ACGT", "TGCA")
    return Dataset.from_strings([text.translate(pair)[::-1] for text in data.sequences()])


def model_of(estimator, encoder, classes=("no", "yes")):
    """Return a model of this estimator; no classes stand for numbers."""
    settings = SimpleNamespace(model="cnn", encoder="letters")
    fitted = Fitted(encoder, estimator, None if classes else SCALE)
    task = "binary" if classes else "regression"
    return Model("0" * 16, task, tuple(classes), settings, fitted, 1.0, np.inf, None, {})


def put(network, encoder, data, classes, *, padded=False, members=2, seed=0):
    """Give a network members with weights at random, as if it were trained on `data`."""
    matrix = encoder.fit(data).transform(data)
    network.rows, network.n_features_in_ = matrix.shape
    network.classes_, network.padded = np.arange(len(classes)), padded
    network.feeder.learn(matrix)
    rng = np.random.default_rng(seed)
    network.models_ = [network.make() for _ in range(members)]
    for member in network.models_:
        for layer in member.layers:
            if layer.name not in ("one_hot", "inside"):
                layer.set_weights([np.abs(w) if w.ndim == 0 else _drawn(rng, w.shape) for w in layer.get_weights()])
    return Score.checked(model_of(network, encoder, classes), *classes[1:2])


def _drawn(rng, shape):
    return rng.normal(0, 1.5 / np.sqrt(max(np.prod(shape[:-1]), 4)), shape) if len(shape) > 1 else rng.random(shape)


def cnn(data, classes=("no", "yes"), *, padded=False, members=2, encoder=None, seed=0, **values):
    """Return the score of a network that reads letters."""
    params = MODELS["cnn"].settings({**TINY, "members": members, **values})
    network = MODELS["cnn"].build(task="binary" if classes else "regression", seed=0, **params)
    encoder = ENCODERS["letters"].build(**ENCODERS["letters"].settings(encoder or {}))
    return put(network, encoder, data, classes, padded=padded, members=members, seed=seed)


def by_hand(design, feed, data, encoder="letters", members=1, classes=("no", "yes")):
    """Return the score of networks whose layers `design` makes."""
    plan = Plan(members, 1, 0, 0.1, 8, False)
    task = "binary" if classes else "regression"
    network = Network(task=task, seed=0, feed=feed, design=design, settings={}, plan=plan)
    return put(network, ENCODERS[encoder].build(**ENCODERS[encoder].settings({})), data, classes, members=members)


def log_odds(logits, of):
    """Return the log odds of class `of`, in double precision, the plain way."""
    logits = logits.astype(np.float64)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.log(powers[:, of] / np.delete(powers, of, axis=1).sum(axis=1))


def sums(values, data):
    return np.array([values[first:last].sum() for first, last in zip(data.offsets, data.offsets[1:], strict=False)])


def planted(n=300, *, seed=0):
    """Return sequences of 30 bp of which every other one has the motif, from the 11th letter on."""
    texts = list(dna(n, 30, seed=seed).sequences())
    return Dataset.from_strings([text[:10] + MOTIF + text[17:] if row % 2 else text for row, text in enumerate(texts)])


@functools.cache
def trained():
    """Return the score of networks that learnt the motif."""
    data, spec = planted(), MODELS["cnn"]
    encoder = cnn(data, members=1).model.encoder
    matrix, target = encoder.transform(data), np.arange(len(data)) % 2
    network, _ = fit_model(spec, spec.settings(LEARNT), matrix, target, seed=1, on_progress=silent)
    return Score.checked(model_of(network, encoder))


def both_ends(score, data):
    """Return what Keras gives for the sequences and for as many unknown letters: (members, n, outputs) each."""
    codes = score.model.encoder.transform(data)
    unknown = np.where(codes < OTHER, OTHER, codes)
    models = score.model.estimator.models_
    return [np.stack([model(rows, training=False).numpy() for model in models]) for rows in (codes, unknown)]
