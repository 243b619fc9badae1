"""Shrunken damped drift: mean growth, pulled toward the panel's as far as it is noise, dying out."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.protocol import Floats, History

DAMPING = 0.85
"""Share of growth that is left after a year (measured on US industry employment)."""


def damped_steps(horizon: int, season: int = 1) -> Floats:
    """Return (H): 1 + phi + ... + phi^(h-1), the number of full steps that h damped steps amount to."""
    phi = DAMPING ** (1 / season)
    return np.cumsum(phi ** np.arange(horizon))


def growth_rates(history: History, at: int) -> Floats:
    """Return (N) mean growth of each series as known at origin number `at`, shrunk toward the panel by empirical Bayes.

    The weight of a series' own mean is B = tau2 / (tau2 + s2/n): tau2 the variance of true growth between
    series (that of the means less their sampling variance), s2/n the sampling variance of its own mean. Series that
    never moved keep their zero growth and teach nothing.
    """
    origin = int(history.origins[at])
    steps = np.diff(history.padded[:, : origin + 1], axis=1)
    count = np.maximum(history.lengths[at] - 1, 1)
    own = steps.sum(axis=1) / count
    inside = np.arange(1, origin + 1) > history.starts[:, None]
    squares = (np.where(inside, steps - own[:, None], 0.0) ** 2).sum(axis=1)
    noise = np.where(count > 1, squares / (np.maximum(count - 1, 1) * count), np.nan)
    moved = noise > 0
    teaching = moved & (np.arange(len(own)) < (history.teachers or len(own)))
    if teaching.sum() < 2:
        return np.asarray(own)
    between = float(np.var(own[teaching], ddof=1))
    true = max(between - float(noise[teaching].mean()), 0.05 * between)
    total = np.where(moved, true + noise, np.inf)
    centre = float(np.average(own[teaching], weights=1 / total[teaching]))
    return np.asarray(np.where(moved, centre + true / np.where(moved, total, 1.0) * (own - centre), own))


def forecast(history: History, horizon: int) -> Floats:
    """Return (O, N, H): last value plus shrunken growth times the damped number of steps.

    Examples
    --------
    >>> panel = History(np.array([[0.0, 1.0, 2.0], [0.0, 1.0, 2.0]]), np.array([2]))
    >>> forecast(panel, 2)[0, 0]
    array([3.  , 3.85])
    """
    rates = np.stack([growth_rates(history, at) for at in range(len(history.origins))])
    return np.asarray(history.last + rates[:, :, None] * damped_steps(horizon, history.season))
