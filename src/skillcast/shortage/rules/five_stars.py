"""Five stars by a fixed spread: the shortest occupations take five stars, the next four, and so on.

Zhengzhou's spread of 2021 is the default. Its five dimensions are named but not weighted in public: supply against demand,
education, experience, composite requirement, pay. Here the score is the mean rank of the dimensions that are known.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.shortage.rules.facts import Facts
from skillcast.shortage.rules.rating import Grade, band, enough, rate

SPREAD = ("stars_5", "stars_4", "stars_3", "stars_2")
OTHERS = ("education", "experience", "requirement")
NO_STAR = Grade("无星", "no star", False)
OWN_SCORE = ("维度权重未公布，按名次平均", "weights are not published: mean rank of the known dimensions")


def rate_occupations(facts: Facts) -> pd.DataFrame:
    """Return the ratings: stars for occupations with more vacancies than seekers, the others have none.

    The score is the mean over the known dimensions of the share of starred occupations that rank no higher. No rating
    where vacancies or seekers are missing, or an occupation to be starred has fewer than ``rules.stars_minimum`` dimensions.
    """
    p = facts.parameters
    demand, seekers = facts.now("demand"), facts.now("seekers")
    short = demand > seekers
    dimensions = pd.DataFrame({"balance": demand / (demand + seekers), "wage": facts.now("wage")})
    for name in OTHERS:
        dimensions[name] = facts.now(name)
    enough_known = enough(dimensions, p.integer("rules.stars_minimum"))
    known = demand.notna() & seekers.notna() & (enough_known | ~short)
    score = dimensions[short & known].round(9).rank(pct=True).mean(axis=1).reindex(facts.occupations)
    # Half a rank off: a share of n occupations then holds whole ones, as the published counts do.
    place_of = (score.round(9).rank(ascending=False, method="min") - 0.5) / score.notna().sum()
    shares = np.cumsum([p.number(f"rules.{name}") for name in SPREAD])
    stars = 5 - band(place_of, shares.tolist(), upper=True)
    listed = p.integer("rules.stars_listed")
    grades = (
        NO_STAR,
        *(Grade("★" * n, f"{n} star{'s' * (n > 1)}", n >= listed) for n in range(1, 6)),
    )
    place = np.where(known, np.where(short, stars, 0), -1)
    missing = {"demand": demand.isna(), "seekers": seekers.isna()}
    missing |= {name: dimensions[name].isna() for name in ("wage", *OTHERS)}
    return rate(facts, score.fillna(0.0), place, grades, missing=missing, notes=[OWN_SCORE])
