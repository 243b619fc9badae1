"""Pooled LightGBM: its contract, its features, and what it learns in worlds whose truth is known."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from skillcast.forecasting import boosting, lags, seasonal_naive
from skillcast.forecasting.protocol import History

QUARTERS, HORIZON = 4, 6
SEASONS = pytest.mark.parametrize("season", [1, QUARTERS])


def world(series: int, length: int, *, seed: int, momentum: float) -> tuple[np.ndarray, np.ndarray]:
    """Return (N, T) quarterly series of known making, and the best forecast (N, H) from `HORIZON` periods before the end.

    Seasons are each series' own; growth goes on (or, with momentum below 0, turns back).
    """
    rng = np.random.default_rng(seed)
    shocks, growth = rng.normal(0, 0.02, (series, length)), np.zeros((series, length))
    for time in range(1, length):
        growth[:, time] = momentum * growth[:, time - 1] + shocks[:, time]
    seasons = np.tile(rng.normal(0, 0.05, (series, QUARTERS)), length // QUARTERS + 1)[:, :length]
    level = rng.normal(8, 1, (series, 1)) + growth.cumsum(axis=1)
    origin = length - HORIZON - 1
    ahead = growth[:, [origin]] * (momentum ** np.arange(1, HORIZON + 1)).cumsum()
    return level + seasons, level[:, [origin]] + ahead + seasons[:, origin + 1 :]


def logs(series: int = 40, length: int = 44, *, seed: int = 1, momentum: float = 0.7) -> np.ndarray:
    return world(series, length + HORIZON, seed=seed, momentum=momentum)[0][:, :length]


def last(values: np.ndarray, season: int = QUARTERS, **given: object) -> History:
    return History(values, np.array([values.shape[1] - 1]), season, **given)  # type: ignore[arg-type]


def answer(history: History) -> np.ndarray:
    said = boosting.forecast(history, HORIZON)
    assert said.shape == (len(history.origins), len(history.values), HORIZON)
    assert np.isfinite(said).all()
    return said


def naive(history: History) -> np.ndarray:
    return seasonal_naive.forecast(history, HORIZON)


@SEASONS
def test_same_input_gives_same_bytes_and_is_left_alone(season: int) -> None:
    values = logs()
    values.flags.writeable = False
    first, second = answer(last(values, season)), answer(last(logs(), season))
    assert first.tobytes() == second.tobytes()
    assert not np.allclose(first, naive(last(values, season)))
    assert np.array_equal(values, logs())


@SEASONS
def test_constants_added_to_series_are_added_to_forecasts(season: int) -> None:
    shift = np.random.default_rng(0).normal(0, 5, (40, 1))
    assert np.allclose(answer(last(logs() + shift, season)) - shift, answer(last(logs(), season)), atol=1e-6)


@pytest.mark.parametrize(("rows", "series"), [(boosting.MOST_ROWS, boosting.MOST_SERIES), (900, 15)])
def test_order_of_series_does_not_matter(rows: int, series: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boosting, "MOST_ROWS", rows)
    monkeypatch.setattr(boosting, "MOST_SERIES", series)
    order = np.random.default_rng(5).permutation(40)
    kinds = np.arange(40)[:, None] % 3
    mixed = answer(last(logs()[order], covariates=kinds[order]))
    assert np.allclose(mixed, answer(last(logs(), covariates=kinds))[:, order], rtol=0, atol=1e-9)


def test_only_teachers_are_learned_from() -> None:
    alone, strangers = answer(last(logs())), logs(5, seed=2, momentum=-0.5)
    together = answer(last(np.concatenate([logs(), strangers]), teachers=40))
    assert np.allclose(together[:, :40], alone, rtol=0, atol=1e-9)
    fewer = answer(last(np.concatenate([logs(), strangers[3:]]), teachers=40))
    assert np.allclose(together[:, 43:], fewer[:, 40:], rtol=0, atol=1e-9)


@SEASONS
def test_the_future_changes_nothing(season: int) -> None:
    origins = np.array([34, 36, 39, 41, 42, 43])
    whole = answer(History(logs(), origins, season))
    longer = np.concatenate([logs(), logs(seed=3, length=9)], axis=1)
    assert answer(History(longer, origins, season)).tobytes() == whole.tobytes()
    for at, origin in enumerate(origins):
        changed = logs()
        changed[:, origin + 1 :] = 0
        assert answer(History(changed, origins, season))[: at + 1].tobytes() == whole[: at + 1].tobytes()


def test_models_are_trained_a_few_times_and_at_the_last_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[int] = []

    class Watched(boosting._Lessons):
        def __init__(self, history: History, origin: int) -> None:
            trained.append(origin)
            super().__init__(history, origin)

    monkeypatch.setattr(boosting, "_Lessons", Watched)
    said = answer(History(logs(), np.arange(20, 44), QUARTERS))
    assert len(trained) == boosting.MOST_FITS
    assert trained[0] == 30  # the first origin with a thousand rows: 40 series, 31 periods less a warm-up of 6
    assert trained[-1] == 43
    assert said[-1].tobytes() == answer(last(logs())).tobytes()
    assert np.array_equal(said[0], naive(History(logs(), np.array([20]), QUARTERS))[0])


@SEASONS
def test_constants_stay_constant(season: int) -> None:
    still = np.repeat(np.arange(40.0)[:, None], 44, axis=1)
    assert not boosting.usable(last(still, season))
    assert np.array_equal(answer(last(still, season)), np.repeat(still[None, :, :1], HORIZON, axis=2))
    mixed = logs()
    mixed[7] = 3.0
    assert np.array_equal(answer(last(mixed, season))[0, 7], np.full(HORIZON, 3.0))


@SEASONS
@pytest.mark.parametrize("length", [1, 2, 3, 12])
def test_too_few_rows_are_answered_by_no_change(season: int, length: int) -> None:
    history = last(logs(length=length), season)
    assert not boosting.usable(history)
    assert np.array_equal(answer(history), naive(history))


def test_series_that_begin_late_are_answered_and_learned_from() -> None:
    values = logs()
    for row, length in enumerate((0, 1, 2, 5, 6, 7, 12, 20)):
        values[row, : 44 - length] = np.nan
    history = last(values)
    said = boosting.forecast(history, HORIZON)[0]
    assert np.isfinite(said).all()
    assert np.array_equal(said[:4], naive(history)[0, :4])
    assert (said[4:] != naive(history)[0, 4:]).any(axis=1).all()


@settings(max_examples=20, deadline=None)
@given(values=arrays(np.float64, (5, 30), elements=st.floats(-20, 20)))
def test_any_numbers_give_finite_forecasts(values: np.ndarray) -> None:
    with mock.patch.object(boosting, "FEWEST_ROWS", 1):
        answer(last(values))


@pytest.mark.parametrize("momentum", [0.7, -0.7])
def test_what_is_said_comes_near_the_best_forecast(momentum: float) -> None:
    """Nobody can err less than the one who knows how the world was made."""
    values, best = world(150, 66, seed=1, momentum=momentum)
    history = last(values[:, :-HORIZON])
    ours, theirs, least = (
        np.abs(values[:, -HORIZON:] - said).mean(axis=0) for said in (answer(history)[0], naive(history)[0], best)
    )
    assert (ours < 1.3 * least).all()
    assert (ours < theirs).all()


def error(*, differ: bool, told: bool) -> float:
    """Return the error on 120 series; where they differ, growth goes on in every second series only."""
    values = np.empty((120, 60 + HORIZON))
    values[::2] = logs(60, 60 + HORIZON, seed=14, momentum=0.9)
    values[1::2] = logs(60, 60 + HORIZON, seed=15, momentum=0.0 if differ else 0.9)
    kinds = np.arange(120)[:, None] % 2
    said = answer(last(values[:, :60], covariates=kinds if told else None))[0]
    return float(np.abs(values[:, 60:] - said).mean())


def test_kinds_of_series_help_where_they_differ_and_else_do_no_harm() -> None:
    assert error(differ=True, told=True) < 0.96 * error(differ=True, told=False)
    assert error(differ=False, told=True) < 1.01 * error(differ=False, told=False)


def test_unknown_kinds_are_answered() -> None:
    kinds = np.where(np.arange(40) < 38, np.arange(40) % 3, -1)[:, None]
    kinds[39] = 9
    answer(last(logs(), covariates=kinds, teachers=38))


def test_features_by_hand() -> None:
    years = np.array([[1.0, 2.0, 4.0, 7.0, 11.0, 16.0, 22.0]])
    unit = np.array([2.0])
    steps, growth, changes = [6, 5, 4], [6, 5.5, 5], [1, 3, 1]
    assert (2 * lags.features(years, unit, 1)).tolist() == [[*steps, *growth, *changes]]
    assert (2 * lags.earlier_steps(years, unit, 1)).tolist() == [[6, 4, 3, 2, 4]]
    assert lags.season_ahead(years, unit, 1, 3).tolist() == [[3, 2.5, 2.5, 3]]
    assert lags.targets(years, np.array([2]), 1, 3).tolist() == [[4]]
    assert lags.targets(years, np.array([2]), 1, 0).tolist() == [[2]]


def test_noise_is_half_way_to_the_panel() -> None:
    values = np.outer([1.0, 4.0, 0.0, 16.0], np.arange(6))
    assert np.allclose(lags.noise(values, 1), [2, 4, 0, 8])
    assert np.allclose(lags.noise(values, 1, teachers=1), [1, 2, 0, 4])
    assert lags.noise(values[:, :1], 1).tolist() == [0, 0, 0, 0]
