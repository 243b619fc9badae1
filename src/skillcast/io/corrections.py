"""Declared corrections: a wrong cell put right in the open, with the value expected there and the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from skillcast.errors import Problem
from skillcast.io.config import Correction
from skillcast.io.convert import find_columns, half_width
from skillcast.io.raw import RawTable
from skillcast.tables import TABLES


def apply_corrections(raw: RawTable, corrections: Sequence[Correction]) -> tuple[RawTable, list[Problem]]:
    """Return the table with the cells replaced that corrections name.

    Parameters
    ----------
    raw
        Cells as text.
    corrections
        Those of every table; others are passed over.

    Returns
    -------
    The table, and a problem for every correction that does not find exactly one row, or not the old value it expects.
    """
    mine = [item for item in corrections if item.table == raw.name]
    if not mine:
        return raw, []
    places, _ = find_columns(raw, TABLES[raw.name])
    cells = raw.frame.map(half_width)
    frame = raw.frame.copy()
    problems = []
    for item in mine:
        rows = frame.index
        for name, value in item.key.items():
            rows = rows[cells.loc[rows, places[name]] == half_width(value)] if name in places else rows[:0]
        known = len(rows) == 1 and item.column in places
        found = str(cells.at[rows[0], places[item.column]]) if known else ""
        if known and found == half_width(item.expect):
            frame.at[rows[0], places[item.column]] = item.value
            continue
        if known:
            facts = {"found": found, "found_en": found}
        elif len(rows) == 1:
            facts = {"found": f"没有列 {item.column}", "found_en": f"no column {item.column}"}
        else:
            facts = {"found": f"{len(rows)} 行", "found_en": f"{len(rows)} rows"}
        where = {"table": raw.name, "file": raw.file, "sheet": raw.sheet, "column": item.column}
        row = int(rows[0]) if len(rows) == 1 else None
        problems.append(Problem("correction-mismatch", **where, row=row, value=item.expect, facts=facts))
    return replace(raw, frame=frame), problems
