"""Canada: a level signal (recent conditions) and a flow signal (projected openings and seekers), combined by a 3 x 3 table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.shortage.rules.facts import Facts
from skillcast.shortage.rules.rating import Grade, Places, band, enough, rate, where, zero

DIRECTIONS = {"employment_growth": 1, "pay_growth": 1, "unemployment_rate": -1}
GRADES = (Grade("过剩", "surplus", False), Grade("平衡", "balance", False), Grade("短缺", "shortage", True))
STATES = (("近年偏松", "recently slack"), ("近年正常", "recently normal"), ("近年偏紧", "recently tight"))
FLOWS = (
    ("预测供大于求", "projected seekers above openings"),
    ("预测大致相当", "projected openings and seekers alike"),
    ("预测供不应求", "projected openings above seekers"),
)
OFFERED = ("以招聘工资代替工资", "offered pay stands in for pay")
EARLIER = 2  # a mean and a spread of earlier years need two of them


def combine(recent: Places, flow: Places, *, middle: str) -> Places:
    """Return the class (0 surplus, 1 balance, 2 shortage) of recent state and projected flow (0, 1, 2; -1 missing).

    Parameters
    ----------
    recent, flow
        Slack, normal or tight; seekers above, alike or openings above.
    middle
        What holds where projected openings and seekers are alike, which is not published: ``recent`` (the recent state
        goes on) or ``balance``.

    Examples
    --------
    >>> combine(np.array([0, 1, 2]), np.array([2, 2, 2]), middle="recent").tolist()
    [1, 2, 2]
    """
    rising = np.where(recent > 0, 2, 1)
    falling = np.where(recent < 2, 0, 1)
    level = recent if middle == "recent" else np.ones_like(recent)
    return np.where((recent < 0) | (flow < 0), -1, np.choose(np.clip(flow, 0, 2), [falling, level, rising]))


def recent_conditions(facts: Facts) -> pd.DataFrame:
    """Return how far each indicator's recent mean lies from its own earlier mean, in spreads; NaN where not known.

    The spread is that of the years within occupations, pooled over the occupations, so that a short history does not
    pass for a calm one.
    """
    years = facts.parameters.integer("rules.canadian_recent_years")
    found = {}
    for name, sign in DIRECTIONS.items():
        history = facts.history(name)
        now, before = history.iloc[:, -years:], history.iloc[:, :-years]
        usable = (now.notna().sum(axis=1) == years) & (before.notna().sum(axis=1) >= EARLIER)
        spread = np.sqrt(before[usable].var(axis=1).mean())
        shift = sign * (now.mean(axis=1) - before.mean(axis=1)).where(usable)
        found[name] = shift / spread if spread > 1e-12 else shift * 0.0
    return pd.DataFrame(found)


def rate_occupations(facts: Facts) -> pd.DataFrame:
    """Return the ratings; the score is the projected gap as a share of employment, a year."""
    p = facts.parameters
    shifts = recent_conditions(facts)
    state = p.number("rules.canadian_recent")
    known = enough(shifts, p.integer("rules.canadian_minimum"))
    recent = np.where(known, _three(shifts.mean(axis=1), state), -1)
    years = facts.years_ahead(p.integer("rules.canadian_years"))
    employed = facts.now("employed")
    gap = facts.ahead("gap", years)
    score = gap / employed.where(employed > 0)
    flow = _three(score, p.number("rules.canadian_gap"))
    place = combine(recent, flow, middle=p.text("rules.canadian_middle"))
    missing = {name: shifts[name].isna() for name in DIRECTIONS} | {"gap": gap.isna(), "employed": employed.isna()}
    words = [[("", "") if at < 0 else names[at] for at in side] for side, names in ((recent, STATES), (flow, FLOWS))]
    notes = [([zh for zh, _ in part], [en for _, en in part]) for part in words]
    notes.append(zero(employed, "employed"))
    notes.append(where(shifts["pay_growth"].notna() & (not facts.has("pay")), OFFERED))
    return rate(facts, score, place, GRADES, missing=missing, notes=notes)


def _three(values: pd.Series, threshold: float) -> Places:
    """Return 0, 1 or 2 for at most -threshold, between, and at least threshold; -1 where missing."""
    low, high = band(values, [-threshold], upper=True), band(values, [threshold])
    return np.where(low < 0, -1, low + high)
