"""What every entry answers: why am I here, and what would take me off."""

from __future__ import annotations

from typing import Any

import pandas as pd

from skillcast.errors import Language
from skillcast.shortage.calls import REASONS
from skillcast.shortage.indicators import INDICATORS


def describe_drivers(scores: pd.DataFrame, occupation: str, year: int, *, most: int = 2, lang: Language = "zh") -> str:
    """Return the indicators that speak most for a shortage, in words, such as ``求人倍率1.80、平均招聘天数44天``."""
    rows = scores[(scores["occupation"] == occupation) & (scores["year"] == year) & (scores["score"] > 0.5)]
    rows = rows.sort_values(["score", "indicator"], ascending=[False, True]).head(most)
    pairs = [
        f"{label(name, lang)}{'' if lang == 'zh' else ' '}{reading(name, value, lang)}"
        for name, value in zip(rows["indicator"], rows["value"], strict=True)
    ]
    return ("、" if lang == "zh" else ", ").join(pairs)


def label(name: str, lang: Language) -> str:
    """Return the name of an indicator."""
    return INDICATORS[name].zh if lang == "zh" else INDICATORS[name].en


def reading(name: str, value: float, lang: Language = "zh") -> str:
    """Return an indicator's value as it is printed.

    Examples
    --------
    >>> reading("days_open", 44.2), reading("wage_growth", 0.021), reading("unfilled", 0.3), reading("openings_ratio", 1.8)
    ('44天', '+2.1个百分点', '30.0%', '1.80')
    """
    unit, zh = INDICATORS[name].unit, lang == "zh"
    if unit == "log growth":
        return f"{100 * value:+.1f}{'个百分点' if zh else ' points'}"
    if unit == "share":
        return f"{100 * value:.1f}%"
    return f"{value:.0f}{'天' if zh else ''}" if unit == "days" else f"{value:.2f}"


def basis(row: dict[Any, Any], lang: Language = "zh") -> str:
    """Return why an occupation is on the list: an expert's decision, or the rule and what speaks for it."""
    override = row["override" if lang == "zh" else "override_en"]
    if override:
        return str(override)
    rule, drivers = REASONS[str(row["reason"])][lang == "en"], row["drivers" if lang == "zh" else "drivers_en"]
    return f"{rule}{'；' if lang == 'zh' else '; '}{drivers}" if drivers else rule


def would_leave(row: dict[Any, Any], *, leave: float, lang: Language = "zh") -> str:
    """Return what would take an entry off the list.

    Parameters
    ----------
    row
        override_expires, probability and, from `steps_to_flip`, indicator, value, value_needed and steps_all (missing where nothing is known).
    leave
        Probability below which an entry leaves.
    lang
        Language.

    Examples
    --------
    >>> row = {"override_expires": "", "probability": 0.9, "indicator": "days_open", "value": 44.0, "value_needed": 31.0, "steps_all": -0.6}
    >>> would_leave(row, leave=0.4)
    '概率由0.90降至0.40以下时移出：单凭平均招聘天数由44天降至31天，或各项指标同降0.6个标准差'
    """
    zh = lang == "zh"
    if row["override_expires"]:
        day = row["override_expires"]
        return f"专家调整{day}到期后按指标判定" if zh else f"when the decision expires on {day} the indicators decide"
    if row["probability"] < leave:
        return "满最短列入年限后移出" if zh else "leaves once it has been listed for the shortest term"
    ways = []
    name = row["indicator"]
    if isinstance(name, str) and name and pd.notna(row["value_needed"]):
        values = reading(name, row["value"], lang), reading(name, row["value_needed"], lang)
        change = f"由{values[0]}降至{values[1]}" if zh else f" from {values[0]} to {values[1]}"
        ways.append(f"单凭{label(name, lang)}{change}" if zh else f"{label(name, lang)} alone{change}")
    if pd.notna(row["steps_all"]):
        steps = abs(row["steps_all"])
        ways.append(f"各项指标同降{steps:.1f}个标准差" if zh else f"all indicators down by {steps:.1f} deviations")
    rule = (
        f"概率由{row['probability']:.2f}降至{leave:.2f}以下时移出"
        if zh
        else f"leaves when its probability falls from {row['probability']:.2f} below {leave:.2f}"
    )
    if not ways:
        return rule
    return f"{rule}：{'，或'.join(ways)}" if zh else f"{rule}: {', or '.join(ways)}"


def add_departures(assessment: pd.DataFrame, steps: pd.DataFrame, *, leave: float) -> pd.DataFrame:
    """Return the assessment with what would take each entry off the list.

    Parameters
    ----------
    assessment
        One row an occupation: occupation, listed, probability, override_expires.
    steps
        From `steps_to_flip`.
    leave
        Probability below which an entry leaves.

    Returns
    -------
    DataFrame
        would_leave and would_leave_en (empty for occupations that are not listed), flip_indicator (the indicator named there) and steps_all
        added.
    """
    rows = assessment[["occupation", "listed", "probability", "override_expires"]].merge(
        steps[["occupation", "indicator", "value", "value_needed", "steps_all"]], on="occupation", how="left"
    )
    records = rows.to_dict("records")
    return assessment.assign(
        would_leave=[would_leave(row, leave=leave) if row["listed"] else "" for row in records],
        would_leave_en=[would_leave(row, leave=leave, lang="en") if row["listed"] else "" for row in records],
        flip_indicator=rows["indicator"].fillna("").to_numpy(),
        steps_all=rows["steps_all"].to_numpy(),
    )
