"""The same staffing pattern for the province or the nation, toward which small samples are shrunk."""

from skillcast.tables.common import EMPLOYED, INDUSTRY, OCCUPATION, PERIOD, REGION
from skillcast.tables.spec import TableSpec

STAFFING_REFERENCE = TableSpec(
    "staffing_reference",
    "参照职业构成",
    (REGION, INDUSTRY, OCCUPATION, PERIOD, EMPLOYED),
    needed="recommended",
    description_zh="参照地区（省或全国）分行业、分职业的在岗人数。",
    description_en="Employment by industry and occupation in the reference region.",
    without_zh="未提供参照职业构成表（staffing_reference），职业构成向全市合计收缩，不含参照趋势",
    without_en="no staffing_reference table: shares shrink toward the city's own total and carry no reference trend",
)
