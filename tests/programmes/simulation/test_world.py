"""Simulated worlds of seats: what is drawn, and on what it depends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skillcast.programmes.simulation import WORLD_A, WORLD_B, SeatWorldSettings, seat_worlds


def test_a_world_is_the_same_among_others() -> None:
    many, one = seat_worlds(WORLD_B, range(5)), seat_worlds(WORLD_B, [3])
    assert np.array_equal(many.demand[:, 3], one.demand[:, 0])
    assert np.array_equal(many.ages[3], one.ages[0])
    fewer = seat_worlds(replace(WORLD_B, occupations=7), [3])
    assert np.array_equal(one.demand[:, :, :7], fewer.demand)


@pytest.mark.parametrize(
    "change", [{"lead": 5}, {"believed_retention": 0.85}, {"change_limit": 0.1}, {"response": 0.5}]
)
def test_what_is_done_in_a_world_does_not_change_it(change: dict[str, float]) -> None:
    first, second = (seat_worlds(settings, range(3)) for settings in (WORLD_B, replace(WORLD_B, **change)))
    for name in ("demand", "observed", "ages", "event_year", "event_size"):
        assert np.array_equal(getattr(first, name), getattr(second, name))


def test_every_occupation_begins_in_balance() -> None:
    for settings in (WORLD_A, WORLD_B):
        worlds = seat_worlds(settings, range(3))
        assert np.allclose(worlds.ages.sum(axis=-1), worlds.demand[settings.history - 1])


def test_jumps_and_announcements_are_as_frequent_as_said() -> None:
    settings = replace(WORLD_B, shock=0.0, drift=0.0)
    worlds = seat_worlds(settings, range(100))
    jumps = ~np.isclose(np.diff(np.log(worlds.demand), axis=0), 0.0)
    jumped = jumps.any(axis=0)
    assert jumped.mean() == pytest.approx(settings.breaks, abs=0.03)
    assert (jumps.sum(axis=0) <= 1).all()
    announced = worlds.event_year > 0
    assert announced[jumped].mean() == pytest.approx(settings.announced, abs=0.05)
    assert jumped[announced].mean() == pytest.approx(settings.realisation, abs=0.04)
    assert (worlds.event_known <= worlds.event_year).all()
    # A true announcement names the year and the size.
    world, place = np.argwhere(announced & jumped)[0]
    at = settings.history - 1 + worlds.event_year[world, place]
    jump = worlds.demand[at, world, place] / worlds.demand[at - 1, world, place] - 1
    assert jump == pytest.approx(worlds.event_size[world, place])


def test_growth_is_as_volatile_and_common_as_said() -> None:
    settings = replace(WORLD_A, persistence=0.0, breaks=0.0, drift=0.0, shock=0.05)
    growth = np.diff(np.log(seat_worlds(settings, range(60)).demand), axis=0)
    assert growth.std() == pytest.approx(0.05, rel=0.1)
    # The variance of the mean over occupations is nearly all common.
    assert growth.mean(axis=2).var() / growth.var() == pytest.approx(settings.common, abs=0.1)


def test_noise_is_in_what_is_seen_only() -> None:
    clean, noisy = (seat_worlds(replace(WORLD_A, noise=noise), range(20)) for noise in (0.0, 0.1))
    assert np.array_equal(clean.demand, noisy.demand)
    assert np.array_equal(clean.demand, clean.observed)
    assert np.log(noisy.observed / noisy.demand).std() == pytest.approx(0.1, rel=0.05)


@pytest.mark.parametrize("wrong", [{"burn_in": 3}, {"retention": 0.0}, {"exits": 1.0}])
def test_impossible_settings_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        SeatWorldSettings(**wrong)  # type: ignore[arg-type]
