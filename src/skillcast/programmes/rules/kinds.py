"""How rules are judged: one function a kind, from facts to findings."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.programmes.rules.facts import Facts, Row, Text, findings, in_words, judge, not_set
from skillcast.programmes.rules.outcomes import KEYS, by_programme, first_intakes, last_classes
from skillcast.programmes.rules.presets import Rule


def below(facts: Facts, rule: Rule) -> pd.DataFrame:
    """A rate below the line in each of the last classes (and not below the floor, where a lower band begins)."""
    line, floor = facts.number(rule.options["threshold"]), rule.options.get("floor", -np.inf)
    if np.isnan(line):
        return not_set(facts)
    column = rule.options["column"]
    values = last_classes(facts.past, column, rule.options["years"], year=facts.year)
    array = values.to_numpy()
    cap = facts.number(rule.options.get("cap", np.nan))

    def words(row: NDArray[np.float64]) -> Text:
        zh, en = in_words(column, row[::-1])
        return rule.words(
            {"values": zh, "line": f"{line:g}", "cap": f"{cap:g}"},
            {"values": en, "line": f"{line:g}", "cap": f"{cap:g}"},
        )

    return judge(facts, values, (array < line) & (array >= floor), words)


def bottom(facts: Facts, rule: Rule) -> pd.DataFrame:
    """Among the lowest share of programmes in each of the last classes; a tie that reaches beyond the share is spared."""
    line, column = facts.number(rule.options["threshold"]), rule.options["column"]
    if np.isnan(line):
        return not_set(facts)
    years = facts.past.groupby("graduation_year")[column]
    rank, count = years.rank(method="max"), years.transform("count")
    # A hair of tolerance: 30 programmes times 10 % are three, not 2.999….
    last = (rank <= np.floor(line / 100 * count + 1e-9)).astype(float).where(facts.past[column].notna())
    marked = facts.past.assign(placement=last)
    values = last_classes(marked, "placement", rule.options["years"], year=facts.year)
    return judge(facts, values, values.to_numpy() > 0, lambda _: rule.words({"line": f"{line:g}"}))


def count_sites(facts: Facts) -> pd.DataFrame:
    """Return the programmes with cohorts, the number of schools that offer each, and their share of all schools (%)."""
    pairs = facts.past[KEYS].drop_duplicates()
    sites = pairs.groupby("programme")["school"].transform("size")
    return pairs.assign(sites=sites, share=100 * sites / max(pairs["school"].nunique(), 1))


def site_share(facts: Facts, rule: Rule) -> pd.DataFrame:
    """Offered by more than a share of the schools, and by more than one."""
    line = facts.number(rule.options["threshold"])
    if np.isnan(line):
        return not_set(facts)
    pairs = count_sites(facts)
    pairs = pairs[(pairs["share"] > line) & (pairs["sites"] > 1)]
    return findings(
        (True, school, code, *rule.words({"sites": sites, "share": f"{share:.0f}", "line": f"{line:g}"}))
        for school, code, sites, share in pairs.itertuples(index=False, name=None)
    )


def site_count(facts: Facts, rule: Rule) -> pd.DataFrame:
    """Offered by more than a number of schools."""
    line = facts.number(rule.options["threshold"])
    pairs = count_sites(facts)
    return findings(
        (True, school, code, *rule.words({"sites": sites, "line": f"{line:g}"}))
        for school, code, sites, _ in pairs[pairs["sites"] > line].itertuples(index=False, name=None)
    )


def students(facts: Facts, rule: Rule) -> pd.DataFrame:
    """Fewer students at school than the line; not judged where an intake that is still at school has no row."""
    line = facts.number(rule.options["threshold"])
    present = facts.past[facts.past["graduation_year"] > facts.year].groupby(KEYS)["enrolled"]
    sums, classes = by_programme(present.sum()), by_programme(present.size())
    lengths, opened = (
        by_programme(facts.programmes.set_index(KEYS)["years"]),
        by_programme(first_intakes(facts.cohorts)),
    )
    rows: list[Row] = []
    for key in facts.keys:
        age = facts.year + 1 - opened.get(key, np.nan)
        due = lengths[key] if np.isnan(age) else min(age, lengths[key])
        if key not in opened or classes.get(key, 0) < due:
            rows.append((False, *key, "在校各届数据不全，不能判定", "not every class at school is known: not judged"))
        elif sums[key] < line:
            rows.append((True, *key, *rule.words({"students": f"{sums[key]:.0f}", "line": f"{line:g}"})))
    return findings(rows)


def net_new(facts: Facts, rule: Rule) -> pd.DataFrame:
    """A school that opened more programmes than it stopped, by more than the line; its new ones are flagged."""
    line, year = facts.number(rule.options["threshold"]), facts.year
    first = by_programme(first_intakes(facts.cohorts))
    active = facts.cohorts[facts.cohorts["seats"] > 0]
    rows: list[Row] = []
    offered = set(facts.keys)
    for name, mine in active.groupby("school"):
        school = str(name)
        before, now = (set(mine.loc[mine["intake_year"] == at, "programme"]) for at in (year - 1, year))
        opened = sorted(code for code in now if first.get((school, code)) == year)
        if not before or not now:
            reason = f"缺{year - 1}年或{year}年的招生数据，不能判定", f"no intakes of {year - 1} or {year}: not judged"
            rows += [(False, school, code, *reason) for code in sorted(before | now) if (school, code) in offered]
            continue
        closed, net = len(before - now), len(opened) - len(before - now)
        words = {"year": year, "opened": len(opened), "closed": closed, "net": net, "line": f"{line:g}"}
        if net > line:
            rows += [(True, school, code, *rule.words(words)) for code in opened if (school, code) in offered]
    return findings(rows)


def young(facts: Facts, rule: Rule) -> pd.DataFrame:
    """Offered for less than the years a new programme must last; not judged where the table may begin after it."""
    line = rule.options["years"]
    first = by_programme(first_intakes(facts.cohorts))
    begun = int(facts.cohorts["intake_year"].min()) if len(facts.cohorts) else facts.year
    rows: list[Row] = []
    for key in facts.keys:
        opened = first.get(key, np.nan)
        if np.isnan(opened):
            # As old as the table: old enough if the table is.
            if facts.year + 1 - begun < line or key not in first:
                rows.append((False, *key, "设置年份不详，不能判定", "year of opening not known: not judged"))
        elif facts.year + 1 - opened < line:
            rows.append((True, *key, *rule.words({"year": int(opened), "line": f"{line:g}"})))
    return findings(rows)


def shortage_direction(facts: Facts, rule: Rule) -> pd.DataFrame:
    """Leads to an occupation on the shortage list."""
    if facts.shortage is None:
        reason = "未提供紧缺职业目录，不能判定", "no shortage list: not judged"
        return findings((False, *key, *reason) for key in facts.keys)
    return findings(
        (True, *key, *rule.words({"values": facts.shortage[key[1]]})) for key in facts.keys if key[1] in facts.shortage
    )
