"""Seasonal factors: found if there are any, taken out, put back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillcast.forecasting.distributions import f_upper
from skillcast.forecasting.protocol import Bools, Floats, Ints

SIGNIFICANCE = 0.001
"""Stricter than usual: what is left of a detrended series is not independent, as the F test supposes."""
FEWEST_YEARS = 3
FADING = 0.8
"""Weight of a year's seasonal pattern relative to the year after it."""


@dataclass(frozen=True)
class Seasonal:
    """Adjusted values (N, T), factors by phase of the window (N, season), and which series are seasonal (N)."""

    adjusted: Floats
    factors: Floats
    present: Bools

    def ahead(self, horizon: int) -> Floats:
        """Return (N, H): the factors of the periods after the window."""
        season = self.factors.shape[1]
        return np.asarray(self.factors[:, (self.adjusted.shape[1] + np.arange(horizon)) % season])


def remove(values: Floats, season: int) -> Seasonal:
    """Take additive seasonal factors out of (N, T) log values, that is, multiplicative ones out of counts.

    Classical decomposition: the trend is the centred moving average over a year; what is left is averaged by
    phase, recent years weighing more. A series counts as seasonal if an F test of the phase means says so at 0.1 %.
    Less than three years, or no seasons (`season` 1): nothing is removed.

    Examples
    --------
    >>> quarters = np.tile([0.1, -0.1, 0.2, -0.2], 6)[None] + np.arange(24) * 0.01
    >>> remove(quarters, 4).ahead(2).round(2)
    array([[ 0.1, -0.1]])
    """
    series, length = values.shape
    if season == 1 or length < FEWEST_YEARS * season:
        return Seasonal(values, np.zeros((series, max(season, 1))), np.zeros(series, dtype=bool))
    half = season // 2
    kernel = np.full(season + 1, 1 / season)
    kernel[[0, -1]] /= 2
    view = np.lib.stride_tricks.sliding_window_view(values, season + 1, axis=1)
    rest = values[:, half : length - half] - view @ kernel
    phase = np.arange(half, length - half) % season
    present = _is_seasonal(rest, phase, season)
    ages = (len(phase) - 1 - np.arange(len(phase))) // season
    weights = FADING**ages
    factors = np.stack(
        [rest[:, phase == p] @ weights[phase == p] / weights[phase == p].sum() for p in range(season)], axis=1
    )
    factors = np.where(present[:, None], factors - factors.mean(axis=1, keepdims=True), 0.0)
    return Seasonal(values - factors[:, np.arange(length) % season], factors, present)


def _is_seasonal(rest: Floats, phase: Ints, season: int) -> Bools:
    """Return (N): one-way F test of the phase means of the detrended values."""
    means = np.stack([rest[:, phase == p].mean(axis=1) for p in range(season)], axis=1)
    counts = np.bincount(phase, minlength=season)
    between = ((means - rest.mean(axis=1, keepdims=True)) ** 2 @ counts) / (season - 1)
    freedom = rest.shape[1] - season
    within = ((rest - means[:, phase]) ** 2).sum(axis=1) / freedom
    ratio = np.divide(between, within, out=np.zeros_like(between), where=within > 0)
    strong = f_upper(season - 1, freedom, ratio) < SIGNIFICANCE
    # a pattern without any noise has no F ratio but is a pattern all the same
    return np.asarray((strong | ((within <= 1e-24) & (between > 1e-12))) & (between > 1e-20))
