"""Columns that many tables share."""

from __future__ import annotations

from dataclasses import replace

from skillcast.tables.spec import Column

REGION = Column(
    "region",
    "地区代码",
    "code",
    key=True,
    codes="region",
    aliases=("地区", "region_code"),
    description="六位行政区划代码",
)
INDUSTRY = Column(
    "industry",
    "行业代码",
    "code",
    key=True,
    codes="industry",
    aliases=("行业", "industry_code"),
    description="GB/T 4754-2017 的门类、大类、中类或小类代码",
)
OCCUPATION = Column(
    "occupation",
    "职业编码",
    "code",
    key=True,
    codes="occupation",
    aliases=("职业代码", "职业", "occupation_code"),
    description="《职业分类大典（2022年版）》职业编码",
)
SKILL_LEVEL = Column(
    "skill_level",
    "技能等级",
    "enum",
    key=True,
    values=("L5", "L4", "L3", "L2", "L1", "none", "any"),
    aliases=("等级", "level"),
    description="L5 初级工，L4 中级工，L3 高级工，L2 技师，L1 高级技师，none 无等级，any 无要求",
)
PERIOD = Column(
    "period",
    "时期",
    "period",
    key=True,
    aliases=("期间", "年份", "年度", "year"),
    description="写成 2025、2025Q3 或 2025-03",
)
YEAR = Column("year", "年份", "year", key=True, minimum=1950, maximum=2100, aliases=("年度",))
SEX = Column("sex", "性别", "enum", key=True, values=("male", "female"), description="male 男，female 女")
AGE = Column("age", "年龄", "integer", unit="years", key=True, minimum=14, maximum=100)
EMPLOYED = Column(
    "employed",
    "在岗人数",
    "integer",
    unit="persons",
    minimum=0,
    maximum=50_000_000,
    aliases=("从业人员", "就业人数", "从业人数"),
    description="期末在岗人数",
)
SCHOOL = Column("school", "学校", "text", key=True, aliases=("学校名称",))
PROGRAMME = Column(
    "programme",
    "专业代码",
    "code",
    key=True,
    codes="programme",
    aliases=("专业", "programme_code"),
    description="《职业教育专业目录（2021年）》六位专业代码",
)


def optional(column: Column) -> Column:
    """Return the column as one a file may leave out."""
    return replace(column, required=False)


def persons(name: str, zh: str, *aliases: str, nullable: bool = False, required: bool = True) -> Column:
    """Return a column that counts people."""
    return Column(
        name,
        zh,
        "integer",
        unit="persons",
        minimum=0,
        maximum=50_000_000,
        nullable=nullable,
        required=required,
        aliases=aliases,
    )
