from pathlib import Path

import platformdirs
import pytest

from genocore.workspace import Store
from genocore.workspace.home import home


def test_the_environment_decides(monkeypatch, tmp_path):
    monkeypatch.setenv("GENOCORE_HOME", str(tmp_path / "there"))
    assert home() == tmp_path / "there"


def test_the_users_own_folder_may_be_written_short(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("GENOCORE_HOME", "~/sequences")
    assert home() == tmp_path / "sequences"


@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_otherwise_it_is_where_the_platform_keeps_data(monkeypatch, value):
    if value is None:
        monkeypatch.delenv("GENOCORE_HOME", raising=False)
    else:
        monkeypatch.setenv("GENOCORE_HOME", value)
    assert home() == Path(platformdirs.user_data_dir("genocore", appauthor=False))
    assert home().name == "genocore"


def test_asking_makes_no_folder_but_a_store_does(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("GENOCORE_HOME", str(tmp_path / "deep" / "there"))
    assert not home().exists()
    store = Store()
    assert store.folder == tmp_path / "deep" / "there"
    assert (store.folder / "genocore.sqlite").is_file()
    store.close()
