"""The facts a call rests on, by occupation and year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.draws import Draws
from skillcast.panel import Panel
from skillcast.shortage.ratio import Method

PARTIAL = ("unfilled_90d", "unfilled_60d", "applicants")
"""Counts of the register that may be unknown in some periods; the last two are there if the office keeps them."""


@dataclass(frozen=True)
class Evidence:
    """What the indicators read.

    Parameters
    ----------
    registrations
        One row an occupation and year (with occupation ``any``): mean persons a quarter in `demand`, `seekers`,
        `unfilled_90d` and, where counted, `unfilled_60d` and `applicants`; `days_open` and `wage` averaged with demand as
        weight; `periods` observed.
    stocks
        (O, T) persons employed by occupation in past years.
    firms
        Table `firms`, or None.
    gap
        (O, H, S) forecast gap, or None.
    year
        The last year that is known.
    retirements
        (O, H, S) persons retiring ahead, or None.
    friction
        Gap as a share of employment above which it counts as a shortage.
    ratio_method, minimum_seekers
        How 求人倍率 is computed, and the fewest seekers for which it is.
    """

    registrations: pd.DataFrame
    stocks: Panel
    firms: pd.DataFrame | None
    gap: Draws | None
    year: int
    retirements: Draws | None = None
    friction: float = 0.01
    ratio_method: Method = "official"
    minimum_seekers: int = 1

    def occupations(self) -> pd.DataFrame:
        """Return the registrations of known occupations, those without requirement left out."""
        return self.registrations[self.registrations["occupation"] != "any"]

    def nothing(self) -> pd.DataFrame:
        """Return the frame of an indicator that is not known for any occupation."""
        return pd.DataFrame({"occupation": [], "year": [], "value": [], "size": []})

    def last_stock(self, occupations: pd.Series) -> NDArray[np.float64]:
        """Return persons employed in each of `occupations` in the last known year, NaN where unknown."""
        return self.stock().xs(self.year, level="year").reindex(occupations).to_numpy(dtype=np.float64)

    def stock(self) -> pd.Series:
        """Return persons employed by occupation and year (a series indexed by both)."""
        frame = self.stocks.to_frame("stock")
        return frame.assign(year=frame["period"].astype(int)).set_index(["occupation", "year"])["stock"]


def annual_registrations(vacancies: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return registrations by occupation and year, averaged over the periods observed in the year.

    Parameters
    ----------
    vacancies
        Table `vacancies`.
    year
        Last year to return.

    Returns
    -------
    DataFrame
        occupation, year, periods (observed), demand, seekers, unfilled_90d (mean persons a period), days_open, wage.
        A missing period is left out of the mean, never counted as zero; where a count is unknown in some periods, its share of
        the demand of the others stands for all.
    """
    frame = vacancies.assign(year=vacancies["period"].str[:4].astype(int))
    # Summed in a fixed order, so that the order of rows does not matter to the last bit.
    frame = frame[frame["year"] <= year].sort_values(["occupation", "period", "skill_level", "demand", "seekers"])
    partial = [name for name in PARTIAL if name in frame]
    for name in partial:
        frame[f"{name}_weight"] = frame["demand"].where(frame[name].notna(), 0)
    for name in ("days_open", "wage"):
        known = frame[name].notna()
        frame[f"{name}_weight"] = frame["demand"].where(known, 0)
        frame[name] = (frame[name] * frame["demand"]).where(known, 0)
    grouped = frame.groupby(["occupation", "year"])
    names = ("days_open", "wage", *partial)
    sums = grouped[["demand", "seekers", *names, *(f"{name}_weight" for name in names)]].sum()
    periods = frame.groupby("year")["period"].nunique()
    count = periods.reindex(sums.index.get_level_values("year")).to_numpy()
    for name in names:
        weight = sums.pop(f"{name}_weight")
        sums[name] = sums[name] / weight.where(weight > 0, np.nan)
    for name in partial:
        sums[name] = sums[name] * sums["demand"]
    for name in ("demand", "seekers", *partial):
        sums[name] = sums[name] / count
    return sums.assign(periods=count).reset_index()
