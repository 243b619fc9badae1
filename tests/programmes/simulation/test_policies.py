"""Policies: what each looks at, what it does with it, and what it comes to where the answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from skillcast.forecasting.protocol import History
from skillcast.forecasting.shrunken_drift import growth_rates
from skillcast.programmes.plan import SeatProblem, solve
from skillcast.programmes.simulation import (
    POLICIES,
    WORLD_A,
    WORLD_B,
    Constant,
    ExitsAndGap,
    Observation,
    PlacementBands,
    RatioRule,
    SkillcastPlan,
    best_in_hindsight,
    run_policy,
    seat_worlds,
    simulate_policy,
)
from skillcast.programmes.simulation.growth import forecast_demand, shrunken_growth
from skillcast.programmes.simulation.planner import announced_scenarios

WRONG = {"believed_retention": 0.85}


def seen(settings: object = WORLD_B, year: int = 8, worlds: int = 2) -> Observation:
    """Return what the library's plan sees in some year."""
    kept: list[Observation] = []

    def watch(observation: Observation) -> np.ndarray:
        kept.append(observation)
        return SkillcastPlan()(observation)

    run_policy(seat_worlds(settings, range(worlds)), watch)  # type: ignore[arg-type]
    return kept[year]


def test_constant_seats_stay() -> None:
    course = simulate_policy(WORLD_B, Constant(), worlds=2)
    assert (course.seats == course.worlds.first_seats).all()


def test_where_nothing_happens_every_rule_and_the_plan_keep_the_balance() -> None:
    still = replace(WORLD_A, shock=0.0, drift=0.0, breaks=0.0)
    for policy in (RatioRule(), ExitsAndGap(), SkillcastPlan()):
        course = simulate_policy(still, policy, worlds=1)
        assert course.costs["mismatch"].item() < 1e-6
        assert np.allclose(course.seats, course.worlds.first_seats)


def test_a_plan_that_sees_ages_meets_the_waves() -> None:
    waves = replace(WORLD_B, shock=0.0, drift=0.0, breaks=0.0)
    cost = {
        ages: simulate_policy(waves, SkillcastPlan(ages=ages), worlds=3).costs["cost"].mean() for ages in (True, False)
    }
    assert cost[True] < 0.5 * cost[False]


@pytest.mark.parametrize(
    ("part", "settings", "differs"),
    [
        ("pipeline", WORLD_A, True),
        ("ages", WORLD_A, False),
        ("ages", WORLD_B, True),
        ("events", WORLD_A, False),
        ("events", WORLD_B, True),
        ("feedback", WORLD_A, False),
        ("feedback", replace(WORLD_A, **WRONG), True),
    ],
)
def test_leaving_a_part_out_matters_where_there_is_something_to_see(part: str, settings: object, differs: bool) -> None:
    whole, less = (
        simulate_policy(settings, plan, worlds=2).seats for plan in (SkillcastPlan(), SkillcastPlan(**{part: False}))
    )  # type: ignore[arg-type]
    assert np.allclose(whole, less) is not differs


def test_the_plan_beats_its_rivals_and_its_own_halves() -> None:
    worlds = seat_worlds(WORLD_B, range(1000, 1006))
    cost = {name: run_policy(worlds, make(worlds)).costs["cost"].mean() for name, make in POLICIES.items()}
    ours = cost["skillcast"]
    assert (
        cost["perfect foresight"]
        < ours
        < min(cost[name] for name in ("constant", "ratio rule", "placement bands", "exits and gap"))
    )
    assert all(ours < cost[f"skillcast, no {part}"] for part in ("pipeline", "ages", "events"))


def test_feedback_mends_wrong_beliefs() -> None:
    worlds = seat_worlds(replace(WORLD_B, **WRONG, believed_exits=0.045), range(1000, 1006))
    with_it, without = (
        run_policy(worlds, SkillcastPlan(feedback=feedback)).costs["cost"].mean() for feedback in (True, False)
    )
    assert with_it < 0.92 * without
    assert (SkillcastPlan().bias(seen(replace(WORLD_A, **WRONG))) < 0).all()
    assert np.allclose(SkillcastPlan().bias(seen(WORLD_A)), 0.0)


