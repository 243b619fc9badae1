"""Netherlands: ITA, the ratio of supply to demand over six years, and the bands of prospects.

The bands leave 5 % for friction, which only makes sense when those already employed stand on both sides of the ratio
(stock basis). On the flow basis the same occupation looks far more extreme; the rule then rates with a warning.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.shortage.rules.facts import Facts
from skillcast.shortage.rules.rating import Grade, Note, band, rate, where, zero

WORDS = (
    ("前景很好", "very good prospects"),
    ("前景好", "good prospects"),
    ("前景尚可", "reasonable prospects"),
    ("前景一般", "moderate prospects"),
    ("前景差", "poor prospects"),
)
BANDS = ("ita_very_good", "ita_good", "ita_reasonable", "ita_moderate")
FLOW = (
    "警告：流量口径，等级界限按存量口径设计，结果偏极端",
    "warning: flow basis; the bands were made for the stock basis, so classes are too extreme",
)
BY_OCCUPATION = ("按职业而非学历计算", "by occupation, not by education")
NO_UNEMPLOYED = ("未计短期失业者", "short-term unemployed are left out")


def rate_occupations(facts: Facts) -> pd.DataFrame:
    """Return the ratings; the score is ITA, low where workers are scarce.

    Listed are occupations with ITA up to ``rules.ita_listed``: the source rates prospects and makes no list. On the stock
    basis ITA = (employed + supply + short-term unemployed) / (employed + openings), on the flow basis supply / openings.
    """
    p = facts.parameters
    stock = p.text("rules.ita_basis") == "stock"
    years = facts.years_ahead(p.integer("rules.ita_years"))
    openings, supply = (years * facts.ahead(name, years) for name in ("openings", "supply"))
    unemployed, employed = facts.now("unemployed_short"), facts.now("employed")
    above = supply + unemployed.fillna(0.0)
    if stock:
        above, below = employed + above, employed + openings
    else:
        below = openings
    score = above / below.where(below > 0)
    edges = [p.number(f"rules.{name}") for name in BANDS]
    cut = p.number("rules.ita_listed")
    place = np.where(score.isna(), -1, 2 * band(score, edges, upper=True) + band(score, [cut], upper=True))
    grades = [Grade(zh, en, listed) for zh, en in WORDS for listed in (True, False)]
    missing = {
        "openings": openings.isna(),
        "supply": supply.isna(),
        "employed": employed.isna() & stock,
        "unemployed_short": unemployed.isna(),
    }
    short = p.integer("rules.ita_years") - years
    notes: list[tuple[Note, Note]] = [BY_OCCUPATION, where(unemployed.isna() & score.notna(), NO_UNEMPLOYED)]
    if short > 0:
        notes.append((f"只有{years}年预测", f"only {years} years are forecast"))
    if not stock:
        notes = [FLOW, zero(openings, "openings"), *notes]
    return rate(facts, score, place, grades, missing=missing, notes=notes)
