"""Damped Holt: level and trend by exponential smoothing, the trend dying out."""

from __future__ import annotations

from itertools import product

import numpy as np

from skillcast.forecasting.drift import FLOOR
from skillcast.forecasting.grid import choose
from skillcast.forecasting.protocol import Floats, History

GRID = np.array(
    [
        (alpha, beta, phi)
        for alpha, beta, phi in product((0.1, 0.4, 0.7, 0.95), (0.02, 0.1, 0.25, 0.5), (0.8, 0.9, 0.98))
    ]
)
"""(G, 3) level smoothing, trend smoothing, damping."""
FIRST = 4
"""The trend starts at the mean of so many first steps."""


def forecast(history: History, horizon: int) -> Floats:
    """Return (O, N, H): level plus damped trend, parameters chosen on a grid by one-step error.

    Gardner & McKenzie (1985), in the unit of the variable. Below `FIRST` + 2 periods: no change.
    """
    starts, rows = history.starts, np.arange(len(history.values))
    values = np.exp(np.clip(history.padded - history.padded[:, :1], -50, 50))
    alpha, beta, phi = GRID.T
    level = np.repeat(values[:, :1], len(GRID), axis=1)
    after = np.minimum(starts + FIRST, values.shape[1] - 1)
    begin = ((values[rows, after] - values[:, 0]) / FIRST)[:, None]
    trend = np.zeros_like(level)
    squares = np.zeros_like(level)
    said = np.empty((len(history.origins), len(rows), horizon))
    for t in range(int(history.origins[-1]) + 1):
        fresh = starts == t - 1
        trend[fresh] = begin[fresh]
        trend *= phi
        level += trend
        error = values[:, t, None] - level
        squares += error**2
        level += alpha * error
        trend += alpha * beta * error
        for at in np.flatnonzero(history.origins == t):
            pick = choose(squares, t + 1 - starts, history.teachers)
            steps = np.cumsum(phi[pick][:, None] ** np.arange(1, horizon + 1), axis=1)
            path = level[rows, pick][:, None] + trend[rows, pick][:, None] * steps
            said[at] = np.log(np.maximum(path / values[:, t, None], FLOOR))
    enough = (history.lengths >= FIRST + 2)[:, :, None]
    return np.where(enough, history.last + np.where(enough, said, 0.0), history.last)
