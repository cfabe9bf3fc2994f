import subprocess
import sys
from pathlib import Path

import pytest

PAGES = ("data", "train", "evaluate", "predict")
ROOT = Path(__file__).parents[2]


def workspace_of(app) -> str:
    found = app.query_params["ws"]
    return found if isinstance(found, str) else found[0]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_nothing_loaded_says_so_and_offers_the_demo(open_app, page):
    app = open_app().switch_page(f"pages/{page}.py").run()
    assert not app.exception
    assert [button.label for button in app.button if button.key == "empty_demo"] == ["Try it with splice sites"]


def test_the_workspace_is_named_in_the_address_and_is_found_again_by_it(open_app):
    app = open_app().switch_page("pages/data.py").run()
    app.button(key="empty_demo").click().run()
    ws = workspace_of(app)
    assert len(ws) == 22
    again = open_app(ws).switch_page("pages/data.py").run()
    assert "3,190" in [metric.value for metric in again.metric]


@pytest.mark.parametrize("guess", ["../../etc", "x" * 22, "1", "%00"])
def test_a_guessed_workspace_is_not_opened_but_a_new_one_made(open_app, guess):
    assert workspace_of(open_app(guess)) != guess


def test_start_over_forgets_the_work_and_its_files(open_app, tmp_path):
    app = open_app().switch_page("pages/data.py").run()
    app.button(key="empty_demo").click().run()
    ws = workspace_of(app)
    assert (tmp_path / "home" / "workspaces" / ws).is_dir()
    app.button(key="start_over").click().run()
    assert not app.exception
    assert workspace_of(app) != ws
    assert not (tmp_path / "home" / "workspaces" / ws).exists()


WALK = """
import os, sys, time
from streamlit.testing.v1 import AppTest
sys.path[:0] = [os.getcwd(), "tests/pages"]
from conftest import use_navigation
use_navigation()
app = AppTest.from_file(sys.argv[1], default_timeout=60).run()
app.switch_page("pages/data.py").run()
app.segmented_control(key="data_way").set_value("Demo").run()
app.selectbox(key="data_demo").set_value("ecoli-promoters").run()
app.button(key="data_demo_load").click().run()
app.switch_page("pages/train.py").run()
app.selectbox(key="train_model").set_value("logistic").run()
[start] = [button for button in app.button if button.key.startswith("train_start_")]
start.click().run()
for _ in range(120):
    app.switch_page("pages/evaluate.py").run()
    if len(app.dataframe): break
    time.sleep(0.25)
assert len(app.dataframe), "no result"
app.switch_page("pages/mutations.py").run()
app.button(key="mutations_demo_simulated-cohort").click().run()
app.segmented_control(key="look").set_value("Expression").run()
assert len(app.dataframe), "no genes"
for page in ("home", "data", "train", "evaluate", "predict", "mutations"):
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception, page
print("tensorflow" in sys.modules, "keras" in sys.modules)
"""


def test_tensorflow_is_never_loaded_in_the_web_process_on_a_walk_through_every_page(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WALK, str(ROOT / "app.py")], cwd=ROOT, capture_output=True, text=True, timeout=180,
        env={**__import__("os").environ, "GENOCORE_HOME": str(tmp_path)}, check=False,
    )  # fmt: skip
    assert done.stdout.split()[-2:] == ["False", "False"], done.stderr[-2000:]
