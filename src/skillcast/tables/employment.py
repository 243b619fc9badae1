"""Employment by industry over time: the history every forecast starts from."""

from skillcast.tables.common import EMPLOYED, INDUSTRY, OCCUPATION, PERIOD, REGION, SKILL_LEVEL, optional
from skillcast.tables.spec import TableSpec

EMPLOYMENT = TableSpec(
    "employment",
    "在岗人数",
    (REGION, INDUSTRY, optional(OCCUPATION), optional(SKILL_LEVEL), PERIOD, EMPLOYED),
    needed="required",
    description="Persons employed by industry, end of period; annual, quarterly or monthly.",
    series=("region", "industry", "occupation", "skill_level"),
    measure="employed",
)
