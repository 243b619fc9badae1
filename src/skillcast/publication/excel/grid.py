"""How wide the columns and how tall the rows of a worksheet are, so that it reads on the screen and prints on A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from skillcast.publication.content import ColumnFormat
from skillcast.publication.setting.measure import count_lines, text_width
from skillcast.publication.setting.widths import Column, columns_of, share

SheetColumn = tuple[str, ColumnFormat, str]  # heading, format, field
MARGIN_INCH = 0.5
UPRIGHT, TURNED = 98.0, 145.0  # characters across A4 within the margins at full size
SHRUNK = 0.72  # a turned page may be shrunk to this to hold a wide table
PADDING = 0.9  # em, both sides of a cell together
LEAST = 6.0  # characters: room for the filter's button
LINE_POINTS, MOST_LINES = 14.5, 28  # height of a line; Excel's rows end at 409 points
FEW_COLUMNS = 8  # up to so many, no column is frozen
FROZEN = 48.0  # characters that frozen columns may take


@dataclass(frozen=True)
class Grid:
    """Widths of the columns in characters, lines of the rows (header first), paper turned or not, columns that stay in sight."""

    characters: tuple[float, ...]
    lines: tuple[int, ...]
    landscape: bool
    frozen: int

    @classmethod
    def of(
        cls, columns: Sequence[SheetColumn], rows: Sequence[Sequence[object]], shown: Sequence[Sequence[str]]
    ) -> Grid:
        """Return the grid of a sheet.

        Parameters
        ----------
        columns
            Heading, format and field of each.
        rows
            The cells as they are written: numbers never wrap, texts do.
        shown
            The cells as they look.
        """
        heads = [header for header, _, _ in columns]
        formats = [
            replace(column, kind="text" if _wraps(rows, place) else "code", low="", high="")
            for place, (_, column, _) in enumerate(columns)
        ]
        found = columns_of(formats, heads, shown, text_width)
        padding = PADDING * len(found)
        whole = 2 * (sum(column.whole for column in found) + padding)
        upright = _measured(found, [heads, *shown], min(whole, UPRIGHT))
        if upright is not None and max(upright[1][1:], default=1) == 1:
            return cls(*upright, False, _frozen(columns, upright[0]))
        least = 2 * (sum(column.widths[0] for column in found) + padding)
        room = whole if UPRIGHT < whole <= TURNED else max(TURNED, min(whole, TURNED / SHRUNK), least)
        turned = _measured(found, [heads, *shown], room)
        assert turned is not None  # the room holds the least widths
        return cls(*turned, True, _frozen(columns, turned[0]))


def _measured(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], room: float
) -> tuple[tuple[float, ...], tuple[int, ...]] | None:
    """Return widths and lines of a sheet `room` characters wide, None if it does not hold the columns."""
    widths = share(columns, room / 2 - PADDING * len(columns) + 1e-6)
    if widths is None:
        return None
    characters = tuple(max(LEAST, round(2 * (width + PADDING), 1)) for width in widths)
    rooms = [width / 2 - PADDING + 0.05 for width in characters]  # the widths are rounded
    lines = tuple(
        max(count_lines(text, room, text_width) for text, room in zip(texts, rooms, strict=True)) for texts in rows
    )
    return characters, lines


def _wraps(rows: Sequence[Sequence[object]], place: int) -> bool:
    return any(isinstance(row[place], str) for row in rows)


def _frozen(columns: Sequence[SheetColumn], characters: Sequence[float]) -> int:
    """Return how many columns stay in sight when a wide sheet is moved: those up to the first name."""
    if len(columns) <= FEW_COLUMNS:
        return 0
    names = [place for place, (_, column, _) in enumerate(columns[:4]) if column.kind == "text"]
    count = names[0] + 1 if names else 1
    return count if sum(characters[:count]) <= FROZEN else 0


def xl_column(place: int) -> str:
    """Return the letters of a column.

    Examples
    --------
    >>> xl_column(0), xl_column(25), xl_column(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
