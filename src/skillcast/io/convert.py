"""Text cells to typed columns, under the table's description; nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import partial
from math import isfinite

import numpy as np
import pandas as pd

from skillcast.errors import Problem
from skillcast.io.hostile import cell_faults
from skillcast.io.raw import RawTable
from skillcast.io.words import VALUE_WORDS
from skillcast.tables import TABLES, Column, TableSpec
from skillcast.tables.spec import UNITS_ZH

# What people write for "no figure"; allowed only where the column may be empty.
EMPTY = {"", "—", "——", "-", "--", "/", "...", "......", "NA", "N/A", "NaN", "nan", "null", "缺", "无数据"}
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
# A point is no separator: a spreadsheet shows October 2025 and January 2025 alike as 2025.1.
YEAR = re.compile(r"(\d{4})年?", re.ASCII)
QUARTER = re.compile(r"(\d{4})[-年 ]?(?:[Qq]([1-4])|第?([1-4])季度?)", re.ASCII)
MONTH = re.compile(r"(\d{4})[-/年](\d{1,2})月?", re.ASCII)
WITH_UNIT = re.compile(r"(.*?)\s*\(([^()]*)\)", re.DOTALL)
# In the brackets of a header: multiples, percentages and amounts by another time are not the units of these tables.
OTHER_UNIT = re.compile(r"[百千万亿]|thousand|million|0,?000|/\s*(年|日|天|小?时|year|day|hour)|[%‰]")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?( 00:00:00)?", re.ASCII)

Faults = list[tuple[int, str, dict[str, object]]]
Reader = Callable[[pd.Series, Column], tuple[pd.Series, Faults]]


def convert(raw: RawTable) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the typed frame of a table and every problem found on the way.

    Parameters
    ----------
    raw
        Cells as text; the index holds spreadsheet rows, which the returned frame keeps.

    Returns
    -------
    Frame with field names in the order of the description, and problems. Codes, periods, dates and enums are text (empty
    where nothing is known); whole numbers are int64, or float64 with NaN where the column may be empty; cells with a
    problem are empty or NaN.
    """
    spec = TABLES[raw.name]
    places, problems = find_columns(raw, spec)
    frame = pd.DataFrame(index=raw.frame.index)
    for column in spec.columns:
        if column.name in places:
            place = places[column.name]
            # A name is kept as it was written; only what is looked up or counted is brought to half width.
            cells = raw.frame[place].map(str.strip if column.kind == "text" else half_width)
            frame[column.name], faults = _column(cells, column, raw, place)
            problems += faults
    return frame, problems


def half_width(cell: str) -> str:
    """Return a cell with full-width digits and letters made half-width, outer spaces off.

    Examples
    --------
    >>> half_width("　１２，３４５ ")
    '12,345'
    """
    return unicodedata.normalize("NFKC", cell).strip()


def find_columns(raw: RawTable, spec: TableSpec) -> tuple[dict[str, int], list[Problem]]:
    """Return the place of each column, and headers that are unknown, missing or there twice."""
    known = {half_width(header): name for header, name in spec.header_map().items()}
    found = partial(Problem, table=raw.name, file=raw.file, sheet=raw.sheet, row=raw.header_row)
    places: dict[str, int] = {}
    problems = []
    for place, header in enumerate(raw.header):
        written = half_width(header).casefold()
        # A header may carry its unit, such as 在岗人数（人）.
        plain, unit = match.groups() if (match := WITH_UNIT.fullmatch(written)) else (written, "")
        name = known.get(written) or known.get(plain)
        if name is None:
            allowed = "、".join(column.name for column in spec.columns)
            problems.append(found("unknown-column", column=header or f"#{place + 1}", facts={"allowed": allowed}))
        elif name in places:
            problems.append(found("duplicate-column", column=name))
        else:
            places[name] = place
            right = spec.column(name).unit
            if written not in known and right not in ("", unit) and OTHER_UNIT.search(unit):
                facts: dict[str, object] = {"unit": UNITS_ZH[right], "unit_en": right}
                problems.append(found("wrong-unit", column=name, value=unit, facts=facts))
    problems += [
        found("missing-column", column=column.name, facts={"allowed": "、".join(column.headers)})
        for column in spec.columns
        if column.required and column.name not in places
    ]
    return places, problems


