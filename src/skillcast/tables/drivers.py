"""Output paths by industry and scenario."""

from __future__ import annotations

import pandas as pd

from skillcast.errors import Problem
from skillcast.tables.common import INDUSTRY, PERIOD
from skillcast.tables.spec import Column, TableSpec


def _years(frame: pd.DataFrame) -> list[Problem]:
    facts = {"reason": "产出情景按年度填写", "reason_en": "output paths are annual"}
    wrong = frame.index[(frame["period"].str.len() > 4) & (frame["period"] != "")]
    return [
        Problem("inconsistent", row=int(row), column="period", value=frame.at[row, "period"], facts=facts)
        for row in wrong
    ]


def _probabilities(frame: pd.DataFrame) -> list[Problem]:
    """A scenario has one probability, and those of all scenarios sum to 1."""
    if "probability" not in frame or frame["probability"].isna().all():
        return []
    known = frame.dropna(subset=["probability"])
    each = known.groupby("scenario")["probability"].agg(["min", "max"])
    facts = {"reason": "同一情景的概率须相同", "reason_en": "a scenario has one probability"}
    problems = [
        Problem("inconsistent", column="probability", value=str(name), facts=facts)
        for name in each.index[each["min"] < each["max"]]
    ]
    total = float(each["min"].sum())
    if not problems and abs(total - 1) > 1e-6:
        problems.append(
            Problem("weights-not-one", column="probability", value="scenario", facts={"total": f"{total:g}"})
        )
    return problems


DRIVERS = TableSpec(
    "drivers",
    "产出情景",
    (
        INDUSTRY,
        PERIOD,
        Column("scenario", "情景", "text", key=True, description="已过去的年份写“实际”，各情景共用"),
        Column("output_growth", "产出增长率", "number", unit="log growth", minimum=-1, maximum=1),
        Column(
            "probability",
            "情景概率",
            "number",
            unit="probability",
            required=False,
            nullable=True,
            minimum=0.01,
            maximum=1,
            description="各情景合计为 1；整列不填时各情景等可能，“实际”各行留空",
        ),
    ),
    description_zh="分行业的实际产出增长率（统计年度及以前）和各情景的产出增长率（以后）。",
    description_en="Growth of output by industry: as it was up to the year of the data, and by scenario after it.",
    row_checks=(_years, _probabilities),
    without_zh="未提供产出情景表（drivers），预测不含产出情景",
    without_en="no drivers table: forecasts carry no output scenario",
)
