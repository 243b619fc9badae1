"""What the drawings share: how periods, persons and names stand along an axis, and the legend above."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skillcast.publication.printing import format_number, plain

if TYPE_CHECKING:
    from skillcast.publication.figures.figures import Axes, Canvas

_CLINGING = "，。：；、）)"  # never at the beginning of a line


def positions(periods: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Return where periods stand on an axis, and their labels.

    Examples
    --------
    >>> positions(pd.Series([2025.0, 2026.0]))[1]
    ['2025', '2026']
    """
    return np.arange(len(periods)), [plain(period) for period in periods]


def period_axis(axes: Axes, x: np.ndarray, labels: list[str], *, most: int) -> None:
    """Label at most `most` periods, evenly, always with the last; quarters and months always those of the last one."""
    step = max(1, -(-len(x) // most))
    for sign, season in (("Q", 4), ("-", 12)):
        if step > 1 and sign in labels[-1]:
            step = -(-step // season) * season
    kept = list(range(len(x) - 1, -1, -step))[::-1]
    axes.set_xticks([float(x[place]) for place in kept], [labels[place] for place in kept])


def thousands(axes: Axes, *, which: str = "y") -> None:
    """Print the numbers of an axis with thousands separators."""
    getattr(axes, f"{which}axis").set_major_formatter(lambda value, _: f"{value:,.10g}")


def count(value: float) -> str:
    """Return a number of persons as it is printed in a figure; nothing where it is missing.

    Examples
    --------
    >>> count(1234.5), count(float("nan"))
    ('1,235', '')
    """
    return "" if math.isnan(value) else format_number(value, 0)


def wrapped(label: str, width: int) -> str:
    """Break a label into lines of at most `width` full-width characters: after a stroke, at spaces, else anywhere.

    Examples
    --------
    >>> wrapped("三级/高级工", 6)
    '三级/\\n高级工'
    >>> wrapped("Wholesale and retail trade", 8)
    'Wholesale and\\nretail trade'
    """
    if label.isascii():
        return _words(label.split(), 2 * width)
    if "/" in label and len(label) > width - 1:
        return label.replace("/", "/\n", 1)
    lines = max(1, -(-len(label) // width))
    even = -(-len(label) // lines)  # no line with one character left over
    parts = [label[start : start + even] for start in range(0, len(label), even)]
    for place in range(1, len(parts)):
        if parts[place][0] in _CLINGING:
            parts[place - 1], parts[place] = parts[place - 1] + parts[place][0], parts[place][1:]
    return "\n".join(part for part in parts if part)


def _words(words: list[str], letters: int) -> str:
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


def legend(canvas: Canvas, axes: Axes, columns: int) -> None:
    """Set the legend of one plot above the whole figure."""
    handles, labels = axes.get_legend_handles_labels()
    canvas.legend(handles, labels, loc="outside upper center", ncols=columns, fontsize=8, handlelength=2.8)
