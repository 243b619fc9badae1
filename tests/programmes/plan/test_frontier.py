"""Plans side by side: under other weights, against a rule, and against a plan that knows the mean only."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest

from skillcast.programmes.plan import SeatProblem, compare, cost_frontier, mean_problem, plan_cost, solve


def test_frontier_trades_shortage_against_surplus(single: Callable[..., SeatProblem]) -> None:
    table = cost_frontier(single(last=np.array([40.0])), (1.0, 3.0, 9.0), gap=0.001)
    assert table["seats"].tolist()[0] == 40.0
    assert table["seats"].tolist()[1:] == pytest.approx([50.0, 75.0, 90.0], abs=2.0)
    assert table["short"].is_monotonic_decreasing
    assert table["surplus"].is_monotonic_increasing
    assert table["changed"].tolist() == [0, 1, 1, 1]


def test_compare_adds_up(province: Callable[..., SeatProblem]) -> None:
    problem = province(8)
    plan = solve(problem)
    table = compare(problem, {"keep": problem.last, "plan": plan.seats}).set_index("plan")
    assert table.loc["plan", "cost"] == pytest.approx(plan.cost)
    assert table.loc["keep", "cost"] == pytest.approx(plan.keep_cost)
    assert table["cost"].tolist() == pytest.approx((table["mismatch"] + table["changes"]).tolist())


def test_plan_for_the_mean_is_dearer(bench: ModuleType) -> None:
    size = bench.Size(12, 8, years=8, scenarios=60)
    problem = bench.province(size, seed=1)
    knows_mean = solve(mean_problem(problem)).seats
    assert solve(problem).cost < plan_cost(problem, knows_mean) < plan_cost(problem, problem.kept())
    fresh = bench.afresh(problem, bench.province(size, seed=1, scenarios_seed=7))
    assert (fresh.links == problem.links).all()
    assert (fresh.need != problem.need).any()
