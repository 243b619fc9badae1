"""CSV files: raw values under field names, UTF-8 with BOM, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from skillcast.publication.content import TEXT_KINDS, Table, plain

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def guard(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before a leading = + - @.

    Examples
    --------
    >>> guard("=1+1"), guard("焊工"), guard("-")
    ("'=1+1", '焊工', '-')
    """
    return f"'{text}" if len(text) > 1 and text.startswith(_RISKY) else text


def unguard(text: str) -> str:
    """Return what `guard` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_RISKY) and len(text) > 2 else text


def csv_bytes(table: Table) -> bytes:
    """Return a table as CSV: header of field names, every published field, values as they are (not as printed)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    fields = [
        [guard(plain(value)) if column.kind in TEXT_KINDS else plain(value) for value in table.frame[column.name]]
        for column in table.columns
    ]
    writer.writerows(zip(*fields, strict=True))
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def write_csv(table: Table, path: Path) -> None:
    """Write a table as a CSV file."""
    path.write_bytes(csv_bytes(table))


def read_csv(path: Path) -> pd.DataFrame:
    """Return a file written here as a frame of texts."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return frame.map(unguard)
