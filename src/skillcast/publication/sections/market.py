"""The standard form: registrations of the year by sector, industry, owner, occupation, level and person."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from skillcast.publication.content import Block, ColumnFormat, Figure, Sentence, Table
from skillcast.publication.sentences import told
from skillcast.publication.words import Words
from skillcast.shortage.ratio import Method, openings_ratio
from skillcast.standards import market_groups

COUNTS = ("demand_carried", "demand_new", "seekers_carried", "seekers_new")


def annual_market(market: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the year's registrations: carried over at its first reported period plus everything new in it.

    Parameters
    ----------
    market
        Table `market`.

    Returns
    -------
    DataFrame
        dimension, code, the four counts, demand, seekers (persons), periods (reported in the year).
    """
    rows = market[market["period"].str[:4].astype(int) == year].sort_values("period")
    grouped = rows.groupby(["dimension", "code"])
    out = grouped[["demand_carried", "seekers_carried"]].first()
    for name in ("demand_new", "seekers_new"):
        out[name] = grouped[name].sum(min_count=1)
    out["demand"] = out["demand_carried"] + out["demand_new"]
    out["seekers"] = out["seekers_carried"] + out["seekers_new"]
    return out.reset_index().assign(periods=rows["period"].nunique())


def group_table(
    now: pd.DataFrame, before: pd.DataFrame, dimension: str, method: Method, minimum: int, say: Words
) -> pd.DataFrame:
    """Return one dimension's table: label, demand, shares, changes in percentage points, ratio; the total last."""
    groups = market_groups(dimension)
    rows = now[now["dimension"] == dimension].set_index("code")
    past = before[before["dimension"] == dimension].set_index("code")
    order = [code for code in groups["code"] if code in rows.index]
    frame = rows.loc[order, ["demand", "seekers"]].reset_index()
    labels = groups.set_index("code")[say("zh", "en")]
    frame["label"] = frame["code"].map(labels)
    frame["ratio"] = openings_ratio(frame, group="code", method=method, minimum=minimum)
    comparable = not past.empty and (now["periods"].iloc[0] == before["periods"].iloc[0])
    top = ~frame["code"].isin(groups.loc[groups["parent"] != "", "code"])
    for name in ("demand", "seekers"):
        total = frame.loc[top, name].sum(min_count=1)
        frame[f"{name}_share"] = frame[name] / total
        old = past[name].reindex(frame["code"]).to_numpy() if comparable else np.full(len(frame), np.nan)
        frame[f"{name}_change"] = 100 * (frame[f"{name}_share"] - old / np.nansum(old[top])) if comparable else np.nan
    totals = {name: frame.loc[top, name].sum(min_count=1) for name in ("demand", "seekers")}
    last: dict[str, Any] = {"code": "total", "label": say("合计", "Total"), "demand_share": 1.0, "seekers_share": 1.0}
    last |= totals
    if totals["demand"] > 0 and totals["seekers"] > 0:
        last["ratio"] = totals["demand"] / totals["seekers"]
    for name in ("demand", "seekers"):
        if pd.isna(last[name]):
            last[f"{name}_share"] = np.nan
    return pd.concat([frame, pd.DataFrame([last])], ignore_index=True)


