"""Valid registrations of a quarter or a year, and the earlier ones they are compared with."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from skillcast.publication.periods import LAST_QUARTER, LAST_YEAR, within

SIDES = ("demand", "seekers")
COUNTS = ("demand_carried", "demand_new", "seekers_carried", "seekers_new")
EXPECTED = {("Y", "Y"): 1, ("Y", "Q"): 4, ("Y", "M"): 12, ("Q", "Q"): 1, ("Q", "M"): 3}


@dataclass(frozen=True)
class Registrations:
    """What was registered in a period.

    Parameters
    ----------
    period
        ``2026`` or ``2026Q3``.
    frame
        dimension, code, the four counts, demand, seekers (persons).
    reported
        Periods of the table within `period` that were reported.
    complete
        Whether all of them were.
    """

    period: str
    frame: pd.DataFrame
    reported: tuple[str, ...]
    complete: bool

    def of(self, dimension: str) -> pd.DataFrame:
        """Return the rows of one dimension by code."""
        return self.frame[self.frame["dimension"] == dimension].set_index("code")

    @property
    def whole(self) -> dict[str, float]:
        """Return the counts of all together, missing where they were not reported."""
        row = self.of("total").reindex(["total"])
        return {name: float(row[name].iloc[0]) for name in (*COUNTS, *SIDES)}

    def demand(self, dimension: str) -> dict[str, float]:
        """Return the vacancies of a dimension whose groups have no parts, by code, with their sum as ``total``; empty where none are known."""
        known = self.of(dimension)["demand"].dropna()
        counts = {str(code): float(count) for code, count in known.items()}
        return {**counts, "total": sum(counts.values())} if counts else {}

    def matches(self, other: Registrations) -> bool:
        """Return whether the same parts of both periods were reported, so that they may be compared."""
        if self.complete and other.complete:
            return True
        return [label[4:] for label in self.reported] == [label[4:] for label in other.reported]


@dataclass(frozen=True)
class Comparison:
    """An earlier period beside this one: which (``qoq``, ``yoy``), and what was registered in it (None: not comparable)."""

    key: str
    period: str
    past: Registrations | None


def registrations(market: pd.DataFrame, period: str) -> Registrations | None:
    """Return the valid registrations of a period: carried over at its first reported part plus everything new in it.

    Parameters
    ----------
    market
        Table `market`, by year, quarter or month.
    period
        A year or a quarter.

    Returns
    -------
    Registrations or None
        None where nothing was reported.

    Examples
    --------
    >>> counts = {"demand_carried": [9, 8], "demand_new": [5, 6], "seekers_carried": [4, 4], "seekers_new": [1, 2]}
    >>> keys = {"period": ["2025Q1", "2025Q2"], "dimension": "total", "code": "total"}
    >>> found = registrations(pd.DataFrame(keys | counts), "2025")
    >>> found.frame[["demand", "seekers"]].values.tolist(), found.complete
    ([[20, 7]], False)
    """
    unit = pd.Period(period)
    labels = [label for label in sorted(set(market["period"])) if within(label, unit)]
    if not labels:
        return None
    rows = market[market["period"].isin(labels)].sort_values("period", kind="stable")
    grouped = rows.groupby(["dimension", "code"])
    out = grouped[["demand_carried", "seekers_carried"]].first()
    for name in ("demand_new", "seekers_new"):
        out[name] = grouped[name].sum(min_count=1)
    for side in SIDES:
        out[side] = out[f"{side}_carried"] + out[f"{side}_new"]
    expected = EXPECTED[_frequency(unit), _frequency(pd.Period(labels[0]))]
    return Registrations(period, out.reset_index(), tuple(labels), len(labels) == expected)


def comparisons(market: pd.DataFrame, now: Registrations) -> tuple[Comparison, ...]:
    """Return the periods that the form compares with: of a quarter the last and the same of last year, of a year the year before.

    A period of which other parts were reported, or none, is not comparable and is never filled in.
    """
    unit = pd.Period(now.period)
    back = {LAST_QUARTER: 1, LAST_YEAR: 4} if _frequency(unit) == "Q" else {LAST_YEAR: 1}
    found = []
    for key, steps in back.items():
        label = str(unit - steps)
        past = registrations(market, label)
        found.append(Comparison(key, label, past if past is not None and now.matches(past) else None))
    return tuple(found)


def _frequency(unit: pd.Period) -> str:
    return str(unit.freqstr)[0]
