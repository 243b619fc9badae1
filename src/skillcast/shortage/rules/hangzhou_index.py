"""Hangzhou: an index between 0 and 1 from the ratio and the difference of vacancies and seekers, in three bands.

Only the bands are published, not the index. Here it is a weighted mean of the share of vacancies without a seeker and of the
gap against the city's largest gap; both are 0 where seekers are at least as many as vacancies.
"""

from __future__ import annotations

import pandas as pd

from skillcast.shortage.rules.facts import Facts
from skillcast.shortage.rules.rating import Grade, band, rate, zero

GRADES = (
    Grade("不紧缺", "not short", False),
    Grade("一般紧缺", "moderately short", True),
    Grade("紧缺", "short", True),
    Grade("非常紧缺", "very short", True),
)
OWN_INDEX = ("指数算法未公布，按本参数合成", "the index is not published and follows the parameters set here")


def rate_occupations(facts: Facts) -> pd.DataFrame:
    """Return the ratings; no rating without vacancies, since there is nothing to be short of."""
    p = facts.parameters
    demand, seekers = facts.now("demand"), facts.now("seekers")
    gap = (demand - seekers).clip(lower=0)
    largest = gap.max()
    share = gap / demand.where(demand > 0)
    relative = gap / largest if largest > 0 else gap * 0.0
    weight = p.number("rules.hangzhou_ratio_weight")
    score = weight * share + (1 - weight) * relative
    place = band(score, [0.0, p.number("rules.hangzhou_short"), p.number("rules.hangzhou_very_short")], upper=True)
    missing = {"demand": demand.isna(), "seekers": seekers.isna()}
    return rate(facts, score, place, GRADES, missing=missing, notes=[zero(demand, "demand"), OWN_INDEX])
