"""Training courses: hours, completions and subsidy base."""

from skillcast.tables.common import OCCUPATION, persons
from skillcast.tables.spec import Column, TableSpec

TRAINING = TableSpec(
    "training",
    "职业培训",
    (
        OCCUPATION,
        Column(
            "level",
            "培训等级",
            "enum",
            key=True,
            values=("L5", "L4", "L3", "L2", "L1", "special"),
            description="L5～L1，special 专项职业能力",
        ),
        Column("hours", "培训课时", "integer", unit="hours", minimum=1, maximum=5000),
        Column(
            "practice_share", "实操课时占比", "number", unit="%", minimum=0, maximum=100, nullable=True, required=False
        ),
        persons("completions", "上年培训合格人数", nullable=True),
        Column("subsidy_base", "补贴标准", "integer", unit="yuan", minimum=0, maximum=100_000),
        Column(
            "assess_subsidy",
            "其中：评价补贴",
            "integer",
            unit="yuan",
            minimum=0,
            maximum=100_000,
            nullable=True,
            required=False,
        ),
    ),
    description_zh="培训课程的课时、合格人数和补贴标准。",
    description_en="Training courses: hours, completions and subsidy base.",
    without_zh="未提供职业培训表（training），培训目录的课时和补贴标准从略",
    without_en="no training table: hours and subsidies are left out of the training catalogue",
)
