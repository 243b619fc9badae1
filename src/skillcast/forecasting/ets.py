"""ETS: level, level and trend, or level and damped trend by exponential smoothing, averaged rather than chosen."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np

from skillcast.forecasting import innovations
from skillcast.forecasting.protocol import Floats, History

ALPHAS = (0.1, 0.3, 0.5, 0.7, 0.95)
TREND = {0.0: 4.0, 0.02: 4.0, 0.05: 2.0}
"""Gain of the trend as a share of alpha, and its prior weight; 0 is exponential smoothing around a fixed slope."""
DAMPED = {0.15: 1.0}
DAMPING = 0.98
KINDS = {"level": 1.0, "trend": 3.0, "damped": 0.3}
"""Prior weight of each kind at one alpha (chosen on early origins of US, AU, M3 and tourism)."""


@cache
def grid() -> innovations.Grid:
    """Return the models: every kind at every alpha."""
    rows = [(a, 0.0, 0.0, KINDS["level"]) for a in ALPHAS]
    for kind, shares, phi in (("trend", TREND, 1.0), ("damped", DAMPED, DAMPING)):
        whole = sum(shares.values())
        rows += [(a, a * b, phi, KINDS[kind] * share / whole) for a, (b, share) in product(ALPHAS, shares.items())]
    alpha, beta, phi, prior = np.array(rows).T
    one, none = np.ones_like(alpha), np.zeros_like(alpha)
    moves = np.stack([np.stack([one, phi], axis=1), np.stack([none, phi], axis=1)], axis=1)
    begin = np.broadcast_to(np.eye(2), moves.shape)
    measures, gains = np.stack([one, phi], axis=1), np.stack([alpha, beta], axis=1)
    return innovations.Grid(measures, moves, gains, begin, prior / prior.sum())


def forecast(history: History, horizon: int) -> Floats:
    """Return (O, N, H) by exponential smoothing state space models with additive errors (Hyndman et al. 2008).

    Level, trend and damped trend on a grid of smoothing parameters are averaged by marginal likelihood: a dozen values
    cannot choose between them. Where there are seasons the models see adjusted values; seasonal states of their own did
    worse (early origins of M3 and US months).

    Examples
    --------
    >>> line = np.log(100 + 5 * np.arange(12.0))[None]
    >>> np.exp(forecast(History(line, np.array([11])), 1)).round(0).tolist()
    [[[160.0]]]
    """
    return innovations.forecast(grid(), history, horizon)
