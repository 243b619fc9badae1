"""Swings of seats: none where nothing moves, growing where they grow, and the plan's die out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skillcast.programmes.simulation import WORLD_A, Foreseen, SkillcastPlan, run_policy, seat_worlds, swings

STILL = replace(WORLD_A, shock=0.0, drift=0.0, breaks=0.0, years=60, occupations=2)
JUMP = replace(STILL, breaks=1.0, break_years=(1, 1))


def test_still_seats_do_not_swing() -> None:
    found = swings(run_policy(seat_worlds(STILL, [0]), lambda observation: observation.seats))
    assert found.first == found.last == found.growth == found.correlation == 0.0


@pytest.mark.parametrize(("rate", "grows"), [(1.03, True), (1.0, None), (0.97, False)])
def test_a_cycle_is_found_with_its_growth(rate: float, grows: bool | None) -> None:
    worlds = seat_worlds(STILL, [0])
    year = np.arange(STILL.planned)
    # From half a cycle's peak to its trough in five years, slow enough to stay within the change limit.
    wave = np.exp(0.03 * rate**year * np.sin(2 * np.pi * year / 10))
    found = swings(run_policy(worlds, Foreseen(worlds.first_seats * wave[:, None, None])))
    assert found.cycle % 10 == 5
    assert found.correlation < -0.5
    assert found.growth == pytest.approx(rate**40, rel=0.1)
    assert grows is None or (found.growth > 1) is grows


@pytest.mark.parametrize("how", [{}, {"response": 0.5}, {"followers": 3}, {"response": 0.5, "followers": 3}])
def test_after_a_jump_the_half_step_plan_comes_to_rest(how: dict[str, float]) -> None:
    worlds = seat_worlds(replace(JUMP, **how), range(2))
    assert swings(run_policy(worlds, SkillcastPlan(step=0.5))).growth < 0.3
    assert swings(run_policy(worlds, SkillcastPlan())).growth < 1.0
