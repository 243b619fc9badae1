"""The chain, readable top to bottom: from a bureau's tables to everything the publication says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, cast

import pandas as pd

from skillcast.demand.exits import draw_exits, exit_rates
from skillcast.demand.industries import industry_scenarios
from skillcast.demand.levels import split_levels
from skillcast.demand.openings import count_openings
from skillcast.demand.staffing import draw_stocks, fit_staffing, past_stocks
from skillcast.draws import Draws
from skillcast.errors import DataError, Problem
from skillcast.forecasting import backtest_panel, forecast_panel
from skillcast.labour_market import LabourMarket
from skillcast.outcome import Demand, Outlook, Programmes, Shortage, Supply
from skillcast.panel import Floats, Panel
from skillcast.parameters import Parameters, load_parameters
from skillcast.programmes.rules import flag_programmes
from skillcast.programmes.seats import plan_seats
from skillcast.shortage.assessment import assess
from skillcast.shortage.calls import make_calls
from skillcast.shortage.catalogue import apply_overrides, shortage_catalogue
from skillcast.shortage.evidence import Evidence, annual_registrations
from skillcast.shortage.gap import count_gap, unused_supply
from skillcast.shortage.tightness import filter_tightness, score_indicators
from skillcast.shortage.training import training_catalogue
from skillcast.standards import code_list
from skillcast.supply.cohorts import graduate_flow, local_graduates
from skillcast.supply.entrants import draw_entrants, past_entrants

Progress = Callable[[str], None]


def outlook(
    market: LabourMarket,
    *,
    year: int | None = None,
    horizon: int | None = None,
    seed: int = 0,
    progress: Progress = lambda _stage: None,
) -> Outlook:
    """Run the whole chain on a city's tables.

    Parameters
    ----------
    market
        Tables from `skillcast.load`.
    year
        Last year that counts as known; later rows are not used. Default: `skillcast.toml`, else the last complete year.
    horizon
        Years ahead; default: `skillcast.toml`.
    seed
        Seed of every random stream.
    progress
        Called with the name of each stage as it begins.

    Returns
    -------
    Outlook

    Raises
    ------
    DataError
        If the tables cannot carry the chain (a parameter out of range, a year without data, several regions).

    Examples
    --------
    >>> import skillcast
    >>> market = skillcast.load(skillcast.sample_path("us_sector_employment"))
    >>> result = skillcast.outlook(market, horizon=2)
    >>> result.shortage is None
    True
    """
    known = _origin(market, year)
    ahead = horizon or market.config.city.horizon
    parameters = load_parameters(known, market.config.parameters)
    progress("forecast")
    demand = _demand(market, parameters, known, ahead, seed)
    progress("supply")
    supply = _supply(market, parameters, demand, known, ahead, seed)
    progress("shortage")
    shortage = _shortage(market, parameters, demand, supply, known)
    progress("programmes")
    programmes = _programmes(market, parameters, supply, known)
    notes = _notes(market, demand, supply)
    return Outlook(market, known, seed, parameters, demand, supply, shortage, programmes, notes)


def _demand(market: LabourMarket, p: Parameters, year: int, horizon: int, seed: int) -> Demand:
    draws = p.integer("forecast.draws")
    history = _employment(market, year)
    forecast = forecast_panel(history, horizon=horizon, seed=seed, draws=draws)
    backtest = backtest_panel(history, horizon=min(horizon, 3), seed=seed)
    events = market.table("events") if market.has("events") else None
    industries = industry_scenarios(history, forecast.draws, events, ramp=p.integer("forecast.event_ramp"), seed=seed)
    if not market.has("staffing"):
        return Demand(history, forecast, backtest, industries)
    staffing = fit_staffing(
        market.table("staffing"),
        market.table("staffing_reference") if market.has("staffing_reference") else None,
        industries=list(history.index["industry"]),
        year=year,
        memory=p.number("demand.share_memory"),
    )
    damping = p.number("demand.trend_damping")
    cells = draw_stocks(staffing, industries, damping=damping, seed=seed)
    stock = cells.total(["occupation"])
    rates = _exit_rates(market, p, stock, range(year + 1, year + horizon + 1))
    exits = draw_exits(stock, rates, shock=p.number("demand.exit_shock"), seed=seed)
    definition = cast("Literal['net', 'gross']", p.text("demand.replacement"))
    openings = count_openings(stock, exits, definition=definition)
    openings.check()
    past = past_stocks(staffing, history, damping=damping)
    levels = split_levels(cells, market.table("firms"), year=year, seed=seed) if _surveyed(market, year) else None
    return Demand(history, forecast, backtest, industries, staffing, cells, levels, past, openings)


def _supply(market: LabourMarket, p: Parameters, demand: Demand, year: int, horizon: int, seed: int) -> Supply | None:
    if (
        demand.openings is None
        or demand.past is None
        or not all(map(market.has, ("programmes", "cohorts", "crosswalk")))
    ):
        return None
    programmes, cohorts, crosswalk = (market.table(name) for name in ("programmes", "cohorts", "crosswalk"))
    draws = p.integer("forecast.draws")
    flow = graduate_flow(
        programmes,
        cohorts,
        crosswalk,
        year=year,
        horizon=horizon,
        draws=draws,
        cohorts_used=p.integer("supply.cohorts_used"),
        shock=p.number("supply.yearly_shock"),
        certainty=p.number("supply.crosswalk_certainty"),
        seed=seed,
    )
    flow.check()
    window = min(p.integer("supply.entrant_window"), len(demand.past.periods) - 1)
    recent = Panel(demand.past.index, demand.past.periods[-window - 1 :], demand.past.values[:, -window - 1 :].copy())
    years = range(year - window + 1, year + 1)
    left = _exit_rates(market, p, demand.openings.stock, years).sum(axis=2)
    rows = [list(demand.openings.stock.index["occupation"]).index(code) for code in recent.index["occupation"]]
    past = past_entrants(recent, left[rows], local_graduates(cohorts, programmes, crosswalk, years))
    entrants = draw_entrants(past, horizon=horizon, draws=draws, seed=seed)
    return Supply(flow, entrants, count_gap(demand.openings.openings, [flow.occupations, entrants]))


def _shortage(market: LabourMarket, p: Parameters, demand: Demand, supply: Supply | None, year: int) -> Shortage | None:
    if (
        supply is None
        or demand.cells is None
        or demand.openings is None
        or demand.past is None
        or not market.has("vacancies")
    ):
        return None
    vacancies = market.table("vacancies")
    firms = market.table("firms") if market.has("firms") else None
    evidence = Evidence(annual_registrations(vacancies, year), demand.past, firms, supply.gap.gap, year)
    tightness = filter_tightness(
        score_indicators(evidence),
        persistence=p.number("shortage.persistence"),
        reliability=p.number("shortage.reliability"),
        half_size=p.number("shortage.half_size"),
        error_correlation=p.number("shortage.error_correlation"),
    )
    history = market.table("history") if market.has("history") else None
    calls = make_calls(
        tightness,
        threshold=p.number("shortage.threshold"),
        enter=p.number("shortage.enter"),
        leave=p.number("shortage.leave"),
        minimum_evidence=p.integer("shortage.minimum_evidence"),
        published=_published(history),
    )
    occupations = code_list("occupation", market.config.standards.occupation)
    assessment = assess(
        evidence,
        tightness,
        calls,
        cells=demand.cells,
        openings=demand.openings,
        gap=supply.gap,
        vacancies=vacancies,
        names=occupations.label,
        marks=occupations.mark,
        friction=p.number("shortage.friction"),
        ratio_method=cast("Literal['official', 'plain']", p.text("shortage.ratio_method")),
        minimum_count=p.integer("shortage.minimum_count"),
    )
    overrides = market.table("overrides") if market.has("overrides") else None
    assessment = apply_overrides(assessment, overrides, date=f"{year + 1}-01-01")
    catalogue = shortage_catalogue(
        assessment,
        history=history,
        year=year,
        high=p.number("shortage.grade_high"),
        middle=p.number("shortage.grade_middle"),
    )
    training = training_catalogue(
        assessment,
        market.table("training") if market.has("training") else None,
        markup=p.number("training.markup"),
        coverage=p.number("training.coverage"),
    )
    return Shortage(assessment, tightness, calls, catalogue, training)


def _programmes(market: LabourMarket, p: Parameters, supply: Supply | None, year: int) -> Programmes | None:
    if supply is None:
        return None
    programmes, cohorts, crosswalk = (market.table(name) for name in ("programmes", "cohorts", "crosswalk"))
    names = (
        "placement_low",
        "placement_bottom_share",
        "minimum_intake",
        "site_share",
        "placement_weak",
        "seat_cap_low",
    )
    thresholds = {name: p.number(f"programmes.{name}") for name in names}
    seats = plan_seats(
        programmes,
        cohorts,
        crosswalk,
        gap=supply.gap.gap,
        flow=supply.graduates,
        supply=supply.gap.supply,
        year=year,
        step=p.number("programmes.step"),
        change_limit=p.number("programmes.change_limit"),
        confidence=p.number("programmes.confidence"),
        thresholds=thresholds,
    )
    return Programmes(flag_programmes(programmes, cohorts, thresholds, year=year), seats)


def _origin(market: LabourMarket, year: int | None) -> int:
    """Return the last known year, refusing one without data and more than one region."""
    employment = market.table("employment")
    regions = sorted(employment["region"].unique())
    years = employment["period"].str[:4].astype(int)
    wanted = year or market.config.city.year or int(_annual(employment).periods[-1].year)
    if len(regions) > 1:
        fact = {"allowed": market.config.city.region or regions[0]}
        raise DataError([Problem("not-in-list", table="employment", column="region", value=regions[1], facts=fact)])
    if not years.min() <= wanted <= years.max():
        fact = {"allowed": f"[{years.min()}, {years.max()}]", "unit": "year"}
        raise DataError([Problem("out-of-range", table="employment", column="year", value=wanted, facts=fact)])
    return wanted


def _annual(employment: pd.DataFrame) -> Panel:
    sums = employment.groupby(["industry", "period"], as_index=False)[["employed"]].sum()
    return Panel.from_frame(sums, keys=["industry"], value="employed").annual()


def _employment(market: LabourMarket, year: int) -> Panel:
    """(I, T) annual employment by industry up to `year`."""
    return _annual(market.table("employment")).until(pd.Period(str(year), freq="Y"))


def _exit_rates(market: LabourMarket, p: Parameters, stock: Draws, years: range) -> Floats:
    return exit_rates(
        list(stock.index["occupation"]),
        list(years),
        ages=market.table("ages") if market.has("ages") else None,
        rates=market.table("rates") if market.has("rates") else None,
        women_55_share=p.number("demand.women_55_share"),
        late_exit=p.number("demand.late_exit"),
    )


def _surveyed(market: LabourMarket, year: int) -> bool:
    """Tell whether an enterprise survey was known by `year`."""
    return market.has("firms") and bool((market.table("firms")["period"].str[:4].astype(int) <= year).any())


def _published(history: pd.DataFrame | None) -> dict[int, set[str]] | None:
    """Return published lists by the year of the data behind them (the year before the catalogue's)."""
    if history is None:
        return None
    listed = history[history["status"] == "listed"]
    return {int(year) - 1: set(listed.loc[listed["year"] == year, "occupation"]) for year in history["year"].unique()}


def _notes(market: LabourMarket, demand: Demand, supply: Supply | None) -> tuple[tuple[str, str], ...]:
    notes = [(spec.without_zh, spec.without_en) for spec in market.missing() if spec.without_zh]
    notes += [(problem.note("zh"), problem.note("en")) for problem in market.warnings]
    if market.has("drivers"):
        notes.append(
            (
                "产出情景表（drivers）已读取，本版预测未使用",
                "the drivers table was read; this version's forecast does not use it",
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
