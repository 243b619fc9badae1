"""Expert adjustments: dated, reasoned and expiring."""

import pandas as pd

from skillcast.errors import Problem
from skillcast.tables.spec import Column, TableSpec


def _expires_later(frame: pd.DataFrame) -> list[Problem]:
    """An adjustment that has expired before it begins was mistyped."""
    if not {"date", "expires"} <= set(frame):
        return []
    early = frame.index[(frame["expires"] != "") & (frame["expires"] < frame["date"])]
    facts = {"reason": "失效日期早于日期", "reason_en": "it expires before its date"}
    return [
        Problem("inconsistent", row=int(row), column="expires", value=frame.at[row, "expires"], facts=facts)
        for row in early
    ]


OVERRIDES = TableSpec(
    "overrides",
    "专家调整",
    (
        Column("target", "对象", "code", key=True, codes="occupation", description="被调整的职业"),
        Column("value", "调整为", "enum", values=("list", "unlist"), description="list 列入，unlist 不列入"),
        Column("reason", "理由", "text"),
        Column("role", "责任角色", "text", description="作出决定的部门或岗位，不写姓名"),
        Column("date", "日期", "date", key=True),
        Column("expires", "失效日期", "date"),
    ),
    description_zh="专家对紧缺判定的调整：有日期、有理由、到期失效。",
    description_en="Expert adjustments of calls: dated, reasoned, expiring.",
    row_checks=(_expires_later,),
    without_zh="未提供专家调整表（overrides），目录未经人工调整",
    without_en="no overrides table: the catalogue carries no manual adjustment",
)
