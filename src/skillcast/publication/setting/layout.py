"""How a table is set: upright or turned, in which size, with columns how wide, on how many pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from skillcast.errors import Language
from skillcast.publication.content import Block, ColumnFormat, Heading, PageBreak, Paragraph, Table
from skillcast.publication.printing import printed_rows
from skillcast.publication.setting.measure import Measure, count_lines, text_width, times_width
from skillcast.publication.setting.widths import Column, cell_lines, columns_of, header_text, share

PORTRAIT_MM, LANDSCAPE_MM = 156.0, 225.0  # the text block of GB/T 9704, upright and turned
MM_PER_POINT = 25.4 / 72
__all__ = ["LANDSCAPE_MM", "MM_PER_POINT", "PORTRAIT_MM", "Fit", "Medium", "fit", "text_width", "turned_blocks"]

# Type sizes in points, with what a page in that size costs against one in the largest, and what the size costs at all:
# small type must save pages. Below 7.5 points nothing is set unless it fits in no other way.
SIZES = (
    (10.5, 1.0, 0.0),
    (10.0, 1.03, 0.05),
    (9.0, 1.08, 0.2),
    (8.5, 1.12, 0.6),
    (8.0, 1.25, 1.0),
    (7.5, 1.6, 1.3),
    (7.0, 3.0, 3.0),
    (6.5, 4.0, 4.0),
)
TIGHTER, TIGHT = 1.0, 0.15  # points by which rows may move together, and what that costs in pages
NOTE_POINTS = 9
TURNING = 0.5  # pages left white, on average, where the paper is turned
WORST_ORPHAN = 3  # rows that the last page holds at least


@dataclass(frozen=True)
class Medium:
    """What a table is set on: the text block in millimetres, the typeface's measure, and the space in and between cells.

    Parameters
    ----------
    width, height
        Of the text block of an upright page; turned, the two change places.
    measure
        Width of a text in em.
    padding
        Em that both sides of a cell take together.
    leading
        Distance of lines over the size of the type.
    gap
        Points that a row takes besides its lines.
    """

    width: float = PORTRAIT_MM
    height: float = LANDSCAPE_MM
    measure: Measure = text_width
    padding: float = 0.9
    leading: float = 1.25
    gap: float = 2.5


PLAIN = Medium()
WORD = Medium(measure=times_width, padding=0.55)


@dataclass(frozen=True)
class Fit:
    """The setting of a table.

    Parameters
    ----------
    landscape, points, widths
        Page turned or not, type size in points, column widths in millimetres.
    line
        Distance of lines in points.
    heights
        Heights of the rows in millimetres, the header first.
    gap
        Points that a row takes besides its lines.
    """

    landscape: bool
    points: float
    widths: tuple[float, ...]
    line: float = 0.0
    heights: tuple[float, ...] = ()
    gap: float = 2.5

    def spaced(self, gap: float) -> Fit:
        """Return the setting with another space between the rows."""
        more = (gap - self.gap) * MM_PER_POINT
        return replace(self, gap=gap, heights=tuple(height + more for height in self.heights))


def fit(table: Table, lang: Language = "zh", medium: Medium = PLAIN) -> Fit:
    """Return the setting of a table in which nothing is cut off and that takes the fewest pages in the largest type.

    Examples
    --------
    >>> import pandas as pd
    >>> from skillcast.publication.content import ColumnFormat
    >>> table = Table("totals", "供求总体人数", pd.DataFrame({"n": [1]}), (ColumnFormat("n", "人数", kind="integer"),))
    >>> fit(table).landscape, fit(table).points
    (False, 10.5)
    """
    rows = printed_rows(table, lang)
    texts = _Texts(table.printed, [header_text(table, column, lang) for column in table.printed], rows)
    columns = columns_of(table.printed, texts.heads, rows, medium.measure)
    front = _front(table, medium)
    best: tuple[float, Fit] | None = None
    for landscape in (False, True):
        for points, relative, fixed in SIZES:
            if best is not None and best[0] <= fixed + relative * 0.05 + TURNING * landscape:
                continue  # no setting in this size can be better
            found = _set(texts, columns, medium, landscape=landscape, points=points)
            if found is None:
                continue
            for tighter in (0.0, TIGHTER):
                spaced = found.spaced(found.gap - tighter)
                pages = _pages(spaced.heights, front, medium, landscape=landscape)
                cost = fixed + relative * pages + TURNING * landscape + TIGHT * (tighter > 0)
                if best is None or cost < best[0] - 1e-9:
                    best = cost, spaced
    return best[1] if best is not None else _squeezed(texts, columns, medium)


@dataclass(frozen=True)
class _Texts:
    formats: Sequence[ColumnFormat]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def _front(table: Table, medium: Medium) -> float:
    """Return the height (mm) of what stands over and under a table: heading, caption, unit, notes."""
    room = medium.width / (NOTE_POINTS * MM_PER_POINT)
    notes = sum(count_lines(note, room, medium.measure) for note in table.notes)
    return 20.0 + 6.0 * bool(table.unit) + 12 * MM_PER_POINT * notes


def _set(texts: _Texts, columns: Sequence[Column], medium: Medium, *, landscape: bool, points: float) -> Fit | None:
    room = (medium.height if landscape else medium.width) / (points * MM_PER_POINT)
    widths = share(columns, room - medium.padding * len(columns))
    if widths is None:
        return None
    return _measured(texts, [width + medium.padding for width in widths], medium, landscape, points)


def _squeezed(texts: _Texts, columns: Sequence[Column], medium: Medium) -> Fit:
    """Return the smallest setting with every column narrowed alike: a table too wide for any page is broken inside words."""
    points = SIZES[-1][0]
    least = [column.widths[0] + medium.padding for column in columns]
    room = medium.height / (points * MM_PER_POINT)
    return _measured(texts, [width * room / sum(least) for width in least], medium, True, points)


def _measured(texts: _Texts, widths: Sequence[float], medium: Medium, landscape: bool, points: float) -> Fit:
    line = round(points * medium.leading * 2) / 2
    rooms = [width - medium.padding for width in widths]
    head = max(count_lines(head, room, medium.measure) for head, room in zip(texts.heads, rooms, strict=True))
    counts = [
        max(
            cell_lines(text, column, room, medium.measure)
            for text, column, room in zip(row, texts.formats, rooms, strict=True)
        )
        for row in texts.rows
    ]
    heights = tuple((max(1, count) * line + medium.gap) * MM_PER_POINT for count in (head, *counts))
    return Fit(landscape, points, tuple(width * points * MM_PER_POINT for width in widths), line, heights, medium.gap)


def _pages(heights: Sequence[float], front: float, medium: Medium, *, landscape: bool) -> float:
    """Return how many pages a table takes: a part of one where text may follow, whole ones on turned paper.

    A last page with fewer than `WORST_ORPHAN` rows counts as a page in vain.
    """
    tall = medium.width if landscape else medium.height
    head, *rows = heights
    room = tall - front - head  # what stands around the table is counted on its first page
    pages, used, on_page = 0, 0.0, 0
    for height in rows:
        if used + height > room and on_page:
            pages, used, on_page, room = pages + 1, 0.0, 0, tall - head
        used, on_page = used + height, on_page + 1
    if landscape:
        return pages + 1 + (0.5 if pages and on_page < WORST_ORPHAN else 0.0)
    return pages + (used + head + front * (not pages)) / tall


def turned_blocks(blocks: Sequence[Block], fits: Mapping[str, Fit]) -> list[bool]:
    """Return which blocks stand on turned pages.

    Wide tables do, with the headings and page breaks right before them; so do the few words between a page break and a
    wide table, which would otherwise fill a page of their own.
    """
    turned = [isinstance(block, Table) and fits[block.name].landscape for block in blocks]
    for place in range(len(blocks) - 2, -1, -1):
        if turned[place + 1] and isinstance(blocks[place], (Heading, PageBreak)):
            turned[place] = True
    start: int | None = None  # of the words since the last page break
    for place, block in enumerate(blocks):
        if isinstance(block, PageBreak):
            start = place
        elif turned[place] and start is not None:
            turned[start:place] = [True] * (place - start)
        if not isinstance(block, (PageBreak, Heading, Paragraph)):
            start = None
    return turned
