import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.naive_bayes import CategoricalNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from genocore.errors import NotEnoughData
from genocore.exploration.bias import _auroc, _deal, _log_odds, audit
from genocore.exploration.composition import record_table
from genocore.sequences import load
from genocore.sequences.dataset import Dataset
from genocore.sequences.demos import find_demo

COLUMNS = ["property", "label", "class", "auroc", "low", "high", "n_class", "n_rest", "light", "direction", "sentence"]
PROPERTIES = ["length", "gc", "letter_case", "unknown_bases", "bases", "base_pairs", "positions"]


def random_texts(n, length=100, gc=0.5, seed=1):
    odds = [(1 - gc) / 2, gc / 2, gc / 2, (1 - gc) / 2]
    drawn = np.random.default_rng(seed).choice(list("ACGT"), size=(n, length), p=odds)
    return ["".join(row) for row in drawn]


def two_classes(first, second, masked=None):
    data = Dataset.from_strings(first + second, labels=["a"] * len(first) + ["b"] * len(second))
    shares = np.zeros(len(data)) if masked is None else np.asarray(masked, dtype=float)
    return Dataset(data.ids, data.letters, data.offsets, data.target, data.classes, {"masked_share": shares})


def lights(data, **settings):
    return audit(data, **settings).set_index("property")["light"].to_dict()


@pytest.fixture(scope="module")
def fair():
    return two_classes(random_texts(600, seed=1), random_texts(600, seed=2))


def test_random_sequences_pass_every_light(fair):
    found = audit(fair)
    assert list(found) == COLUMNS
    assert found["property"].tolist() == PROPERTIES
    assert found["class"].unique().tolist() == ["b"]
    assert found["light"].tolist() == ["same", "pass", "same", "same", "pass", "pass", "pass"]
    assert found[["n_class", "n_rest"]].to_numpy().tolist() == [[600, 600]] * 7
    assert found.attrs == {"n_used": 1200, "n": 1200}


def test_models_of_random_sequences_are_neither_better_nor_worse_than_chance():
    drawn = [audit(two_classes(random_texts(250, seed=i), random_texts(250, seed=100 + i))) for i in range(20)]
    mean = pd.concat(drawn).groupby("property")["auroc"].mean()
    assert mean[["bases", "base_pairs", "positions"]].tolist() == pytest.approx([0.5] * 3, abs=0.02)


def test_length_alone_fails_where_one_class_is_long():
    rng = np.random.default_rng(3)
    short = [text[: rng.integers(60, 300)] for text in random_texts(300, 300, seed=1)]
    long = [text[: rng.integers(250, 900)] for text in random_texts(300, 900, seed=2)]
    row = audit(two_classes(short, long)).iloc[0]
    lengths = [len(text) for text in short + long]
    assert row["auroc"] == pytest.approx(roc_auc_score([0] * 300 + [1] * 300, lengths))
    assert row["light"] == "fail"
    assert row["sentence"] == (
        f"Length alone tells this class from the rest with AUROC {row['auroc']:.2f} (its records are longer): a model "
        "must beat this."
    )


def test_one_number_is_turned_to_the_better_direction():
    low, high = random_texts(300, gc=0.4, seed=1), random_texts(300, gc=0.6, seed=2)
    one, other = (audit(two_classes(*sides)).loc[1] for sides in ((low, high), (high, low)))
    assert [side["direction"] for side in (one, other)] == ["are richer in G and C", "are poorer in G and C"]
    assert one["auroc"] == pytest.approx(other["auroc"])
    assert [one["low"], one["high"]] == pytest.approx([other["low"], other["high"]])
    assert 0.5 < one["low"] < one["auroc"] < one["high"] < 1


def test_a_planted_gc_shift_fails_gc_bases_and_pairs():
    found = lights(two_classes(random_texts(300, gc=0.45, seed=1), random_texts(300, gc=0.55, seed=2)))
    assert [found[key] for key in ("gc", "bases", "base_pairs")] == ["fail"] * 3
    assert [found[key] for key in ("length", "letter_case", "unknown_bases")] == ["same"] * 3


