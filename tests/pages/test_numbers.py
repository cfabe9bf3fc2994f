"""Numbers and every model on the pages: chosen, trained, scored, asked."""

import random

import pytest

from genocore.models import MODELS
from genocore.models.pairs import encoders_of, models_of
from tests.pages import evaluating, exploring
from tests.pages.test_train_and_evaluate import button, finish


def table(n: int = 60) -> str:
    """Sequences of 20 bp with a value that goes up with each A."""
    rng = random.Random(2)
    rows = ["name,sequence,expression_level"]
    for i in range(n):
        letters = "".join(rng.choices("ACGT", k=20))
        rows.append(f"s{i},{letters},{letters.count('A') - 4 + rng.gauss(0, 0.3):.3f}")
    return "\n".join(rows) + "\n"


def fasta(n: int = 80) -> str:
    rng = random.Random(1)
    return "".join(f">s{i} {'ab'[i % 2]}\n{''.join(rng.choices('ACGT', k=30))}\n" for i in range(n))


@pytest.mark.parametrize("text", [fasta(), table()], ids=["classes", "numbers"])
def test_every_model_and_each_of_its_presets_can_be_chosen(open_app, paste, text):
    app = paste(open_app(), text)
    app.switch_page("pages/train.py").run()
    key = "train_model" if text.startswith(">") else "train_model_numbers"
    task = "binary" if text.startswith(">") else "regression"
    assert app.selectbox(key=key).options == [spec.label for spec in models_of(task)]
    for spec in models_of(task):
        app.selectbox(key=key).set_value(spec.key).run()
        assert not app.exception, spec.key
        assert not app.error, spec.key
        assert not button(app, "train_start_").disabled
        for preset in spec.presets:
            app.selectbox(key=f"train_{spec.key}_preset").set_value(preset).run()
            assert not app.exception, (spec.key, preset)
        takes = [encoder.key for encoder in encoders_of(spec)]
        boxes = [box for box in app.selectbox if box.key.startswith("train_encoder_")]
        assert len(boxes) == (len(takes) > 1)


def test_numbers_are_learnt_scored_and_predicted_on_the_pages(open_app, paste):
    app = paste(open_app(), table(120))
    app.switch_page("pages/train.py").run()
    app.selectbox(key="train_model_numbers").set_value("ridge").run()
    [encoder] = [box for box in app.selectbox if box.key.startswith("train_encoder_")]
    encoder.set_value("composition").run()
    assert any(box.key.startswith("train_scale_") for box in app.selectbox)
    button(app, "train_start_").click().run()
    finish(app)
    assert "R² 0.9" in app.markdown[0].value
    names = exploring.table(app, "metric")["metric"].tolist()
    assert names == ["R²", "Pearson r", "Spearman rho", "RMSE", "MAE"]
    evaluating.look(app, "Right and wrong")
    assert {"evaluate_values", "evaluate_error_gc"} <= evaluating.charts(app)
    assert any(text.value.startswith("Half of the predictions are within **0.") for text in app.markdown)
    evaluating.look(app, "Where it errs")
    assert exploring.table(app, "slice")["n"].sum() == 24
    evaluating.look(app, "What it looks at")
    button(app, "evaluate_importance_start").click().run()
    finish(app)
    assert "evaluate_importance" in evaluating.charts(app)

    app.switch_page("pages/predict.py").run()
    [box] = app.text_area
    box.set_value(">poor\nCCGGCCGGCCGGCCGGCCGG\n>rich\nAAAAAAAAAACCGGTTCCGG\n").run()
    [ask] = [found for found in app.button if found.key.startswith("predict_paste_")]
    ask.click().run()
    finish(app, page="predict")
    found = exploring.table(app, "ood_flags").set_index("id")
    assert found.loc["rich", "pred"] > found.loc["poor", "pred"] + 5
    assert (found["low"] < found["pred"]).all()
    assert (found["pred"] < found["high"]).all()


def test_a_long_sequence_is_scanned_window_by_window(open_app, paste):
    app = paste(open_app(), fasta())
    app.switch_page("pages/train.py").run()
    app.selectbox(key="train_model").set_value("logistic").run()
    button(app, "train_start_").click().run()
    finish(app)
    app.switch_page("pages/predict.py").run()
    [slide] = app.toggle
    slide.set_value(True).run()
    widths = {box.label: box for box in app.number_input}
    assert widths["Window (bp)"].value == 30
    widths["Step (bp)"].set_value(10).run()
    [box] = app.text_area
    box.set_value(">long\n" + "ACGTTGCAAT" * 10 + "\n").run()
    [ask] = [found for found in app.button if found.key.startswith("predict_paste_")]
    ask.click().run()
    finish(app, page="predict")
    found = exploring.table(app, "ood_flags")
    assert found["start"].tolist() == [1, 11, 21, 31, 41, 51, 61, 71]
    assert found["length"].tolist() == [30] * 8
    assert "predict_track_plot" in {chart.key for chart in app.get("plotly_chart")}


def test_auto_shows_what_it_compared(open_app, paste):
    app = paste(open_app(), fasta())
    app.switch_page("pages/train.py").run()
    app.selectbox(key="train_model").set_value("auto").run()
    [minutes] = [box for box in app.number_input if box.label == "Minutes"]
    minutes.set_value(0.1).run()
    button(app, "train_start_").click().run()
    finish(app, seconds=120)
    evaluating.look(app, "What it looks at")
    board = exploring.table(app, "loss")
    assert len(board) >= 2
    assert any("The final model is" in text.value for text in app.markdown)
    assert MODELS["auto"].label