def market_sections(
    market: pd.DataFrame,
    vacancies: pd.DataFrame,
    names: pd.Series,
    *,
    year: int,
    method: Method,
    minimum: int,
    say: Words,
) -> dict[str, list[Block]]:
    """Return the blocks of each part of the form, keyed ``total``, ``industries``, ``occupations``, ``levels``, ``persons``."""
    now, before = annual_market(market, year), annual_market(market, year - 1)
    note = _ratio_note(method, minimum, say)
    incomplete = _gap_note(now, say)

    def table(dimension: str, title: str, *, demand: bool = True, seekers: bool = True) -> tuple[pd.DataFrame, Table]:
        frame = group_table(now, before, dimension, method, minimum, say)
        columns = [
            ColumnFormat("code", say("代码", "Code"), printed=False),
            ColumnFormat("label", say("组别", "Group")),
        ]
        columns += _columns("demand", say("需求", "Vacancies"), say) if demand else []
        columns += _columns("seekers", say("求职", "Seekers"), say) if seekers else []
        if demand and seekers:
            columns.append(ColumnFormat("ratio", say("求人倍率", "Ratio"), kind="number", decimals=2))
        notes = (note, *incomplete) if demand and seekers else incomplete
        return frame, Table(
            f"market_{dimension}",
            title,
            frame,
            tuple(columns),
            notes=notes,
            total_rows=(len(frame) - 1,),
            primary_key=("code",),
        )

    totals = _total_table(now, before, say)
    _, sector_table = table("sector", say("按产业分组的需求人数", "Vacancies by sector"), seekers=False)
    _, industry_table = table("industry", say("按行业分组的需求人数", "Vacancies by industry"), seekers=False)
    _, owner_table = table("owner", say("按用人单位性质分组的需求人数", "Vacancies by type of employer"), seekers=False)
    _, occupation_table = table(
        "occupation", say("按职业大类分组的供求人数", "Vacancies and seekers by major group")
    )
    level, level_table = table("skill_level", say("按技术等级分组的供求人数", "Vacancies and seekers by skill level"))
    _, applicant_table = table("applicant", say("按求职人员类别分组的求职人数", "Seekers by category"), demand=False)
    persons: list[Block] = [applicant_table]
    for dimension, title in (
        ("sex", say("按性别分组的供求人数", "Vacancies and seekers by sex")),
        ("age", say("按年龄分组的供求人数", "Vacancies and seekers by age")),
        ("education", say("按文化程度分组的供求人数", "Vacancies and seekers by education")),
    ):
        persons.append(table(dimension, title)[1])
    return {
        "total": [
            told([totals], say.lang, Sentence("form.total", ("market_total",), {"year": year}), Sentence("form.change", ("market_total",))),
            totals,
            _ratio_figure(market, year, say),
        ],
        "industries": [
            told([industry_table], say.lang, Sentence("form.leading", ("market_industry",), {"what": say("行业", "industry")})),
            sector_table,
            industry_table,
            owner_table,
        ],
        "occupations": [
            told([occupation_table], say.lang, Sentence("form.highest_ratio", ("market_occupation",), {"what": say("职业大类", "major group")})),
            occupation_table,
            *_top_tables(vacancies, names, year, method, minimum, say),
        ],
        "levels": [
            told([level_table], say.lang, Sentence("form.highest_ratio", ("market_skill_level",), {"what": say("技术等级", "skill level")})),
            level_table,
            Figure(
                "level_bars",
                say("按技术等级分组的需求人数和求职人数", "Vacancies and seekers by skill level"),
                say("条形图：各技术等级的需求人数与求职人数", "Bars: vacancies and seekers by skill level"),
                "level_bars",
                _level_bars(level.iloc[:-1], say),
            ),
        ],
        "persons": persons,
    }


SHORT_LEVELS = {
    "L5": ("初级工", "L5"),
    "L4": ("中级工", "L4"),
    "L3": ("高级工", "L3"),
    "L2": ("技师", "L2"),
    "L1": ("高级技师", "L1"),
    "none": ("无等级", "none"),
    "any": ("无要求", "any"),
}


def _level_bars(level: pd.DataFrame, say: Words) -> pd.DataFrame:
    """Return the skill levels under short names; professional titles are left to the table."""
    rows = level[level["code"].isin(SHORT_LEVELS)]
    return rows.assign(group=[say(*SHORT_LEVELS[code]) for code in rows["code"]])[["group", "demand", "seekers"]]


def _columns(name: str, word: str, say: Words) -> list[ColumnFormat]:
    return [
        ColumnFormat(name, word + say("人数", ""), kind="integer", unit=say("人", "persons")),
        ColumnFormat(f"{name}_share", word + say("比重", " share"), kind="percent", unit="%", decimals=2),
        ColumnFormat(
            f"{name}_change", word + say("比重同比变化", " share, change"), kind="change", unit=say("百分点", "pp")
        ),
    ]


def _total_table(now: pd.DataFrame, before: pd.DataFrame, say: Words) -> Table:
    row = now[now["dimension"] == "total"].iloc[0]
    past = before[before["dimension"] == "total"]
    comparable = len(past) and now["periods"].iloc[0] == before["periods"].iloc[0]
    frame = pd.DataFrame(
        {
            "row": ["demand", "seekers", "ratio"],
            "carried": [row["demand_carried"], row["seekers_carried"], row["demand_carried"] / row["seekers_carried"]],
            "new": [row["demand_new"], row["seekers_new"], row["demand_new"] / row["seekers_new"]],
            "total": [row["demand"], row["seekers"], row["demand"] / row["seekers"]],
        }
    )
    old = past.iloc[0] if comparable else None
    frame["last_year"] = [old["demand"], old["seekers"], old["demand"] / old["seekers"]] if old is not None else np.nan
    frame["change"] = frame["total"] - frame["last_year"]
    frame["change_rate"] = (frame["change"] / frame["last_year"]).where(frame["row"] != "ratio")
    labels = (
        ("demand", say("需求人数（人）", "Vacancies (persons)")),
        ("seekers", say("求职人数（人）", "Seekers (persons)")),
        ("ratio", say("求人倍率", "Ratio")),
    )
    # One column holds persons and a ratio, so the printed text is made here and the numbers stay in the data file.
    for name in ("carried", "new", "total", "last_year", "change"):
        frame[f"{name}_text"] = [
            "—" if pd.isna(value) else f"{value:,.0f}" if place < 2 else f"{value:.2f}"
            for place, value in enumerate(frame[name])
        ]
    heads = (
        ("carried", say("上期结转", "Carried over")),
        ("new", say("本期新增", "New")),
        ("total", say("合计", "Total")),
        ("last_year", say("上年合计", "Last year")),
        ("change", say("同比增减", "Change")),
    )
    columns = [ColumnFormat("row", say("项目", "Item"), labels=labels)]
    for name, head in heads:
        columns.append(ColumnFormat(name, head, kind="number", printed=False))
        columns.append(ColumnFormat(f"{name}_text", head))
    columns.append(ColumnFormat("change_rate", say("同比", "Change"), kind="percent", unit="%", decimals=2))
    return Table(
        "market_total",
        say("供求总体人数", "Vacancies and seekers"),
        frame,
        tuple(columns),
        notes=(
            say("有效数 = 上期结转 + 本期新增。", "Valid registrations = carried over + new."),
            *_gap_note(now, say),
        ),
        primary_key=("row",),
    )


