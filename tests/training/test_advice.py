import numpy as np
import pytest
from scipy.stats import power_divergence

from genocore.features import ENCODERS
from genocore.models import MODELS
from genocore.models.pairs import encoders_of
from genocore.sequences import Dataset, load
from genocore.sequences.demos import find_demo
from genocore.training.advice import (
    advise_encoder,
    estimate_columns,
    estimate_seconds,
    in_words,
    position_information,
    position_p,
)
from genocore.training.settings import Settings


def sequences(*lengths, labels=False):
    data = Dataset.from_strings(["ACGT"[:1] * length for length in lengths])
    return data.with_labels([str(row % 2) for row in range(len(lengths))]) if labels else data


def drawn(n, length, *, fixed=""):
    rng = np.random.default_rng(3)
    rows = ["".join(row) for row in rng.choice(list("ACGT"), (n, length))]
    return Dataset.from_strings([fixed + row[len(fixed) :] for row in rows])


@pytest.mark.parametrize(
    ("data", "encoder"),
    [
        (drawn(300, 60, fixed="GT"), "onehot"),
        (drawn(300, 60), "kmers"),  # one length, but cut anywhere
        (drawn(300, 501, fixed="GT"), "kmers"),
        (sequences(60, 61), "kmers"),
    ],
    ids=["cut around a site", "cut anywhere", "long", "of two lengths"],
)
def test_positions_are_advised_where_some_position_prefers_a_base(data, encoder):
    key, why = advise_encoder(data)
    assert key == encoder
    assert key in ENCODERS
    assert why.endswith(".")


def test_a_fixed_position_holds_the_information_of_its_base_and_a_free_one_none():
    bits = position_information(drawn(2000, 20, fixed="G"), 20)
    assert bits[0] == pytest.approx(-np.log2(0.05 * 1 + 0.95 * 0.25), abs=0.1)
    assert np.abs(bits[1:]).max() < 0.01


@pytest.mark.parametrize("n", [5, 20, 40, 60, 300])
def test_some_position_of_a_few_random_sequences_is_no_site(n):
    rng = np.random.default_rng(n)
    rows = [["".join(row) for row in rng.choice(list("ACGT"), (n, 40))] for _ in range(50)]
    assert [advise_encoder(Dataset.from_strings(texts))[0] for texts in rows].count("onehot") <= 1


@pytest.mark.parametrize("demo", ["splice-sites", "brca2-splicing", "ecoli-promoters"])
def test_real_sites_are_still_advised_by_position(demo):
    assert advise_encoder(load([find_demo(demo).source])[0])[0] == "onehot"


def test_the_chance_of_a_position_is_that_of_scipys_g_test():
    data = drawn(200, 6, fixed="G")
    counts = np.array(
        [[column.count(base) for base in "ACGT"] for column in map("".join, zip(*data.sequences(), strict=True))]
    )
    overall = counts.sum(axis=0) / counts.sum()
    expected = [power_divergence(row, 200 * overall, lambda_="log-likelihood").pvalue for row in counts]
    assert position_p(data, 6) == pytest.approx(expected)


def test_no_sequences_are_no_error():
    assert advise_encoder(sequences())[0] == "kmers"
    assert estimate_columns(Settings.checked(encoder="onehot"), sequences()) == 0
    assert estimate_seconds(Settings.checked(), sequences()) > 0


COLUMNS = [
    ("onehot", {}),
    ("onehot", {"length": 5}),
    ("kmers", {}),
    ("kmers", {"k": "1"}),
    ("kmers", {"k": "3-5"}),
    ("kmers", {"k": "2-6", "strand": "both"}),
    ("composition", {}),
    ("composition", {"length": "yes"}),
    ("counts", {}),
]


@pytest.mark.parametrize(("encoder", "values"), COLUMNS, ids=str)
def test_the_number_of_features_is_about_right(encoder, values):
    settings = Settings.checked(encoder=encoder, values=values)
    data = sequences(20, 30)
    real = ENCODERS[encoder].build(**settings.encoder_params).fit(data).transform(data).shape[1]
    estimated = estimate_columns(settings, data)
    assert estimated == real or abs(estimated - real) <= max(5, 0.1 * real)


@pytest.mark.parametrize(
    ("model", "encoder"), [(model.key, encoder.key) for model in MODELS.values() for encoder in encoders_of(model)]
)
def test_more_work_is_never_said_to_take_less_time(model, encoder):
    def seconds(data, **asked):
        return estimate_seconds(Settings.checked(model=model, encoder=encoder, **asked), data)

    small, large = sequences(*[30] * 20, labels=True), sequences(*[30] * 2000, labels=True)
    assert 0 < seconds(small) <= seconds(large)
    assert seconds(large, folds=2) <= seconds(large, folds=10) <= seconds(large, folds=10, repeats=5)
    assert isinstance(seconds(large), float)


def test_more_trees_and_longer_words_take_longer():
    data = sequences(*[100] * 500, labels=True)

    def seconds(**values):
        return estimate_seconds(Settings.checked(values=values), data)

    assert seconds(trees=10) < seconds(trees=100) < seconds(trees=1000)
    assert seconds(k="1-2") < seconds(k="1-6")


def test_records_without_a_label_are_not_trained_on():
    labelled = sequences(*[50] * 400, labels=True)
    half = labelled.with_labels([None if row % 2 else str(row % 4) for row in range(400)])
    assert estimate_seconds(Settings.checked(), half) < estimate_seconds(Settings.checked(), labelled)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a few seconds"),
        (7.9, "a few seconds"),
        (8, "about 10 seconds"),
        (42, "about 40 seconds"),
        (89, "about 90 seconds"),
        (90, "about 2 minutes"),
        (400, "about 7 minutes"),
        (5399, "about 90 minutes"),
        (5400, "about 1.5 hours"),
        (36000, "about 10.0 hours"),
    ],
)
def test_durations_are_said_as_a_person_would(seconds, words):
    assert in_words(seconds) == words
    assert in_words(np.float64(seconds)) == words
