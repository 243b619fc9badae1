"""The city's own industry-share map of the ten green-ecological industries."""

from skillcast.tables.common import INDUSTRY
from skillcast.tables.spec import Column, TableSpec

# The tenth, 军民融合, has no industry codes and is not published.
SECTORS = (
    "节能环保",
    "清洁生产",
    "清洁能源",
    "循环农业",
    "中医中药",
    "文化旅游",
    "通道物流",
    "数据信息",
    "先进制造",
)

ECO_INDUSTRIES = TableSpec(
    "eco_industries",
    "绿色生态产业",
    (
        Column("sector", "产业", "enum", key=True, values=SECTORS, description="十大绿色生态产业之一"),
        INDUSTRY,
        Column("share", "占比", "number", unit="share", minimum=0, maximum=1, description="该行业属于这一产业的比例"),
        Column("source", "来源", "text", description="依据；没有依据的写明“假定”"),
    ),
    description_zh="十大绿色生态产业的行业占比表；提供时取代随软件提供的假定占比。",
    description_en="Industry shares of the ten green-ecological industries; replaces the assumed shares shipped with skillcast.",
    without_zh="未提供绿色生态产业表（eco_industries），使用随软件提供的假定占比",
    without_en="no eco_industries table: the assumed shares shipped with skillcast are used",
)
