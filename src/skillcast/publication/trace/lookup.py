"""Finding the printed figure that somebody asks about: a table, a row and a column, as people name them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from skillcast.errors import DataError, Language, Problem
from skillcast.publication.content import ColumnFormat, Table
from skillcast.publication.printing import format_cell, is_suppressed, plain, records
from skillcast.publication.trace.edition import Edition, row_keys, row_names

SHOWN = 30  # names told where none fits


@dataclass(frozen=True)
class Printed:
    """One printed figure: its table and caption, the row (from 0) with its name and fields, the column.

    `value` is the column that holds the number where the printed column is a text made of it.
    """

    table: Table
    caption: str
    row: int
    name: str
    fields: dict[str, object]
    column: ColumnFormat
    value: ColumnFormat

    @property
    def withheld(self) -> bool:
        return is_suppressed(self.fields, self.column)

    @property
    def raw(self) -> str:
        return plain(self.fields[self.value.name])


def find_figure(edition: Edition, table: str, row: str, column: str) -> Printed:
    """Return the figure that is meant.

    Parameters
    ----------
    table
        Name of the table, its printed number (``表7``, ``Table 7``, ``7``) or its title.
    row
        Its key (parts joined by ``/``), a part of it or printed words that occur in one row only, or its number from 1.
    column
        A field or a printed heading, with or without unit.

    Raises
    ------
    DataError
        ``unknown-figure``, with what there is.
    """
    captions = edition.captions()
    found = _table(edition.tables, captions, table.strip())
    place = _row(found, row.strip())
    fields = list(records(found))[place]
    printed = _column(found, column.strip())
    named = {item.name: item for item in found.columns}
    value = named.get(printed.name.removesuffix("_text"), printed)
    printed = named.get(f"{value.name}_text", printed)
    return Printed(found, captions[found.name], place, row_names(found)[place], fields, printed, value)


def printed_text(figure: Printed, lang: Language) -> str:
    """Return the figure as every file prints it."""
    return format_cell(
        figure.fields[figure.column.name],
        figure.column,
        low=figure.fields.get(figure.column.low),
        high=figure.fields.get(figure.column.high),
        suppressed=figure.withheld,
        lang=lang,
    )


def _table(tables: Sequence[Table], captions: dict[str, str], wanted: str) -> Table:
    number = re.fullmatch(r"(?:表|Table )?(\d+)", wanted)
    for table in tables:
        mine = re.search(r"\d+", captions[table.name])
        if wanted in (table.name, table.title) or (number and mine and number[1] == mine[0]):
            return table
    raise _unknown(wanted, [table.name for table in tables])


def _row(table: Table, wanted: str) -> int:
    keys = row_keys(table)
    named = [place for place, key in enumerate(keys) if wanted == "/".join(key)]
    if not named:
        rows = list(records(table))
        texts = [column for column in table.columns if not column.numeric or column.labels]
        named = [
            place
            for place, row in enumerate(rows)
            if wanted in keys[place]
            or any(wanted in (plain(row[column.name]), format_cell(row[column.name], column)) for column in texts)
        ]
    if len(named) == 1:
        return named[0]
    if not named and wanted.isdigit() and 1 <= int(wanted) <= len(table.frame):
        return int(wanted) - 1
    raise _unknown(wanted, [row_names(table)[place] for place in named] or row_names(table))


def _column(table: Table, wanted: str) -> ColumnFormat:
    columns = sorted(table.columns, key=lambda column: not column.printed)
    for column in columns:
        unit = f"（{column.unit}）", f" ({column.unit})"
        if wanted in (column.name, column.header, *(column.header + text for text in unit)):
            return column
    raise _unknown(wanted, [f"{column.name}（{column.header}）" for column in columns])


def _unknown(wanted: str, names: list[str]) -> DataError:
    allowed = "、".join(names[:SHOWN]) + ("……" if len(names) > SHOWN else "")
    return DataError([Problem("unknown-figure", value=wanted, facts={"allowed": allowed})])
