"""Announced projects and closures."""

from skillcast.tables.common import INDUSTRY, OCCUPATION, optional
from skillcast.tables.spec import Column, TableSpec

EVENTS = TableSpec(
    "events",
    "重大项目",
    (
        Column("name", "项目名称", "text", key=True),
        INDUSTRY,
        optional(OCCUPATION),
        Column("start", "开始年份", "year", minimum=1990, maximum=2100),
        Column(
            "jobs",
            "岗位数",
            "integer",
            unit="persons",
            minimum=-1_000_000,
            maximum=1_000_000,
            description="全部建成后的岗位数，减少填负数",
        ),
        Column(
            "probability",
            "实现概率",
            "number",
            unit="probability",
            minimum=0,
            maximum=0.99,
            description="实现的可能性；不接受 1（确定无疑）",
        ),
    ),
    description_zh="已公布的建设项目和关停。",
    description_en="Announced projects and closures.",
    without_zh="未提供重大项目表（events），预测不含已公布项目的影响",
    without_en="no events table: announced projects are not in the forecast",
)
