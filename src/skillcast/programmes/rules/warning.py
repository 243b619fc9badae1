"""A warning for several weak indicators at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from skillcast.programmes.rules.facts import WORDS, Facts, Row, Text, findings, in_words
from skillcast.programmes.rules.kinds import count_sites
from skillcast.programmes.rules.outcomes import KEYS, Key, by_programme, last_classes
from skillcast.programmes.rules.presets import Rule


def any_of(facts: Facts, rule: Rule) -> pd.DataFrame:
    """At least so many of the indicators beyond their bounds.

    Notes
    -----
    An indicator without data or without a bound counts neither for nor against. Where those that are missing could make up
    the number, the programme is not judged, and the reason names them.
    """
    columns = [item["column"] for item in rule.options["indicators"]]
    known = {column: _values(facts, column) for column in columns}
    rows: list[Row] = []
    for key in facts.keys:
        hits: list[str] = []
        missing: list[str] = []
        for item in rule.options["indicators"]:
            value, bound = known[item["column"]].get(key, np.nan), facts.number(item["threshold"])
            if np.isnan(value) or np.isnan(bound):
                missing.append(item["column"])
            elif (value < bound) if item["side"] == "below" else (value > bound):
                hits.append(item["column"])
        if len(hits) >= rule.options["count"]:
            zh, en = _list(hits, {name: in_words(name, [known[name][key]]) for name in hits})
            facts_zh, facts_en = ({"hits": len(hits), "values": words} for words in (zh, en))
            rows.append((True, *key, *rule.words(facts_zh, facts_en)))
        elif len(hits) + len(missing) >= rule.options["count"]:
            zh, en = _list(missing, {})
            rows.append((False, *key, f"{zh}无数据或标准未设定，不能判定", f"no data or no bound for {en}: not judged"))
    return findings(rows)


def _list(names: list[str], values: Mapping[str, Text]) -> Text:
    """Return indicators, each with its value where one is given, in both languages."""
    zh = "、".join(WORDS[name][0] + values.get(name, ("", ""))[0] for name in names)
    return zh, ", ".join(f"{WORDS[name][1]} {values.get(name, ('', ''))[1]}".strip() for name in names)


def _values(facts: Facts, column: str) -> Mapping[Key, float]:
    """Return an indicator's last known value by programme."""
    if column == "site_share":
        return by_programme(count_sites(facts).set_index(KEYS)["share"])
    if column in ("student_teacher", "teachers"):
        staff = facts.staff
        return {} if staff is None or column not in staff else by_programme(staff.set_index(KEYS)[column])
    return by_programme(last_classes(facts.past, column, 1, year=facts.year)[0])
