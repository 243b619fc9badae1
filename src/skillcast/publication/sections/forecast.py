"""The forecast part: industries, green industries, levels and occupations, with the backtest beside."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import pandas as pd

from skillcast.draws import Draws
from skillcast.outcome import Demand, Outlook
from skillcast.publication.content import Block, ColumnFormat, Figure, Sentence, Table
from skillcast.publication.disclosure import Additive, Protected, withhold
from skillcast.publication.sections.backtest import backtest_figure, backtest_table, skill_table
from skillcast.publication.sections.columns import WITHHELD, interval
from skillcast.publication.sections.parameters import parameter_table, quoted
from skillcast.publication.sentences import noted, told
from skillcast.publication.words import Words
from skillcast.standards import code_list, eco_industries

AHEAD = 3


def industry_table(result: Outlook, protected: set[str], say: Words) -> Table:
    """Return employment by industry now and ahead, 80 % intervals and the backtest's error beside each."""
    demand = result.demand
    label = industry_labels(result, say)
    frame = summary_rows(demand.industries, "industry")
    total = summary_rows(demand.industries.total(), "total").assign(industry="total")
    frame = pd.concat([frame, total], ignore_index=True).drop(columns="total")
    frame["label"] = [label(code) for code in frame["industry"]]
    last = min(AHEAD, len(demand.industries.periods) - 1)
    rounded = Additive.of(result).industries
    frame[list(map(str, rounded))] = rounded.to_numpy()
    frame["growth"] = (frame[f"mean_{last}"] / frame["base"]) ** (1 / last) - 1
    frame = frame.merge(_errors(demand), on="industry", how="left")
    ahead = [f"{part}_{h}" for h in range(1, last + 1) for part in ("mean", "lo80", "hi80")]
    numbers = ["base", "growth", *ahead, "error", "naive", "drift"]
    frame = withhold(frame, "industry", protected, numbers)
    years = demand.industries.periods.year
    columns = [
        ColumnFormat("industry", say("行业代码", "Code"), kind="code", labels=(("total", "—"),)),
        ColumnFormat("label", say("行业", "Industry")),
        ColumnFormat("base", say(f"{years[0]}年末在岗人数", f"Employed end {years[0]}"), kind="integer"),
    ]
    for h in range(1, last + 1):
        columns += _year_columns(h, years[h], say)
    columns += [
        WITHHELD,
        ColumnFormat("growth", say("年均增速", "Growth a year"), kind="percent", unit="%"),
        ColumnFormat("error", say("回测误差", "Backtest error"), kind="percent", unit="%"),
        ColumnFormat("naive", say("不变预测误差", "No-change error"), kind="percent", unit="%"),
        ColumnFormat("drift", say("趋势外推误差", "Drift error"), kind="percent", unit="%"),
    ]
    notes = (
        say(
            f"预测值为情景均值，括号内为80%预测区间；回测误差为滚动起点、提前1—{last}年的平均绝对误差占实际值的比重（WAPE）。",
            f"Means over scenarios with 80% intervals; backtest errors are WAPE over rolling origins, 1 to {last} years ahead.",
        ),
        say("“*”：为保护调查对象不予公布。", "*: withheld to protect respondents."),
        Sentence("forecast.verdict", ("backtest_skill",), {"against": demand.backtest.baseline}),
    )
    title = say("分行业在岗人数预测", "Employment forecast by industry")
    table = Table(
        "forecast_industry",
        title,
        frame,
        tuple(columns),
        unit=say("人", "persons"),
        checks=(
            *(f"total({name}) == sum({name})" for name in rounded),
            f"{' * '.join(['(1 + growth)'] * last)} == mean_{last} / base",
        ),
        total_rows=(len(frame) - 1,),
        primary_key=("industry",),
    )
    return noted(table, [skill_table(result, say)], say.lang, *notes)


def forecast_blocks(result: Outlook, protected: Protected, say: Words) -> list[Block]:
    """Return the blocks of the forecast part."""
    table = industry_table(result, protected.industries, say)
    last = min(AHEAD, len(result.demand.industries.periods) - 1)
    year = int(result.demand.industries.periods.year[last])
    blocks: list[Block] = [
        told([table], say.lang, Sentence("forecast.industries", ("forecast_industry",), {"year": year, "ahead": last})),
        table,
        _fan(result, protected.industries, say),
        told(
            [skill_table(result, say)],
            say.lang,
            Sentence("forecast.verdict", ("backtest_skill",), {"against": result.demand.backtest.baseline}),
        ),
        backtest_table(result, say),
        backtest_figure(result, say),
    ]
    if result.demand.levels is not None:
        blocks.append(level_table(result, protected, say))
    if result.shortage is not None:
        blocks += [
            occupation_table(result, protected.occupations, say),
            _gap_figure(result, protected.occupations, say),
        ]
    return blocks


