"""Figures: written with matplotlib into files that have the same bytes on every run.

How each kind is drawn stands in `drawings`, what it reads in `figure_data`, what it looks like in `palette`.
"""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.sax.saxutils import escape

import pandas as pd

from skillcast.errors import Language, Problem
from skillcast.publication.content import Figure
from skillcast.publication.figures.drawings import DRAWINGS
from skillcast.publication.figures.figure_data import COLUMNS, figure_words
from skillcast.publication.figures.palette import STYLE, VERMILION
from skillcast.publication.printing import plain
from skillcast.publication.setting.fonts import Typeface, typeface

if TYPE_CHECKING:
    import matplotlib.axes
    import matplotlib.figure

    Axes: TypeAlias = matplotlib.axes.Axes
    Canvas: TypeAlias = matplotlib.figure.Figure

# What each format is told to leave out, so that the same figure has the same bytes on every day.
FACTS: dict[str, dict[str, None]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def draw(figure: Figure, path: Path, *, banner: str = "", lang: Language = "zh") -> tuple[Problem, ...]:
    """Draw a figure into a file and return warnings about rare characters.

    Parameters
    ----------
    figure
        Its `kind` selects the drawing; the columns each kind reads stand in `figure_data.COLUMNS`.
    path
        Where to write; the suffix (.png, .svg or .pdf) selects the format.
    banner
        Printed on the figure (``模拟数据……``) when not empty.

    Raises
    ------
    ValueError
        The frame lacks a column the kind needs, or the suffix is another.
    """
    missing = [name for name in COLUMNS[figure.kind] if name not in figure.frame.columns]
    if missing or figure.frame.empty:
        raise ValueError(f"figure {figure.name} ({figure.kind}): no rows or missing columns {missing}")
    face = typeface(_all_text(figure, banner))
    with settings(face):
        save(compose(figure, face, lang=lang, banner=banner), path)
    if path.suffix == ".svg":
        _name(path, figure)
    return face.problems


def blank() -> Canvas:
    """Return an empty canvas that keeps room for the banner at its foot."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(layout="constrained")
    FigureCanvasAgg(canvas)
    canvas.get_layout_engine().set(rect=(0, 0.035, 1, 0.965))  # type: ignore[union-attr, call-arg]
    return canvas


def stamp(canvas: Canvas, banner: str) -> None:
    """Print the banner at the foot of a canvas."""
    canvas.text(0.995, 0.005, banner, color=VERMILION, ha="right", va="bottom", fontsize=8)


def save(canvas: Canvas, path: Path) -> None:
    """Write a canvas into a file without dates; the suffix selects the format."""
    if path.suffix not in FACTS:
        raise ValueError(f"figures are written as {', '.join(FACTS)}, not {path.suffix!r}")
    canvas.draw_without_rendering()
    canvas.set_layout_engine("none")
    for axes in canvas.axes:  # the solver of the layout leaves rounding errors that differ from run to run
        left, bottom, width, height = axes.get_position(original=True).bounds
        axes.set_position((round(left, 6), round(bottom, 6), round(width, 6), round(height, 6)))
    canvas.savefig(path, metadata=FACTS[path.suffix])


@contextmanager
def settings(face: Typeface) -> Iterator[None]:
    """Hold matplotlib at our settings, whatever the user's are, and turn a missing glyph into an error."""
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        current: Any = matplotlib.rcParams
        current.update(STYLE | {"font.family": list(face.families)})
        warnings.filterwarnings("error", message=".*[Gg]lyph.*")
        warnings.filterwarnings("error", message=".*[Ff]ont.*")
        yield


def _all_text(figure: Figure, banner: str) -> str:
    words = [banner, *(str(value) for value in figure.options.values())]
    for name in figure.frame.columns:
        if not pd.api.types.is_numeric_dtype(figure.frame[name]):
            words.extend(figure.frame[name].astype(str))
    return "".join(words)


def compose(figure: Figure, face: Typeface, *, lang: Language = "zh", banner: str = "") -> Canvas:
    """Return a figure as a canvas, drawn within `settings`."""
    frame = figure.frame.copy()
    for name in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[name]):
            frame[name] = [face.legible(plain(value)) for value in frame[name]]
    canvas = blank()
    words = figure_words(lang, figure.options)
    DRAWINGS[figure.kind](canvas, frame, {key: face.legible(value) for key, value in words.items()})
    if banner:
        stamp(canvas, face.legible(banner))
    return canvas


def _name(path: Path, figure: Figure) -> None:
    """Give a written SVG its title and description, so that it speaks for itself where it stands alone."""
    words = {"title": figure.title, "desc": figure.alt}
    told = "".join(f'<{tag} id="{tag}">{escape(_printable(text))}</{tag}>' for tag, text in words.items())
    before, opening, after = path.read_text(encoding="utf-8").partition("<svg ")
    attributes, close, content = after.partition(">")
    named = f'{before}{opening}role="img" aria-labelledby="title" aria-describedby="desc" {attributes}{close}{told}{content}'
    path.write_bytes(named.encode("utf-8"))


def _printable(text: str) -> str:
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs"))
