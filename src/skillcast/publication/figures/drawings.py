"""One drawing a kind of figure, on matplotlib's object interface; what each reads stands in `figure_data.COLUMNS`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skillcast.publication.figures.axes import count, legend, period_axis, positions, thousands, wrapped
from skillcast.publication.figures.palette import BLUE, INK, QUIET, SKY, VERMILION, WIDTH, bar, line
from skillcast.publication.printing import plain

if TYPE_CHECKING:
    from skillcast.publication.figures.figures import Axes, Canvas

Said = dict[str, str]
_DOTTED = (0, (2, 2))


def draw_fan(canvas: Canvas, frame: pd.DataFrame, words: Said) -> None:
    """Draw history as a line, the median ahead dashed with its band, and what was forecast of past years; one panel a series."""
    panels = list(dict.fromkeys(frame["panel"]))
    columns = min(3, len(panels))
    rows = -(-len(panels) // columns)
    canvas.set_size_inches(WIDTH, (3.2 if rows == 1 and columns == 1 else 1.85 * rows) + 0.45)
    grid = canvas.subplots(rows, columns, squeeze=False)
    for place, axes in enumerate(grid.flat):
        if place >= len(panels):
            axes.set_axis_off()
            continue
        part = _joined(frame[frame["panel"] == panels[place]])
        x, labels = positions(part["period"])
        axes.fill_between(x, part["lo80"], part["hi80"], color=SKY, alpha=0.45, linewidth=0, label=words["band"])
        axes.plot(x, part["actual"], color=INK, marker="o", markersize=2.5, label=words["actual"])
        axes.plot(x, part["median"], color=BLUE, linestyle="--", marker="s", markersize=2.5, label=words["median"])
        _told(axes, x, part, words)
        axes.set_title(wrapped(panels[place], 12))
        period_axis(axes, x, labels, most=7 if columns == 1 else 4)
        thousands(axes)
    for axes in grid[:, 0]:
        axes.set_ylabel(words["persons"])
    legend(canvas, grid[0, 0], 4)


def _told(axes: Axes, x: np.ndarray, part: pd.DataFrame, words: Said) -> None:
    """Set beside what came, where it is given, what an earlier forecast had said."""
    if "backtest" not in part or part["backtest"].isna().all():
        return
    known = part["backtest"].notna().to_numpy()
    middle = part["backtest"].to_numpy(dtype=float)[known]
    if "backtest_lo80" in part:
        low, high = (part[f"backtest_{end}80"].to_numpy(dtype=float)[known] for end in ("lo", "hi"))
        axes.vlines(x[known], low, high, color=VERMILION, linewidth=0.9, zorder=2.5)
    look: dict[str, Any] = {"markersize": 3.2, "markerfacecolor": "white", "markeredgewidth": 0.9}
    axes.plot(x[known], middle, color=VERMILION, linestyle="none", marker="D", label=words["backtest"], **look)


def _joined(part: pd.DataFrame) -> pd.DataFrame:
    """Let the forecast of a panel start at its last actual value, so that the line is not torn."""
    part = part.reset_index(drop=True)
    known = np.flatnonzero(part["actual"].notna())
    if len(known) and pd.isna(part["median"].iloc[known[-1]]):
        for name in ("median", "lo80", "hi80"):
            part.loc[int(known[-1]), name] = part["actual"].iloc[known[-1]]
    return part


def draw_ratio_line(canvas: Canvas, frame: pd.DataFrame, words: Said) -> None:
    """Draw the ratio over time, one line a group if there are groups, with a rule where demand equals seekers."""
    canvas.set_size_inches(WIDTH, 3.0)
    axes = canvas.subplots()
    groups = list(dict.fromkeys(frame["group"])) if "group" in frame else [""]
    for place, group in enumerate(groups):
        part = frame[frame["group"] == group] if group else frame
        x, labels = positions(part["period"])
        axes.plot(x, part["ratio"], label=group, **line(place))
        if place == 0:
            period_axis(axes, x, labels, most=9)
        known = np.flatnonzero(part["ratio"].notna())
        if len(groups) == 1 and len(known):
            last = int(known[-1])
            axes.annotate(
                f"{part['ratio'].iloc[last]:.2f}",
                (x[last], part["ratio"].iloc[last]),
                (6, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
            axes.set_xlim(right=x[-1] + 0.06 * len(x))
    axes.axhline(1, color=QUIET, linewidth=0.9, linestyle=_DOTTED)
    axes.set_ylabel(words["ratio"])
    if len(groups) > 1:
        legend(canvas, axes, 4)


def draw_level_bars(canvas: Canvas, frame: pd.DataFrame, words: Said) -> None:
    """Draw demand beside seekers, one pair of bars a group, with the figures above the bars."""
    canvas.set_size_inches(WIDTH, 3.2)
    axes = canvas.subplots()
    x = np.arange(len(frame))
    for place, name in enumerate(("demand", "seekers")):
        bars = axes.bar(x + (place - 0.5) * 0.4, frame[name], width=0.38, label=words[name], **bar(place))
        if len(frame) <= 8:
            axes.bar_label(bars, labels=[count(value) for value in frame[name]], fontsize=7, padding=1)
    axes.set_xticks(x, [wrapped(label, 6 if len(frame) <= 10 else 4) for label in frame["group"]])
    axes.grid(axis="x", visible=False)
    axes.set_ylabel(words["persons"])
    thousands(axes)
    legend(canvas, axes, 2)


def draw_gap_interval(canvas: Canvas, frame: pd.DataFrame, words: Said) -> None:
    """Draw a dot at the median and a bar over the interval, one line an occupation; filled where the interval excludes 0."""
    labels = [wrapped(label, 20) for label in frame["label"]]
    canvas.set_size_inches(WIDTH, max(2.2, 0.9 + 0.21 * _lines(labels)))
    axes = canvas.subplots()
    y = np.arange(len(frame))[::-1]
    middle, low, high = (frame[name].to_numpy(dtype=float) for name in ("median", "lo80", "hi80"))
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.hlines(y, low, high, color=BLUE, linewidth=2.2, alpha=0.55, label=words["band"])
    certain = (low > 0) | (high < 0)
    for shown, face, doubt in ((certain, VERMILION, ""), (~certain, "white", words["uncertain"])):
        if shown.any():
            look: dict[str, Any] = {"facecolor": face, "edgecolor": VERMILION, "zorder": 3}
            axes.scatter(middle[shown], y[shown], s=22, label=words["median"] + doubt, **look)
    axes.set_yticks(y, labels)
    axes.set_ylim(-0.7, len(frame) - 0.3)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(words["gap"])
    thousands(axes, which="x")
    legend(canvas, axes, 3)


def _lines(labels: list[str]) -> int:
    """Return how many lines of type labels below each other need, each as much as the tallest."""
    return len(labels) * max(label.count("\n") + 1 for label in labels)


def draw_entries_exits(canvas: Canvas, frame: pd.DataFrame, words: Said) -> None:
    """Draw a band over the years an occupation was listed, a triangle where it entered and a cross where it had left."""
    years = sorted(set(positions(frame["year"])[1]))
    names = list(dict.fromkeys(frame["label"]))
    labels = [wrapped(name, 22) for name in names]
    canvas.set_size_inches(WIDTH, max(2.2, 1.0 + 0.165 * _lines(labels)))
    axes = canvas.subplots()
    row = {name: len(names) - 1 - place for place, name in enumerate(names)}
    x = np.array([years.index(label) for label in positions(frame["year"])[1]], dtype=float)
    y = np.array([row[name] for name in frame["label"]], dtype=float)
    status = frame["status"].to_numpy()
    on = np.isin(status, ("listed", "entered"))
    axes.barh(y[on], 1.0, left=x[on] - 0.5, height=0.62, color=SKY, linewidth=0, label=words["listed"])
    for which, sign, colour in (("entered", "^", BLUE), ("left", "x", VERMILION)):
        kept = status == which
        if kept.any():
            axes.scatter(
                x[kept], y[kept], s=20, marker=sign, color=colour, zorder=3, linewidths=1.3, label=words[which]
            )
    counts = [_year_counts(status[x == place]) for place in range(len(years))]
    axes.set_xticks(
        range(len(years)), [f"{year}\n{total}" for year, total in zip(years, counts, strict=True)], fontsize=8
    )
    axes.set_yticks(list(row.values()), labels, fontsize=8)
    axes.tick_params(length=0)
    axes.set_xlim(-0.5, len(years) - 0.5)
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.grid(axis="x", visible=False)
    axes.set_xlabel(words["counts"])
    legend(canvas, axes, 3)


def _year_counts(status: np.ndarray) -> str:
    """Return how many occupations are listed in a year, and how many of them entered and had left."""
    entered, left = (int((status == word).sum()) for word in ("entered", "left"))
    total = int(np.isin(status, ("listed", "entered")).sum())
    return f"{total}\n+{entered} -{left}" if entered or left else str(total)


def draw_backtest(canvas: Canvas, frame: pd.DataFrame, words: Said) -> None:
    """Draw the error by horizon, one line a method."""
    canvas.set_size_inches(WIDTH, 3.0)
    axes = canvas.subplots()
    for place, method in enumerate(dict.fromkeys(frame["method"])):
        part = frame[frame["method"] == method].sort_values("horizon")
        axes.plot(part["horizon"], part["error"], label=method, **line(place))
    axes.set_xticks(sorted(set(frame["horizon"])))
    axes.set_ylim(bottom=0)
    axes.set_xlabel(words["horizon"])
    axes.set_ylabel(words["error"])
    legend(canvas, axes, 4)


def draw_reliability(canvas: Canvas, frame: pd.DataFrame, words: Said) -> None:
    """Draw observed against nominal coverage of the intervals (shares of 1); on the diagonal the intervals are honest."""
    canvas.set_size_inches(WIDTH * 0.6, WIDTH * 0.6)
    axes = canvas.subplots()
    axes.plot([0, 100], [0, 100], color=QUIET, linewidth=0.9, linestyle=_DOTTED)
    ordered = frame.sort_values("nominal")
    axes.plot(ordered["nominal"] * 100, ordered["observed"] * 100, **line(0))
    axes.set(xlim=(0, 100), ylim=(0, 100), xlabel=words["nominal"], ylabel=words["observed"], aspect="equal")


def draw_pipeline(canvas: Canvas, frame: pd.DataFrame, words: Said) -> None:
    """Draw graduates by year, stacked by group, the total above each bar, and a rule before the years that are expected."""
    canvas.set_size_inches(WIDTH, 3.0)
    axes = canvas.subplots()
    labels = positions(frame["year"])[1]
    frame = frame.assign(year=labels)
    years = sorted(set(labels))
    x, base = np.arange(len(years)), np.zeros(len(years))
    for place, group in enumerate(dict.fromkeys(frame["group"])):
        part = frame[frame["group"] == group].set_index("year")["graduates"].reindex(years, fill_value=0)
        axes.bar(x, part, bottom=base, width=0.62, label=group, **bar(place))
        base = base + part.to_numpy(dtype=float)
    for position, total in zip(x, base, strict=True):
        axes.annotate(count(total), (position, total), (0, 2), textcoords="offset points", ha="center", fontsize=7)
    axes.set_ylim(top=base.max() * 1.14)
    ahead = (
        sorted(set(frame.loc[[plain(value) == "true" for value in frame["expected"]], "year"]))
        if "expected" in frame
        else []
    )
    if ahead and ahead[0] != years[0]:
        edge = years.index(ahead[0]) - 0.5
        axes.axvline(edge, color=INK, linewidth=0.9, linestyle=_DOTTED)
        for shift, side, word in ((-6, "right", "actual"), (6, "left", "expected")):
            at: dict[str, Any] = {
                "xycoords": ("data", "axes fraction"),
                "textcoords": "offset points",
                "ha": side,
                "va": "top",
            }
            axes.annotate(words[word], (edge, 1.0), (shift, 0), fontsize=8, **at)
    axes.set_xticks(x, years)
    axes.grid(axis="x", visible=False)
    axes.set_ylabel(words["graduates"])
    thousands(axes)
    legend(canvas, axes, 4)


DRAWINGS: dict[str, Callable[[Canvas, pd.DataFrame, Said], None]] = {
    "fan": draw_fan,
    "ratio_line": draw_ratio_line,
    "level_bars": draw_level_bars,
    "gap_interval": draw_gap_interval,
    "entries_exits": draw_entries_exits,
    "backtest": draw_backtest,
    "reliability": draw_reliability,
    "pipeline": draw_pipeline,
}
