"""Predictions for a million sequences: seconds and peak memory, beside those for a tenth of them.

No peer: what is shown is that memory holds the sequences and one batch, not the predictions. Each measurement is a
process of its own, ``python -m benchmarks.predict RUN FILE``, that does what ``genocore predict`` does.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.measure import SEED, Row, clock

RECORDS, FEWER, LENGTH, TRAINED = 1_000_000, 100_000, 60, 2_000
MODELS = (("logistic", "kmers", {}), ("cnn", "", {"preset": "fast"}))
BAR = 2e9
"""Bytes at the peak."""


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        files = {size: _write(folder / f"{size}.fasta", size) for size in (FEWER, RECORDS)}
        found = []
        for model, encoder, values in MODELS:
            run = _train(folder / model, model, encoder, values)
            few, many = (_once(run, files[size]) for size in (FEWER, RECORDS))
            grown = (many["bytes"] - few["bytes"]) / (RECORDS - FEWER)
            work = f"{model}, {RECORDS:,} × {LENGTH} bp from FASTA to CSV"
            memory = f"{many['bytes'] / 1e6:,.0f} MB; {FEWER:,}: {few['bytes'] / 1e6:,.0f} MB"
            found += [
                Row(work, clock(many["seconds"]), "–", "–", "–", None),
                Row("the same: peak memory", memory, "–", f"{grown:.0f} bytes a sequence", f"≤ {BAR / 1e9:g} GB",
                    many["bytes"] <= BAR),
            ]  # fmt: skip
        return found


def _write(path: Path, size: int) -> Path:
    letters = np.frombuffer(b"ACGT", dtype=np.uint8)[np.random.default_rng(SEED).integers(0, 4, (size, LENGTH))]
    with path.open("wb") as handle:
        for number, row in enumerate(letters):
            handle.write(b">read%d\n%s\n" % (number, row.tobytes()))
    return path


def _train(folder: Path, model: str, encoder: str, values: dict[str, object]) -> Path:
    from genocore.sequences import Dataset
    from genocore.training.settings import Settings
    from genocore.training.train import train

    rng = np.random.default_rng(SEED)
    letters = rng.choice(list("ACGT"), (TRAINED, LENGTH))
    labels = np.array(["plain", "rich"])[np.arange(TRAINED) % 2]
    letters[labels == "rich", 20:26] = list("TGACTC")
    data = Dataset.from_strings(["".join(row) for row in letters], labels=labels.tolist())
    settings = Settings.checked(model=model, encoder=encoder, values=values, split="random", folds=2)
    run, fitted = train(data, settings)
    folder.mkdir()
    run.save(folder)
    fitted.save(folder)
    return folder


def _once(run: Path, file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.predict", str(run), str(file)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return json.loads(told.splitlines()[-1])


def _measure(run: Path, file: Path) -> dict[str, float]:
    from genocore.cli.models import predict

    began = time.perf_counter()
    out = run / f"{file.stem}.csv"
    predict(run, [file], out=out, id="", read=None, as_json=False)
    taken = time.perf_counter() - began
    with out.open("rb") as handle:
        assert sum(1 for _ in handle) == int(file.stem) + 1
    unit = 1 if sys.platform == "darwin" else 1024
    return {"seconds": taken, "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit}


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]), Path(sys.argv[2]))))
