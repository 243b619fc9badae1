"""Scores of forecasts and tests of them that hold on panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from skillcast.forecasting.distributions import t_quantile, t_two_sided
from skillcast.forecasting.protocol import Floats


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def scale_absolute(history: ArrayLike, season: int = 1) -> float:
    """Return the mean absolute error of "same season last year" within `history` (T); NaN if there is none."""
    return float(seasonal_scales(_floats(history)[None], season)[0][0])


def seasonal_scales(histories: Floats, season: int = 1) -> tuple[Floats, Floats]:
    """Return (N) mean absolute and root mean square seasonal changes of `histories` (N, T); NaN where there is none.

    Examples
    --------
    >>> [scale.tolist() for scale in seasonal_scales(np.array([[1.0, 2.0, np.nan], [1.0, 4.0, 3.0]]))]
    [[1.0, 2.0], [1.0, 2.23606797749979]]
    """
    change = histories[:, season:] - histories[:, :-season]
    known = ~np.isnan(change)
    number = np.where(known.any(axis=1), known.sum(axis=1), np.nan)
    size = np.where(known, np.abs(change), 0.0)
    return size.sum(axis=1) / number, np.sqrt((size**2).sum(axis=1) / number)


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
    scale = float(seasonal_scales(_floats(history)[None], season)[1][0])
    return float(np.sqrt(((_floats(actual) - _floats(forecast)) ** 2).mean()) / scale) if scale > 0 else np.nan


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


@dataclass(frozen=True)
class YearTest:
    """A mean over years against an expected value.

    `pooled` is the mean over rows, `estimate` the mean of yearly means, `low` and `high` its 95 % interval; `statistic` and
    `p` (two-sided) test that it is `expected`; `p_hln` is that of Harvey, Leybourne and Newbold's version of the same
    test. NaN where the years are fewer than two or all alike.
    """

    pooled: float
    estimate: float
    expected: float
    low: float
    high: float
    statistic: float
    p: float
    p_hln: float
    years: int


def year_test(values: ArrayLike, years: ArrayLike, *, expected: float = 0.0, overlap: int = 1) -> YearTest:
    """Test that a mean is `expected`, the years being the sample.

    Parameters
    ----------
    values
        (R) any number of rows a year, such as differences of scaled errors, or 1 for a hit and 0 for a miss.
    years
        (R) calendar year of the origin of each row.
    overlap
        Years that one forecast spans: origins fewer years apart than this share shocks. See `overlap_of`.

    Notes
    -----
    Errors of one year share a shock, so years are averaged first: tests over rows reject a perfectly calibrated
    forecaster half of the time. Errors several steps ahead also share shocks with those from the next years' origins. With m_y the mean of year y, R the correlation of the yearly means, 1 - d / `overlap` for years d apart (that of
    sums of `overlap` shocks), and M the centring matrix::

        s2 = sum (m_y - m)^2 / tr(MR)          var(m) = s2 (1'R1) / n^2
        t = (m - expected) / sqrt(var(m))      df = tr(MR)^2 / tr(MRMR)   (Satterthwaite)

    With `overlap` 1 this is the t test over years. Diebold and Mariano's test estimates R instead; with Harvey,
    Leybourne and Newbold's correction (1997) it is given as `p_hln`. With 7 years and 5 steps ahead that
    rejects a true hypothesis in about 32 % of cases where 10 % is claimed, the one here in 13-18 %.

    Examples
    --------
    >>> found = year_test([1.0, 1.0, 0.0, 1.0, 1.0, 0.0], [1, 1, 2, 2, 3, 3], expected=0.8)
    >>> round(found.statistic, 3), round(found.p, 3), found.years
    (-0.8, 0.508, 3)
    """
    labels = np.unique(np.asarray(years))
    means = cluster_means(values, years)
    count = len(means)
    rows = _floats(values)
    pooled, estimate = (float(each.mean()) if count else np.nan for each in (rows, means))
    apart = means - estimate
    if count < 2 or not float(apart @ apart) > 1e-24:
        return YearTest(pooled, estimate, expected, np.nan, np.nan, np.nan, np.nan, np.nan, count)
    distance = np.abs(np.subtract.outer(labels, labels)).astype(np.float64)
    correlation = np.maximum(1 - distance / overlap, 0.0)
    centred = correlation - correlation.mean(axis=0)
    freedom = float(np.trace(centred) ** 2 / np.trace(centred @ centred))
    error = float(np.sqrt(apart @ apart / np.trace(centred) * correlation.mean()))
    statistic = (estimate - expected) / error
    reach = float(t_quantile(freedom, 0.975)) * error
    return YearTest(
        pooled,
        estimate,
        expected,
        estimate - reach,
        estimate + reach,
        statistic,
        t_two_sided(statistic, freedom),
        _hln(means - expected, overlap),
        count,
    )


def _hln(gains: Floats, steps: int) -> float:
    """Return p of Diebold and Mariano's test with the correction of Harvey, Leybourne and Newbold (1997)."""
    count = len(gains)
    lags = min(steps, count - 1)
    apart = gains - gains.mean()
    covariance = np.array([apart[lag:] @ apart[: count - lag] / count for lag in range(lags)])
    variance = covariance[0] + 2 * covariance[1:].sum()
    if not variance > 0:  # the truncated sum may be negative; Bartlett's weights never are
        variance = covariance[0] + 2 * (1 - np.arange(1, lags) / lags) @ covariance[1:]
    correction = (count + 1 - 2 * lags + lags * (lags - 1) / count) / count
    return t_two_sided(float(gains.mean() * np.sqrt(correction / (variance / count))), count - 1)


def coverage_test(hits: ArrayLike, years: ArrayLike, *, level: float, overlap: int = 1) -> tuple[float, float]:
    """Return t and p of "the interval covers `level`", tested on yearly coverages as in `year_test`."""
    found = year_test(hits, years, expected=level, overlap=overlap)
    return found.statistic, found.p


def cluster_means(values: ArrayLike, clusters: ArrayLike) -> Floats:
    """Return the mean of `values` in each cluster, clusters in sorted order."""
    groups, place = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.bincount(place, weights=np.asarray(values, dtype=np.float64), minlength=len(groups))
    return np.asarray(sums / np.bincount(place, minlength=len(groups)))
