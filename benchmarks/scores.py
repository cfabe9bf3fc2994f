"""What the models score on real data, beside a random forest and the network of the tutorial; nothing is timed.

The bundled demos are scored as they are. The whole tables of which `splicing-level` and `lac-promoter` are parts are
scored if a folder given by ``GENOCORE_BENCH_DATA`` holds ``brca2_5ss_full.csv`` and ``lac_promoter_full.csv.gz``
(made from the data of MAVE-NN 1.1.4 as the README of the demo data says). All divisions are random, as in the
literature:
families come with their own split.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Row
from genocore.sequences import Dataset, Source, load
from genocore.sequences.demos import find_demo
from genocore.training.settings import Settings
from genocore.training.train import train

CASES = (
    ("splice-sites", "cnn", {}, "accuracy", 0.955),
    ("splice-sites", "auto", {"minutes": 3}, "accuracy", 0.965),
    ("gene-or-not", "auto", {"minutes": 3}, "auroc", 0.88),
    ("brca2-splicing", "auto", {"minutes": 3}, "accuracy", 0.97),
    ("ecoli-promoters", "auto", {"minutes": 3}, "accuracy", 0.97),
    ("brca2_5ss_full.csv", "auto", {"minutes": 6}, "r2", 0.76),
    ("lac_promoter_full.csv.gz", "auto", {"minutes": 20}, "r2", 0.42),
)
"""Data, model, its settings, metric, bar."""


def rows() -> list[Row]:
    return list(_rows())


def _rows() -> Iterator[Row]:
    peers: dict[str, str] = {}
    for name, model, values, metric, bar in CASES:
        data = _data(name)
        if data is None:
            continue
        if name not in peers:
            forest = _score(data, "random_forest", "kmers" if name == "gene-or-not" else "onehot", {}, metric)
            network, encoder = ("mlp", "onehot") if data.task == "regression" else ("cnn", "")
            seed = _score(data, network, encoder, {"preset": "tutorial"}, metric)
            peers[name] = f"random forest {_words(forest)}; tutorial's network {_words(seed)}"
        found = _score(data, model, "", values, metric)
        settings = "".join(f", {key}={value}" for key, value in values.items())
        print(name, model, _words(found), peers[name], sep=" | ", flush=True)  # it takes an hour to come to the end
        yield Row(
            f"{name} ({len(data):,}): {metric} of `{model}`{settings}, 5 random folds", _words(found), peers[name], "–",
            f"≥ {bar:g}", (found["value"] or 0) >= bar,
        )  # fmt: skip


def _data(name: str) -> Dataset | None:
    if "." not in name:
        demo = find_demo(name)
        return load(demo.sources, label=demo.label)[0]
    path = Path(os.environ.get("GENOCORE_BENCH_DATA", "nowhere")) / name
    return load([Source.from_path(path)], label="column:expression_level")[0] if path.is_file() else None


def _score(data: Dataset, model: str, encoder: str, values: dict[str, object], metric: str) -> dict[str, float | None]:
    settings = Settings.checked(model=model, encoder=encoder, values=values, split="random", test_share=0.0)
    found = train(data, settings)[0].metrics["cv"]
    assert found is not None
    return found[metric]


def _words(score: dict[str, float | None]) -> str:
    ends = "" if score["low"] is None else f" ({score['low']:.3f} – {score['high']:.3f})"
    return f"{score['value']:.3f}{ends}"
