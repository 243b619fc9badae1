"""Figures: one drawing function a kind, on matplotlib's object interface, with the same bytes on every run.

Colours are those of Okabe and Ito (distinct to the colour-blind); lines also differ by stroke and marker and bars by
hatching, so that a grey print can be read.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skillcast.errors import Language, Problem
from skillcast.publication.content import Document, Figure
from skillcast.publication.fonts import Typeface, typeface

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes
    from matplotlib.figure import Figure as Canvas

BLUE, VERMILION, GREEN, ORANGE, SKY, PURPLE = "#0072B2", "#D55E00", "#009E73", "#E69F00", "#56B4E9", "#CC79A7"
COLOURS = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY)
STROKES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P")
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "++")
INK, QUIET = "#222222", "#767676"
WIDTH = 6.14  # inches: the text block of an official page, 156 mm

# What each format is told to leave out, so that the same figure has the same bytes on every day.
FACTS: dict[str, dict[str, None]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
COLUMNS: dict[str, tuple[str, ...]] = {
    "fan": ("panel", "period", "actual", "median", "lo80", "hi80"),
    "ratio_line": ("period", "ratio"),
    "level_bars": ("group", "demand", "seekers"),
    "gap_interval": ("label", "median", "lo80", "hi80"),
    "backtest": ("method", "horizon", "error"),
    "reliability": ("nominal", "observed"),
    "pipeline": ("year", "group", "graduates"),
}

_WORDS: dict[str, tuple[str, str]] = {
    "actual": ("实际", "Actual"),
    "median": ("预测中位数", "Forecast median"),
    "band": ("80%预测区间", "80% interval"),
    "ratio": ("求人倍率", "Openings-to-seekers ratio"),
    "demand": ("需求人数", "Demand"),
    "seekers": ("求职人数", "Seekers"),
    "persons": ("人", "persons"),
    "gap": ("缺口（人/年，负数为富余）", "Gap (persons a year; negative: surplus)"),
    "uncertain": ("区间含0", "Interval includes 0"),
    "horizon": ("提前年数", "Years ahead"),
    "error": ("误差", "Error"),
    "nominal": ("名义覆盖率（%）", "Nominal coverage (%)"),
    "observed": ("实际覆盖率（%）", "Observed coverage (%)"),
    "graduates": ("毕业生（人）", "Graduates (persons)"),
    "total": ("合计", "Total"),
}

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


def draw(figure: Figure, path: Path, *, banner: str = "", lang: Language = "zh") -> tuple[Problem, ...]:
    """Draw a figure into a file and return warnings about rare characters.

    Parameters
    ----------
    figure
        Its `kind` selects the drawing; the columns each kind reads stand in `COLUMNS`.
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
        canvas = _canvas(figure, face, lang)
        save(canvas, path, banner=face.legible(banner))
    return face.problems


