"""The true values behind a publication, which the audit compares an outsider's bounds with; never written to a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from skillcast.draws import Draws
from skillcast.outcome import Outlook
from skillcast.parameters.policies import read_policy
from skillcast.publication.disclosure.cells import TOTAL, Cell
from skillcast.publication.sections.form.registrations import registrations
from skillcast.standards import code_list, eco_industries

AHEAD = 3  # years ahead that the printed tables show
# Sections of GB/T 4754 in the three sectors of the registered vacancies.
SECTORS = {"1": "A", "2": "BCDE", "3": "FGHIJKLMNOPQRST"}
ENDS = {"lo-80": "lo80", "hi-80": "hi80", "lo-95": "lo95", "hi-95": "hi95"}


@dataclass(frozen=True)
class Truth:
    """Values by cell, and what an outsider knows of the make-up of sums.

    Parameters
    ----------
    year
        Last year of the data; the edition's vintage.
    values
        True value of every cell.
    eco
        Shares by green-ecological industry (Chinese name) and industry.
    eco_names
        Its Chinese name by each name that may be printed.
    technical
        Beginnings of the occupation codes that count as technical posts.
    labels
        Printed names of industries and occupations, by unit's kind and code.
    """

    year: int
    values: Mapping[Cell, float]
    eco: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    eco_names: Mapping[str, str] = field(default_factory=dict)
    technical: tuple[str, ...] = ()
    labels: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, result: Outlook) -> Truth:
        """Return the truth behind the publication of an outlook."""
        shares, names = eco_shares(result)
        values = _employment(result) | _sectors(result, shares) | _occupations(result) | _registered(result)
        standards = result.market.config.standards
        industries, occupations = (
            code_list(kind, edition)
            for kind, edition in (("industry", standards.industry), ("occupation", standards.occupation))
        )
        labels: dict[tuple[str, str], tuple[str, ...]] = {
            ("industry", cell.code): (industries.label(cell.code),) for cell in values if cell.measure == "employment"
        }
        labels |= {
            ("occupation", cell.code): (occupations.label(cell.code), cell.code)
            for cell in values
            if cell.measure == "stock"
        }
        labels.pop(("industry", TOTAL), None)
        technical = tuple(read_policy("policy_targets")["internship_posts"]["technical"])
        return cls(result.year, values, shares, names, technical, labels)

    @property
    def average(self) -> str:
        """Return the name of the mean over the years that the printed tables show."""
        return f"{self.year + 1}-{self.year + AHEAD}"


def eco_shares(result: Outlook) -> tuple[dict[str, dict[str, float]], dict[str, str]]:
    """Return the share of each industry in the green-ecological ones, and the Chinese name by printed name."""
    own = result.market.table("eco_industries") if result.market.has("eco_industries") else None
    if own is None and result.market.config.standards.industry == "own":
        return {}, {}
    mapping = eco_industries(own)
    codes = [str(code) for code in result.demand.industries.index["industry"]]
    shares: dict[str, dict[str, float]] = {}
    names: dict[str, str] = {}
    for sector, part in mapping.groupby("sector", sort=False):
        known: dict[str, float] = dict(zip(part["code"], part["share"], strict=True))
        # By its own code, else by its section's.
        mine = {code: float(known.get(code, known.get(code[:1], 0.0))) for code in codes}
        shares[str(sector)] = {code: share for code, share in mine.items() if share}
        names |= {str(sector): str(sector), str(part["zh"].iloc[0]): str(sector), str(part["en"].iloc[0]): str(sector)}
    return {sector: mine for sector, mine in shares.items() if mine}, names


def _employment(result: Outlook) -> dict[Cell, float]:
    year, draws = result.year, result.demand.industries
    values = _series("employment", draws, year)
    last = min(AHEAD, len(draws.periods) - 1)
    total = draws.total().mean()[0]
    for h in range(last + 1):
        values[_cell("employment", TOTAL, str(draws.periods[h]), year)] = float(total[h])
    history = result.demand.history
    for row, code in enumerate(history.index["industry"]):
        for period, value in zip(history.periods.astype(str), history.values[row], strict=True):
            if np.isfinite(value) and int(period[:4]) < year:
                values[Cell("employment", str(code), period)] = float(value)
    if (levels := result.demand.levels) is not None:
        period = str(levels.periods[last])
        for part in (levels, levels.total(["skill_level"])):
            ends = [part.mean()[:, last], *(end[:, last] for end in part.quantiles([0.1, 0.9]))]
            industries = part.index["industry"] if "industry" in part.index else [TOTAL] * len(part.index)
            for row, (code, level) in enumerate(zip(industries, part.index["skill_level"], strict=True)):
                for stat, end in zip(("mean", "lo80", "hi80"), ends, strict=True):
                    values[Cell("level", str(code), period, str(level), stat, str(year))] = float(end[row])
    if (cells := result.demand.cells) is not None:
        technical = cells.index["occupation"].str.startswith(
            tuple(read_policy("policy_targets")["internship_posts"]["technical"])
        )
        posts = (
            pd.Series(cells.mean()[:, 0])
            .where(technical.to_numpy(), 0.0)
            .groupby(cells.index["industry"].to_numpy())
            .sum()
        )
        values |= {Cell("technical", str(code), str(year)): float(count) for code, count in posts.items()}
    return values


def _sectors(result: Outlook, shares: Mapping[str, Mapping[str, float]]) -> dict[Cell, float]:
    draws = result.demand.industries
    codes = [str(code) for code in draws.index["industry"]]
    values: dict[Cell, float] = {}
    last = min(AHEAD, len(draws.periods) - 1)
    for sector, mine in shares.items():
        weights = np.array([mine.get(code, 0.0) for code in codes])
        samples = np.tensordot(weights, draws.samples.astype(np.float64), axes=(0, 0))
        for h in sorted({0, 1, last}):
            ends = (
                ("mean", samples[h].mean()),
                ("lo80", np.quantile(samples[h], 0.1)),
                ("hi80", np.quantile(samples[h], 0.9)),
            )
            for stat, value in ends[: 1 if h == 0 else 3]:
                values[_cell("eco", sector, str(draws.periods[h]), result.year, stat)] = float(value)
    return values


def _occupations(result: Outlook) -> dict[Cell, float]:
    values: dict[Cell, float] = {}
    year = result.year
    if result.demand.cells is not None:
        stock = result.demand.cells.total(["occupation"])
        values |= {
            Cell("stock", str(code), str(year)): float(count)
            for code, count in zip(stock.index["occupation"], stock.mean()[:, 0], strict=True)
        }
    if result.demand.openings is not None:
        values |= _series("openings", result.demand.openings.openings, year)
    if result.supply is not None:
        values |= _series("supply", result.supply.gap.supply, year) | _series("gap", result.supply.gap.gap, year)
    if result.shortage is not None:
        for row in result.shortage.assessment.to_dict("records"):
            for measure, column in (("openings", "openings"), ("supply", "supply"), ("gap", "forecast_gap")):
                for stat, ending in (("mean", ""), ("lo80", "_lo80"), ("hi80", "_hi80")):
                    cell = Cell(measure, row["occupation"], f"{year + 1}-{year + AHEAD}", "", stat, str(year))
                    values[cell] = float(row[column + ending])
                    years = [cell._replace(period=str(year + h)) for h in range(1, AHEAD + 1)]
                    if stat == "mean" and all(one in values for one in years):
                        values[cell] = float(np.mean([values[one] for one in years]))
    return {cell: value for cell, value in values.items() if np.isfinite(value)}


def _registered(result: Outlook) -> dict[Cell, float]:
    """Return the year's registered vacancies by section and sector."""
    market = result.market.optional("market")
    found = None if market is None else registrations(market, str(result.year))
    if found is None:
        return {}
    return {
        Cell("vacancies", code, str(result.year), part): count
        for part in ("industry", "sector")
        for code, count in found.demand(part).items()
    }


def _series(measure: str, draws: Draws, year: int) -> dict[Cell, float]:
    frame = draws.summary().rename(columns={str(draws.index.columns[0]): "code"} | ENDS)
    values = {}
    for row in frame.to_dict("records"):
        stats = ("mean",) if str(row["period"]) == str(year) else ("mean", "median", *ENDS.values())
        for stat in stats:
            values[_cell(measure, str(row["code"]), str(row["period"]), year, stat)] = float(row[stat])
    return values


def _cell(measure: str, code: str, period: str, year: int, stat: str = "mean") -> Cell:
    return Cell(measure, code, period, "", stat, "" if int(period[:4]) <= year else str(year))
