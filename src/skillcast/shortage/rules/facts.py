"""What the published rules read: one value an occupation and year for every input, missing where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from skillcast.draws import Draws
from skillcast.parameters import Parameters
from skillcast.shortage.evidence import Evidence
from skillcast.shortage.rules.extra import EXTRA, check_cut_points, check_extra

REGISTERED = ("demand", "seekers", "unfilled_90d", "days_open", "wage")

WORDS = EXTRA | {
    "demand": ("需求人数", "vacancies"),
    "seekers": ("求职人数", "seekers"),
    "unfilled_90d": ("90天未招满人数", "vacancies unfilled after 90 days"),
    "days_open": ("平均招聘天数", "days open"),
    "wage": ("招聘工资", "offered pay"),
    "employed": ("在岗人数", "persons employed"),
    "openings": ("预测岗位需求", "forecast openings"),
    "supply": ("预测供给", "forecast supply"),
    "gap": ("预测缺口", "forecast gap"),
    "seekers_per_vacancy": ("每岗求职人数", "seekers per vacancy"),
    "pay_growth": ("工资涨幅", "pay growth"),
    "employment_growth": ("就业增长", "employment growth"),
    "hours_growth": ("工时增长", "growth of hours worked"),
    "underqualified_growth": ("学历不足者比重变化", "change of the share of under-qualified workers"),
    "foreign_change": ("外籍就业者比重变化", "change of the share of foreign employees"),
    "reporting_rate": ("岗位登记报告率", "reporting rate of vacancies"),
}


@dataclass(frozen=True)
class Facts:
    """The same data for every rule.

    Parameters
    ----------
    evidence
        Registrations, stocks and forecast gap; its `year` is the year that is rated, and nothing later is read.
    parameters
        The parameters ``rules.*`` in force.
    openings, supply
        (O, H, S) forecast openings and supply, persons a year; or None.
    vacancies
        Table `vacancies`, for reporting rates by skill level; or None.
    extra
        Columns occupation, year and any of `EXTRA`; or None. What a city does not have is left out, never filled with
        zeros.
    cut_points
        What `german_score.cut_points` returned for an earlier year, to keep that yardstick; or None.
    """

    evidence: Evidence
    parameters: Parameters
    openings: Draws | None = None
    supply: Draws | None = None
    vacancies: pd.DataFrame | None = None
    extra: pd.DataFrame | None = None
    cut_points: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        if self.extra is not None:
            check_extra(self.extra)
        if self.cut_points is not None:
            check_cut_points(self.cut_points)

    @property
    def year(self) -> int:
        return self.evidence.year

    @cached_property
    def occupations(self) -> pd.Index:
        """Occupations with employment or with registrations in the year, sorted."""
        frame = self.evidence.registrations
        now = frame.loc[(frame["year"] == self.year) & (frame["occupation"] != "any"), "occupation"]
        stocks = self.evidence.stocks.index["occupation"]
        found: pd.Index = pd.Index(sorted({*now, *stocks}), name="occupation")
        return found

    def history(self, name: str) -> pd.DataFrame:
        """Return an input as occupations x years up to the year rated; NaN where it is missing."""
        growth = {
            "employment_growth": "employed",
            "hours_growth": "hours",
            "pay_growth": "pay" if self.has("pay") else "wage",
        }
        change = {"foreign_change": "foreign_share", "underqualified_growth": "underqualified_share"}
        if name in growth:
            values = self.history(growth[name])
            return pd.DataFrame(np.log(values.where(values > 0))).diff(axis=1)
        if name in change:
            return self.history(change[name]).diff(axis=1)
        if name == "seekers_per_vacancy":
            demand = self.history("demand")
            return self.history("seekers") / demand.where(demand > 0)
        return self._table(name)

    def now(self, name: str) -> pd.Series:
        """Return an input of the year rated by occupation; NaN where it is missing."""
        return self.history(name)[self.year]

    def has(self, name: str) -> bool:
        """Whether the user supplied this column of `extra`."""
        return self.extra is not None and name in self.extra

    def ahead(self, name: str, years: int) -> pd.Series:
        """Return mean persons a year of a forecast over the next `years` years; NaN where there is none."""
        draws = {"openings": self.openings, "supply": self.supply, "gap": self.evidence.gap}[name]
        if draws is None:
            return pd.Series(np.nan, index=self.occupations)
        mean = pd.Series(draws.mean()[:, :years].mean(axis=1), index=pd.Index(draws.index["occupation"]))
        return mean.reindex(self.occupations)

    def years_ahead(self, years: int) -> int:
        """Return how many of the next `years` years the forecasts reach."""
        known = [len(draws.periods) for draws in (self.openings, self.supply, self.evidence.gap) if draws is not None]
        return min([years, *known])

    @cached_property
    def _years(self) -> range:
        years = [self.year, *(period.year for period in self.evidence.stocks.periods)]
        years += self.evidence.registrations["year"].tolist()
        if self.extra is not None:
            years += self.extra["year"].tolist()
        return range(int(min(years)), self.year + 1)

    def _table(self, name: str) -> pd.DataFrame:
        if name == "employed":
            frame = self.evidence.stock().rename("employed").reset_index()
        elif name in REGISTERED:
            frame = self.evidence.registrations
        elif self.extra is not None and name in self.extra:
            frame = self.extra
        else:
            return pd.DataFrame(np.nan, index=self.occupations, columns=list(self._years))
        wide = frame.pivot(index="occupation", columns="year", values=name).astype(float)
        return wide.reindex(index=self.occupations, columns=list(self._years))
