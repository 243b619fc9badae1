"""The most a reader takes: every size that bounds memory and time stands here, with its reason.

A whole city fits many times over: its largest table (quarterly vacancies of 250 occupations over ten years) has 17,000 rows
and 1 MB. What is larger is another kind of file, or made to exhaust the machine.
"""

from __future__ import annotations

from skillcast.errors import Problem

MEGABYTE = 2**20
# Read as a whole into memory, where a cell takes some ten times its bytes.
FILE_BYTES = 64 * MEGABYTE
# All parts of a workbook or all columns of a Parquet file unpacked: sheets are XML, some 40 bytes a cell.
UNPACKED_BYTES = 256 * MEGABYTE
# A sheet of like rows packs 20 to 60 times smaller; beyond 200 nothing but repetition is left. Small parts may be any.
PACKED_TIMES = 200
PACKED_FROM = 8 * MEGABYTE
# Parts of a workbook: every sheet has a few (drawing, remarks, relations).
PARTS = 2_000
SHEETS = 200
# A configuration is written by hand.
CONFIG_BYTES = MEGABYTE
# A spreadsheet ends at 1,048,576 rows.
ROWS = 1_000_000
# The widest table has 14 columns; room for remarks of one's own is not needed, unknown columns are refused.
COLUMNS = 200
# Rows times columns: a sheet whose only cells are the first and the last spans 17 thousand million.
CELLS = 10_000_000
# Characters of one cell: a reason takes a paragraph, not a document.
CELL = 2_000
# Characters of all text cells of a workbook together: one long text may be named by every cell.
TEXT = 64_000_000
# Files of a folder that might be tables: there are some thirty tables.
FILES = 300
# Bytes of one line of a CSV file: `COLUMNS` cells of a hundred characters, each of three bytes, and more.
LINE = MEGABYTE


def too_large(file: str, value: str, limit: int) -> Problem:
    """Return the problem of a file that is too large, the limit in bytes."""
    return Problem("file-too-large", file=file, value=value, facts={"limit": megabytes(limit)})


def too_many(file: str, zh: str, en: str, count: int, limit: int, *, table: str = "", sheet: str = "") -> Problem:
    """Return the problem that there are more of something than the limit."""
    facts = {"what": zh, "what_en": en, "limit": f"{limit:,}"}
    return Problem("too-many", table=table, file=file, sheet=sheet, value=f"{count:,}", facts=facts)


def megabytes(size: int) -> str:
    """Return a size in words.

    Examples
    --------
    >>> megabytes(64 * 2**20)
    '64 MB'
    """
    return f"{size // MEGABYTE} MB"
