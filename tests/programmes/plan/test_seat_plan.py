"""The plan keeps what it promises: newsvendor quantile, whole classes, limits, bounds, the same bytes, and why it stops where it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from skillcast.programmes.plan import Resource, SeatPlan, SeatProblem, plan_cost, solve


def check(problem: SeatProblem, plan: SeatPlan) -> None:
    """Assert that every limit is kept and that cost, bound and gap agree."""
    first, later = plan.seats[:, 0], plan.seats
    assert np.allclose(np.rint(first / problem.class_size) * problem.class_size, first)
    assert (later >= 0).all() and (later <= problem.capacity[:, None] + 1e-6).all()
    assert ((first == 0) | (first >= problem.minimum)).all()
    assert (np.abs(first - problem.last) <= problem.room + 1e-6).all()
    steps = np.abs(np.diff(later, axis=1)) - problem.change_limit * later[:, :-1] - problem.class_size[:, None]
    assert (steps <= 1e-4).all()
    for part in problem.resources.values():
        assert (part.use @ later <= part.limit + 1e-4).all()
    assert plan.cost == pytest.approx(plan_cost(problem, plan.seats))
    assert plan.bound <= plan.cost <= plan.keep_cost
    assert plan.gap == pytest.approx((plan.cost - plan.bound) / plan.cost, abs=1e-9)


@pytest.mark.parametrize("random_yields", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_limits_bound_and_gap(province: Callable[..., SeatProblem], seed: int, random_yields: bool) -> None:
    problem = province(12, seed=seed, random_yields=random_yields)
    plan = solve(problem)
    check(problem, plan)
    assert plan.gap <= 0.01
    assert plan.supply.shape == problem.need.shape[:2]


@pytest.mark.parametrize(("shortage", "surplus"), [(1.0, 1.0), (1.0, 3.0), (3.0, 1.0), (9.0, 1.0)])
@pytest.mark.parametrize("random_yields", [True, False])
def test_newsvendor(single: Callable[..., SeatProblem], shortage: float, surplus: float, random_yields: bool) -> None:
    yields = np.ones((1, 1001)) if random_yields else np.ones(1)
    problem = single(shortage_cost=shortage, surplus_cost=surplus, yields=yields, pipeline=np.full((1, 4, 1001), 5.0))
    quantile = 100 * shortage / (shortage + surplus)
    seats = solve(problem, gap=0.0005).seats
    assert abs(seats[0, 0] - (quantile - 5.0)) <= 1.5
    assert np.abs(seats[0] - (quantile - 5.0)).max() <= 4.0  # later intakes within what the gap allows


def test_a_class_meets_the_year_it_graduates(single: Callable[..., SeatProblem]) -> None:
    need = np.array([[[0.0], [0.0], [60.0], [80.0]]])
    plan = solve(single(need=need, pipeline=np.zeros_like(need)), gap=1e-4)
    assert plan.seats.round(2).tolist() == [[60.0, 80.0, 80.0, 80.0]]
    assert plan.supply.round(2).tolist() == [[0.0, 0.0, 60.0, 80.0]]


def test_graduates_on_their_way_are_not_trained_twice(single: Callable[..., SeatProblem]) -> None:
    need = np.full((1, 4, 1), 60.0)
    pipeline = np.array([[[60.0], [60.0], [40.0], [0.0]]])
    plan = solve(single(need=need, pipeline=pipeline), gap=1e-4)
    assert plan.seats[:, :2].round(2).tolist() == [[20.0, 60.0]]


def test_horizon_leaves_later_needs_out(single: Callable[..., SeatProblem]) -> None:
    need = np.array([[[0.0], [0.0], [60.0], [80.0]]])
    plan = solve(single(need=need, pipeline=np.zeros_like(need)), horizon=3)
    assert plan.seats.round(2).tolist() == [[60.0, 60.0, 60.0]]


def test_what_meets_no_need_stays_as_it_is(single: Callable[..., SeatProblem]) -> None:
    plan = solve(single(lead=np.array([9])))
    assert plan.seats.tolist() == [[50.0] * 4]
    assert plan.kept
    assert plan.worth == pytest.approx([0.0], abs=1e-5)


def test_suspended_stays_closed(single: Callable[..., SeatProblem]) -> None:
    plan = solve(single(highest=np.zeros(1), change_limit=0.3))
    assert plan.seats.tolist() == [[0.0] * 4]
    assert plan.binding == (("statute",),)
    assert plan.worth[0] < 0


@pytest.mark.parametrize(
    ("changes", "first", "binding"),
    [
        ({"capacity": np.array([40.0])}, 40.0, ("capacity",)),
        ({"fill_cap": np.array([45.5])}, 45.0, ("fill",)),
        ({"highest": np.array([55.0])}, 55.0, ("statute",)),
        ({"lowest": np.array([80.0])}, 80.0, ("statute",)),
        ({"last": np.array([40.0]), "change_limit": 0.25}, 50.0, ("change",)),
        ({"last": np.array([100.0]), "change_limit": 0.2}, 80.0, ("change",)),
        ({"resources": {"实训工位": Resource(2 * np.ones(1), 90.0)}}, 45.0, ("实训工位",)),
        ({"minimum": np.array([70.0]), "last": np.array([75.0])}, 70.0, ("minimum",)),
        ({"minimum": np.array([70.0]), "last": np.array([0.0])}, 70.0, ("minimum",)),
        ({"minimum": np.array([190.0]), "last": np.array([0.0]), "opening_cost": 99.0}, 0.0, ()),
        ({"class_size": np.array([25.0]), "last": np.array([25.0])}, 50.0, ("class",)),
        ({}, 60.0, ()),
    ],
)
def test_what_binds_is_named(
    single: Callable[..., SeatProblem], changes: dict[str, object], first: float, binding: tuple[str, ...]
) -> None:
    plan = solve(single(**changes), gap=0.001)
    assert plan.seats[0, 0] == pytest.approx(first, abs=0.0 if binding else 1.0)
    assert plan.binding == (binding,)


def test_worth_points_where_the_limit_is(single: Callable[..., SeatProblem]) -> None:
    held = solve(single(capacity=np.array([40.0])))
    assert held.worth[0] == pytest.approx(0.6 * -1.5 + 0.4 * 1.0, abs=0.02)
    assert held.worth_fewer[0] > 0


def test_opening_costs_keep_a_programme_closed(single: Callable[..., SeatProblem]) -> None:
    closed = np.zeros(1)
    need = np.concatenate([np.full((1, 3, 5), 20.0), np.zeros((1, 1, 5))], axis=1)
    problem = single(last=closed, need=need, pipeline=np.zeros_like(need), minimum=20 * np.ones(1))
    assert solve(problem).seats[0, 0] == 20.0
    assert solve(replace(problem, opening_cost=31.0)).seats[0, 0] == 0.0
    assert solve(replace(problem, opening_cost=29.0)).seats[0, 0] == 20.0


def test_below_its_minimum_a_programme_closes_or_grows(single: Callable[..., SeatProblem]) -> None:
    problem = single(last=np.array([10.0]), minimum=np.array([40.0]), change_limit=0.1)
    assert solve(problem).seats[0, 0] == 40.0
    assert solve(replace(problem, need=0.1 * problem.need)).seats[0, 0] == 0.0


@pytest.mark.parametrize("seed", range(3))
def test_same_bytes_twice_and_in_any_order(province: Callable[..., SeatProblem], seed: int) -> None:
    problem = province(10, seed=seed)
    plan = solve(problem)
    assert solve(problem).seats.tobytes() == plan.seats.tobytes()
    order = np.random.default_rng(seed).permutation(len(problem.index))
    turned = solve(problem.take(order))
    assert turned.seats.tobytes() == plan.seats[order].tobytes()
    assert turned.cost == plan.cost
    assert turned.binding == tuple(plan.binding[row] for row in order)


def test_later_years_may_weigh_less(province: Callable[..., SeatProblem]) -> None:
    problem = replace(province(8, seed=2), discount=0.8)
    plan = solve(problem)
    check(problem, plan)
    assert plan.gap <= 0.01
    assert plan.cost < solve(replace(problem, discount=1.0)).cost


def test_out_of_time_the_plan_says_how_good_it_is(province: Callable[..., SeatProblem]) -> None:
    problem = replace(province(8, seed=3), shortage_cost=3.0)
    problem = replace(problem, minimum=2 * problem.class_size)
    plan = solve(problem, gap=1e-6, time_limit=0.0)
    check(problem, plan)
    assert plan.gap > 1e-6


def test_whole_classes_need_the_integer_programme_where_the_gap_asks(province: Callable[..., SeatProblem]) -> None:
    problem = province(8, seed=3)
    problem = replace(problem, minimum=2 * problem.class_size, change_cost=0.0)
    near, far = solve(problem, gap=0.002), solve(problem, gap=0.05)
    assert near.gap <= 0.002
    assert near.cost <= far.cost * (1 + 1e-9)
    check(problem, near)


def test_kept_where_nothing_is_better(single: Callable[..., SeatProblem]) -> None:
    plan = solve(single(last=np.array([60.0])))
    assert plan.kept
    assert plan.cost == plan.keep_cost


@pytest.mark.parametrize(
    "changes",
    [
        {"last": np.ones(2)},
        {"yields": np.ones((1, 3))},
        {"links": np.ones((2, 1))},
        {"need": np.full((1, 4, 1001), np.nan)},
        {"need": np.zeros((1, 3, 1001))},
        {"class_size": np.zeros(1)},
        {"shortage_cost": -1.0},
        {"discount": 0.0},
        {"resources": {"学位": Resource(np.ones(2), 30.0)}},
        {"resources": {"学位": Resource(-np.ones(1), 30.0)}},
    ],
)
def test_a_problem_that_does_not_fit_is_refused(single: Callable[..., SeatProblem], changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        single(**changes)
