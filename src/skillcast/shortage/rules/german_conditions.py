"""Germany to 2019: vacancies take 30 % longer than the average, few unemployed, and, if known, a low unemployment rate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.shortage.rules.facts import Facts
from skillcast.shortage.rules.rating import Grade, rate, where, zero

GRADES = (Grade("未见紧缺", "no shortage", False), Grade("紧缺职业", "shortage occupation", True))
SEEKERS = (
    "以登记求职者代替失业者（人数较多，条件从严）",
    "registered seekers stand in for the unemployed (they are more, so the test is stricter)",
)


def rate_occupations(facts: Facts) -> pd.DataFrame:
    """Return the ratings: the score is how many conditions are met, and all known ones must be.

    No rating where the vacancy time or the unemployed per vacancy is missing; the unemployment rate may be. The average
    vacancy time is that of all vacancies. A rate of exactly 3 % and a time of exactly 1.30 averages meet their conditions,
    200 unemployed per 100 vacancies do not.
    """
    p = facts.parameters
    days, demand = facts.now("days_open"), facts.now("demand")
    counted = facts.now("unemployed")
    unemployed = counted.fillna(facts.now("seekers"))
    per_hundred = 100 * unemployed / demand.where(demand > 0)
    unemployment = facts.now("unemployment_rate")
    weight = demand.where(days.notna(), 0.0).fillna(0.0)
    average = (days.fillna(0) * weight).sum() / weight.sum() if weight.sum() > 0 else np.nan
    met = [
        (days / average).round(9) >= p.number("rules.german_old_time"),
        per_hundred.round(9) < p.number("rules.german_old_unemployed"),
        unemployment.round(9) <= p.number("rules.german_old_rate"),
    ]
    known = days.notna() & per_hundred.notna()
    failed = ~met[0] | ~met[1] | (unemployment.notna() & ~met[2])
    place = np.where(known, (~failed).astype(int), -1)
    score = pd.Series(np.sum(met, axis=0), index=facts.occupations).astype(float)
    missing = {
        "days_open": days.isna(),
        "demand": demand.isna(),
        "unemployed": unemployed.isna(),
        "unemployment_rate": unemployment.isna(),
    }
    return rate(
        facts,
        score,
        place,
        GRADES,
        missing=missing,
        notes=[zero(demand, "demand"), where(counted.isna() & known, SEEKERS)],
    )
