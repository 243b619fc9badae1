"""The yearly account of every occupation: who left and why, who came in, person by person of each age."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillcast.streams import stream
from skillcast.worlds.jiayuguan import OCCUPATIONS, YEARS, Occupation
from skillcast.worlds.stocks import Counts, Floats

AGES = np.arange(16, 70)
SEXES = ("male", "female")
FLOWS = ("before", "death", "retirement", "withdrawal", "transfers_out", "graduates", "other_entrants", "after")


@dataclass(frozen=True)
class Accounts:
    """`flows` (O, T-1, 8) persons in the order of `FLOWS`; `ages` (O, 2, A) persons at the end of the last year."""

    flows: Counts
    ages: Counts


def run_accounts(stocks: Counts, graduates: Counts, *, seed: int) -> Accounts:
    """Age every occupation from the first year to the last.

    Parameters
    ----------
    stocks
        (O, T) persons at the ends of `YEARS`, which the account reaches exactly.
    graduates
        (O, T) local graduates of each year; more of them than needed push others out (`transfers_out`).

    Returns
    -------
    Accounts
        ``after = before - death - retirement - withdrawal - transfers_out + graduates + other_entrants``.
    """
    flows = np.zeros((len(OCCUPATIONS), len(YEARS) - 1, len(FLOWS)), dtype=np.int64)
    ages = np.zeros((len(OCCUPATIONS), len(SEXES), len(AGES)), dtype=np.int64)
    for row, occupation in enumerate(OCCUPATIONS):
        rng = stream(seed, "accounts", occupation.code)
        people = _founders(occupation, int(stocks[row, 0]), rng)
        for step, year in enumerate(YEARS[1:]):
            people, flow = _year(
                people, occupation, year, int(stocks[row, step + 1]), int(graduates[row, step + 1]), rng
            )
            flows[row, step] = flow
        ages[row] = people
    return Accounts(flows, ages)


def exit_rates(year: int) -> Floats:
    """Return the true yearly rates (3, 2, A): death, retirement, withdrawal, each of those the earlier causes left."""
    # Who is 59 when a year begins turns 60 in it. The gradual rise of the statutory ages began in 2025: in its first year
    # three quarters of the men and of the women of the 55 class, and two thirds of the women of the 50 class, still reach them.
    slow, slower = (0.75, 2 / 3) if year >= 2025 else (1.0, 1.0)
    men = np.select([AGES >= 60, AGES == 59, AGES >= 56], [0.60, 0.85 * slow, 0.03], 0.0)
    women = np.select([AGES >= 55, AGES == 54, AGES >= 50, AGES == 49], [0.60, 0.80 * slow, 0.12, 0.60 * slower], 0.0)
    retirement = np.stack([men, women])
    retirement[:, -1] = 1.0
    death, withdrawal = standing_rates()
    return np.stack([death, retirement, withdrawal])


def standing_rates() -> tuple[Floats, Floats]:
    """Return (2, A) yearly rates of death and of withdrawal of men and women; they do not change with the year."""
    death = np.stack([0.0015 * np.exp(0.085 * (AGES - 40)), 0.0008 * np.exp(0.085 * (AGES - 40))])
    young = 0.03 * np.exp(-(AGES - 16) / 5)
    return death, np.stack([0.009 + young, 0.016 + young])


def _founders(occupation: Occupation, total: int, rng: np.random.Generator) -> Counts:
    profile = np.exp(-0.5 * ((AGES - occupation.age) / 10.0) ** 2) * (AGES >= 18)
    shape = np.stack([(1 - occupation.female) * profile * (AGES <= 59), occupation.female * profile * _women_in_work()])
    chance = shape / shape.sum(axis=1, keepdims=True) * np.array([[1 - occupation.female], [occupation.female]])
    return np.asarray(rng.multinomial(total, chance.ravel()).reshape(chance.shape), dtype=np.int64)


def _women_in_work() -> Floats:
    return np.select([AGES <= 49, AGES <= 54], [1.0, 0.35], 0.0)


def _year(
    people: Counts, occupation: Occupation, year: int, target: int, graduates: int, rng: np.random.Generator
) -> tuple[Counts, NDArray[np.int64]]:
    before, left, gone = int(people.sum()), people, []
    for rate in exit_rates(year):
        leavers = rng.binomial(left, rate)
        left = left - leavers
        gone.append(int(leavers.sum()))
    out = max(int(left.sum()) + graduates - target, 0)
    left = left - rng.multivariate_hypergeometric(left.ravel(), out).reshape(left.shape)
    other = target - int(left.sum()) - graduates
    older = np.zeros_like(left)
    older[:, 1:] = left[:, :-1]
    after = older + _newcomers(occupation, graduates, 19, 23, rng) + _newcomers(occupation, other, 20, 45, rng)
    return after, np.array([before, *gone, out, graduates, other, int(after.sum())])


def _newcomers(occupation: Occupation, count: int, youngest: int, oldest: int, rng: np.random.Generator) -> Counts:
    profile = np.exp(-(AGES - youngest) / max(occupation.age - 25, 4)) * np.isin(AGES, range(youngest, oldest + 1))
    chance = np.array([1 - occupation.female, occupation.female])[:, None] * (profile / profile.sum())
    return np.asarray(rng.multinomial(count, chance.ravel()).reshape(chance.shape), dtype=np.int64)
