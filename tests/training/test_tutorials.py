"""The networks and the forest of the tutorials, on real data, without what made them fail there."""

import numpy as np
import pytest

from genocore.sequences import Dataset, Source, load
from genocore.sequences.demos import find_demo
from genocore.training.predict import predict
from genocore.training.settings import Settings
from genocore.training.train import train

FEW = {"cnn": {"epochs": 1}, "mlp": {"epochs": 1}, "random_forest": {"trees": 20}}


def part(name: str, rows: int) -> Dataset:
    """Return some records of a demo, evenly from all of it."""
    demo = find_demo(name)
    data, report = load(demo.sources, label=demo.label)
    assert not report.rejected
    return data.take(np.linspace(0, len(data) - 1, rows).astype(int))


def awkward(data: Dataset) -> Source:
    """Return the records as a file: some in lower case, some with ambiguous letters, of many lengths."""
    lines = []
    for number, letters in enumerate(data.sequences()):
        letters = letters[: max(len(letters) - number % 7, 1)]
        letters = letters[:2] + "NNR" + letters[5:] if number % 3 == 0 else letters
        letters = letters.lower() if number % 2 else letters
        lines.append(f">s{number} {data.classes[data.target[number]]}\n{letters}\n")
    return Source.from_text("".join(lines))


@pytest.mark.parametrize(
    ("demo", "model", "encoder", "preset"),
    [
        ("gene-or-not", "cnn", "letters", "tutorial"),
        ("splice-sites", "cnn", "letters", "tutorial"),
        ("brca2-splicing", "cnn", "letters", "tutorial"),
        ("brca2-splicing", "random_forest", "composition", "tutorial"),
        ("splice-sites", "mlp", "onehot", "tutorial"),
        ("gene-or-not", "cnn", "letters", "fast"),
    ],
)
def test_its_model_reads_every_kind_of_dna(demo, model, encoder, preset):
    data, report = load([awkward(part(demo, 150))])
    assert len(data) == report.read == 150
    values = {"preset": preset, **FEW[model]}
    settings = Settings.checked(model=model, encoder=encoder, values=values, split="random", folds=2, test_share=0.0)
    run, fitted = train(data, settings)
    assert run.metrics["cv"]["accuracy"]["value"] > 0.2
    new = Dataset.from_strings(["ACGTNACGT", "a" * 9, "N", "ACGT" * 40])
    found = predict(fitted, new)
    assert np.isfinite(found[[f"p_{name}" for name in data.classes]]).all(axis=None)
    assert found["pred"].isin(data.classes).all()


def test_its_network_learns_numbers():
    data = part("splicing-level", 150)
    values = {"preset": "tutorial", "epochs": 2}
    run, fitted = train(data, Settings.checked(model="mlp", encoder="onehot", values=values, split="random", folds=2))
    assert run.metrics["cv"]["r2"]["value"] is not None
    assert np.isfinite(predict(fitted, Dataset.from_strings(["ACGTNACGT"]))["pred"]).all()
