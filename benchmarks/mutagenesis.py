"""In-silico mutagenesis of 100 sequences of 200 bp, 60,000 replacements, beside the usual loops.

The peer of the network asks the same compiled ensemble for one variant a call: its fastest form, a ``tf.function`` of
one row. That of the forest writes every variant out and counts its words anew with scikit-learn's ``CountVectorizer``,
then asks the forest about all variants of a sequence at once. Both are timed on a few sequences and taken times the
rest, as they would last minutes. The last row compares with our own counting of all words, which is no peer.
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
    return [_network(), *_forest()]


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


def _network() -> Row:
    import tensorflow as tf

    model, data, some = _trained("cnn", "letters", {"epochs": 3}), _data(SEQUENCES), _data(1)
    score = Score.checked(model)
    variants = model.encoder.transform(edited(some, every_edit(some, np.ones(LENGTH, dtype=bool))))
    spec = tf.TensorSpec((1, LENGTH), tf.uint8)
    asks = [tf.function(one, input_signature=[spec], autograph=False) for one in model.estimator.models_]

    def one_by_one() -> list[Any]:
        return [[ask(row[None]).numpy() for ask in asks] for row in variants]

    pairs = alternate(lambda: mutagenesis(score, data), one_by_one, ROUNDS)
    pairs = [(ours, peer * SEQUENCES) for ours, peer in pairs]
    work = f"cnn, ensemble of {len(asks)}: {SEQUENCES} × {LENGTH} bp; peer: one compiled call a variant and member"
    return faster(work, pairs, CNN_BAR)


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
    return [faster(work, pairs, FOREST_BAR), faster(ours, again, 1.0, "–")]
