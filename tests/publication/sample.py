"""A made-up publication with every kind of block, for the tests of this folder."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.publication.content import Bullets, ColumnFormat, Document, Figure, Heading, PageBreak, Paragraph, Table

NAMES = [
    "高炉炼铁工",
    "炼钢工",
    "金属轧制工",
    "铝电解工",
    "焊工",
    "电工",
    "钳工",
    "光伏发电运维值班员",
    "风力发电运维值班员",
    "工业机器人系统操作员",
]
CODES = [f"6-17-{n // 3 + 1:02d}-{n % 3 + 1:02d}" for n in range(len(NAMES))]
INDUSTRIES = ["黑色金属冶炼和压延加工业", "电力、热力生产和供应业", "通用设备制造业", "道路运输业", "住宿业"]


def totals() -> Table:
    frame = pd.DataFrame(
        {
            "measure": ["需求人数", "求职人数"],
            "carried": [1200, 900],
            "new": [2345, 1511],
            "total": [3545, 2411],
        }
    )
    columns = (
        ColumnFormat("measure", "指标", description="需求人数或求职人数"),
        ColumnFormat("carried", "上期结转", kind="integer", unit="人", description="上期登记、仍然有效"),
        ColumnFormat("new", "本期新增", kind="integer", unit="人"),
        ColumnFormat("total", "合计", kind="integer", unit="人"),
    )
    return Table(
        "totals",
        "供求总体人数",
        frame,
        columns,
        unit="人",
        notes=("有效数＝上期结转＋本期新增。",),
        checks=("total == carried + new",),
        primary_key=("measure",),
        sources=("公共就业服务机构登记（模拟）",),
    )


def industries() -> Table:
    demand = np.array([1520.0, 830.0, 610.0, 420.0, np.nan])
    frame = pd.DataFrame(
        {
            "industry": [*INDUSTRIES, "合计"],
            "demand": [*demand, 3545.0],
            "share": [*(demand / 3545), 1.0],
            "change": [1.25, -0.4, 0.0, -0.004, np.nan, np.nan],
            "forecast": [1600.4, 900.0, 600.0, 400.0, np.nan, 3650.0],
            "forecast_lo80": [1400.0, 700.0, 500.0, 300.0, np.nan, 3300.0],
            "forecast_hi80": [1800.0, 1100.0, 700.0, 520.0, np.nan, 4010.0],
            "suppressed": ["", "", "", "", "demand share change forecast", ""],
        }
    )
    columns = (
        ColumnFormat("industry", "行业"),
        ColumnFormat("demand", "需求人数", kind="integer", unit="人"),
        ColumnFormat("share", "所占比重", kind="percent", unit="%", decimals=2, domain="[0, 1]"),
        ColumnFormat("change", "与上季度相比需求变化", kind="change", unit="百分点"),
        ColumnFormat("forecast", "2027年预测", kind="interval", unit="人", low="forecast_lo80", high="forecast_hi80"),
        ColumnFormat("forecast_lo80", "80%区间下限", kind="number", unit="人", printed=False),
        ColumnFormat("forecast_hi80", "80%区间上限", kind="number", unit="人", printed=False),
        ColumnFormat("suppressed", "是否隐去", printed=False, description="为保护调查对象不予公布"),
    )
    return Table(
        "industry_demand",
        "按行业分组的需求人数与预测",
        frame,
        columns,
        notes=("括号内为80%预测区间。", "“*”为保护调查对象不予公布；“—”为不适用。"),
        checks=("forecast_lo80 <= forecast", "forecast <= forecast_hi80"),
        total_rows=(5,),
        primary_key=("industry",),
    )


def catalogue(rows: int = 60) -> Table:
    n = np.arange(rows)
    demand, seekers = 40 + (n * 37) % 400, 10 + (n * 53) % 150
    frame = pd.DataFrame(
        {
            "rank": n + 1,
            "occupation": [CODES[k % 10][:-2] + f"{k + 1:02d}" for k in n],
            "occupation_name": [NAMES[k % 10] for k in n],
            "marks": [("L", "", "S", "L/S")[k % 4] for k in n],
            "industry": [INDUSTRIES[k % 5] for k in n],
            "eco": [("清洁能源", "先进制造", "")[k % 3] for k in n],
            "levels": "五级至三级",
            "demand": demand,
            "seekers": seekers,
            "gap_now": demand - seekers,
            "ratio": demand / seekers,
            "hard": (n % 7) / 10,
            "days": 20 + n % 30,
            "gap": (n * 11) % 90 + 0.4,
            "gap_lo80": (n * 11) % 90 - 30.0,
            "gap_hi80": (n * 11) % 90 + 45.0,
            "probability": 0.5 + (n % 50) / 100,
            "index": (n % 100) / 100,
            "grade": [("severe", "marked", "mild")[k % 3] for k in n],
            "kind": [("数量型", "能力型")[k % 2] for k in n],
            "years": n % 4,
            "is_new": n % 4 == 0,
            "reason": [f"求人倍率连续{k % 4 + 1}年高于1.5，预测缺口区间不含0" for k in n],
        }
    )
    grades = (("severe", "特别紧缺"), ("marked", "比较紧缺"), ("mild", "一般紧缺"))
    columns = (
        ColumnFormat("rank", "序号", kind="integer"),
        ColumnFormat("occupation", "职业编码", kind="code", domain="CSCO-2022"),
        ColumnFormat("occupation_name", "职业名称"),
        ColumnFormat("marks", "标识", empty=""),
        ColumnFormat("industry", "所属行业"),
        ColumnFormat("eco", "绿色生态产业"),
        ColumnFormat("levels", "适用等级"),
        ColumnFormat("demand", "需求人数", kind="integer", unit="人"),
        ColumnFormat("seekers", "求职人数", kind="integer", unit="人"),
        ColumnFormat("gap_now", "缺口数", kind="integer", unit="人"),
        ColumnFormat("ratio", "求人倍率", kind="number"),
        ColumnFormat("hard", "难招岗位占比", kind="percent", unit="%"),
        ColumnFormat("days", "平均招聘天数", kind="integer", unit="天"),
        ColumnFormat("gap", "预测缺口", kind="interval", unit="人/年", low="gap_lo80", high="gap_hi80"),
        ColumnFormat("probability", "紧缺概率", kind="percent", unit="%", decimals=0),
        ColumnFormat("index", "紧缺指数", kind="number"),
        ColumnFormat("grade", "紧缺程度", labels=grades),
        ColumnFormat("kind", "紧缺类型"),
        ColumnFormat("years", "连续入选年数", kind="integer", unit="年"),
        ColumnFormat("is_new", "新增", labels=(("true", "是"), ("false", "否"))),
        ColumnFormat("reason", "入选依据"),
        ColumnFormat("gap_lo80", "预测缺口下限", kind="number", unit="人/年", printed=False),
        ColumnFormat("gap_hi80", "预测缺口上限", kind="number", unit="人/年", printed=False),
    )
    return Table(
        "shortage_catalogue",
        "嘉峪关市2027年紧缺型职业（工种）目录",
        frame,
        columns,
        notes=("标识L为绿色职业，S为数字职业。",),
        checks=("gap_now == demand - seekers", "ratio == demand / seekers"),
        primary_key=("occupation",),
        copy="shortage_catalogue.csv",
    )


def figures() -> tuple[Figure, ...]:
    years = np.arange(2013, 2030)
    fans = []
    for place, name in enumerate([*INDUSTRIES, "批发业"]):
        level = 900 * (place + 1) * 1.02 ** (years - 2013)
        past, ahead = years <= 2026, years > 2026
        spread = np.maximum(years - 2026, 0) * 0.04
        fans.append(
            pd.DataFrame(
                {
                    "panel": name,
                    "period": years,
                    "actual": np.where(past, level * (1 + 0.03 * np.sin(years)), np.nan),
                    "median": np.where(ahead, level, np.nan),
                    "lo80": np.where(ahead, level * (1 - spread), np.nan),
                    "hi80": np.where(ahead, level * (1 + spread), np.nan),
                }
            )
        )
    quarters = [f"{year}Q{quarter}" for year in range(2020, 2027) for quarter in range(1, 5)]
    ratio = pd.DataFrame({"period": quarters, "ratio": 1.3 + 0.3 * np.sin(np.arange(len(quarters)) / 3)})
    levels = pd.DataFrame(
        {
            "group": ["五级/初级工", "四级/中级工", "三级/高级工", "二级/技师", "一级/高级技师"],
            "demand": [820, 1210, 940, 310, 95],
            "seekers": [1100, 900, 420, 120, 30],
        }
    )
    gaps = pd.DataFrame({"label": NAMES, "median": np.arange(10) * 12.0 - 30})
    gaps["lo80"], gaps["hi80"] = gaps["median"] - 25, gaps["median"] + 33
    tests = pd.DataFrame(
        [
            {"method": method, "horizon": h, "error": base * h**0.6}
            for method, base in (("组合预测", 2.1), ("不变", 2.6), ("漂移", 2.4))
            for h in (1, 2, 3, 4, 5)
        ]
    )
    cover = pd.DataFrame({"nominal": [0.5, 0.8, 0.95], "observed": [0.52, 0.78, 0.93]})
    pipe = pd.DataFrame(
        [
            {"year": year, "group": group, "graduates": 120 + 31 * k + 9 * (year - 2026)}
            for year in range(2026, 2030)
            for k, group in enumerate(("中职", "技工", "高职专科", "职业本科"))
        ]
    )
    listed = {2024: {0, 1, 2}, 2025: {0, 2, 3, 8}, 2026: {0, 3, 4}}
    states = {(False, False): "out", (False, True): "entered", (True, False): "left", (True, True): "listed"}
    lists = pd.DataFrame(
        [
            {
                "label": NAMES[k],
                "year": str(year),
                "status": states[k in listed.get(year - 1, {0, 1, 2}), k in listed[year]],
            }
            for k in (0, 3, 4, 2, 8, 1)
            for year in listed
        ]
    )
    alt = "示意图，数据见同名数据表。"
    return (
        Figure("ratio_by_quarter", "2020年以来求人倍率变化", "ratio_line", ratio, alt=alt),
        Figure("demand_by_level", "各技能等级需求与求职人数", "level_bars", levels, alt=alt),
        Figure("industry_fan", "分行业从业人数预测", "fan", pd.concat(fans, ignore_index=True), alt=alt),
        Figure("gap_by_occupation", "分职业缺口及80%预测区间", "gap_interval", gaps, alt=alt),
        Figure("list_history", "紧缺目录的列入、新增和移出", "entries_exits", lists, alt=alt),
        Figure("backtest", "历史回测误差", "backtest", tests, {"error": "平均绝对百分比误差（%）"}, alt=alt),
        Figure("reliability", "区间覆盖率", "reliability", cover, alt=alt),
        Figure("pipeline", "在途毕业生", "pipeline", pipe, alt=alt),
    )


def document(*, lang: str = "zh", banner: str = "模拟数据，非嘉峪关市统计数据", rows: int = 60) -> Document:
    drawn = figures()
    text = "2026年，嘉峪关市公共就业服务机构有效需求人数3,545人，有效求职人数2,411人，求人倍率为1.47，说明每100名求职者可以选择147个空缺岗位。"
    return Document(
        "嘉峪关市2026年度技能人才供需信息",
        (
            Paragraph("说明：“预测”数据由模型推算，不是统计数据，括号内为80%预测区间。", style="note"),
            Heading("一、供求总体情况"),
            Paragraph(text),
            totals(),
            drawn[0],
            Heading("二、产业和行业需求情况"),
            Heading("（一）行业需求", level=2),
            Paragraph(text * 2),
            industries(),
            *drawn[1:],
            Heading("三、工作建议"),
            Bullets(("扩大光伏、风电运维类专业招生；", "对钢铁富余岗位开展转岗培训。")),
            Paragraph("嘉峪关市人力资源和社会保障局", style="right"),
            PageBreak(),
            Heading("附件1"),
            catalogue(rows),
            Paragraph("附注：数据性质见数据字典。"),
        ),
        subtitle="（年度）",
        publishers=("嘉峪关市人力资源和社会保障局", "嘉峪关市教育局"),
        date_text="2027年1月15日",
        banner=banner,
        lang="en" if lang == "en" else "zh",
    )
