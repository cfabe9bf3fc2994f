"""Near copies in 20,000 sequences, against the tools that biologists use for it; and in genomes cut to pieces.

Pairs are planted at 95, 90, 85 and 80 % identity: exactly so many edits, a fifth of them insertions or deletions, half
of the copies on the opposite strand. Every tool gets the same cut-off, 77 %, so that none loses pairs at the edge
(CD-HIT-EST its lowest, 80 %). A pair is found if both are in one cluster; a false pair is two unrelated sequences in
one. The tools come from Debian (``apt-get install mmseqs2 cd-hit vsearch``); those that are not there are left out.
``GENOCORE_BENCH_DATA`` may hold ``chlamydia_1Mb.fasta.gz`` and ``chr17_hg19_part_Ns.fa``, cut into windows as a
background with real repeats.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.measure import SEED, Row, clock

RECORDS, LENGTH, PLANTED, CUT, ROUNDS = 20_000, 200, 500, 0.77, 3
IDENTITIES = {0.95: 0.99, 0.90: 0.99, 0.85: 0.99, 0.80: 0.95}
"""Identity of the planted pairs, and the share of them to be found."""
LIMIT = 60
"""Seconds a tool may take."""
MANY, GIGABYTES = 200_000, 3.0
_OPPOSITE = str.maketrans("ACGT", "TGCA")


def rows() -> list[Row]:
    texts, planted = _plant()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fasta = folder / "all.fasta"
        fasta.write_text("".join(f">{i}\n{text}\n" for i, text in enumerate(texts)))
        ours = [_timed(lambda: _ours(texts)) for _ in range(ROUNDS)]
        own, group = float(np.median([taken for taken, _ in ours])), ours[0][1]
        recall, false = _judge(group, planted)
        data = f"{len(texts):,} × {LENGTH} bp"
        found = [Row(f"{data}, families at {CUT:.0%}", clock(own), "–", "–", "–", None)]
        met = all(recall[one] >= bar for one, bar in IDENTITIES.items()) and not false
        bars = " / ".join(f"{bar:g}" for bar in IDENTITIES.values())
        found.append(
            Row("pairs found at 95 / 90 / 85 / 80 %; false pairs", _words(recall, false), "–", "–", f"≥ {bars}; 0", met)
        )
        for tool, (run, bar) in _tools(fasta, folder).items():
            if shutil.which(tool):
                taken, theirs = _timed(run)
                text = "not done" if theirs is None else _words(*_judge(theirs, planted))
                ratio = f"{taken / own:.1f}×" + ("" if theirs is not None else " at least")
                found.append(
                    Row(
                        f"{data}: {tool} (found: {text})",
                        clock(own),
                        clock(taken),
                        ratio,
                        f"≥ {bar:g}×",
                        taken / own >= bar,
                    )
                )
    return [*found, *_genomes(), _many()]


def _plant() -> tuple[list[str], dict[int, tuple[int, float]]]:
    rng = np.random.default_rng(SEED)
    total = PLANTED * len(IDENTITIES)
    texts = ["".join(row) for row in rng.choice(list("ACGT"), (RECORDS - total, LENGTH))]
    planted: dict[int, tuple[int, float]] = {}
    for number, identity in enumerate(IDENTITIES):
        for copy in range(PLANTED):
            parent = number * PLANTED + copy
            text = _edit(texts[parent], round(LENGTH * (1 - identity)), rng)
            planted[len(texts)] = (parent, identity)
            texts.append(text.translate(_OPPOSITE)[::-1] if copy % 2 else text)
    return texts, planted


def _edit(text: str, edits: int, rng: np.random.Generator) -> str:
    out = list(text)
    for place in rng.choice(len(out), edits, replace=False):
        kind = rng.integers(0, 10)
        base = out[place]
        other = rng.choice([one for one in "ACGT" if one != base])
        out[place] = "" if kind == 0 else base + rng.choice(list("ACGT")) if kind == 1 else other
    return "".join(out)


def _timed(work: Callable[[], np.ndarray | None]) -> tuple[float, np.ndarray | None]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def _ours(texts: list[str]) -> np.ndarray:
    from genocore.sequences import Dataset
    from genocore.splitting.families import find_families

    return find_families(Dataset.from_strings(texts), CUT).group


def _judge(group: np.ndarray, planted: dict[int, tuple[int, float]]) -> tuple[dict[float, float], int]:
    """Return the share of planted pairs found at each identity, and how many unrelated sequences were put together."""
    truth = np.arange(len(group))
    for copy, (parent, _) in planted.items():
        truth[copy] = parent
    recall = {
        one: float(
            np.mean([group[copy] == group[parent] for copy, (parent, identity) in planted.items() if identity == one])
        )
        for one in IDENTITIES
    }
    false = sum(len(np.unique(truth[group == number])) - 1 for number in np.unique(group))
    return recall, int(false)


def _words(recall: dict[float, float], false: int) -> str:
    return " / ".join(f"{share:.3f}" for share in recall.values()) + f"; {false}"


def _tools(fasta: Path, folder: Path) -> dict[str, tuple[Callable[[], np.ndarray | None], float]]:
    out = folder / "out"

    def mmseqs() -> np.ndarray | None:
        words = [
            "mmseqs",
            "easy-cluster",
            fasta,
            out,
            folder / "tmp",
            "--min-seq-id",
            CUT,
            "-c",
            "0.8",
            "--threads",
            "2",
        ]
        return _read_pairs(Path(f"{out}_cluster.tsv")) if _run(words) else None

    def vsearch() -> np.ndarray | None:
        words = ["vsearch", "--cluster_fast", fasta, "--id", CUT, "--strand", "both", "--uc", out, "--threads", "2"]
        return _read_uc(out) if _run(words) else None

    def cd_hit() -> np.ndarray | None:
        words = ["cd-hit-est", "-i", fasta, "-o", out, "-c", max(CUT, 0.8), "-n", "4", "-r", "1", "-T", "2", "-M", "0"]
        return _read_clstr(Path(f"{out}.clstr")) if _run(words) else None

    return {"mmseqs": (mmseqs, 5.0), "cd-hit-est": (cd_hit, 1.0), "vsearch": (vsearch, 1.0)}


def _run(words: list[object]) -> bool:
    try:
        subprocess.run([str(word) for word in words], capture_output=True, check=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return False
    return True


def _read_pairs(path: Path) -> np.ndarray:
    table = np.loadtxt(path, dtype=np.int64)
    group = np.arange(RECORDS)
    group[table[:, 1]] = table[:, 0]
    return group


def _read_uc(path: Path) -> np.ndarray:
    group = np.arange(RECORDS)
    for line in path.read_text().splitlines():
        cells = line.split("\t")
        if cells[0] == "H":
            group[int(cells[8])] = int(cells[9])
    return group


def _read_clstr(path: Path) -> np.ndarray:
    group, number = np.arange(RECORDS), -1
    for line in path.read_text().splitlines():
        if line.startswith(">"):
            number = -1
        else:
            row = int(line.split(">")[1].split("...")[0])
            number = row if number < 0 else number
            group[row] = number
    return group


def _genomes() -> list[Row]:
    from genocore.sequences import Dataset, Source, read
    from genocore.splitting.families import GIANT, find_families

    found = []
    for name in ("chlamydia_1Mb.fasta.gz", "chr17_hg19_part_Ns.fa"):
        path = Path(os.environ.get("GENOCORE_BENCH_DATA", "nowhere")) / name
        if path.is_file():
            texts = list(read([Source.from_path(path)])[0].sequences())
            pieces = [text[at : at + LENGTH] for text in texts for at in range(0, len(text) - LENGTH + 1, LENGTH)]
            families = find_families(Dataset.from_strings(pieces))
            words = f"{families.related:,} with a relative; largest family {families.sizes[0]}"
            work = f"{name} in {len(pieces):,} windows of {LENGTH} bp"
            found.append(Row(work, words, "–", "–", f"no family above {GIANT:.0%}", families.giant <= GIANT))
    return found


def _many() -> Row:
    command = [sys.executable, "-m", "benchmarks.families"]
    seconds, size = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    work = f"{MANY:,} × {LENGTH} bp: time, and peak memory of the process"
    return Row(
        work,
        f"{clock(float(seconds))}, {float(size):.1f} GB",
        "–",
        "–",
        f"≤ {GIGABYTES:g} GB",
        float(size) <= GIGABYTES,
    )


def _measure() -> None:
    from genocore.sequences import Dataset
    from genocore.splitting.families import find_families

    letters = np.frombuffer(b"ACGT", dtype=np.uint8)[
        np.random.default_rng(SEED).integers(0, 4, MANY * LENGTH, dtype=np.uint8)
    ]
    data = Dataset(np.arange(MANY).astype(str).astype(object), letters, np.arange(0, MANY * LENGTH + 1, LENGTH))
    began = time.perf_counter()
    find_families(data)
    unit = 1 if sys.platform == "darwin" else 1024
    print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9)


if __name__ == "__main__":
    _measure()
