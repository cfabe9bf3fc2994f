"""One piece of work in the browser, in the shell and in a notebook: the same numbers."""

import json
import random
import subprocess
import sys

import pytest

from genocore.sequences import Source, load
from genocore.training.settings import Settings
from genocore.training.train import train
from pages.shared import cache
from tests.pages.test_train_and_evaluate import ROOT, button, fasta, finish, workspace_of

CASES = [
    ("cnn", "fast", {"epochs": 2, "patience": 0}),
    ("auto", "", {"minutes": 0.1, "join": False}),
]


def notebook(file, model, values):
    """Train as cells of a notebook do, in a process that has done other things before."""
    random.seed(7)
    random.random()
    data, _ = load([Source.from_path(file)])
    run, _ = train(data, Settings.checked(model=model, values=values, folds=2))
    return json.loads(json.dumps(run.to_dict()))


@pytest.mark.parametrize(("model", "preset", "values"), CASES, ids=[case[0] for case in CASES])
def test_browser_shell_and_notebook_agree(open_app, paste, tmp_path, model, preset, values):
    file = tmp_path / "x.fasta"
    file.write_text(fasta(120))
    asked = ({"preset": preset} if preset else {}) | values

    app = paste(open_app(), fasta(120))
    app.switch_page("pages/train.py").run()
    app.number_input(key="train_split_folds").set_value(2).run()
    app.selectbox(key="train_model").set_value(model).run()
    if preset:
        app.selectbox(key=f"train_{model}_preset").set_value(preset).run()
    for name, value in values.items():
        kind = app.checkbox if isinstance(value, bool) else app.number_input
        kind(key=f"train_{model}_{preset}_{name}").set_value(value).run()
    button(app, "train_start_").click().run()
    finish(app, seconds=120)
    space = cache.store().open(workspace_of(app))
    [row] = space.runs()
    in_browser = json.loads((space.run_folder(row.key) / "run.json").read_text())

    words = [word for name, value in asked.items() for word in ("--set", f"{name}={value}")]
    command = ["-m", "genocore", "train", str(file), "--model", model, *words, "--folds", "2", "--json"]
    shell = [sys.executable, *command, "--out", str(tmp_path / "run")]
    in_shell = json.loads(subprocess.run(shell, cwd=ROOT, capture_output=True, text=True, check=True).stdout)

    in_notebook = notebook(file, model, asked)

    assert in_browser["metrics"]["cv"]["auroc"]["value"] is not None
    assert in_browser["metrics"] == in_shell["metrics"] == in_notebook["metrics"]
    assert in_browser["floors"] == in_shell["floors"] == in_notebook["floors"]
    if model == "auto":
        chosen = [{**found["search"], "leaderboard": None} for found in (in_browser, in_shell, in_notebook)]
        assert chosen[0] == chosen[1] == chosen[2]
