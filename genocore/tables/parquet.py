"""Parquet files as rows of text."""

from __future__ import annotations

from collections.abc import Iterator

from genocore.errors import InputError
from genocore.files import Source
from genocore.files.limits import limits


def read_parquet_rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Yield the names of the columns, then each row with its number, as text.

    Raises
    ------
    InputError
        FA015 if the file is damaged, FA019 if it has more cells than are read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with source.open_packed() as raw:
        try:
            file = pq.ParquetFile(raw)
            rows, columns = file.metadata.num_rows, file.metadata.num_columns
            limits().need("cells", rows * columns, file=source.name, noun="cells")
            unpacked = sum(file.metadata.row_group(i).total_byte_size for i in range(file.num_row_groups))
            limits().need("unpacked_bytes", unpacked, file=source.name, noun="bytes")
            yield 1, [str(name) for name in file.schema_arrow.names]
            number = 2
            for batch in file.iter_batches(batch_size=10_000):
                cells = [_texts(column) for column in batch.columns]
                for row in zip(*cells, strict=True):
                    yield number, list(row)
                    number += 1
        except (pa.ArrowException, OSError, ValueError) as error:
            what = f"The Parquet file is damaged or of a kind that is not read ({type(error).__name__})."
            raise InputError(what, hint="Save it anew, or as CSV.", code="FA015", file=source.name) from None


def _texts(column: object) -> list[str]:
    values = column.to_pylist()  # type: ignore[attr-defined]
    return ["" if v is None else repr(v) if isinstance(v, float) else str(v) for v in values]
