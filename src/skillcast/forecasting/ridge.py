"""Pooled ridge: growth ahead regressed on growth behind, all series and years together."""

from __future__ import annotations

import warnings

import numpy as np

from skillcast.forecasting import growth, shrunken_drift
from skillcast.forecasting.protocol import Floats, History

PENALTY = 0.1
"""Ridge penalty per row, features in units of their standard deviation."""

FEWEST_ROWS = 20
FEWEST_PERIODS = 5
"""Periods to learn from: with fewer, one boom or slump writes the rule (measured on US industries, 1972-1995)."""


def forecast(history: History, horizon: int) -> Floats:
    """Return (O, N, H): one regression a step, target the mean growth a period to that step.

    Rows are weighted by the inverse of their series' growth variance (half shrunk to the panel's median), or one
    volatile series would write the rule for all. A step with too few rows or periods goes on from the last fitted one at
    damped growth; without any, shrunken drift answers.
    """
    table, weights = growth.features(history), _weights(history)
    said = shrunken_drift.forecast(history, horizon)
    for at in range(len(history.origins)):
        rates = []
        for step in range(1, horizon + 1):
            rate = _rate(history, table, weights[at], at, step)
            if rate is None:
                break
            rates.append(rate)
        if rates:
            said[at] = history.last[at] + _paths(rates, horizon, history.season)
    return said


def _paths(rates: list[Floats], horizon: int, season: int) -> Floats:
    """Return (N, H): growth to each step; steps without a regression go on at the last one's damped growth."""
    paths = [step * rate for step, rate in enumerate(rates, start=1)]
    extra = shrunken_drift.damped_steps(horizon + 1, season)
    paths += [paths[-1] + rates[-1] * (extra[k] - 1) for k in range(1, horizon - len(rates) + 1)]
    return np.stack(paths, axis=1)


def _weights(history: History) -> Floats:
    """Return (O, N) weights of the series' rows."""
    variance = growth.noise(history) ** 2
    begun = np.where(history.lengths > 0, variance, np.nan)[:, : history.teachers]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an origin before every start has no median
        middle = np.nan_to_num(np.nanmedian(begun, axis=1, keepdims=True))
    mixed = (variance + middle) / 2
    top = mixed[:, : history.teachers].max(axis=1, keepdims=True)
    return np.where(top > 0, top / np.maximum(mixed, np.maximum(1e-6 * top, 1e-300)), 1.0)


def _rate(history: History, table: Floats, weights: Floats, at: int, step: int) -> Floats | None:
    """Return (N) the predicted mean growth a period over the next `step` periods; None with too little to learn from."""
    origin = int(history.origins[at])
    known = slice(0, history.teachers)
    times = np.arange(growth.WARM_UP, origin + 1 - step)
    seen = times >= history.starts[known, None] + growth.WARM_UP
    if not len(times) or seen.any(axis=0).sum() < FEWEST_PERIODS or seen.sum() < FEWEST_ROWS:
        return None
    x = table[known][:, times][seen]
    y = growth.targets(history.padded[known, : origin + 1], step)[:, times][seen]
    w = np.repeat(weights[known], seen.sum(axis=1))
    w = w / w.sum()
    x_mean, y_mean = w @ x, w @ y
    spread = np.sqrt(w @ (x - x_mean) ** 2)
    spread[spread < 1e-12] = np.inf
    scaled = (x - x_mean) / spread
    gram = (scaled * w[:, None]).T @ scaled + PENALTY * np.eye(x.shape[1])
    slope = np.linalg.solve(gram, (scaled * w[:, None]).T @ (y - y_mean))
    return np.asarray(y_mean + (((table[:, origin] - x_mean) / spread) * slope).sum(axis=1))
