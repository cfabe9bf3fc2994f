import functools
import json

import numpy as np
import pytest

from genocore.errors import InputError
from genocore.evaluation import METRICS, evaluate_classification, with_intervals
from genocore.sequences import Dataset
from genocore.training.predict import predict
from genocore.training.score import score
from genocore.training.settings import Settings
from genocore.training.train import train

SHARES = ([0.35, 0.15, 0.15, 0.35], [0.15, 0.35, 0.35, 0.15], [0.2, 0.2, 0.4, 0.2])


def biased(labels, *, seed=0, length=30):
    """One sequence for each label; classes differ in composition."""
    generator = np.random.default_rng(seed)
    names = sorted({label for label in labels if label})
    shares = [SHARES[names.index(label) % 3 if label else 0] for label in labels]
    sequences = ["".join(generator.choice(list("ACGT"), length, p=share)) for share in shares]
    return Dataset.from_strings(sequences, labels=labels)


@functools.cache
def make_model(*classes):
    settings = Settings.checked(model="logistic", encoder="composition", folds=2, test_share=0)
    return train(biased(list(classes) * 20), settings)[1]


NEW = biased(["acceptor", "donor"] * 15, seed=4)


def test_the_scores_are_those_of_what_the_model_predicts():
    model = make_model("acceptor", "donor")
    found = score(model, NEW)
    frame = predict(model, NEW)
    wanted = evaluate_classification(NEW.target, frame[["p_acceptor", "p_donor"]])
    assert list(found.metrics) == list(wanted)
    for name, value in wanted.items():
        assert found.metrics[name]["value"] == value
        assert METRICS[name].label
    assert found.predicted == frame["pred"].tolist()
    assert found.true == ["acceptor", "donor"] * 15
    assert (found.n, found.classes, found.model_id) == (30, ("acceptor", "donor"), model.key)
    assert found.metrics["accuracy"]["value"] == np.mean(
        [a == b for a, b in zip(found.true, found.predicted, strict=True)]
    )


def test_what_is_told_is_plain_and_has_no_single_calls():
    found = score(make_model("acceptor", "donor"), NEW).to_dict()
    assert set(found) == {"model_id", "n", "classes", "metrics"}
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_copies_count_as_one_in_the_intervals():
    model = make_model("acceptor", "donor")
    some = NEW.take(np.repeat(np.arange(8), 10))
    found = score(model, some)
    frame = predict(model, some)
    wanted = with_intervals(some.target, frame[["p_acceptor", "p_donor"]], np.repeat(np.arange(8), 10))
    assert found.metrics == wanted
    alone = with_intervals(some.target, frame[["p_acceptor", "p_donor"]])
    width = {name: found.metrics[name]["high"] - found.metrics[name]["low"] for name in ("brier", "log_loss")}
    assert all(width[name] > 1.5 * (alone[name]["high"] - alone[name]["low"]) for name in width)


def test_records_without_a_label_are_left_out():
    labels = [None if row % 3 == 0 else NEW.classes[code] for row, code in enumerate(NEW.target)]
    found = score(make_model("acceptor", "donor"), NEW.with_labels(labels))
    kept = NEW.take(np.arange(30) % 3 != 0)
    assert found.n == 20
    assert found.metrics == score(make_model("acceptor", "donor"), kept).metrics


def test_classes_are_matched_by_name_and_not_by_number():
    model = make_model("a", "b", "c")
    new = biased(["b", "c"] * 15, seed=3)
    assert new.target[0] == 0
    found = score(model, new)
    assert found.classes == ("a", "b", "c")
    assert found.true == ["b", "c"] * 15
    frame = predict(model, new)
    assert found.metrics["accuracy"]["value"] == pytest.approx((frame["pred"] == found.true).mean())
    wanted = evaluate_classification(new.target + 1, frame[["p_a", "p_b", "p_c"]])
    assert {name: metric["value"] for name, metric in found.metrics.items()} == wanted


def test_what_one_class_cannot_show_is_none():
    found = score(make_model("acceptor", "donor"), NEW.take(NEW.target == 1))
    assert found.metrics["auroc"] == {"value": None, "low": None, "high": None}
    assert found.metrics["accuracy"]["value"] is not None


def test_data_without_labels_are_refused():
    for data in (NEW.without_labels(), Dataset.from_strings([])):
        with pytest.raises(InputError) as caught:
            score(make_model("acceptor", "donor"), data)
        assert str(caught.value) == "FA006: The file has no labels to compare with. Say where they stand."


def test_a_class_the_model_does_not_know_is_refused_by_name():
    with pytest.raises(InputError) as caught:
        score(make_model("acceptor", "donor"), biased(["gene", "donor", "exon"]))
    assert str(caught.value) == "ML008: The model does not know the class 'exon'. It knows: acceptor, donor."


def test_a_name_differs_by_a_single_letter_case():
    with pytest.raises(InputError, match="does not know the class 'Donor'"):
        score(make_model("acceptor", "donor"), biased(["Donor", "acceptor"]))


def test_a_class_of_which_no_record_is_left_does_not_matter():
    data = biased(["acceptor", "donor", "gene"] * 5)
    known = data.take(data.target < 2)
    assert known.classes == ("acceptor", "donor", "gene")
    assert score(make_model("acceptor", "donor"), known).n == 10


def test_the_same_data_give_the_same_intervals():
    model = make_model("acceptor", "donor")
    assert score(model, NEW).metrics == score(model, NEW).metrics
