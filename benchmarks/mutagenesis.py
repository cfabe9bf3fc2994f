"""In-silico mutagenesis of 100 sequences of 200 bp, 60,000 replacements, beside the usual loops.

The peer of the network asks the same ensemble for one variant a call, as Keras offers it (``model(row)``); a second row
shows the same compiled for one row (``tf.function``), the fastest form of such a loop. The peer of the forest writes
every variant out and counts its words anew with scikit-learn's ``CountVectorizer``, then asks the forest about all
variants of a sequence at once. Peers are timed on a few sequences and taken times the rest, as they would last minutes.
The last row compares with our own counting of all words, which is no peer.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from benchmarks.measure import SEED, Row, alternate, faster
from genocore.explanation.edits import edited, every_edit, recount
from genocore.explanation.mutagenesis import mutagenesis
from genocore.explanation.score import Score
from genocore.sequences import Dataset
from genocore.training.bundle import Model
from genocore.training.settings import Settings
from genocore.training.train import train

SEQUENCES, LENGTH, TRAINED, ROUNDS = 100, 200, 1_000, 3
CNN_BAR, FOREST_BAR = 20, 10


def rows() -> list[Row]:
    return [*_network(), *_forest()]


def _data(n: int) -> Dataset:
    rng = np.random.default_rng(SEED)
    letters = rng.choice(list("ACGT"), (n, LENGTH))
    labels = np.array(["plain", "rich"])[np.arange(n) % 2]
    letters[labels == "rich", 90:97] = list("TGACTCA")
    return Dataset.from_strings(["".join(row) for row in letters], labels=labels.tolist())


def _trained(model: str, encoder: str, values: dict[str, Any]) -> Model:
    settings = Settings.checked(model=model, encoder=encoder, values=values, split="random", folds=2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return train(_data(TRAINED), settings)[1]


def _network() -> list[Row]:
    import tensorflow as tf

    model, data, some = _trained("cnn", "letters", {"epochs": 3}), _data(SEQUENCES), _data(1)
    score = Score.checked(model)
    variants = model.encoder.transform(edited(some, every_edit(some, np.ones(LENGTH, dtype=bool))))
    spec = tf.TensorSpec((1, LENGTH), tf.uint8)
    asks = [tf.function(one, input_signature=[spec], autograph=False) for one in model.estimator.models_]

    def by_keras() -> list[Any]:
        return [[one(row[None], training=False).numpy() for one in model.estimator.models_] for row in variants[::10]]

    def compiled() -> list[Any]:
        return [[ask(row[None]).numpy() for ask in asks] for row in variants]

    found = []
    for loop, said, times, bar in (
        (by_keras, "one Keras call", 10 * SEQUENCES, CNN_BAR),
        (compiled, "one compiled call", SEQUENCES, 0),
    ):
        pairs = alternate(lambda: mutagenesis(score, data), loop, ROUNDS)
        work = f"cnn, ensemble of {len(asks)}: {SEQUENCES} × {LENGTH} bp; peer: {said} a variant and member"
        found.append(faster(work, [(ours, peer * times) for ours, peer in pairs], bar, "" if bar else "–"))
    return found


def _forest() -> list[Row]:
    from sklearn.feature_extraction.text import CountVectorizer

    model, data, few = _trained("random_forest", "kmers", {}), _data(SEQUENCES), _data(2)
    score, edits = Score.checked(model), every_edit(data, np.ones(len(data.letters), dtype=bool))
    counter = CountVectorizer(analyzer="char", ngram_range=(1, 4), lowercase=False)
    counter.fit(model.encoder.features()["name"])
    half = every_edit(few, np.ones(len(few.letters), dtype=bool))

    def counted_anew() -> list[np.ndarray]:
        found = []
        for row in range(len(few)):
            mine = np.flatnonzero(half.row == row)
            texts = list(edited(few, half.part(mine[0], mine[-1] + 1)).sequences())
            counts = counter.transform(texts).toarray().astype(np.float32)
            found.append(model.estimator.predict_proba(counts / LENGTH))
        return found

    pairs = alternate(lambda: mutagenesis(score, data), counted_anew, ROUNDS)
    pairs = [(ours, peer * SEQUENCES / len(few)) for ours, peer in pairs]
    work = f"forest on kmers: {SEQUENCES} × {LENGTH} bp; peer: every variant counted anew (CountVectorizer)"
    again = alternate(
        lambda: [recount(model.encoder, data, edits.part(at, at + 12_000)) for at in range(0, len(edits), 12_000)],
        lambda: model.encoder.transform(edited(data, edits)),
        ROUNDS,
    )
    ours = "only the counting: changed words against all words, both by Genocore"
    return [faster(work, pairs, FOREST_BAR), faster(ours, again, 0, "–")]
