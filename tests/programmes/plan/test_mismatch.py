"""Cost of seats: by hand, its tangents from below, and the worth of a class as a difference of costs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillcast.programmes.plan import SeatProblem, class_worth, mismatch, missing, plan_cost
from skillcast.programmes.plan.mismatch import tangents

shared_fixture = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)


def test_by_hand(single: Callable[..., SeatProblem]) -> None:
    need = np.array([[[10.0, 30.0], [20.0, 20.0], [20.0, 40.0]]])
    pipeline = np.array([[[12.0, 12.0], [0.0, 0.0], [0.0, 0.0]]])
    problem = single(
        need=need,
        pipeline=pipeline,
        yields=np.array([[0.5, 1.0]]),
        lead=np.array([1]),
        last=np.array([40.0]),
        discount=0.5,
    )
    left = missing(problem, np.array([[40.0, 30.0, 30.0]]))
    assert left.tolist() == [[[-2.0, 18.0], [0.0, -20.0], [5.0, 10.0]]]
    found = mismatch(problem, left)
    assert found.short.tolist() == [[9.0, 0.0, 7.5]]
    assert found.surplus.tolist() == [[1.0, 10.0, 0.0]]
    assert found.cost.tolist() == [[14.5, 5.0, 0.25 * 1.5 * 7.5]]


@shared_fixture
@given(seed=st.integers(0, 50), scale=st.floats(0, 3), other=st.floats(0, 3))
def test_tangents_lie_below_and_touch(
    province: Callable[..., SeatProblem], seed: int, scale: float, other: float
) -> None:
    problem = province(seed=seed)
    plane = tangents(problem, missing(problem, scale * problem.kept()))
    programme, occupation = np.nonzero(problem.links)
    for factor in (scale, other):
        seats = factor * problem.kept()
        below = plane.floor.copy()
        np.add.at(below, occupation, plane.slope * seats[programme, :1])
        cost = mismatch(problem, missing(problem, seats)).cost
        assert (below <= cost + 1e-8).all()
        if factor == scale:
            assert below == pytest.approx(cost)


@shared_fixture
@given(seed=st.integers(0, 50), classes=st.sampled_from([-1.0, 0.5, 1.0, 2.0]))
def test_worth_is_a_difference_of_costs(province: Callable[..., SeatProblem], seed: int, classes: float) -> None:
    problem = province(5, seed=seed)
    seats = problem.kept()
    worth = class_worth(problem, seats, classes)
    for row in range(len(seats)):
        moved = seats.copy()
        moved[row, 0] += classes * problem.class_size[row]
        assert worth[row] == pytest.approx(plan_cost(problem, moved) - plan_cost(problem, seats), abs=1e-6)
