import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pages.shared import cache
from tests.pages import evaluating

ROOT = Path(__file__).parents[2]


def workspace_of(app) -> str:
    found = app.query_params["ws"]
    return found if isinstance(found, str) else found[0]


def fasta(n: int = 40) -> str:
    rng = random.Random(1)
    rows = []
    for i in range(n):
        label = ("rich", "poor")[i % 2]
        letters = "".join(rng.choices("ACGT", (1, 3, 3, 1) if label == "rich" else (3, 1, 1, 3), k=30))
        rows.append(f">s{i} {label}\n{letters}")
    return "\n".join(rows) + "\n"


def finish(app, page="evaluate", seconds=60):
    """Wait as a visitor would: look at the page again until nothing goes on."""
    for _ in range(seconds * 4):
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        if not any(button.key.startswith("cancel_") for button in app.button):
            return app
        time.sleep(0.25)
    raise AssertionError("the job did not end")


def button(app, prefix):
    [found] = [button for button in app.button if button.key.startswith(prefix)]
    return found


def train(app, **choices):
    app.switch_page("pages/train.py").run()
    [encoder] = [box for box in app.selectbox if box.key.startswith("train_encoder_")]
    encoder.set_value(choices.get("encoder", "kmers")).run()
    app.selectbox(key="train_model").set_value(choices.get("model", "logistic")).run()
    return button(app, "train_start_").click().run()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (">a x\nACGT\n>b x\nACGA\n>c x\nACGG\n", "ML006"),
        (">a x\nACGT\n>b y\nACGA\n", "ML001"),
        ("".join(f">a{i} {'xy'[i % 2]}\nACGT\n" for i in range(40)), "ML007"),
    ],
)
def test_what_cannot_be_trained_is_said_before_and_the_button_is_off(open_app, paste, text, code):
    app = paste(open_app(), text)
    app.switch_page("pages/train.py").run()
    assert not app.exception
    assert any(code in str(error.proto) for error in app.error)
    assert button(app, "train_start_").disabled


def test_the_browser_and_the_shell_get_the_same_numbers(open_app, paste, tmp_path):
    app = paste(open_app(), fasta())
    app = finish(train(app))
    ws = workspace_of(app)
    space = cache.store().open(ws)
    [row] = space.runs()
    on_page = json.loads((space.run_folder(row.key) / "run.json").read_text())
    (tmp_path / "x.fasta").write_text(fasta())
    done = subprocess.run(
        [sys.executable, "-m", "genocore", "train", str(tmp_path / "x.fasta"), "--model", "logistic",
         "--encoder", "kmers", "--seed", "42", "--out", str(tmp_path / "run"), "--json"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    in_shell = json.loads(done.stdout)
    assert on_page["metrics"] == in_shell["metrics"]
    assert on_page["floors"] == in_shell["floors"]

    app.switch_page("pages/predict.py").run()
    three = ">a\nGGGGCCCC\n>b\nATATATAT\n>c\nACGTNNAC\n"
    [box] = [box for box in app.text_area if box.key.startswith("predict_paste_")]
    box.set_value(three)
    button(app, "predict_paste_").click().run()
    app = finish(app, "predict")
    shown = next(frame.value for frame in app.dataframe if "pred" in frame.value)
    done = subprocess.run(
        [sys.executable, "-m", "genocore", "predict", str(tmp_path / "run"), "-", "--json"],
        cwd=ROOT, capture_output=True, text=True, check=True, input=three,
    )  # fmt: skip
    rows = json.loads(done.stdout)["predictions"]
    assert shown["pred"].tolist() == [row["pred"] for row in rows]
    assert shown["p_rich"].tolist() == pytest.approx([row["p_rich"] for row in rows], abs=1e-9)


def test_settings_survive_another_page(open_app, paste):
    app = paste(open_app(), fasta())
    app.switch_page("pages/train.py").run()
    app.number_input(key="train_split_folds").set_value(3).run()
    app.switch_page("pages/data.py").run()
    app.switch_page("pages/train.py").run()
    assert app.number_input(key="train_split_folds").value == 3


def test_evaluate_shows_every_metric_with_an_interval_beside_no_model(open_app, paste):
    app = finish(train(paste(open_app(), fasta()), encoder="composition"))
    table = app.dataframe[0].value
    assert list(table.columns) == [
        "metric",
        "cross-validation",
        "no model (cross-validation)",
        "better",
    ]  # 20 a class: no locked part
    assert len(table) == 9
    assert table["cross-validation"].str.contains("(", regex=False).any()
    assert any("too small for a locked test part" in warning.value for warning in app.warning)


def test_a_job_that_a_restart_cut_short_says_so_and_can_be_started_again(open_app, paste):
    app = paste(open_app(), fasta())
    ws = workspace_of(app)
    train(app)
    finish(app)
    space = cache.store().open(ws)
    [job] = space.jobs("train")
    with space.store.session() as session:
        row = session.get(type(job), job.id)
        row.state, row.owner, row.ended = "running", "1:1", None
    assert space.store.mark_interrupted() == 1
    app.switch_page("pages/train.py").run()
    assert any("restarted" in warning.value for warning in app.warning)
    app.button(key=f"again_{job.id}").click().run()
    finish(app)
    assert [row.state for row in space.jobs("train")] == ["done", "interrupted"]


def test_importance_is_measured_in_a_job_and_kept(open_app, paste):
    app = finish(train(paste(open_app(), fasta(100)), encoder="composition"))
    evaluating.look(app, "What it looks at")
    app.button(key="evaluate_importance_start").click().run()
    finish(app)
    assert not any(button.key == "evaluate_importance_start" for button in app.button)
    assert "evaluate_importance" in evaluating.charts(app)


def test_a_test_file_that_does_not_fit_is_refused_before_anything_is_started(open_app, paste):
    app = paste(open_app(), fasta())
    app = paste(app, fasta().replace("rich", "gene"))
    app.switch_page("pages/train.py").run()
    [test] = [box for box in app.selectbox if box.key.startswith("train_test_")]
    test.set_value(cache.store().open(workspace_of(app)).datasets()[1].id).run()
    button(app, "train_start_").click().run()
    assert not app.exception
    assert any("ML008" in str(error.proto) for error in app.error)
    assert not any(found.key.startswith("cancel_") for found in app.button)
