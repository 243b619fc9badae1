"""Registrations at the public employment service: the twelve-table form."""

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
)
