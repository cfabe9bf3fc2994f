import numpy as np
import pytest
import sklearn.metrics as sk

from genocore.evaluation import classification_report, confusion, evaluate_classification

ABC = ["a", "b", "c"]


def test_confusion_has_the_truth_in_rows_and_every_cell():
    found = confusion([0, 0, 0, 1], [0, 1, 1, 1], ABC)
    assert list(found.columns) == ["true", "predicted", "count", "row_percent"]
    assert len(found) == 9
    cells = found.set_index(["true", "predicted"])["count"]
    assert cells["a", "b"] == 2 and cells["b", "a"] == 0
    percent = found.set_index(["true", "predicted"])["row_percent"]
    assert percent["a", "a"] == pytest.approx(100 / 3)
    assert np.isnan(percent["c", "a"])


def test_confusion_is_that_of_scikit_learn():
    y, predicted = np.random.default_rng(0).integers(0, 3, (2, 100))
    found = confusion(y, predicted, ABC)["count"].to_numpy().reshape(3, 3)
    np.testing.assert_array_equal(found, sk.confusion_matrix(y, predicted))


def test_report_is_that_of_scikit_learn():
    y, predicted = np.random.default_rng(1).choice(3, (2, 200), p=[0.6, 0.3, 0.1])
    found = classification_report(y, predicted, ABC).set_index("class")
    expected = sk.classification_report(y, predicted, target_names=ABC, output_dict=True)
    labels = dict(zip(ABC, ABC, strict=True)) | {"macro average": "macro avg", "weighted average": "weighted avg"}
    for name, label in labels.items():
        row = expected[label]
        assert found.loc[name].tolist() == pytest.approx(
            [row["precision"], row["recall"], row["f1-score"], row["support"]]
        )


def test_precision_and_recall_are_not_exchanged():
    first = classification_report([0, 0, 0, 1], [0, 1, 1, 1], ["a", "b"]).iloc[0]
    assert (first["precision"], first["recall"], first["f1"]) == pytest.approx((1.0, 1 / 3, 0.5))


def test_a_class_never_predicted_has_no_precision_nor_has_the_average():
    found = classification_report([0, 0, 1], [0, 0, 0], ["a", "b"]).set_index("class")
    assert np.isnan(found.loc["b", "precision"])
    assert np.isnan(found.loc["macro average", "precision"])
    assert np.isnan(found.loc["weighted average", "precision"])
    assert (found.loc["b", "recall"], found.loc["b", "f1"]) == (0, 0)


def test_a_class_neither_present_nor_predicted_is_left_out_of_the_averages():
    found = classification_report([0, 0, 1], [0, 1, 1], ABC).set_index("class")
    assert found.loc["c", ["precision", "recall", "f1"]].isna().all()
    assert found.loc["macro average"].tolist() == pytest.approx([0.75, 0.75, 2 / 3, 3])


def test_averages_agree_with_the_metrics():
    y, predicted = np.random.default_rng(2).choice(4, (2, 100), p=[0.5, 0.3, 0.1, 0.1])
    y[y == 3] = 0  # predicted, never true
    metrics = evaluate_classification(y, np.eye(4)[predicted])
    found = classification_report(y, predicted, [*ABC, "d"]).set_index("class")
    assert found.loc["macro average", "f1"] == pytest.approx(metrics["f1_macro"])
    assert found.loc["macro average", "recall"] == pytest.approx(metrics["balanced_accuracy"])
    assert found.loc["weighted average", "recall"] == pytest.approx(metrics["accuracy"])


def test_no_records_give_zero_counts_and_no_scores():
    none = np.empty(0, int)
    assert confusion(none, none, ABC)["count"].sum() == 0
    assert classification_report(none, none, ABC)[["precision", "recall", "f1"]].isna().all(axis=None)


def test_codes_must_have_classes_and_lengths_agree():
    with pytest.raises(ValueError, match="predicted has codes from 0 to 3"):
        confusion([0, 1], [0, 3], ABC)
    with pytest.raises(ValueError, match="y has 2 records, predicted 1"):
        classification_report([0, 1], [0], ABC)
