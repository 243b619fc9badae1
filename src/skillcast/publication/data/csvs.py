"""CSV files: raw values under field names, UTF-8 with BOM, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

import pandas as pd

from skillcast.publication.content import TEXT_KINDS, Table
from skillcast.publication.printing import plain

_SIGNS = "=+-@"
_WHITE = ("\t", "\r", "\n")
# White space and what cannot be seen.
_BLANK = (
    "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace() or unicodedata.category(sign) == "Cf") + "\ufeff"
)


def guard(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before one that it might.

    That is a text which begins, whatever white space stands before, with = + - @ in half or full width, or with a tab or a
    line break. A lone sign is none: tables print ``-`` for "not applicable".

    Examples
    --------
    >>> guard("=1+1"), guard(" ＝1+1"), guard("焊工"), guard("-")
    ("'=1+1", "' ＝1+1", '焊工', '-')
    """
    return f"'{text}" if _risky(text) else text


def unguard(text: str) -> str:
    """Return what `guard` was given.

    Examples
    --------
    >>> [unguard(guard(text)) for text in ("-5", "'-5", "'", "O'Neill")]
    ['-5', "'-5", "'", "O'Neill"]
    """
    return text[1:] if text.startswith("'") and _risky(text[1:]) else text


def _risky(text: str) -> bool:
    """Whether a spreadsheet might calculate a text; apostrophes before it count for nothing, or they could not be told apart."""
    inner = text.lstrip("'")
    bare = inner.lstrip(_BLANK)
    return (len(bare) > 1 and unicodedata.normalize("NFKC", bare[0])[0] in _SIGNS) or inner.startswith(_WHITE)


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