def test_a_planted_motif_at_one_place_fails_positions_only():
    planted = [text[:40] + "TATAAT" + text[46:] for text in random_texts(600, seed=2)]
    found = lights(two_classes(random_texts(600, seed=1), planted))
    assert found["positions"] == "fail"
    assert [found[key] for key in ("length", "letter_case", "unknown_bases")] == ["same"] * 3


@pytest.mark.parametrize(("end", "label"), [(True, "from the end"), (False, "from the start")])
def test_the_end_that_tells_more_is_named(end, label):
    rng = np.random.default_rng(4)
    texts = [text[: rng.integers(60, 100)] for text in random_texts(600)]
    second = [text + "TATAATGA" if end else "TATAATGA" + text for text in texts[300:]]
    first = [text + filler for text, filler in zip(texts[:300], random_texts(300, 8, seed=5), strict=True)]
    row = audit(two_classes(first, second)).set_index("property").loc["positions"]
    assert row["label"] == f"Base at each position {label}"
    assert row["light"] == "fail"


def test_the_end_is_not_named_where_both_are_the_same(fair):
    assert audit(fair)["label"].iloc[-1] == "Base at each position"


def test_lower_case_in_one_class_fails_letter_case_only():
    masked = [0] * 600 + [0.5, 0.6, 0.7] * 200
    found = lights(two_classes(random_texts(600, seed=1), random_texts(600, seed=2), masked))
    assert [key for key, light in found.items() if light not in ("pass", "same")] == ["letter_case"]


def test_unknown_bases_in_one_class_fail():
    unknown = ["NNN" + text[3:] for text in random_texts(300, seed=2)]
    assert lights(two_classes(random_texts(300, seed=1), unknown))["unknown_bases"] == "fail"


def test_perfect_separation_has_no_interval():
    row = audit(two_classes(random_texts(300, 50), random_texts(300, 60, seed=2))).iloc[0]
    assert row["auroc"] == 1
    assert row[["low", "high"]].isna().all()


def test_a_property_that_never_varies_passes_with_a_note(fair):
    row = audit(fair).iloc[0]
    assert (row["auroc"], row["light"], row["sentence"]) == (0.5, "same", "Length: the same in all records.")
    assert row[["low", "high"]].isna().all()


def test_a_property_the_data_do_not_say_is_unknown():
    data = Dataset.from_strings(random_texts(600), labels=["a", "b"] * 300)
    row = audit(data).set_index("property").loc["letter_case"]
    assert (row["light"], row["n_class"], row["n_rest"]) == ("unknown", 0, 0)
    assert row["sentence"] == "Share of lower-case letters: not known in these data."
    assert np.isnan(row["auroc"])


def test_records_without_bases_are_left_out_of_their_shares():
    texts = random_texts(600)
    found = audit(two_classes([*texts[:300], "N" * 100], texts[300:])).set_index("property")
    assert found["n_rest"].to_dict() == dict.fromkeys(PROPERTIES, 301) | {"gc": 300, "bases": 300, "base_pairs": 300}


def test_fewer_than_250_on_one_side_give_an_auroc_but_no_verdict():
    found = audit(two_classes(random_texts(600, gc=0.3, seed=1), random_texts(249, gc=0.7, seed=2)))
    row = found.set_index("property").loc["gc"]
    assert row["light"] == "unknown"
    assert row["auroc"] > 0.9
    assert "249 records on one side are too few; it takes 250" in row["sentence"]
    assert set(found.loc[found["auroc"] != 0.5, "light"]) == {"unknown"}


def test_fewer_than_ten_records_give_no_auroc():
    found = audit(two_classes(random_texts(600, seed=1), random_texts(9, seed=2))).set_index("property")
    row = found.loc["gc"]
    assert np.isnan(row["auroc"])
    assert (row["light"], row["n_class"]) == ("unknown", 9)
    assert "it takes 10 of each" in row["sentence"]


