"""What the documents say is so."""

import re
import tomllib
from pathlib import Path

from genocore.cli import app
from genocore.features import ENCODERS
from genocore.models import MODELS
from genocore.sequences.demos import DEMOS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_encoder_and_model_and_no_other():
    rows = re.findall(r"^\| `(\w+)` \|", README, flags=re.MULTILINE)
    assert sorted(rows) == sorted([*ENCODERS, *MODELS])


def test_every_command_of_the_readme_exists():
    verbs = set(re.findall(r"python -m genocore (\w+)", README))
    assert verbs == {command.callback.__name__ for command in app.registered_commands}


def test_every_demo_says_where_it_is_from():
    attribution = (ROOT / "genocore/sequences/demo_files/README.md").read_text(encoding="utf-8")
    assert all(f"`{key}.fasta`" in attribution for key in DEMOS)


def test_the_configuration_sends_nothing_out_and_keeps_both_themes():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["address"] == "localhost"
    assert config["server"]["maxUploadSize"] == 200
    assert all(len(config["theme"][theme]["chartCategoricalColors"]) == 10 for theme in ("light", "dark"))


def test_files_are_rooms_one_can_understand_at_one_sitting():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in ROOT.glob("genocore/**/*.py")}
    assert {path.name: n for path, n in lengths.items() if n > 250} == {}
    pages = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in ROOT.glob("pages/*.py")}
    assert {path.name: n for path, n in pages.items() if n > 120} == {}
