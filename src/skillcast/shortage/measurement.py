"""How indicators read tightness: loadings, noise, persistence, learned from the indicators' own history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillcast.shortage.indicators import INDICATORS

Floats = NDArray[np.float64]
LAGS, ROUNDS = 4, 100
FARTHEST = 3.0
LEAST_NOISE = 0.05


@dataclass(frozen=True)
class Measurement:
    """How each indicator reads tightness: ``score_j = loading_j * theta + error_j``.

    Parameters
    ----------
    names
        (J,) indicators.
    loading, noise
        (J,) loading, and error variance of an indicator that rests on very many persons.
    persistence
        phi of ``theta_t = phi * theta_{t-1} + eta`` (stationary variance 1).
    half_size
        Persons at which the error variance doubles: ``noise * (1 + half_size / size)``.
    error_correlation
        Correlation of the errors of two indicators of one source, occupation and year.
    huber
        Errors beyond this many standard deviations count no more than at it.
    source
        (J,) where each indicator comes from, as a number.
    """

    names: tuple[str, ...]
    loading: Floats
    noise: Floats
    persistence: float
    half_size: float
    error_correlation: float
    huber: float
    source: NDArray[np.int64]

    def full(self, size: Floats, known: NDArray[np.bool_]) -> Floats:
        """(...,) how many readings of very many persons the known ones are worth, by their error variances."""
        worth = np.where(known, 1 / (1 + self.half_size / np.maximum(np.where(known, size, 1.0), 1.0)), 0.0)
        return np.asarray(worth.sum(axis=-1))

    def error(self, size: Floats, known: NDArray[np.bool_]) -> Floats:
        """(..., J) error variance of readings of `size` persons of which those `known` count.

        Readings of one source err together, so the variance of each of k is raised by ``1 + (k - 1) * error_correlation``,
        the design effect of a cluster. Unlike the exact inverse it never lets a higher reading lower the tightness.
        """
        same = (self.source[:, None] == self.source[None, :]).astype(np.float64)
        cluster = np.maximum(known @ same, 1.0)
        own = self.noise * (1 + self.half_size / np.maximum(np.where(known, size, 1.0), 1.0))
        return np.asarray(np.where(known, own * (1 + (cluster - 1) * self.error_correlation), np.inf))


def sources(names: tuple[str, ...], given: Mapping[str, str] | None = None) -> NDArray[np.int64]:
    """(J,) number of each indicator's source; an indicator nobody knows is a source by itself."""
    known = {name: item.source for name, item in INDICATORS.items()} | dict(given or {})
    words = [known.get(name, name) for name in names]
    return np.array([sorted(set(words)).index(word) for word in words], dtype=np.int64)


def estimate(prior: Measurement, score: Floats, size: Floats, *, weight: float) -> Measurement:
    """Return the measurement that the scores speak for, drawn toward `prior`.

    Parameters
    ----------
    prior
        What is assumed before any score is seen.
    score, size
        (O, T, J) scores, NaN where missing, and the persons they rest on.
    weight
        Readings the prior counts for; infinite: nothing is learned.

    Returns
    -------
    Measurement
        Loadings from the covariances of different indicators in the same year (minimum residuals, as in factor analysis);
        persistence from how these fade with the lag, but no higher than assumed; the correlation of errors from what covariances within
        a source have in the same year beyond what the lags leave for tightness, but no lower than assumed: errors that
        last, such as an office that registers one occupation more fully than others, look like lasting tightness. No
        loading is negative: an indicator that moves against the others says nothing.

    Notes
    -----
    Moments, not likelihood: they need no iteration over years, and no number depends on the order of rows, because products are
    summed in the order of their size. Scores beyond 3 count as 3, so that one wild figure does not set a loading.
    """
    if np.isinf(weight) or not len(prior.names):
        return prior
    inflation = 1 + prior.half_size / np.maximum(size, 1.0)
    known = ~np.isnan(score)
    trust = np.where(known, 1 / inflation, 0.0)
    values = np.where(known, np.clip(score, -FARTHEST, FARTHEST), 0.0)
    weights = _sum(trust, (0, 1))
    centred = np.where(known, values - _sum(trust * values, (0, 1)) / np.maximum(weights, 1e-9), 0.0)
    moments, counts = zip(*(_cross(centred, trust, lag) for lag in range(min(LAGS, score.shape[1]))), strict=True)
    apart = ~np.eye(len(prior.names), dtype=bool)
    persistence = _persistence(moments, counts, apart, prior.persistence, weight)
    together = apart & (prior.source[:, None] == prior.source[None, :])
    common = _common(moments, counts, together, persistence, prior, weight)
    between = np.where(together, moments[0] - common, moments[0])
    loading = _loadings(between, np.where(apart, counts[0], 0.0), prior.loading, weight)
    spread = _sum(trust * centred**2, (0, 1)) / np.maximum(weights, 1e-9)
    larger = _sum(trust * np.where(known, inflation, 0.0), (0, 1)) / np.maximum(weights, 1e-9)
    own = np.maximum(spread - loading**2, LEAST_NOISE) / np.maximum(larger, 1.0)
    noise = (weights * own + weight * prior.noise) / (weights + weight)
    scale = _sum(np.sqrt(np.outer(noise, noise))[together]) / max(together.sum(), 1)
    correlation = max(min(common / scale, 0.9) if together.any() else 0.0, prior.error_correlation)
    return Measurement(
        prior.names, loading, noise, persistence, prior.half_size, float(correlation), prior.huber, prior.source
    )


