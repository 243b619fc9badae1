"""Vocational programmes by school."""

from skillcast.tables.common import PROGRAMME, SCHOOL
from skillcast.tables.spec import Column, TableSpec

PROGRAMMES = TableSpec(
    "programmes",
    "专业设置",
    (
        SCHOOL,
        PROGRAMME,
        Column(
            "level",
            "学校层次",
            "enum",
            values=("secondary", "technician", "college", "bachelor"),
            description="secondary 中职，technician 技工，college 高职专科，bachelor 职业本科",
        ),
        Column("years", "学制", "integer", unit="years", minimum=1, maximum=6),
        Column("class_size", "标准班额", "integer", unit="persons", minimum=5, maximum=200),
        Column("max_seats", "最大招生能力", "integer", unit="persons", minimum=0, maximum=10_000),
    ),
    description_zh="各学校开设的专业。",
    description_en="Vocational programmes by school.",
    without_zh="未提供专业设置表（programmes），不作招生建议",
    without_en="no programmes table: no seat suggestions",
)
