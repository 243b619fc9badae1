"""Weights follow the errors that were known, no more and no less."""

from __future__ import annotations

import numpy as np
import pytest

from skillcast.forecasting.combination import HURTS, weigh

NAMES = ("a", "b", "c")


def misses(level: list[float], origins: int = 12, series: int = 20, *, seed: int = 0) -> np.ndarray:
    """Return (M, O, N, 2) absolute errors of the given mean sizes."""
    rng = np.random.default_rng(seed)
    return np.abs(rng.normal(size=(1, origins, series, 2))) * np.array(level)[:, None, None, None]


def at(errors: np.ndarray, row: int = -1):
    origins = np.arange(5, 5 + errors.shape[1])
    return weigh(errors, origins, origins, NAMES, None)[row]


def test_nothing_known_leaves_equal_weights() -> None:
    first = at(misses([1.0, 2.0, 3.0]), 0)
    assert np.allclose(first.shares, 1 / 3) and first.years == 0 and np.isnan(first.losses).all()


def test_weights_sum_to_one_and_fall_with_the_error() -> None:
    found = at(misses([1.0, 1.1, 1.3]))
    assert np.allclose(found.shares.sum(axis=0), 1)
    assert (np.diff(found.shares.mean(axis=1)) < 0).all() and (found.shares > 0).all()
    assert found.losses == pytest.approx([1.0, 1.1, 1.3])


def test_equal_errors_give_equal_weights() -> None:
    assert np.allclose(at(misses([1.0, 1.0, 1.0])).shares, 1 / 3)


def test_a_member_that_hurts_gets_nothing() -> None:
    found = at(misses([1.0, 1.0, HURTS + 0.1]))
    assert not found.shares[2].any()
    assert "left out" in found.reasons()[2][1] and "剔除" in found.reasons()[2][0]


def test_more_years_trust_the_errors_more() -> None:
    shares = [at(misses([1.0, 1.2, 1.2], origins)).shares[0].mean() for origins in (3, 6, 12, 24)]
    assert (np.diff(shares) > 0).all()


def test_a_series_with_its_own_best_member_leans_to_it() -> None:
    errors = misses([1.0, 1.0, 1.0], 16)
    errors[0, :, 3] *= 0.5
    found = at(errors)
    assert found.shares[0, 3] > 1.5 * found.shares[0, 4]


def test_only_errors_that_had_come_true_count() -> None:
    errors = misses([1.0, 1.2, 1.4])
    changed = errors.copy()
    changed[0, 8:] *= 50
    changed[0, 7, :, 1] *= 50
    assert np.array_equal(at(errors, 8).shares, at(changed, 8).shares)
    assert not np.array_equal(at(errors, 9).shares, at(changed, 9).shares)
