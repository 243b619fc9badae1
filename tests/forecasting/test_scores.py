"""Golden values worked by hand, and properties of the scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

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


def test_with_forecasts_of_one_year_it_is_the_t_test_over_years() -> None:
    values, years = np.random.default_rng(1).normal(size=40), np.repeat(np.arange(2010, 2020), 4)
    found = scores.year_test(values, years, expected=0.2)
    wanted = stats.ttest_1samp(values.reshape(10, 4).mean(axis=1), 0.2)
    low, high = wanted.confidence_interval(0.95)
    assert (found.statistic, found.p, found.p_hln) == pytest.approx((wanted.statistic, wanted.pvalue, wanted.pvalue))
    assert (found.low, found.high) == pytest.approx((low, high))


def test_the_correction_of_harvey_leybourne_and_newbold_by_hand() -> None:
    gains, steps = np.array([1.0, 2.0, 4.0, 3.0, 1.0, 0.0, 2.0, 5.0]), 2
    apart = gains - 2.25
    variance = (apart @ apart + 2 * apart[1:] @ apart[:-1]) / 8
    statistic = 2.25 / np.sqrt(variance / 8) * np.sqrt((8 + 1 - 2 * steps + steps * (steps - 1) / 8) / 8)
    found = scores.year_test(gains, np.arange(8), overlap=steps)
    assert found.p_hln == pytest.approx(2 * stats.t.sf(statistic, 7))


@pytest.mark.parametrize("kind", ["difference", "coverage"])
def test_overlapping_forecasts_are_not_independent_years(kind: str) -> None:
    """Seven origins, five steps ahead: the rates that the documentation gives, of a true hypothesis tested at 10 %."""
    shocks = np.random.default_rng(2).normal(size=(1200, 11))
    common = np.stack([shocks[:, start : start + 7] for start in range(5)]).sum(axis=0) / np.sqrt(5)
    if kind == "difference":
        yearly, expected = np.abs(common - 0.5) - np.abs(common + 0.5), 0.0
    else:  # coverage of an 80 % interval where series share 30 % of the variance
        ends = (np.array([1.2816, -1.2816])[:, None, None] - np.sqrt(0.3) * common) / np.sqrt(0.7)
        yearly, expected = stats.norm.cdf(ends[0]) - stats.norm.cdf(ends[1]), 0.8
    found = [scores.year_test(row, np.arange(7), expected=expected, overlap=5) for row in yearly]
    plain = [scores.year_test(row, np.arange(7), expected=expected) for row in yearly]
    ours, hln, naive = (
        np.mean(np.array(p) < 0.1)
        for p in ([each.p for each in found], [each.p_hln for each in found], [each.p for each in plain])
    )
    assert 0.10 < ours < 0.20
    assert 0.28 < hln < 0.37
    assert naive > hln


@given(st.integers(2, 12), st.integers(1, 6), st.integers(0, 1000))
def test_unit_and_order_of_rows_do_not_matter(years: int, overlap: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, labels = rng.normal(1, 1, 3 * years), np.repeat(np.arange(years), 3)
    order = rng.permutation(len(values))
    one = scores.year_test(values, labels, overlap=overlap)
    two = scores.year_test(100 * values[order], labels[order], overlap=overlap)
    assert (two.p, two.p_hln) == pytest.approx((one.p, one.p_hln), rel=1e-6)
    assert (two.low, two.high) == pytest.approx((100 * one.low, 100 * one.high), rel=1e-6)
    assert 0 <= one.p <= 1 and one.low < one.estimate < one.high


def test_a_year_without_origins_still_counts_as_time() -> None:
    values = np.array([1.0, 2.0, 1.5, 2.5])
    near, far = (scores.year_test(values, years, overlap=2) for years in ([1, 2, 3, 4], [1, 3, 5, 7]))
    assert far.p == pytest.approx(scores.year_test(values, [1, 2, 3, 4]).p) and near.p != pytest.approx(far.p)


def test_scales_of_many_histories_are_those_of_each() -> None:
    many = np.array([HISTORY, [1.0, np.nan, 3.0, 4.0], [5.0, np.nan, np.nan, np.nan]])
    absolute, root = scores.seasonal_scales(many)
    assert absolute == pytest.approx([7 / 3, 1.0, np.nan], nan_ok=True)
    assert root == pytest.approx([np.sqrt(17 / 3), 1.0, np.nan], nan_ok=True)


def test_one_year_proves_nothing() -> None:
    assert np.isnan(scores.coverage_test([1.0, 0.0], [2025, 2025], level=0.8)).all()
