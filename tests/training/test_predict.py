import functools

import numpy as np
import pandas as pd
import pytest

from genocore.sequences import Dataset
from genocore.training.predict import predict, predict_batches
from genocore.training.settings import Settings
from genocore.training.train import train


def dna(n, length=30, *, seed=0):
    generator = np.random.default_rng(seed)
    return ["".join(row) for row in generator.choice(list("ACGT"), (n, length))]


@functools.cache
def make_model(model, encoder="kmers", **values):
    lengths = 20 + np.arange(60) % 11  # 20 to 30 bp
    sequences = [text[:length] for text, length in zip(dna(60), lengths, strict=True)]
    data = Dataset.from_strings(sequences, labels=["acceptor", "donor", "none"] * 20)
    return train(data, Settings.checked(model=model, encoder=encoder, values=values, folds=2, test_share=0))[1]


def assert_same(found, wanted):
    """Equal but for the last digits of single precision."""
    pd.testing.assert_frame_equal(found, wanted, rtol=0, atol=1e-6)


@pytest.fixture(scope="module")
def model():
    return make_model("logistic", k="1-2")


def test_a_class_called_sd_keeps_its_probabilities():
    data = Dataset.from_strings(dna(60), labels=["sd", "other"] * 30)
    fitted = train(data, Settings.checked(model="logistic", encoder="kmers", folds=2, test_share=0))[1]
    found = predict(fitted, data)
    assert found["p_sd"].notna().all()
    assert "spread" in found


def test_a_sequence_has_one_answer_whatever_it_is_asked_with():
    forest = make_model("random_forest", "composition", trees=20, min_leaf=1)
    new = Dataset.from_strings(dna(120, seed=5))
    whole = predict(forest, new)
    for row in (0, 50, 119):
        alone = predict(forest, new.take(np.array([row])))
        pd.testing.assert_frame_equal(alone, whole.iloc[[row]].reset_index(drop=True))


def test_what_is_cut_is_said_and_not_called():
    fitted = make_model("logistic", "onehot")
    found = predict(fitted, Dataset.from_strings(["ACGT" * 20]))
    assert found["ood_flags"][0].startswith("only 30 of 80 bp were read; longer than")
    assert found["abstain"][0]


def test_there_is_one_row_a_sequence_with_the_agreed_columns(model):
    new = Dataset.from_strings(dna(7, seed=4), ids=[f"read {row}" for row in range(7)])
    found = predict(model, new)
    assert found.columns.tolist() == [
        "id", "length", "n_frac", "p_acceptor", "p_donor", "p_none", "pred", "p_sd", "conformal_set", "abstain",
        "rc_discordance", "ood_flags", "model_id",
    ]  # fmt: skip
    assert found["id"].tolist() == new.ids.tolist()
    assert found["length"].tolist() == [30] * 7
    assert set(found["model_id"]) == {model.key}
    chances = found[["p_acceptor", "p_donor", "p_none"]].to_numpy()
    np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-9)
    assert found["pred"].tolist() == [model.classes[code] for code in chances.argmax(axis=1)]


@pytest.mark.parametrize("asked", [
    {"model": "logistic", "k": "1-2"},
    {"model": "logistic", "k": "7-7"},
    {"model": "random_forest", "encoder": "onehot", "trees": 10},
], ids=["dense", "sparse", "one-hot"])  # fmt: skip
@pytest.mark.parametrize("batch", [1, 3, 10])
def test_the_size_of_a_batch_does_not_matter(asked, batch):
    model = make_model(**asked)
    new = Dataset.from_strings([*dna(9, seed=4), "ACN"])
    whole = predict(model, new)
    assert_same(pd.concat(predict_batches(model, new, batch), ignore_index=True), whole)


def test_a_sequence_is_predicted_the_same_in_any_company(model):
    new = Dataset.from_strings(dna(9, seed=4))
    whole = predict(model, new)
    order = np.array([4, 8, 4, 0])
    alone = predict(model, new.take(order))
    assert_same(alone, whole.iloc[order].reset_index(drop=True))


def test_labels_are_not_looked_at(model):
    new = Dataset.from_strings(dna(9, seed=4))
    plain = predict(model, new)
    assert predict(model, new.with_labels(["unheard of", None, "donor"] * 3)).equals(plain)


def test_no_sequences_give_an_empty_table_with_all_columns(model):
    found = predict(model, Dataset.from_strings([]))
    assert len(found) == 0
    assert found.columns.tolist() == predict(model, Dataset.from_strings(["ACGT"])).columns.tolist()


def test_what_is_unlike_the_training_data_is_flagged(model):
    low, high = model.novelty.limits["gc"]
    assert 0.1 < low < high < 0.9
    sequences = {
        "as trained": "ACGT" * 6,
        "shorter": "ACGTA" * 4,
        "longer": "ACGTA" * 6 + "A",
        "ambiguous": "N" + "ACGT" * 6,
        "of A and T": "AATTATAT" * 3,
        "of G and C": "GGCCGCGC" * 3,
    }
    sequences["shorter"] = sequences["shorter"][1:]
    found = predict(model, Dataset.from_strings(list(sequences.values()), ids=list(sequences)))
    told = {
        name: {flag.split(" than")[0].split(" unlike")[0] for flag in flags.split("; ")} - {"words", ""}
        for name, flags in zip(found["id"], found["ood_flags"], strict=True)
    }
    assert told == {
        "as trained": set(),
        "shorter": {"shorter"},
        "longer": {"longer"},
        "ambiguous": {"more ambiguous letters"},
        "of A and T": {"less GC"},
        "of G and C": {"more GC"},
    }


def test_flags_are_the_same_after_saving(model, tmp_path):
    model.save(tmp_path)
    new = Dataset.from_strings(["ACG", "ACGT" * 20, "N" * 25])
    assert predict(type(model).load(tmp_path), new)["ood_flags"].tolist() == predict(model, new)["ood_flags"].tolist()


def test_the_share_of_ambiguous_letters_is_told(model):
    found = predict(model, Dataset.from_strings(["ACGT", "ANGT", "NNNN", "ACR", ""]))
    assert found["n_frac"].tolist() == [0, 0.25, 1, 0.3333, 0]


@pytest.mark.parametrize("encoder", ["kmers", "composition", "counts", "onehot"])
def test_letters_never_seen_in_training_and_empty_sequences_are_answered(encoder):
    model = make_model("logistic", encoder)
    found = predict(model, Dataset.from_strings(["N" * 25, "RYSWKMBDHV" * 2, "", "A"]))
    chances = found[["p_acceptor", "p_donor", "p_none"]].to_numpy()
    assert np.isfinite(chances).all()
    np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-9)
