"""Damped Holt: level and trend by exponential smoothing, the trend dying out."""

from __future__ import annotations

from itertools import product

import numpy as np

from skillcast.forecasting import naive
from skillcast.forecasting.grid import choose
from skillcast.forecasting.protocol import Floats

GRID = np.array(
    [
        (alpha, beta, phi)
        for alpha, beta, phi in product((0.1, 0.3, 0.5, 0.7, 0.85, 0.99), (0.02, 0.1, 0.2, 0.35, 0.5), (0.8, 0.9, 0.98))
    ]
)
"""(G, 3) level smoothing, trend smoothing, damping."""


def forecast(values: Floats, horizon: int, season: int) -> Floats:
    """Return (N, H): level plus damped trend, parameters chosen on a grid by one-step error.

    Gardner & McKenzie (1985). The trend starts at the mean of the first (up to four) steps.
    """
    length = values.shape[1]
    if length < 3:
        return naive.forecast(values, horizon, season)
    alpha, beta, phi = GRID.T
    level = np.repeat(values[:, :1], len(GRID), axis=1)
    start = min(4, length - 1)
    trend = np.repeat((values[:, start, None] - values[:, :1]) / start, len(GRID), axis=1)
    squares = np.zeros_like(level)
    for t in range(1, length):
        ahead = level + phi * trend
        error = values[:, t, None] - ahead
        squares += error**2
        new = ahead + alpha * error
        trend = beta * (new - level) + (1 - beta) * phi * trend
        level = new
    pick = choose(squares / (length - 1), length)
    rows = np.arange(len(values))
    steps = np.cumsum(phi[pick][:, None] ** np.arange(1, horizon + 1), axis=1)
    return np.asarray(level[rows, pick][:, None] + trend[rows, pick][:, None] * steps)
