"""The contract that every registered member keeps."""

from __future__ import annotations

import logging

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from skillcast.forecasting import forecast_panel, growth, shrunken_drift
from skillcast.forecasting.protocol import History
from skillcast.forecasting.registry import MEMBERS, load

from .conftest import panel_of, walks

QUICK = [name for name in MEMBERS if name != "prophet"]
EACH = pytest.mark.parametrize("name", list(MEMBERS))
FAST = pytest.mark.parametrize("name", QUICK)
SEASONS = pytest.mark.parametrize("season", [1, 4])


def logs(series: int = 4, length: int = 16) -> np.ndarray:
    return np.log(walks(series, length))


def said(
    name: str, values: np.ndarray, horizon: int = 3, season: int = 1, *, origins: list[int] | None = None
) -> np.ndarray:
    """Return (O, N, H); from the end of `values` unless origins are given."""
    at = np.array([values.shape[1] - 1] if origins is None else origins)
    return load(name)(History(values, at, season), horizon)


@EACH
@SEASONS
def test_shape_and_same_bytes_twice(name: str, season: int) -> None:
    first, second = (said(name, logs(), season=season, origins=[12, 15]) for _ in range(2))
    assert first.shape == (2, 4, 3) and np.isfinite(first).all()
    assert first.tobytes() == second.tobytes()


@EACH
def test_input_is_left_alone(name: str) -> None:
    values = logs()
    values.flags.writeable = False
    said(name, values)
    assert np.array_equal(values, logs())


@EACH
@SEASONS
def test_scale_is_carried_through(name: str, season: int) -> None:
    moved = said(name, logs() + np.log(1000), season=season)
    assert np.allclose(moved - said(name, logs(), season=season), np.log(1000), atol=1e-6)


@EACH
@SEASONS
def test_order_of_series_does_not_matter(name: str, season: int) -> None:
    order = [2, 0, 3, 1]
    mixed = said(name, logs()[order], season=season)
    assert np.allclose(mixed, said(name, logs(), season=season)[:, order], atol=1e-9)


@EACH
@SEASONS
def test_the_future_changes_nothing(name: str, season: int) -> None:
    values = logs()
    longer = np.concatenate([values, values[:, -3:] + 0.5], axis=1)
    assert np.array_equal(said(name, values, season=season), said(name, longer, season=season, origins=[15]))


@FAST
@SEASONS
def test_every_origin_is_answered_as_if_it_were_the_last(name: str, season: int) -> None:
    together = said(name, logs(), season=season, origins=[10, 13, 15])
    for at, origin in enumerate([10, 13, 15]):
        alone = said(name, logs()[:, : origin + 1], season=season)[0]
        assert np.allclose(together[at], alone, atol=1e-9) or name == "lightgbm"


@FAST
@SEASONS
def test_others_than_the_teachers_do_not_matter(name: str, season: int) -> None:
    values, other = logs(8), np.log(walks(5, 16, seed=9))
    at = np.array([12, 15])
    few = load(name)(History(values, at, season, teachers=5), 3)
    more = load(name)(History(np.concatenate([values, other]), at, season, teachers=5), 3)
    assert few.tobytes() == more[:, :8].tobytes()


@FAST
@SEASONS
def test_late_starts_are_forecast_as_if_the_calendar_began_there(name: str, season: int) -> None:
    late = logs(1)
    late[:, :4] = np.nan
    assert np.allclose(said(name, late, season=season), said(name, late[:, 4:], season=season), atol=1e-9)


@EACH
@pytest.mark.parametrize("length", [1, 2, 3, 4, 12])
def test_constants_stay_at_any_length(name: str, length: int) -> None:
    values = np.repeat([[2.0], [5.0]], length, axis=1)
    assert np.allclose(said(name, values, season=4), values[:, :1], atol=1e-9)


@EACH
@pytest.mark.parametrize("length", [1, 2, 3])
def test_shortest_series_are_answered(name: str, length: int) -> None:
    assert np.isfinite(said(name, logs(3, length), 4)).all()


@EACH
def test_no_count_is_negative(name: str) -> None:
    falling = np.round(400 * 0.6 ** np.arange(12.0)) + np.arange(3)[:, None]
    falling[2, -3:] = 0
    told = forecast_panel(panel_of(falling), horizon=4, draws=60, method=name)
    assert (told.point >= 0).all() and (told.draws.samples >= 0).all()


@FAST
@settings(max_examples=20, deadline=None)
@given(values=arrays(np.float64, (3, 9), elements=st.floats(0, 15)))
def test_any_numbers_give_finite_forecasts(name: str, values: np.ndarray) -> None:
    assert np.isfinite(said(name, values, 5, 4)).all()


def test_prophet_leaves_no_trace() -> None:
    np.random.seed(7)
    before = np.random.get_state()[1].copy()
    said("prophet", logs(1, 12), 2)
    assert np.array_equal(before, np.random.get_state()[1])
    assert not logging.getLogger("cmdstanpy").disabled


def test_shrinkage_draws_noisy_series_to_the_panel() -> None:
    rng = np.random.default_rng(3)
    calm = np.cumsum(np.full((20, 12), 0.02) + rng.normal(0, 0.002, (20, 12)), axis=1)
    wild = np.cumsum(0.10 + rng.normal(0, 0.2, (1, 12)), axis=1)
    values = np.vstack([calm, wild])
    rates, own = shrunken_drift.growth_rates(History(values, np.array([11])), 0), np.diff(values, axis=1).mean(axis=1)
    assert abs(rates[-1] - 0.02) < 0.5 * abs(own[-1] - 0.02)
    assert abs(rates[0] - own[0]) < 0.002


def test_features_never_look_ahead() -> None:
    values = logs()
    whole, part = (growth.features(History(x, np.array([8]), 4)) for x in (values, values[:, :9]))
    assert np.array_equal(whole[:, :9, :3], part[:, :, :3])


def test_ridge_finds_momentum() -> None:
    rng = np.random.default_rng(0)
    steps = np.zeros((60, 25))
    for t in range(1, 25):
        steps[:, t] = 0.8 * steps[:, t - 1] + rng.normal(0, 0.02, 60)
    values = steps.cumsum(axis=1)
    truth, told = 0.8 * steps[:, -1], said("ridge", values, 1)[0, :, 0] - values[:, -1]
    assert np.abs(told - truth).mean() < 0.4 * np.abs(truth).mean()


def test_seasonal_naive_and_drift_by_hand() -> None:
    row = np.log([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]])
    assert np.exp(said("seasonal_naive", row, 6, 4))[0, 0].round(9).tolist() == [5, 6, 7, 8, 5, 6]
    assert np.exp(said("drift", row, 2, 4))[0, 0].round(9).tolist() == [9, 10]
    falling = np.log([[8.0, 6.0, 4.0, 2.0]])
    assert np.exp(said("drift", falling, 3))[0, 0].round(9).tolist() == [0.1, 0.1, 0.1]


def test_trend_methods_follow_a_straight_line() -> None:
    line = 100 + np.arange(30.0)[None]
    assert np.exp(said("damped_holt", np.log(line), 1))[0, 0, 0] == pytest.approx(130, abs=0.1)
    assert 0.58 < said("theta", np.arange(30.0)[None] * 0.02, 1)[0, 0, 0] <= 0.601
