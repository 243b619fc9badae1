"""How wide a table is: the measure of text, and the widths its columns get on a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skillcast.errors import Language
from skillcast.publication.content import Block, ColumnFormat, Heading, PageBreak, Table, header_parts, printed_rows

PORTRAIT_MM, LANDSCAPE_MM = 156.0, 225.0  # the text block of GB/T 9704, upright and turned
MM_PER_POINT = 25.4 / 72
PADDING = 0.9  # em, both sides of a cell together
# (turned, type size in points, most lines a text cell may take): the first that fits is used
TRIALS = (
    (False, 10.5, 3),
    (False, 10.0, 4),
    (False, 9.0, 5),
    (True, 10.5, 4),
    (True, 9.0, 5),
    (True, 8.0, 5),
    (True, 7.5, 6),
    (True, 7.0, 8),
    (True, 6.5, 40),
)


@dataclass(frozen=True)
class Fit:
    """The setting of a table: page turned or not, type size in points, column widths in millimetres."""

    landscape: bool
    points: float
    widths: tuple[float, ...]


def text_width(text: str) -> float:
    """Return the width of a text in em: 1 for a full-width character, 0.55 for a half-width one.

    Examples
    --------
    >>> text_width("焊工"), round(text_width("1,234"), 2)
    (2.0, 2.75)
    """
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.55 for character in text)


def _breakable(word: str) -> bool:
    """Return whether a word may be broken anywhere: Chinese may, Latin may not."""
    return any("\u4e00" <= character <= "\u9fff" for character in word)


def _unbroken(text: str, column: ColumnFormat) -> float:
    """Return the widest piece of a cell that must not be broken: numbers and codes whole, an interval before its bracket."""
    if column.kind == "interval":
        return max(map(text_width, text.replace("（", "\n（").replace(" (", "\n(").split("\n")))
    if column.kind != "text":
        return text_width(text)
    return max(
        (min(text_width(word), 3.0) if _breakable(word) else text_width(word) for word in text.split()), default=0
    )


def _needs(table: Table, lang: Language, lines: int) -> tuple[list[float], list[float]]:
    """Return for each column the least width (em) for `lines` lines a cell, and the width on one line."""
    least, whole = [], []
    cells = list(zip(*printed_rows(table, lang), strict=True)) or [() for _ in table.printed]
    for column, texts in zip(table.printed, cells, strict=True):
        natural = max(map(text_width, (*texts, "")), default=0.0)
        hard = max((_unbroken(text, column) for text in texts), default=0.0)
        header, unit = header_parts(table, column, lang)
        words = [word[:2] if _breakable(word) else word for word in header.split()]
        head = max(text_width(header) / 3, *map(text_width, (unit, *words)))
        soft = natural / lines if column.kind == "text" else 0.0
        least.append(max(hard, soft, head, column.width or 0.0) + PADDING)
        whole.append(max(natural, head) + PADDING)
    return least, whole


def _spread(least: Sequence[float], whole: Sequence[float], room: float) -> list[float]:
    """Give each column its least width, then share the rest: first to what would still wrap, then evenly."""
    spare = max(0.0, room - sum(least))
    wants = [max(0.0, wide - small) for wide, small in zip(whole, least, strict=True)]
    share = min(1.0, spare / sum(wants)) if sum(wants) else 0.0
    widths = [small + want * share for small, want in zip(least, wants, strict=True)]
    stretch = room / sum(widths)
    return [width * stretch for width in widths]


def fit(table: Table, lang: Language = "zh") -> Fit:
    """Return the first setting of `TRIALS` in which nothing of the table is cut off."""
    for landscape, points, lines in TRIALS:
        room_mm = LANDSCAPE_MM if landscape else PORTRAIT_MM
        em = points * MM_PER_POINT
        least, whole = _needs(table, lang, lines)
        if sum(least) * em <= room_mm or (landscape, points, lines) == TRIALS[-1]:
            return Fit(landscape, points, tuple(width * em for width in _spread(least, whole, room_mm / em)))
    raise AssertionError("the last trial always fits")


def turned_blocks(blocks: Sequence[Block], fits: Mapping[str, Fit]) -> list[bool]:
    """Return which blocks stand on turned pages: wide tables, and the headings and page breaks right before them."""
    turned = [isinstance(block, Table) and fits[block.name].landscape for block in blocks]
    for place in range(len(blocks) - 2, -1, -1):
        if turned[place + 1] and isinstance(blocks[place], (Heading, PageBreak)):
            turned[place] = True
    return turned
