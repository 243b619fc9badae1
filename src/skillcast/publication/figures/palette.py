"""How figures look: colours that the colour-blind tell apart, and strokes, markers and hatches that survive a grey print."""

from __future__ import annotations

from typing import Any

BLUE, VERMILION, GREEN, ORANGE, SKY, PURPLE = "#0072B2", "#D55E00", "#009E73", "#E69F00", "#56B4E9", "#CC79A7"
# Okabe and Ito's colours in an order in which neighbours (stacked bars touch) also differ as greys.
COLOURS = (BLUE, ORANGE, GREEN, SKY, VERMILION, PURPLE)
STROKES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P")
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "++")
INK, QUIET = "#222222", "#6B6B6B"
WIDTH = 6.14  # inches: the text block of an official page, 156 mm

STYLE: dict[str, Any] = {
    "font.size": 9,
    "axes.unicode_minus": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": QUIET,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.titlesize": 9,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
    "lines.markersize": 4,
    "hatch.linewidth": 0.5,
    "text.parse_math": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "skillcast",
    "pdf.fonttype": 42,
    "savefig.dpi": 200,
}


def line(place: int) -> dict[str, Any]:
    """Return colour, stroke and marker of the line at a place among its fellows.

    Examples
    --------
    >>> line(0)["marker"], line(1)["linestyle"]
    ('o', '--')
    """
    return {
        "color": COLOURS[place % len(COLOURS)],
        "linestyle": STROKES[place % len(STROKES)],
        "marker": MARKERS[place % len(MARKERS)],
    }


def bar(place: int) -> dict[str, Any]:
    """Return colour and hatch of the bar at a place among its fellows.

    Examples
    --------
    >>> bar(0)["hatch"], bar(1)["hatch"]
    ('', '///')
    """
    return {
        "color": COLOURS[place % len(COLOURS)],
        "hatch": HATCHES[place % len(HATCHES)],
        "edgecolor": "white",
        "linewidth": 0.4,
    }