def test_a_class_of_copies_cannot_be_cross_validated():
    found = audit(two_classes(random_texts(300, seed=1), ["ACGGT" * 20] * 300)).set_index("property")
    assert found.loc[["bases", "base_pairs", "positions"], "auroc"].isna().all()
    assert (found.loc[["bases", "base_pairs", "positions"], "light"] == "unknown").all()
    assert found.loc["gc", "light"] != "unknown"


def test_each_of_three_classes_is_compared_with_the_rest():
    texts = random_texts(600, gc=0.4) + random_texts(300, gc=0.7, seed=2)
    labels = ["a"] * 300 + ["b"] * 300 + ["c"] * 300
    found = audit(Dataset.from_strings([*texts, "ACGT"], labels=[*labels, None]))
    assert found.attrs == {"n_used": 900, "n": 900}
    assert found["class"].tolist() == ["a"] * 7 + ["b"] * 7 + ["c"] * 7
    assert (found["n_rest"][found["property"] == "gc"] == 600).all()
    gc = record_table(Dataset.from_strings(texts))["gc"]
    for name, auroc in found.loc[found["property"] == "gc", ["class", "auroc"]].to_numpy():
        area = roc_auc_score(np.array(labels) == name, gc)
        assert auroc == pytest.approx(max(area, 1 - area))


def test_classes_without_records_are_passed_over():
    data = Dataset.from_strings(random_texts(600), labels=["a", "b", "c"] * 200)
    found = audit(data.take(data.target != 1))
    assert found["class"].unique().tolist() == ["c"]


def test_bases_agree_with_scikit_learn():
    data = two_classes(random_texts(400, gc=0.47, seed=1), random_texts(400, gc=0.53, seed=2))
    model = make_pipeline(StandardScaler(), LogisticRegression())
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    shares = record_table(data)[list("ACGT")]
    expected = cross_val_score(model, shares, data.target, cv=folds, scoring="roc_auc").mean()
    assert audit(data).set_index("property").loc["bases", "auroc"] == pytest.approx(expected, abs=0.02)


def test_log_odds_agree_with_naive_bayes_of_scikit_learn():
    rng = np.random.default_rng(5)
    seen, new, positive = rng.integers(0, 4, (60, 8)), rng.integers(0, 4, (20, 8)), np.arange(60) % 3 == 0
    model = CategoricalNB(alpha=1, min_categories=4, fit_prior=False).fit(seen, positive)
    expected = np.diff(model.predict_log_proba(new)).ravel()
    np.testing.assert_allclose(_log_odds(seen, positive, new), expected)


def test_unknown_bases_say_nothing_about_a_position():
    seen = np.array([[0, 1], [0, 1], [2, 3], [2, 3]], dtype=np.uint8)
    positive = np.array([True, True, False, False])
    assert _log_odds(seen, positive, np.array([[4, 4]], dtype=np.uint8)).tolist() == [0]
    assert _log_odds(seen, positive, np.array([[0, 4]], dtype=np.uint8)).item() == pytest.approx(np.log(3))


def test_the_interval_agrees_with_delong_pair_by_pair():
    rng = np.random.default_rng(6)
    positive = np.arange(80) < 30
    score = rng.integers(0, 12, 80) + 3.0 * positive
    auroc, low, high = _auroc(score, positive, np.zeros(80, int), np.arange(80))
    assert auroc == pytest.approx(roc_auc_score(positive, score))
    one, other = score[positive][:, None], score[~positive]
    wins = (one > other) + (one == other) / 2
    variance = wins.mean(axis=1).var() / 30 + wins.mean(axis=0).var() / 50
    half = 1.959964 * np.sqrt(variance) / (auroc * (1 - auroc))
    middle = np.log(auroc / (1 - auroc))
    assert [low, high] == pytest.approx([1 / (1 + np.exp(half - middle)), 1 / (1 + np.exp(-half - middle))])


