"""The closed loop: persons are kept, limits hold, and the best possible seats are the best."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from skillcast.programmes.simulation import (
    POLICIES,
    WORLD_A,
    WORLD_B,
    Observation,
    SeatWorlds,
    SkillcastPlan,
    perfect_foresight,
    run_policy,
    seat_worlds,
    simulate_policy,
)

WORLDS = {"A": seat_worlds(WORLD_A, range(3)), "B": seat_worlds(WORLD_B, range(3))}
COURSES = {
    (name, key): run_policy(worlds, POLICIES[key](worlds)) for name, worlds in WORLDS.items() for key in POLICIES
}
ALL = pytest.mark.parametrize(("world", "policy"), list(COURSES))


@ALL
def test_nobody_appears_or_disappears(world: str, policy: str) -> None:
    course = COURSES[world, policy]
    settings = course.settings
    retiring = 0.0 if settings.flat else course.ages[:-1, ..., 0]
    leaving = retiring + settings.leaving * (course.stock[:-1] - retiring)
    entering = settings.retention * course.graduates[1:]
    assert np.allclose(course.stock[1:], course.stock[:-1] - leaving + entering)
    assert np.allclose(course.exits, leaving)
    assert (course.ages >= 0).all()


@ALL
def test_a_class_leaves_school_after_the_lead(world: str, policy: str) -> None:
    course = COURSES[world, policy]
    lead = course.settings.lead
    assert np.array_equal(course.graduates[lead + 1 :], course.enrolled[:-lead])
    assert (course.graduates[: lead + 1] == course.worlds.first_seats).all()


@ALL
def test_seats_never_change_beyond_the_limit(world: str, policy: str) -> None:
    course = COURSES[world, policy]
    before = np.concatenate([course.worlds.first_seats[None], course.seats[:-1]])
    assert (np.abs(course.seats - before) <= course.settings.change_limit * before + 1e-6).all()


@ALL
def test_nothing_beats_perfect_foresight_in_any_world(world: str, policy: str) -> None:
    best, other = COURSES[world, "perfect foresight"].costs["cost"], COURSES[world, policy].costs["cost"]
    assert (best <= other + 1e-6).all()


def test_costs_weigh_what_the_paths_show() -> None:
    course = COURSES["B", "skillcast"]
    paths = course.paths
    scored = paths[paths["year"] > WORLD_B.burn_in]
    gap = scored["demand"] - scored["stock"]
    by_seed = [part.groupby(scored["seed"]).sum() for part in (gap.clip(lower=0), -gap.clip(upper=0), scored["demand"])]
    cost = 100 * (2 * by_seed[0] + by_seed[1]) / by_seed[2]
    assert np.allclose(cost, course.costs["cost"])
    assert paths.groupby(["seed", "occupation"]).size().eq(WORLD_B.planned).all()


def test_the_same_seed_gives_the_same_course() -> None:
    first, second = (simulate_policy(WORLD_B, "skillcast", worlds=3, seed=7) for _ in range(2))
    assert first.seats.tobytes() == second.seats.tobytes()
    pd.testing.assert_frame_equal(first.costs, second.costs)
    assert not np.array_equal(first.seats, simulate_policy(WORLD_B, "skillcast", worlds=3, seed=8).seats)


def test_worlds_do_not_see_each_other() -> None:
    alone = run_policy(seat_worlds(WORLD_B, [2]), SkillcastPlan())
    assert np.allclose(alone.seats[:, 0], COURSES["B", "skillcast"].seats[:, 2])


def shuffled(worlds: SeatWorlds, order: np.ndarray) -> SeatWorlds:
    parts = {
        name: getattr(worlds, name)[..., order]
        for name in ("demand", "observed", "event_year", "event_size", "event_known")
    }
    return replace(worlds, ages=worlds.ages[:, order], **parts)


@pytest.mark.parametrize("policy", [name for name in POLICIES if name != "perfect foresight"])
def test_the_order_of_occupations_does_not_matter(policy: str) -> None:
    order = np.random.default_rng(0).permutation(WORLD_B.occupations)
    other = shuffled(WORLDS["B"], order)
    assert np.allclose(run_policy(other, POLICIES[policy](other)).seats, COURSES["B", policy].seats[..., order])


def test_students_who_do_not_respond_fill_the_seats() -> None:
    for policy in ("ratio rule", "skillcast"):
        course = COURSES["A", policy]
        assert np.array_equal(course.enrolled, course.seats)


def test_students_apply_where_seats_grow() -> None:
    course = simulate_policy(replace(WORLD_A, response=0.5), "skillcast", worlds=2)
    before = np.concatenate([course.worlds.first_seats[None], course.seats[:-1]])
    assert np.allclose(course.enrolled / course.seats, np.sqrt(course.seats / before))


def test_all_schools_that_follow_multiply_a_small_change() -> None:
    def more(observation: Observation) -> np.ndarray:
        return observation.seats * 1.05

    alone, three, many = (
        simulate_policy(replace(WORLD_A, followers=count), more, worlds=1).seats[0] for count in (1, 3, 30)
    )
    first = seat_worlds(WORLD_A, [0]).first_seats
    assert np.allclose([alone / first, three / first, many / first], np.array([1.05, 1.15, 1.3])[:, None, None])


def test_foresight_of_a_plan_that_is_answered_is_refused() -> None:
    for change in ({"response": 0.5}, {"followers": 2}):
        with pytest.raises(ValueError, match="foresight"):
            perfect_foresight(seat_worlds(replace(WORLD_A, **change), [0]))
