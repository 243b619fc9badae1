"""Vacancies and seekers by occupation and skill level."""

from skillcast.tables.common import OCCUPATION, PERIOD, REGION, SKILL_LEVEL, persons
from skillcast.tables.spec import Column, TableSpec, at_most

VACANCIES = TableSpec(
    "vacancies",
    "职业供求",
    (
        REGION,
        PERIOD,
        OCCUPATION,
        SKILL_LEVEL,
        persons("demand", "需求人数", "招聘人数"),
        persons("seekers", "求职人数"),
        Column("days_open", "平均招聘天数", "number", unit="days", minimum=0, maximum=1000, nullable=True),
        persons("unfilled_90d", "90天未招满人数", nullable=True),
        persons("unfilled_60d", "60天未招满人数", nullable=True, required=False),
        persons("applicants", "应聘人数", nullable=True, required=False),
        Column("wage", "平均招聘工资", "number", unit="yuan/month", minimum=500, maximum=200_000, nullable=True),
    ),
    needed="recommended",
    description_zh="按时期登记的需求和求职；职业 any、技能等级 any 表示无要求。",
    description_en="Registered vacancies and seekers by period; occupation `any` and skill level `any` mean no requirement.",
    without_zh="未提供职业供求表（vacancies），不作紧缺判定",
    without_en="no vacancies table: no shortage calls",
    row_checks=(
        at_most("unfilled_90d", "demand", "90天未招满人数大于需求人数", "more unfilled vacancies than vacancies"),
        at_most("unfilled_60d", "demand", "60天未招满人数大于需求人数", "more unfilled vacancies than vacancies"),
    ),
    measure="demand",
)