def blank() -> Canvas:
    """Return an empty canvas that keeps room for the banner at its foot."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(layout="constrained")
    FigureCanvasAgg(canvas)
    canvas.get_layout_engine().set(rect=(0, 0.035, 1, 0.965))  # type: ignore[union-attr, call-arg]
    return canvas


def save(canvas: Canvas, path: Path, *, banner: str = "") -> None:
    """Write a canvas, with the banner at its foot, into a file without dates; the suffix selects the format."""
    if path.suffix not in FACTS:
        raise ValueError(f"figures are written as {', '.join(FACTS)}, not {path.suffix!r}")
    if banner:
        canvas.text(0.995, 0.005, banner, color=VERMILION, ha="right", va="bottom", fontsize=8)
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


def draw_all(document: Document, folder: Path) -> tuple[Problem, ...]:
    """Draw every figure of a document into `folder` as ``<name>.png`` (print) and ``<name>.svg`` (web)."""
    folder.mkdir(parents=True, exist_ok=True)
    problems: list[Problem] = []
    for figure in document.figures:
        for suffix in (".png", ".svg"):
            problems.extend(draw(figure, folder / f"{figure.name}{suffix}", banner=document.banner, lang=document.lang))
    return tuple({str(problem.value): problem for problem in problems}.values())


def _all_text(figure: Figure, banner: str) -> str:
    words = [banner, *(str(value) for value in figure.options.values())]
    for name in figure.frame.columns:
        if not pd.api.types.is_numeric_dtype(figure.frame[name]):
            words.extend(figure.frame[name].astype(str))
    return "".join(words)


def _canvas(figure: Figure, face: Typeface, lang: Language) -> Canvas:
    frame = figure.frame.copy()
    for name in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[name]):
            frame[name] = [face.legible(str(value)) for value in frame[name]]
    words = {key: pair[lang == "en"] for key, pair in _WORDS.items()}
    words |= {key: face.legible(value) for key, value in figure.options.items() if isinstance(value, str)}
    canvas = blank()
    _DRAWINGS[figure.kind](canvas, frame, words)
    return canvas


def _fan(canvas: Canvas, frame: pd.DataFrame, words: dict[str, str]) -> None:
    """History as a line, the median forecast dashed, its 80 % interval as a band; one panel a series."""
    panels = list(dict.fromkeys(frame["panel"]))
    columns = min(3, len(panels))
    rows = -(-len(panels) // columns)
    canvas.set_size_inches(WIDTH, (3.2 if rows == 1 and columns == 1 else 1.75 * rows) + 0.45)
    grid = canvas.subplots(rows, columns, squeeze=False)
    for place, axes in enumerate(grid.flat):
        if place >= len(panels):
            axes.set_axis_off()
            continue
        part = _joined(frame[frame["panel"] == panels[place]])
        x, labels = positions(part["period"])
        axes.plot(x, part["actual"], color=INK, marker="o", markersize=2.5, label=words["actual"])
        axes.fill_between(x, part["lo80"], part["hi80"], color=SKY, alpha=0.45, linewidth=0, label=words["band"])
        axes.plot(x, part["median"], color=BLUE, linestyle="--", marker="s", markersize=2.5, label=words["median"])
        axes.set_title(_wrapped(panels[place], 12))
        period_axis(axes, x, labels, most=7 if columns == 1 else 4)
        thousands(axes)
    grid[0, 0].set_ylabel(words["persons"])
    _legend(canvas, grid[0, 0], 3)


def _joined(part: pd.DataFrame) -> pd.DataFrame:
    """Let the forecast of a panel start at its last actual value, so that the line is not torn."""
    part = part.reset_index(drop=True)
    known = np.flatnonzero(part["actual"].notna())
    if len(known) and pd.isna(part["median"].iloc[known[-1]]):
        for name in ("median", "lo80", "hi80"):
            part.loc[int(known[-1]), name] = part["actual"].iloc[known[-1]]
    return part


def _ratio_line(canvas: Canvas, frame: pd.DataFrame, words: dict[str, str]) -> None:
    """The ratio over time, one line a group if there are groups, with a rule where demand equals seekers."""
    canvas.set_size_inches(WIDTH, 3.0)
    axes = canvas.subplots()
    groups = list(dict.fromkeys(frame["group"])) if "group" in frame else [""]
    for place, group in enumerate(groups):
        part = frame[frame["group"] == group] if group else frame
        x, labels = positions(part["period"])
        axes.plot(x, part["ratio"], label=group, **_line(place))
        if place == 0:
            period_axis(axes, x, labels, most=9)
    axes.axhline(1, color=QUIET, linewidth=0.9, linestyle=(0, (2, 2)))
    axes.set_ylabel(words["ratio"])
    if len(groups) > 1:
        _legend(canvas, axes, 4)


def _level_bars(canvas: Canvas, frame: pd.DataFrame, words: dict[str, str]) -> None:
    """Demand beside seekers, one pair of bars a group, with the figures above the bars."""
    canvas.set_size_inches(WIDTH, 3.2)
    axes = canvas.subplots()
    x = np.arange(len(frame))
    for place, name in enumerate(("demand", "seekers")):
        bars = axes.bar(
            x + (place - 0.5) * 0.4,
            frame[name],
            width=0.38,
            color=(BLUE, ORANGE)[place],
            edgecolor="white",
            hatch=HATCHES[place],
            label=words[name],
        )
        if len(frame) <= 8:
            axes.bar_label(bars, labels=[_count(value) for value in frame[name]], fontsize=7, padding=1)
    axes.set_xticks(x, [_wrapped(str(label), 6 if len(frame) <= 10 else 4) for label in frame["group"]])
    axes.grid(axis="x", visible=False)
    axes.set_ylabel(words["persons"])
    thousands(axes)
    _legend(canvas, axes, 2)


def _gap_interval(canvas: Canvas, frame: pd.DataFrame, words: dict[str, str]) -> None:
    """A dot at the median and a bar over the 80 % interval, one line an occupation; filled where the interval excludes 0."""
    canvas.set_size_inches(WIDTH, max(2.2, 0.9 + 0.21 * len(frame)))
    axes = canvas.subplots()
    y = np.arange(len(frame))[::-1]
    middle, low, high = (frame[name].to_numpy(dtype=float) for name in ("median", "lo80", "hi80"))
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.hlines(y, low, high, color=BLUE, linewidth=2.2, alpha=0.55, label=words["band"])
    certain = (low > 0) | (high < 0)
    axes.scatter(middle[certain], y[certain], s=22, color=VERMILION, zorder=3)
    axes.scatter(middle[~certain], y[~certain], s=22, facecolor="white", edgecolor=VERMILION, zorder=3)
    axes.scatter([], [], s=22, color=VERMILION, label=words["median"])
    axes.scatter([], [], s=22, facecolor="white", edgecolor=VERMILION, label=words["uncertain"])
    axes.set_yticks(y, [str(label) for label in frame["label"]])
    axes.set_ylim(-0.7, len(frame) - 0.3)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(words["gap"])
    thousands(axes, which="x")
    _legend(canvas, axes, 3)


def _backtest(canvas: Canvas, frame: pd.DataFrame, words: dict[str, str]) -> None:
    """The error by horizon, one line a method."""
    canvas.set_size_inches(WIDTH, 3.0)
    axes = canvas.subplots()
    methods = list(dict.fromkeys(frame["method"]))
    for place, method in enumerate(methods):
        part = frame[frame["method"] == method].sort_values("horizon")
        axes.plot(part["horizon"], part["error"], label=method, **_line(place))
    axes.set_xticks(sorted(set(frame["horizon"])))
    axes.set_ylim(bottom=0)
    axes.set_xlabel(words["horizon"])
    axes.set_ylabel(words["error"])
    _legend(canvas, axes, 4)


def _reliability(canvas: Canvas, frame: pd.DataFrame, words: dict[str, str]) -> None:
    """Observed against nominal coverage of the intervals (shares of 1); on the diagonal the intervals are honest."""
    canvas.set_size_inches(WIDTH * 0.6, WIDTH * 0.6)
    axes = canvas.subplots()
    axes.plot([0, 100], [0, 100], color=QUIET, linewidth=0.9, linestyle=(0, (2, 2)))
    ordered = frame.sort_values("nominal")
    axes.plot(ordered["nominal"] * 100, ordered["observed"] * 100, **_line(0))
    axes.set(xlim=(0, 100), ylim=(0, 100), xlabel=words["nominal"], ylabel=words["observed"], aspect="equal")


def _pipeline(canvas: Canvas, frame: pd.DataFrame, words: dict[str, str]) -> None:
    """Graduates by year, stacked by group, the total above each bar."""
    canvas.set_size_inches(WIDTH, 3.2)
    axes = canvas.subplots()
    years = sorted(set(frame["year"]))
    x, base = np.arange(len(years)), np.zeros(len(years))
    groups = list(dict.fromkeys(frame["group"]))
    for place, group in enumerate(groups):
        part = frame[frame["group"] == group].set_index("year")["graduates"].reindex(years, fill_value=0)
        style: dict[str, Any] = {"color": COLOURS[place % 6], "hatch": HATCHES[place % 6], "edgecolor": "white"}
        axes.bar(x, part, bottom=base, width=0.62, label=group, linewidth=0.4, **style)
        base = base + part.to_numpy(dtype=float)
    for position, total in zip(x, base, strict=True):
        axes.annotate(_count(total), (position, total), (0, 2), textcoords="offset points", ha="center", fontsize=7)
    axes.set_xticks(x, [str(year) for year in years])
    axes.grid(axis="x", visible=False)
    axes.set_ylabel(words["graduates"])
    thousands(axes)
    _legend(canvas, axes, 4)


_DRAWINGS: dict[str, Callable[[Canvas, pd.DataFrame, dict[str, str]], None]] = {
    "fan": _fan,
    "ratio_line": _ratio_line,
    "level_bars": _level_bars,
    "gap_interval": _gap_interval,
    "backtest": _backtest,
    "reliability": _reliability,
    "pipeline": _pipeline,
}


def _line(place: int) -> dict[str, Any]:
    return {
        "color": COLOURS[place % len(COLOURS)],
        "linestyle": STROKES[place % len(STROKES)],
        "marker": MARKERS[place % len(MARKERS)],
    }


def positions(periods: pd.Series) -> tuple[np.ndarray, list[str]]:
    return np.arange(len(periods)), [str(period) for period in periods]


def period_axis(axes: Axes, x: np.ndarray, labels: list[str], *, most: int) -> None:
    """Label at most `most` periods, evenly, always with the last."""
    step = max(1, -(-len(x) // most))
    kept = list(range(len(x) - 1, -1, -step))[::-1]
    axes.set_xticks([float(x[place]) for place in kept], [labels[place] for place in kept])


def _count(value: float) -> str:
    return "" if np.isnan(value) else f"{value:,.0f}"


def thousands(axes: Axes, *, which: str = "y") -> None:
    from matplotlib.ticker import FuncFormatter

    getattr(axes, f"{which}axis").set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))


def _wrapped(label: str, width: int) -> str:
    """Break a label into lines: after a stroke, at spaces in English, else every `width` characters."""
    if label.isascii():
        return label.replace(" ", "\n")
    if "/" in label:
        return label.replace("/", "/\n", 1)
    return "\n".join(label[start : start + width] for start in range(0, len(label), width))


def _legend(canvas: Canvas, axes: Axes, columns: int) -> None:
    handles, labels = axes.get_legend_handles_labels()
    canvas.legend(handles, labels, loc="outside upper center", ncols=columns, fontsize=8, handlelength=2.8)
