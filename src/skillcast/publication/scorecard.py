"""A backtest in words and one small table, for a reader who knows no statistics."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from skillcast.errors import Language
from skillcast.forecasting.backtest import Backtest
from skillcast.publication.content import NOT_APPLICABLE
from skillcast.publication.printing import format_number
from skillcast.publication.words import Words

METHODS = {
    "ensemble": ("本预测", "this forecast"),
    "naive": ("不变预测", "no change"),
    "seasonal_naive": ("同季不变", "same season last year"),
    "drift": ("趋势外推", "drift"),
}
STEPS = {"Y": ("提前年数", "Years ahead"), "Q": ("提前季数", "Quarters ahead"), "M": ("提前月数", "Months ahead")}
SIZES = {"small": ("小", "small"), "middle": ("中", "middle"), "large": ("大", "large")}


GROUPS = {
    "size": ("规模", "Size"),
    "unique_id": ("序列", "Series"),
    "origin": ("起点", "Origin"),
    "period": ("时期", "Period"),
}


def method_label(name: str, lang: Language = "zh") -> str:
    """Return what a method is called.

    Examples
    --------
    >>> method_label("naive", "en"), method_label("theta")
    ('no change', 'theta')
    """
    return METHODS.get(name, (name, name))[lang == "en"]


def step_label(found: Backtest, lang: Language = "zh") -> str:
    """Return the name of a step ahead: years, quarters or months."""
    return STEPS[found.history.periods.freqstr[0]][lang == "en"]


def scorecard(found: Backtest, lang: Language = "zh", *, by: str = "h") -> pd.DataFrame:
    """Return the scores as printed, one row a step (or a value of the column `by`), and one for all.

    Columns: the step; the scaled error (MASE) of each method; the first method's over that of "no change"; its error as a share
    of the actual values (WAPE); the shares of actual values inside the 80 % and 95 % intervals; origin years.
    """
    say = Words(lang)
    parts = found.score([by]), found.overall.assign(**{by: say("全部", "all")})
    heading = step_label(found, lang) if by == "h" else GROUPS.get(by, (by, by))[lang == "en"]
    table = pd.concat([part.assign(**{by: part[by].map(lambda value: _group(value, lang))}) for part in parts])
    ours = table[table["method"] == found.methods[0]].set_index(by)
    card = pd.DataFrame({heading: ours.index}, index=ours.index)
    for name in found.methods:
        errors = table[table["method"] == name].set_index(by)["mase"]
        label = method_label(name, lang)
        card[say(f"{label}误差", label.capitalize())] = _texts(errors.reindex(ours.index), 2)
    base = method_label(found.baseline, lang)
    card[say(f"误差÷{base}", f"Ratio to {base}")] = _texts(ours["relative"], 2)
    card[say("误差占比%", "Error %")] = _texts(100 * ours["wape"], 1)
    for level in (80, 95):
        card[say(f"{level}%区间含%", f"In {level}%")] = _texts(100 * ours[f"coverage{level}"], 0)
    card[say("起点年份", "Origin years")] = ours["years"].map(str)
    return card.reset_index(drop=True)


def headline(found: Backtest, lang: Language = "zh") -> list[str]:
    """Return the verdict: skill against "no change" and drift, whether the intervals held, and how far data were revised."""
    say = Words(lang)
    lines = [found.verdict(lang)]
    if "drift" in found.methods[1:]:
        lines.append(found.verdict(lang, against="drift"))
    lines.append(found.interval_verdict(lang))
    if len(found.total):
        lines.append(found.interval_verdict(lang, total=True))
    if found.revisions is not None and found.revisions["figures"].sum():
        share = np.average(found.revisions["relative"].fillna(0), weights=found.revisions["figures"])
        count = int(found.revisions["figures"].sum())
        lines.append(
            say(
                f"首次公布后，{count} 个数据平均修订了 {share:.1%}（绝对值）；各次预测只使用当时已公布的数据。",
                f"After their first release {count} figures were revised by {share:.1%} on average (absolute); "
                "each forecast used only what had been published by then.",
            )
        )
    return lines


def report(
    found: Backtest, lang: Language = "zh", *, title: str = "", banner: str = "", groups: Sequence[str] = ()
) -> str:
    """Return what the command prints: what was tested, the table (one more for each of `groups`), its legend, the verdict.

    Examples
    --------
    >>> from skillcast.forecasting import backtest
    >>> data = pd.DataFrame({"unique_id": "C31", "ds": range(2014, 2026), "y": [800.0 + 9 * year for year in range(12)]})
    >>> print(report(backtest(data, horizon=1), "en").splitlines()[0])
    1 series, 2014-2025, 6 origins (2019-2024), 1 step ahead at most
    """
    say = Words(lang)
    origins = sorted(set(found.errors["origin"]))
    periods, longest = found.history.periods.astype(str), int(found.errors["h"].max())
    ends, series = (origins[0], origins[-1]), len(found.history.index)
    facts = say(
        f"{series} 个序列，{periods[0]}—{periods[-1]}；从 {len(origins)} 个起点（{ends[0]}—{ends[1]}）预测，最多提前 {longest} 期",
        f"{series} series, {periods[0]}-{periods[-1]}, {len(origins)} origins ({ends[0]}-{ends[1]}), "
        f"{longest} step{'s' if longest > 1 else ''} ahead at most",
    )
    legend = say(
        "误差：以该序列往年平均的年度变动幅度为 1（MASE）；误差占比：绝对误差占实际值的百分比（WAPE）；"
        "区间含%：实际值落在预测区间内的百分比，应接近 80 和 95。",
        "Errors are in units of a series' usual change over a year (MASE); Error % is the absolute error over the actual values (WAPE); "
        "In 80% and In 95%: share of actual values inside the interval, which should be near 80 and 95.",
    )
    cards = [scorecard(found, lang), *(scorecard(found, lang, by=group) for group in groups)]
    first = "\n".join(filter(None, (banner, f"{title}{say('：', ': ')}{facts}" if title else facts)))
    return "\n\n".join([first, *map(_printed, cards), legend, "\n".join(headline(found, lang))])


def _printed(card: pd.DataFrame) -> str:
    """Return a table as aligned text, a Chinese character counting as two columns."""
    with pd.option_context("display.unicode.east_asian_width", True):
        return card.to_string(index=False)


def _texts(values: pd.Series, places: int) -> list[str]:
    return [NOT_APPLICABLE if np.isnan(value) else format_number(value, places) for value in values]


def _group(value: object, lang: Language) -> str:
    return SIZES.get(str(value), (str(value), str(value)))[lang == "en"]
