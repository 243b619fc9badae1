"""Theta: half the long trend, half the recent level."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.grid import choose
from skillcast.forecasting.protocol import Floats, History
from skillcast.forecasting.ses import ALPHAS

FEWEST = 3


def forecast(history: History, horizon: int) -> Floats:
    """Return (O, N, H): mean of the extrapolated straight line and the smoothed theta-2 line.

    Assimakopoulos & Nikolopoulos (2000), the line straight in logs; the smoothing parameter is chosen on a grid. Below
    three periods: no change. The theta-2 line, twice the values less the line, need not be smoothed anew from each
    origin: smoothing is linear, and how it follows a straight line is known.

    Examples
    --------
    >>> forecast(History(np.array([[0.0, 1.0, 2.0, 3.0]]), np.array([3])), 2).round(2)
    array([[[3.49, 3.99]]])
    """
    first = history.padded[:, :1]
    values, starts = history.padded - first, history.starts
    behind, behind_squares = _line_errors(values.shape[1])
    level, squares, cross = (np.zeros((len(values), len(ALPHAS))) for _ in range(3))
    total, moment = np.zeros(len(values)), np.zeros(len(values))
    said = np.empty((len(history.origins), len(values), horizon))
    for t in range(int(history.origins[-1]) + 1):
        age = np.maximum(t - starts, 0)
        error = values[:, t, None] - level
        squares += error**2
        cross += error * behind[age]
        level += ALPHAS * error
        total += values[:, t]
        moment += age * values[:, t]
        for at in np.flatnonzero(history.origins == t):
            slope = (moment - age / 2 * total) * 12 / np.maximum((age + 1) * ((age + 1.0) ** 2 - 1), 1)
            begin = total / (age + 1) - slope * age / 2
            bent = 4 * squares - 4 * slope[:, None] * cross + slope[:, None] ** 2 * behind_squares[age]
            pick = choose(np.maximum(bent, 0.0), t + 1 - starts, history.teachers)
            reached = age - (1 - ALPHAS[pick]) * behind[age, pick]
            smooth = 2 * level[np.arange(len(values)), pick] - (begin + slope * reached)
            line = begin[:, None] + slope[:, None] * (age[:, None] + np.arange(1, horizon + 1))
            said[at] = first + (line + smooth[:, None]) / 2
    return np.where((history.lengths >= FEWEST)[:, :, None], said, history.last)


def _line_errors(length: int) -> tuple[Floats, Floats]:
    """Return (T, G) how far smoothing lags behind a line that climbs by one, and the squares of that summed so far."""
    lags = (1 - (1 - ALPHAS) ** np.arange(length)[:, None]) / ALPHAS
    return lags, np.cumsum(lags**2, axis=0)
