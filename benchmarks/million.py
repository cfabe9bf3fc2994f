"""A million reads: loaded, explored, and shown on the Explore page; seconds and peak memory.

No peer: what is shown is that it works on two cores. Every step is measured in one process, ``python -m
benchmarks.million FILE``, so that its peak memory is its own; the page is measured in Chromium with the data in place.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks.measure import SEED, Row, clock, within

RECORDS, LENGTH = 1_000_000, 150
BAR = 15.0
"""Seconds to the first chart of Explore."""


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "reads.fasta"
        _write(path)
        size = path.stat().st_size
        command = [sys.executable, "-m", "benchmarks.million", str(path)]
        found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        seconds, memory = _page(path, Path(folder) / "home")
    data = f"{RECORDS:,} × {LENGTH} bp ({size / 1e6:.0f} MB FASTA)"
    steps = [Row(f"{data}: {name}", clock(taken), "–", "–", "–", None) for name, taken in found["steps"].items()]
    peak = f"{found['bytes'] / 1e6:,.0f} MB"
    return [
        *steps,
        Row("the same, all steps in one process: peak memory", peak, "–", "–", "–", None),
        within("Explore page, data kept from before: address to first chart in Chromium", [seconds], BAR),
        Row("the same: memory of the web process", f"{memory / 1e6:,.0f} MB", "–", "–", "–", None),
    ]


def _write(path: Path) -> None:
    rng = np.random.default_rng(SEED)
    letters = np.frombuffer(b"ACGT", dtype=np.uint8)[rng.integers(0, 4, (RECORDS, LENGTH), dtype=np.uint8)]
    with path.open("wb") as handle:
        for number, row in enumerate(letters):
            handle.write(b">read%d %s\n%s\n" % (number, b"mutated" if number % 2 else b"normal", row.tobytes()))


def _page(path: Path, home: Path) -> tuple[float, int]:
    """Return seconds from the address of the Explore page to its first chart, and bytes of the web process."""
    from playwright.sync_api import sync_playwright

    from benchmarks.app import ARGS, serve
    from genocore.sequences import Source, read
    from genocore.workspace import Store

    store = Store(home)
    space = store.create()
    space.add_dataset(*read([Source.from_path(path)]), "a million reads", label="header:2")
    store.close()
    with sync_playwright() as playwright, serve(home) as server:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(server.url)  # the server has started, and loaded what the first page needs
        page.get_by_role("heading").first.wait_for()
        asked = time.perf_counter()
        page.goto(f"{server.url}/explore?ws={space.id}", wait_until="commit")
        page.locator(".stPlotlyChart .main-svg").first.wait_for()
        taken = time.perf_counter() - asked
        memory = psutil.Process(server.process.pid).memory_info().rss
        browser.close()
    return taken, memory


def _measure(path: Path) -> dict[str, Any]:
    from genocore.exploration.bias import audit
    from genocore.exploration.composition import class_summary, distribution, group_names, record_table
    from genocore.exploration.enrichment import kmer_enrichment
    from genocore.exploration.motifs import find_motif
    from genocore.exploration.positions import position_table
    from genocore.sequences import Source, load

    steps: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        result = work()
        steps[name] = time.perf_counter() - start
        return result

    data, report = timed("read, labels, all checks", lambda: load([Source.from_path(path)]))
    assert len(data) == RECORDS and report.adds_up

    def overview() -> Any:
        records = record_table(data)
        return class_summary(data, records), distribution(records["gc"].to_numpy(), group_names(data))

    timed("lengths, GC and composition of each class", overview)
    timed("class-bias audit", lambda: audit(data))
    timed("composition and information at each position", lambda: position_table(data))
    timed("enrichment of 6-mers", lambda: kmer_enrichment(data, k=6))
    timed("a motif on both strands", lambda: find_motif(data, "TGANTCA"))
    unit = 1 if sys.platform == "darwin" else 1024
    return {"steps": steps, "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit}


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    print(json.dumps(_measure(Path(sys.argv[1]))))
