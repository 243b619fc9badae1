"""Parquet files (needs the extra ``skillcast[parquet]``)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from skillcast.errors import Problem
from skillcast.io.raw import Found, cell_text, raw_table, unreadable
from skillcast.io.sizes import CELL, CELLS, COLUMNS, ROWS, UNPACKED_BYTES, megabytes, too_large, too_many

_NUMBERING = re.compile(r"__index_level_\d+__")  # the row numbers that pandas keeps as a column


def read_parquet(file: Path, name: str) -> Found:
    """Return the table `name` that a Parquet file holds, and what is wrong with the file."""
    try:
        from pyarrow import ArrowException, parquet, types
    except ImportError:
        extra = 'pip install "skillcast[parquet]"'
        return [], [unreadable(file.name, f"读取 Parquet 需先安装：{extra}", f"reading Parquet needs: {extra}")]
    try:
        with parquet.ParquetFile(file) as source:
            if problem := _beyond(source.metadata, name, file):
                return [], [problem]
            for field in source.schema_arrow:
                if types.is_nested(field.type) or types.is_binary(field.type) or types.is_large_binary(field.type):
                    zh, en = (
                        f"列“{field.name}”不是文字、数字或日期",
                        f"column '{field.name}' is no text, number or date",
                    )
                    return [], [unreadable(file.name, zh, en)]
            texts = [field.name for field in source.schema_arrow if str(field.type) in ("string", "large_string")]
        # A text may stand once and be named by every row: it is measured where it stands once.
        with parquet.ParquetFile(file, read_dictionary=texts) as source:
            table = source.read()
            if problem := _long_text(table, name, file):
                return [], [problem]
            names = [column for column in table.column_names if not _NUMBERING.fullmatch(column)]
            columns = [[cell_text(cell) for cell in table.column(column).to_pylist()] for column in names]
    except (ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        word = type(error).__name__
        return [], [unreadable(file.name, f"不是 Parquet 文件，或已损坏：{word}", f"not Parquet, or damaged: {word}")]
    rows = [names, *map(list, zip(*columns, strict=True))]
    return raw_table(name, file.name, "", rows)


def _beyond(declared: Any, name: str, file: Path) -> Problem | None:
    """Return the first size a file declares that is beyond its limit."""
    rows, columns = declared.num_rows, declared.num_columns
    for zh, en, count, limit in (
        ("列", "columns", columns, COLUMNS),
        ("行", "rows", rows, ROWS),
        ("单元格", "cells", rows * columns, CELLS),
    ):
        if count > limit:
            return too_many(file.name, zh, en, count, limit, table=name)
    unpacked = sum(declared.row_group(place).total_byte_size for place in range(declared.num_row_groups))
    return too_large(file.name, megabytes(unpacked), UNPACKED_BYTES) if unpacked > UNPACKED_BYTES else None


def _long_text(table: Any, name: str, file: Path) -> Problem | None:
    """Return the problem of the first column with a text too long for a cell."""
    from pyarrow import compute

    for column, cells in zip(table.column_names, table.columns, strict=True):
        for chunk in cells.chunks:
            longest = compute.max(compute.utf8_length(chunk.dictionary)).as_py() if hasattr(chunk, "dictionary") else 0
            if (longest or 0) > CELL:
                value, facts = f"{longest:,}", {"limit": f"{CELL:,}"}
                return Problem("too-long", name, file.name, column=column, value=value, facts=facts)
    return None