def eco_table(result: Outlook, hidden: Collection[str], say: Words) -> Table | None:
    """Return employment of the green-ecological industries now and ahead by the assumed industry shares."""
    own = own_eco(result)
    if own is None and result.market.config.standards.industry == "own":
        return None
    mapping = eco_industries(own)
    draws = result.demand.industries
    rows = []
    codes = list(draws.index["industry"])
    for sector, part in mapping.groupby("sector", sort=False):
        weights = np.array([_eco_share(part, code) for code in codes])
        if not weights.any():
            continue
        samples = np.tensordot(weights, draws.samples.astype(np.float64), axes=(0, 0))[None]
        one = summary_rows(Draws(pd.DataFrame({"sector": [sector]}), draws.periods, samples), "sector").iloc[0]
        rows.append({**one, "label": part[say("zh", "en")].iloc[0]})
    if not rows:
        return None
    frame = pd.DataFrame(rows)
    last = min(AHEAD, len(draws.periods) - 1)
    numbers = ["base", *(f"{part}_{h}" for h in (1, last) for part in ("mean", "lo80", "hi80"))]
    frame = withhold(frame, "sector", hidden, numbers)
    years = draws.periods.year
    columns = [
        ColumnFormat("label", say("绿色生态产业", "Green-ecological industry")),
        ColumnFormat(
            "base", say(f"{years[0]}年末在岗人数（推算）", f"Employed end {years[0]} (estimate)"), kind="integer"
        ),
        *(column for h in sorted({1, last}) for column in _year_columns(h, years[h], say)),
        WITHHELD,
    ]
    basis = "占比为假定" if own is None else "占比由本市提供"
    basis_en = "assumptions" if own is None else "given by the city"
    notes = (
        say(
            f"十大产业无官方行业代码，按可修改的行业占比表推算（{basis}）；各产业有交叉，不能相加；军民融合产业不公布。",
            f"No official industry codes exist; estimated by editable shares ({basis_en}). Industries overlap and do not add up; one is not published.",
        ),
    )
    return Table(
        "eco_industries",
        say("绿色生态产业在岗人数推算与预测", "Employment in green-ecological industries"),
        frame,
        tuple(columns),
        unit=say("人", "persons"),
        notes=notes,
    )


def level_table(result: Outlook, protected: Protected, say: Words) -> Table:
    """Return employment by industry and skill level in the last forecast year shown."""
    levels = result.demand.levels
    assert levels is not None
    last = min(AHEAD, len(levels.periods) - 1)
    label = industry_labels(result, say)
    names = code_list("skill_level", "").frame.set_index("code")[say("zh", "en")]
    rows = pd.concat(
        [
            summary_rows(levels, "industry").assign(skill_level=levels.index["skill_level"]),
            summary_rows(levels.total(["skill_level"]), "skill_level").assign(industry="total"),
        ]
    )
    parts = []
    for code in [*result.demand.industries.index["industry"], "total"]:
        mine = rows[rows["industry"] == code].set_index("skill_level")
        cells = {
            f"{level}_{part}": mine.at[level, f"{part}_{last}"]
            for level in mine.index
            for part in ("mean", "lo80", "hi80")
        }
        parts.append({"industry": code, "label": label(code), **cells})
    frame = pd.DataFrame(parts)
    rounded = Additive.of(result).levels
    assert rounded is not None
    for level in rounded:
        frame[f"{level}_mean"] = rounded[level].to_numpy()
    numbers = [name for name in frame.columns if name not in ("industry", "label")]
    frame = withhold(frame, "industry", protected.industries, numbers)
    for industry, level in sorted(protected.levels):
        frame = withhold(frame, "industry", {industry}, [f"{level}_{part}" for part in ("mean", "lo80", "hi80")])
    year = levels.periods.year[last]
    columns = [
        ColumnFormat("industry", say("行业代码", "Code"), kind="code", printed=False),
        ColumnFormat("label", say("行业", "Industry")),
    ]
    for level in ("L5", "L4", "L3", "L2", "L1", "none"):
        columns += interval(f"{level}_mean", names[level], low=f"{level}_lo80", high=f"{level}_hi80")
    columns.append(WITHHELD)
    return Table(
        "forecast_level",
        say(
            f"{year}年分行业、分技能等级在岗人数预测（80%区间）",
            f"Employment by industry and skill level in {year} (80% interval)",
        ),
        frame,
        tuple(columns),
        unit=say("人", "persons"),
        checks=tuple(f"total({level}_mean) == sum({level}_mean)" for level in rounded),
        total_rows=(len(frame) - 1,),
        primary_key=("industry",),
    )


