"""Apply the rules: flagged programmes, and those a rule cannot judge for want of data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from skillcast.programmes.rules import kinds
from skillcast.programmes.rules.facts import Facts, Finder, collect_facts
from skillcast.programmes.rules.outcomes import KEYS
from skillcast.programmes.rules.presets import DEFAULT, Rule, find_rules
from skillcast.programmes.rules.seat_rule import seat_table
from skillcast.programmes.rules.warning import any_of
from skillcast.standards import code_list, programme_group

KINDS: dict[str, Finder] = {
    "below": kinds.below,
    "bottom": kinds.bottom,
    "site_share": kinds.site_share,
    "site_count": kinds.site_count,
    "students": kinds.students,
    "net_new": kinds.net_new,
    "young": kinds.young,
    "shortage_direction": kinds.shortage_direction,
    "any_of": any_of,
    "seat_table": seat_table,
}
COLUMNS = [
    *KEYS,
    "reason",
    "reason_en",
    "rule",
    "consequence",
    "name",
    "rule_en",
    "preset",
    "clause",
    "source",
    "date",
    "status",
]


@dataclass(frozen=True)
class Flags:
    """What the rules found.

    Parameters
    ----------
    flags
        One row a flag: school, programme, reason, reason_en, rule, consequence, name, rule_en, preset, clause (what the text says),
        source, date, status.
    unjudged
        The same columns for programmes that a rule cannot judge; the reason says what is missing.
    """

    flags: pd.DataFrame
    unjudged: pd.DataFrame


def apply_rules(
    programmes: pd.DataFrame,
    cohorts: pd.DataFrame,
    thresholds: Mapping[str, float],
    *,
    year: int,
    presets: tuple[str, ...] = DEFAULT,
    staff: pd.DataFrame | None = None,
    shortage: Mapping[str, str] | None = None,
) -> Flags:
    """Apply every rule of some rule books.

    Parameters
    ----------
    programmes, cohorts
        The tables of these names.
    thresholds
        Thresholds that rules take from parameters, by name; see `rule_thresholds`.
    year
        Last known year.
    presets
        Rule books, see `rule_books`.
    staff
        Optional: school, programme, student_teacher, teachers (for Heilongjiang's warning).
    shortage
        Optional: by programme, the names of the shortage occupations it leads to (for Gansu's priority).

    Raises
    ------
    ParameterError
        If a rule book is not known.

    Examples
    --------
    >>> from skillcast.parameters import load_parameters
    >>> programmes = pd.DataFrame([("甲校", "460103", "college", 3)], columns=["school", "programme", "level", "years"])
    >>> cohorts = pd.DataFrame({"school": "甲校", "programme": "460103", "intake_year": range(2019, 2026), "seats": 40, "enrolled": 40})
    >>> fate = {"graduates": 40, "placed": 20, "further_study": 3, "matched": 10, "placed_local": 10}
    >>> found = apply_rules(
    ...     programmes, cohorts.assign(**fate), {}, year=2025, presets=("moe_2011", "red_card")
    ... )
    >>> found.flags[["name", "reason"]].values.tolist()
    [['moe_low_placement', '去向落实率连续两年低于60%（57.5%、57.5%），调减招生计划直至停招']]
    """
    facts = collect_facts(programmes, cohorts, thresholds, year=year, staff=staff, shortage=shortage)
    parts = [_apply(facts, rule) for rule in find_rules(presets)]
    found = pd.concat(parts, ignore_index=True).sort_values([*KEYS, "name"], ignore_index=True, kind="stable")
    flagged, frame = found["flagged"], found[COLUMNS]
    return Flags(frame[flagged].reset_index(drop=True), frame[~flagged].reset_index(drop=True))


def flag_programmes(
    programmes: pd.DataFrame,
    cohorts: pd.DataFrame,
    thresholds: Mapping[str, float],
    *,
    year: int,
    presets: tuple[str, ...] = DEFAULT,
    staff: pd.DataFrame | None = None,
    shortage: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the flags of `apply_rules` alone."""
    return apply_rules(
        programmes, cohorts, thresholds, year=year, presets=presets, staff=staff, shortage=shortage
    ).flags


def _apply(facts: Facts, rule: Rule) -> pd.DataFrame:
    levels = rule.options.get("levels")
    found = KINDS[rule.kind](facts.only(levels) if levels else facts, rule)
    spared = np.array([_exempt(code, rule) for code in found["programme"]], dtype=bool)
    found = found[~spared]
    return found.assign(
        rule=rule.zh,
        consequence=rule.consequence,
        name=rule.name,
        rule_en=rule.en,
        preset=rule.preset,
        clause=rule.clause,
        source=rule.source,
        date=rule.date,
        status=rule.status,
    )


def _exempt(code: str, rule: Rule) -> bool:
    """Whether the programme belongs to a field the rule spares, by group or by a word in its name."""
    words = rule.options.get("exempt_words", ())
    if programme_group(code) in rule.options.get("exempt_groups", ()):
        return True
    return bool(words) and any(word in code_list("programme").label(code) for word in words)
