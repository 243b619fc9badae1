"""Expected demand some years on and how far such forecasts were off, in all worlds at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from skillcast.forecasting.shrunken_drift import damped_steps
from skillcast.programmes.simulation.observation import Floats


class Forecast(NamedTuple):
    """(W, O) expected demand and its growth over the last year of the horizon, and (W, E) log errors of the same forecast made before."""

    expected: Floats
    growth: Floats
    errors: Floats


def shrunken_growth(log_demand: Floats, window: int) -> Floats:
    """Return (T - window, W, O) mean growth over `window` years up to each year, shrunk toward the world's.

    Notes
    -----
    As `skillcast.forecasting.shrunken_drift.growth_rates`, for all origins and worlds at once: a mean keeps the weight ``tau2 / (tau2 + s2 / n)``.
    """
    steps = sliding_window_view(np.diff(log_demand, axis=0), window, axis=0)
    own = steps.mean(axis=-1)
    noise = steps.var(axis=-1, ddof=1) / window
    between = own.var(axis=-1, ddof=1, keepdims=True)
    true = np.maximum(between - noise.mean(axis=-1, keepdims=True), 0.05 * between)
    weight = 1 / np.maximum(true + noise, 1e-12)
    centre = (weight * own).sum(axis=-1, keepdims=True) / weight.sum(axis=-1, keepdims=True)
    return np.asarray(centre + true * weight * (own - centre))


def forecast_demand(demand: Floats, horizon: int, windows: Sequence[int]) -> Forecast:
    """Return the forecast `horizon` years ahead by shrunken damped drift, with the errors of the same made at earlier years.

    Growth is the mean over windows of several lengths: short ones turn with demand, long ones are steady. Where no forecast made before
    can be checked yet, its errors count as none.
    """
    log_demand = np.log(demand)
    steps = np.concatenate([[0.0], damped_steps(horizon)])
    longest = max(windows)
    growth = np.mean([shrunken_growth(log_demand, window)[longest - window :] for window in windows], axis=0)
    before, expected = (np.exp(log_demand[-1] + growth[-1] * steps[step]) for step in (horizon - 1, horizon))
    errors = log_demand[longest + horizon :] - log_demand[longest:-horizon] - growth[:-horizon] * steps[horizon]
    if not len(errors):
        errors = np.zeros((1, *demand.shape[1:]))
    return Forecast(expected, expected - before, np.moveaxis(errors, 1, 0).reshape(errors.shape[1], -1))
