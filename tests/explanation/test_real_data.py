"""What models of the demos look at, beside what was measured: the promises of the README."""

import numpy as np
import pytest
from scipy.stats import mannwhitneyu, spearmanr

from genocore.evidence.demos import find_study
from genocore.evidence.model_effects import rank_correlation
from genocore.explanation.effects import effects
from genocore.explanation.influence import influence
from genocore.explanation.score import Score
from genocore.mutations.places import STATUSES, Located
from genocore.sequences import load
from genocore.sequences.demos import find_demo
from genocore.training.settings import Settings
from genocore.training.train import train

ELEMENTS = {"CRP": (7, 22), "linker": (23, 39), "-35": (40, 45), "-10": (64, 69)}
"""First and last position (1-based) of the elements of the lac promoter."""


def trained(demo, model, **values):
    data, _ = load(find_demo(demo).sources, find_demo(demo).label)
    settings = Settings.checked(model=model, encoder="onehot", values=values, split="random", folds=2)
    return data, *train(data, settings)


@pytest.fixture(scope="module")
def lac():
    return trained("lac-promoter", "mlp", members=1, epochs=12)


@pytest.fixture(scope="module")
def wild_type():
    source = next(one for one in find_study("lac-mutations").sources if one.name == "whole_promoter.fasta")
    return load([source], "none")[0]


def test_splice_donors_are_read_as_they_were_measured():
    data, _, model = trained("splicing-level", "random_forest", trees=100)
    positions, bases = influence(Score.checked(model), data)
    codes, level = data.codes.reshape(-1, 9), np.asarray(data.target)
    means = np.array([[level[codes[:, at] == base].mean() if base in codes[:, at] else np.nan for base in range(4)]
                      for at in range(9)])  # fmt: skip
    measured = np.nanmax(means, axis=1) - np.nanmin(means, axis=1)
    varies = ~positions["constant"].to_numpy()
    assert np.flatnonzero(~varies).tolist() == [3, 4]  # every donor has GT at +1 and +2
    top = positions[varies].sort_values("influence", ascending=False)["position"].head(3)
    assert set(top) == {3, 6, 8}  # -1, +3 and +5
    assert set(np.argsort(-np.where(varies, measured, -1))[:3] + 1) == {3, 6, 8}
    assert spearmanr(positions["influence"][varies], measured[varies]).statistic > 0.9
    wanted = bases.sort_values("effect").groupby("position")["base"].last()
    assert wanted[[3, 6, 8]].tolist() == ["G", "A", "G"]


def test_the_elements_of_the_lac_promoter_stand_out_of_the_linker(lac):
    data, _, model = lac
    positions, _ = influence(Score.checked(model), data)
    found = {name: positions["influence"][first - 1 : last] for name, (first, last) in ELEMENTS.items()}
    for name in ("-35", "-10", "CRP"):
        assert mannwhitneyu(found[name], found["linker"], alternative="greater").pvalue < 0.01, name
    together = np.concatenate([found["-35"], found["-10"], found["CRP"]])
    u, p = mannwhitneyu(together, found["linker"], alternative="greater")
    assert u / (len(together) * len(found["linker"])) > 0.8
    assert p < 1e-4


def whole_changes(wild_type, variants):
    """Each variant as one change of the wild type: all letters from its first difference to its last."""
    rows = np.array([list(text) for text in variants.sequences()])
    differs = rows != np.array(list(wild_type.sequence(0)))
    first, last = differs.argmax(axis=1), rows.shape[1] - differs[:, ::-1].argmax(axis=1)
    put = np.array(["".join(row[a:b]) for row, a, b in zip(rows, first, last, strict=True)], dtype=object)
    n = len(rows)
    status = np.full(n, list(STATUSES).index("matched"))
    return Located(status, np.zeros(n, dtype=int), first, last - first, put, np.ones(n, dtype=bool), first)


def test_effects_of_variants_held_out_go_with_measured_ones_as_well_as_those_of_a_ridge(lac, wild_type):
    data, run, model = lac
    held = data.take(np.sort(run.scored("test")["row"].to_numpy()))
    changes = whole_changes(wild_type, held)
    measured, found = np.asarray(held.target), {}
    for name, one in (("network", model), ("ridge", trained("lac-promoter", "ridge")[2])):
        table = effects(Score.checked(one), wild_type, changes)
        assert set(table["model_status"]) <= {"scored", "too_large"}
        found[name] = table["delta_score_mean"]
    known = found["network"].notna().to_numpy()
    assert known.mean() > 0.95
    assert (found["ridge"].notna() == known).all()
    network = rank_correlation(found["network"][known].to_numpy(), measured[known])
    ridge = rank_correlation(found["ridge"][known].to_numpy(), measured[known])
    assert network["low"] > 0.45
    assert abs(network["value"] - ridge["value"]) < 0.06  # on par: most of what is left is noise of single reads