@pytest.mark.parametrize(
    ("rule", "placement", "ratio", "wanted"),
    [
        (PlacementBands(), 0.95, 1.0, 1.1),
        (PlacementBands(), 0.8, 1.0, 0.9),
        (PlacementBands(), 0.5, 1.0, 0.7),
        (RatioRule(5.0), 0.8, 1.02, 1.1),
        (RatioRule(0.2), 0.8, 0.9, 0.98),
    ],
)
def test_rules_do_what_they_say(rule: object, placement: float, ratio: float, wanted: float) -> None:
    observation = seen()
    demand = observation.demand.copy()
    demand[-1] = ratio * observation.stock
    changed = replace(observation, demand=demand, placement=np.full_like(observation.seats, placement))
    assert np.allclose(rule(changed) / observation.seats, wanted)  # type: ignore[operator]


def test_exits_and_gap_replaces_and_closes() -> None:
    observation = seen()
    wanted = (
        observation.exits * observation.stock + 0.3 * (observation.demand[-1] - observation.stock)
    ) / observation.retention
    assert np.allclose(ExitsAndGap(0.3)(observation), np.maximum(wanted, 0))


def test_growth_is_the_forecasting_stage_s() -> None:
    observation = seen(year=5)
    log_demand = np.log(observation.demand[-9:])
    found = shrunken_growth(log_demand, 8)[0]
    for world in range(2):
        history = History(log_demand[:, world].T, np.array([8]))
        assert np.allclose(found[world], growth_rates(history, 0))


def test_without_earlier_forecasts_to_check_there_is_no_spread() -> None:
    demand = seen().demand[-8:]
    found = forecast_demand(demand, 4, (2, 5))
    assert (found.errors == 0).all()
    assert found.expected.shape == demand.shape[1:]


def test_announcements_move_as_many_scenarios_as_come_true() -> None:
    observation = seen()
    shape = observation.seats.shape
    flat = np.full((100, *shape), 100.0)
    size, due = np.zeros(shape), np.zeros(shape, dtype=np.int64)
    size[0, 0], due[0, 0] = 0.35, observation.lead + 1
    size[0, 1], due[0, 1] = -0.35, observation.lead + 2
    found = announced_scenarios(flat, replace(observation, event_size=size, event_in=due))
    assert np.isclose(found[:, 0, 0], 135.0).mean() == pytest.approx(observation.realisation)
    assert (found[:, 0, 1:] == 100.0).all()
    assert (found[:, 1] == 100.0).all()


@pytest.mark.parametrize("place", range(6))
def test_one_class_is_what_the_stochastic_programme_plans(place: int) -> None:
    observation = seen(replace(WORLD_B, believed_exits=0.05), year=10, worlds=1)
    policy = SkillcastPlan(closing=1.0)
    last = observation.seats[0, place]
    closed = np.clip(policy(observation)[0, place], 0.7 * last, 1.3 * last)
    forecast = forecast_demand(observation.demand, observation.lead + 1, policy.windows)
    scenarios = policy.scenarios(observation, forecast)[:, 0, place]
    _, stock = policy.projected_stocks(observation)
    need = np.zeros((1, observation.lead + 1, len(scenarios)))
    need[0, -1] = scenarios - stock[0, place]
    one = np.ones(1)
    problem = SeatProblem(
        index=pd.DataFrame({"school": ["甲校"], "programme": ["460103"]}),
        occupations=pd.Index(["6-18-02-04"]),
        need=need,
        pipeline=np.zeros_like(need),
        links=np.ones((1, 1)),
        yields=observation.retention * one,
        lead=np.array([observation.lead]),
        last=last * one,
        class_size=one,
        minimum=one,
        capacity=1e4 * one,
        lowest=0 * one,
        highest=np.inf * one,
        change_limit=0.3,
        shortage_cost=2.0,
        surplus_cost=1.0,
    )
    planned = solve(problem, gap=1e-6).seats[0, 0]
    assert planned == pytest.approx(closed, abs=1.0)


def test_the_best_in_hindsight_is_the_best() -> None:
    worlds = seat_worlds(WORLD_A, range(3))
    candidates = {gain: ExitsAndGap(float(gain)) for gain in ("0.05", "0.2", "1")}
    name, course = best_in_hindsight(worlds, candidates)
    costs = {gain: run_policy(worlds, policy).costs["cost"].mean() for gain, policy in candidates.items()}
    assert course.costs["cost"].mean() == min(costs.values()) == costs[name]


def test_an_unknown_policy_is_named() -> None:
    with pytest.raises(ValueError, match="no policy named 'clairvoyance'"):
        simulate_policy(WORLD_A, "clairvoyance", worlds=1)
