"""Seasonal factors are found, taken out and put back; none are seen in noise."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.seasonality import remove


def test_pattern_is_recovered_and_continued() -> None:
    rng = np.random.default_rng(0)
    pattern = np.array([0.1, -0.05, -0.1, 0.05])
    values = 0.01 * np.arange(42) + pattern[np.arange(42) % 4] + rng.normal(0, 0.005, (3, 42))
    found = remove(values, 4)
    assert found.present.all()
    assert np.allclose(found.ahead(4), pattern[(42 + np.arange(4)) % 4], atol=0.01)
    assert np.allclose(found.adjusted + found.factors[:, np.arange(42) % 4], values)


def test_noise_is_rarely_called_seasonal() -> None:
    walks = np.random.default_rng(1).normal(0, 0.02, (400, 60)).cumsum(axis=1)
    assert remove(walks, 12).present.mean() < 0.05


def test_short_or_annual_series_are_left_alone() -> None:
    values = np.random.default_rng(1).normal(0, 1, (2, 11))
    for season in (1, 4):
        found = remove(values, season)
        assert found.adjusted is values and not found.present.any() and not found.ahead(5).any()
