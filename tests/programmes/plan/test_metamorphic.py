"""What must follow from a change of the question: fewer limits, other weights, the same programme in two halves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from skillcast.programmes.plan import Resource, SeatProblem, solve

GAP = 0.002
FAMILIES: dict[str, Callable[[SeatProblem], SeatProblem]] = {
    "change limit": lambda problem: replace(problem, change_limit=2 * problem.change_limit),
    "capacity": lambda problem: replace(problem, capacity=1.5 * problem.capacity),
    "fill": lambda problem: replace(problem, fill_cap=None),
    "statute, highest": lambda problem: replace(problem, highest=problem.highest + 100),
    "statute, lowest": lambda problem: replace(problem, lowest=0 * problem.lowest),
    # Opening a closed programme at its minimum is always allowed, so a lower one would also ask for smaller openings.
    "minimum": lambda problem: replace(
        problem, minimum=np.where(problem.last > 0, problem.class_size, problem.minimum)
    ),
    "resources": lambda problem: replace(
        problem, resources={name: part._replace(limit=1.3 * part.limit) for name, part in problem.resources.items()}
    ),
    "change cost": lambda problem: replace(problem, change_cost=0.0),
    "opening cost": lambda problem: replace(problem, opening_cost=0.0),
}


def bounded(problem: SeatProblem, seed: int) -> SeatProblem:
    """Return the problem with every family of limits at work, and last year's seats within them."""
    random = np.random.default_rng(seed)
    count, least = len(problem.last), 2 * problem.class_size
    last = np.where(random.random(count) < 0.2, 0.0, np.maximum(problem.last, least))
    few = random.random((3, count)) < 0.25
    use = {"places": np.ones(count), "teachers": random.uniform(0.03, 0.08, count)}
    return replace(
        problem,
        last=last,
        minimum=least,
        capacity=np.maximum(1.2 * last, least),
        fill_cap=np.where(few[0], np.maximum(last, least), np.nan),
        lowest=np.where(few[1], last, np.nan),
        highest=np.where(few[2], np.maximum(last, least), np.inf),
        resources={name: Resource(part, 1.03 * float(part @ last)) for name, part in use.items()},
    )


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("seed", range(4))
def test_relaxing_a_limit_never_raises_the_optimum(province: Callable[..., SeatProblem], seed: int, name: str) -> None:
    problem = bounded(province(8, seed=seed), seed)
    tight, loose = solve(problem, gap=GAP), solve(FAMILIES[name](problem), gap=GAP)
    assert loose.bound <= tight.cost * (1 + 1e-9)
    assert loose.cost <= tight.cost * (1 + 2 * GAP)


@pytest.mark.parametrize("seed", range(3))
def test_smaller_classes_never_raise_the_optimum(province: Callable[..., SeatProblem], seed: int) -> None:
    # The size of a class is also a change that is always allowed; here changes do not bind.
    problem = replace(province(8, seed=seed), change_limit=5.0)
    halved = replace(problem, class_size=problem.class_size / 2)
    assert solve(halved, gap=GAP).bound <= solve(problem, gap=GAP).cost * (1 + 1e-9)


@pytest.mark.parametrize("classes", [1.0, 15.0])
@pytest.mark.parametrize("seed", range(3))
def test_doubling_the_shortage_cost_never_lowers_seats(
    single: Callable[..., SeatProblem], seed: int, classes: float
) -> None:
    random = np.random.default_rng(seed)
    need = random.gamma(4.0, 15.0, (1, 4, 300))
    size = np.full(1, classes)
    problem = single(
        need=need, pipeline=0.2 * need, class_size=size, minimum=size, last=np.full(1, 30.0), change_limit=5.0
    )
    seats = [solve(replace(problem, shortage_cost=cost), gap=1e-4).seats[:, 0].sum() for cost in (0.5, 1.0, 2.0, 4.0)]
    assert seats == sorted(seats)
    assert seats[-1] > seats[0]


@pytest.mark.parametrize("seed", range(3))
def test_two_halves_are_planned_as_the_whole(province: Callable[..., SeatProblem], seed: int) -> None:
    whole = province(4, seed=seed)
    whole = replace(whole, change_cost=0.05, resources={})
    halves = replace(
        whole,
        index=pd.concat([whole.index, whole.index.assign(school="乙校")], ignore_index=True),
        links=np.tile(whole.links, (2, 1)),
        yields=np.tile(whole.yields, (2, 1)),
        lead=np.tile(whole.lead, 2),
        **{
            name: np.tile(getattr(whole, name) / 2, 2)
            for name in ("last", "class_size", "minimum", "capacity", "lowest", "highest")
        },
    )
    one, two = solve(whole, gap=GAP), solve(halves, gap=GAP)
    assert two.cost == pytest.approx(one.cost, rel=0.03)  # half a class more freedom
    assert two.bound <= one.cost * (1 + 1e-9)
    together = two.seats[: len(whole.last), 0] + two.seats[len(whole.last) :, 0]
    assert (np.abs(together - one.seats[:, 0]) <= whole.class_size + 1e-6).all()


def test_doubling_everything_doubles_the_plan(province: Callable[..., SeatProblem]) -> None:
    problem = province(6, seed=5)
    names = ("need", "pipeline", "last", "class_size", "minimum", "capacity")
    parts = {name: part._replace(limit=2 * part.limit) for name, part in problem.resources.items()}
    twice = replace(
        problem,
        resources=parts,
        opening_cost=2 * problem.opening_cost,
        **{name: 2 * getattr(problem, name) for name in names},
    )
    assert solve(twice, gap=GAP).cost == pytest.approx(2 * solve(problem, gap=GAP).cost, rel=GAP)
