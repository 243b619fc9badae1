"""A small publication made from the smallest city, its figures worked out by hand, for the tests of this folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from mini_city import CASTING, SOLAR, STEEL

from skillcast.io.config import FILE
from skillcast.io.sources import sha256
from skillcast.publication.content import ColumnFormat, Document, Table
from skillcast.publication.data.package import write_package
from skillcast.publication.manifest import identify
from skillcast.publication.sections.columns import WITHHELD

YEAR = 2025
TITLE = "示例市2025年度技能人才供需信息"


def number(name: str, header: str, **options: Any) -> ColumnFormat:
    return ColumnFormat(name, header, kind=options.pop("kind", "integer"), **options)


def total() -> Table:
    """The total of the form; the year's four quarters have 300 carried over at first and 500 new each."""
    frame = pd.DataFrame(
        {
            "row": ["demand", "seekers", "ratio"],
            "total": [300 + 4 * 500, 250 + 4 * 420, 2300 / 1930],
            "total_text": ["2,300", "1,930", "1.19"],
        }
    )
    labels = (("demand", "需求人数（人）"), ("seekers", "求职人数（人）"), ("ratio", "求人倍率"))
    columns = (
        ColumnFormat("row", "项目", labels=labels),
        number("total", "合计", kind="number", printed=False),
        ColumnFormat("total_text", "合计"),
    )
    return Table("market_total", "供求总体人数", frame, columns, primary_key=("row",))


def sexes() -> Table:
    """Demand by sex: 100 and 4 x 200, 90 and 4 x 180, 110 and 4 x 120."""
    demand = [900, 810, 590]
    frame = pd.DataFrame(
        {
            "code": ["male", "female", "any", "total"],
            "label": ["男", "女", "无要求", "合计"],
            "demand": [*demand, sum(demand)],
            "demand_share": [*(part / sum(demand) for part in demand), 1.0],
        }
    )
    columns = (
        ColumnFormat("code", "代码", printed=False),
        ColumnFormat("label", "组别"),
        number("demand", "需求人数", unit="人"),
        number("demand_share", "需求比重", kind="percent", unit="%", decimals=2),
    )
    return Table("market_sex", "按性别分组的供求人数", frame, columns, total_rows=(3,), primary_key=("code",))


def listed() -> Table:
    """The catalogue: means of the quarters are 65.5 and 64.5, 55.5 and 64.5, 95.5 and 64.5, rounded half to even."""
    frame = pd.DataFrame(
        {
            "rank": [1, 2, 3],
            "occupation": [SOLAR, STEEL, CASTING],
            "name": ["光伏发电运维值班员", "炼铁原料工", "高炉原料工"],
            "demand": [96, 66, 56],
            "seekers": [64, 64, 64],
            "registered_gap": [32, 2, -8],
            "forecast_gap": [12.0, None, 3.0],
            "forecast_gap_lo80": [4.0, None, -5.0],
            "forecast_gap_hi80": [20.0, None, 11.0],
            "probability": [0.91, 0.74, 0.62],
            "suppressed": ["", "forecast_gap forecast_gap_lo80 forecast_gap_hi80", ""],
        }
    )
    columns = (
        number("rank", "序号"),
        ColumnFormat("occupation", "职业编码", kind="code"),
        ColumnFormat("name", "职业名称"),
        number("demand", "需求人数", unit="人"),
        number("seekers", "求职人数", unit="人"),
        number("registered_gap", "缺口数", unit="人"),
        number("forecast_gap", "年均预测缺口", kind="interval", low="forecast_gap_lo80", high="forecast_gap_hi80"),
        number("forecast_gap_lo80", "下限", printed=False),
        number("forecast_gap_hi80", "上限", printed=False),
        number("probability", "紧缺概率", kind="percent", unit="%", decimals=1),
        WITHHELD,
    )
    checks = ("registered_gap == demand - seekers",)
    return Table("shortage_catalogue", "紧缺目录", frame, columns, checks=checks, primary_key=("occupation",))


def remarks() -> Table:
    """A table the registry of sources knows nothing of, without a key."""
    frame = pd.DataFrame({"remark": ["甲", "乙"], "value": [1, 2]})
    return Table("remarks", "备注", frame, (ColumnFormat("remark", "备注"), number("value", "数值")))


def document(*tables: Table, lang: Any = "zh") -> Document:
    return Document(TITLE, tables or (total(), sexes(), listed(), remarks()), lang=lang)


def manifest(city: Path | None = None, **changes: Any) -> dict[str, Any]:
    """What a run records; with the fingerprints of a city's files where there is one."""
    files = (
        [] if city is None else sorted(path for path in city.iterdir() if path.suffix == ".csv" or path.name == FILE)
    )
    facts: dict[str, Any] = {
        "skillcast": "0.1.0",
        "python": "3.11.7",
        "libraries": {"numpy": "2.0.0"},
        "year": YEAR,
        "seed": 0,
        "lang": "zh",
        "inputs": {path.name: sha256(path) for path in files},
        "parameters": {"shortage.enter": 0.6, "shortage.minimum_count": 10, "demand.exit_shock": 0.15},
        "changed_parameters": ["shortage.enter"],
        "corrections": [],
        "overrides": [],
        "config": {"city": {"name": "示例市"}},
    }
    return facts | changes


def write(out: Path, made: Document, facts: Mapping[str, Any]) -> Path:
    """Write what diff, trace and vintages read of a publication: the data package and ``run.json``."""
    out.mkdir(parents=True, exist_ok=True)
    write_package(made, out)
    recorded = {**facts, "identifier": identify(facts), "outputs": {}}
    (out / "run.json").write_text(json.dumps(recorded, ensure_ascii=False), encoding="utf-8")
    return out


def changed(table: Table, row: int, **values: Any) -> Table:
    """Return a table with some cells of a row put to other values."""
    frame = table.frame.astype(object).copy()
    for name, value in values.items():
        frame.loc[row, name] = value
    return replace(table, frame=frame)


def without(table: Table, row: int) -> Table:
    return replace(table, frame=table.frame.drop(index=row).reset_index(drop=True))
