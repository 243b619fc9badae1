"""Table `vacancies`: what the employment service registers by occupation and skill level."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.streams import stream
from skillcast.worlds.jiayuguan import (
    MISSING_QUARTER,
    OCCUPATIONS,
    PREDECESSOR,
    RECODED_FROM,
    REGION,
    SPIKE,
    SPIKE_FACTOR,
    SPIKE_QUARTERS,
    SUCCESSOR,
    Occupation,
)
from skillcast.worlds.stocks import Counts, Floats
from skillcast.worlds.tightness import QUARTERS

SEASON = {1: 1.15, 2: 1.05, 3: 0.97, 4: 0.83}
# Shares of vacancies and of seekers by level; `any` is 无要求, `none` a seeker without a certificate.
CRAFT = {
    "any": (0.35, 0.05),
    "none": (0.0, 0.38),
    "L5": (0.20, 0.22),
    "L4": (0.24, 0.21),
    "L3": (0.16, 0.11),
    "L2": (0.05, 0.03),
}
SERVICE = {"any": (0.58, 0.06), "none": (0.0, 0.58), "L5": (0.23, 0.19), "L4": (0.12, 0.11), "L3": (0.07, 0.06)}
PAY = {"any": 1.0, "L5": 0.96, "L4": 1.07, "L3": 1.20, "L2": 1.38}
WAGE_TREND = 0.045


def registrations(stocks: Counts, tightness: Floats, *, seed: int) -> pd.DataFrame:
    """Return every registration row, the missing quarter included, codes as they would stand today.

    Parameters
    ----------
    stocks
        (O, T) persons employed.
    tightness
        (O, Q) latent log of vacancies per seeker.
    """
    parts = [_occupation(item, stocks[row], tightness[row], seed) for row, item in enumerate(OCCUPATIONS)]
    known = pd.concat(parts, ignore_index=True)
    return pd.concat([known, without_occupation(known, seed)], ignore_index=True)


def vacancies_table(registered: pd.DataFrame) -> pd.DataFrame:
    """Return table `vacancies`: one quarter lost, one occupation under its old code before 2022."""
    kept = registered[registered["period"] != MISSING_QUARTER].copy()
    old = (kept["occupation"] == SUCCESSOR) & (kept["period"].str[:4].astype(int) < RECODED_FROM)
    kept.loc[old, "occupation"] = PREDECESSOR
    kept.insert(0, "region", REGION)
    return kept.sort_values(["period", "occupation", "skill_level"], ignore_index=True)


def _occupation(occupation: Occupation, stock: Counts, tightness: Floats, seed: int) -> pd.DataFrame:
    """One occupation: the product of vacancies and seekers follows the stock, their quotient the tightness."""
    rng = stream(seed, "postings", occupation.code)
    labels = QUARTERS.astype(str)
    level = np.repeat(stock, 4) * occupation.turnover * np.array([SEASON[quarter] for quarter in QUARTERS.quarter])
    noise = 0.05 + 0.5 / np.sqrt(level + 1)
    demand = level * np.exp(tightness / 2 + rng.normal(0, 1, len(level)) * noise)
    seekers = level * np.exp(-tightness / 2 + rng.normal(0, 1, len(level)) * noise)
    if occupation.code == SPIKE:
        demand[np.isin(labels, SPIKE_QUARTERS)] *= SPIKE_FACTOR
    table = CRAFT if occupation.craft else SERVICE
    wanted = rng.multinomial(rng.poisson(demand), [share for share, _ in table.values()])
    offered = rng.multinomial(rng.poisson(seekers), [share for _, share in table.values()])
    pay = occupation.wage * np.exp(
        WAGE_TREND * (np.arange(len(QUARTERS)) - len(QUARTERS) + 1) / 4 + 0.12 * (tightness - tightness[-1])
    )
    parts = []
    for column, name in enumerate(table):
        parts.append(_level(occupation.code, name, labels, wanted[:, column], offered[:, column], tightness, pay, rng))
    return pd.concat(parts, ignore_index=True)


def _level(
    code: str,
    name: str,
    labels: pd.Index,
    wanted: Counts,
    offered: Counts,
    tightness: Floats,
    pay: Floats,
    rng: np.random.Generator,
) -> pd.DataFrame:
    days, unfilled, wage = posting_signals(wanted, tightness, pay * PAY.get(name, 1.0), rng)
    frame = pd.DataFrame(
        {"period": labels, "occupation": code, "skill_level": name, "demand": wanted, "seekers": offered}
    )
    frame["days_open"], frame["unfilled_90d"], frame["wage"] = days, unfilled, wage
    return frame


def posting_signals(
    wanted: Counts, tightness: Floats, pay: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Return days open, posts unfilled after 90 days and pay (yuan a month) of posts, NaN where none is posted.

    Parameters
    ----------
    wanted, tightness, pay
        Posts, the latent log of vacancies per seeker and mean pay, of one shape.
    """
    spread = 0.08 + 0.4 / np.sqrt(wanted + 1)
    days = 30 * np.exp(0.6 * tightness + rng.normal(0, 1, wanted.shape) * spread)
    unfilled = rng.binomial(wanted, 1 / (1 + np.exp(1.9 - 1.8 * tightness)))
    wage = 10 * np.rint(pay * np.exp(rng.normal(0, 1, wanted.shape) * spread / 4) / 10)
    posted = wanted > 0
    return (
        np.where(posted, np.round(days, 1), np.nan),
        np.where(posted, unfilled, np.nan),
        np.where(posted, wage, np.nan),
    )


def without_occupation(known: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Vacancies and seekers without any stated occupation: about 3 % and 9 % of those with one."""
    sums = known.groupby("period")[["demand", "seekers"]].sum()
    rng = stream(seed, "postings", "any")
    frame = pd.DataFrame({"period": sums.index, "occupation": "any", "skill_level": "any"})
    frame["demand"] = rng.poisson(0.03 * sums["demand"].to_numpy())
    frame["seekers"] = rng.poisson(0.09 * sums["seekers"].to_numpy())
    for column in ("days_open", "unfilled_90d", "wage"):
        frame[column] = np.nan
    return frame
