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
            description="留市就业毕业生进入该职业的比重，每个专业合计为 1",
        ),
        Column("source", "来源", "text"),
    ),
    description_zh="专业与职业的对应关系和权重。",
    description_en="Which occupations a programme leads to, with weights.",
    without_zh="未提供专业职业对应表（crosswalk），毕业生供给不能分到职业，不作招生建议",
    without_en="no crosswalk table: graduates cannot be assigned to occupations and there are no seat suggestions",
)
