"""Pooled ridge: growth ahead regressed on growth behind, all series and years together."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting import growth, shrunken_drift
from skillcast.forecasting.protocol import Floats

PENALTY = 0.1
"""Ridge penalty per row, features in units of their standard deviation."""

FEWEST_ROWS = 20
FEWEST_PERIODS = 5
"""Periods to learn from: with fewer, one boom or slump writes the rule (measured on US industries, 1972-1995)."""


def forecast(values: Floats, horizon: int, season: int) -> Floats:
    """Return (N, H): one regression a step, target the mean growth a period to that step.

    Rows are weighted by the inverse of their series' growth variance (half shrunk to the panel's
    median), or one volatile series would write the rule for all. A step with too few rows or
    periods goes on from the last fitted one at damped growth; without any, shrunken drift answers.
    """
    length = values.shape[1]
    fitted = [
        step
        for step in range(1, horizon + 1)
        if length - step - growth.WARM_UP >= max(FEWEST_PERIODS, FEWEST_ROWS / len(values))
    ]
    if not fitted:
        return shrunken_drift.forecast(values, horizon, season)
    table = growth.features(values, season)
    weights = _weights(values)
    rates = [_rate(values, table, weights, step) for step in fitted]
    paths = [step * rate for step, rate in zip(fitted, rates, strict=True)]
    extra = shrunken_drift.damped_steps(horizon + 1, season)
    paths += [paths[-1] + rates[-1] * (extra[k] - 1) for k in range(1, horizon - len(fitted) + 1)]
    return np.asarray(values[:, -1:] + np.stack(paths, axis=1))


def _weights(values: Floats) -> Floats:
    variance = growth.noise(values) ** 2
    mixed = (variance + np.median(variance)) / 2
    top = float(mixed.max())
    return np.asarray(top / np.maximum(mixed, 1e-6 * top)) if top > 0 else np.ones(len(values))


def _rate(values: Floats, table: Floats, weights: Floats, step: int) -> Floats:
    """Return (N) the predicted mean growth a period over the next `step` periods."""
    past = table[:, growth.WARM_UP : -step]
    x = past.reshape(-1, table.shape[2])
    y = growth.targets(values, step)[:, growth.WARM_UP :].ravel()
    w = np.repeat(weights, past.shape[1])
    w = w / w.sum()
    x_mean, y_mean = w @ x, w @ y
    spread = np.sqrt(w @ (x - x_mean) ** 2)
    spread[spread < 1e-12] = np.inf
    scaled = (x - x_mean) / spread
    gram = (scaled * w[:, None]).T @ scaled + PENALTY * np.eye(x.shape[1])
    slope = np.linalg.solve(gram, (scaled * w[:, None]).T @ (y - y_mean))
    return np.asarray(y_mean + ((table[:, -1] - x_mean) / spread) @ slope)
