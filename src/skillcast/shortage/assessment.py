"""One row an occupation: everything the catalogues and the bulletin say about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.demand.openings import Openings
from skillcast.draws import Draws
from skillcast.shortage.evidence import Evidence
from skillcast.shortage.gap import Gap
from skillcast.shortage.ratio import Method, openings_ratio
from skillcast.shortage.standing import describe_drivers
from skillcast.shortage.tightness import Tightness

YEARS_AHEAD = 3


def assess(
    evidence: Evidence,
    tightness: Tightness,
    calls: pd.DataFrame,
    *,
    cells: Draws,
    openings: Openings,
    gap: Gap,
    graduates: Draws | None = None,
    vacancies: pd.DataFrame,
    names: Callable[[str], str],
    marks: Callable[[str], str],
    friction: float = 0.01,
    ratio_method: Method = "official",
    minimum_count: int = 10,
    graduates_share: float = 0.5,
) -> pd.DataFrame:
    """Return the evidence of every occupation with employment in the city.

    Parameters
    ----------
    evidence, tightness, calls
        What the calls rest on and the calls themselves.
    cells, openings, gap
        Employment by industry and occupation, and the forecast accounts by occupation.
    graduates
        (O, H, S) local graduates by occupation; an occupation that is not there is trained for nowhere in the city.
    vacancies
        Table `vacancies`, for levels asked for.
    names, marks
        Name and mark (L, S, L/S) of an occupation code.
    friction
        Frictional gap as a share of employment.
    ratio_method, minimum_count
        How the ratio of the year is computed, and the fewest seekers for which it is printed.
    graduates_share
        Graduates as a share of openings, below which too few are trained.

    Returns
    -------
    DataFrame
        occupation, name, mark, industry (largest employer), stock, demand, seekers, registered_gap (persons, means of the year's
        periods), ratio, days_open, unfilled_share, hard_share, openings, supply and forecast_gap (mean persons a year over the next
        three years) with lo80 and hi80, shortfall (mean of the positive part of the gap: posts expected to stay
        empty) with lo80 and hi80, gap_probability, graduates (persons a year, as above), untrained (probability that there is such a gap
        or too few are trained; NaN where graduates are not known), tightness, probability, indicators, listed, reason, drivers, drivers_en, levels
        (levels asked for), level_shares.
    """
    year = evidence.year
    occupations = list(openings.stock.index["occupation"])
    frame = pd.DataFrame({"occupation": occupations})
    frame["name"] = [names(code) for code in occupations]
    frame["mark"] = [marks(code) for code in occupations]
    frame["industry"] = frame["occupation"].map(_main_industry(cells))
    frame["stock"] = openings.stock.mean()[:, 0].round().astype(int)
    frame = frame.merge(_registered(evidence, ratio_method, minimum_count), on="occupation", how="left")
    frame["hard_share"] = frame["occupation"].map(_value(tightness, "hard_to_fill", year))
    for name, draws in (("openings", openings.openings), ("supply", gap.supply), ("forecast_gap", gap.gap)):
        ahead = draws.samples[:, :YEARS_AHEAD].mean(axis=1)
        frame[name] = np.rint(ahead.mean(axis=1)).astype("int64")
        frame[f"{name}_lo80"], frame[f"{name}_hi80"] = np.rint(np.quantile(ahead, [0.1, 0.9], axis=1))
        if name == "forecast_gap":
            shortfall = np.maximum(ahead, 0)
            frame["shortfall"] = np.rint(shortfall.mean(axis=1)).astype("int64")
            frame["shortfall_lo80"], frame["shortfall_hi80"] = np.rint(np.quantile(shortfall, [0.1, 0.9], axis=1))
    # The printed gap is the difference of the printed figures, so that a reader's own sum agrees.
    frame["forecast_gap"] = frame["openings"] - frame["supply"]
    mean_gap = gap.gap.samples[:, :YEARS_AHEAD].mean(axis=1)
    stock = openings.stock.samples[:, :YEARS_AHEAD].mean(axis=1)
    short = mean_gap > friction * stock
    frame["gap_probability"] = short.mean(axis=1)
    frame["graduates"] = frame["untrained"] = np.nan
    if graduates is not None:
        trained = _aligned(graduates, occupations)[:, :YEARS_AHEAD].mean(axis=1)
        wanted = graduates_share * openings.openings.samples[:, :YEARS_AHEAD].mean(axis=1)
        frame["graduates"] = np.rint(trained.mean(axis=1)).astype("int64")
        frame["untrained"] = (short | (trained < wanted)).mean(axis=1)
    last = calls[calls["year"] == year].drop(columns="year")
    frame = frame.merge(last, on="occupation", how="left")
    frame["listed"] = frame["listed"].fillna(False).astype(bool)
    frame["reason"] = frame["reason"].fillna("thin")
    scores = tightness.indicators
    frame["drivers"] = [describe_drivers(scores, code, year) for code in occupations]
    frame["drivers_en"] = [describe_drivers(scores, code, year, lang="en") for code in occupations]
    shares = _level_shares(vacancies, year)
    frame["level_shares"] = frame["occupation"].map(lambda code: shares.get(code, {}))
    frame["levels"] = [
        "、".join(level for level in ("L5", "L4", "L3", "L2", "L1") if row.get(level, 0) > 0)
        for row in frame["level_shares"]
    ]
    return frame


def _aligned(draws: Draws, occupations: list[str]) -> NDArray[np.float64]:
    """(O, H, S) persons of each occupation, none for those that are not there."""
    place = pd.Index(draws.index["occupation"]).get_indexer(pd.Index(occupations))
    known = draws.samples[np.maximum(place, 0)].astype(np.float64)
    return np.asarray(np.where((place >= 0)[:, None, None], known, 0.0))


def _main_industry(cells: Draws) -> pd.Series:
    """Return the industry that employs most of each occupation."""
    frame = cells.index.assign(stock=cells.mean()[:, 0]).sort_values(["stock", "industry"], ascending=[False, True])
    return frame.drop_duplicates("occupation").set_index("occupation")["industry"]


def _registered(evidence: Evidence, method: Method, minimum: int) -> pd.DataFrame:
    """Return the year's registrations as whole persons, with the ratio."""
    rows = evidence.registrations[evidence.registrations["year"] == evidence.year].copy()
    rows["ratio"] = openings_ratio(rows, group="occupation", method=method, minimum=minimum)
    rows["unfilled_share"] = rows["unfilled_90d"] / rows["demand"].where(rows["demand"] > 0)
    for name in ("demand", "seekers"):
        rows[name] = np.rint(rows[name]).astype("int64")
    rows["registered_gap"] = rows["demand"] - rows["seekers"]
    return rows[["occupation", "demand", "seekers", "registered_gap", "ratio", "days_open", "unfilled_share", "wage"]]


def _value(tightness: Tightness, indicator: str, year: int) -> pd.Series:
    rows = tightness.indicators
    rows = rows[(rows["indicator"] == indicator) & (rows["year"] == year)]
    return rows.set_index("occupation")["value"]


def _level_shares(vacancies: pd.DataFrame, year: int) -> dict[str, dict[Any, float]]:
    rows = vacancies[
        (vacancies["period"].str[:4].astype(int) == year) & ~vacancies["skill_level"].isin(["any", "none"])
    ]
    sums = rows.groupby(["occupation", "skill_level"])["demand"].sum()
    totals = sums.groupby("occupation").transform("sum")
    shares = (sums / totals.where(totals > 0)).dropna()
    return {str(code): part.droplevel(0).to_dict() for code, part in shares.groupby("occupation")}
