"""The verdict of a run, made from the run: six situations, each from data that are so."""

import numpy as np
import pytest

from genocore.sequences import Dataset
from genocore.training.run import Run
from genocore.training.settings import Settings
from genocore.training.train import train
from genocore.training.verdict import interval, leakage, verdict
from tests.splitting.relatives import families, letters

MOTIF = "ACGTTGCAAGCTTACGAT"


def trained(data, test=None, **asked):
    chosen = {"model": "logistic", "encoder": "kmers", "values": {"k": "3-5"}, "folds": 4}
    return train(data, Settings.checked(**chosen | asked), test=test)[0]


def motifs(n=400, *, rare=2, seed=0, motif=MOTIF):
    """Unrelated sequences; one in `rare` has a motif and is 'b'."""
    rng = np.random.default_rng(seed)
    texts = [
        text[:9] + motif + text[9 + len(motif) :] if i % rare == 0 else text
        for i, text in enumerate(letters(n, 80, rng))
    ]
    return Dataset.from_strings(texts, labels=["b" if i % rare == 0 else "a" for i in range(n)])


def noise(n=400, *, seed=1):
    return Dataset.from_strings(letters(n, 80, np.random.default_rng(seed)), labels=["a", "b"] * (n // 2))


def rich(n=400, *, seed=2):
    """Classes that differ in GC and in nothing else."""
    rng = np.random.default_rng(seed)
    shares = {"a": (0.3, 0.2, 0.2, 0.3), "b": (0.22, 0.28, 0.28, 0.22)}
    labels = ["a", "b"] * (n // 2)
    texts = ["".join(rng.choice(list("ACGT"), 80, p=shares[label])) for label in labels]
    return Dataset.from_strings(texts, labels=labels)


@pytest.fixture(scope="module")
def excellent():
    return trained(motifs())


def test_excellent(excellent):
    found = verdict(excellent)
    assert found.situation == "good"
    auroc, gain = excellent.metrics["test"]["auroc"], excellent.gain["value"]
    assert found.headline == (
        f"The logistic regression separates a from b with AUROC {interval(auroc)} on 80 records kept back from "
        f"training, {gain:.2f} above dinucleotides alone."
    )
    assert "No scored record has a copy or near copy in what the model was trained on." in found.details
    assert found.details[0].endswith("guessing would call 50%.")


def test_chance():
    run = trained(noise(800))
    found = verdict(run)
    assert found.situation == "chance"
    assert found.headline.startswith("No evidence that the logistic regression learnt anything: AUROC 0.")
    assert found.headline.endswith("guessing reaches 0.5.")


def test_below_the_floor():
    run = trained(rich(800), encoder="composition", values={})
    found = verdict(run)
    assert found.situation == "below floor"
    assert "no better than" in found.headline
    assert f"{run.gain['value']:+.2f} (" in found.headline
    assert any(caution.startswith("ML004") for caution in run.warnings)


def test_leaking():
    data, _ = families(40, 10, 200, 5, seed=1, labels=["a", "b"] * 20)
    found = verdict(trained(data, split="random"))
    assert found.situation == "leaking"
    assert found.headline.startswith("This score leaks: the logistic regression separates a from b with AUROC ")
    assert any("remembers, not what it learnt" in text for text in found.details)


def test_too_little_data():
    run = trained(noise(40), folds=2)
    found = verdict(run)
    assert found.situation == "too little"
    assert found.headline.startswith("There are too few independent records to tell: AUROC 0.")
    assert any(text.startswith("Only ") and "read the interval" in text for text in found.details)


def test_unbalanced():
    run = trained(motifs(1200, rare=20))
    found = verdict(run)
    assert found.situation == "unbalanced"
    [rare] = [text for text in found.details if "is rare" in text]
    assert rare.startswith("Class b is rare (5.0% of the records)")
    assert rare.endswith(f"average precision is {interval(run.metrics['test']['auprc'])}, where guessing reaches 0.05.")


def test_numbers_are_told_as_variation_explained():
    data = motifs()
    rng = np.random.default_rng(0)
    values = (np.asarray(data.target) == 1) + rng.normal(0, 0.2, 400)
    found = verdict(trained(data.without_labels().with_numbers(values), model="ridge"))
    assert found.situation == "good"
    assert found.headline.startswith("The ridge regression predicts the values with R² 0.")
    assert "of the variation between the records." in found.details[0]
    none = verdict(trained(data.without_labels().with_numbers(rng.normal(0, 1, 400)), model="ridge"))
    assert none.situation == "chance"
    assert "always answering the mean reaches 0" in none.headline


def test_the_sentence_is_the_same_after_saving(excellent, tmp_path):
    excellent.save(tmp_path)
    assert verdict(Run.load(tmp_path)) == verdict(excellent)


def test_names_of_classes_pass_through_what_makes_them_safe(excellent):
    assert "separates «a» from «b»" in verdict(excellent, lambda name: f"«{name}»").headline


def test_a_test_file_with_training_sequences_is_told():
    data = motifs(200)
    both = Dataset.from_strings(
        [*motifs(60, seed=9).sequences(), *list(data.sequences())[:40]],
        labels=["b", "a"] * 30 + ["b", "a"] * 20,
    )
    run = trained(data, test=both)
    text = "Of the test file's sequences 40.0% are also in the training file (either strand)."
    assert any(caution.endswith(text) for caution in run.warnings)
    found = verdict(run)
    assert found.situation == "leaking"
    assert "of the test file, but had seen near copies" in found.headline
    assert text in found.details


@pytest.mark.parametrize(
    ("percent", "giant", "state", "words"),
    [
        (0.0, 0.01, "pass", "No scored record has a copy or near copy"),
        (1.9, 0.01, "warn", "slightly too good"),
        (0.01, 0.01, "warn", "Less than 0.1 % of the scored records"),
        (2.0, 0.01, "fail", "what the model remembers"),
        (40.0, 0.9, "fail", "have an exact copy"),
        (0.0, 0.9, "warn", "90% of the sequences are near copies of each other and cannot be kept apart"),
        (0.0, None, "warn", "Near copies were not looked for"),
        (None, 0.01, "pass", ""),
    ],
)
def test_leakage_passes_warns_and_fails(excellent, percent, giant, state, words):
    from dataclasses import replace

    near = None if giant is None else {"giant": giant}
    run = replace(excellent, split=excellent.split | {"near": near, "leakage_percent": percent})
    found, text = leakage(run)
    assert (found, words in text) == (state, True)


def test_short_sequences_do_not_pass_because_nobody_looked():
    rng = np.random.default_rng(0)
    run = trained(Dataset.from_strings(letters(200, 19, rng), labels=["a", "b"] * 100), values={"k": "1-2"})
    assert leakage(run) == (
        "warn",
        "0.0 % of the scored records have a copy or near copy in what the model was trained on. "
        "Sequences of less than 20 bp were only compared for being equal.",
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_class_of_few_families_is_too_little_whatever_it_scores(seed):
    many, _ = families(5, 30, 200, 8, seed=seed, labels=["a"] * 5)
    texts = [*many.sequences(), *letters(150, 200, np.random.default_rng(100 + seed))]
    run = trained(Dataset.from_strings(texts, labels=["a"] * 150 + ["b"] * 150), seed=seed)
    found = verdict(run)
    assert run.quoted == "cv"
    assert found.situation == "too little"
    assert any("independent records of the rarest class" in text for text in found.details)


def test_a_class_that_was_not_scored_is_named():
    three = Dataset.from_strings(letters(120, 60, np.random.default_rng(3)), labels=["a", "b", "c"] * 40)
    test = Dataset.from_strings(letters(60, 60, np.random.default_rng(4)), labels=["a", "b"] * 30)
    found = verdict(trained(three, test=test))
    assert "No record of c was scored: how well it is called is not known." in found.details
    assert not any("is rare" in text for text in found.details)
    assert any("guessing would call 50%" in text for text in found.details)