def _sum(values: Floats, axes: tuple[int, ...] | None = None) -> Floats:
    """Return sums that do not depend on the order of what is summed."""
    if axes is None:
        return np.asarray(np.sort(values, axis=None).sum())
    flat = values.reshape(-1, *values.shape[len(axes) :])
    return np.asarray(np.sort(flat, axis=0).sum(axis=0))


def _cross(centred: Floats, trust: Floats, lag: int) -> tuple[Floats, Floats]:
    """Return the (J, J) weighted covariances of indicators `lag` years apart, both ways round, and their weights."""
    later, earlier = slice(lag, None), slice(None, centred.shape[1] - lag)
    both = trust[:, later, :, None] * trust[:, earlier, None, :]
    products = both * centred[:, later, :, None] * centred[:, earlier, None, :]
    total, count = _sum(products, (0, 1)), _sum(both, (0, 1))
    total, count = total + total.T, count + count.T
    return np.divide(total, count, out=np.zeros_like(total), where=count > 0), count / 2


def _persistence(
    moments: tuple[Floats, ...], counts: tuple[Floats, ...], apart: NDArray[np.bool_], prior: float, weight: float
) -> float:
    """Return how covariances of different indicators fade from lag to lag; lag 0 is left out, for errors share it."""
    if len(moments) < 3:
        return prior
    sums = [_sum((m * c)[apart]) / max(float(_sum(c[apart])), 1e-9) for m, c in zip(moments, counts, strict=True)]
    before, after = float(np.sum(sums[1:-1])), float(np.sum(sums[2:]))
    if before <= 0:
        return prior
    count = float(_sum(counts[2][apart])) / max(apart.shape[0] - 1, 1)
    return float((count * min(max(after / before, 0.0), prior) + weight * prior) / (count + weight))


def _common(
    moments: tuple[Floats, ...],
    counts: tuple[Floats, ...],
    together: NDArray[np.bool_],
    persistence: float,
    prior: Measurement,
    weight: float,
) -> float:
    """Return the covariance that errors of one source share in a year."""
    assumed = prior.error_correlation * float(prior.noise.mean())
    if len(moments) < 2 or not together.any():
        return assumed
    now, before = (
        float(_sum((m * c)[together]) / max(float(_sum(c[together])), 1e-9))
        for m, c in zip(moments[:2], counts[:2], strict=True)
    )
    count = float(_sum(counts[1][together])) / max(together.shape[0] - 1, 1)
    found = max(now - before / persistence, 0.0) if persistence > 0 else assumed
    return float((count * found + weight * assumed) / (count + weight))


def _loadings(between: Floats, counts: Floats, prior: Floats, weight: float) -> Floats:
    """Return loadings whose products come nearest to the covariances of different indicators."""
    loading = prior.copy()
    for _ in range(ROUNDS):
        top = (counts * between * loading).sum(axis=1) + weight * prior
        bottom = (counts * loading**2).sum(axis=1) + weight
        loading = 0.5 * loading + 0.5 * np.clip(top / bottom, 0.0, 0.97)
    return loading
