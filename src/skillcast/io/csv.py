"""CSV files: UTF-8 (with or without mark) or GB18030; comma, semicolon or tab; every cell as text."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path

from skillcast.errors import Problem
from skillcast.io.raw import Found, raw_table, unreadable

UTF8 = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf]{2}")  # a Chinese character in UTF-8
HIGH = re.compile(rb"[\x80-\xff]")


def read_csv(file: Path, name: str) -> Found:
    """Return the table `name` that a CSV file holds, and what is wrong with the file."""
    raw = file.read_bytes()
    if raw.startswith(b"PK\x03\x04"):
        return [], [unreadable(file.name, "内容是工作簿，不是 CSV", "it is a workbook, not CSV")]
    text = decode(raw)
    if text is None:
        return [], [Problem("wrong-encoding", table=name, file=file.name)]
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return [], [unreadable(file.name, f"引号不成对或格式错误：{error}", f"unpaired quotes or bad format: {error}")]
    return raw_table(name, file.name, "", rows)


def decode(raw: bytes) -> str | None:
    """Return the text of a file, or None where the bytes are neither UTF-8 nor GB18030.

    Examples
    --------
    >>> decode("行业".encode("gb18030")), decode("x".encode("utf-16-le"))
    ('行业', None)
    """
    # A damaged UTF-8 file would often pass as GB18030, every name in it turned into another.
    damaged = raw.startswith(codecs.BOM_UTF8) or 3 * len(UTF8.findall(raw)) > len(HIGH.findall(raw)) / 2
    for encoding in ("utf-8-sig",) if damaged else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Two-byte encodings without a mark pass as UTF-8 full of zeros.
        return None if "\x00" in text else text
    return None
