"""Parquet files as rows of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from genocore.errors import InputError
from genocore.files import Source
from genocore.files.guard import need_plausible_size
from genocore.files.limits import limits


def read_parquet_rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Yield the names of the columns, then each row with its number, as text.

    Raises
    ------
    InputError
        FA015 if the file is damaged, FA019 if it has more cells than are read.
    Refused
        SE002 if it unpacks to more than is plausible.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with source.open_packed() as raw:
        try:
            schema = pq.ParquetFile(raw).schema_arrow
            texts = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_binary(field.type)]
            file = pq.ParquetFile(raw, read_dictionary=texts)  # a text that repeats is held once
            rows, columns = file.metadata.num_rows, file.metadata.num_columns
            limits().need("cells", rows * columns, file=source.name, noun="cells")
            unpacked = sum(file.metadata.row_group(i).total_byte_size for i in range(file.num_row_groups))
            need_plausible_size(unpacked, source.size, source.name, "The Parquet file")
            yield 1, [str(name) for name in schema.names]
            number, letters = 2, 0
            for batch in file.iter_batches(batch_size=10_000):
                letters += sum(map(_letters, batch.columns))
                need_plausible_size(letters, source.size, source.name, "The Parquet file")
                for row in zip(*map(_texts, batch.columns), strict=True):
                    yield number, list(row)
                    number += 1
        except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, OverflowError) as error:
            what = f"The Parquet file is damaged or of a kind that is not read ({type(error).__name__})."
            raise InputError(what, hint="Save it anew, or as CSV.", code="FA015", file=source.name) from None


def _letters(column: Any) -> int:
    """Return how many bytes the texts of a column would have, each written out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = pc.take(pc.binary_length(column.dictionary), column.indices)
    return int(pc.sum(lengths).as_py() or 0)


def _texts(column: Any) -> list[str]:
    import pyarrow as pa

    if pa.types.is_floating(column.type) and not pa.types.is_float16(column.type):
        column = column.cast(pa.string())  # the shortest text that means the same number
    return [
        "" if v is None else v.decode(errors="replace") if isinstance(v, bytes) else str(v).strip()
        for v in column.to_pylist()
    ]
