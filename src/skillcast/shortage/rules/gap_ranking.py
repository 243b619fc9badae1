"""China: the occupations with the largest gap between vacancies and seekers, as each monitored city reports them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.shortage.rules.facts import Facts
from skillcast.shortage.rules.rating import Grade, rate

OFF = Grade("未上榜", "not ranked", False)


def rate_occupations(facts: Facts) -> pd.DataFrame:
    """Return the ratings: the score is the gap in persons, the class its rank among the first ``rules.ranking_size``.

    Equal gaps share the better rank, so that the order of rows decides nothing; without a gap nothing is ranked. The national
    ranking of cities' reports also weighs the number of cities, with weights that are not published; one city needs none.
    """
    demand, seekers = facts.now("demand"), facts.now("seekers")
    score = demand - seekers
    rank = score.round(9).rank(ascending=False, method="min")
    size = facts.parameters.integer("rules.ranking_size")
    ranked = (rank <= size) & (score > 0)
    grades = (OFF, *(Grade(f"第{n}位", f"rank {n}", True) for n in range(1, size + 1)))
    place = np.where(score.isna(), -1, rank.where(ranked, 0).fillna(0).astype(int))
    return rate(facts, score, place, grades, missing={"demand": demand.isna(), "seekers": seekers.isna()})