def read_period(cell: str) -> str | None:
    """Return a period in its canonical form (``2025``, ``2025Q3``, ``2025-03``), or None.

    Examples
    --------
    >>> [read_period(cell) for cell in ("2025年", "2025第3季度", "2025q3", "2025年3月", "2025.3", "25")]
    ['2025', '2025Q3', '2025Q3', '2025-03', None, None]
    """
    if match := YEAR.fullmatch(cell):
        label = match[1]
    elif match := QUARTER.fullmatch(cell):
        label = f"{match[1]}Q{match[2] or match[3]}"
    elif (match := MONTH.fullmatch(cell)) and 1 <= int(match[2]) <= 12:
        label = f"{match[1]}-{int(match[2]):02d}"
    else:
        return None
    return label if 1950 <= int(label[:4]) <= 2100 else None


def read_date(cell: str) -> str | None:
    """Return a date as ``2025-12-31``, or None.

    Examples
    --------
    >>> read_date("2025年12月1日"), read_date("2025-13-01")
    ('2025-12-01', None)
    """
    match = DATE.fullmatch(cell)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat() if match else None
    except ValueError:
        return None


def _column(cells: pd.Series, column: Column, raw: RawTable, place: int) -> tuple[pd.Series, list[Problem]]:
    """Return one typed column and its problems."""
    found = partial(Problem, table=raw.name, file=raw.file, sheet=raw.sheet, column=column.name)
    empty = cells == "" if column.kind == "text" else cells.isin(EMPTY)
    problems = (
        []
        if column.nullable
        else [found("missing-value", row=int(row), value=cells[row]) for row in cells.index[empty]]
    )
    kept = cells[~empty]
    if column.kind == "code" and column.codes == "occupation":
        numeric = {row for row, at in raw.numbers if at == place}
        problems += [found("code-as-number", row=row, value=kept[row]) for row in kept.index if row in numeric]
    if column.kind not in READERS:
        refused = cell_faults(kept)
        problems += [found("hostile-text", row=row, value=cells[row], facts=facts) for row, facts in refused.items()]
        return cells.where(~empty & ~cells.index.isin(list(refused)), ""), problems
    values, faults = READERS[column.kind](kept, column)
    problems += [found(kind, row=row, value=cells[row], facts=facts) for row, kind, facts in faults]
    values = values.reindex(cells.index)
    if column.kind in ("period", "date", "enum"):
        return values.fillna(""), problems
    whole = column.kind != "number" and not column.nullable and bool(values.notna().all())
    return values.astype("int64" if whole else "float64"), problems


def _numbers(cells: pd.Series, column: Column) -> tuple[pd.Series, Faults]:
    plain = cells.map(lambda cell: cell.replace(",", "") if THOUSANDS.fullmatch(cell) else cell)
    right = plain.map(lambda cell: bool(NUMBER.fullmatch(cell)) and isfinite(float(cell))).astype(bool)
    faults: Faults = [(int(row), "not-a-number", {}) for row in cells.index[~right]]
    values = plain.where(right, "nan").astype("float64")
    if column.kind in ("integer", "year"):
        broken = values.notna() & (values != np.floor(values))
        faults += [(int(row), "not-an-integer", {}) for row in cells.index[broken]]
        values = values.where(~broken)
    return values, faults


def _labels(read: Callable[[str], str | None], kind: str) -> Reader:
    def reader(cells: pd.Series, column: Column) -> tuple[pd.Series, Faults]:
        facts: dict[str, object] = {"allowed": "、".join(column.values)} if column.values else {}
        values = pd.Series([read(cell) for cell in cells], index=cells.index, dtype=object)
        return values, [(int(row), kind, facts) for row in cells.index[values.isna()]]

    return reader


def _enums(cells: pd.Series, column: Column) -> tuple[pd.Series, Faults]:
    words = {word: value for word, value in VALUE_WORDS.get(column.name, {}).items() if value in column.values}
    known = {value.casefold(): value for value in column.values} | words
    return _labels(lambda cell: known.get(cell.casefold()), "not-in-list")(cells, column)


READERS: dict[str, Reader] = {
    "integer": _numbers,
    "number": _numbers,
    "year": _numbers,
    "period": _labels(read_period, "bad-period"),
    "date": _labels(read_date, "bad-date"),
    "enum": _enums,
}
