"""Run all subjects, or those named, and write ``results.md``: ``python -m benchmarks [NAME ...]``."""

from __future__ import annotations

import argparse
import os
import platform
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path

import psutil

from benchmarks.measure import Row, rows_of

SUBJECTS = (
    "read", "kmers", "onehot", "million", "families", "epoch", "predict", "scores", "mutagenesis", "mutations",
    "significance", "app",
)  # fmt: skip
PACKAGES = (
    "numpy", "pandas", "scipy", "biopython", "scikit-learn", "tensorflow", "keras", "pykmertools", "streamlit",
    "playwright",
)  # fmt: skip
RESULTS = Path(__file__).with_name("results.md")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SUBJECTS)}; all if none is given")
    names = parser.parse_args().names or list(SUBJECTS)
    if unknown := set(names) - set(SUBJECTS):
        parser.error(f"no subject is called {', '.join(sorted(unknown))}; choose from {', '.join(SUBJECTS)}")
    for name in names:
        section = f"On {date.today()}; load at the start: {load()}\n\n"
        # a process each: no subject inherits the memory, caches or threads of another
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            rows = pool.submit(rows_of, name).result()
        for row in rows:
            print(row.work, row.ours, row.peer, row.ratio, row.bar, verdict(row), sep=" | ", flush=True)
        sections = read_sections() | {name: section + table(rows)}
        parts = [f"\n## {subject}\n\n{sections[subject]}" for subject in SUBJECTS if subject in sections]
        RESULTS.write_text(describe_machine() + "".join(parts), encoding="utf-8")


def read_sections() -> dict[str, str]:
    """Return the sections there are, so that one subject can be measured again alone."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.is_file() else ""
    parts = [part.partition("\n\n") for part in text.split("\n## ")[1:]]
    return {name: body.rstrip("\n") + "\n" for name, _, body in parts}


def load() -> str:
    """Return how busy the machine is."""
    return f"{os.getloadavg()[0]:.1f} processes" if hasattr(os, "getloadavg") else "unknown"


def describe_machine() -> str:
    """Return the head of the file: when, on what, with which versions, and how to read the numbers."""
    memory = psutil.virtual_memory().total / 2**30
    return f"""# Ratios against peers

Made by `make bench`. Each section was measured on one machine in one run, ours and the peer in turns (A B A B), with
fixed seeds, after a warm-up. Times are medians. A ratio is peer / ours, formed pair by pair: median
(minimum – maximum). Times without a peer: median (minimum – maximum).

* Machine: {os.cpu_count()} cores, {cpu_model()}, {memory:.0f} GiB RAM, {platform.system()}
* Python {platform.python_version()}; {"; ".join(versions())}
"""


def cpu_model() -> str:
    """Return the processor's name, as far as the system tells."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


def versions() -> list[str]:
    """Return the packages that matter with their versions."""
    found = []
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} not installed")
    return found


def table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table."""
    head = ("work", "ours", "peer", "ratio", "bar", "met")
    cells = [(row.work, row.ours, row.peer, row.ratio, row.bar, verdict(row)) for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in (head, ("---",) * len(head), *cells))


def verdict(row: Row) -> str:
    """Return whether the bar is met."""
    return "–" if row.met is None else "yes" if row.met else "**no**"


if __name__ == "__main__":
    main()
