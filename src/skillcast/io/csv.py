"""CSV files: UTF-8 (with or without mark) or GB18030; comma, semicolon or tab; every cell as text."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from skillcast.errors import Problem
from skillcast.io.raw import Found, raw_table, unreadable
from skillcast.io.sizes import CELL, COLUMNS, FILE_BYTES, LINE, ROWS, megabytes, too_large, too_many

UTF8 = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf]{2}")  # a Chinese character in UTF-8
HIGH = re.compile(rb"[\x80-\xff]")


def read_csv(file: Path, name: str) -> Found:
    """Return the table `name` that a CSV file holds, and what is wrong with the file."""
    if (size := file.stat().st_size) > FILE_BYTES:
        return [], [too_large(file.name, megabytes(size), FILE_BYTES)]
    raw = file.read_bytes()
    if raw.startswith(b"PK\x03\x04"):
        return [], [unreadable(file.name, "内容是工作簿，不是 CSV", "it is a workbook, not CSV")]
    text = decode(raw)
    if text is None:
        return [], [Problem("wrong-encoding", table=name, file=file.name)]
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(_lines(text), delimiter=delimiter, strict=True):
            rows.append(row)
            if len(row) > COLUMNS:
                return [], [too_many(file.name, "列", "columns", len(row), COLUMNS, table=name)]
            if len(rows) > ROWS + 1:
                return [], [too_many(file.name, "行", "rows", len(rows), ROWS, table=name)]
    except _LongLineError as error:
        facts = {"limit": f"{LINE:,}"}
        return [], [
            Problem("too-long", table=name, file=file.name, row=error.args[0], value=error.args[1], facts=facts)
        ]
    except csv.Error as error:
        if "field limit" in str(error):
            longest, facts = f">{csv.field_size_limit():,}", {"limit": f"{CELL:,}"}
            return [], [Problem("too-long", name, file.name, row=len(rows) + 1, value=longest, facts=facts)]
        return [], [unreadable(file.name, f"引号不成对或格式错误：{error}", f"unpaired quotes or bad format: {error}")]
    return raw_table(name, file.name, "", rows)


def decode(raw: bytes) -> str | None:
    """Return the text of a file, or None where the bytes are neither UTF-8 nor GB18030.

    Examples
    --------
    >>> decode("行业".encode("gb18030")), decode("x".encode("utf-16-le"))
    ('行业', None)
    """
    for encoding in ("utf-8-sig", "gb18030"):
        # A damaged UTF-8 file would often pass as GB18030, every name in it turned into another.
        if encoding == "gb18030" and (raw.startswith(codecs.BOM_UTF8) or 3 * _count(UTF8, raw) > _count(HIGH, raw) / 2):
            return None
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Two-byte encodings without a mark pass as UTF-8 full of zeros.
        return None if "\x00" in text else text
    return None


def _count(pattern: re.Pattern[bytes], raw: bytes) -> int:
    return sum(1 for _ in pattern.finditer(raw))


class _LongLineError(Exception):
    """A line (its number, its length) longer than any table has."""


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text; the reader of CSV would take one of any length into memory, cell by cell."""
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > LINE:
            raise _LongLineError(number, len(line))
        yield line
