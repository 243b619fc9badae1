"""Germany since 2020: the mean of up to six indicators' points, short at 2.0, under observation at 1.5.

The numerical cut-points between 0 and 3 points could not be read in a public source. They are data here: quantiles of a fixed
reference year, or the user's own table; they are never reckoned anew every year, since a moving yardstick hides change.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.shortage.rules.facts import Facts
from skillcast.shortage.rules.rating import Grade, band, enough, rate, where, zero

DIRECTIONS = {
    "days_open": 1,
    "seekers_per_vacancy": -1,
    "unemployment_rate": -1,
    "foreign_change": 1,
    "job_finding_rate": 1,
    "pay_growth": 1,
}
QUANTILES = ("german_quantile_1", "german_quantile_2", "german_quantile_3")
GRADES = (
    Grade("未见紧缺", "no shortage", False),
    Grade("观察", "under observation", False),
    Grade("紧缺职业", "shortage occupation", True),
)
OFFERED = ("以招聘工资代替工资", "offered pay stands in for pay")


def cut_points(facts: Facts) -> pd.DataFrame:
    """Return the cut-points: indicator, year (whose values they are), one, two, three (least shortage that earns the points).

    Parameters
    ----------
    facts
        With ``rules.german_reference_year`` 0, each indicator's first year is the reference.

    Returns
    -------
    DataFrame
        Only indicators that are known in their reference year.
    """
    p = facts.parameters
    wanted = p.integer("rules.german_reference_year")
    rows = []
    for name, sign in DIRECTIONS.items():
        history = facts.history(name).dropna(axis=1, how="all")
        years = [year for year in history if wanted in (0, year)]
        if not years:
            continue
        values = sign * history[years[0]].dropna()
        levels = [p.number(f"rules.{level}") for level in QUANTILES]
        one, two, three = sign * np.quantile(values, levels)
        rows.append({"indicator": name, "year": years[0], "one": one, "two": two, "three": three})
    return pd.DataFrame(rows, columns=["indicator", "year", "one", "two", "three"])


def points(facts: Facts) -> pd.DataFrame:
    """Return the points 0-3 of every occupation and indicator; NaN where an indicator is not assessable."""
    cuts = (cut_points(facts) if facts.cut_points is None else facts.cut_points).set_index("indicator")
    found = pd.DataFrame(np.nan, index=facts.occupations, columns=list(DIRECTIONS))
    for name, sign in DIRECTIONS.items():
        if name in cuts.index:
            edges = sign * cuts.loc[name, ["one", "two", "three"]].to_numpy(dtype=np.float64)
            place = band(sign * facts.now(name), np.round(edges, 9).tolist())
            found[name] = np.where(place >= 0, place, np.nan)
    return found


def rate_occupations(facts: Facts) -> pd.DataFrame:
    """Return the ratings; no rating with fewer than ``rules.german_minimum`` indicators."""
    p = facts.parameters
    marks = points(facts)
    edges = [p.number("rules.german_watch"), p.number("rules.german_shortage")]
    score = marks.mean(axis=1)
    place = np.where(enough(marks, p.integer("rules.german_minimum")), band(score, edges), -1)
    flip = [_steps(row, edges[1]) if at >= 0 else 0 for row, at in zip(marks.to_numpy(), place, strict=True)]
    notes = [
        zero(facts.now("demand"), "demand"),
        where(marks["pay_growth"].notna() & (not facts.has("pay")), OFFERED),
        (
            [f"再变动{steps}分即改变判定" if steps else "" for steps in flip],
            [f"points from the other call: {steps}" if steps else "" for steps in flip],
        ),
    ]
    return rate(facts, score, place, GRADES, missing={name: marks[name].isna() for name in DIRECTIONS}, notes=notes)


def _steps(marks: NDArray[np.float64], edge: float) -> int:
    """Return how many points must move for the call to change, with the indicators that are known."""
    total, needed = np.nansum(marks), int(np.ceil(round(edge * np.count_nonzero(~np.isnan(marks)), 9)))
    return int(needed - total if total < needed else total - needed + 1)
