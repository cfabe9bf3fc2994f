"""Counting short words, against scikit-learn, pykmertools (Rust, all cores) and the loop over ``str.count``.

Everybody gets the sequences in the form it works on (ours: the packed `Dataset`; the others: a list of strings) and
ends with an array. CountVectorizer and the loop stop at counts, which favours them; ours and pykmertools go on to
frequencies.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from benchmarks.measure import Row, alternate, faster, random_sequences
from genocore.features.kmers import Kmers
from genocore.sequences import Dataset

SHORT, LONG = (20_000, 200), (2_000, 5_000)


def rows() -> list[Row]:
    from pykmertools import OligoComputer
    from sklearn.feature_extraction.text import CountVectorizer

    texts = list(random_sequences(*SHORT))
    data = Dataset.from_strings(texts)
    vectorizer = CountVectorizer(analyzer="char", ngram_range=(1, 4), lowercase=False)
    computers = [OligoComputer(k) for k in (1, 2, 3, 4)]
    words = ["".join(letters) for k in (1, 2, 3, 4) for letters in product("ACGT", repeat=k)]

    def ours(strand: str = "as read") -> np.ndarray:
        return Kmers(k=(1, 4), strand=strand).transform(data)

    def both() -> np.ndarray:
        return ours("both")

    def rust(canonical: bool = False) -> np.ndarray:
        tables = [np.array(computer.vectorise_batch(texts, True, canonical)) for computer in computers]
        return np.hstack(tables)

    def loop() -> np.ndarray:
        return np.array([[text.count(word) for word in words] for text in texts])

    _same(ours(), 2 * rust())  # it divides by the words of both strands
    _same(both(), rust(canonical=True))
    work = f"k-mers, k = 1–4, {SHORT[0]:,} × {SHORT[1]} bp"
    return [
        faster(f"{work}; peer: CountVectorizer", alternate(ours, lambda: vectorizer.fit_transform(texts), 5), 20),
        faster(f"{work}; peer: pykmertools", alternate(ours, rust, 9), 3),
        faster(f"{work}, canonical; peer: pykmertools", alternate(both, lambda: rust(canonical=True), 9), 3),
        faster(f"{work}; peer: loop over str.count (which misses overlaps)", alternate(ours, loop, 3), 20),
        _long(),
    ]


def _long() -> Row:
    from pykmertools import OligoComputer

    texts = list(random_sequences(*LONG))
    data = Dataset.from_strings(texts)
    computer = OligoComputer(4)

    def ours() -> np.ndarray:
        return Kmers(k=(4, 4), strand="both").transform(data)

    def rust() -> np.ndarray:
        return np.array(computer.vectorise_batch(texts))

    _same(ours(), rust())
    work = f"k-mers, k = 4 canonical, {LONG[0]:,} × {LONG[1]:,} bp; peer: pykmertools"
    return faster(work, alternate(ours, rust, 25), 1, "no slower")


def _same(ours: Any, peer: Any) -> None:
    """Make sure that both computed the same before either is timed."""
    np.testing.assert_allclose(ours, peer, atol=1e-6)
