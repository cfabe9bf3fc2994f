"""Learning numbers: scales, floors, folds, prediction."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import pearsonr, spearmanr
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

from genocore.errors import InputError
from genocore.sequences import Dataset
from genocore.splitting import make_split
from genocore.splitting.split import strata
from genocore.training.bundle import Model
from genocore.training.predict import predict
from genocore.training.run import Run
from genocore.training.score import score
from genocore.training.settings import Settings
from genocore.training.train import train


def measured(n=200, *, seed=0, linear=False, unknown=0):
    """Sequences of 20 bp; the value goes up with each A and down with a C at position 3."""
    letters = np.random.default_rng(seed).choice(list("ACGT"), (n, 20))
    rng = np.random.default_rng(seed + 1)
    values = (letters == "A").sum(axis=1) - 3.0 * (letters[:, 2] == "C") + rng.normal(0, 0.3, n)
    values = 2 ** (values + 5) if linear else values
    values[:unknown] = np.nan
    plain = Dataset.from_strings(["".join(row) for row in letters])
    return Dataset(plain.ids, plain.letters, plain.offsets, values)


def settings(**asked):
    return Settings.checked(**({"model": "ridge", "encoder": "onehot", "split": "random"} | asked))


def test_scores_are_those_of_scikit_learn_and_scipy_on_the_records_left_out():
    run, _ = train(measured(), settings())
    frame, scores = run.scored("cv"), run.metrics["cv"]
    true, pred = frame["true"], frame["pred"]
    assert scores["rmse"]["value"] == pytest.approx(mean_squared_error(true, pred) ** 0.5)
    assert scores["mae"]["value"] == pytest.approx(mean_absolute_error(true, pred))
    assert scores["pearson"]["value"] == pytest.approx(pearsonr(true, pred).statistic)
    assert scores["spearman"]["value"] == pytest.approx(spearmanr(true, pred).statistic)
    assert scores["r2"]["value"] == pytest.approx(r2_score(true, pred), abs=0.01)
    assert scores["r2"]["value"] > 0.8


def test_r2_is_against_the_mean_of_the_records_trained_on():
    data = measured()
    run, _ = train(data, settings(folds=4))
    frame = run.scored("cv")
    target = dict(zip(data.ids, data.target, strict=True))
    for fold, rows in frame.groupby("fold"):
        others = [target[name] for name in frame.loc[frame["fold"] != fold, "id"]]
        assert rows["baseline"].tolist() == pytest.approx([np.mean(others)] * len(rows))
    own = 1 - ((frame["true"] - frame["pred"]) ** 2).sum() / ((frame["true"] - frame["baseline"]) ** 2).sum()
    assert run.metrics["cv"]["r2"]["value"] == pytest.approx(own)


def test_the_floor_is_the_mean_and_explains_nothing():
    run, _ = train(measured(), settings())
    floor = run.floors["dummy"]["cv"]
    assert floor["r2"]["value"] == pytest.approx(0, abs=1e-12)
    assert floor["spearman"]["value"] is None or abs(floor["spearman"]["value"]) < 0.2
    assert run.metrics["cv"]["rmse"]["high"] < floor["rmse"]["low"]


def test_amounts_are_learnt_as_logarithms_and_scored_on_both_scales():
    data = measured(linear=True)
    run, model = train(data, settings())
    assert (run.scale, model.fitted.scale.kind) == ("log2", "log2")
    frame = run.scored("cv")
    np.testing.assert_allclose(np.log2(frame["true"] + 1), frame["true_log2"])
    np.testing.assert_allclose(np.log2(frame["pred"] + 1), frame["pred_log2"])
    assert run.metrics["cv"]["rmse"]["value"] == pytest.approx(
        mean_squared_error(frame["true_log2"], frame["pred_log2"]) ** 0.5
    )
    assert run.metrics["cv_original"]["rmse"]["value"] == pytest.approx(
        mean_squared_error(frame["true"], frame["pred"]) ** 0.5
    )
    assert run.floors["dummy"]["cv_original"]["r2"]["value"] == pytest.approx(0, abs=1e-12)
    other, _ = train(data, settings(scale="none"))
    assert other.scale == "none"
    assert "cv_original" not in other.metrics
    assert other.metrics["cv"]["r2"]["value"] < run.metrics["cv"]["r2"]["value"]


def test_centre_and_spread_are_learnt_from_the_training_rows_alone():
    data = measured()
    run, model = train(data, settings(test_share=0.2))
    locked = np.isin(data.ids, run.scored("test")["id"])
    assert model.fitted.scale.mean == pytest.approx(data.target[~locked].mean())
    assert model.fitted.scale.sd == pytest.approx(data.target[~locked].std())


def test_the_kept_model_predicts_what_was_scored_on_the_locked_part():
    data = measured()
    run, model = train(data, settings(test_share=0.2))
    locked = run.scored("test")
    again = predict(model, data).set_index("id").loc[locked["id"]]
    np.testing.assert_allclose(again["pred"], locked["pred"])


def test_records_without_a_value_are_left_alone():
    data = measured(unknown=30)
    run, _ = train(data, settings())
    assert run.n == 170
    assert not set(run.predictions["id"]) & set(data.ids[:30])


@pytest.mark.parametrize("folds", [2, 5, 10])
def test_small_and_large_values_are_in_every_fold_alike(folds):
    data = measured(300)
    split = make_split(data, "random", folds=folds)
    means = [data.target[split.fold[0] == fold].mean() for fold in range(folds)]
    assert np.ptp(means) < 0.35 * data.target.std()
    assert len(split.test) == 60
    assert abs(data.target[split.test].mean() - data.target.mean()) < 0.3 * data.target.std()


def test_strata_are_tenths_by_rank_and_leave_unknown_values_out():
    data = measured(620, unknown=20)
    found = strata(data)
    assert np.bincount(found[20:]).tolist() == [60] * 10
    assert (found[:20] == -1).all()
    assert data.target[found == 3].max() <= data.target[found == 4].min()


def test_few_numbers_still_have_a_locked_part():
    split = make_split(measured(60), "random", folds=5)
    assert len(split.test) == 12
    assert set(strata(measured(60)).tolist()) == {0}


def test_intervals_hold_nine_in_ten_new_measurements():
    shares = []
    for seed in range(8):
        data = measured(500, seed=10 * seed)
        _, model = train(data.take(np.arange(250)), settings(test_share=0))
        new = data.take(np.arange(250, 500))
        found = predict(model, new)
        shares.append(((found["low"] <= new.target) & (new.target <= found["high"])).mean())
    assert np.mean(shares) == pytest.approx(0.9, abs=0.025)


def test_predictions_are_on_the_scale_of_the_file():
    data = measured(linear=True)
    _, model = train(data, settings())
    found = predict(model, data)
    assert found.columns.tolist() == [
        "id", "length", "n_frac", "pred", "pred_sd", "low", "high", "rc_discordance", "ood_flags", "model_id",
    ]  # fmt: skip
    assert spearmanr(found["pred"], data.target).statistic > 0.9
    assert 0.5 < np.median(found["pred"] / data.target) < 2
    assert (found["low"] < found["pred"]).all()
    assert (found["pred"] < found["high"]).all()


def test_ridge_predicts_as_scikit_learn_does_by_hand():
    data = measured()
    _, model = train(data, settings(test_share=0))
    letters = np.array([list(text) for text in data.sequences()])
    columns = np.concatenate([letters == base for base in "ACGT"], axis=1).astype(float)
    by_hand = Ridge(1.0).fit(columns, data.target).predict(columns)
    assert pearsonr(predict(model, data)["pred"], by_hand).statistic > 0.99


def test_a_run_of_numbers_survives_being_saved(tmp_path):
    data = measured(linear=True)
    run, model = train(data, settings())
    run.save(tmp_path)
    model.save(tmp_path)
    again = Run.load(tmp_path)
    assert again.to_dict() == run.to_dict()
    pd.testing.assert_frame_equal(predict(Model.load(tmp_path), data), predict(model, data))


def test_another_file_is_scored_on_the_learnt_scale():
    _, model = train(measured(linear=True), settings())
    new = measured(linear=True, seed=7)
    found = score(model, new)
    assert found.metrics["r2"]["value"] > 0.8
    with pytest.raises(InputError, match="predicts numbers"):
        score(model, Dataset.from_strings(["ACGT"] * 4, labels=["a", "b"] * 2))


def test_a_test_file_of_classes_is_refused():
    other = Dataset.from_strings(["ACGTACGTACGTACGTACGT"] * 20, labels=["a", "b"] * 10)
    with pytest.raises(InputError, match="no numbers"):
        train(measured(), settings(), test=other)


def test_a_test_file_of_numbers_is_scored_at_the_end():
    run, _ = train(measured(), settings(), test=measured(60, seed=5))
    assert run.split["n_test"] == 60
    assert run.metrics["test"]["r2"]["value"] > 0.7


def test_the_same_seed_gives_the_same_numbers():
    first, second = (train(measured(), settings())[0].to_dict() for _ in range(2))
    for name in ("metrics", "floors"):
        assert first[name] == second[name]


def test_values_below_zero_are_refused_where_amounts_were_learnt():
    amounts, logs = measured(linear=True), measured(60, seed=4).with_numbers(np.linspace(-3, 5, 60))
    _, model = train(amounts, settings())
    with pytest.raises(InputError, match="EX003"):
        score(model, logs)
    with pytest.raises(InputError, match="EX003"):
        train(amounts, settings(), test=logs)
