"""What a run had to leave out, in words for the reader of its documents."""

from __future__ import annotations

from skillcast.demand.industries import unused_scenarios
from skillcast.labour_market import LabourMarket
from skillcast.outcome import Demand, Supply
from skillcast.shortage.gap import unused_supply


def limits(market: LabourMarket, demand: Demand, supply: Supply | None) -> tuple[tuple[str, str], ...]:
    """Return what a run switched off, left out or assumed for want of data.

    Parameters
    ----------
    market
        The tables.
    demand, supply
        What the chain found with them.

    Returns
    -------
    tuple of pairs
        Sentences (Chinese, English) without a full stop.
    """
    notes = [(spec.without_zh, spec.without_en) for spec in market.missing() if spec.without_zh]
    notes += [(problem.note("zh"), problem.note("en")) for problem in market.warnings]
    notes += unused_scenarios(market.optional("events"), market.optional("drivers"), demand.forecast.draws)
    year = demand.history.periods[-1].year
    for item in editions.to_dict("records") if (editions := market.optional("editions")) is not None else []:
        notes.append(
            (
                f"职业编码{item['old']}自{item['since']}年起改用{item['new']}，此前的登记和目录按{item['weight']:g}归入（来源：{item['source']}）",
                f"occupation code {item['old']} became {item['new']} from {item['since']} on; earlier registrations and catalogues follow with weight {item['weight']:g} ({item['source']})",
            )
        )
    if market.has("ages") and demand.openings is not None and market.known("ages", year) is None:
        notes.append(
            (
                "年龄构成表（ages）晚于统计年度，退出按均匀的年龄构成推算",
                "the ages table is later than the year: exits use an even age structure",
            )
        )
    if market.has("firms") and demand.openings is not None and demand.levels is None:
        notes.append(
            (
                "企业用工调查表（firms）晚于统计年度，技能等级预测和难招比例从略",
                "the firms table is later than the year: no forecast by skill level and no hard-to-fill shares",
            )
        )
    if supply is not None and demand.openings is not None:
        known = market.table("cohorts").query(f"intake_year <= {demand.history.periods[-1].year}")
        offered = market.table("programmes")[["school", "programme"]].itertuples(index=False, name=None)
        idle = sorted(set(offered) - set(known[["school", "programme"]].itertuples(index=False, name=None)))
        if idle:
            names = "、".join(" ".join(pair) for pair in idle)
            notes.append(
                (f"没有招生记录的专业不作招生建议：{names}", f"no seat suggestion for want of intakes: {names}")
            )
        unused = unused_supply(demand.openings.openings, supply.graduates.occupations)
        if unused:
            codes = "、".join(unused)
            notes.append(
                (
                    f"毕业生对应的职业 {codes} 在本市无从业人员，未计入缺口",
                    f"graduates' occupations {codes} have no employment in the city and are outside the gap",
                )
            )
    return tuple(notes)
