"""What a school can take in: places, teachers, workshops and money for one intake."""

from skillcast.tables.common import SCHOOL
from skillcast.tables.spec import Column, TableSpec

RESOURCES = {"places": "学位", "teachers": "教师", "workshop": "实训工位", "budget": "经费"}

CAPACITIES = TableSpec(
    "capacities",
    "办学条件",
    (
        SCHOOL,
        Column(
            "resource",
            "条件",
            "enum",
            key=True,
            values=tuple(RESOURCES),
            description="、".join(f"{name} {zh}" for name, zh in RESOURCES.items()),
        ),
        Column("limit", "上限", "number", minimum=0, maximum=1e12, description="一届新生最多可用的数量"),
        Column(
            "use",
            "每个招生名额占用",
            "number",
            minimum=0,
            maximum=1e9,
            nullable=True,
            required=False,
            description="不填时按 1 计（学位）",
        ),
        Column("source", "来源", "text"),
    ),
    description_zh="各校一届新生的学位、教师、实训工位和经费上限；单个专业的上限填专业表的 max_seats。",
    description_en="Limits of each school on one intake; the limit of a single programme is max_seats in programmes.",
    without_zh="未提供办学条件表（capacities），招生建议只受单个专业的招生能力限制",
    without_en="no capacities table: seats are bounded by each programme's own capacity only",
)
