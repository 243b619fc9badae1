"""Where the parameters of the simulated city come from: published facts and assumptions."""

from __future__ import annotations

import pandas as pd

from skillcast.worlds.jiayuguan import DOMINANT_EMPLOYED, INDUSTRIES, YEARS
from skillcast.worlds.market import CARRIED
from skillcast.worlds.postings import WAGE_TREND
from skillcast.worlds.schools import PROGRAMMES
from skillcast.worlds.tightness import PERSISTENCE, SHORTAGE

ASSUMPTION = "假定（assumption）"


def calibration_table() -> pd.DataFrame:
    """Return parameter, value, unit, source and confidence of what the city is built on."""
    employed = sum(industry.employed for industry in INDUSTRIES)
    rows: list[tuple[str, object, str, str, str]] = [
        ("region", "620200", "code", "GB/T 2260 县级以上行政区划代码", "high"),
        ("population", 312_663, "persons", "第七次全国人口普查（2020-11-01），嘉峪关市", "high"),
        ("population_2010", 231_853, "persons", "第六次全国人口普查（2010），嘉峪关市", "high"),
        ("structure", "一家企业主导钢铁业；无县级行政区", "", "公开资料（定性）", "medium"),
        ("employed_2025", employed, "persons", ASSUMPTION + "：约为人口的 48 %", "low"),
        (
            "dominant_firm_employed",
            DOMINANT_EMPLOYED,
            "persons",
            ASSUMPTION + "：企业 F001 为虚构，公开渠道无可靠数字",
            "low",
        ),
        (
            "programmes",
            len(PROGRAMMES),
            "programmes",
            ASSUMPTION + "：专业代码取自职业教育专业目录（2021年），学校为虚构",
            "low",
        ),
        (
            "exit_rates",
            "见 worlds/accounts.py",
            "share a year",
            ASSUMPTION + "：退休按法定年龄，死亡与退出为假定曲线",
            "low",
        ),
        ("report_error", "0.004 + 1.6/√人数", "log sd", ASSUMPTION + "：约为公开统计小单元噪声的三分之一至一半", "low"),
        ("share_walk", 0.015, "log sd a year", ASSUMPTION, "low"),
        ("tightness_persistence", PERSISTENCE, "a quarter", ASSUMPTION, "low"),
        (
            "shortage_threshold",
            round(SHORTAGE, 4),
            "log ratio",
            ASSUMPTION + "：真实紧缺 = 年均求人倍率高于 1.35",
            "low",
        ),
        ("wage_trend", WAGE_TREND, "log growth a year", ASSUMPTION, "low"),
        ("carried_demand", CARRIED["demand"], "share", ASSUMPTION, "low"),
        ("carried_seekers", CARRIED["seekers"], "share", ASSUMPTION, "low"),
        ("subsidy_base", "1000/1500/2000/2500/3000", "yuan", ASSUMPTION + "：甘肃省、嘉峪关市标准未查到", "low"),
        (
            "retirement_law",
            "2025-01-01 起渐进式延迟法定退休年龄",
            "",
            "全国人大常委会关于实施渐进式延迟法定退休年龄的决定（2024-09-13）",
            "high",
        ),
    ]
    for industry in INDUSTRIES:
        rows.append((f"employed_{industry.code}", industry.employed, "persons", ASSUMPTION, "low"))
        rows.append(
            (f"growth_{industry.code}_to_2020", industry.growth_to_2020, "log growth a year", ASSUMPTION, "low")
        )
        rows.append(
            (f"growth_{industry.code}_2021_{YEARS[-1]}", industry.growth_after, "log growth a year", ASSUMPTION, "low")
        )
    return pd.DataFrame(rows, columns=["parameter", "value", "unit", "source", "confidence"])
