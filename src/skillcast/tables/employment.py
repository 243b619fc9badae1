"""Employment by industry over time: the history every forecast starts from."""

from skillcast.tables.common import EMPLOYED, INDUSTRY, OCCUPATION, PERIOD, REGION, SKILL_LEVEL, optional
from skillcast.tables.spec import TableSpec

EMPLOYMENT = TableSpec(
    "employment",
    "在岗人数",
    (REGION, INDUSTRY, optional(OCCUPATION), optional(SKILL_LEVEL), PERIOD, EMPLOYED),
    needed="required",
    description_zh="分行业期末在岗人数；年度、季度或月度。",
    description_en="Persons employed by industry, end of period; annual, quarterly or monthly.",
    series=("region", "industry", "occupation", "skill_level"),
    measure="employed",
)
