"""Hardship trades (特殊工种): occupations whose workers may retire at earlier ages."""

from skillcast.tables.common import OCCUPATION
from skillcast.tables.spec import Column, TableSpec

HARDSHIP = TableSpec(
    "hardship",
    "特殊工种",
    (
        OCCUPATION,
        Column(
            "share",
            "比重",
            "number",
            unit="share",
            minimum=0,
            maximum=1,
            description="该职业从业人员中按特殊工种提前退休者的比重",
        ),
        Column("source", "来源", "text"),
    ),
    description_zh="有特殊工种岗位的职业；退休年龄为参数 demand.hardship_men 和 demand.hardship_women。",
    description_en="Occupations with hardship trades; the ages are the parameters demand.hardship_men and demand.hardship_women.",
    without_zh="未提供特殊工种表（hardship），退休不考虑特殊工种",
    without_en="no hardship table: retirement takes no account of hardship trades",
)
