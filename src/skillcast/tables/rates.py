"""Annual exit rates by sex, age and cause."""

from skillcast.tables.common import AGE, SEX
from skillcast.tables.spec import Column, TableSpec

RATES = TableSpec(
    "rates",
    "退出率",
    (
        SEX,
        AGE,
        Column(
            "cause",
            "原因",
            "enum",
            key=True,
            values=("death", "withdrawal", "transfer"),
            description="death 死亡，withdrawal 退出劳动力，transfer 转换职业",
        ),
        Column("rate", "年退出率", "number", unit="share", minimum=0, maximum=1),
        Column("source", "来源", "text"),
    ),
    description_zh="一年内离开的比例；退休按法规推算，不在此表。",
    description_en="Share of persons leaving within a year; retirement follows the law and is not listed here.",
    without_zh="未提供退出率表（rates），使用随软件提供的假定退出率",
    without_en="no rates table: the assumed rates shipped with skillcast are used",
)
