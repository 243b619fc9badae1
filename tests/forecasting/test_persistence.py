"""Paths of errors: as persistent as the errors were."""

from __future__ import annotations

import numpy as np
import pytest

from skillcast.forecasting.intervals import Calibration, draw_errors
from skillcast.forecasting.persistence import PRIOR, correlations, persistence


def errors_of(exponent: float, *, origins: int = 40, series: int = 60, steps: int = 5) -> np.ndarray:
    root = np.linalg.cholesky(correlations(exponent, steps))
    return np.random.default_rng(3).standard_normal((origins, series, steps)) @ root.T


@pytest.mark.parametrize("exponent", [0.35, 0.5, 0.7, 0.9])
def test_the_exponent_is_recovered(exponent: float) -> None:
    assert persistence(errors_of(exponent), 1_000) == pytest.approx(exponent, abs=0.03)


def test_few_years_stay_near_the_prior() -> None:
    found = [persistence(errors_of(0.9), years) for years in (0, 2, 20)]
    assert found[0] == PRIOR
    assert found == sorted(found)


def test_correlations_are_those_of_a_random_walk_and_stay_positive_definite() -> None:
    step = np.arange(1, 6)
    walk = np.sqrt(np.minimum(step[:, None], step) / np.maximum(step[:, None], step))
    assert np.allclose(correlations(0.5, 5), walk)
    for exponent in (0.2, 0.6, 0.98):
        assert np.linalg.eigvalsh(correlations(exponent, 60)).min() > 0


def test_yearly_changes_are_as_wide_as_they_were() -> None:
    """Widths that grow like a trend go with changes of equal width, not with those of a random walk."""
    steps = np.arange(1, 6) ** 0.8
    drawn = draw_errors(
        Calibration(steps, 30.0, 0.5, 20, persistence=0.8), np.ones(200) * 0.01, np.zeros(200, dtype=int),
        [str(each) for each in range(200)], seed=1, draws=400,
    )  # fmt: skip
    changes = np.diff(drawn, axis=1, prepend=0.0).std(axis=(0, 2))
    assert changes == pytest.approx(np.full(5, changes[0]), rel=0.06)


def test_missing_errors_are_left_out_and_none_at_all_is_the_prior() -> None:
    errors = errors_of(0.8)
    errors[:20] = np.nan
    assert persistence(errors, 1_000) == pytest.approx(0.8, abs=0.04)
    assert persistence(np.full((5, 3, 4), np.nan), 5) == PRIOR
    assert persistence(errors[:, :, :1], 5) == PRIOR
    assert persistence(np.zeros((5, 3, 4)), 5) == PRIOR
