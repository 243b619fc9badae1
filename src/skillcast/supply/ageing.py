"""Age structures carried forward year by year: everyone grows a year older, some leave, others enter.

The cohort-component account of a population in which entry by qualification takes the place of births.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.draws import Draws
from skillcast.errors import DataError, Problem
from skillcast.streams import stream
from skillcast.supply.structures import ALIKE, check_alike, check_shares, check_structure

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Ageing:
    """Persons by single age, those who leave and those who enter: whole persons in every scenario.

    Parameters
    ----------
    stock
        (N * A, H + 1, S) persons at the ends of years, base year first; the index holds the key columns and ``age``.
    exits
        By cause, (N * A, H, S) persons leaving in a year, by age at its beginning.
    entrants
        (N * A, H, S) persons entering in a year, by age at its end.
    """

    stock: Draws
    exits: Mapping[str, Draws]
    entrants: Draws

    def check(self) -> None:
        """Raise ``ValueError`` unless every person ages one year, leaves once or stays, in every scenario."""
        ages = self.stock.index["age"].nunique()

        def by_age(part: Draws) -> Integers:
            return part.samples.reshape(-1, ages, *part.samples.shape[1:])

        stock = by_age(self.stock)
        leaving = sum((by_age(part) for part in self.exits.values()), start=np.zeros((), dtype=np.int64))
        if not np.array_equal(older(stock[:, :, :-1] - leaving) + by_age(self.entrants), stock[:, :, 1:]):
            raise ValueError("stocks, exits and entrants by age do not account")
        if any((part.samples < 0).any() for part in (self.stock, self.entrants, *self.exits.values())):
            raise ValueError("negative persons")

    def persons(self, first: int, last: int) -> Draws:
        """Return the stock aged `first` to `last`, both included, by the key columns: (N, H + 1, S)."""
        at = self.stock.index["age"].between(first, last).to_numpy()
        keys = [str(name) for name in self.stock.index if name != "age"]
        chosen = self.stock.index[at].reset_index(drop=True)
        return Draws(chosen, self.stock.periods, self.stock.samples[at]).total(by=keys)


def project_ages(
    structure: pd.DataFrame,
    rates: Mapping[str, pd.DataFrame],
    entrants: Draws,
    profile: pd.DataFrame,
    *,
    seed: int = 0,
) -> Ageing:
    """Carry age structures forward with sampled exits and given numbers of entrants.

    Parameters
    ----------
    structure
        (N x A) whole persons in the base year: a row a series (its index names the key columns), a column a single
        age; ages are consecutive and the last one is open ("100 and over").
    rates
        By cause, in the order in which the causes act: (N x A) shares leaving within a year, by age at its beginning;
        of those whom the causes before left.
    entrants
        (N, H, S) whole persons entering in each year after the base year, series in the order of `structure`.
    profile
        (N x A) shares of the entrants by age at the end of their first year; each row sums to 1.
    seed
        Seed of the exits and of the ages of entrants.

    Returns
    -------
    Ageing
        ``stock[x + 1, t + 1] = stock[x, t] - exits[x, t] + entrants[x + 1, t + 1]``, exactly, in every scenario.

    Raises
    ------
    DataError
        Ages that are not consecutive or not those of `structure`; series that differ; persons that are negative or
        not whole; shares outside 0 to 1; a profile that does not sum to 1.

    Notes
    -----
    ``P[x+1, t+1] = P[x, t] - D - R + G + E`` of Hyndman and Nguyen (Forecasting the age structure of the scientific
    workforce in Australia), with ``D ~ Binomial(P, q)``, ``R ~ Binomial(P - D, r)`` for the causes death and
    retirement, and entrants from any source.

    Examples
    --------
    >>> people = pd.DataFrame([[5, 8, 2]], index=pd.Index(["C31"], name="industry"), columns=[63, 64, 65])
    >>> none, young = people * 0.0, people * 0.0 + [1.0, 0.0, 0.0]
    >>> years = pd.period_range("2026", periods=1, freq="Y")
    >>> four = Draws(pd.DataFrame({"industry": ["C31"]}), years, np.full((1, 1, 2), 4))
    >>> project_ages(people, {"death": none}, four, young).stock.mean()[:, 1].tolist()
    [4.0, 5.0, 10.0]
    """
    check_structure(structure)
    check_alike(structure, {**rates, "profile": profile})
    check_shares({**rates, "profile": profile}, whole="profile")
    keys = structure.index.to_frame(index=False)
    if not entrants.index.equals(keys):
        raise DataError([Problem("inconsistent", table="entrants", facts=ALIKE)])
    series, ages = structure.shape
    horizon, size = entrants.samples.shape[1:]
    stock = np.zeros((series, ages, horizon + 1, size), dtype=np.int64)
    stock[:, :, 0] = structure.to_numpy(dtype=np.int64)[:, :, None]
    entering = np.zeros((series, ages, horizon, size), dtype=np.int64)
    leaving = {cause: np.zeros_like(entering) for cause in rates}
    chances = {cause: table.to_numpy(dtype=np.float64) for cause, table in rates.items()}
    shares = profile.to_numpy(dtype=np.float64)
    for row, key in enumerate(keys.itertuples(index=False)):
        rng = stream(seed, "ageing", *key)
        counts = entrants.samples[row].astype(np.int64)
        entering[row] = np.moveaxis(rng.multinomial(counts, shares[row] / shares[row].sum()), 2, 0)
        for year in range(horizon):
            left = stock[row, :, year]
            for cause, table in chances.items():
                leaving[cause][row, :, year] = rng.binomial(left, table[row][:, None])
                left = left - leaving[cause][row, :, year]
            stock[row, :, year + 1] = older(left[None])[0] + entering[row, :, year]
    cells = keys.loc[keys.index.repeat(ages)].reset_index(drop=True).assign(age=np.tile(structure.columns, series))
    periods = entrants.periods
    whole = pd.period_range(periods[0] - 1, periods=horizon + 1, freq=periods.freq)

    def carried(values: Integers, when: pd.PeriodIndex) -> Draws:
        return Draws(cells, when, values.reshape(series * ages, len(when), size))

    exits = {cause: carried(values, periods) for cause, values in leaving.items()}
    return Ageing(carried(stock, whole), exits, carried(entering, periods))


def older(persons: Integers) -> Integers:
    """Return `persons` (N, A, …) a year older: nobody at the first age, the last one gathers those who stay in it.

    Examples
    --------
    >>> older(np.array([[3, 4, 5]])).tolist()
    [[0, 3, 9]]
    """
    shifted = np.zeros_like(persons)
    shifted[:, 1:] = persons[:, :-1]
    shifted[:, -1] += persons[:, -1]
    return shifted
