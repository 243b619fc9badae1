"""Registrations at the public employment service: the twelve-table form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from skillcast.errors import Problem
from skillcast.tables.common import PERIOD, persons
from skillcast.tables.spec import Column, TableSpec

DIMENSIONS = (
    "total",
    "sector",
    "industry",
    "owner",
    "occupation",
    "applicant",
    "sex",
    "age",
    "education",
    "skill_level",
)
COUNTS = ("demand_carried", "demand_new", "seekers_carried", "seekers_new")
# Sections of the industries of each sector, as the form counts them.
SECTORS = {"1": "A", "2": "BCDE", "3": "FGHIJKLMNOPQRST"}
# Groups printed beneath another as a part of it (其中), by dimension.
PARTS: dict[str, dict[str, tuple[str, ...]]] = {
    "owner": {"enterprise": ("state", "collective", "private", "hmt", "foreign", "individual")},
    "applicant": {"new_youth": ("new_graduates",)},
    "education": {"senior": ("vocational",)},
}
_NAMES = {
    "sector": "按产业",
    "industry": "按行业",
    "owner": "按用人单位性质",
    "occupation": "按职业",
    "applicant": "按求职人员类别",
    "sex": "按性别",
    "age": "按年龄",
    "education": "按文化程度",
    "skill_level": "按技术等级",
}
_SHOWN = 6  # periods named in one finding
TOTAL = ("total", "total")


Key = tuple[str, str]  # dimension, code


@dataclass(frozen=True)
class _Rule:
    """A balance rule in words, the groups whose sum is compared with one group, and whether it need only be within that."""

    zh: str
    en: str
    parts: Sequence[Key]
    whole: Key
    within: bool = False


def _imbalances(frame: pd.DataFrame) -> list[Problem]:
    """Return one warning a broken balance rule of the form and column, at the period where it is broken most."""
    keys = ["period", "dimension", "code"]
    if not {*keys, *COUNTS} <= set(frame) or frame.duplicated(keys).any():
        return []
    periods, row = np.unique(frame["period"].to_numpy(dtype=str), return_inverse=True)
    pairs: list[Key] = list(zip(frame["dimension"], frame["code"], strict=True))
    places = {pair: place for place, pair in enumerate(dict.fromkeys(pairs))}
    column = [places[pair] for pair in pairs]
    counts = np.full((len(COUNTS), len(periods), len(places)), np.nan)
    counts[:, row, column] = frame[list(COUNTS)].to_numpy(dtype="float64", na_value=np.nan).T
    lines = np.zeros((len(periods), len(places)), dtype=int)
    lines[row, column] = frame.index
    problems = []
    for rule in _rules(set(places)):
        parts = counts[:, :, [places[part] for part in rule.parts]]
        left = np.where(np.isnan(parts).all(axis=2), np.nan, np.nansum(parts, axis=2))
        right = counts[:, :, places[rule.whole]]
        excess = np.nan_to_num(left - right)
        wrong = (excess > 0) if rule.within else (excess != 0)
        for side in np.flatnonzero(wrong.any(axis=1)):
            worst = int(np.abs(excess[side] * wrong[side]).argmax())
            sides = (left[side, worst], right[side, worst])
            line = int(lines[worst, places[rule.whole]])
            problems.append(_problem(rule, COUNTS[side], line, str(periods[worst]), sides, list(periods[wrong[side]])))
    return problems


def _problem(
    rule: _Rule, column: str, line: int, worst: str, sides: tuple[float, float], periods: Sequence[str]
) -> Problem:
    more = len(periods) > _SHOWN
    facts = {
        "rule": rule.zh,
        "rule_en": rule.en,
        "period": worst,
        "left": f"{sides[0]:,.0f}",
        "right": f"{sides[1]:,.0f}",
        "difference": f"{sides[0] - sides[1]:+,.0f}",
        "periods": "、".join(periods[:_SHOWN]) + (f"等{len(periods)}期" if more else ""),
        "periods_en": ", ".join(periods[:_SHOWN]) + (f" and others ({len(periods)} in all)" if more else ""),
    }
    return Problem("form-imbalance", row=line, column=column, value=f"{rule.zh} {column}", facts=facts)


def _rules(given: set[Key]) -> Iterator[_Rule]:
    """Yield the rules of the form that the given groups allow to be checked."""
    for dimension in DIMENSIONS[1:]:
        wholes = PARTS.get(dimension, {})
        beneath = {code for codes in wholes.values() for code in codes}
        top = sorted(pair for pair in given if pair[0] == dimension and pair[1] not in beneath)
        if top and TOTAL in given:
            yield _Rule(f"{_NAMES[dimension]}分组各组之和＝合计", f"sum of {dimension} = total", top, TOTAL)
        for whole, codes in wholes.items():
            parts = [(dimension, code) for code in codes if (dimension, code) in given]
            if parts and (dimension, whole) in given:
                zh, en = f"{_NAMES[dimension]}分组“其中”各项之和≤该项", f"parts of {dimension} {whole} are within it"
                yield _Rule(zh, en, parts, (dimension, whole), within=True)
    for sector, sections in SECTORS.items():
        parts = [("industry", code) for code in sections if ("industry", code) in given]
        if parts and ("sector", sector) in given:
            names = [code for _, code in parts]
            zh = f"行业门类{'、'.join(names)}之和＝第{'一二三'[int(sector) - 1]}产业"
            yield _Rule(zh, f"sections {'+'.join(names)} = sector {sector}", parts, ("sector", sector))


MARKET = TableSpec(
    "market",
    "市场供求",
    (
        PERIOD,
        Column("dimension", "分组", "enum", key=True, values=DIMENSIONS, description="这一行属于哪种分组"),
        Column("code", "组别", "code", key=True, codes="market", description="分组内的组别代码；any 为无要求"),
        persons("demand_carried", "需求上期结转", nullable=True),
        persons("demand_new", "需求本期新增", nullable=True),
        persons("seekers_carried", "求职上期结转", nullable=True),
        persons("seekers_new", "求职本期新增", nullable=True),
    ),
    needed="recommended",
    description_zh="市场供求登记的有效数（上期结转 + 本期新增），按分组；不适用的格留空。",
    description_en="Valid registrations (carried over + new) of vacancies and seekers by group; empty where the group does not apply.",
    without_zh="未提供市场供求表（market），供求分析各表从略",
    without_en="no market table: the supply-demand tables are left out",
    row_checks=(_imbalances,),
)
