"""Complex exponential smoothing."""

from __future__ import annotations

import numpy as np
import pytest

from skillcast.forecasting import ces
from skillcast.forecasting.protocol import Floats, History


def process(real: float, imaginary: float, errors: Floats) -> Floats:
    """Return (T) values by the equations of Svetunkov et al. (2022), from a level of 100."""
    level, potential, values = 100.0, 100.0 / real, []
    for error in errors:
        values.append(level + error)
        level, potential = (
            level - (1 - imaginary) * potential + (real - imaginary) * error,
            level + (1 - real) * potential + (real + imaginary) * error,
        )
    return np.array(values)


@pytest.mark.parametrize("rate", [-0.02, 0.0, 0.03])
def test_an_undisturbed_process_goes_on(rate: float) -> None:
    values = process(1.5, 1 + 1.5 * rate, np.zeros(25))
    said = np.exp(ces.forecast(History(np.log(values[None, :20]), np.array([19])), 5))[0, 0]
    assert np.allclose(said, values[20:], rtol=2e-3)


def test_the_mean_of_a_known_process_is_found() -> None:
    rng = np.random.default_rng(6)
    errors = rng.normal(0, 4, (200, 41))
    errors[:, 40] = 0.0
    values = np.array([process(1.4, 1.014, each) for each in errors])
    said = np.exp(ces.forecast(History(np.log(values[:, :40]), np.array([39])), 1))[0, :, 0]
    naive = np.abs(values[:, 39] - values[:, 40]).mean()
    assert np.abs(said - values[:, 40]).mean() < 0.4 * naive


@pytest.mark.parametrize("season", [1, 4, 12])
def test_the_grid_holds_stable_models_that_grow_by_the_rates_named(season: int) -> None:
    grid = ces.grid(season)
    forget = grid.F - grid.g[:, :, None] * grid.w[:, None, :]
    assert (np.abs(np.linalg.eigvals(forget)).max(axis=1) < 1).all()
    growth = np.abs(np.linalg.eigvals(grid.F)).max(axis=1) - 1
    assert np.abs(growth).max() == pytest.approx(max(ces.GROWTHS) / season, rel=0.2)
    assert len(grid.w) > 0.5 * len(ces.ALPHAS) * len(ces.GROWTHS)
