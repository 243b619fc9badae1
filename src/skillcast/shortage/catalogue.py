"""紧缺型职业（工种）目录: the shortage catalogue, each row with its evidence."""

from __future__ import annotations

from typing import Any

import pandas as pd

from skillcast.shortage.calls import REASONS
from skillcast.shortage.standing import basis

GRADES = ("特别紧缺", "比较紧缺", "一般紧缺")


def grade(probability: float, *, high: float = 0.95, middle: float = 0.8) -> str:
    """Return the grade of a listed occupation.

    Examples
    --------
    >>> grade(0.96), grade(0.85), grade(0.65)
    ('特别紧缺', '比较紧缺', '一般紧缺')
    """
    return GRADES[0] if probability >= high else GRADES[1] if probability >= middle else GRADES[2]


def shortage_catalogue(
    evidence: pd.DataFrame,
    *,
    history: pd.DataFrame | None = None,
    year: int,
    high: float = 0.95,
    middle: float = 0.8,
    costs: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the catalogue: listed occupations, most certain first.

    Parameters
    ----------
    evidence
        One row an occupation: occupation, name, mark, industry, eco_sector, levels, demand, seekers, registered_gap, ratio,
        forecast_gap with lo-80 and hi-80, gap_probability, probability, listed, reason, drivers and drivers_en, override and override_en.
    history
        Table `history`: earlier catalogues by year.
    year
        Year of the data; the catalogue is for the year after.
    high, middle
        Probabilities of the two upper grades.
    costs
        What the entries cost, from `markup_costs`; an occupation without a row costs nothing more than any other.

    Returns
    -------
    DataFrame
        One row a listed occupation: rank, grade, previous_rank, years_in, is_new, status (``new`` or ``kept``), basis and basis_en
        added, and places and cost with lo and hi where `costs` are given.

    Examples
    --------
    >>> words = {"listed": True, "reason": "enter", "drivers": "求人倍率1.80", "drivers_en": "", "override": "", "override_en": ""}
    >>> rows = [
    ...     {"occupation": "6-18-02-04", "probability": 0.96, "forecast_gap": 40, **words},
    ...     {"occupation": "6-31-01-03", "probability": 0.70, "forecast_gap": 15, **words},
    ... ]
    >>> shortage_catalogue(pd.DataFrame(rows), year=2025)[["rank", "grade", "basis"]].values.tolist()[0]
    [1, '特别紧缺', '概率达到列入门槛；求人倍率1.80']
    """
    listed = evidence[evidence["listed"]].sort_values(
        ["probability", "forecast_gap", "occupation"], ascending=[False, False, True], ignore_index=True
    )
    past = _past(history, year)
    ranks: list[Any] = [past["rank"].get(code) for code in listed["occupation"]]
    rows = listed.assign(
        rank=range(1, len(listed) + 1),
        grade=[grade(p, high=high, middle=middle) for p in listed["probability"]],
        previous_rank=ranks,
        years_in=[_years_in(past["listed"], code, year) + 1 for code in listed["occupation"]],
    )
    rows["is_new"] = rows["years_in"] == 1
    rows["status"] = rows["is_new"].map({True: "new", False: "kept"})
    rows["basis"] = [basis(row, "zh") for row in rows.to_dict("records")]
    rows["basis_en"] = [basis(row, "en") for row in rows.to_dict("records")]
    return rows if costs is None else rows.merge(costs, on="occupation", how="left")


def removed(evidence: pd.DataFrame, history: pd.DataFrame | None, year: int) -> pd.DataFrame:
    """Return occupations that were on the last published list and are not on this one, with why and why_en."""
    last = last_list(history, year)
    rows = evidence[evidence["occupation"].isin(last) & ~evidence["listed"]]
    for name, override, lang in (("why", "override", 0), ("why_en", "override_en", 1)):
        pairs = zip(rows[override], rows["reason"], strict=True)
        rows = rows.assign(**{name: [decided or REASONS[reason][lang] for decided, reason in pairs]})
    return rows


def last_list(history: pd.DataFrame | None, year: int) -> set[str]:
    """Return the occupations of the catalogue published for `year`."""
    if history is None:
        return set()
    return set(history.loc[(history["year"] == year) & (history["status"] == "listed"), "occupation"])


def _past(history: pd.DataFrame | None, year: int) -> dict[str, dict[Any, Any]]:
    if history is None:
        return {"rank": {}, "listed": {}}
    known = history[(history["year"] <= year) & (history["status"] == "listed")]
    last = known[known["year"] == year]
    rank = dict(zip(last["occupation"], last["rank"], strict=True)) if "rank" in last else {}
    return {"rank": rank, "listed": known.groupby("occupation")["year"].agg(set).to_dict()}


def _years_in(listed: dict[str, set[int]], code: str, year: int) -> int:
    """Return how many years in a row up to `year` the occupation was listed."""
    years = listed.get(code, set())
    run = 0
    while year - run in years:
        run += 1
    return run
