"""Sampled employment by industry and occupation, for the city and for a reference region."""

from skillcast.tables.common import EMPLOYED, INDUSTRY, OCCUPATION, PERIOD, REGION
from skillcast.tables.spec import Column, TableSpec

STAFFING = TableSpec(
    "staffing",
    "职业构成",
    (
        REGION,
        INDUSTRY,
        OCCUPATION,
        PERIOD,
        EMPLOYED,
        Column(
            "firms",
            "样本企业数",
            "integer",
            unit="firms",
            minimum=0,
            maximum=1_000_000,
            description="该单元抽到的企业数",
        ),
    ),
    needed="recommended",
    description_zh="抽样调查中分行业、分职业的人数。",
    description_en="Sample counts of workers by industry and occupation.",
    without_zh="未提供职业构成表（staffing），不推算分职业需求、缺口、紧缺目录和招生建议",
    without_en="no staffing table: occupation demand, gaps, catalogues and seats are switched off",
)
