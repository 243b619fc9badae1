"""The enterprise survey, one row a firm, occupation and skill level."""

from skillcast.tables.common import INDUSTRY, OCCUPATION, PERIOD, SKILL_LEVEL, persons
from skillcast.tables.spec import Column, TableSpec, at_most

FIRMS = TableSpec(
    "firms",
    "企业用工调查",
    (
        Column("firm", "企业编号", "text", key=True, description="不含企业名称的编号"),
        INDUSTRY,
        Column("stratum", "抽样层", "text"),
        Column("weight", "权数", "number", minimum=0, maximum=100_000),
        OCCUPATION,
        SKILL_LEVEL,
        PERIOD,
        persons("employed", "在岗人数"),
        persons("vacancies", "空岗人数"),
        persons("hard_to_fill", "难招人数"),
        persons("planned_1y", "一年内计划招聘", nullable=True),
        persons("planned_3y", "三年内计划招聘", nullable=True),
    ),
    needed="recommended",
    description_zh="企业用工调查的逐户数据，不对外公布。",
    description_en="Survey microdata; never published.",
    without_zh="未提供企业用工调查表（firms），难招比例和最大企业占比从略",
    without_en="no firms table: hard-to-fill shares and the largest employer's share are left out",
    row_checks=(
        at_most("hard_to_fill", "vacancies", "难招人数大于空岗人数", "more hard-to-fill posts than vacancies"),
    ),
)
