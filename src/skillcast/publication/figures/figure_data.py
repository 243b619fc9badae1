"""What each kind of figure reads, the words it is labelled with, and its data as a table a reader can take in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from skillcast.errors import Language
from skillcast.publication.content import ColumnFormat, Figure, FigureKind, Table

COLUMNS: dict[FigureKind, tuple[str, ...]] = {
    "fan": ("panel", "period", "actual", "median", "lo80", "hi80"),
    "ratio_line": ("period", "ratio"),
    "level_bars": ("group", "demand", "seekers"),
    "gap_interval": ("label", "median", "lo80", "hi80"),
    "entries_exits": ("label", "year", "status"),
    "backtest": ("method", "horizon", "error"),
    "reliability": ("nominal", "observed"),
    "pipeline": ("year", "group", "graduates"),
}
# Drawn where they are given. `status` is listed, entered, left or out; `expected` true or false, as text.
OPTIONAL: dict[FigureKind, tuple[str, ...]] = {
    "fan": ("backtest", "backtest_lo80", "backtest_hi80"),
    "ratio_line": ("group",),
    "pipeline": ("expected",),
}
_WORDS: dict[str, tuple[str, str]] = {
    "actual": ("实际", "Actual"),
    "median": ("预测中位数", "Forecast median"),
    "band": ("80%预测区间", "80% interval"),
    "backtest": ("当时的预测及80%区间", "What was forecast then, 80% interval"),
    "ratio": ("求人倍率", "Openings-to-seekers ratio"),
    "demand": ("需求人数", "Demand"),
    "seekers": ("求职人数", "Seekers"),
    "persons": ("人", "persons"),
    "gap": ("缺口（人/年，负数为富余）", "Gap (persons a year; negative: surplus)"),
    "uncertain": ("（区间含0）", " (interval includes 0)"),
    "horizon": ("提前年数", "Years ahead"),
    "error": ("误差", "Error"),
    "nominal": ("名义覆盖率（%）", "Nominal coverage (%)"),
    "observed": ("实际覆盖率（%）", "Observed coverage (%)"),
    "graduates": ("毕业生（人）", "Graduates (persons)"),
    "expected": ("预计", "Expected"),
    "listed": ("列入", "Listed"),
    "entered": ("新增", "Entered"),
    "left": ("移出", "Left"),
    "out": ("未列入", "Not listed"),
    "counts": ("目录年度；其下为列入个数及其中新增（+）、移出（-）", "Catalogue of the year; occupations listed, entered (+), left (-)"),
}  # fmt: skip
_HEADS: dict[str, tuple[str, str]] = {
    "panel": ("序列", "Series"),
    "period": ("时期", "Period"),
    "group": ("分组", "Group"),
    "label": ("职业", "Occupation"),
    "year": ("年份", "Year"),
    "method": ("方法", "Method"),
    "status": ("状态", "Status"),
    "nominal": ("名义覆盖率", "Nominal coverage"),
    "observed": ("实际覆盖率", "Observed coverage"),
    "expected": ("是否预计", "Expected"),
}
_YES = {"true": ("是", "yes"), "false": ("否", "no")}
_PLACES = {"ratio": 2, "error": 2, "horizon": 0}


def figure_words(lang: Language, options: Mapping[str, object] | None = None) -> dict[str, str]:
    """Return the words a figure is labelled with, those a figure's `options` give instead of the usual included.

    Examples
    --------
    >>> figure_words("en", {"error": "WAPE (%)"})["error"]
    'WAPE (%)'
    """
    words = {key: pair[lang == "en"] for key, pair in _WORDS.items()}
    return words | {key: value for key, value in (options or {}).items() if isinstance(value, str)}


def shown_table(figure: Figure, lang: Language = "zh") -> Table:
    """Return the data of a figure as a table for readers: words for headings, persons whole, intervals in brackets.

    Examples
    --------
    >>> import pandas as pd
    >>> from skillcast.publication.printing import headers, printed_rows
    >>> gap = pd.DataFrame({"label": ["焊工"], "median": [12.4], "lo80": [-3.0], "hi80": [30.0]})
    >>> table = shown_table(Figure("gap", "缺口", "gap_interval", gap))
    >>> headers(table), printed_rows(table)
    (('职业', '预测中位数（80%预测区间）'), [('焊工', '12（-3～30）')])
    """
    words = figure_words(lang, figure.options)
    kind = figure.kind
    columns: list[ColumnFormat] = []
    for name in (*COLUMNS[kind], *OPTIONAL.get(kind, ())):
        if name in figure.frame and not name.endswith(("lo80", "hi80")):
            columns.append(_column(name, figure, words, lang))
    return Table(f"figure_{figure.name}", figure.title, figure.frame, tuple(columns))


def _column(name: str, figure: Figure, words: Mapping[str, str], lang: Language) -> ColumnFormat:
    head = _HEADS[name][lang == "en"] if name in _HEADS else words[name]
    low, high = ("lo80", "hi80") if name == "median" else (f"{name}_lo80", f"{name}_hi80")
    if name in ("median", "backtest") and low in figure.frame:
        band = f"（{words['band']}）" if lang == "zh" else f" ({words['band']})"
        return ColumnFormat(name, head + band * (name == "median"), kind="interval", low=low, high=high)
    if name == "status":
        return ColumnFormat(name, head, labels=tuple((key, words[key]) for key in ("listed", "entered", "left", "out")))
    if name == "expected":
        return ColumnFormat(name, head, labels=tuple((key, pair[lang == "en"]) for key, pair in _YES.items()))
    if name in ("nominal", "observed"):
        return ColumnFormat(name, head, kind="percent", unit="%")
    if name in ("period", "year"):
        return ColumnFormat(name, head, kind="year")
    if name in _HEADS or name == "label":
        return ColumnFormat(name, head)
    return replace(ColumnFormat(name, head, kind="number"), decimals=_PLACES.get(name, 0))