def test_the_interval_holds_the_truth_in_about_95_of_100_samples():
    rng = np.random.default_rng(7)
    positive, one = np.arange(160) < 60, np.zeros(160, int)
    drawn = [_auroc(rng.normal(size=160) + positive, positive, one, np.arange(160)) for _ in range(400)]
    held = np.mean([low < 0.76025 < high for _, low, high in drawn])
    assert 0.92 < held < 0.98


def test_copies_do_not_narrow_the_interval():
    rng = np.random.default_rng(8)
    positive = np.arange(100) < 40
    score = rng.normal(size=100) + positive
    single = _auroc(score, positive, np.zeros(100, int), np.arange(100))
    tripled = _auroc(np.tile(score, 3), np.tile(positive, 3), np.zeros(300, int), np.tile(np.arange(100), 3))
    assert tripled == pytest.approx(single)


def test_scores_are_compared_within_a_fold_only():
    positive = np.array([False, True, False, True])
    fold = np.array([0, 0, 1, 1])
    assert _auroc(np.array([1, 2, 11, 12.0]), positive, fold, np.arange(4))[0] == 1
    assert np.isnan(_auroc(np.array([1.0, 2]), np.array([True, True]), np.array([0, 0]), np.arange(2))[0])


def test_folds_keep_copies_together_and_classes_in_proportion():
    target = np.array([0] * 50 + [1] * 20 + [0, 1])
    copies = np.append(np.arange(70), [3, 60])
    fold = _deal(target, copies, np.random.default_rng(0))
    assert (fold[70], fold[71]) == (fold[3], fold[60])
    assert np.bincount(fold[:50]).tolist() == [10] * 5
    assert np.bincount(fold[50:70]).tolist() == [4] * 5


def test_copies_are_not_learnt_by_heart():
    kinds = random_texts(60)
    labels = np.random.default_rng(9).permutation(["a", "b"] * 30)
    data = Dataset.from_strings(kinds * 10, labels=list(labels) * 10)
    found = audit(data).set_index("property").loc["positions"]
    assert found["auroc"] < 0.75
    assert found["high"] - found["low"] > 0.2


def test_a_draw_keeps_rare_classes_and_is_repeatable():
    data = two_classes(random_texts(5000, 30), random_texts(300, 30, seed=2))
    found = audit(data, at_most=1000)
    assert found.attrs["n"] == 5300
    assert found.attrs["n_used"] <= 1000
    assert found["n_class"].min() >= 250
    pd.testing.assert_frame_equal(found, audit(data, at_most=1000))
    assert not found["auroc"].equals(audit(data, seed=1, at_most=1000)["auroc"])


def test_the_bundled_splice_sites_are_told_by_their_positions():
    data, _ = load([find_demo("splice-sites").source])
    found = audit(data).set_index(["property", "class"])
    assert found.loc[("positions", "EI"), "auroc"] > 0.95
    assert found.loc[("length", "EI"), "light"] == "same"


def test_sentences_hold_no_class_names():
    names = ["<b>one</b>", "*two*"]
    data = Dataset.from_strings(random_texts(40), labels=names * 20)
    found = audit(data)
    assert found["class"].unique().tolist() == ["<b>one</b>"]
    assert not any(name in sentence for name in names for sentence in found["sentence"])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (Dataset.from_strings(["ACGT", "AC"]), "no classes"),
        (Dataset.from_strings(["ACGT", "AC"], labels=["a", "a"]), "of one class"),
        (
            Dataset(
                np.array(["x", "y"], dtype=object),
                np.frombuffer(b"ACGT", np.uint8),
                np.array([0, 2, 4]),
                np.array([0.5, 1.5]),
            ),
            "no classes",
        ),
    ],
)
def test_without_two_classes_there_is_nothing_to_compare(data, message):
    with pytest.raises(NotEnoughData, match=message) as caught:
        audit(data)
    assert caught.value.code == "ML006"
