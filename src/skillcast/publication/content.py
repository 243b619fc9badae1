"""The document as pure data: what is said and shown, without a word about how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Literal

import pandas as pd

from skillcast.errors import Language

ColumnKind = Literal["text", "code", "year", "integer", "number", "percent", "change", "interval", "figures"]
FigureKind = Literal[
    "fan", "ratio_line", "level_bars", "gap_interval", "entries_exits", "backtest", "reliability", "pipeline"
]
ParagraphStyle = Literal["body", "note", "centre", "right"]

NOT_APPLICABLE = "—"
TEXT_KINDS = frozenset({"text", "code", "figures"})
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
        they are; ``interval`` prints the value with the fields `low` and `high` in brackets; ``figures`` holds texts that are
        numbers of more than one kind (persons in one row, a ratio in the next).
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
        """Return whether the values are numbers."""
        return self.kind not in TEXT_KINDS

    @property
    def to_right(self) -> bool:
        """Return whether the column is printed to the right."""
        return self.numeric or self.kind == "figures"


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
    """A figure: a frame, the way it is drawn (`skillcast.publication.figures.figures`) and its words for those who do not see it."""

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
    style
        Setting of the Word document (`skillcast.publication.word.style.variants`).
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
    style: str = "national"

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
