"""What the explanation of every registered model must be, now and when another is added."""

import numpy as np
import pytest

from genocore.explanation.edits import Edits, edited
from genocore.explanation.mutagenesis import mutagenesis
from genocore.explanation.score import Score
from genocore.features import ENCODERS
from genocore.models import MODELS
from genocore.models.pairs import encoders_of
from genocore.sequences import Dataset
from genocore.training.predict import predict
from tests.explanation.small import fitted, opposite_text, random_texts

SMALL = {
    "trees": 10, "members": 2, "epochs": 1, "rounds": 5, "filters": 4, "units": 4, "blocks": 0, "width": 3,
    "minutes": 0.1, "min_leaf": 1, "k": "1-2", "gap": "0-1",
}  # fmt: skip
"""Values that make a slow model or encoder quick, for those that have such a parameter."""
NETWORKS = ("cnn", "mlp", "auto")
"""Too slow for every task; to explanations, their tasks differ in what `genocore.training.ask` does alone."""
SINGLE_PRECISION = (*NETWORKS, "logistic", "elastic_net")
"""Their sums are of 32-bit numbers, so that the last digits depend on what else is asked at the same time."""
TRAINED_ON = 12
"""Letters of the training sequences."""
TEXTS = ["GANTAC", "GATTACAGATTACA"]
"""One with an ambiguous letter, one longer than what was trained on."""
ASKED = [(0, index) for index in range(6)] + [(1, index) for index in (0, 5, 11, 12, 13)]
"""Letters of these whose replacements are predicted one at a time: among them the last that a network reads."""


def strong(text):
    return text.count("G") + text.count("C")


def every_case():
    for spec in MODELS.values():
        tasks = spec.tasks or ("binary", "multiclass", "regression")
        for task in tasks[:1] if spec.key in NETWORKS else tasks:
            yield pytest.param((spec, task), id=f"{spec.key}-{task}")


@pytest.fixture(scope="module", params=every_case())
def score(request):
    """Return what is explained of a model; it reads both strands if it, or its encoder, can."""
    spec, task = request.param
    encoder = encoders_of(spec)[0]
    known = {param.name: param for part in (spec, encoder) for param in part.params}
    values = {name: value for name, value in SMALL.items() if name in known}
    if "strand" in known:
        values["strand"] = "both"
    texts = random_texts(60, TRAINED_ON, seed=4)
    if task == "regression":
        data = Dataset.from_strings(texts).with_numbers(
            np.array([strong(text) + 2 * text.count("GC") for text in texts])
        )
    else:
        classes = "xyz" if task == "multiclass" else "xy"
        order = sorted(range(60), key=lambda row: strong(texts[row]))
        labels = {row: classes[place * len(classes) // 60] for place, row in enumerate(order)}
        data = Dataset.from_strings(texts, labels=[labels[row] for row in range(60)])
    return Score.checked(fitted(data, spec.key, encoder.key, values, temperature=1.0 if task == "regression" else 1.3))


@pytest.fixture(scope="module")
def found(score):
    return mutagenesis(score, Dataset.from_strings(TEXTS))


def number_of(score, text):
    """Return what `predict` says of one sequence alone."""
    frame = predict(score.model, Dataset.from_strings([text]))
    return float(frame[f"p_{score.of}" if score.of else "pred"].iloc[0])


def tolerance(score):
    return 1e-6 if score.model.settings.model in SINGLE_PRECISION else 1e-9


def test_effects_are_those_of_editing_text_and_predicting_one_at_a_time(score, found):
    before = [number_of(score, text) for text in TEXTS]
    np.testing.assert_allclose(found.before.joint, before, rtol=0, atol=tolerance(score))
    expected = []
    for row, index in ASKED:
        text = TEXTS[row]
        forms = [text[:index] + base + text[index + 1 :] for base in "ACGT"]
        expected.append([number_of(score, form) - before[row] if form != text else 0.0 for form in forms])
    asked = [index + len(TEXTS[0]) * row for row, index in ASKED]
    np.testing.assert_allclose(found.delta[asked], expected, rtol=0, atol=tolerance(score))
    assert (np.abs(expected).max() > 1e-4) == (score.model.settings.model != "dummy")


def test_a_letter_that_stays_changes_nothing_asked_or_not(score, found):
    assert (found.delta[found.same] == 0.0).all()
    known = np.flatnonzero(found.data.codes < 4)
    rows = np.searchsorted(found.data.offsets, known, side="right") - 1
    again = edited(found.data, Edits(rows, known, found.data.codes[known]))
    difference, _ = score.ask(again).minus(found.before, rows)
    exact = score.model.settings.model not in ("logistic", "elastic_net")
    np.testing.assert_allclose(difference, 0.0, rtol=0, atol=0.0 if exact else tolerance(score))


def test_the_spread_is_that_of_the_members_or_there_is_none(score, found):
    one = Dataset.from_strings([TEXTS[0]])
    members = score.ask(one).members
    if members is None:
        assert found.sd is None
        assert found.table(0)["sd"].isna().all()
        return
    assert (found.sd >= 0).all()
    assert (found.sd[found.same] == 0.0).all()
    after = score.ask(Dataset.from_strings(["C" + TEXTS[0][1:]])).members
    assert found.sd[0, 1] == pytest.approx(np.std(after[:, 0] - members[:, 0]), abs=1e-6)


def test_every_replacement_has_one_row(found):
    first, second = found.table(0), found.table(1)
    assert len(first) == 5 * 3 + 4
    assert len(second) == 14 * 3
    assert first["position"].tolist() == [*np.repeat([1, 2], 3), *[3] * 4, *np.repeat([4, 5, 6], 3)]
    assert np.isfinite(first["delta"]).all()


def test_the_opposite_strand_has_the_mirrored_effects_if_both_are_read(score):
    encoder = ENCODERS[score.model.settings.encoder]
    if "strand" not in {param.name for part in (MODELS[score.model.settings.model], encoder) for param in part.params}:
        pytest.skip("it reads one strand only")
    texts = ["GANTAC", "GATTACAGGTCA"]
    there, back = (
        mutagenesis(score, Dataset.from_strings(list(found))) for found in (texts, map(opposite_text, texts))
    )
    for row in range(2):
        first, last = there.data.offsets[row : row + 2]
        mirrored = back.delta[first:last][::-1, ::-1]
        np.testing.assert_allclose(there.delta[first:last], mirrored, rtol=0, atol=tolerance(score))
