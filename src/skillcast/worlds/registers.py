"""What the employment service of a simulated world registers: a part of the posts and of the seekers, with noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from skillcast.streams import stream
from skillcast.worlds.labels import REGION, Labels
from skillcast.worlds.market import market_quarter
from skillcast.worlds.postings import CRAFT, PAY, SEASON, SERVICE, WAGE_TREND, posting_signals, without_occupation
from skillcast.worlds.settings import Settings
from skillcast.worlds.stocks import Counts, Floats
from skillcast.worlds.workforce import Workforce

# Posts on offer and persons seeking in a quarter, in balance, as a share of the stock.
TURNOVER = 0.05
# Posts that change hands whatever the need: they keep the ratio of a small occupation from running away.
CHURN = 0.04
EXTREME = 1.5
LEVELS = ("any", "none", "L5", "L4", "L3", "L2")


@dataclass(frozen=True)
class Registers:
    """The truth of the market place and what is registered of it.

    Parameters
    ----------
    tightness
        (O, T-1) yearly log of posts offered per person who comes, from the second year on.
    posts, seekers
        (O, T-1) mean number a quarter.
    demand_reported, seekers_reported
        (O,) shares that are registered.
    registered
        Registrations by quarter, occupation (with `any`) and skill level, codes as they stand today.
    """

    tightness: Floats
    posts: Floats
    seekers: Floats
    demand_reported: Floats
    seekers_reported: Floats
    registered: pd.DataFrame


def registers(settings: Settings, names: Labels, flows: Workforce, *, seed: int) -> Registers:
    """Simulate posts, seekers and registrations; the last `register_years` of history are registered."""
    before = flows.flow("before")
    churn = CHURN * before + 1
    ratio = np.log((flows.openings + churn) / (flows.supply + churn))
    tightness = np.clip(ratio, -EXTREME, EXTREME)
    posts, seekers = (
        np.asarray(TURNOVER * before * np.exp(sign * tightness / 2), dtype=np.float64) for sign in (1, -1)
    )
    shares = []
    for name, mean in (("demand", settings.demand_reported), ("seekers", settings.seekers_reported)):
        spread = stream(seed, "reported", name).normal(0, settings.reported_spread, len(before))
        shares.append(np.asarray(np.minimum(mean * np.exp(spread - settings.reported_spread**2 / 2), 1.0)))
    registered = _registered(settings, names, tightness, posts * shares[0][:, None], seekers * shares[1][:, None], seed)
    return Registers(tightness, posts, seekers, shares[0], shares[1], registered)


def vacancies_table(settings: Settings, names: Labels, registered: pd.DataFrame) -> pd.DataFrame:
    """Return table `vacancies`, one occupation under its old code before it was recoded."""
    table = recode(settings, names, registered)
    table.insert(0, "region", REGION)
    return table.sort_values(["period", "occupation", "skill_level"], ignore_index=True)


def market_table(names: Labels, registered: pd.DataFrame, industries: Counts, *, seed: int) -> pd.DataFrame:
    """Return table `market`, the twelve-table form; `industries` (I,) persons in the base year."""
    employed = dict(zip(names.industries, map(float, industries), strict=True))
    parts = [market_quarter(str(period), own, employed, seed=seed) for period, own in registered.groupby("period")]
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values(["period", "dimension", "code"], ignore_index=True)


def recode(settings: Settings, names: Labels, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as it was kept: before the recoding year the middle occupation bears its old code."""
    out = table.copy()
    if settings.recoded is not None:
        new = names.occupations[len(names.occupations) // 2]
        old = (out["occupation"] == new) & (out["period"].str[:4].astype(int) < settings.recoded)
        out.loc[old, "occupation"] = names.predecessor
    return out


def _registered(
    settings: Settings, names: Labels, tightness: Floats, posts: Floats, seekers: Floats, seed: int
) -> pd.DataFrame:
    rng = stream(seed, "registers")
    last = settings.history - 1
    first = max(last - settings.register_years, 0)
    quarters = pd.period_range(f"{settings.years[first + 1]}Q1", f"{settings.base}Q4", freq="Q")
    season = np.array([SEASON[quarter] for quarter in quarters.quarter])
    theta = np.repeat(tightness[:, first:last], 4, axis=1)
    counts = []
    for place, rate in enumerate((posts, seekers)):
        noise = rng.lognormal(0, settings.register_noise, theta.shape)
        total = rng.poisson(np.repeat(rate[:, first:last], 4, axis=1) * season * noise)
        # Skilled crafts ask for levels up to technician, services seldom do.
        chance = np.array(
            [[(CRAFT if craft else SERVICE).get(level, (0, 0))[place] for level in LEVELS] for craft in names.craft]
        )
        counts.append(rng.multinomial(total, chance[:, None, :]))
    wanted, offered = counts
    elapsed = (np.arange(len(quarters)) - len(quarters) + 1) / 4
    level_pay = np.array([PAY.get(level, 1.0) for level in LEVELS])
    pay = rng.lognormal(np.log(5500), 0.2, len(theta))[:, None] * np.exp(WAGE_TREND * elapsed + 0.12 * theta)
    days, unfilled, wage = posting_signals(
        wanted, np.repeat(theta[:, :, None], len(LEVELS), axis=2), pay[:, :, None] * level_pay, rng
    )
    keys = pd.MultiIndex.from_product([names.occupations, quarters.astype(str), LEVELS])
    frame = pd.DataFrame(
        {
            "period": keys.get_level_values(1), "occupation": keys.get_level_values(0),
            "skill_level": keys.get_level_values(2), "demand": wanted.ravel(), "seekers": offered.ravel(),
            "days_open": days.ravel(), "unfilled_90d": unfilled.ravel(), "wage": wage.ravel(),
        }
    )  # fmt: skip
    frame = frame[(frame["skill_level"] != "L2") | frame["occupation"].str.startswith("6")]
    return pd.concat([frame, without_occupation(frame, seed)], ignore_index=True)
