"""Where a run begins: the last year that counts as known, and employment up to it."""

from __future__ import annotations

import pandas as pd

from skillcast.errors import DataError, Problem
from skillcast.labour_market import LabourMarket
from skillcast.panel import Panel


def last_known_year(market: LabourMarket, year: int | None) -> int:
    """Return the last known year, refusing one without data and more than one region."""
    employment = market.table("employment")
    regions = sorted(employment["region"].unique())
    years = employment["period"].str[:4].astype(int)
    wanted = year or market.config.city.year or int(_annual(employment).periods[-1].year)
    if len(regions) > 1:
        fact = {"allowed": market.config.city.region or regions[0]}
        raise DataError([Problem("not-in-list", table="employment", column="region", value=regions[1], facts=fact)])
    if not years.min() <= wanted <= years.max():
        fact = {"allowed": f"[{years.min()}, {years.max()}]", "unit": "year"}
        raise DataError([Problem("out-of-range", table="employment", column="year", value=wanted, facts=fact)])
    return wanted


def employment_history(market: LabourMarket, year: int) -> Panel:
    """(I, T) annual employment by industry up to `year`."""
    return _annual(market.table("employment")).until(pd.Period(str(year), freq="Y"))


def _annual(employment: pd.DataFrame) -> Panel:
    sums = employment.groupby(["industry", "period"], as_index=False)[["employed"]].sum()
    return Panel.from_frame(sums, keys=["industry"], value="employed").annual()
