from dataclasses import replace

import numpy as np
import pytest

from genocore.errors import InputError, NotEnoughData
from genocore.sequences import Dataset
from genocore.training.gates import check_trainable
from genocore.training.settings import Settings

COMPLEMENT = str.maketrans("ACGT", "TGCA")


def dna(n, length=25, *, seed=0):
    generator = np.random.default_rng(seed)
    return ["".join(row) for row in generator.choice(list("ACGT"), (n, length))]


def classes(**counts):
    labels = [label for label, n in counts.items() for _ in range(n)]
    return Dataset.from_strings(dna(len(labels)), labels=labels)


def refusal(data, **asked):
    with pytest.raises(NotEnoughData) as caught:
        check_trainable(data, Settings.checked(**asked))
    assert caught.value.message.endswith(".")
    return caught.value


def test_enough_of_everything_passes_without_a_word():
    assert check_trainable(classes(a=30, b=30), Settings.checked()) == []


def test_no_labels_are_refused():
    assert refusal(classes(a=20).without_labels()).code == "FA006"
    assert refusal(Dataset.from_strings(dna(3), labels=[None] * 3)).code == "FA006"
    assert refusal(Dataset.from_strings([])).code == "FA006"


def test_one_class_is_refused_by_its_name():
    error = refusal(classes(donor=40))
    assert error.code == "ML006"
    assert "All 40 labelled records are 'donor'" in error.message


def test_records_without_a_label_do_not_make_a_second_class():
    data = Dataset.from_strings(dna(40), labels=["a"] * 20 + [None] * 20)
    error = refusal(data)
    assert error.code == "ML006"
    assert "All 20 labelled" in error.message


def test_two_records_are_refused():
    error = refusal(classes(a=1, b=1))
    assert error.code == "ML001"
    assert "has 1 record;" in error.message


def test_the_smallest_class_decides_and_is_named():
    error = refusal(classes(a=500, rare=9))
    assert error.code == "ML001"
    assert "Class 'rare' has 9 records; at least 10 are needed" in error.message
    assert check_trainable(classes(a=500, rare=10), Settings.checked())


def test_a_class_of_which_no_record_is_left_is_refused():
    data = classes(a=40, b=40, c=40)
    assert refusal(data.take(data.target != 1)).code == "ML001"


@pytest.mark.parametrize(("n", "cautions"), [(10, 1), (29, 1), (30, 0)])
def test_fewer_than_thirty_of_a_class_is_a_caution(n, cautions):
    found = check_trainable(classes(a=100, b=n), Settings.checked())
    assert len(found) == cautions
    assert all(text.startswith(f"ML001 Class 'b' has only {n} records") for text in found)


def test_fewer_records_than_folds_are_refused():
    error = refusal(classes(a=100, b=15), folds=16)
    assert error.code == "ML005"
    assert "Use 15 folds or fewer" in error.hint
    check_trainable(classes(a=100, b=15), Settings.checked(folds=15))


@pytest.mark.parametrize("split", ["auto", "random"])
def test_equal_sequences_are_refused_on_either_strand(split):
    both = ["ACGTTA", "ACGTTA".translate(COMPLEMENT)[::-1]] * 20
    data = Dataset.from_strings(both, labels=["a", "b"] * 20)
    assert refusal(data, split=split).code == "ML007"


def test_one_different_sequence_without_a_label_does_not_help():
    data = Dataset.from_strings(["ACGTTA"] * 40 + ["GGGGGG"], labels=["a", "b"] * 20 + [None])
    assert refusal(data).code == "ML007"


def test_copies_do_not_count_towards_the_folds_if_they_are_kept_together():
    few = dna(4)
    data = Dataset.from_strings([*few * 10, *dna(40, seed=1)], labels=["a"] * 40 + ["b"] * 40)
    error = refusal(data, split="auto")
    assert error.code == "ML005"
    assert "only 4 different sequences" in error.message
    assert refusal(data, split="identical").code == "ML005"
    assert check_trainable(data, Settings.checked(split="auto", folds=4)) == []
    assert check_trainable(data, Settings.checked(split="random")) == []


def test_copies_do_not_hinder_folds_made_of_named_groups():
    few = dna(4)
    data = Dataset.from_strings([*few * 10, *dna(40, seed=1)], labels=["a"] * 40 + ["b"] * 40)
    data = replace(data, columns={"gene": np.arange(80) % 16})
    assert check_trainable(data, Settings.checked(split="group:gene")) == []


def test_numbers_are_refused_by_a_model_of_classes():
    data = replace(classes(a=40), target=np.linspace(0, 1, 40), classes=())
    assert data.task == "regression"
    error = refusal(data, model="logistic")
    assert error.code == "PA002"
    assert "not regression" in error.message
    assert check_trainable(data, Settings.checked()) == [
        "ML001 There are only 40 records: read the intervals before the scores."
    ]


def numbers(values):
    return replace(classes(a=len(values)), target=np.asarray(values, dtype=float), classes=())


@pytest.mark.parametrize(
    ("values", "asked", "code", "words"),
    [
        (range(19), {}, "ML001", "There are 19 records with a number; at least 20"),
        ([np.nan] * 60 + list(range(19)), {}, "ML001", "There are 19 records with a number"),
        (range(25), {"model": "mlp"}, "ML001", "at least 30"),
        ([7.5] * 40, {}, "ML006", "All 40 numbers are 7.5"),
    ],
    ids=["few", "few known", "few for a network", "all equal"],
)
def test_numbers_that_cannot_be_learnt_are_refused(values, asked, code, words):
    error = refusal(numbers(list(values)), **asked)
    assert error.code == code
    assert words in error.message


def test_a_logarithm_of_numbers_below_zero_is_refused_before_training():
    with pytest.raises(InputError, match="below zero") as caught:
        check_trainable(numbers(range(-5, 60)), Settings.checked(scale="log2"))
    assert caught.value.code == "EX003"


def test_a_network_is_refused_with_fewer_than_30_of_a_class():
    error = refusal(classes(a=40, b=29), model="cnn")
    assert (error.code, "at least 30 of each class" in error.message) == ("ML001", True)
