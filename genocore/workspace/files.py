"""A dataset on disk: its letters as they are in memory, one row a record beside them."""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from genocore.sequences import Dataset, Report, Source


def save_dataset(folder: Path, data: Dataset, report: Report) -> None:
    """Write an unlabelled dataset and its report; the folder appears complete or not at all."""
    with whole_folder(folder) as part:
        np.save(part / "letters.npy", data.letters, allow_pickle=False)
        np.save(part / "offsets.npy", data.offsets, allow_pickle=False)
        columns = {f"column {name}": values for name, values in data.columns.items()}
        pd.DataFrame({"id": data.ids, **columns}).to_parquet(part / "records.parquet", index=False)
        (part / "report.json").write_text(json.dumps(report.to_dict()), encoding="utf-8")


def load_dataset(folder: Path) -> tuple[Dataset, Report]:
    """Read what `save_dataset` wrote; the letters are mapped, so that processes share one copy in memory."""
    records = pd.read_parquet(folder / "records.parquet")
    columns = {str(name).removeprefix("column "): _array(records[name]) for name in records.columns if name != "id"}
    letters = np.load(folder / "letters.npy", mmap_mode="r", allow_pickle=False)
    offsets = np.load(folder / "offsets.npy", allow_pickle=False)
    data = Dataset(_array(records["id"]), letters, offsets, columns=columns)
    return data, Report.from_dict(json.loads((folder / "report.json").read_text(encoding="utf-8")))


def keep_sources(folder: Path, sources: Sequence[Source], first: int = 0) -> None:
    """Write files as they came, called by their number: names from elsewhere never become names on disk."""
    if sources:
        folder.mkdir(parents=True, exist_ok=True)
    for number, source in enumerate(sources, start=first):
        part = folder / f"{number}.part"
        with source.open_packed() as raw, part.open("wb") as out:
            shutil.copyfileobj(raw, out)
        part.replace(folder / str(number))


def kept_sources(folder: Path, names: Sequence[str]) -> list[Source]:
    """Return the files that `keep_sources` wrote, under their own names."""
    return [Source(name, path=folder / str(number)) for number, name in enumerate(names)]


def write_table(path: Path, frames: Iterable[pd.DataFrame]) -> int:
    """Write pieces of one table into a Parquet file that appears complete or not at all; return the number of rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{secrets.token_hex(4)}")
    writer, rows = None, 0
    try:
        for frame in frames:
            schema = writer.schema if writer else None
            table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
            writer = writer or pq.ParquetWriter(part, table.schema)
            writer.write_table(table)
            rows += len(frame)
        if writer:
            writer.close()
            part.replace(path)
    finally:
        if writer and writer.is_open:
            writer.close()
        part.unlink(missing_ok=True)
    return rows


def _array(column: pd.Series) -> np.ndarray:
    text = pd.api.types.is_string_dtype(column) or pd.api.types.is_object_dtype(column)
    return column.astype(object).to_numpy(copy=True) if text else column.to_numpy(copy=True)


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Yield a folder to write into that takes the place of `folder` once all is written."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".part-", dir=folder.parent))
    try:
        yield part
        if folder.exists():
            shutil.rmtree(folder)
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