def occupation_table(result: Outlook, hidden: set[str], say: Words) -> Table:
    """Return openings, supply and gap of every occupation, persons a year over the next three years."""
    assert result.shortage is not None
    frame = result.shortage.assessment.sort_values(
        ["forecast_gap", "occupation"], ascending=[False, True], ignore_index=True
    )
    numbers = [
        "stock",
        "gap_probability",
        *(name + part for name in ("openings", "supply", "forecast_gap") for part in ("", "_lo80", "_hi80")),
    ]
    frame = withhold(frame, "occupation", hidden, numbers)
    columns = (
        ColumnFormat("occupation", say("职业编码", "Code"), kind="code"),
        ColumnFormat("name", say("职业", "Occupation")),
        ColumnFormat("stock", say(f"{result.year}年末在岗人数", f"Employed end {result.year}"), kind="integer"),
        *interval(
            "openings",
            say("年均岗位需求（80%区间）", "Openings a year (80% interval)"),
            low="openings_lo80",
            high="openings_hi80",
        ),
        *interval(
            "supply", say("年均供给（80%区间）", "Supply a year (80% interval)"), low="supply_lo80", high="supply_hi80"
        ),
        *interval(
            "forecast_gap",
            say("年均缺口（80%区间）", "Gap a year (80% interval)"),
            low="forecast_gap_lo80",
            high="forecast_gap_hi80",
        ),
        ColumnFormat("gap_probability", say("缺口概率", "P(gap)"), kind="percent", unit="%", decimals=0),
        WITHHELD,
    )
    notes = (
        quoted(
            "未来三年年均值；岗位需求 = 扩张需求 + 补充需求；缺口 = 岗位需求 − 供给，正数为短缺；缺口概率：缺口超过在岗人数{friction}%（摩擦性缺口）的情景所占比重。",
            "Means a year over the next three; openings = expansion + replacement; gap = openings - supply; P(gap): share of scenarios in which it exceeds {friction}% of employment.",
            friction="100 shortage.friction",
        ),
        say("“*”：为保护调查对象不予公布。", "*: withheld to protect respondents."),
    )
    table = Table(
        "forecast_occupation",
        say("分职业岗位需求、供给和缺口预测", "Openings, supply and gap by occupation"),
        frame,
        columns,
        unit=say("人", "persons"),
        checks=("forecast_gap == openings - supply",),
        primary_key=("occupation",),
    )
    return noted(table, [parameter_table(result.parameters, say)], say.lang, *notes)


def own_eco(result: Outlook) -> pd.DataFrame | None:
    """Return the city's own map of green-ecological industries, if it gave one."""
    return result.market.table("eco_industries") if result.market.has("eco_industries") else None


def industry_labels(result: Outlook, say: Words) -> Callable[[str], str]:
    """Return the function that names an industry code (``total`` included)."""
    names = code_list("industry", result.market.config.standards.industry)
    return lambda code: say("全市合计", "Total") if code == "total" else names.label(code)


def summary_rows(draws: Draws, key: str) -> pd.DataFrame:
    """Return one row a series: its key, the base year's mean, and mean, lo80, hi80 of each year ahead as whole persons."""
    frame = draws.index[[key]].reset_index(drop=True)
    frame["base"] = np.rint(draws.mean()[:, 0])
    for h in range(1, len(draws.periods)):
        frame[f"mean_{h}"] = np.rint(draws.mean()[:, h])
        frame[f"lo80_{h}"] = np.rint(draws.quantile(0.1)[:, h])
        frame[f"hi80_{h}"] = np.rint(draws.quantile(0.9)[:, h])
    return frame


