"""Complex exponential smoothing: the level and the information left in its error, smoothed together."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np

from skillcast.forecasting import innovations
from skillcast.forecasting.protocol import Floats, History

ALPHAS = (1.1, 1.3, 1.6, 1.9)
"""Real part of the smoothing parameter."""
GROWTHS = (-0.05, -0.03, -0.02, -0.01, 0.0, 0.01, 0.02, 0.03, 0.05)
"""Yearly growth that the imaginary part 1 + u a amounts to."""


@cache
def grid(season: int) -> innovations.Grid:
    """Return the stable models of the grid."""
    pairs = [(a, 1 + u / season * a) for a, u in product(ALPHAS, GROWTHS)]
    pairs = [pair for pair in pairs if _radius(*pair) < 1]
    real, imaginary = np.array(pairs).T
    one, none = np.ones_like(real), np.zeros_like(real)
    moves = np.stack([np.stack([one, imaginary - 1], axis=1), np.stack([one, 1 - real], axis=1)], axis=1)
    # the fitted numbers are the level and what the second state differs from its rest
    begin = np.stack([np.stack([one, none], axis=1), np.stack([1 / real, one], axis=1)], axis=1)
    prior = np.full(len(real), 1 / len(real))
    gains = np.stack([real - imaginary, real + imaginary], axis=1)
    return innovations.Grid(np.stack([one, none], axis=1), moves, gains, begin, prior, base=1.0)


def _radius(real: float, imaginary: float) -> float:
    """Return the spectral radius of the discounting matrix; below 1 the past fades."""
    matrix = np.array([[1 - real + imaginary, imaginary - 1], [1 - real - imaginary, 1 - real]])
    return float(np.abs(np.linalg.eigvals(matrix)).max())


def forecast(history: History, horizon: int) -> Floats:
    """Return (O, N, H) by complex exponential smoothing without seasons (Svetunkov, Kourentzes & Ord 2022).

    Models on a grid of the complex smoothing parameter are averaged by marginal likelihood.

    Examples
    --------
    >>> steady = np.log(100 * 1.02 ** np.arange(20.0))[None]
    >>> bool(np.exp(forecast(History(steady, np.array([19])), 1))[0, 0, 0] > 145)
    True
    """
    return innovations.forecast(grid(history.season), history, horizon)
