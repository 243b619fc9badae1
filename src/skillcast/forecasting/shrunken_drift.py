"""Shrunken damped drift: mean growth, pulled toward the panel's as far as it is noise, dying out."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting import naive
from skillcast.forecasting.protocol import Floats

DAMPING = 0.85
"""Share of growth that is left after a year (measured on US industry employment)."""


def damped_steps(horizon: int, season: int = 1) -> Floats:
    """Return (H): 1 + phi + ... + phi^(h-1), the number of full steps that h damped steps amount to."""
    phi = DAMPING ** (1 / season)
    return np.cumsum(phi ** np.arange(horizon))


def growth_rates(values: Floats) -> Floats:
    """Return (N) mean growth of each series, shrunk toward the panel by empirical Bayes.

    The weight of a series' own mean is B = tau2 / (tau2 + s2/n): tau2 the variance of true growth between
    series (that of the means less their sampling variance), s2/n the sampling variance of its own mean.
    """
    steps = np.diff(values, axis=1)
    count = steps.shape[1]
    own = steps.mean(axis=1)
    noise = steps.var(axis=1, ddof=1) / count if count > 1 else np.zeros(len(own))
    if len(own) == 1:
        return np.asarray(own)
    between = float(np.var(own, ddof=1))
    true = max(between - float(noise.mean()), 0.05 * between)
    total = true + noise
    weight = np.divide(true, total, out=np.ones_like(total), where=total > 0)
    centre = float(np.average(own, weights=1 / total)) if total.min() > 0 else float(own.mean())
    return np.asarray(centre + weight * (own - centre))


def forecast(values: Floats, horizon: int, season: int) -> Floats:
    """Return (N, H): last value plus shrunken growth times the damped number of steps.

    Examples
    --------
    >>> forecast(np.array([[0.0, 1.0, 2.0], [0.0, 1.0, 2.0]]), 2, 1)[0]
    array([3.  , 3.85])
    """
    if values.shape[1] < 2:
        return naive.forecast(values, horizon, season)
    return np.asarray(values[:, -1:] + growth_rates(values)[:, None] * damped_steps(horizon, season))
