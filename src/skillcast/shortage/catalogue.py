"""紧缺型职业（工种）目录: the shortage catalogue, each row with its evidence."""

from __future__ import annotations

from typing import Any

import pandas as pd

from skillcast.errors import Language
from skillcast.shortage.calls import REASONS
from skillcast.shortage.indicators import INDICATORS

GRADES = ("特别紧缺", "比较紧缺", "一般紧缺")


def grade(probability: float, *, high: float = 0.95, middle: float = 0.8) -> str:
    """Return the grade of a listed occupation.

    Examples
    --------
    >>> grade(0.96), grade(0.85), grade(0.65)
    ('特别紧缺', '比较紧缺', '一般紧缺')
    """
    return GRADES[0] if probability >= high else GRADES[1] if probability >= middle else GRADES[2]


def apply_overrides(evidence: pd.DataFrame, overrides: pd.DataFrame | None, *, date: str) -> pd.DataFrame:
    """Set the calls that experts have decided, while their decision is in force.

    Parameters
    ----------
    evidence
        One row an occupation with `listed`.
    overrides
        Table `overrides`, or None.
    date
        Day of publication (``2025-12-31``): a decision counts from its date to its expiry; the latest wins.

    Returns
    -------
    DataFrame
        `evidence` with `listed` as decided and `override` holding the reason (empty where there is none).
    """
    out = evidence.assign(override="")
    if overrides is None:
        return out
    force = overrides[(overrides["date"] <= date) & (overrides["expires"] >= date)].sort_values("date")
    for item in force.itertuples(index=False):
        row = out["occupation"] == item.target
        out.loc[row, "listed"] = item.value == "list"
        out.loc[row, "override"] = f"专家调整（{item.role}，{item.date}）：{item.reason}"
    return out


def shortage_catalogue(
    evidence: pd.DataFrame, *, history: pd.DataFrame | None = None, year: int, high: float = 0.95, middle: float = 0.8
) -> pd.DataFrame:
    """Return the catalogue: listed occupations, most certain first.

    Parameters
    ----------
    evidence
        One row an occupation: occupation, name, mark, industry, eco_sector, levels, demand, seekers, registered_gap, ratio,
        forecast_gap with lo-80 and hi-80, gap_probability, probability, listed, reason, drivers and drivers_en, override.
    history
        Table `history`: earlier catalogues by year.
    year
        Year of the data; the catalogue is for the year after.
    high, middle
        Probabilities of the two upper grades.

    Returns
    -------
    DataFrame
        One row a listed occupation: rank, grade, previous_rank, years_in, is_new, basis and basis_en added.

    Examples
    --------
    >>> words = {"listed": True, "reason": "enter", "drivers": "求人倍率1.80", "drivers_en": "", "override": ""}
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
    rows["basis"] = [basis(row, "zh") for row in rows.to_dict("records")]
    rows["basis_en"] = [basis(row, "en") for row in rows.to_dict("records")]
    return rows


def removed(evidence: pd.DataFrame, history: pd.DataFrame | None, year: int) -> pd.DataFrame:
    """Return occupations that were on the last published list and are not on this one, with the reason."""
    if history is None:
        return evidence.iloc[:0]
    last = history[(history["year"] == year) & (history["status"] == "listed")]["occupation"]
    return evidence[evidence["occupation"].isin(last) & ~evidence["listed"]]


def describe_drivers(scores: pd.DataFrame, occupation: str, year: int, *, most: int = 2, lang: Language = "zh") -> str:
    """Return the indicators that speak most for a shortage, in words, such as ``求人倍率1.80、平均招聘天数44天``."""
    rows = scores[(scores["occupation"] == occupation) & (scores["year"] == year) & (scores["score"] > 0.5)]
    rows = rows.sort_values(["score", "indicator"], ascending=[False, True]).head(most)
    pairs = zip(rows["indicator"], rows["value"], strict=True)
    if lang == "zh":
        return "、".join(f"{INDICATORS[name].zh}{_value(name, value, lang)}" for name, value in pairs)
    return ", ".join(f"{INDICATORS[name].en} {_value(name, value, lang)}" for name, value in pairs)


def _value(name: str, value: float, lang: Language) -> str:
    unit = INDICATORS[name].unit
    if name == "wage_growth":
        return f"{100 * value:+.1f}{'个百分点' if lang == 'zh' else ' points'}"
    if unit == "share":
        return f"{100 * value:.1f}%"
    return f"{value:.0f}{'天' if lang == 'zh' else ''}" if unit == "days" else f"{value:.2f}"


def basis(row: dict[Any, Any], lang: Language = "zh") -> str:
    """Return why an occupation is on the list: an expert's decision, or the rule and what speaks for it."""
    if row["override"]:
        return str(row["override"])
    rule, drivers = REASONS[str(row["reason"])][lang == "en"], row["drivers" if lang == "zh" else "drivers_en"]
    return f"{rule}{'；' if lang == 'zh' else '; '}{drivers}" if drivers else rule


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
