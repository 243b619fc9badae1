"""Widths come from errors made, grow with the step, tie series together and hold in a simulated world."""

from __future__ import annotations

import numpy as np
import pytest

from skillcast.forecasting import forecast_panel
from skillcast.forecasting.growth import shrunken_scale
from skillcast.forecasting.intervals import Calibration, calibrate, draw_errors, half_widths
from skillcast.forecasting.rolling import Track
from skillcast.forecasting.scores import coverage_test

from .conftest import panel_of, walks


def track(errors: np.ndarray) -> Track:
    origins, series, _ = errors.shape
    flat = np.ones((origins, series))
    return Track(
        np.arange(origins), np.zeros_like(errors), errors, flat, flat, 0 * flat, 10 * flat.astype(int), [""] * series, 6
    )


def test_width_is_the_quantile_of_many_errors() -> None:
    errors = np.random.default_rng(0).standard_t(4, (60, 40, 3)) * np.array([1.0, 1.5, 2.0])
    found = calibrate(track(errors), np.arange(60))
    assert found.width == pytest.approx(1.533 * np.array([1.0, 1.5, 2.0]), rel=0.08)
    assert 3 <= found.tail <= 6 and found.common < 0.1


def test_common_share_is_found() -> None:
    rng = np.random.default_rng(1)
    errors = np.sqrt(0.6) * rng.normal(size=(60, 1, 1)) + np.sqrt(0.4) * rng.normal(size=(60, 30, 1))
    assert calibrate(track(errors), np.arange(60)).common == pytest.approx(0.58, abs=0.1)


def test_widths_never_fall_and_few_years_widen() -> None:
    errors = np.random.default_rng(2).normal(size=(40, 14, 5))
    errors[:, :, 3] *= 0.3
    assert (np.diff(calibrate(track(errors), np.arange(40)).width) >= 0).all()
    growing = np.random.default_rng(2).normal(size=(40, 14, 5)) * np.arange(1, 6) ** 0.6
    many, few = (calibrate(track(growing), np.arange(40) % years) for years in (40, 3))
    assert few.years == 3 and (few.width > many.width).all()
    nothing = calibrate(track(np.full((0, 14, 5), np.nan)), np.arange(0))
    assert nothing.years == 0 and (nothing.width > few.width[0]).all()


def test_more_noise_is_wider_and_an_early_end_too() -> None:
    width = np.array([1.0, 1.4, 1.7])
    found = Calibration(width, 4.0, 0.3, 10)
    half = half_widths(found, np.array([0.02, 0.04, 0.02]), np.array([0, 0, 2]), 0.8)
    assert (half[1] > half[0]).all() and (half[2] > half[0]).all()
    assert half[2, 0] == pytest.approx(half[0, 2])
    assert (half_widths(found, np.array([0.02]), np.array([0]), 0.95) > half[0]).all()


def test_shrunken_scale() -> None:
    assert shrunken_scale(np.array([0.01, 0.04, 0.16])) == pytest.approx([0.02, 0.04, 0.08])
    assert shrunken_scale(np.array([0.0, 0.04, np.nan])).tolist() == [0.02, 0.04, 0.0]
    assert not shrunken_scale(np.array([0.0, 0.0, np.nan])).any()


def test_draws_match_the_widths_and_hang_together() -> None:
    found = Calibration(np.array([1.0, 1.5]), 6.0, 0.5, 10)
    scale, lead, keys = np.full(6, 0.05), np.zeros(6, dtype=np.int64), list("abcdef")
    errors = draw_errors(found, scale, lead, keys, seed=1, draws=40_000)
    assert np.quantile(errors[0, 1], 0.9) == pytest.approx(half_widths(found, scale, lead, 0.8)[0, 1], rel=0.05)
    assert np.corrcoef(errors[:, 0])[0, 1] == pytest.approx(0.5, abs=0.08)
    assert np.allclose(errors.mean(axis=2), 0)
    part = draw_errors(found, scale[2:4], lead[:2], keys[2:4], seed=1, draws=40_000)
    assert np.array_equal(part, errors[2:4])


def test_groups_share_what_others_do_not() -> None:
    rng = np.random.default_rng(3)
    groups = ["east"] * 12 + ["west"] * 12
    regional = np.repeat(rng.normal(size=(80, 2, 1)), 12, axis=1)
    errors = (
        np.sqrt(0.2) * rng.normal(size=(80, 1, 1))
        + np.sqrt(0.4) * regional
        + np.sqrt(0.4) * rng.normal(size=(80, 24, 1))
    )
    found = calibrate(track(errors), np.arange(80), groups=groups)
    # what two groups share by chance of their own factors counts as common: c + w is what must be right
    assert found.common + found.within == pytest.approx(0.6, abs=0.1) and found.within > 0.1
    assert calibrate(track(errors), np.arange(80)).within == 0
    drawn = draw_errors(
        found,
        np.ones(24),
        np.zeros(24, dtype=np.int64),
        [f"k{row:02d}" for row in range(24)],
        seed=1,
        draws=20_000,
        groups=groups,
    )[:, 0]
    related = np.corrcoef(drawn)
    assert related[0, 1] == pytest.approx(found.common + found.within, abs=0.06)
    assert related[0, 12] == pytest.approx(found.common, abs=0.06)


def test_breaks_widen_and_fade_and_stay_in_the_pool() -> None:
    errors = np.random.default_rng(4).normal(size=(12, 30, 2))
    errors[7] *= 5
    years = np.arange(2010, 2022)
    plain = calibrate(track(errors), years, end=2022)
    fresh, older = (calibrate(track(errors), years, breaks=[2018], end=end) for end in (2018, 2022))
    assert (fresh.width > 1.3 * plain.width).all()
    assert ((plain.width < older.width) & (older.width < fresh.width)).all()
    calm = calibrate(track(np.delete(errors, 7, axis=0)), np.delete(years, 7), end=2022)
    assert (plain.width > calm.width).all()


def test_coverage_and_the_total_in_a_world_that_is_known() -> None:
    inside, total, years = [], [], []
    for seed in range(60):
        world = walks(14, 18, seed=seed)
        said = forecast_panel(panel_of(world[:, :13]), horizon=5, draws=400).draws
        inside.append(((world[:, 13:] >= said.quantile(0.1)) & (world[:, 13:] <= said.quantile(0.9))).mean())
        whole, truth = said.total(), world[:, 13:].sum(axis=0)
        total.append(((truth >= whole.quantile(0.1)) & (truth <= whole.quantile(0.9))).mean())
        years.append(seed)
    assert 0.74 <= np.mean(inside) <= 0.90
    assert 0.70 <= np.mean(total) <= 0.97
    assert abs(coverage_test(inside, years, level=0.82)[0]) < 4
