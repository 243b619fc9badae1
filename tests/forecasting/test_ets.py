"""Exponential smoothing, and what it shares to the byte with dynamic Theta and complex smoothing."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from skillcast.forecasting import ces, dynamic_theta, ets, innovations, posterior
from skillcast.forecasting.protocol import Floats, History

EACH = pytest.mark.parametrize("member", [ets, dynamic_theta, ces], ids=lambda member: member.__name__.split(".")[-1])
SEASONS = pytest.mark.parametrize("season", [1, 4, 12])
ORIGINS = np.array([9, 14, 25, 29])
TEACHERS = 12


def ragged(series: int = 24, length: int = 30) -> Floats:
    """Return logs of random walks; every third starts late, all before the second origin."""
    rng = np.random.default_rng(5)
    values = 6 + rng.normal(0, 2, (series, 1)) + np.cumsum(0.01 + rng.normal(0, 0.05, (series, length)), axis=1)
    for row in range(0, series, 3):
        values[row, : rng.integers(1, 13)] = np.nan
    return values


def said(member: ModuleType, values: Floats, season: int = 1, teachers: int | None = TEACHERS) -> Floats:
    return np.asarray(member.forecast(History(values, ORIGINS, season, teachers), 6))


@EACH
@SEASONS
def test_series_that_do_not_teach_have_no_say(member: ModuleType, season: int) -> None:
    values = ragged()
    fewer = np.delete(values, [13, 20], axis=0)
    assert np.array_equal(said(member, fewer, season), np.delete(said(member, values, season), [13, 20], axis=1))
    assert np.array_equal(said(member, values[: TEACHERS + 1], season), said(member, values, season)[:, : TEACHERS + 1])


@EACH
@SEASONS
def test_the_order_of_series_does_not_matter(member: ModuleType, season: int) -> None:
    rng = np.random.default_rng(1)
    order = np.concatenate([rng.permutation(TEACHERS), TEACHERS + rng.permutation(24 - TEACHERS)])
    moved = said(member, ragged()[order], season)
    assert np.array_equal(moved, said(member, ragged(), season)[:, order])


@EACH
@SEASONS
def test_a_late_start_and_a_later_end_change_nothing(member: ModuleType, season: int) -> None:
    values = ragged()
    before, after = np.full((24, 3), np.nan), np.full((24, 2), 9.0)
    wider = History(np.concatenate([before, values, after], axis=1), ORIGINS + 3, season, TEACHERS)
    assert np.array_equal(member.forecast(wider, 6), said(member, values, season))


@EACH
@SEASONS
def test_one_pass_says_what_one_pass_for_each_origin_says(member: ModuleType, season: int) -> None:
    together = said(member, ragged(), season)
    for at, origin in enumerate(ORIGINS):
        known = History(ragged()[:, : origin + 1], ORIGINS[at : at + 1], season, TEACHERS)
        begun = known.lengths[0] > 0
        assert np.array_equal(member.forecast(known, 6)[0, begun], together[at, begun])


@EACH
@pytest.mark.parametrize("length", [1, 2, 3])
def test_the_shortest_series_do_not_move(member: ModuleType, length: int) -> None:
    values = ragged(4, 12)[1:3]
    values[0, : 12 - length] = np.nan
    short, long = member.forecast(History(values, np.array([11])), 4)[0]
    assert np.array_equal(short, np.repeat(values[0, -1], 4))
    assert not np.array_equal(long, np.repeat(values[1, -1], 4))


@EACH
def test_a_unit_is_only_a_unit(member: ModuleType) -> None:
    assert np.allclose(said(member, ragged() + np.log(1e4)) - np.log(1e4), said(member, ragged()), rtol=0, atol=1e-9)


@EACH
def test_a_constant_stays_though_its_neighbours_move(member: ModuleType) -> None:
    values = ragged()
    values[4] = 3.0
    assert (said(member, values)[:, 4] == 3.0).all()


@EACH
def test_those_who_know_nothing_yet_lend_nothing(member: ModuleType) -> None:
    values = ragged()
    values[:3, :] = [[1.0], [2.0], [np.nan]]
    values[2, -2:] = 0.0, 1.0
    without = said(member, values[3:], teachers=TEACHERS - 3)
    assert np.array_equal(said(member, values)[:, 3:], without)
    alone = said(member, values[20:21], teachers=0)
    assert np.array_equal(said(member, values, teachers=0)[:, 20:21], alone)


@EACH
@settings(max_examples=40, deadline=None)
@given(values=arrays(np.float64, (3, 9), elements=st.floats(-300, 300)), late=st.integers(0, 8))
def test_any_numbers_are_answered(member: ModuleType, values: Floats, late: int) -> None:
    values[0, :late] = np.nan
    assert np.isfinite(member.forecast(History(values, np.array([4, 8])), 5)).all()


@EACH
def test_a_steep_fall_stays_above_nought(member: ModuleType) -> None:
    fall = np.log(np.linspace(1000, 50, 12))[None]
    path = np.exp(member.forecast(History(fall, np.array([11])), 60))[0, 0]
    assert path[-1] < 50 and path.min() >= 0.05 * 50 * 0.999


def one(grid: innovations.Grid, row: int) -> innovations.Grid:
    """Return a single model of a grid."""
    at = slice(row, row + 1)
    return innovations.Grid(grid.w[at], grid.F[at], grid.g[at], grid.begin[at], np.ones(1), grid.base)


def by_hand(model: innovations.Grid, logs: Floats, horizon: int) -> tuple[Floats, float]:
    """Return (H) the path of one model of one series and its log evidence, initial states by numpy's least squares.

    Path in units of the first value. Evidence: errors normal, their variance fitted, the initial states integrated out.
    """
    w, F, g = model.w[0], model.F[0], model.g[0]
    values = np.exp(logs - logs[0]) - 1 + model.base

    def run(initial: Floats) -> tuple[Floats, Floats]:
        state, errors = model.begin[0] @ initial, []
        for value in values:
            errors.append(value - w @ state)
            state = F @ state + g * errors[-1]
        return np.array(errors), state

    origin, first, second = (run(np.array(start))[0] for start in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)))
    design = np.vstack([np.stack([origin - first, origin - second], axis=1), [0.0, np.sqrt(innovations.FLATNESS)]])
    initial = np.linalg.lstsq(design, np.append(origin, 0.0), rcond=None)[0]
    left = ((np.append(origin, 0.0) - design @ initial) ** 2).sum() + posterior.SMOOTH * (np.diff(values) ** 2).sum()
    steps = len(values) - 1
    evidence = -steps / 2 * np.log(left / steps) - np.linalg.slogdet(design.T @ design)[1] / 2
    state, path = run(initial)[1], []
    for _ in range(horizon):
        path.append(w @ state)
        state = F @ state
    return 1 - model.base + np.array(path), evidence


@pytest.mark.parametrize("grid", [ets.grid(), ces.grid(1)], ids=["ets", "ces"])
def test_every_model_alone_is_what_numpy_finds_by_hand(grid: innovations.Grid) -> None:
    values = ragged(2, 20)[1:]
    for row in range(0, len(grid.w), 3):
        ours = innovations.forecast(one(grid, row), History(values, np.array([11, 19])), 4)[:, 0]
        for said, end in zip(ours, (12, 20), strict=True):
            assert np.allclose(np.exp(said - values[0, 0]), by_hand(one(grid, row), values[0, :end], 4)[0], atol=1e-9)


@pytest.mark.parametrize("grid", [ets.grid(), ces.grid(1)], ids=["ets", "ces"])
def test_models_are_averaged_by_the_evidence_that_numpy_finds_by_hand(grid: innovations.Grid) -> None:
    values = ragged(2, 9)[1:]
    paths, evidence = zip(*(by_hand(one(grid, row), values[0], 4) for row in range(len(grid.w))), strict=True)
    mean = posterior.average(np.array([evidence]), grid.prior, np.array([True]))[0] @ np.array(paths)
    ours = innovations.forecast(grid, History(values, np.array([8])), 4)[0, 0]
    assert np.allclose(np.exp(ours - values[0, 0]), mean, atol=1e-9)


def test_a_lasting_trend_lasts_and_a_damped_one_dies_out() -> None:
    grid, values = ets.grid(), np.log(np.arange(10.0, 22.0))[None]
    kinds = {0.0: 0, 1.0: 0, ets.DAMPING: 0}
    for row, (phi, beta) in enumerate(zip(grid.F[:, 0, 1], grid.g[:, 1], strict=True)):
        path = np.exp(innovations.forecast(one(grid, row), History(values, np.array([11])), 6))[0, 0]
        steps = np.diff(path)
        assert np.allclose(steps[1:], phi * steps[:-1], atol=1e-9)
        assert (steps > 0).all() or phi == 0.0
        assert beta == 0.0 or phi > 0
        kinds[phi] += grid.prior[row]
    assert kinds[1.0] > kinds[0.0] > kinds[ets.DAMPING] > 0


def test_a_noisy_level_is_smoothed_nearly_as_well_as_by_who_knows_how() -> None:
    rng = np.random.default_rng(2)
    noise = rng.normal(0, 0.05, (300, 41))
    level = 0.2 * np.cumsum(noise, axis=1) - 0.2 * noise
    values = level + noise
    past = History(values[:, :40], np.array([39]))
    error = ets.forecast(past, 1)[0, :, 0] - values[:, 40]
    known = level[:, 40] - values[:, 40]
    naive = values[:, 39] - values[:, 40]
    assert np.sqrt((error**2).mean()) < 1.06 * np.sqrt((known**2).mean())
    assert np.sqrt((error**2).mean()) < 0.92 * np.sqrt((naive**2).mean())


def test_a_trend_is_found_where_there_is_one_and_not_where_there_is_none() -> None:
    rng = np.random.default_rng(3)
    noise = rng.normal(0, 0.03, (200, 25))
    straight = np.log(1 + 0.1 * np.arange(25)) + noise
    for values, slope in ((straight, 0.1), (noise, 0.0)):
        path = np.exp(ets.forecast(History(values, np.array([24])), 5))[0]
        assert np.abs((path[:, -1] - path[:, 0]) / 4 - slope).mean() < 0.02


def test_teachers_lend_their_smoothing_to_a_series_too_short_to_have_its_own() -> None:
    rng = np.random.default_rng(4)
    walks = np.cumsum(rng.normal(0, 0.05, (40, 40)), axis=1)
    calm = 0.05 * rng.normal(0, 1, (40, 40))
    pupil = np.full((1, 40), np.nan)
    pupil[0, -5:] = [0.0, 0.06, -0.05, 0.03, 0.2]
    after = [
        ets.forecast(History(np.concatenate([teachers, pupil]), np.array([39]), 1, 40), 1)[0, -1, 0]
        for teachers in (walks, calm)
    ]
    assert after[0] > after[1] + 0.02
