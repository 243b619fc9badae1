"""The unit of widths: noise, corrected by a series' own errors; nothing of the future, nothing of the order of rows."""

from __future__ import annotations

import numpy as np
import pytest

from skillcast.forecasting import forecast_panel, spread
from skillcast.forecasting.growth import noise
from skillcast.forecasting.protocol import History
from skillcast.forecasting.spread import LEAST, units

from .conftest import panel_of

ORIGINS = np.arange(6, 16)


def errors_of(series: int = 5, steps: int = 3, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, (len(ORIGINS), series, steps)) * np.arange(1, series + 1)[:, None]


def test_without_errors_it_is_the_shrunken_noise() -> None:
    scale = np.tile([0.01, 0.04, 0.16], (len(ORIGINS), 1))
    none = np.full((len(ORIGINS), 3, 2), np.nan)
    assert units(none, scale, ORIGINS, ORIGINS) == pytest.approx(np.tile([0.02, 0.04, 0.08], (len(ORIGINS), 1)))
    assert not units(none, scale * np.nan, ORIGINS, ORIGINS).any()


def test_who_errs_more_is_wider_and_more_so_with_time() -> None:
    found = units(errors_of(), np.full((len(ORIGINS), 5), 0.2), ORIGINS, ORIGINS)
    assert np.allclose(found[0], 0.2) and (np.diff(found[-1]) > 0).all()
    ratio = found[:, -1] / found[:, 0]
    assert ratio[-1] > ratio[3] > 1 and ratio[-1] < 5


def test_the_future_and_the_others_do_not_matter() -> None:
    errors, scale = errors_of(), np.full((len(ORIGINS), 5), 0.2)
    whole = units(errors, scale, ORIGINS, ORIGINS, 4)
    for at in range(len(ORIGINS)):
        changed = errors.copy()
        due = ORIGINS[:, None] + 1 + np.arange(3)
        changed[np.broadcast_to((due > ORIGINS[at])[:, None, :], errors.shape)] *= 9
        assert np.array_equal(units(changed, scale, ORIGINS, ORIGINS, 4)[at], whole[at])
    loud = errors * np.array([1, 1, 1, 1, 50])[:, None]
    assert np.array_equal(units(loud, scale, ORIGINS, ORIGINS, 4)[:, :4], whole[:, :4])


def test_scale_and_rows() -> None:
    errors, scale = errors_of(), np.random.default_rng(1).uniform(0.1, 0.3, (len(ORIGINS), 5))
    whole = units(errors, scale, ORIGINS, ORIGINS)
    assert units(7 * errors, 7 * scale, ORIGINS, ORIGINS) == pytest.approx(7 * whole)
    order = np.array([3, 0, 4, 1, 2])
    assert units(errors[:, order], scale[:, order], ORIGINS, ORIGINS) == pytest.approx(whole[:, order])


def test_perfect_forecasts_keep_some_width() -> None:
    errors = errors_of()
    errors[:, 0] = 0.0
    found = units(errors, np.full((len(ORIGINS), 5), 0.2), ORIGINS, ORIGINS)
    assert 0.2 * LEAST <= found[-1, 0] < found[-1, 1]
    assert np.allclose(units(np.zeros_like(errors), np.full((len(ORIGINS), 5), 0.2), ORIGINS, ORIGINS), 0.2)


def test_climbers_and_wanderers_are_both_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Series of equal growth in the mean square, half of them a steady climb, half a walk: one width fits neither."""
    rng = np.random.default_rng(5)
    years, ahead, series = 20, 3, 120
    steps = rng.normal(0, 0.05, (series, years + ahead))
    steps[::2] = np.where(rng.random((series // 2, 1)) < 0.5, -0.049, 0.049) + steps[::2] / 5
    values = 1e5 * np.exp(steps.cumsum(axis=1))

    def covered() -> tuple[float, float]:
        said = forecast_panel(panel_of(values[:, :years]), horizon=ahead, draws=400).draws
        inside = (said.quantile(0.1) <= values[:, years:]) & (values[:, years:] <= said.quantile(0.9))
        return float(inside[::2].mean()), float(inside[1::2].mean())

    climbers, wanderers = covered()
    monkeypatch.setattr(spread, "PATIENCE_ORIGINS", np.inf)
    blind_climbers, blind_wanderers = covered()
    assert wanderers > blind_wanderers + 0.05 and climbers <= blind_climbers
    assert climbers - wanderers < 0.9 * (blind_climbers - blind_wanderers)


def test_noise_with_seasons_is_between_growth_a_month_and_a_year() -> None:
    steps = np.random.default_rng(3).normal(0, 0.02, (4, 240))
    for values, factor in ((steps, 1.0), (steps.cumsum(axis=1), 12**0.25)):
        plain = noise(History(values, np.array([239])))
        assert noise(History(values, np.array([239]), season=12)) == pytest.approx(factor * plain, rel=0.2)
    young = steps[:, :8].cumsum(axis=1)
    expected = noise(History(young, np.array([7]))) * 12**0.25
    assert noise(History(young, np.array([7]), season=12)) == pytest.approx(expected)
