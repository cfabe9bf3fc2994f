import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).parents[2]
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


class Server:
    """The app in a process of its own, on an empty home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)],
            cwd=ROOT, env={**os.environ, "GENOCORE_HOME": str(self.home)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the app did not start within 30 seconds")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium():
    path = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
    path = path or (MAC if Path(MAC).exists() else None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs Chromium: run tests/browser/install_chromium.sh")
        pytest.skip("no Chromium or Chrome on this computer")
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("home"))
    yield running
    running.stop()


@pytest.fixture
def fresh_server(tmp_path):
    """A server of its own, for what concerns starting, stopping and killing."""
    running = Server(tmp_path / "home")
    yield running
    running.stop()


@pytest.fixture
def visit(chromium):
    """Open an address in a new visitor's browser; foreign requests are noted in ``page.foreign``."""
    contexts = []

    def open_it(url: str, **options):
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.foreign = []
        page.on("request", lambda r: page.foreign.append(r.url) if not r.url.startswith(_OWN) else None)
        page.goto(url)
        return page

    yield open_it
    for context in contexts:
        context.close()


_OWN = ("http://localhost", "ws://localhost", "data:", "blob:")
