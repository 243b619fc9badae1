"""The supply part: graduates of each programme now and in the pipeline."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.outcome import Outlook
from skillcast.programmes.rules import KEYS, outcomes
from skillcast.publication.content import Block, ColumnFormat, Figure, Sentence, Table
from skillcast.publication.sections.columns import interval
from skillcast.publication.sentences import told
from skillcast.publication.words import Words
from skillcast.standards import code_list, programme_group

AHEAD = 3
COUNTS = ("graduates", "further_study", "placed", "placed_local")


def supply_blocks(result: Outlook, say: Words) -> list[Block]:
    """Return the graduate table and the pipeline figure."""
    assert result.supply is not None
    table = graduate_table(result, say)
    facts = {"year": result.year, "ahead": min(AHEAD, len(result.supply.graduates.local.periods))}
    told_of = Sentence("supply.graduates", (table.name,), facts)
    return [told([table], say.lang, told_of), table, _pipeline(result, say)]


def graduate_table(result: Outlook, say: Words) -> Table:
    """Return the destinations of the class that graduated in the year of the data, by school and programme, and the forecast."""
    assert result.supply is not None
    market = result.market
    past = outcomes(market.table("programmes"), market.table("cohorts"), result.year)
    done = past[past["graduation_year"] == result.year].dropna(subset=["graduates"])
    flow = result.supply.graduates
    ahead = flow.local.index.copy()
    mean = flow.local.samples[:, :AHEAD].mean(axis=1)
    ahead["forecast"] = np.rint(mean.mean(axis=1))
    ahead["lo80"], ahead["hi80"] = np.rint(np.quantile(mean, [0.1, 0.9], axis=1))
    frame = ahead.merge(done, on=KEYS, how="left").sort_values(KEYS, ignore_index=True)
    frame = pd.concat([frame, _graduate_total(frame, mean.sum(axis=0))], ignore_index=True)
    names = code_list("programme", market.config.standards.programme)
    frame["name"] = [say("合计", "Total") if code == "total" else names.label(code) for code in frame["programme"]]
    columns = (
        ColumnFormat("school", say("学校", "School"), labels=(("total", ""),)),
        ColumnFormat("programme", say("专业代码", "Code"), kind="code", labels=(("total", ""),)),
        ColumnFormat("name", say("专业", "Programme")),
        ColumnFormat("graduates", say("毕业生", "Graduates"), kind="integer"),
        ColumnFormat("further_study", say("升学", "Further study"), kind="integer"),
        ColumnFormat("placed", say("就业", "Placed"), kind="integer"),
        ColumnFormat("placed_local", say("留市就业", "Placed locally"), kind="integer"),
        ColumnFormat("placement", say("去向落实率", "Placement"), kind="number", unit="%", decimals=1),
        ColumnFormat("matched_share", say("对口率", "Matched"), kind="number", unit="%", decimals=1),
        *interval(
            "forecast",
            say("今后三年年均留市就业预测（80%区间）", "Local entrants a year, next three (80% interval)"),
            low="lo80",
            high="hi80",
        ),
    )
    notes = (
        say(
            "去向落实率 =（就业 + 升学）÷ 毕业生；对口率 = 对口就业 ÷ 就业。本年无毕业班的专业为“—”。",
            "Placement = (placed + further study) / graduates; matched = matched / placed.",
        ),
    )
    title = say(
        f"{result.year}年职业院校分专业毕业生去向及预测", f"Graduates of {result.year} by programme, and forecast"
    )
    return Table(
        "graduates",
        title,
        frame,
        columns,
        unit=say("人", "persons"),
        notes=notes,
        checks=(
            *(f"total({name}) == sum({name})" for name in COUNTS),
            "placement == 100 * (placed + further_study) / graduates",
        ),
        total_rows=(len(frame) - 1,),
        primary_key=("school", "programme"),
    )


def _graduate_total(frame: pd.DataFrame, mean: np.ndarray) -> pd.DataFrame:
    """Return the row of totals: counts summed where they are known, rates of the sums, the forecast of the sum (draws)."""
    sums = frame[[*COUNTS, "matched"]].sum(min_count=1)
    row = {"school": "total", "programme": "total", **sums}
    row["placement"] = 100 * (sums["placed"] + sums["further_study"]) / sums["graduates"]
    row["matched_share"] = 100 * sums["matched"] / sums["placed"]
    row["forecast"], row["lo80"], row["hi80"] = (np.rint(x) for x in (mean.mean(), *np.quantile(mean, [0.1, 0.9])))
    return pd.DataFrame([row])


def _pipeline(result: Outlook, say: Words) -> Figure:
    assert result.supply is not None
    past = outcomes(result.market.table("programmes"), result.market.table("cohorts"), result.year).dropna(
        subset=["graduates"]
    )
    past = past[past["graduation_year"].between(result.year - 4, result.year)]
    known = past.assign(year=past["graduation_year"], persons=past["graduates"])[["programme", "year", "persons"]]
    graduates = result.supply.graduates.graduates
    ahead = pd.DataFrame(graduates.mean(), columns=graduates.periods.year).assign(
        programme=graduates.index["programme"]
    )
    ahead = ahead.melt("programme", var_name="year", value_name="persons")
    rows = pd.concat([known, ahead], ignore_index=True)
    rows["group"] = [programme_group(code) for code in rows["programme"]]
    top = rows.groupby("group")["persons"].sum().sort_values(ascending=False).index[:5]
    rows["group"] = rows["group"].where(rows["group"].isin(top), say("其他", "Other"))
    frame = rows.groupby(["year", "group"])["persons"].sum().reset_index(name="graduates")
    frame["expected"] = ["true" if int(year) > result.year else "false" for year in frame["year"]]
    frame["year"] = frame["year"].astype(int).astype(str)
    order = [*top, say("其他", "Other")]
    frame = frame.sort_values(
        ["year", "group"], key=lambda part: part.map(order.index) if part.name == "group" else part
    )
    return Figure(
        "pipeline",
        say(
            f"毕业生数：{result.year}年及以前为实际，以后为预测均值",
            f"Graduates: actual to {result.year}, expected after",
        ),
        "pipeline",
        frame,
    )
