"""Which occupations a programme leads to."""

from skillcast.tables.common import OCCUPATION, PROGRAMME
from skillcast.tables.spec import Column, TableSpec

CROSSWALK = TableSpec(
    "crosswalk",
    "专业职业对应",
    (
        PROGRAMME,
        OCCUPATION,
        Column(
            "weight",
            "权重",
            "number",
            unit="share",
            minimum=0,
            maximum=1,
            description="share of locally placed graduates; sums to 1 for each programme",
        ),
        Column("source", "来源", "text"),
    ),
    without_zh="未提供专业职业对应表（crosswalk），毕业生供给不能分到职业，不作招生建议",
    without_en="no crosswalk table: graduates cannot be assigned to occupations and there are no seat suggestions",
)
