"""IW, Germany: vacancies raised for those never reported, less the unemployed.

Employment services hear of only part of all vacancies, and of fewer skilled ones. What share they hear of is the rule's
own input: no city's rates are published, and without one there is no rating.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.shortage.rules.facts import Facts
from skillcast.shortage.rules.rating import Grade, Note, band, rate, where

GRADES = (Grade("无缺口", "no gap", False), Grade("有缺口", "gap", True))
LEVELS = {
    "L5": "iw_reporting_L5",
    "L4": "iw_reporting_L4",
    "L3": "iw_reporting_L3",
    "L2": "iw_reporting_L2",
    "L1": "iw_reporting_L1",
}
SEEKERS = ("以登记求职者代替失业者", "registered seekers stand in for the unemployed")
NO_LEVELS = ("没有分等级的需求，都用同一报告率", "no vacancies by level: one reporting rate for all")


def rate_occupations(facts: Facts) -> pd.DataFrame:
    """Return the ratings; the score is the gap in persons, and a positive one is listed."""
    demand, counted = facts.now("demand"), facts.now("unemployed")
    vacancies = all_vacancies(facts)
    unemployed = counted.fillna(facts.now("seekers"))
    score = vacancies - unemployed
    notes: list[tuple[Note, Note]] = [where(counted.isna() & score.notna(), SEEKERS)]
    if facts.vacancies is None:
        notes.append(where(score.notna(), NO_LEVELS))
    missing = {
        "demand": demand.isna(),
        "reporting_rate": demand.notna() & vacancies.isna(),
        "unemployed": unemployed.isna(),
    }
    return rate(facts, score, band(score, [0.0], upper=True), GRADES, missing=missing, notes=notes)


def all_vacancies(facts: Facts) -> pd.Series:
    """Return vacancies by occupation, those of each level divided by its reporting rate; mean persons a period.

    A level without a rate of its own takes that of vacancies without level (``rules.iw_reporting_any``); where that is
    not set either, the occupation's vacancies are missing.
    """
    p = facts.parameters
    general = p.number("rules.iw_reporting_any") or np.nan
    rates = {level: p.number(f"rules.{name}") or general for level, name in LEVELS.items()}
    agencies = p.number("rules.iw_agency_weight")
    demand = facts.now("demand")
    if facts.vacancies is None:
        return agencies * demand / general
    frame = facts.vacancies[facts.vacancies["period"].str[:4].astype(int) == facts.year]
    # Summed in a fixed order, so that the order of rows does not matter to the last bit.
    frame = frame.sort_values(["occupation", "period", "skill_level", "demand"])
    raised = (frame["demand"] / frame["skill_level"].map(rates).fillna(general)).where(frame["demand"] > 0, 0.0)
    sums = raised.groupby(frame["occupation"]).sum()
    unknown = raised.isna().groupby(frame["occupation"]).any()
    found = (sums / max(frame["period"].nunique(), 1)).mask(unknown)
    return agencies * found.reindex(facts.occupations).where(demand.notna())
