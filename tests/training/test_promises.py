"""What predictions promise, checked on real records that were held back."""

import numpy as np
import pytest

from genocore.sequences import Dataset, load
from genocore.sequences.demos import find_demo
from genocore.training.novelty import _shuffle
from genocore.training.predict import predict
from genocore.training.settings import Settings
from genocore.training.train import train


def halves(name, seed):
    demo = find_demo(name)
    data, _ = load(demo.sources, label=demo.label)
    data = data.take(data.labelled)
    rows = np.random.default_rng(seed).permutation(len(data))
    return data.take(np.sort(rows[: len(rows) // 2])), data.take(np.sort(rows[len(rows) // 2 :]))


def held(data: Dataset, found) -> np.ndarray:
    """Return whether the truth of each record is in its set, or interval."""
    if data.classes:
        names = np.array(data.classes, dtype=object)[np.asarray(data.target)]
        return np.array([name in cell.split(" | ") for name, cell in zip(names, found["conformal_set"], strict=True)])
    return ((found["low"] <= data.target) & (data.target <= found["high"])).to_numpy()


@pytest.mark.parametrize(("demo", "model"), [("splice-sites", "logistic"), ("splicing-level", "ridge")])
def test_nine_in_ten_truths_are_in_the_set_or_interval(demo, model):
    shares = []
    for seed in range(4):
        known, new = halves(demo, seed)
        settings = Settings.checked(model=model, encoder="onehot", split="random", test_share=0.0)
        shares.append(held(new, predict(train(known, settings)[1], new)).mean())
    assert 0.88 <= np.mean(shares) <= 0.92


def test_shuffled_variants_of_a_real_promoter_are_flagged():
    known, new = halves("lac-promoter", 0)
    settings = Settings.checked(model="ridge", encoder="onehot", split="random", test_share=0.0)
    model = train(known, settings)[1]
    shuffled = _shuffle(new, np.random.default_rng(1))
    assert (predict(model, shuffled)["ood_flags"] != "").mean() > 0.9
    assert (predict(model, new)["ood_flags"] != "").mean() < 0.1
