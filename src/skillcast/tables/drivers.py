"""Output paths by industry and scenario."""

from skillcast.tables.common import INDUSTRY, PERIOD
from skillcast.tables.spec import Column, TableSpec

DRIVERS = TableSpec(
    "drivers",
    "产出情景",
    (
        INDUSTRY,
        PERIOD,
        Column("scenario", "情景", "text", key=True),
        Column("output_growth", "产出增长率", "number", unit="log growth", minimum=-1, maximum=1),
    ),
    description_zh="分行业、分情景的产出增长率。",
    description_en="Output paths by industry and scenario.",
    without_zh="未提供产出情景表（drivers），预测不含产出情景",
    without_en="no drivers table: forecasts carry no output scenario",
)
