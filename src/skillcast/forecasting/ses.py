"""Simple exponential smoothing: a weighted mean of the past, recent periods first."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.grid import choose
from skillcast.forecasting.protocol import Floats

ALPHAS = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99])


def smooth(values: Floats) -> Floats:
    """Return (N) the final level of each series under its chosen smoothing parameter."""
    length = values.shape[1]
    level = np.repeat(values[:, :1], len(ALPHAS), axis=1)
    squares = np.zeros_like(level)
    for t in range(1, length):
        error = values[:, t, None] - level
        squares += error**2
        level = level + ALPHAS * error
    pick = choose(squares / max(length - 1, 1), length)
    return np.asarray(level[np.arange(len(values)), pick])


def forecast(values: Floats, horizon: int, season: int) -> Floats:  # noqa: ARG001 - every member has this signature
    """Return (N, H): the final level, repeated.

    Examples
    --------
    >>> forecast(np.array([[2.0, 2.0, 2.0]]), 2, 1)
    array([[2., 2.]])
    """
    return np.repeat(smooth(values)[:, None], horizon, axis=1)
