"""The app in Chromium: from a cold start to the first paint, and from a widget to the end of the page's script.

No peer: the bars are times. A rerun is measured by the browser's own clock, from the click to the server's message that
the whole page's script has finished; finished fragments (the progress panel) do not count.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, WebSocket, expect, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.measure import Row, within

STARTS, RERUNS = 7, 30
TREES = 5000
HEADING = "What do you want to find out?"
ROOT = Path(__file__).parents[1]
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


LISTEN = """
window.heard = [];
window.WebSocket = class extends window.WebSocket {
    constructor(...address) {
        super(...address);
        this.addEventListener("message", ({ data }) => {
            if (data.byteLength < 200) window.heard.push([performance.now(), [...new Uint8Array(data)]]);
        });
    }
};
"""
CLICK = "label => { window.heard = []; const now = performance.now(); label.click(); return now; }"


@dataclass
class Server:
    """The app in a process of its own; `started` is when, by ``time.perf_counter``."""

    process: subprocess.Popen[bytes]
    url: str
    started: float

    @property
    def has_tensorflow(self) -> bool:
        """Whether the web process has mapped TensorFlow's libraries."""
        return any("tensorflow" in part.path for part in psutil.Process(self.process.pid).memory_maps())


def rows() -> list[Row]:
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        starts = [_start(browser) for _ in range(STARTS + 1)][1:]  # the first one fills the disk cache
        with serve() as server:
            idle, busy = _train(browser, server)
            tensorflow = server.has_tensorflow or any(start[2] for start in starts)
        browser.close()
    return [
        within("cold start: process start to the home page's heading in Chromium", [s[0] for s in starts], None),
        within("the same from the first request on", [s[1] for s in starts], 2.5),
        Row("TensorFlow in the web process", "loaded" if tensorflow else "no", "–", "–", "not loaded", not tensorflow),
        within(f"Train page: widget to end of script, {RERUNS} reruns, idle", idle, 0.06),
        within(f"the same while a forest of {TREES:,} trees trains in a worker on all cores", busy, 0.15),
    ]


@contextmanager
def serve(home: Path | None = None) -> Iterator[Server]:
    """Run the app, on an empty home unless one is given."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
            cwd=ROOT, env={**os.environ, "GENOCORE_HOME": str(home or empty)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait_for(port)
            yield Server(process, f"http://localhost:{port}", started)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _ in range(6000):
        try:
            socket.create_connection(("localhost", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.005)
    raise TimeoutError("the app did not start within 30 seconds")


def _start(browser: Browser) -> tuple[float, float, bool]:
    """Return seconds to the first paint from the start of the process and from the request, and if TensorFlow is in."""
    with serve() as server:
        context = browser.new_context()
        page = context.new_page()
        asked = time.perf_counter()
        page.goto(server.url, wait_until="commit")
        page.get_by_role("heading", name=HEADING).wait_for()
        painted = time.perf_counter()
        context.close()
        return painted - server.started, painted - asked, server.has_tensorflow


def _train(browser: Browser, server: Server) -> tuple[list[float], list[float]]:
    """Return seconds of reruns of the Train page, idle and while a job goes on."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.add_init_script(LISTEN)
    with page.expect_websocket() as opened:
        page.goto(f"{server.url}/data")
    page.get_by_role("button", name="Try it with splice sites").click()
    page.get_by_role("button", name="Train a model on these").click()
    page.get_by_text("Settings of the model").click()
    page.get_by_label("Trees", exact=True).fill(str(TREES))
    page.get_by_label("Trees", exact=True).press("Enter")
    expect(page.get_by_text("minutes")).to_be_visible()
    idle = _reruns(page, opened.value)
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_text(f"of {TREES} trees")).to_be_visible()
    busy = _reruns(page, opened.value)
    page.get_by_role("button", name="Cancel").click()  # fails if the job has ended before the reruns
    expect(page.get_by_text("Cancelled, as you asked.")).to_be_visible()
    return idle, busy


def _reruns(page: Page, server: WebSocket) -> list[float]:
    """Switch the two choices of a radio to and fro."""
    choices = page.get_by_role("radiogroup").filter(has_text="At random").locator("label")
    handles = [choices.filter(has_text=text).element_handle() for text in ("At random", "Keep copies")]
    times = []
    for number in range(RERUNS + 2):
        page.wait_for_timeout(300)  # the browser finishes drawing
        with server.expect_event("framereceived", predicate=_page_finished):
            clicked = handles[number % 2].evaluate(CLICK)
        heard = page.evaluate("() => window.heard")
        times.append(next(when for when, payload in heard if _page_finished(bytes(payload))) - clicked)
    return [milliseconds / 1000 for milliseconds in times[2:]]  # two for warming up


def _page_finished(payload: bytes | str) -> bool:
    message = ForwardMsg()
    message.ParseFromString(payload)
    kind = message.WhichOneof("type")
    return kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
