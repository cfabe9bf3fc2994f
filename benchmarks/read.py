"""Reading: a labelled FASTA file into a checked dataset, against ``list(SeqIO.parse)`` and a label split.

Every measurement is a process of its own, ``python -m benchmarks.read ours|peer FILE``, so that its peak memory is
its own too. The clock runs inside it, imports left out.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import Row, faster, random_sequences

RECORDS, LENGTH, ROUNDS = 200_000, 200, 9
PEAK_BAR = 4.0


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.fasta"
        _write(path)
        size = path.stat().st_size
        _once("ours", path), _once("peer", path)
        found = [(_once("ours", path), _once("peer", path)) for _ in range(ROUNDS)]
    work = f"read {RECORDS:,} × {LENGTH} bp FASTA ({size / 1e6:.0f} MB), labels, all checks; peer: SeqIO.parse + split"
    times = faster(work, [(ours["seconds"], peer["seconds"]) for ours, peer in found], 1.5)
    ours, peer = ([pair[index]["bytes"] / size for pair in found] for index in (0, 1))
    ratios = [b / a for a, b in zip(ours, peer, strict=True)]
    peak = Row(
        "the same: peak memory above the imports, in file sizes",
        f"{median(ours):.2f}",
        f"{median(peer):.1f}",
        f"{median(ratios):.1f}× ({min(ratios):.1f} – {max(ratios):.1f})",
        f"≤ {PEAK_BAR:g} files",
        median(ours) <= PEAK_BAR,
    )
    return [times, peak]


def _write(path: Path) -> None:
    with path.open("w") as handle:
        for number, sequence in enumerate(random_sequences(RECORDS, LENGTH), start=1):
            lines = "\n".join(sequence[start : start + 60] for start in range(0, LENGTH, 60))
            handle.write(f">seq{number} {'mutated' if number % 2 else 'normal'}\n{lines}\n")


def _once(who: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.read", who, str(path)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _ours(path: Path) -> Any:
    from genocore.sequences import Source, load

    def work() -> Any:
        data, report = load([Source.from_path(path)])
        assert data.classes == ("mutated", "normal") and report.adds_up
        return data, report

    return work


def _peer(path: Path) -> Any:
    from Bio import SeqIO

    def work() -> Any:
        records = list(SeqIO.parse(path, "fasta"))
        return records, [record.description.split()[1] for record in records]

    return work


def _measure(who: str, path: Path) -> dict[str, float]:
    """Return seconds, and bytes by which the peak grew. Small parents matter: Linux hands their peak on to a child."""
    unit = 1 if sys.platform == "darwin" else 1024
    work = {"ours": _ours, "peer": _peer}[who](path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    result = work()
    elapsed = time.perf_counter() - start
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    del result
    return {"seconds": elapsed, "bytes": grown * unit}


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], Path(sys.argv[2]))))
