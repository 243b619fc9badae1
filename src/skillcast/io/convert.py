"""Text cells to typed columns, under the table's description; nothing is guessed."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pandas as pd

from skillcast.errors import Problem
from skillcast.io.sources import RawTable
from skillcast.tables import TABLES, Column, TableSpec

EMPTY = {"", "—", "——", "-", "/", "…", "......", "NA", "N/A", "NaN", "nan", "null", "缺", "无数据"}
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
PERIOD = re.compile(r"(\d{4})年?|(\d{4})[-年 ]?[Qq第]?([1-4])季度?|(\d{4})[Qq]([1-4])|(\d{4})[-/年.](\d{1,2})月?")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?( 00:00:00)?")


def convert(raw: RawTable) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the typed frame of a table and every problem found on the way.

    Parameters
    ----------
    raw
        Cells as text; the index holds spreadsheet rows, which the returned frame keeps.

    Returns
    -------
    Frame with canonical column names (columns with problems hold NaN there), and problems.
    """
    spec = TABLES[raw.name]
    header, problems = _header(raw, spec)
    frame = pd.DataFrame(index=raw.frame.index)
    for place, name in header.items():
        column = spec.column(name)
        cells = raw.frame[place].map(_normal)
        numeric = {row for row, at in raw.numbers if at == place}
        frame[name], faults = _column(cells, column, raw, numeric)
        problems += faults
    order = [column.name for column in spec.columns if column.name in frame]
    return frame[order], problems


def _header(raw: RawTable, spec: TableSpec) -> tuple[dict[int, str], list[Problem]]:
    known = spec.header_map()
    found: dict[int, str] = {}
    problems = []
    where = {"table": raw.name, "file": raw.file, "sheet": raw.sheet, "row": 1}
    for place, header in enumerate(raw.frame.attrs["header"]):
        # A header may carry its unit, such as 在岗人数（人）.
        plain = re.sub(r"[（(].*?[）)]$", "", _normal(header)).strip()
        name = known.get(_normal(header).casefold()) or known.get(plain.casefold())
        if name is None:
            facts = {"allowed": "、".join(column.name for column in spec.columns)}
            problems.append(Problem("unknown-column", column=header or f"#{place + 1}", facts=facts, **where))
        elif name in found.values():
            problems.append(Problem("duplicate-column", column=name, **where))
        else:
            found[place] = name
    for column in spec.columns:
        if column.required and column.name not in found.values():
            facts = {"allowed": "、".join(column.headers)}
            problems.append(Problem("missing-column", column=column.name, facts=facts, **where))
    return found, problems


def _normal(cell: str) -> str:
    """Full-width digits and letters to half-width, outer spaces off."""
    return unicodedata.normalize("NFKC", cell).replace("\u00a0", " ").strip() if cell else ""


def _column(cells: pd.Series, column: Column, raw: RawTable, numeric: set[int]) -> tuple[pd.Series, list[Problem]]:
    where = {"table": raw.name, "file": raw.file, "sheet": raw.sheet, "column": column.name}
    empty = cells.isin(EMPTY) if column.kind != "text" else cells == ""
    problems = []
    if not column.nullable:
        problems += [Problem("missing-value", row=int(row), value=cells[row], **where) for row in cells.index[empty]]
    kept = cells[~empty]
    reader = {
        "integer": _numbers,
        "number": _numbers,
        "year": _numbers,
        "period": _periods,
        "date": _dates,
        "enum": _enums,
    }.get(column.kind)
    if reader is None:
        if column.kind == "code" and column.codes == "occupation":
            problems += [Problem("code-as-number", row=int(row), value=cells[row], **where) for row in kept.index if row in numeric and len(cells[row]) > 1]
        return cells.where(~empty, ""), problems
    values, faults = reader(kept, column)
    problems += [Problem(kind, row=int(row), value=cells[row], facts=facts, **where) for row, kind, facts in faults]
    out = values.reindex(cells.index)
    if column.kind in ("integer", "year") and not column.nullable and out.notna().all():
        out = out.astype("int64")
    if column.kind in ("period", "date", "enum"):
        out = out.fillna("")
    return out, problems


