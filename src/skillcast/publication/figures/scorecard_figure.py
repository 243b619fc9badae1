"""The figure of a backtest: is it better than no change, do the intervals hold, and what was said when."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skillcast.errors import Language, Problem
from skillcast.forecasting.backtest import LEVELS, Backtest
from skillcast.publication.figures import figures
from skillcast.publication.figures.axes import period_axis, thousands
from skillcast.publication.figures.palette import BLUE, INK, ORANGE, QUIET, SKY, VERMILION
from skillcast.publication.scorecard import headline, method_label, step_label
from skillcast.publication.setting.fonts import Typeface, typeface
from skillcast.publication.words import Words

if TYPE_CHECKING:
    from skillcast.publication.figures.figures import Axes

SIZE = (9.0, 7.4)  # inches
WIDEST = 146  # Latin letters in a line of the verdict
BACKED: dict[str, Any] = {"frameon": True, "framealpha": 0.8, "edgecolor": "none"}
CLINGING = "，。：；）"  # never at the beginning of a line
MOST_FANS = 6
STYLES = {  # colour, stroke and marker of the methods beside the first
    "drift": (VERMILION, "--", "s"),
    "naive": (QUIET, "-.", "^"),
    "seasonal_naive": (QUIET, ":", "D"),
}


def draw_backtest(
    found: Backtest,
    path: Path,
    *,
    title: str = "",
    unit: str = "",
    banner: str = "",
    lang: Language = "zh",
) -> tuple[Problem, ...]:
    """Draw a backtest into a file and return warnings about rare characters.

    Parameters
    ----------
    found
        From `skillcast.backtest`.
    path
        Where to write; the suffix (.png, .svg or .pdf) selects the format.
    title, unit
        What the series are and what they count.
    banner
        Printed on the figure (``模拟数据……``) when not empty.

    Examples
    --------
    >>> import tempfile
    >>> from skillcast.forecasting import backtest
    >>> data = pd.DataFrame({"unique_id": "C31", "ds": range(2014, 2026), "y": [800.0 + 9 * year for year in range(12)]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw_backtest(backtest(data, horizon=2), Path(folder) / "backtest.svg")
    ()
    """
    say = Words(lang)
    words = (title, unit, banner, *map(str, found.methods), *found.history.keys)
    face = typeface("".join(words))
    with figures.settings(face):
        canvas = figures.blank()
        canvas.set_size_inches(*SIZE)
        told = "\n".join(map(_wrapped, headline(found, lang)))
        heights = (0.2 + 0.075 * len(told.splitlines()), 1.0, 1.0)
        rooms = canvas.subplot_mosaic([["words", "words"], ["skill", "cover"], ["past", "past"]], height_ratios=heights)
        _words(rooms["words"], face.legible(title), told, say)
        _skill(rooms["skill"], found, say)
        _coverage(rooms["cover"], found, say)
        _past(rooms["past"], found, face, unit, say)
        if banner:
            figures.stamp(canvas, face.legible(banner))
        figures.save(canvas, path)
    return face.problems


def _words(axes: Axes, title: str, told: str, say: Words) -> None:
    """The heading, and under it the verdict in words."""
    axes.set_axis_off()
    heading = say(f"过去的预测准不准？　{title}", f"How good were past forecasts?  {title}")
    for height, size, words in ((0, 13, heading), (-22, 8.5, told)):
        top: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "top"}
        text = axes.annotate(words, (0, 1), (0, height), fontsize=size, linespacing=1.45, **top)
        text.set_in_layout(False)


def _skill(axes: Axes, found: Backtest, say: Words) -> None:
    """Errors of the methods over that of "no change", by step, with the 95 % interval of the first method's."""
    scores, base = found.scores, method_label(found.baseline, say.lang)
    tests = found.tests.query("comparison == 'error' and against == @found.baseline and h > 0").set_index("h")
    losses = scores[scores["method"] == found.baseline].set_index("h")["mase"].reindex(tests.index)
    low, high = (1 + tests[end] / losses for end in ("low", "high"))
    ours = method_label(found.methods[0], say.lang)
    doubt = say(f"{ours}的不确定范围（95%）", f"{ours}: 95% range")
    axes.fill_between(tests.index, low, high, color=SKY, alpha=0.2, linewidth=0, label=doubt)
    for name in found.methods:
        part, label = scores[scores["method"] == name], method_label(name, say.lang)
        if name == found.methods[0]:
            axes.plot(part["h"], part["relative"], color=BLUE, marker="o", label=label, zorder=3)
        elif name != found.baseline:
            colour, stroke, marker = STYLES.get(name, (ORANGE, "-", "v"))
            axes.plot(part["h"], part["relative"], color=colour, linestyle=stroke, marker=marker, label=label)
    axes.axhline(1, color=INK, linewidth=1.2)
    longest = int(scores["h"].max())
    highest = float(scores.loc[scores["method"].isin([found.methods[0], "drift"]), "relative"].max())
    axes.set(xlim=(0.7, longest + 0.3), ylim=(0, max(1.5, 1.15 * highest)), xlabel=step_label(found, say.lang))
    last = scores[(scores["method"] == found.methods[0]) & (scores["h"] == longest)]["relative"]
    under = bool((last > 1).any())  # where the curve leaves room
    axes.annotate(
        f"{base} = 1",
        (longest + 0.25, 1),
        (0, -3 if under else 3),
        textcoords="offset points",
        ha="right",
        va="top" if under else "bottom",
        fontsize=8,
    )
    axes.set_title(
        say(f"误差是{base}的几倍？低于 1 就更准", f"Error as a multiple of {base}: below 1 is better"), loc="left"
    )
    _steps(axes, longest)
    axes.legend(loc="lower left", fontsize=8, ncols=2, **BACKED)


def _coverage(axes: Axes, found: Backtest, say: Words) -> None:
    """The share of actual values inside the intervals, by step, against what they claim, with 95 % intervals over years."""
    longest = int(found.scores["h"].max())
    lowest = found.scores.loc[found.scores["method"] == found.methods[0], "coverage80"].min()
    for level, colour, marker, shift in zip(LEVELS, (BLUE, ORANGE), ("o", "s"), (-0.08, 0.08), strict=True):
        tests = found.tests.query(f"comparison == 'coverage{level}' and h > 0")
        axes.axhline(level, color=colour, linewidth=1.0, linestyle=(0, (4, 2)))
        share = 100 * tests["estimate"]
        reach = [share - 100 * tests["low"].clip(lower=0), 100 * tests["high"].clip(upper=1) - share]
        label = say(f"{level}%区间（应在虚线上）", f"{level}% interval (should be on its dashed line)")
        axes.errorbar(
            tests["h"] + shift, share, reach, color=colour, marker=marker, capsize=2, elinewidth=0.9, label=label
        )
    axes.set(xlim=(0.7, longest + 0.3), ylim=(0 if lowest < 0.45 else 40, 103), xlabel=step_label(found, say.lang))
    axes.set_title(
        say(
            "实际值落在区间内的百分比（竖线：按年份的 95% 范围）",
            "Actual values inside the intervals, % (bars: 95% over years)",
        ),
        loc="left",
    )
    _steps(axes, longest)
    axes.legend(loc="lower left", fontsize=8, **BACKED)


def _past(axes: Axes, found: Backtest, face: Typeface, unit: str, say: Words) -> None:
    """What came, and what was said of it at a few origins: of the total, or of the largest series where there is no total."""
    name, actual, said = _subject(found, say)
    labels = found.history.periods.astype(str).to_numpy()
    place = {label: at for at, label in enumerate(labels)}
    factor, unit = _scaled_unit(float(np.nanmax(actual)), unit, say)
    x = np.arange(len(labels))
    kept, gap = _spread(list(dict.fromkeys(said["origin"])), place, int(said["h"].max()))
    words = [say("95%区间", "95% interval"), say("80%区间", "80% interval")]
    words += [say("当时的预测", "Forecast made then"), say("预测起点", "Origin")]
    for origin in kept:
        part = said[(said["origin"] == origin) & (said["h"] <= gap)]
        at = [place[origin], *(place[period] for period in part["period"])]
        ends = ("forecast", "lo80", "hi80", "lo95", "hi95")
        told = {end: np.array([actual[at[0]], *part[end]]) / factor for end in ends}
        _fan(axes, at, told, words if origin == kept[0] else [""] * 4)
    axes.plot(x, actual / factor, color=INK, marker="o", markersize=2.5, label=say("后来的实际", "What came"), zorder=3)
    name = face.legible(name)
    axes.set_title(say(f"当时怎么说，后来怎么样：{name}", f"What was said then, and what came: {name}"), loc="left")
    axes.set_ylabel(face.legible(unit))
    period_axis(axes, x, list(labels), most=14 if len(labels[0]) < 5 else 9)
    thousands(axes)
    axes.legend(loc="best", fontsize=8, ncols=2, **BACKED)


def _fan(axes: Axes, at: list[int], told: dict[str, np.ndarray], words: list[str]) -> None:
    """One forecast with its intervals, from the origin on; empty words stay out of the legend."""
    for level, depth, word in ((95, 0.22, words[0]), (80, 0.5, words[1])):
        low, high = told[f"lo{level}"], told[f"hi{level}"]
        axes.fill_between(at, low, high, color=SKY, alpha=depth, linewidth=0, label=word or None)
    axes.plot(at, told["forecast"], color=BLUE, linestyle="--", label=words[2] or None)
    axes.plot(at[0], told["forecast"][0], "D", color=BLUE, markersize=5, zorder=4, label=words[3] or None)


def _subject(found: Backtest, say: Words) -> tuple[str, np.ndarray, pd.DataFrame]:
    """Return name, (T) actual values and the forecasts of the total; of the largest series where a total is lacking."""
    if len(found.total):
        count = len(found.history.index)
        name = say(f"{count} 个序列合计", f"total of {count} series") if count > 1 else found.history.keys[0]
        return name, found.history.values.sum(axis=0), found.total
    largest = int(np.nanargmax(np.nanmean(found.history.values, axis=1)))
    keys = list(found.history.index)
    errors = found.errors[found.errors["method"] == found.methods[0]]
    said = errors.merge(found.history.index.iloc[[largest]], on=keys)
    return found.history.keys[largest], found.history.values[largest], said


def _spread(origins: list[str], place: dict[str, int], horizon: int) -> tuple[list[str], int]:
    """Return origins a horizon apart, so that their forecasts do not overlap, and that distance.

    Where there would be only one of them, they stand half as far apart, and their forecasts are drawn half as far.
    """
    for gap in (horizon, -(-horizon // 2)):
        kept = origins[:1]
        for origin in origins[1:]:
            if place[origin] - place[kept[-1]] >= gap:
                kept.append(origin)
        if len(kept) > 1:
            break
    return kept[-MOST_FANS:], gap


def _scaled_unit(largest: float, unit: str, say: Words) -> tuple[float, str]:
    """Return by what to divide, and the unit then: persons, ten thousands of them (万人), millions."""
    if say.lang == "zh":
        return (1e4, f"万{unit}") if largest >= 1e5 else (1.0, unit)
    return (1e6, f"million {unit}".strip()) if largest >= 1e6 else (1.0, unit)


def _steps(axes: Axes, longest: int) -> None:
    axes.set_xticks(range(1, longest + 1) if longest <= 12 else range(0, longest + 1, max(1, longest // 6)))


def _wrapped(line: str) -> str:
    """Break a line to the width of the figure, a Chinese character counting as two, never inside a word or number."""
    broken, width = "", 0.0
    for word in re.findall(r"[!-~]+|.", line):
        size = len(word) if word.isascii() else 2
        if width + size > WIDEST and word not in CLINGING:
            broken, width = broken.rstrip() + "\n", 0.0
        if width or word != " ":
            broken, width = broken + word, width + size
    return broken
