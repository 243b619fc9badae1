"""The document as pure data: what is said and shown, without a word about how it is drawn.

Every renderer (Word, HTML, Excel) and `verify` print a cell through the functions here, so that the same
figure reads the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Literal

import pandas as pd

from skillcast.errors import Language

ColumnKind = Literal["text", "code", "year", "integer", "number", "percent", "change", "interval"]
FigureKind = Literal[
    "fan", "ratio_line", "level_bars", "gap_interval", "entries_exits", "backtest", "reliability", "pipeline"
]
ParagraphStyle = Literal["body", "note", "centre", "right"]

SUPPRESSED = "*"
NOT_APPLICABLE = "—"
TEXT_KINDS = frozenset({"text", "code"})
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)  # enough digits for any float
_DECIMALS = {"integer": 0, "year": 0, "number": 2, "percent": 1, "change": 2, "interval": 0}


@dataclass(frozen=True)
class ColumnFormat:
    """How one column of a table is named, printed and described.

    Parameters
    ----------
    name, header
        Field of the frame (and of the CSV file); heading in the document's language.
    kind
        ``percent`` holds a share (0.123 prints 12.3); ``change`` prints its sign; ``year`` and ``code`` print as
        they are; ``interval`` prints the value with the fields `low` and `high` in brackets.
    unit
        Printed after the header, unless it is the unit of the whole table.
    decimals
        Decimal places; None takes the usual ones of the kind.
    width
        Hint: width in full-width characters; None lets the renderer measure.
    printed
        False keeps the field to the data files.
    empty
        What a missing value prints.
    labels
        Pairs (raw value, printed words), for enumerations; true and false are written ``true``, ``false``.
    english, domain, description
        For the data dictionary: English name, allowed values, definition.
    """

    name: str
    header: str
    _: KW_ONLY
    kind: ColumnKind = "text"
    unit: str = ""
    decimals: int | None = None
    low: str = ""
    high: str = ""
    width: float | None = None
    printed: bool = True
    empty: str = NOT_APPLICABLE
    labels: tuple[tuple[str, str], ...] = ()
    english: str = ""
    domain: str = ""
    description: str = ""

    def __post_init__(self) -> None:
        if (self.kind == "interval") != bool(self.low and self.high):
            raise ValueError(f"column {self.name}: an interval, and only an interval, names its fields low and high")

    @property
    def places(self) -> int:
        """Return the decimal places printed."""
        return _DECIMALS.get(self.kind, 0) if self.decimals is None else self.decimals

    @property
    def numeric(self) -> bool:
        """Return whether the values are numbers (printed to the right)."""
        return self.kind not in TEXT_KINDS


@dataclass(frozen=True)
class Sentence:
    """Where a printed sentence comes from, so that `verify` can tell it again.

    Parameters
    ----------
    kind
        A key of `skillcast.publication.sentences.SENTENCES`.
    tables
        Names of the tables whose published frames it describes.
    facts
        What else it needs: JSON values.
    """

    kind: str
    tables: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A table: a frame, how its columns print, and what must hold in it.

    Parameters
    ----------
    name
        Stable ASCII identifier (``occupation_gap``); also the name of its data file.
    title
        Caption without number; renderers number tables in the order of the document.
    frame
        Raw values. A missing value prints `ColumnFormat.empty`, or ``*`` where the text field `suppressed`
        names its column (names separated by a space).
    columns
        Every field that is published, in order (fields of the frame not named here are left out).
    unit, notes, sentences
        Unit of the whole table; lines under it, and of each what it is derived from (nothing: fixed words).
    checks
        Identities that hold in every row (``gap == demand - seekers``) or over the table
        (``total(demand) == sum(demand)``: the row in `total_rows` against the other rows).
    total_rows
        Positions of rows that are totals, printed in bold.
    primary_key, sources
        For the data package.
    copy
        Name of a top-level CSV file that repeats the table (``shortage_catalogue.csv``).
    """

    name: str
    title: str
    frame: pd.DataFrame
    columns: tuple[ColumnFormat, ...]
    _: KW_ONLY
    unit: str = ""
    notes: tuple[str, ...] = ()
    sentences: tuple[tuple[Sentence, ...], ...] = ()
    checks: tuple[str, ...] = ()
    total_rows: tuple[int, ...] = ()
    primary_key: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    copy: str = ""

    def __post_init__(self) -> None:
        needed = {name for column in self.columns for name in (column.name, column.low, column.high)}
        missing = sorted(needed - set(self.frame.columns) - {""})
        if missing:
            raise ValueError(f"table {self.name}: the frame lacks {', '.join(missing)}")
        if not (self.name.isascii() and self.name.replace("_", "a").isalnum()):
            raise ValueError(f"table name {self.name!r} is not a plain ASCII identifier")

    @property
    def printed(self) -> tuple[ColumnFormat, ...]:
        """Return the columns a reader sees."""
        return tuple(column for column in self.columns if column.printed)


@dataclass(frozen=True)
class Figure:
    """A figure: a frame, the way it is drawn (`skillcast.publication.figures`) and its words for those who do not see it."""

    name: str
    title: str
    kind: FigureKind
    frame: pd.DataFrame
    options: Mapping[str, object] = field(default_factory=dict)
    alt: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is 一、, level 2 （一）, level 3 1. (the number is part of the text)."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `sentences` says what its text is derived from (nothing: fixed words)."""

    text: str
    style: ParagraphStyle = "body"
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Bullets:
    """A list; `sentences` says of each item what it is derived from (nothing: fixed words)."""

    items: tuple[str, ...]
    sentences: tuple[tuple[Sentence, ...], ...] = ()


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Bullets | PageBreak | Table | Figure


@dataclass(frozen=True)
class Document:
    """A publication, in reading order.

    Parameters
    ----------
    banner
        A warning on every page and figure (``模拟数据，非嘉峪关市统计数据``); empty for real data.
    stem
        Name of its files, without ending.
    extra
        Tables that are published as data only.
    checks
        Identities between tables (``market_industry.demand[A] == market_sector.demand[primary]``), as `identities` reads them.
    identifier
        Identifier of the run, printed where the document ends; empty where there is none.
    """

    title: str
    blocks: tuple[Block, ...]
    _: KW_ONLY
    subtitle: str = ""
    publishers: tuple[str, ...] = ()
    date_text: str = ""
    banner: str = ""
    lang: Language = "zh"
    stem: str = "bulletin"
    extra: tuple[Table, ...] = ()
    checks: tuple[str, ...] = ()
    identifier: str = ""

    def __post_init__(self) -> None:
        names = [block.name for block in (*self.blocks, *self.extra) if isinstance(block, (Table, Figure))]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"names used twice: {', '.join(twice)}")

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Figure))


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
