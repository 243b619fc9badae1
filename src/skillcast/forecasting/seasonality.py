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
        return self.after(self.adjusted.shape[1] - 1, horizon)

    def after(self, origin: int, horizon: int) -> Floats:
        """Return (N, H): the factors of the periods after position `origin`."""
        return np.asarray(self.factors[:, (origin + 1 + np.arange(horizon)) % self.factors.shape[1]])

    def continued(self, values: Floats) -> Floats:
        """Return (N, T'): a longer window adjusted by the same factors."""
        return np.asarray(values - self.factors[:, np.arange(values.shape[1]) % self.factors.shape[1]])


def remove(values: Floats, season: int) -> Seasonal:
    """Take additive seasonal factors out of (N, T) log values, that is, multiplicative ones out of counts.

    Classical decomposition: the trend is the centred moving average over a year; what is left is averaged by
    phase, recent years weighing more. A series counts as seasonal if an F test of the phase means says so at 0.1 %.
    Series of less than three years, or no seasons (`season` 1): nothing is removed. Values before a series starts are NaN.

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
    rest = values[:, half : length - half] - _moving_average(values, season)
    known = ~np.isnan(rest)
    rest = np.where(known, rest, 0.0)
    phase = np.arange(half, length - half) % season
    ages = (len(phase) - 1 - np.arange(len(phase))) // season
    enough = (~np.isnan(values)).sum(axis=1) >= FEWEST_YEARS * season
    present = _is_seasonal(rest, known, phase, season) & enough
    factors = _phase_means(rest, known * FADING**ages, phase, season)
    factors = np.where(present[:, None], factors - factors.mean(axis=1, keepdims=True), 0.0)
    return Seasonal(values - factors[:, np.arange(length) % season], factors, present)


def _moving_average(values: Floats, season: int) -> Floats:
    """Return (N, T - season) the centred moving average over a year, the two ends weighing half."""
    half = season // 2
    sums = np.stack([values[:, k : values.shape[1] - season + k] for k in range(season + 1)])
    sums[[0, -1]] /= 2
    average = sums.sum(axis=0) / season
    return np.asarray(average[:, : values.shape[1] - 2 * half])


def _phase_means(rest: Floats, weights: Floats, phase: Ints, season: int) -> Floats:
    """Return (N, season) weighted means by phase; 0 where a phase has no value."""
    parts = [(slice(None), phase == p) for p in range(season)]
    totals = np.stack([weights[part].sum(axis=1) for part in parts], axis=1)
    sums = np.stack([(rest * weights)[part].sum(axis=1) for part in parts], axis=1)
    return np.asarray(np.divide(sums, totals, out=np.zeros_like(sums), where=totals > 0))


def _is_seasonal(rest: Floats, known: Bools, phase: Ints, season: int) -> Bools:
    """Return (N): one-way F test of the phase means of the detrended values."""
    means = _phase_means(rest, known.astype(np.float64), phase, season)
    counts = np.stack([known[:, phase == p].sum(axis=1) for p in range(season)], axis=1)
    size = np.maximum(counts.sum(axis=1), 1)
    centre = rest.sum(axis=1) / size
    between = ((means - centre[:, None]) ** 2 * counts).sum(axis=1) / (season - 1)
    freedom = np.maximum(size - season, 1)
    within = (np.where(known, rest - means[:, phase], 0.0) ** 2).sum(axis=1) / freedom
    ratio = np.divide(between, within, out=np.zeros_like(between), where=within > 0)
    strong = f_upper(season - 1, freedom, ratio) < SIGNIFICANCE
    # a pattern without any noise has no F ratio but is a pattern all the same
    return np.asarray((strong | ((within <= 1e-24) & (between > 1e-12))) & (between > 1e-20))
