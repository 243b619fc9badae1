"""How a cell prints: every renderer and `verify` go through here, so that the same figure reads the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import pandas as pd

from skillcast.errors import Language
from skillcast.publication.content import TEXT_KINDS, ColumnFormat, Document, Figure, Table

SUPPRESSED = "*"
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)  # enough digits for any float


def captions(document: Document) -> dict[str, str]:
    """Return the numbered caption of every table and figure by name, numbered in reading order.

    Examples
    --------
    >>> table = Table("totals", "供求总体人数", pd.DataFrame({"n": [1]}), (ColumnFormat("n", "人数", kind="integer"),))
    >>> captions(Document("信息", (table,)))
    {'totals': '表1　供求总体人数'}
    """
    words = ("表{}　{}", "图{}　{}") if document.lang == "zh" else ("Table {}. {}", "Figure {}. {}")
    numbered: dict[str, str] = {}
    kinds: tuple[tuple[Table | Figure, ...], ...] = (document.tables, document.figures)
    for word, named in zip(words, kinds, strict=True):
        numbered |= {block.name: word.format(number, block.title) for number, block in enumerate(named, start=1)}
    return numbered


def is_missing(value: Any) -> bool:
    """Return whether a scalar is missing: None, NaN, NaT, NA or empty text (a CSV file knows no difference)."""
    return value is None or value == "" or bool(pd.isna(value))


def format_number(value: object, places: int, *, sign: bool = False) -> str:
    """Return a number with thousands separators, rounded half away from zero as Excel does.

    Examples
    --------
    >>> format_number(1234.5, 0), format_number(-0.004, 2), format_number(0.5, 1, sign=True)
    ('1,235', '0.00', '+0.5')
    """
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), context=_EXACT)
    if exact == 0:
        return f"{abs(exact):,.{places}f}"
    return f"{exact:{'+' if sign else ''},.{places}f}"


def format_interval(value: str, low: str, high: str, lang: Language = "zh") -> str:
    """Return a value and its interval as one text.

    Examples
    --------
    >>> format_interval("1,234", "1,100", "1,380")
    '1,234（1,100～1,380）'
    >>> format_interval("-5", "-20", "8", "en")
    '-5 (-20 to 8)'
    """
    return f"{value}（{low}～{high}）" if lang == "zh" else f"{value} ({low} to {high})"


def plain(value: object) -> str:
    """Return a raw value as the text the CSV files hold (booleans ``true`` and ``false``, whole floats without a point)."""
    if is_missing(value):
        return ""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def format_cell(
    value: object,
    column: ColumnFormat,
    *,
    low: object = None,
    high: object = None,
    suppressed: bool = False,
    lang: Language = "zh",
) -> str:
    """Return the text of one cell, the same for every renderer.

    Examples
    --------
    >>> format_cell(0.8765, ColumnFormat("p", "紧缺概率", kind="percent", unit="%"))
    '87.7'
    >>> format_cell(None, ColumnFormat("gap", "缺口", kind="integer"), suppressed=True)
    '*'
    >>> gap = ColumnFormat("gap", "缺口", kind="interval", low="gap_lo80", high="gap_hi80")
    >>> format_cell(1234.0, gap, low=1100.2, high=1380)
    '1,234（1,100～1,380）'
    """
    if is_missing(value):
        return SUPPRESSED if suppressed else column.empty
    if column.kind in TEXT_KINDS or column.labels:
        return dict(column.labels).get(plain(value), plain(value))
    if column.kind == "year":
        return plain(value)
    if column.kind == "percent":
        value = Decimal(str(value)) * 100
    text = format_number(value, column.places, sign=column.kind == "change")
    if column.kind != "interval" or is_missing(low) or is_missing(high):
        return text
    return format_interval(text, format_number(low, column.places), format_number(high, column.places), lang)


def is_suppressed(row: Mapping[str, object], column: ColumnFormat) -> bool:
    """Return whether a missing value of this column was withheld to protect a respondent."""
    names = row.get("suppressed", "")
    return not is_missing(names) and column.name in str(names).split()


def records(table: Table) -> Iterator[dict[str, object]]:
    """Yield the rows of a table's frame as dictionaries."""
    names = [str(name) for name in table.frame.columns]
    for row in table.frame.itertuples(index=False, name=None):
        yield dict(zip(names, row, strict=True))


def header_parts(table: Table, column: ColumnFormat, lang: Language = "zh") -> tuple[str, str]:
    """Return a column's heading and its bracketed unit (empty where the whole table has that unit)."""
    if not column.unit or column.unit == table.unit:
        return column.header, ""
    return column.header, f"（{column.unit}）" if lang == "zh" else f" ({column.unit})"


def headers(table: Table, lang: Language = "zh") -> tuple[str, ...]:
    """Return the printed headings, units included."""
    return tuple("".join(header_parts(table, column, lang)) for column in table.printed)


def printed_rows(table: Table, lang: Language = "zh") -> list[tuple[str, ...]]:
    """Return every printed cell as text, row by row."""
    return [
        tuple(
            format_cell(
                row[column.name],
                column,
                low=row.get(column.low),
                high=row.get(column.high),
                suppressed=is_suppressed(row, column),
                lang=lang,
            )
            for column in table.printed
        )
        for row in records(table)
    ]


def unit_text(table: Table, lang: Language = "zh") -> str:
    """Return the line above a table that states its unit, or nothing."""
    if not table.unit:
        return ""
    return f"单位：{table.unit}" if lang == "zh" else f"Unit: {table.unit}"
