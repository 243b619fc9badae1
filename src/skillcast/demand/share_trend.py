"""How shares of occupations move: the reference's trend, how far the city follows it, and the city's own deviation."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEWEST_YEARS = 3
"""Years of a reference that make a trend."""
LOADING_SPREAD = 0.25
"""Prior standard deviation of the loading round 1."""
FEWEST_PERSONS = 5.0
"""Effective persons a cell must have been seen with to speak about how much cells deviate."""
BORROWED = 4.0
"""Degrees of freedom that the variance of a cell borrows from the median of all cells."""


@dataclass(frozen=True)
class ShareTrend:
    """Yearly change of log shares.

    Parameters
    ----------
    slope, error
        (I, O) expected yearly change and the standard error that is a cell's own.
    reference
        (I, O) yearly change in the reference region.
    loading, loading_error
        How much of the reference's trend the city has followed, and its standard error, common to all cells.
    walk
        Standard deviation of what comes on top every year, without direction.
    """

    slope: Floats
    error: Floats
    reference: Floats
    loading: float
    loading_error: float
    walk: float


def reference_trend(stack: Floats, years: Floats, *, walk: float) -> ShareTrend:
    """Fit the trend of reference shares.

    Parameters
    ----------
    stack
        (T, I, O) persons in the reference region.
    years
        (T,) their years, increasing.
    walk
        Least yearly standard deviation round the trend; the reference may show a larger one.

    Returns
    -------
    ShareTrend
        Least-squares slopes of log shares by year, zero for cells that are empty in some year and for all where
        there are fewer than three years.

    Notes
    -----
    Round its trend a log share shows noise of the level (a sample, a report) and the steps of a random walk; under a walk a
    slope is far less certain than its least-squares error says, so the two are told apart first.
    """
    nothing = np.zeros(stack.shape[1:])
    if len(years) < FEWEST_YEARS:
        return ShareTrend(nothing, nothing, nothing, 1.0, LOADING_SPREAD, walk)
    # Half a person keeps a cell that is empty in one year from having an infinite slope.
    logs = np.log(stack + 0.5) - np.log((stack + 0.5).sum(axis=2, keepdims=True))
    alive = (stack > 0).all(axis=0)
    weight = _slope_weights(years)
    slope = np.where(alive, np.tensordot(weight, logs, axes=(0, 0)), 0.0)
    noise, wander = _noise_and_walk(logs[:, alive], weight, years, np.sqrt(stack.mean(axis=0)[alive]))
    variance = noise * (weight**2).sum() + wander * walk_weight(weight, years)
    error = nothing.copy()
    error[alive] = np.sqrt(variance)
    return ShareTrend(slope, error, slope, 1.0, LOADING_SPREAD, max(float(np.sqrt(np.median(wander))), walk))


def shrunk_trend(trend: ShareTrend, behind: ShareTrend, *, drift: float) -> ShareTrend:
    """Shrink the trend of a reference toward that of the one behind it (the province's toward the nation's).

    A reference without a trend of its own takes the other's. Weights as in `city_trend`.
    """
    known = trend.error > 0
    if not known.any():
        return behind
    variance = np.where(known, trend.error**2, np.inf)
    apart = np.where(known, trend.slope - behind.slope, 0.0)
    spread = _spread(apart[known], variance[known], scale=drift)
    kept = spread / (spread + variance)
    slope = behind.slope + kept * apart
    error = np.sqrt(spread * (1.0 - kept) + behind.error**2 * (1.0 - kept) ** 2)
    return replace(trend, slope=slope, error=error, reference=slope)


def city_trend(
    trend: ShareTrend, shares: Floats, sizes: Floats, age: Floats, *, design_effect: float, drift: float
) -> ShareTrend:
    """Add what the city's own samples say: how far it follows the reference, and where cells deviate.

    Parameters
    ----------
    trend
        The reference's trend.
    shares
        (T, I, O) shares in the samples, moved to the origin by the reference's trend.
    sizes
        (T, I) persons in the samples.
    age
        (T,) years before the origin, decreasing.
    design_effect
        Of the samples.
    drift
        Scale of what own slopes are expected to be (half-normal prior of their standard deviation tau).

    Returns
    -------
    ShareTrend

    Notes
    -----
    What the reference leaves of a cell's slope is ``(loading - 1) * reference + own``. The loading has the prior
    N(1, 0.25^2); own slopes have the prior N(0, tau^2), and tau the half-normal prior that Gelman (2006, *Bayesian
    Analysis* 1) recommends where few groups say little about it; its posterior mean is plugged in.
    """
    total = sizes.sum(axis=0)
    seen_total = np.where(total > 0, total, 1.0)
    pooled = np.einsum("ti,tio->io", sizes, shares) / seen_total[:, None]
    x = age @ sizes / seen_total - age[:, None]
    leverage = (sizes * x**2).sum(axis=0)
    seen = (pooled > 0) & (leverage > 0)[:, None]
    safe = np.where(seen, pooled, 1.0)
    weight = sizes * x / np.where(leverage > 0, leverage, 1.0)
    slope = np.where(seen, np.einsum("ti,tio->io", weight, shares) / safe, 0.0)
    variance = design_effect * (1.0 - pooled) / safe / np.where(leverage > 0, leverage, 1.0)[:, None]
    wander = np.array([walk_weight(column, -age) for column in weight.T])
    variance = np.where(seen, variance + trend.walk**2 * wander[:, None], np.inf)
    follow = trend.reference - (pooled * trend.reference).sum(axis=1, keepdims=True)
    firm = seen & (pooled * total[:, None] >= FEWEST_PERSONS * design_effect)
    spread, extra, precision = drift**2, 0.0, LOADING_SPREAD**-2
    for _ in range(2):  # the loading needs the spread of own slopes, and the spread the loading
        inverse = np.where(firm, 1.0 / (variance + spread), 0.0)
        precision = float((inverse * follow**2).sum()) + LOADING_SPREAD**-2
        extra = float((inverse * follow * slope).sum()) / precision
        own = np.where(seen, slope - extra * follow, 0.0)
        spread = _spread(own[firm], variance[firm], scale=drift)
    kept = spread / (spread + variance)
    return ShareTrend(
        (1.0 + extra) * trend.reference + kept * own,
        np.sqrt(((1.0 + extra) * trend.error) ** 2 + spread * (1.0 - kept)),
        trend.reference,
        1.0 + extra,
        precision**-0.5,
        trend.walk,
    )


def walk_weight(weight: Floats, years: Floats) -> float:
    """Return the variance of a weighted sum of a random walk with unit yearly steps, relative to its last value.

    Parameters
    ----------
    weight
        (T,) weights of the years.
    years
        (T,) increasing.

    Examples
    --------
    >>> walk_weight(np.array([0.5, 0.5]), np.array([2024.0, 2025.0]))
    0.25
    """
    return float(((np.cumsum(weight)[:-1]) ** 2) @ np.diff(years))


def _slope_weights(years: Floats) -> Floats:
    centred = years - years.mean()
    return np.asarray(centred / (centred**2).sum())


def _noise_and_walk(logs: Floats, weight: Floats, years: Floats, trust: Floats) -> tuple[Floats, Floats]:
    """Split what log shares (T, cells) do round their trend into variances of noise (of a level) and walk (of a year's step).

    Noise makes successive changes correlate at about -1/2, a walk hardly; what each would make of the changes that the
    fitted trend leaves is exact algebra, and the correlation over all cells, weighted by `trust` (cells), tells their
    parts. Three years cannot tell them apart and count as a walk.
    """
    count = len(years)
    left = np.diff(np.eye(count), axis=0) - np.outer(np.diff(years), weight)
    rest = left @ logs
    square, product = (rest**2).sum(axis=0), (rest[1:] * rest[:-1]).sum(axis=0)
    noise, walk = (left @ made @ left.T for made in (np.eye(count), np.minimum.outer(years, years) - years[0]))
    own, borrowed = float(count - 2), BORROWED
    shared = (own * square + borrowed * np.median(square)) / (own + borrowed)
    part = 0.0
    if count > FEWEST_YEARS and shared.any():
        ends = [np.trace(made, offset=1) / np.trace(made) for made in (noise, walk)]
        found = (trust @ product) / (trust @ square)
        part = float(np.clip((found - ends[1]) / (ends[0] - ends[1]), 0.0, 1.0))
    return part * shared / np.trace(noise), (1.0 - part) * shared / np.trace(walk)


def _spread(slope: Floats, variance: Floats, *, scale: float) -> float:
    """Return the posterior mean of the variance of true slopes: normal errors, half-normal prior of the given scale."""
    spread = np.linspace(0.0, 5.0 * scale, 101) ** 2
    total = variance[:, None] + spread
    log = -0.5 * (np.log(total) + slope[:, None] ** 2 / total).sum(axis=0) - 0.5 * spread / scale**2
    weight = np.exp(log - log.max())
    return float(weight @ spread / weight.sum())
