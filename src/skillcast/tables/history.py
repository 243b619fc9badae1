"""Catalogues published in earlier years."""

from skillcast.tables.common import OCCUPATION, YEAR
from skillcast.tables.spec import Column, TableSpec

HISTORY = TableSpec(
    "history",
    "历年目录",
    (
        YEAR,
        OCCUPATION,
        Column("status", "状态", "enum", values=("listed", "unlisted"), description="listed 列入，unlisted 未列入"),
        Column("grade", "紧缺程度", "text", nullable=True),
        Column("rank", "排位", "integer", nullable=True, required=False, minimum=1, maximum=10_000),
    ),
    description_zh="历年已公布的紧缺目录；年份为目录年度。",
    description_en="Shortage catalogues published in earlier years; the year is the catalogue's.",
    without_zh="未提供历年目录表（history），“上期排位”“连续入选年数”从略",
    without_en="no history table: previous rank and years on the list are left out",
)
