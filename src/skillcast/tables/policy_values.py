"""What the bureau found for the targets of a policy."""

from skillcast.tables.common import PERIOD
from skillcast.tables.spec import Column, TableSpec

TARGETS = {
    "practice_hours": "实践性教学课时占比（%）",
    "internship_posts": "实习岗位占技术岗位比例（%）",
    "training_funds": "培训经费用于一线职工比例（%）",
    "education_surcharge": "地方教育附加用于职业教育比例（%）",
    "campus_bases": "校内实训基地（个）",
    "partner_bases": "校外实训基地（个）",
    "teacher_practice": "教师五年内企业实践（月）",
    "programmes_adjusted": "专业调整比例（%）",
    "programmes_matched": "专业匹配比例（%）",
    "programmes_adjusted_yearly": "每年专业调整比例（%）",
}

POLICY_VALUES = TableSpec(
    "targets",
    "政策目标",
    (
        Column(
            "target",
            "目标",
            "enum",
            key=True,
            values=tuple(TARGETS),
            description="，".join(f"{name} {zh}" for name, zh in TARGETS.items()),
        ),
        PERIOD,
        Column("value", "完成值", "number", minimum=0, maximum=1_000_000, description="单位随目标"),
        Column("source", "来源", "text"),
    ),
    description_zh="政策文件所列目标的完成情况；没有数据的目标不填。",
    description_en="What was found for the targets of a policy; leave out what is not known.",
    without_zh="未提供政策目标表（targets），政策目标完成情况记为无数据",
    without_en="no targets table: the policy's targets are shown without data",
)