def _top_tables(
    vacancies: pd.DataFrame, names: pd.Series, year: int, method: Method, minimum: int, say: Words
) -> list[Block]:
    rows = vacancies[vacancies["period"].str[:4].astype(int) == year]
    periods = rows["period"].nunique()
    sums = rows.groupby("occupation", as_index=False)[["demand", "seekers"]].sum()
    for name in ("demand", "seekers"):
        sums[name] = np.rint(sums[name] / periods).astype("int64")
    sums["ratio"] = openings_ratio(sums, group="occupation", method=method, minimum=minimum)
    sums["gap"] = sums["demand"] - sums["seekers"]
    sums = sums[sums["occupation"] != "any"]
    sums["name"] = sums["occupation"].map(names)
    tables: list[Block] = []
    for name, title, part in (
        (
            "top_shortage",
            say("需求大于求职缺口最大的前十个职业", "Ten occupations with the largest gap"),
            sums[sums["gap"] > 0].sort_values(["gap", "occupation"], ascending=[False, True]),
        ),
        (
            "top_surplus",
            say("需求小于求职缺口最大的前十个职业", "Ten occupations with the largest surplus"),
            sums[sums["gap"] < 0].sort_values(["gap", "occupation"]),
        ),
    ):
        frame = part.head(10).reset_index(drop=True)
        frame.insert(0, "rank", range(1, len(frame) + 1))
        tables.append(
            Table(
                name,
                title,
                frame,
                (
                    ColumnFormat("rank", say("序号", "No."), kind="integer"),
                    ColumnFormat("occupation", say("职业编码", "Code"), kind="code"),
                    ColumnFormat("name", say("职业", "Occupation")),
                    ColumnFormat("demand", say("需求人数", "Vacancies"), kind="integer"),
                    ColumnFormat("seekers", say("求职人数", "Seekers"), kind="integer"),
                    ColumnFormat("gap", say("缺口数", "Gap"), kind="integer"),
                    ColumnFormat("ratio", say("求人倍率", "Ratio"), kind="number"),
                ),
                unit=say("人", "persons"),
                notes=(say("人数为各季平均。", "Means of the quarters."), _ratio_note(method, minimum, say)),
                checks=("gap == demand - seekers",),
                primary_key=("occupation",),
            )
        )
    return tables


def _ratio_figure(market: pd.DataFrame, year: int, say: Words) -> Figure:
    rows = market[(market["dimension"] == "total") & (market["period"].str[:4].astype(int) <= year)].sort_values(
        "period"
    )
    ratio = (rows["demand_carried"] + rows["demand_new"]) / (rows["seekers_carried"] + rows["seekers_new"])
    frame = pd.DataFrame({"period": rows["period"].to_numpy(), "ratio": ratio.to_numpy()})
    calendar = pd.period_range(
        frame["period"].iloc[0], frame["period"].iloc[-1], freq="Q" if "Q" in frame["period"].iloc[0] else "Y"
    )
    frame = frame.set_index("period").reindex(calendar.astype(str)).rename_axis("period").reset_index()
    return Figure(
        "ratio_line",
        say(
            f"{frame['period'].iloc[0][:4]}年以来求人倍率变化",
            f"Openings-to-seekers ratio since {frame['period'].iloc[0][:4]}",
        ),
        say("折线图：各季度求人倍率，缺报季度断开", "Line: ratio by quarter, broken where a quarter is missing"),
        "ratio_line",
        frame,
    )


def _ratio_note(method: Method, minimum: int, say: Words) -> str:
    formula = (
        say(
            "分组求人倍率 =（本组需求 + 无要求需求 × 本组求职比重）÷（本组求职 + 无要求求职 × 本组需求比重）",
            "ratio of a group = (its vacancies + vacancies without requirement x its share of seekers) / (its seekers + seekers without preference x its share of vacancies)",
        )
        if method == "official"
        else say("分组求人倍率 = 需求人数 ÷ 求职人数", "ratio = vacancies / seekers")
    )
    return formula + say(
        f"；合计为需求除以求职；求职不足{minimum}人的组不计算。",
        f"; totals are plain quotients; none is given below {minimum} seekers.",
    )


def _gap_note(now: pd.DataFrame, say: Words) -> tuple[str, ...]:
    reported = int(now["periods"].iloc[0])
    if reported in (1, 4, 12):
        return ()
    return (
        say(
            f"本年只有{reported}个报告期有数，合计不含缺报的报告期。",
            f"Only {reported} periods were reported; totals leave out the missing ones.",
        ),
    )
