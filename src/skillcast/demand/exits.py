"""Who leaves: death, retirement and withdrawal, from the age structure of each occupation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.demand.retirement import SCHEDULES, retirement_rate, still_below
from skillcast.draws import Draws
from skillcast.streams import stream

Floats = NDArray[np.float64]
CAUSES = ("death", "retirement", "withdrawal")
AGES = np.arange(16, 80)
# Newcomers replace leavers at these ages; the flat profile is an assumption that matters little within five years.
ENTRY_AGES = (18, 35)


def assumed_rates() -> pd.DataFrame:
    """Return the exit rates shipped with skillcast: assumptions to be replaced by the city's own.

    Returns
    -------
    DataFrame
        Table `rates`: sex, age, cause (death, withdrawal), rate a year, source.

    Notes
    -----
    Death: Gompertz curve of working ages (doubling about every eight years). Withdrawal: higher at young ages
    (study, moves) and after 50 (health, care). Neither is a published table.
    """
    rows = []
    for sex, death_at_40, withdrawal in (("male", 0.0016, 0.008), ("female", 0.0008, 0.014)):
        death = death_at_40 * np.exp(0.085 * (AGES - 40))
        leave = withdrawal * (1 + 1.0 * np.exp(-(AGES - 16) / 5) + 1.5 * np.clip((AGES - 50) / 10, 0, 1))
        for cause, rate in (("death", death), ("withdrawal", leave)):
            rows.append(pd.DataFrame({"sex": sex, "age": AGES, "cause": cause, "rate": rate}))
    return pd.concat(rows, ignore_index=True).assign(source="skillcast 假定，非公布数据")


@dataclass(frozen=True)
class Exits:
    """Persons leaving each occupation, by cause: each a `Draws` of (O, H, S) whole persons."""

    death: Draws
    retirement: Draws
    withdrawal: Draws

    @property
    def total(self) -> NDArray[np.int64]:
        """(O, H, S) persons leaving."""
        return np.asarray(self.death.samples + self.retirement.samples + self.withdrawal.samples)


def exit_rates(
    occupations: Sequence[str],
    years: Sequence[int],
    *,
    ages: pd.DataFrame | None,
    rates: pd.DataFrame | None = None,
    women_55_share: float = 0.3,
    late_exit: float = 0.5,
) -> Floats:
    """Return the expected exit rate of each occupation, year and cause.

    Parameters
    ----------
    occupations, years
        What to return, (O) and (H); the age structure is the last one before the first year, aged forward year by year.
    ages
        Table `ages` by occupation; an occupation that is absent takes the structure of all occupations together,
        and with no table at all men are spread evenly over ages 20 to 59 and women over 20 to 49.
    rates
        Table `rates`; `assumed_rates` when None.
    women_55_share
        Share of women whose statutory age was 55 before the reform.
    late_exit
        Yearly share leaving among those still at work past the statutory age.

    Returns
    -------
    (O, H, 3) shares a year of the stock at the beginning of the year, causes in the order of `CAUSES`.
    """
    structure = _structure(occupations, ages)
    table = _rate_table(assumed_rates() if rates is None else rates)
    sex_share = structure.sum(axis=2, keepdims=True)
    entry = ((ENTRY_AGES[0] <= AGES) & (ENTRY_AGES[1] >= AGES)) / (ENTRY_AGES[1] - ENTRY_AGES[0] + 1)
    out = np.zeros((len(occupations), len(years), len(CAUSES)))
    for step, year in enumerate(years):
        death, withdrawal = table["death"], table["withdrawal"]
        retire = _retirement(year, women_55_share, late_exit)
        by_cause = (death, (1 - death) * retire, (1 - death) * (1 - retire) * withdrawal)
        out[:, step, :] = np.stack([(structure * chance).sum(axis=(1, 2)) for chance in by_cause], axis=1)
        stay = structure * (1 - sum(by_cause))
        older = np.zeros_like(stay)
        older[:, :, 1:] = stay[:, :, :-1]
        leaving = 1 - older.sum(axis=(1, 2), keepdims=True)
        structure = older + leaving * sex_share * entry
    return out


def draw_exits(stock: Draws, rates: Floats, *, shock: float = 0.15, seed: int = 0) -> Exits:
    """Draw exits one cause after the other, so that nobody leaves twice and no more leave than are there.

    Parameters
    ----------
    stock
        (O, H+1, S) whole persons by occupation, base year first; the stock at the beginning of each year is exposed.
    rates
        (O, H, 3) expected rates from `exit_rates`.
    shock
        Standard deviation on the logit scale of the yearly shock all occupations share.

    Returns
    -------
    Exits
        Sequential binomials: deaths, then retirements of the survivors, then withdrawals of the rest.
    """
    horizon, size = rates.shape[1], stock.size
    common = shock * stream(seed, "exits", "year").standard_normal((horizon, size))
    drawn = np.zeros((len(CAUSES), len(stock.index), horizon, size), dtype=np.int64)
    for row, occupation in enumerate(stock.index["occupation"]):
        rng = stream(seed, "exits", occupation)
        left = stock.samples[row, :-1].astype(np.int64)
        remaining = np.ones(horizon)
        for cause in range(len(CAUSES)):
            chance = np.clip(rates[row, :, cause] / remaining, 1e-9, 1 - 1e-9)
            remaining = remaining - rates[row, :, cause]
            odds = np.log(chance / (1 - chance))[:, None] + common
            drawn[cause, row] = rng.binomial(left, 1 / (1 + np.exp(-odds)))
            left = left - drawn[cause, row]
    return Exits(*(Draws(stock.index, stock.periods[1:], part) for part in drawn))


def _structure(occupations: Sequence[str], ages: pd.DataFrame | None) -> Floats:
    """(O, 2, A) shares by sex and age, summing to 1 for each occupation."""
    flat = np.stack([(AGES >= 20) & (last >= AGES) for last in (59, 49)]) / 70.0
    if ages is None or "occupation" not in ages:
        return np.tile(flat, (len(occupations), 1, 1))
    latest = ages[ages["period"] == ages["period"].max()]
    counts = np.zeros((len(occupations), 2, len(AGES)))
    place = {occupation: row for row, occupation in enumerate(occupations)}
    known = latest[latest["occupation"].isin(place)]
    # Persons beyond the last single year are counted in it.
    column = np.clip(known["age"].to_numpy(), AGES[0], AGES[-1]) - AGES[0]
    np.add.at(
        counts,
        (known["occupation"].map(place).to_numpy(), (known["sex"] == "female").to_numpy().astype(int), column),
        known["employed"].to_numpy(),
    )
    overall = counts.sum(axis=0) if counts.sum() > 0 else flat
    totals = counts.sum(axis=(1, 2), keepdims=True)
    return np.asarray(np.where(totals > 0, counts / np.where(totals > 0, totals, 1.0), overall / overall.sum()))


def _rate_table(rates: pd.DataFrame) -> dict[str, Floats]:
    """(2, A) yearly rates of death and withdrawal by sex and age; ages beyond the table take its nearest age."""
    table = {}
    for cause in ("death", "withdrawal"):
        rows = []
        for sex in ("male", "female"):
            part = rates[(rates["cause"] == cause) & (rates["sex"] == sex)].sort_values("age")
            rows.append(np.interp(AGES, part["age"], part["rate"]) if len(part) else np.zeros(len(AGES)))
        table[cause] = np.stack(rows)
    return table


def _retirement(year: int, women_55_share: float, late_exit: float) -> Floats:
    """(2, A) yearly retirement rates of men and women at work; past the statutory age `late_exit`."""
    men, late, early = (retirement_rate(AGES, year, SCHEDULES[who]) for who in ("men", "women_55", "women_50"))
    # Women at work past the age of the 50 class belong to the 55 class, so its share grows with age.
    rest = (1 - women_55_share) * still_below(AGES, year, SCHEDULES["women_50"])
    share = women_55_share / np.maximum(women_55_share + rest, 1e-12)
    women = share * late + (1 - share) * np.nan_to_num(early)
    return np.stack([np.where(np.isnan(rate), late_exit, rate) for rate in (men, women)])
