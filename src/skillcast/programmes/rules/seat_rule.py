"""A seat rule by fill and placement: a table whose first row that fits says what next year's plan may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.programmes.rules.facts import Facts, Row, findings
from skillcast.programmes.rules.outcomes import KEYS, by_programme, first_intakes, last_classes
from skillcast.programmes.rules.presets import Rule, rule_books

ACTIONS = {
    "suspend": ("停招", "no intake"),
    "cap": ("限额", "seats are capped"),
    "expand": ("扩招", "more seats"),
    "keep": ("稳定", "seats are kept"),
    "cut": ("适度压减（幅度未规定）", "a moderate cut (its size is not given)"),
    "none": ("未规定", "the rule is silent"),
    "unknown": ("数据不足，不能判定", "not enough data to judge"),
}


def seat_rule(past: pd.DataFrame, *, year: int, preset: str = "jiangxi_2015") -> pd.DataFrame:
    """Return what a published seat rule says of the intake of ``year + 1``.

    Parameters
    ----------
    past
        Result of `skillcast.programmes.rules.outcomes`.
    year
        Last known year.
    preset
        Rule book with a table of seats.

    Returns
    -------
    DataFrame
        One row a school and programme with cohorts: seats_last (plan of the last intake), fill (%), placement (%, last graduated
        class), action, lowest and highest (seats; NaN where the rule gives no bound), case and action in words
        (``case_en``, ``action_en``), preset, source, date.

    Notes
    -----
    The table asks of no forecast. A plan is over-fulfilled above 100 %. A programme without a graduated class is new if
    its first intake is later than the beginning of the table, and otherwise not judged. The rule is silent on plans filled
    below 70 % with placement from 70 %.

    Examples
    --------
    >>> from skillcast.programmes.rules import outcomes
    >>> programmes = pd.DataFrame({"school": ["甲校"], "programme": ["460103"], "years": [3]})
    >>> fate = {"graduates": 50, "placed": 40, "further_study": 6, "matched": 30, "placed_local": 20}
    >>> intakes = [{"school": "甲校", "programme": "460103", "intake_year": year, "seats": 50, "enrolled": 52} for year in range(2018, 2026)]
    >>> past = outcomes(programmes, pd.DataFrame(intakes).assign(**fate), 2025)
    >>> seat_rule(past, year=2025)[["fill", "placement", "lowest", "highest", "action"]].values.tolist()
    [[104.0, 92.0, 75.0, 100.0, 'expand']]
    """
    book = rule_books()[preset]
    longest = max(int(row.get("years", 1)) for row in book.seats)
    recent = last_classes(past, "placement", longest, year=year)
    placement = dict(zip(recent.index, recent.to_numpy(), strict=True))
    last = past[past["seats"] > 0].drop_duplicates(KEYS, keep="last")
    first = by_programme(first_intakes(past))
    graduated = set(past.loc[past["graduation_year"] <= year, KEYS].itertuples(index=False, name=None))
    rows = []
    for school, code, seats, fill in last[[*KEYS, "seats", "fill"]].itertuples(index=False, name=None):
        key = (school, code)
        classes = placement.get(key, np.full(longest, np.nan))
        new = None if key not in graduated and np.isnan(first[key]) else key not in graduated
        case = _find(book.seats, fill, classes, new)
        lowest, highest = _bounds(case, seats)
        zh, en = ACTIONS[case["action"]]
        facts = {"school": school, "programme": code, "seats_last": int(seats), "fill": fill, "placement": classes[0]}
        words = {"case": case["zh"], "case_en": case["en"], "action_zh": zh, "action_en": en}
        origin = {"preset": preset, "source": book.source, "date": book.date}
        rows.append(facts | {"action": case["action"], "lowest": lowest, "highest": highest} | words | origin)
    return pd.DataFrame(rows)


def _find(
    table: tuple[Mapping[str, Any], ...], fill: float, placement: NDArray[np.float64], new: bool | None
) -> Mapping[str, Any]:
    """Return the first row that fits; one that cannot be judged ends the search."""
    for row in table:
        fits = _fits(row, fill, placement, new)
        if fits is None:
            break
        if fits:
            return row
    return {"zh": "数据不足", "en": "not enough data", "action": "unknown"}


def _fits(row: Mapping[str, Any], fill: float, placement: NDArray[np.float64], new: bool | None) -> bool | None:
    if row.get("new"):
        return new
    if new:
        return False
    classes = placement[: int(row.get("years", 1))]
    low, high = row.get("placement_from", -np.inf), row.get("placement_below", np.inf)
    if ((classes < low) | (classes >= high)).any():
        return False
    if np.isnan(classes).any():
        # Too few classes for three years running leave the rows for one class to be looked at.
        return False if len(classes) > 1 and not np.isnan(classes[0]) else None
    return bool(fill >= row.get("fill_from", -np.inf) and fill > row.get("fill_above", -np.inf))


def _bounds(case: Mapping[str, Any], last: float) -> tuple[float, float]:
    if "change" in case:
        low, high = (last * (1 + change / 100) for change in case["change"])
        return low, high
    if "change_to" in case:
        return np.nan, last * (1 + case["change_to"] / 100)
    highest = float(case.get("highest", np.nan))
    return (0.0 if highest == 0 else np.nan), highest


def seat_table(facts: Facts, rule: Rule) -> pd.DataFrame:
    """Flag the programmes to which the table does one of the rule's actions."""
    rows: list[Row] = []
    item: Any
    for item in seat_rule(facts.past, year=facts.year, preset=rule.preset).to_dict("records"):
        zh = {"case": item["case"], "action": _say(item, 0)}
        en = {"case": item["case_en"], "action": _say(item, 1)}
        if item["action"] == "unknown":
            rows.append((False, item["school"], item["programme"], *ACTIONS["unknown"]))
        elif item["action"] in rule.options["actions"]:
            rows.append((True, item["school"], item["programme"], *rule.words(zh, en)))
    return findings(rows)


def _say(item: Mapping[str, Any], language: int) -> str:
    if item["action"] == "cap":
        return (f"招生不超过{item['highest']:g}人", f"at most {item['highest']:g} seats")[language]
    return ACTIONS[item["action"]][language]
