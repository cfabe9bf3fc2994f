from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from genocore.jobs import Jobs
from pages.shared import cache

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture(scope="session")
def workers():
    """Workers for the jobs of all tests: starting them anew would take each test that trains some five seconds."""
    desk = Jobs(preload=("genocore.workspace.work",))
    yield desk
    desk.close()


@pytest.fixture
def open_app(tmp_path, monkeypatch, workers):
    """Open the app on an empty home; called again, it is another tab, or the same one reloaded with `ws`."""
    monkeypatch.setenv("GENOCORE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(cache, "jobs", lambda: workers)
    use_navigation(monkeypatch.setattr)

    def open_it(ws: str = "") -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        if ws:
            app.query_params["ws"] = ws
        return sound(app.run())

    yield open_it
    for job in workers.active():
        workers.cancel(job.key)
    st.cache_data.clear()
    st.cache_resource.clear()


def use_navigation(setattr_=setattr) -> None:
    """Have AppTest run pages through ``app.py``, as a server does once anybody has opened the app.

    AppTest forgets between two runs that the app has its own navigation, and then runs a file of ``pages/`` alone.
    """
    begin = PagesManager.__init__

    def begin_with_navigation(self, *args, **kwargs):
        begin(self, *args, **kwargs)
        PagesManager.uses_pages_directory = False

    setattr_(PagesManager, "__init__", begin_with_navigation)


def sound(app: AppTest) -> AppTest:
    assert not app.exception, [error.value for error in app.exception]
    return app


@pytest.fixture
def paste():
    """Load pasted FASTA on the Data page."""

    def do(app: AppTest, text: str) -> AppTest:
        sound(app.switch_page("pages/data.py").run())
        app.segmented_control(key="data_way").set_value("Paste").run()
        app.text_area(key="data_paste_text").set_value(text)
        return sound(app.button(key="data_paste_read").click().run())

    return do
