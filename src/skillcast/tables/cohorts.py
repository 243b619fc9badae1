"""What became of each intake."""

from __future__ import annotations

import pandas as pd

from skillcast.errors import Problem
from skillcast.tables.common import PROGRAMME, SCHOOL, persons
from skillcast.tables.spec import Column, TableSpec, at_most


def _one_place(frame: pd.DataFrame) -> list[Problem]:
    """Return the classes that have more persons placed and in further study together than graduates."""
    if not {"placed", "further_study", "graduates"} <= set(frame):
        return []
    both = frame["placed"] + frame["further_study"]
    alone = (frame["placed"] <= frame["graduates"]) & (frame["further_study"] <= frame["graduates"])
    wrong = frame[alone & (both > frame["graduates"])]
    return [
        Problem(
            "inconsistent",
            row=int(label),
            column="further_study",
            value=f"{study:g}",
            facts={
                "reason": f"就业人数与升学人数合计多于毕业生（{work:g} + {study:g} > {whole:g}）",
                "reason_en": f"more placed and in further study than graduated ({work:g} + {study:g} > {whole:g})",
            },
        )
        for label, work, study, whole in zip(
            wrong.index, wrong["placed"], wrong["further_study"], wrong["graduates"], strict=True
        )
    ]


COHORTS = TableSpec(
    "cohorts",
    "招生与毕业生",
    (
        SCHOOL,
        PROGRAMME,
        Column("intake_year", "入学年份", "year", key=True, minimum=1980, maximum=2100),
        persons("seats", "招生计划"),
        persons("enrolled", "实际招生"),
        persons("graduates", "毕业生", nullable=True),
        persons("placed", "就业人数", nullable=True),
        persons("placed_local", "留市就业人数", nullable=True),
        persons("matched", "对口就业人数", nullable=True),
        persons("further_study", "升学人数", nullable=True),
        persons("first_choice", "第一志愿录取人数", nullable=True),
        Column("wage", "起薪", "number", unit="yuan/month", minimum=500, maximum=100_000, nullable=True),
    ),
    description_zh="每届一行；尚未毕业的届次，去向各列留空。",
    description_en="One row an intake; destinations are empty until the cohort has graduated.",
    without_zh="未提供招生与毕业生表（cohorts），不推算毕业生供给，不作招生建议",
    without_en="no cohorts table: no graduate supply and no seat suggestions",
    row_checks=(
        at_most("graduates", "enrolled", "毕业生多于实际招生", "more graduates than enrolled"),
        at_most("placed", "graduates", "就业人数多于毕业生", "more placed than graduated"),
        at_most("placed_local", "placed", "留市就业人数多于就业人数", "more placed locally than placed"),
        at_most("matched", "placed", "对口就业人数多于就业人数", "more matched than placed"),
        at_most("further_study", "graduates", "升学人数多于毕业生", "more in further study than graduated"),
        _one_place,
    ),
)
