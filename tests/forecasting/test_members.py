"""The contract that every registered member keeps."""

from __future__ import annotations

import logging

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from skillcast.forecasting import growth, shrunken_drift
from skillcast.forecasting.boosting import FEWEST_ROWS, rows
from skillcast.forecasting.registry import MEMBERS, load

from .conftest import walks

QUICK = [name for name in MEMBERS if name != "prophet"]
EACH = pytest.mark.parametrize("name", list(MEMBERS))
SEASONS = pytest.mark.parametrize("season", [1, 4])


def logs(series: int = 4, length: int = 14) -> np.ndarray:
    return np.log(walks(series, length))


@EACH
@SEASONS
def test_shape_and_same_bytes_twice(name: str, season: int) -> None:
    first, second = (load(name)(logs(), 3, season) for _ in range(2))
    assert first.shape == (4, 3) and np.isfinite(first).all()
    assert first.tobytes() == second.tobytes()


@EACH
def test_input_is_left_alone(name: str) -> None:
    values = logs()
    values.flags.writeable = False
    load(name)(values, 2, 1)
    assert np.array_equal(values, logs())


@EACH
def test_scale_is_carried_through(name: str) -> None:
    plain = load(name)(logs(), 3, 1)
    moved = load(name)(logs() + np.log(1000), 3, 1)
    assert np.allclose(moved - plain, np.log(1000), atol=1e-6)


@EACH
def test_order_of_series_does_not_matter(name: str) -> None:
    order = [2, 0, 3, 1]
    assert np.allclose(load(name)(logs()[order], 3, 1), load(name)(logs(), 3, 1)[order], atol=1e-9)


@EACH
@pytest.mark.parametrize("length", [1, 2, 3, 4, 12])
def test_constants_stay_at_any_length(name: str, length: int) -> None:
    values = np.repeat([[2.0], [5.0]], length, axis=1)
    assert np.allclose(load(name)(values, 3, 4), values[:, :1], atol=1e-9)


@EACH
@pytest.mark.parametrize("length", [1, 2, 3])
def test_shortest_series_are_answered(name: str, length: int) -> None:
    assert np.isfinite(load(name)(logs(3, length), 4, 1)).all()


@pytest.mark.parametrize("name", QUICK)
@settings(max_examples=20, deadline=None)
@given(values=arrays(np.float64, (3, 9), elements=st.floats(0, 15)))
def test_any_numbers_give_finite_forecasts(name: str, values: np.ndarray) -> None:
    assert np.isfinite(load(name)(values, 5, 4)).all()


def test_lightgbm_is_fitted_when_rows_suffice() -> None:
    values = logs(90, 16)
    assert rows(*values.shape) >= FEWEST_ROWS
    first, second = (load("lightgbm")(values, 8, 1) for _ in range(2))
    assert first.tobytes() == second.tobytes()
    assert not np.allclose(first, load("ridge")(values, 8, 1))
    assert np.allclose(load("lightgbm")(values + np.log(1000), 8, 1) - first, np.log(1000), atol=1e-6)


def test_prophet_leaves_no_trace() -> None:
    np.random.seed(7)
    before = np.random.get_state()[1].copy()
    load("prophet")(logs(1, 12), 2, 1)
    assert np.array_equal(before, np.random.get_state()[1])
    assert not logging.getLogger("cmdstanpy").disabled


def test_shrinkage_draws_noisy_series_to_the_panel() -> None:
    rng = np.random.default_rng(3)
    calm = np.cumsum(np.full((20, 12), 0.02) + rng.normal(0, 0.002, (20, 12)), axis=1)
    wild = np.cumsum(0.10 + rng.normal(0, 0.2, (1, 12)), axis=1)
    values = np.vstack([calm, wild])
    rates, own = shrunken_drift.growth_rates(values), np.diff(values, axis=1).mean(axis=1)
    assert abs(rates[-1] - 0.02) < 0.5 * abs(own[-1] - 0.02)
    assert abs(rates[0] - own[0]) < 0.002


def test_features_never_look_ahead() -> None:
    values = logs()
    assert np.array_equal(growth.features(values, 4)[:, :9], growth.features(values[:, :9], 4))


def test_ridge_finds_momentum() -> None:
    rng = np.random.default_rng(0)
    steps = np.zeros((60, 25))
    for t in range(1, 25):
        steps[:, t] = 0.8 * steps[:, t - 1] + rng.normal(0, 0.02, 60)
    values = steps.cumsum(axis=1)
    truth, said = 0.8 * steps[:, -1], load("ridge")(values, 1, 1)[:, 0] - values[:, -1]
    assert np.abs(said - truth).mean() < 0.4 * np.abs(truth).mean()


def test_seasonal_naive_and_drift_by_hand() -> None:
    row = np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]])
    assert load("seasonal_naive")(row, 6, 4).tolist() == [[5, 6, 7, 8, 5, 6]]
    assert load("drift")(row, 2, 4).tolist() == [[9, 10]]


def test_trend_methods_follow_a_straight_line() -> None:
    line = np.arange(30.0)[None] * 0.02
    assert load("damped_holt")(line, 1, 1)[0, 0] == pytest.approx(0.6, abs=0.002)
    assert 0.58 < load("theta")(line, 1, 1)[0, 0] <= 0.601
