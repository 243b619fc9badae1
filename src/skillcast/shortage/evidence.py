"""The facts a call rests on, by occupation and year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from skillcast.draws import Draws
from skillcast.panel import Panel


@dataclass(frozen=True)
class Evidence:
    """What the indicators read.

    Parameters
    ----------
    registrations
        One row an occupation and year (with occupation ``any``): mean persons a quarter in `demand`, `seekers`,
        `unfilled_90d`; `days_open` and `wage` averaged with demand as weight; `periods` observed.
    stocks
        (O, T) persons employed by occupation in past years.
    firms
        Table `firms`, or None.
    gap
        (O, H, S) forecast gap, or None.
    year
        The last year that is known.
    """

    registrations: pd.DataFrame
    stocks: Panel
    firms: pd.DataFrame | None
    gap: Draws | None
    year: int

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
        A missing period is left out of the mean, never counted as zero.
    """
    frame = vacancies.assign(year=vacancies["period"].str[:4].astype(int))
    frame = frame[frame["year"] <= year]
    for name in ("days_open", "wage"):
        known = frame[name].notna()
        frame[f"{name}_weight"] = frame["demand"].where(known, 0)
        frame[name] = (frame[name] * frame["demand"]).where(known, 0)
    grouped = frame.groupby(["occupation", "year"])
    sums = grouped[["demand", "seekers", "days_open", "wage", "days_open_weight", "wage_weight"]].sum()
    sums["unfilled_90d"] = grouped["unfilled_90d"].sum(min_count=1)
    periods = frame.groupby("year")["period"].nunique()
    count = periods.reindex(sums.index.get_level_values("year")).to_numpy()
    for name in ("days_open", "wage"):
        weight = sums.pop(f"{name}_weight")
        sums[name] = sums[name] / weight.where(weight > 0, np.nan)
    for name in ("demand", "seekers", "unfilled_90d"):
        sums[name] = sums[name] / count
    return sums.assign(periods=count).reset_index()
