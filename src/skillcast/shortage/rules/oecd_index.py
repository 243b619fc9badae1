"""OECD Skills for Jobs: five growth rates against the economy-wide average, standardised and averaged."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.shortage.rules.facts import Facts
from skillcast.shortage.rules.rating import Grade, band, enough, rate, where

DIRECTIONS = {
    "pay_growth": 1,
    "employment_growth": 1,
    "hours_growth": 1,
    "unemployment_rate": -1,
    "underqualified_growth": 1,
}
WEIGHTS = {
    "pay_growth": "oecd_weight_pay",
    "employment_growth": "oecd_weight_employment",
    "hours_growth": "oecd_weight_hours",
    "unemployment_rate": "oecd_weight_unemployment",
    "underqualified_growth": "oecd_weight_underqualified",
}
GRADES = (Grade("富余或平衡", "in excess or balanced", False), Grade("难招", "hard to find", True))
OFFERED = ("以招聘月薪代替小时工资", "offered monthly pay stands in for hourly wages")


def standardise(facts: Facts, name: str) -> pd.Series:
    """Return a sub-index of the year: less the employment-weighted average of each year, in spreads over years and occupations."""
    history = facts.history(name)
    weight = facts.history("employed").where(history.notna())
    average = (history * weight).sum() / weight.sum().where(weight.sum() > 0)
    apart = DIRECTIONS[name] * (history - average)
    values = apart.to_numpy()[apart.notna().to_numpy()]
    now = apart.loc[:, facts.year]
    if values.size < 2 or values.std() < 1e-12:
        return pd.Series(now * 0.0)
    return pd.Series((now - values.mean()) / values.std())


def rate_occupations(facts: Facts) -> pd.DataFrame:
    """Return the ratings; the index is the weighted mean of the known sub-indices, and above zero is hard to find."""
    p = facts.parameters
    parts = pd.DataFrame({name: standardise(facts, name) for name in DIRECTIONS})
    weights = np.array([p.number(f"rules.{WEIGHTS[name]}") for name in DIRECTIONS])
    known = parts.notna() & (weights > 0)
    total = (known * weights).sum(axis=1)
    score = (parts.fillna(0) * weights).sum(axis=1) / total.where(total > 0)
    place = np.where(
        enough(parts.where(known), p.integer("rules.oecd_minimum")),
        band(score, [p.number("rules.oecd_listed")], upper=True),
        -1,
    )
    missing = {name: parts[name].isna() for name in DIRECTIONS}
    notes = [where(parts["pay_growth"].notna() & (not facts.has("pay")), OFFERED)]
    return rate(facts, score, place, GRADES, missing=missing, notes=notes)
