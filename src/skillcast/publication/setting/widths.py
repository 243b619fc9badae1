"""The widths of a table's columns: as few lines as possible in the room there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skillcast.errors import Language
from skillcast.publication.content import ColumnFormat, Table
from skillcast.publication.printing import header_parts
from skillcast.publication.setting.measure import Measure, count_lines, line_width, pieces, unbroken

STEP, TRIED = 0.5, 120  # em: the grain in which widths are tried, and how many at most
SHORTEST = 3.0  # em: a column of words is at least three characters wide
LONGEST = 24.0  # em: a word longer than this is broken
ROWS_A_PAGE = 30
HEAD_LINES, HEAD_PAIR = 5, 2.0  # most lines a heading takes, and its least width: two ideographs a line
_SHARPNESS = 6  # how much the tallest cell of a row counts before the others
_AHEAD = 4  # widths at which lines are saved that are looked at together
Lines = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Column:
    """What one column needs: the widths (em) at which its lines become fewer, from the least one on, the width with every
    cell on one line, and for each of the widths the lines of every row (header first)."""

    widths: tuple[float, ...]
    whole: float
    lines: Lines


def cell_lines(text: str, column: ColumnFormat, room: float, measure: Measure) -> int:
    """Return the lines of a cell: numbers and codes take one, an interval is broken before its bracket at most."""
    if column.kind == "interval":
        return 1 if measure(text) <= room + 1e-9 else 2
    return count_lines(text, room, measure) if column.kind == "text" else 1


def broken_interval(text: str) -> str:
    """Return an interval on two lines: the value, then the bracket.

    Examples
    --------
    >>> broken_interval("1,234（1,100～1,380）")
    '1,234\\n（1,100～1,380）'
    """
    return text.replace("（", "\n（").replace(" (", "\n(")


def header_text(table: Table, column: ColumnFormat, lang: Language) -> str:
    """Return a heading with its unit on a line of its own, so that its brackets stay together."""
    name, unit = header_parts(table, column, lang)
    return f"{name}\n{unit.strip()}" if unit else name


def columns_of(
    formats: Sequence[ColumnFormat], heads: Sequence[str], rows: Sequence[Sequence[str]], measure: Measure
) -> list[Column]:
    """Return what every column of a table needs, from its printed headings and cells."""
    cells = list(zip(*rows, strict=True)) or [()] * len(formats)
    return [_column(head, texts, column, measure) for head, texts, column in zip(heads, cells, formats, strict=True)]


def _column(header: str, texts: Sequence[str], column: ColumnFormat, measure: Measure) -> Column:
    natural = max((line_width(line, measure) for text in texts for line in text.split("\n")), default=0.0)
    head = max(line_width(line, measure) for line in header.split("\n"))
    whole = max(natural, head, column.width or 0.0)
    least = max(
        _hard(texts, column, natural, measure), _hard_header(header, measure), min(column.width or 0.0, LONGEST)
    )
    tried = [least + step * STEP for step in range(max(1, min(int(np.ceil((whole - least) / STEP)) + 1, TRIED)))]
    different, places = np.unique(np.array(["", *texts], dtype=object).astype(str), return_inverse=True)
    lines = np.ones((len(tried), len(texts) + 1))
    for step, room in enumerate(tried):
        if column.kind in ("text", "interval"):
            found = np.array([cell_lines(str(text), column, room, measure) for text in different], dtype="float64")
            lines[step] = np.maximum(1.0, found[places])
        lines[step, 0] = count_lines(header, room, measure)
    fewer = [0] + [step for step in range(1, len(tried)) if lines[step].sum() < lines[step - 1].sum()]
    return Column(tuple(tried[step] for step in fewer), whole, lines[fewer])


def _hard(texts: Sequence[str], column: ColumnFormat, natural: float, measure: Measure) -> float:
    """Return the width below which something would break that must not."""
    if column.kind == "interval":
        return max((measure(part) for text in texts for part in broken_interval(text).split("\n")), default=0.0)
    if column.kind != "text":
        return min(natural, LONGEST)
    widest = max((unbroken(text, measure) for text in texts), default=0.0)
    return min(max(widest, min(natural, SHORTEST)), LONGEST)


def _hard_header(header: str, measure: Measure) -> float:
    name = header.split("\n")[0]
    pair = min(measure(name), HEAD_PAIR)
    return max(unbroken(header, measure), sum(width for _, width, _ in pieces(name, measure)) / HEAD_LINES, pair)


def share(columns: Sequence[Column], room: float) -> list[float] | None:
    """Return widths (em) that together fill `room` with as few lines as can be found, or None if they do not fit.

    Every column first gets its least width; then, again and again, the one gets more where a little width saves most lines.
    """
    at = [0] * len(columns)
    spare = room - sum(column.widths[0] for column in columns)
    if spare < -1e-9:
        return None
    weight = np.ones(columns[0].lines.shape[1])
    weight[0] = 1 + len(weight) // ROWS_A_PAGE  # the header comes again on every page
    powers = [column.lines**_SHARPNESS for column in columns]
    total = np.sum([power[0] for power in powers], axis=0)
    while True:
        now = (weight * total ** (1 / _SHARPNESS)).sum()
        best, choice = 1e-9, None
        for place, (column, power) in enumerate(zip(columns, powers, strict=True)):
            for target in range(at[place] + 1, min(at[place] + 1 + _AHEAD, len(column.widths))):
                extra = column.widths[target] - column.widths[at[place]]
                if extra > spare + 1e-9:
                    break
                after = (weight * (total - power[at[place]] + power[target]) ** (1 / _SHARPNESS)).sum()
                if (now - after) / extra > best:
                    best, choice = (now - after) / extra, (place, target, extra)
        if choice is None:
            break
        place, target, extra = choice
        total = total - powers[place][at[place]] + powers[place][target]
        at[place], spare = target, spare - extra
    widths = [column.widths[step] for column, step in zip(columns, at, strict=True)]
    wants = [max(0.0, column.whole - width) for column, width in zip(columns, widths, strict=True)]
    part = min(1.0, max(0.0, spare) / sum(wants)) if sum(wants) else 0.0
    widths = [width + want * part for width, want in zip(widths, wants, strict=True)]
    stretch = room / sum(widths)
    return [width * stretch for width in widths]