def _year_columns(h: int, year: int, say: Words) -> tuple[ColumnFormat, ...]:
    header = say(f"{year}年预测（80%区间）", f"{year} forecast (80% interval)")
    return interval(f"mean_{h}", header, low=f"lo80_{h}", high=f"hi80_{h}")


def _errors(demand: Demand) -> pd.DataFrame:
    """Return WAPE by industry, and of the sum over industries, of the forecast, no change and drift."""
    errors = demand.backtest.errors
    errors = errors.assign(miss=(errors["forecast"] - errors["actual"]).abs())
    sums = errors.groupby(["industry", "method"])[["miss", "actual"]].sum()
    wide = (sums["miss"] / sums["actual"]).unstack("method")
    cells = errors.groupby(["method", "origin", "period"])[["forecast", "actual"]].sum()
    total = (cells["forecast"] - cells["actual"]).abs().groupby("method").sum() / cells["actual"].groupby(
        "method"
    ).sum()
    wide.loc["total"] = total
    return wide.rename(columns={"ensemble": "error"}).reset_index()[["industry", "error", "naive", "drift"]]


def _eco_share(part: pd.DataFrame, code: str) -> float:
    """Return the share of an industry that belongs to a green-ecological sector (by its own code, else its section's)."""
    shares: dict[str, float] = dict(zip(part["code"], part["share"], strict=True))
    return shares.get(code, shares.get(code[:1], 0.0))


def _fan(result: Outlook, hidden: set[str], say: Words) -> Figure:
    label = industry_labels(result, say)
    history, ahead = result.demand.history, result.demand.industries
    shown = [(row, code) for row, code in enumerate(ahead.index["industry"]) if code not in hidden]
    largest = sorted(shown, key=lambda item: -ahead.mean()[item[0], 0])[:6]
    middle, low, high = ahead.quantile(0.5), ahead.quantile(0.1), ahead.quantile(0.9)
    step, earlier = _earlier(result, label)
    parts = []
    for row, code in largest:
        parts.append(
            pd.DataFrame({"panel": label(code), "period": history.periods.astype(str), "actual": history.values[row]})
        )
        parts.append(
            pd.DataFrame(
                {
                    "panel": label(code),
                    "period": ahead.periods[1:].astype(str),
                    "median": middle[row, 1:],
                    "lo80": low[row, 1:],
                    "hi80": high[row, 1:],
                }
            )
        )
    return Figure(
        "industry_fan",
        say(
            "主要行业在岗人数及预测（可公布的前六个行业）",
            "Employment and forecast, six largest publishable industries",
        ),
        "fan",
        pd.concat(parts, ignore_index=True).merge(earlier, on=["panel", "period"], how="left"),
        {"backtest": say(f"提前{step}年的历史预测（80%区间）", f"Forecast {step} years earlier (80% interval)")},
    )


def _earlier(result: Outlook, label: Callable[[str], str]) -> tuple[int, pd.DataFrame]:
    """Return how many years ahead, and what the forecast said of past years from so far back, by panel and period."""
    found = result.demand.backtest
    step = min(AHEAD, int(found.errors["h"].max()))
    rows = found.errors[(found.errors["method"] == found.methods[0]) & (found.errors["h"] == step)]
    names = {"forecast": "backtest", "lo80": "backtest_lo80", "hi80": "backtest_hi80"}
    rows = rows.assign(panel=[label(code) for code in rows["industry"]]).rename(columns=names)
    return step, rows[["panel", "period", *names.values()]]


def _gap_figure(result: Outlook, hidden: set[str], say: Words) -> Figure:
    assert result.shortage is not None
    frame = result.shortage.assessment
    frame = frame[~frame["occupation"].isin(hidden)].sort_values(
        ["forecast_gap", "occupation"], ascending=[False, True]
    )
    ends = pd.concat([frame.head(10), frame.tail(5)])
    return Figure(
        "occupation_gap",
        say(
            "未来三年年均缺口及80%区间（可公布的前十位和后五位）",
            "Yearly gap over three years with 80% interval (ten largest, five smallest)",
        ),
        "gap_interval",
        pd.DataFrame(
            {
                "label": ends["name"],
                "median": ends["forecast_gap"],
                "lo80": ends["forecast_gap_lo80"],
                "hi80": ends["forecast_gap_hi80"],
            }
        ),
        {"median": say("预测均值", "Expected gap")},
    )
