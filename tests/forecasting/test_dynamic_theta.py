"""Dynamic optimised Theta."""

from __future__ import annotations

import numpy as np
import pytest

from skillcast.forecasting import dynamic_theta
from skillcast.forecasting.protocol import Floats, History


def by_hand(values: Floats, alpha: float, theta: float, horizon: int) -> Floats:
    """Return (H) the model of Fiorucci et al. (2016) with numpy's straight lines, the theta line starting at the first value."""
    seen, level, weight = [*values], values[0] / theta, 1 - 1 / theta
    for count in range(1, len(values) + horizon):
        level = alpha * seen[count - 1] + (1 - alpha) * level
        slope, start = np.polyfit(np.arange(count) + 1.0, seen[:count], 1) if count > 1 else (0.0, seen[0])
        ahead = level + weight * ((1 - alpha) ** count * start + (1 - (1 - alpha) ** (count + 1)) / alpha * slope)
        if count >= len(values):
            seen.append(ahead)
    return np.array(seen[len(values) :])


@pytest.mark.parametrize(("alpha", "theta"), [(0.1, 2.0), (0.5, 2.0), (0.5, 4.0), (0.9, 1.0)])
def test_a_single_model_is_the_papers(monkeypatch: pytest.MonkeyPatch, alpha: float, theta: float) -> None:
    monkeypatch.setattr(dynamic_theta, "ALPHAS", (alpha,))
    monkeypatch.setattr(dynamic_theta, "SHARES", {1 - 1 / theta: 1.0})
    rng = np.random.default_rng(7)
    values = 100 * np.exp(np.cumsum(0.03 + rng.normal(0, 0.05, 16)))
    said = np.exp(dynamic_theta.forecast(History(np.log(values)[None], np.array([9, 15])), 5))[:, 0]
    assert np.allclose(said[0], by_hand(values[:10], alpha, theta, 5), rtol=1e-9)
    assert np.allclose(said[1], by_hand(values, alpha, theta, 5), rtol=1e-9)


def test_a_straight_line_in_persons_goes_on() -> None:
    line = 100.0 + 7 * np.arange(25)
    said = np.exp(dynamic_theta.forecast(History(np.log(line[None, :20]), np.array([19])), 5))[0, 0]
    assert np.allclose(said, line[20:], rtol=5e-3)


def test_a_walk_with_drift_is_followed_nearly_as_well_as_by_who_knows_it() -> None:
    rng = np.random.default_rng(8)
    values = 100 + np.cumsum(2 + rng.normal(0, 2, (300, 35)), axis=1)
    said = np.exp(dynamic_theta.forecast(History(np.log(values[:, :30]), np.array([29])), 5))[0, :, -1]
    error, known = np.abs(said - values[:, -1]).mean(), np.abs(values[:, 29] + 10 - values[:, -1]).mean()
    assert error < 1.2 * known
    assert error < 0.75 * np.abs(values[:, 29] - values[:, -1]).mean()
