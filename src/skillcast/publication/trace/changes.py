"""What differs between the tables of two publications, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from skillcast.errors import Language
from skillcast.publication.content import ColumnFormat, Table
from skillcast.publication.printing import format_cell, is_missing, is_suppressed, plain, records
from skillcast.publication.sections.columns import WITHHELD
from skillcast.publication.trace.edition import row_keys, row_names

FIELDS = ("table", "row", "column", "change", "before", "after", "difference", "title", "name", "heading")
LIST = "shortage_catalogue"
CHANGES: dict[str, tuple[str, str]] = {
    "entered": ("列入目录", "entered the list"),
    "left": ("移出目录", "left the list"),
    "table-added": ("新增表", "new table"),
    "table-removed": ("删去表", "table dropped"),
    "column-added": ("新增列", "new column"),
    "column-removed": ("删去列", "column dropped"),
    "row-added": ("新增行", "new row"),
    "row-removed": ("删去行", "row dropped"),
    "value": ("数值变动", "changed"),
}


def compare_tables(before: Sequence[Table], after: Sequence[Table], *, lang: Language = "zh") -> pd.DataFrame:
    """Return every difference between two sets of tables: entries to and exits from the list first, then tables, then cells.

    Parameters
    ----------
    before, after
        Tables by name; rows are matched by primary key, else by their first text, else by position.
    lang
        Language in which cells are printed.

    Returns
    -------
    DataFrame
        table, row (key, parts joined by ``/``), column (field), change (a key of `CHANGES`), before, after (as printed; as they are
        where only digits that are not printed differ), difference (numbers only), title, name (of the row), heading.

    Examples
    --------
    >>> columns = (ColumnFormat("code", "代码", kind="code"), ColumnFormat("n", "人数", kind="integer"))
    >>> one, two = (Table("t", "表", pd.DataFrame({"code": ["a"], "n": [n]}), columns, primary_key=("code",)) for n in (5, 8))
    >>> compare_tables([one], [two])[["row", "column", "before", "after", "difference"]].values.tolist()
    [['a', 'n', '5', '8', 3.0]]
    """
    old, new = ({table.name: table for table in tables} for tables in (before, after))
    rows: list[dict[str, Any]] = []
    for name in [*new, *(name for name in old if name not in new)]:
        if name not in old or name not in new:
            change = "table-added" if name in new else "table-removed"
            rows.append(_entry(new.get(name) or old[name], change))
        else:
            rows += _table(old[name], new[name], lang)
    order = {change: place for place, change in enumerate(("entered", "left", "table-added", "table-removed"))}
    rows.sort(key=lambda row: order.get(row["change"], len(order)))
    return pd.DataFrame(rows, columns=list(FIELDS))


def _table(old: Table, new: Table, lang: Language) -> Iterator[dict[str, Any]]:
    mine, theirs = ({column.name: column for column in _told(table)} for table in (old, new))
    for name in [*theirs, *(name for name in mine if name not in theirs)]:
        if name not in mine or name not in theirs:
            column = theirs.get(name) or mine[name]
            yield _entry(new, "column-added" if name in theirs else "column-removed", column=column)
    before, after = _rows(old), _rows(new)
    for key, (name, row) in after.items():
        if key not in before:
            yield _entry(new, "entered" if new.name == LIST else "row-added", key=key, name=name)
            continue
        past = before[key][1]
        for column in (theirs[shared] for shared in theirs if shared in mine):
            yield from _cell(new, column, key, name, past, row, lang)
    for key, (name, _) in before.items():
        if key not in after:
            yield _entry(new, "left" if new.name == LIST else "row-removed", key=key, name=name)


def _cell(
    table: Table,
    column: ColumnFormat,
    key: tuple[str, ...],
    name: str,
    past: Mapping[str, object],
    row: Mapping[str, object],
    lang: Language,
) -> Iterator[dict[str, Any]]:
    raw = [plain(side[column.name]) for side in (past, row)]
    if raw[0] == raw[1] and is_suppressed(past, column) == is_suppressed(row, column):
        return
    shown = [_shown(side, column, lang) for side in (past, row)]
    texts = raw if shown[0] == shown[1] else shown
    numbers = column.numeric and not column.labels and not any(map(is_missing, raw))
    difference = float(raw[1]) - float(raw[0]) if numbers else None
    yield _entry(table, "value", key=key, name=name, column=column, texts=texts, difference=difference)


def _shown(side: Mapping[str, object], column: ColumnFormat, lang: Language) -> str:
    """Return a cell as readers see it; as the data file holds it where it is not printed."""
    withheld = is_suppressed(side, column)
    text = f"{column.name}_text"
    if text in side and not withheld:
        return plain(side[text])
    if not (column.printed or withheld):
        return plain(side[column.name])
    ends = {"low": side.get(column.low), "high": side.get(column.high)}
    return format_cell(side[column.name], column, **ends, suppressed=withheld, lang=lang)


def _told(table: Table) -> Iterator[ColumnFormat]:
    """Yield the columns to compare; a text made from a number beside it and the list of what is withheld say nothing new."""
    fields = {column.name for column in table.columns}
    for column in table.columns:
        twice = column.name.endswith("_text") and column.name.removesuffix("_text") in fields
        if not twice and column.name != WITHHELD.name:
            yield column


def _rows(table: Table) -> dict[tuple[str, ...], tuple[str, dict[str, object]]]:
    names = row_names(table)
    return dict(zip(row_keys(table), zip(names, records(table), strict=True), strict=True))


def _entry(
    table: Table,
    change: str,
    *,
    key: tuple[str, ...] = (),
    name: str = "",
    column: ColumnFormat | None = None,
    texts: Sequence[str] = ("", ""),
    difference: float | None = None,
) -> dict[str, Any]:
    field, heading = ("", "") if column is None else (column.name, column.header)
    values = (table.name, "/".join(key), field, change, *texts, difference, table.title, name, heading)
    return dict(zip(FIELDS, values, strict=True))
