"""Which rows of an input table a printed figure reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from skillcast.publication.periods import within
from skillcast.publication.printing import plain
from skillcast.publication.trace.registry import Cells
from skillcast.standards import market_groups


@dataclass(frozen=True)
class Context:
    """What a condition may look at: the tables of the city, the period of the publication, the facts of the printed row."""

    tables: Mapping[str, pd.DataFrame]
    period: str
    facts: Mapping[str, str]

    @property
    def year(self) -> int:
        return int(self.period[:4])


Way = Callable[[pd.DataFrame, str, Context], pd.Series]


def chosen(cells: Cells, context: Context) -> list[tuple[str, pd.Index]]:
    """Return, column by column, the rows of the table that the figure reads; nothing where the table lacks a key.

    Parameters
    ----------
    cells
        Table, columns and conditions.
    context
        `tables` as converted, indexed by spreadsheet rows.

    Examples
    --------
    >>> rows = pd.DataFrame({"period": ["2024", "2025"], "employed": [5, 6]}, index=[2, 3])
    >>> where = Cells("employment", ("employed",), {"period": "@now"})
    >>> [(name, list(index)) for name, index in chosen(where, Context({"employment": rows}, "2025", {}))]
    [('employed', [3])]
    """
    frame = context.tables.get(cells.table)
    if frame is None or not set(cells.where) <= set(frame.columns):
        return []
    firsts = [(key, wanted) for key, wanted in cells.where.items() if wanted in FIRSTS]
    for key, wanted in cells.where.items():
        frame = frame[_rows(frame, key, FIRSTS.get(wanted, wanted), context)]
    found = []
    for template in cells.columns:
        name = template.format_map(context.facts)
        if name in frame:
            rows = frame
            for key, _ in firsts:
                rows = _first(rows[rows[name].notna()], key)
            found.append((name, rows.index))
    return found


def _rows(frame: pd.DataFrame, key: str, wanted: str, context: Context) -> pd.Series:
    if wanted in WAYS:
        return WAYS[wanted](frame, key, context)
    cells = frame[key] if frame[key].dtype == object else frame[key].map(plain)
    return cells == wanted.format_map(context.facts)


def _first(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the earliest row of each group (the market tables are keyed by dimension and code beside the period)."""
    return frame.sort_values(key, kind="stable").drop_duplicates(["dimension", "code"])


def _years(frame: pd.DataFrame, key: str) -> pd.Series:
    return frame[key].astype(str).str[:4].astype(int)


def earlier(period: str, way: str) -> pd.Period:
    """Return the period that a way looks at: this one, the same of a year earlier, or the quarter before.

    Examples
    --------
    >>> [str(earlier("2026Q1", way)) for way in ("@now", "@before", "@quarter_before")], str(earlier("2026", "@before"))
    (['2026Q1', '2025Q1', '2025Q4'], '2025')
    """
    unit = pd.Period(period)
    steps = {"@now": 0, "@before": 4 if "Q" in period else 1, "@quarter_before": 1}[way]
    return unit - steps


def _within(way: str) -> Way:
    def rows(frame: pd.DataFrame, key: str, context: Context) -> pd.Series:
        unit = earlier(context.period, way)
        return frame[key].isin([label for label in frame[key].unique() if within(label, unit)])

    return rows


def _past(frame: pd.DataFrame, key: str, context: Context) -> pd.Series:
    end = pd.Period(context.period).end_time
    return frame[key].isin([label for label in frame[key].unique() if pd.Period(label).end_time <= end])


def _group(frame: pd.DataFrame, key: str, context: Context) -> pd.Series:
    """A group of a dimension; the total sums those that are not part of another."""
    if context.facts[key] != "total":
        return frame[key] == context.facts[key]
    groups = market_groups(context.facts["dimension"])
    return frame[key].isin(groups.loc[groups["parent"] == "", "code"])


def _industry(frame: pd.DataFrame, key: str, context: Context) -> pd.Series:
    return (frame[key] == context.facts[key]) | (context.facts[key] == "total")


def _occupation(frame: pd.DataFrame, key: str, context: Context) -> pd.Series:
    """An occupation, under its old code before it changed."""
    code, editions = context.facts[key], context.tables.get("editions")
    mask = frame[key] == code
    clock = next((name for name in ("period", "year") if name in frame), None)
    if editions is None or clock is None:
        return mask
    years = _years(frame, clock)
    for old, new, since in editions[["old", "new", "since"]].itertuples(index=False, name=None):
        if new == code:
            mask |= (frame[key] == old) & (years < since)
        if old == code:
            mask &= years >= since
    return mask


def _graduating(frame: pd.DataFrame, key: str, context: Context) -> pd.Series:
    """The class that graduates in the known year."""
    length = context.tables["programmes"].set_index(["school", "programme"])["years"]
    place = pd.MultiIndex.from_frame(frame[["school", "programme"]])
    return pd.Series(frame[key].to_numpy() + length.reindex(place).to_numpy() == context.year, index=frame.index)


WAYS: dict[str, Way] = {
    "@now": _within("@now"),
    "@before": _within("@before"),
    "@quarter_before": _within("@quarter_before"),
    "@past": _past,
    "@admitted": lambda frame, key, context: frame[key] == context.year,
    "@graduating": _graduating,
    "@group": _group,
    "@industry": _industry,
    "@occupation": _occupation,
}
# Of a period, the first part with a figure: each way and the period it looks at.
FIRSTS = {"@now_first": "@now", "@before_first": "@before", "@quarter_before_first": "@quarter_before"}
# In words; {value} is the field of the row, {now}, {before} and {quarter_before} periods, {year} the year.
WAY_WORDS: dict[str, tuple[str, str]] = {
    "@now": ("{now}", "{now}"),
    "@before": ("{before}", "{before}"),
    "@quarter_before": ("{quarter_before}", "{quarter_before}"),
    "@past": ("{now}及以前", "up to {now}"),
    "@now_first": ("{now}第一个有数的报告期", "first reported part of {now}"),
    "@before_first": ("{before}第一个有数的报告期", "first reported part of {before}"),
    "@quarter_before_first": ("{quarter_before}第一个有数的报告期", "first reported part of {quarter_before}"),
    "@admitted": ("{year}", "{year}"),
    "@graduating": ("{year} − 学制", "{year} - length of study"),
    "@group": ("{value}", "{value}"),
    "@industry": ("{value}", "{value}"),
    "@occupation": ("{value}（改码前为原码）", "{value} (its old code before a change)"),
}
TOTAL_WORDS = ("全部各组（不含“其中”）", "all groups (parts left out)")
