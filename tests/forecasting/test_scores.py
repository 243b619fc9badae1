"""Golden values worked by hand, and properties of the scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.forecasting import scores

HISTORY = [10.0, 12.0, 9.0, 11.0]


def test_golden() -> None:
    assert scores.mase([12.0, 8.0], [11.0, 11.0], HISTORY) == pytest.approx(2 / (7 / 3))
    assert scores.rmsse([12.0, 8.0], [11.0, 11.0], HISTORY) == pytest.approx(np.sqrt(5 / (17 / 3)))
    assert scores.mase([12.0], [11.0], HISTORY, season=2) == pytest.approx(1 / 1.0)
    assert scores.wape([12.0, 8.0], [11.0, 11.0]) == pytest.approx(0.2)
    assert scores.coverage([1, 2, 3, 4], [1, 0, 4, 0], [1, 3, 5, 3]) == 0.5
    assert scores.msis([12.0, 5.0], [6.0, 6.0], [14.0, 14.0], HISTORY) == pytest.approx((8 + 8 + 40) / 2 / (7 / 3))
    assert scores.pinball([5.0], [3.0], level=0.9) == pytest.approx([3.6])
    assert scores.crps(2.0, [1.0, 2.0, 4.0]) == pytest.approx(1.0 - 2.0 / 2)


def test_no_scale_is_not_a_number() -> None:
    for history in ([5.0, 5.0, 5.0], [5.0]):
        assert np.isnan(scores.mase([1.0], [2.0], history)) and np.isnan(scores.rmsse([1.0], [2.0], history))
        assert np.isnan(scores.msis([1.0], [0.0], [2.0], history))
        assert np.isnan(scores.sql([1.0], [[2.0]], history, levels=[0.5]))
    assert np.isnan(scores.wape([0.0], [1.0]))


@given(st.floats(0.01, 1000), st.lists(st.floats(1, 100), min_size=3, max_size=6))
def test_scaled_scores_know_no_unit(unit: float, history: list[float]) -> None:
    past = np.array(history)
    one = scores.mase([3.0], [5.0], past)
    other = scores.mase([3.0 * unit], [5.0 * unit], past * unit)
    assert np.isnan(one) or one == pytest.approx(other, rel=1e-6)


def test_crps_of_many_draws_is_that_of_the_normal() -> None:
    draws = np.random.default_rng(0).normal(size=20_000)
    assert float(scores.crps(0.0, draws)) == pytest.approx(np.sqrt(2 / np.pi) - 1 / np.sqrt(np.pi), abs=0.01)


def test_years_not_rows_are_the_sample() -> None:
    rng = np.random.default_rng(0)
    rejected = {"clustered": 0, "rows": 0}
    for _ in range(200):
        shock = rng.normal(0, np.sqrt(0.2), (8, 1)) + rng.normal(0, np.sqrt(0.8), (8, 30))
        hits = (np.abs(shock) < 1.2816).astype(float)
        years = np.repeat(np.arange(8), 30)
        rejected["clustered"] += scores.coverage_test(hits.ravel(), years, level=0.8)[1] < 0.05
        rejected["rows"] += scores.coverage_test(hits.ravel(), np.arange(240), level=0.8)[1] < 0.05
    assert rejected["clustered"] < 30 < rejected["rows"] * 2


def test_one_year_proves_nothing() -> None:
    assert np.isnan(scores.coverage_test([1.0, 0.0], [2025, 2025], level=0.8)).all()
