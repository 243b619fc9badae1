"""The chain, readable top to bottom: from a bureau's tables to everything the publication says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, cast

import pandas as pd

from skillcast.demand.exit_model import ExitModel, exit_model
from skillcast.demand.exits import draw_exits
from skillcast.demand.flexible_exit import retirement_options
from skillcast.demand.industries import industry_scenarios
from skillcast.demand.levels import split_levels
from skillcast.demand.openings import count_openings
from skillcast.demand.past_exits import past_exit_rates
from skillcast.demand.staffing import draw_stocks, fit_staffing, past_stocks
from skillcast.draws import Draws
from skillcast.forecasting import backtest_panel, forecast_panel
from skillcast.labour_market import LabourMarket
from skillcast.limits import limits
from skillcast.origin import employment_history, last_known_year
from skillcast.outcome import Demand, Outlook, Programmes, Shortage, Supply
from skillcast.panel import Panel
from skillcast.parameters import Parameters, load_parameters
from skillcast.programmes.links import shortage_directions
from skillcast.programmes.rules import apply_rules, chosen_presets, rule_thresholds
from skillcast.programmes.seats import Weights, plan_seats
from skillcast.programmes.sheets import programme_sheets
from skillcast.shortage.assessment import assess
from skillcast.shortage.calls import make_calls
from skillcast.shortage.catalogue import last_list, removed, shortage_catalogue
from skillcast.shortage.causes import Bounds, find_causes
from skillcast.shortage.changes import explain_changes, stability
from skillcast.shortage.consultation import consultation_sheet
from skillcast.shortage.evidence import Evidence, annual_registrations
from skillcast.shortage.flips import steps_to_flip
from skillcast.shortage.gap import count_gap
from skillcast.shortage.outcomes import later_outcomes
from skillcast.shortage.overrides import apply_overrides
from skillcast.shortage.recoding import follow_listing, follow_registrations
from skillcast.shortage.standing import add_departures
from skillcast.shortage.tightness import Tightness, filter_tightness, score_indicators
from skillcast.shortage.training import markup_costs, training_catalogue
from skillcast.shortage.validation import validate_list
from skillcast.standards import code_list
from skillcast.supply.certificates import draw_certificates
from skillcast.supply.cohorts import graduate_flow, local_graduates
from skillcast.supply.entrants import draw_entrants, past_entrants, split_sources

Progress = Callable[[str], None]


def outlook(
    market: LabourMarket,
    *,
    year: int | None = None,
    horizon: int | None = None,
    seed: int = 0,
    yardstick: Outlook | None = None,
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
    yardstick
        Another outlook whose indicators set the scale of tightness and whose openings set the city's level of entrants, for a
        scenario that is to be compared with it.
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
    known = last_known_year(market, year)
    ahead = horizon or market.config.city.horizon
    parameters = load_parameters(known, market.config.parameters)
    progress("forecast")
    demand = _demand(market, parameters, known, ahead, seed)
    progress("supply")
    supply = _supply(market, parameters, demand, known, ahead, seed, yardstick)
    progress("shortage")
    measure = yardstick.shortage.tightness if yardstick is not None and yardstick.shortage else None
    shortage = _shortage(market, parameters, demand, supply, known, measure)
    progress("programmes")
    programmes = _programmes(market, parameters, demand, supply, shortage, known)
    notes = limits(market, demand, supply)
    return Outlook(market, known, seed, parameters, demand, supply, shortage, programmes, notes)


def _demand(market: LabourMarket, p: Parameters, year: int, horizon: int, seed: int) -> Demand:
    draws = p.integer("forecast.draws")
    history = employment_history(market, year)
    forecast = forecast_panel(history, horizon=horizon, seed=seed, draws=draws)
    backtest = backtest_panel(history, horizon=min(horizon, 3), seed=seed)
    industries = industry_scenarios(
        history,
        forecast.draws,
        parameters=p,
        events=market.optional("events"),
        drivers=market.optional("drivers"),
        seed=seed,
    )
    if not market.has("staffing"):
        return Demand(history, forecast, backtest, industries)
    staffing = fit_staffing(
        market.table("staffing"),
        market.table("staffing_reference") if market.has("staffing_reference") else None,
        industries=list(history.index["industry"]),
        year=year,
        memory=p.number("demand.share_memory"),
        assumed_design_effect=p.number("demand.share_design_effect"),
        walk=p.number("demand.share_walk"),
        drift=p.number("demand.share_drift"),
    )
    damping = p.number("demand.trend_damping")
    cells = draw_stocks(staffing, industries, damping=damping, seed=seed)
    stock = cells.total(["occupation"])
    leaving = _exit_model(market, p, list(stock.index["occupation"]), range(year + 1, year + horizon + 1), year)
    exits = draw_exits(stock, leaving, shock=p.number("demand.exit_shock"), seed=seed)
    definition = cast("Literal['net', 'gross']", p.text("demand.replacement"))
    openings = count_openings(stock, exits, definition=definition)
    openings.check()
    past = past_stocks(staffing, history)
    levels = (
        split_levels(cells, market.table("firms"), year=year, walk=p.number("demand.share_walk"), seed=seed)
        if market.known("firms", year) is not None
        else None
    )
    return Demand(history, forecast, backtest, industries, staffing, cells, levels, past, openings)


def _supply(
    market: LabourMarket, p: Parameters, demand: Demand, year: int, horizon: int, seed: int, yardstick: Outlook | None
) -> Supply | None:
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
        shock_years=p.number("supply.shock_years"),
        certainty=p.number("supply.crosswalk_certainty"),
        seed=seed,
    )
    flow.check()
    window = min(p.integer("supply.entrant_window"), len(demand.past.periods) - 1)
    recent = Panel(demand.past.index, demand.past.periods[-window - 1 :], demand.past.values[:, -window - 1 :].copy())
    years = range(year - window + 1, year + 1)
    left = past_exit_rates(
        _exit_model(market, p, list(recent.index["occupation"]), years, year),
        market.known("leavers", year),
        shock=p.number("demand.exit_shock"),
    )
    past = past_entrants(recent, left, local_graduates(cohorts, programmes, crosswalk, years))
    entrants = draw_entrants(
        past,
        recent,
        horizon=horizon,
        draws=draws,
        demand=count_gap(demand.openings.openings, [flow.occupations]).gap,
        reference=_left_open(yardstick) if yardstick else None,
        response=p.number("supply.entrant_response"),
        adjustment=p.number("supply.entrant_adjustment"),
        balance=p.number("supply.entrant_balance"),
        shock=p.number("supply.entrant_shock"),
        shock_years=p.number("supply.shock_years"),
        seed=seed,
    )
    shares = {name: p.number(f"supply.{name}") for name in ("returners", "migrants")}
    certificates = None
    if market.has("training"):
        names = {"employed": "trained_employed", "entering": "trained_entering", "variation": "training_variation"}
        options = {option: p.number(f"supply.{name}") for option, name in names.items()}
        certificates = draw_certificates(
            market.table("training"), year=year, horizon=horizon, draws=draws, seed=seed, **options
        )
    sources = [flow.occupations, entrants, *([certificates.entrants] if certificates else [])]
    gap = count_gap(demand.openings.openings, sources)
    return Supply(flow, entrants, gap, split_sources(entrants, shares, seed=seed), certificates)


def _left_open(found: Outlook) -> Draws | None:
    """Return the posts that graduates leave open in another outlook."""
    if found.demand.openings is None or found.supply is None:
        return None
    return count_gap(found.demand.openings.openings, [found.supply.graduates.occupations]).gap


def _shortage(
    market: LabourMarket,
    p: Parameters,
    demand: Demand,
    supply: Supply | None,
    year: int,
    yardstick: Tightness | None,
) -> Shortage | None:
    if (
        supply is None
        or demand.cells is None
        or demand.openings is None
        or demand.past is None
        or not market.has("vacancies")
    ):
        return None
    editions = market.optional("editions")
    vacancies = follow_registrations(market.table("vacancies"), editions)
    firms = market.table("firms") if market.has("firms") else None
    evidence = Evidence(
        annual_registrations(vacancies, year),
        demand.past,
        firms,
        supply.gap.gap,
        year,
        retirements=demand.openings.exits.retirement,
        friction=p.number("shortage.friction"),
        ratio_method=cast("Literal['official', 'plain']", p.text("shortage.ratio_method")),
        minimum_seekers=p.integer("shortage.minimum_count"),
    )
    tightness = filter_tightness(
        score_indicators(evidence, yardstick=yardstick.indicators if yardstick else None),
        persistence=p.number("shortage.persistence"),
        reliability=p.number("shortage.reliability"),
        half_size=p.number("shortage.half_size"),
        error_correlation=p.number("shortage.error_correlation"),
        huber=p.number("shortage.huber"),
        prior_weight=p.number("shortage.prior_weight"),
        measurement=yardstick.measurement if yardstick else None,
    )
    history = follow_listing(market.optional("history"), editions)
    calls = _calls(tightness, p, history)
    occupations = code_list("occupation", market.config.standards.occupation)
    assessment = assess(
        evidence,
        tightness,
        calls,
        cells=demand.cells,
        openings=demand.openings,
        gap=supply.gap,
        graduates=supply.graduates.occupations,
        vacancies=vacancies,
        names=occupations.label,
        marks=occupations.mark,
        friction=p.number("shortage.friction"),
        ratio_method=cast("Literal['official', 'plain']", p.text("shortage.ratio_method")),
        minimum_count=p.integer("shortage.minimum_count"),
        graduates_share=p.number("causes.graduates_share"),
    )
    assessment = apply_overrides(assessment, market.optional("overrides"), date=f"{year + 1}-01-01")
    names = ("pay_low", "pay_catching_up", "slow", "seekers_few", "transfers_high", "certainty")
    bounds = {name: p.number(f"causes.{name}") for name in names}
    leavers = market.known("leavers", year) if market.has("leavers") else None
    causes = find_causes(assessment, vacancies, year=year, leavers=leavers, bounds=Bounds(**bounds))
    assessment = assessment.merge(causes, on="occupation", how="left")
    threshold, enter, leave = (p.number(f"shortage.{name}") for name in ("threshold", "enter", "leave"))
    steps = steps_to_flip(tightness, calls, threshold=threshold, enter=enter, leave=leave)
    assessment = add_departures(assessment, steps, leave=leave)
    old_calls = _calls(tightness, load_parameters(year - 1, market.config.parameters), history)
    changes = explain_changes(assessment, tightness, calls, history, year=year, old_calls=old_calls, editions=editions)
    training = training_catalogue(
        assessment,
        market.optional("training"),
        markup=p.number("training.markup"),
        coverage=p.number("training.coverage"),
        last=last_list(history, year),
    )
    catalogue = shortage_catalogue(
        assessment,
        history=history,
        year=year,
        high=p.number("shortage.grade_high"),
        middle=p.number("shortage.grade_middle"),
        costs=markup_costs(training),
    )
    gone = removed(assessment, history, year)
    sheet = consultation_sheet(catalogue, gone)
    steady = stability(history, set(catalogue["occupation"]), year=year)
    outcomes = later_outcomes(evidence.registrations, bound=p.number("shortage.outcome_unfilled"))
    # The rule's own calls, whatever was published: they are what is tested.
    tested = _calls(tightness, p, None)
    known = len(tested.merge(outcomes, on=["occupation", "year"])) > 0
    validation = validate_list(tested, outcomes) if known else None
    return Shortage(assessment, tightness, calls, catalogue, training, gone, changes, sheet, steady, validation)


def _calls(tightness: Tightness, p: Parameters, history: pd.DataFrame | None) -> pd.DataFrame:
    return make_calls(
        tightness,
        threshold=p.number("shortage.threshold"),
        enter=p.number("shortage.enter"),
        leave=p.number("shortage.leave"),
        minimum_evidence=p.number("shortage.minimum_evidence"),
        minimum_stay=p.integer("shortage.minimum_stay"),
        published=_published(history),
    )


def _programmes(
    market: LabourMarket, p: Parameters, demand: Demand, supply: Supply | None, shortage: Shortage | None, year: int
) -> Programmes | None:
    if supply is None or demand.cells is None:
        return None
    tables = [market.table(name) for name in ("programmes", "cohorts", "crosswalk")]
    programmes, cohorts, crosswalk = tables
    rules = apply_rules(
        programmes,
        cohorts,
        rule_thresholds(p),
        year=year,
        presets=chosen_presets(p),
        shortage=None if shortage is None else shortage_directions(crosswalk, shortage.catalogue),
    )
    advice = plan_seats(
        *tables,
        gap=supply.gap.gap,
        flow=supply.graduates,
        supply=supply.gap.supply,
        year=year,
        flags=rules.flags,
        capacities=market.optional("capacities"),
        weights=Weights(
            shortage=p.number("programmes.shortage_cost"),
            change=p.number("programmes.change_cost"),
            opening=p.number("programmes.opening_cost"),
        ),
        displaced=p.number("supply.entrant_response"),
        change_limit=p.number("programmes.change_limit"),
        growth_limit=p.number("programmes.growth_limit"),
        cap=p.number("programmes.seat_cap_low"),
        full=p.number("programmes.fill_full"),
        years=p.integer("programmes.horizon"),
    )
    sheets = programme_sheets(
        *tables,
        cells=demand.cells,
        gap=supply.gap.gap,
        flow=supply.graduates,
        seats=advice.table,
        values=market.optional("targets"),
        region=market.config.city.region,
        year=year,
        edition=market.config.standards.occupation,
    )
    return Programmes(rules, advice.table, advice, sheets)


def _exit_model(market: LabourMarket, p: Parameters, occupations: list[str], years: range, known: int) -> ExitModel:
    return exit_model(
        occupations,
        list(years),
        ages=market.known("ages", known),
        rates=market.optional("rates"),
        leavers=market.known("leavers", known),
        hardship=market.optional("hardship"),
        options=retirement_options(p),
        spread=p.number("demand.exit_spread"),
        shock=p.number("demand.exit_shock"),
    )


def _published(history: pd.DataFrame | None) -> dict[int, set[str]] | None:
    """Return published lists by the year of the data behind them (the year before the catalogue's)."""
    if history is None:
        return None
    listed = history[history["status"] == "listed"]
    return {int(year) - 1: set(listed.loc[listed["year"] == year, "occupation"]) for year in history["year"].unique()}