Faults = list[tuple[object, str, dict[str, object]]]


def _numbers(cells: pd.Series, column: Column) -> tuple[pd.Series, Faults]:
    faults: Faults = []
    plain = cells.where(~cells.map(lambda cell: bool(THOUSANDS.fullmatch(cell))), cells.str.replace(",", "", regex=False))
    right = plain.map(lambda cell: bool(NUMBER.fullmatch(cell)))
    faults += [(row, "not-a-number", {}) for row in cells.index[~right]]
    values = plain.where(right, "nan").astype("float64")
    if column.kind in ("integer", "year"):
        broken = values.notna() & (values != np.floor(values))
        faults += [(row, "not-an-integer", {}) for row in cells.index[broken]]
        values = values.where(~broken)
    return values, faults


def _periods(cells: pd.Series, column: Column) -> tuple[pd.Series, Faults]:
    values = cells.map(read_period)
    wrong = values.isna()
    faults: Faults = [(row, "bad-period", {}) for row in cells.index[wrong]]
    return values, faults


def read_period(cell: str) -> str | None:
    """Return a period in its canonical form (``2025``, ``2025Q3``, ``2025-03``), or None.

    Examples
    --------
    >>> [read_period(cell) for cell in ("2025年", "2025第3季度", "2025q3", "2025年3月", "25")]
    ['2025', '2025Q3', '2025Q3', '2025-03', None]
    """
    match = PERIOD.fullmatch(cell)
    if not match:
        return None
    year, long_year, long_quarter, short_year, short_quarter, month_year, month = match.groups()
    if year:
        label, number = year, int(year)
    elif long_year:
        label, number = f"{long_year}Q{long_quarter}", int(long_year)
    elif short_year:
        label, number = f"{short_year}Q{short_quarter}", int(short_year)
    elif 1 <= int(month) <= 12:
        label, number = f"{month_year}-{int(month):02d}", int(month_year)
    else:
        return None
    return label if 1950 <= number <= 2100 else None


def _dates(cells: pd.Series, column: Column) -> tuple[pd.Series, Faults]:
    values, faults = {}, []
    for row, cell in cells.items():
        match = DATE.fullmatch(cell)
        try:
            values[row] = pd.Timestamp(*(int(part) for part in match.groups()[:3])).date().isoformat() if match else None
        except ValueError:
            values[row] = None
        if values[row] is None:
            faults.append((row, "bad-date", {}))
    return pd.Series(values, index=cells.index, dtype=object), faults


def _enums(cells: pd.Series, column: Column) -> tuple[pd.Series, Faults]:
    known = {value.casefold(): value for value in column.values} | ENUM_WORDS.get(column.name, {})
    values = cells.map(lambda cell: known.get(cell.casefold()))
    faults: Faults = [(row, "not-in-list", {"allowed": "、".join(column.values)}) for row in cells.index[values.isna()]]
    return values, faults


_LEVELS = {
    "初级工": "L5", "五级": "L5", "五级/初级工": "L5", "中级工": "L4", "四级": "L4", "四级/中级工": "L4", "高级工": "L3", "三级": "L3",
    "三级/高级工": "L3", "技师": "L2", "二级": "L2", "二级/技师": "L2", "高级技师": "L1", "一级": "L1", "一级/高级技师": "L1", "无等级": "none",
    "无": "none", "无要求": "any",
}  # fmt: skip
ENUM_WORDS: dict[str, dict[str, str]] = {
    "skill_level": _LEVELS,
    "level": _LEVELS | {"专项职业能力": "special", "中职": "secondary", "技工": "technician", "高职专科": "college", "职业本科": "bachelor"},
    "sex": {"男": "male", "女": "female"},
    "cause": {"死亡": "death", "退出劳动力": "withdrawal", "转换职业": "transfer"},
    "status": {"列入": "listed", "未列入": "unlisted"},
    "value": {"列入": "list", "不列入": "unlist"},
}
