"""Scores of forecasts and tests of them that hold on panels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from skillcast.forecasting.distributions import t_two_sided
from skillcast.forecasting.protocol import Floats


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def scale_absolute(history: ArrayLike, season: int = 1) -> float:
    """Return the mean absolute error of "same season last year" within `history` (T); NaN if there is none."""
    change = _seasonal_change(history, season)
    return float(np.abs(change).mean()) if change.size else np.nan


def _seasonal_change(history: ArrayLike, season: int) -> Floats:
    past = _floats(history)
    change = past[season:] - past[:-season]
    return np.asarray(change[~np.isnan(change)])


def mase(actual: ArrayLike, forecast: ArrayLike, history: ArrayLike, *, season: int = 1) -> float:
    """Return the mean absolute scaled error (Hyndman & Koehler 2006); NaN if the history never changed.

    Examples
    --------
    >>> mase([5.0, 7.0], [4.0, 4.0], [1.0, 2.0, 4.0])
    1.3333333333333333
    """
    scale = scale_absolute(history, season)
    return float(np.abs(_floats(actual) - _floats(forecast)).mean() / scale) if scale > 0 else np.nan


def rmsse(actual: ArrayLike, forecast: ArrayLike, history: ArrayLike, *, season: int = 1) -> float:
    """Return the root mean squared scaled error (M5); NaN if the history never changed.

    Examples
    --------
    >>> rmsse([5.0], [3.0], [1.0, 2.0, 1.0])
    2.0
    """
    change = _seasonal_change(history, season)
    scale = float((change**2).mean()) if change.size else np.nan
    return float(np.sqrt(((_floats(actual) - _floats(forecast)) ** 2).mean() / scale)) if scale > 0 else np.nan


def wape(actual: ArrayLike, forecast: ArrayLike) -> float:
    """Return the sum of absolute errors over the sum of actuals; NaN if the actuals are all zero.

    Examples
    --------
    >>> wape([10.0, 30.0], [12.0, 28.0])
    0.1
    """
    total = float(np.abs(_floats(actual)).sum())
    return float(np.abs(_floats(actual) - _floats(forecast)).sum()) / total if total > 0 else np.nan


def coverage(actual: ArrayLike, low: ArrayLike, high: ArrayLike) -> float:
    """Return the share of actuals inside their intervals, ends included.

    Examples
    --------
    >>> coverage([1.0, 5.0], [0.0, 0.0], [2.0, 2.0])
    0.5
    """
    return float(((_floats(actual) >= _floats(low)) & (_floats(actual) <= _floats(high))).mean())


def interval_score(actual: ArrayLike, low: ArrayLike, high: ArrayLike, *, level: float) -> Floats:
    """Return elementwise width plus 2/alpha times the miss (Gneiting & Raftery 2007), alpha = 1 - level."""
    y, lo, hi = _floats(actual), _floats(low), _floats(high)
    return np.asarray(hi - lo + 2 / (1 - level) * (np.maximum(lo - y, 0) + np.maximum(y - hi, 0)))


def msis(
    actual: ArrayLike, low: ArrayLike, high: ArrayLike, history: ArrayLike, *, level: float = 0.95, season: int = 1
) -> float:
    """Return the mean scaled interval score (M4); NaN if the history never changed.

    Examples
    --------
    >>> round(msis([3.0], [0.0], [2.0], [1.0, 2.0], level=0.8), 6)
    12.0
    """
    scale = scale_absolute(history, season)
    return float(interval_score(actual, low, high, level=level).mean() / scale) if scale > 0 else np.nan


def pinball(actual: ArrayLike, quantile: ArrayLike, *, level: float) -> Floats:
    """Return the elementwise quantile loss, doubled so that the median's is the absolute error."""
    error = _floats(actual) - _floats(quantile)
    return np.asarray(2 * np.maximum(level * error, (level - 1) * error))


def sql(
    actual: ArrayLike, quantiles: ArrayLike, history: ArrayLike, *, levels: Sequence[float], season: int = 1
) -> float:
    """Return the scaled quantile loss: mean over `levels`, `quantiles` (..., L); NaN if the history never changed.

    Examples
    --------
    >>> round(sql([3.0], [[1.0, 2.0]], [1.0, 2.0], levels=[0.1, 0.5]), 6)
    0.7
    """
    scale = scale_absolute(history, season)
    table = _floats(quantiles)
    losses = [pinball(actual, table[..., place], level=level).mean() for place, level in enumerate(levels)]
    return float(np.mean(losses) / scale) if scale > 0 else np.nan


def crps(actual: ArrayLike, samples: ArrayLike) -> Floats:
    """Return elementwise the continuous ranked probability score of samples (..., S), fair version.

    E|X - y| - E|X - X'| / 2, the second mean over pairs of different draws (Ferro 2014).

    Examples
    --------
    >>> float(crps(0.0, [1.0, 3.0]))
    1.0
    """
    ordered = np.sort(_floats(samples), axis=-1)
    size = ordered.shape[-1]
    weights = 2 * np.arange(1, size + 1) - size - 1
    spread = (ordered * weights).sum(axis=-1) / (size * max(size - 1, 1))
    return np.asarray(np.abs(ordered - _floats(actual)[..., None]).mean(axis=-1) - spread)


def clustered_test(values: ArrayLike, clusters: ArrayLike, *, expected: float = 0.0) -> tuple[float, float]:
    """Return t and two-sided p of "the mean is `expected`", clusters (years) being the sample.

    Errors of one year share a shock, so years are averaged first; the usual test over rows rejects a
    perfectly calibrated forecaster half of the time. NaN with fewer than two years.

    Examples
    --------
    >>> t, p = clustered_test([1.0, 1.0, 0.0, 1.0, 1.0, 0.0], [1, 1, 2, 2, 3, 3], expected=0.8)
    >>> round(t, 3), round(p, 3)
    (-0.8, 0.508)
    """
    means = cluster_means(values, clusters)
    years = len(means)
    spread = float(means.std(ddof=1)) if years > 1 else np.nan
    if not spread > 0:
        return np.nan, np.nan
    t = float((means.mean() - expected) / (spread / np.sqrt(years)))
    return t, t_two_sided(t, years - 1)


def coverage_test(hits: ArrayLike, years: ArrayLike, *, level: float) -> tuple[float, float]:
    """Return t and p of "the interval covers `level`", tested on yearly coverages."""
    return clustered_test(_floats(hits), years, expected=level)


def cluster_means(values: ArrayLike, clusters: ArrayLike) -> Floats:
    """Return the mean of `values` in each cluster, clusters in sorted order."""
    groups, place = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.bincount(place, weights=_floats(values), minlength=len(groups))
    return np.asarray(sums / np.bincount(place, minlength=len(groups)))
