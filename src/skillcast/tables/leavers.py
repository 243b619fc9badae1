"""Counted leavers by occupation, from which each occupation's own level of exits follows."""

from skillcast.tables.common import OCCUPATION, PERIOD, persons
from skillcast.tables.spec import Column, TableSpec, at_most

LEAVERS = TableSpec(
    "leavers",
    "离岗人数",
    (
        OCCUPATION,
        Column(
            "cause",
            "原因",
            "enum",
            key=True,
            values=("exit", "transfer"),
            description="exit 退出（死亡、退休和退出劳动力合计），transfer 转换职业",
        ),
        PERIOD,
        persons("exposed", "年初人数", "期初人数"),
        persons("leavers", "年内离岗人数"),
    ),
    description_zh="分职业一年内离岗的人数和年初在岗人数，多取自社会保险登记；每行一个职业、原因和年份。",
    description_en="Persons leaving within a year and persons at its beginning, by occupation, cause and year.",
    row_checks=(
        at_most(
            "leavers", "exposed", "年内离岗人数大于年初人数", "more persons left than were there when the year began"
        ),
    ),
    without_zh="未提供离岗人数表（leavers），各职业的退出率只随年龄、性别而异",
    without_en="no leavers table: exit rates differ between occupations by age and sex only",
)
