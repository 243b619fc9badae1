"""A table as it stands in a file: every cell as text, nothing interpreted yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from skillcast.errors import Problem
from skillcast.io.sizes import CELL, COLUMNS, ROWS, too_many
from skillcast.tables import TABLES

NAMES = {name.casefold(): spec.name for spec in TABLES.values() for name in (spec.name, spec.zh)}


@dataclass(frozen=True)
class RawTable:
    """A table as it stands in a file.

    Parameters
    ----------
    name
        Field name of the table.
    file, sheet
        Where it was read.
    frame
        Text cells, columns 0, 1, 2 ...; the index holds the rows a spreadsheet shows (the header is row 1).
    header
        Headers as written, one a column.
    numbers
        Cells (row, place) that a workbook holds as numbers.
    header_row
        The row of the header; 1 unless blank rows stand above it.
    """

    name: str
    file: str
    sheet: str
    frame: pd.DataFrame
    header: tuple[str, ...]
    numbers: frozenset[tuple[int, int]] = frozenset()
    header_row: int = 1


Found = tuple[list[RawTable], list[Problem]]


def raw_table(
    name: str,
    file: str,
    sheet: str,
    rows: Sequence[Sequence[str]],
    *,
    numbers: frozenset[tuple[int, int]] = frozenset(),
) -> Found:
    """Return the table made of `rows` (header first), or the problem that it is none; a row longer than the header is one too."""
    kept = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, start=1)]
    kept = [(number, row) for number, row in kept if any(row)]
    if len(kept) < 2:
        return [], [Problem("empty-table", table=name, file=file, sheet=sheet)]
    header = kept[0][1]
    while not header[-1]:
        header.pop()
    if problem := _beyond(name, file, sheet, kept, header):
        return [], [problem]
    if all(any(row[len(header) :]) for _, row in kept[1:]):
        title = Problem("no-header", table=name, file=file, sheet=sheet, row=kept[0][0], value="、".join(header))
        return [], [title]
    problems, body = [], []
    for number, row in kept[1:]:
        extra = [cell for cell in row[len(header) :] if cell]
        if extra:
            facts = {
                "reason": f"该行的格数多于表头：“{extra[0]}”",
                "reason_en": f"more cells than headers: '{extra[0]}'",
            }
            problems.append(
                Problem("unreadable-file", table=name, file=file, sheet=sheet, row=number, value=extra[0], facts=facts)
            )
        body.append((row + [""] * len(header))[: len(header)])
    places, index = pd.Index(range(len(header))), [number for number, _ in kept[1:]]
    frame = pd.DataFrame(body, columns=places, index=index, dtype=object)
    return [RawTable(name, file, sheet, frame, tuple(header), numbers, kept[0][0])], problems


def _beyond(
    name: str, file: str, sheet: str, kept: Sequence[tuple[int, Sequence[str]]], header: Sequence[str]
) -> Problem | None:
    """Return the first size of a table that is beyond its limit."""
    for zh, en, count, limit in (("列", "columns", len(header), COLUMNS), ("行", "rows", len(kept) - 1, ROWS)):
        if count > limit:
            return too_many(file, zh, en, count, limit, table=name, sheet=sheet)
    for number, row in kept:
        for place, cell in enumerate(row):
            if len(cell) > CELL:
                named = place < len(header) and 0 < len(header[place]) <= CELL
                column = header[place] if named else f"#{place + 1}"
                size, facts = f"{len(cell):,}", {"limit": f"{CELL:,}"}
                return Problem("too-long", name, file, sheet, row=number, column=column, value=size, facts=facts)
    return None


def cell_text(cell: object) -> str:
    """Return a cell as text; whole numbers without a decimal point, so that a code or year loses nothing.

    Examples
    --------
    >>> cell_text(430401.0), cell_text(0.25), cell_text(None)
    ('430401', '0.25', '')
    """
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and pd.isna(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def unreadable(file: str, zh: str, en: str) -> Problem:
    """Return the problem of a file that cannot be read, with the reason in both languages."""
    return Problem("unreadable-file", file=file, facts={"reason": zh, "reason_en": en})


def unknown_table(file: str, value: str, sheet: str = "") -> Problem:
    """Return the warning that a file or sheet is none of the tables."""
    return Problem("unknown-table", file=file, sheet=sheet, value=value, facts={"allowed": "、".join(TABLES)})
