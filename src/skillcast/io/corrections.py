"""Declared corrections: a wrong cell put right in the open, with the value expected there and the reason."""

from __future__ import annotations

from collections.abc import Sequence

from skillcast.errors import Problem
from skillcast.io.config import Correction
from skillcast.io.raw import RawTable
from skillcast.tables import TABLES


def apply_corrections(table: RawTable, corrections: Sequence[Correction]) -> list[Problem]:
    """Replace the cells of `table` that corrections name; one that does not find its cell or its old value is a problem.

    Parameters
    ----------
    table
        Cells as text; changed in place.
    corrections
        Those of every table; others are passed over.
    """
    known = TABLES[table.name].header_map()
    place = {known.get(header.casefold()): number for number, header in enumerate(table.frame.attrs["header"])}
    problems = []
    for item in corrections:
        if item.table != table.name:
            continue
        rows = table.frame.index
        for name, value in item.key.items():
            rows = (
                rows.intersection(table.frame.index[table.frame[place[name]] == value]) if name in place else rows[:0]
            )
        found = table.frame.at[rows[0], place[item.column]] if len(rows) == 1 and item.column in place else None
        if found != item.expect:
            facts = (
                {"found": f"{len(rows)} 行", "found_en": f"{len(rows)} rows"}
                if found is None
                else {"found": found, "found_en": found}
            )
            row = int(rows[0]) if len(rows) == 1 else None
            problems.append(
                Problem(
                    "correction-mismatch",
                    table=table.name,
                    file=table.file,
                    sheet=table.sheet,
                    row=row,
                    column=item.column,
                    value=item.expect,
                    facts=facts,
                )
            )
            continue
        table.frame.at[rows[0], place[item.column]] = item.value
    return problems
