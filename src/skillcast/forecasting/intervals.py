"""Intervals from the errors the method really made, pooled over the panel and tied together across it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from skillcast.forecasting.distributions import t_quantile
from skillcast.forecasting.persistence import PRIOR as PRIOR_PERSISTENCE
from skillcast.forecasting.persistence import correlations, persistence
from skillcast.forecasting.protocol import Floats, Ints
from skillcast.forecasting.rolling import Track
from skillcast.streams import stream

LEVEL = 0.8
"""The level at which widths are measured."""
PRIOR_WIDTH = 1.3
"""80 % half width one step ahead in units of a series' noise, where there are no errors to learn from."""
PRIOR_GROWTH = 0.6
"""Exponent of the half width's growth with the step; 0.5 is a random walk."""
PRIOR_YEARS = 4.0
"""Origin years that the prior of growth, tail and common share is worth."""
PRIOR_TAIL = 8.0
"""Degrees of freedom with which, over early origins, 95 % intervals from eight years hold 95 %; lighter tails hold less,
heavier ones score worse."""
PRIOR_COMMON = 0.35
"""Share of the error variance that series have in common, with which early origins' 80 % intervals of totals come nearest to
80 %."""
LENGTH_POWER = 1.0
"""An error weighs in the pool as the length of history behind it to this power: forecasts from short histories err more."""
SMALL_SAMPLE = 0.25
"""Part of the small-sample correction of split conformal intervals (1 + 1/n) that is applied, the width being smoothed."""
PRIOR_BREAK = 2.0
"""How much wider errors are after a break, before anything is known about this panel's breaks (1: not at all)."""
BREAK_FADING = 0.6
"""Share of a break's extra width that is left a year later."""
WIDEST_LEVEL = 0.95
LARGEST = 3.0
"""No draw leaves the central forecast by more than a factor e^3, about 20: a t tail has no mean in counts."""


@dataclass(frozen=True)
class Calibration:
    """How wrong the method has been, in the unit of each series (`spread.units`).

    Parameters
    ----------
    width
        (H) half width of the 80 % interval, never falling with the step.
    tail
        Degrees of freedom of the t distribution that matches the tail of the errors.
    common
        Share of the error variance that all series have in common in a year.
    years
        Origin years learned from.
    within
        Share of the error variance that the series of a group have in common beyond that.
    persistence
        How errors of one forecast hang together from step to step (`persistence.correlations`).
    """

    width: Floats
    tail: float
    common: float
    years: int
    within: float = 0.0
    persistence: float = PRIOR_PERSISTENCE

    def quantile(self, level: float) -> float:
        """Return the half width of the central interval of `level`, relative to that of 80 %."""
        return float(t_quantile(self.tail, (1 + level) / 2) / t_quantile(self.tail, (1 + LEVEL) / 2))


def calibrate(
    track: Track,
    years: Ints,
    *,
    groups: Sequence[str] | None = None,
    breaks: Sequence[int] = (),
    end: int | None = None,
) -> Calibration:
    """Learn widths, tail and common shares from rolling-origin errors.

    Parameters
    ----------
    track
        Errors of O origins; only what was known when the intervals are made.
    years
        (O) calendar year of each origin. Years, not rows, are the sample size: errors of one year share a shock.
    groups
        (N) group of each series, for a common factor a group.
    breaks, end
        Years flagged as breaks, and the year of the last period known: a recent break widens the intervals.

    Notes
    -----
    The half width at each step is the quantile of |error| / unit over all series and origins at level
    0.8 (1 + 1/n) (split conformal, small-sample level; n the number of independent errors the pool is worth),
    smoothed by a law alpha h^gamma, the more the fewer the origin years, and made non-decreasing. Errors of
    flagged years stay in the pool: leaving them out understates what can happen (Lenza & Primiceri 2022).
    """
    noise = track.unit[:, :, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.where(noise > 0, track.errors / noise, np.nan)
    horizon = scaled.shape[2]
    seen = np.asarray(np.isfinite(scaled).any(axis=1))
    counts = np.array([len(np.unique(years[seen[:, h]])) for h in range(horizon)], dtype=np.float64)
    weights = np.maximum(track.lengths, 0.0) ** LENGTH_POWER
    raw = np.array([_raw_width(scaled[:, :, h], weights) for h in range(horizon)])
    width = _smooth(raw, counts)
    number = int(counts.max(initial=0))
    unit = scaled / width
    tail = _tail(unit, number)
    sizes = np.exp(np.nan_to_num(track.logs[:, :, 0], nan=-np.inf)) * noise[:, :, 0]
    common = _common(unit, sizes, number)
    within = _within(unit, sizes, groups, common, number)
    result = Calibration(width, tail, common, number, within, persistence(unit, number))
    sample = _effective(track.errors, common, number)
    widening = result.quantile(min(LEVEL * (1 + SMALL_SAMPLE / sample), WIDEST_LEVEL)) * _aftershock(
        unit, years, breaks, end
    )
    return replace(result, width=width * widening)


def _within(unit: Floats, sizes: Floats, groups: Sequence[str] | None, common: float, years: int) -> float:
    """Return the variance share that series of a group have in common beyond the panel's, shrunk toward none."""
    if groups is None or len(set(groups)) < 2:
        return 0.0
    labels = np.asarray(groups)
    rows = [np.flatnonzero(labels == label) for label in sorted(set(groups)) if (labels == label).sum() > 1]
    found = [_intraclass(unit[:, row], sizes[:, row]) for row in rows]
    found = [share for share in found if not np.isnan(share)]
    if not found or not years:
        return 0.0
    seen = float(np.mean(found))
    return float(np.clip(seen - common, 0.0, 0.9 - common)) * years / (years + PRIOR_YEARS)


def _aftershock(unit: Floats, years: Ints, breaks: Sequence[int], end: int | None) -> float:
    """Return the factor (1 or more) by which a recent break widens the intervals.

    Errors one step ahead into or after flagged years, relative to the others, say how much wider; the excess fades
    year by year.
    """
    past = [year for year in breaks if end is not None and year <= end]
    if not past or end is None:
        return 1.0
    known = np.abs(np.where(np.isnan(unit[:, :, 0]), np.nan, unit[:, :, 0]))
    flagged = np.isin(years + 1, past) | np.isin(years, past)
    inside, outside = known[flagged], known[~flagged]
    ratio = PRIOR_BREAK
    if np.isfinite(inside).any() and np.isfinite(outside).any():
        measured = float(np.nanmean(inside) / max(float(np.nanmean(outside)), 1e-12))
        weight = len(np.unique(years[flagged])) / (len(np.unique(years[flagged])) + 1)
        ratio = float(np.exp(weight * np.log(max(measured, 1.0)) + (1 - weight) * np.log(PRIOR_BREAK)))
    return 1 + (ratio - 1) * BREAK_FADING ** (end - max(past))


def _raw_width(scaled: Floats, weights: Floats) -> float:
    """Return the weighted quantile of |scaled errors| (O, N) at `LEVEL`; NaN without errors, a trace where all are nil."""
    known = ~np.isnan(scaled)
    if not known.any():
        return np.nan
    return max(float(_weighted_quantile(np.abs(scaled[known]), weights[known], LEVEL)), 1e-3)


def _weighted_quantile(values: Floats, weights: Floats, level: float) -> float:
    """Return the quantile of weighted values, linear between the middles of their weights; plain if all weigh nothing."""
    order = np.argsort(values, kind="stable")
    mass = weights[order] if weights.any() else np.ones(len(values))
    places = (np.cumsum(mass) - mass / 2) / mass.sum()
    return float(np.interp(level, places, values[order]))


def _effective(errors: Floats, common: float, years: int) -> float:
    """Return how many independent errors the pool is worth: a year counts as N of them if its series share nothing,
    as one if they share everything.
    """
    series = errors.shape[1]
    return float(max(years * series / (1 + (series - 1) * common), 1.0))


def _smooth(raw: Floats, counts: Floats) -> Floats:
    """Return (H) widths: measured ones where years are many, the growth law where they are few."""
    steps = np.log(np.arange(1, len(raw) + 1))
    weights = np.where(np.isnan(raw), 0.0, counts)
    logs = np.where(np.isnan(raw), 0.0, np.log(np.where(np.isnan(raw), 1.0, raw)))
    # normal equations of log width = alpha + gamma log h; prior rows hold level and growth
    matrix = np.array([[weights.sum() + 1.0, weights @ steps], [weights @ steps, weights @ steps**2 + PRIOR_YEARS]])
    right = np.array([weights @ logs + np.log(PRIOR_WIDTH), weights @ (logs * steps) + PRIOR_YEARS * PRIOR_GROWTH])
    alpha, gamma = np.linalg.solve(matrix, right)
    law = alpha + max(gamma, 0.0) * steps
    blended = (weights * logs + PRIOR_YEARS * law) / (weights + PRIOR_YEARS)
    return np.asarray(np.maximum.accumulate(np.exp(blended)))


def _tail(unit: Floats, years: int) -> float:
    """Return the t degrees of freedom whose 95 % to 80 % ratio is that of the errors, shrunk toward the prior."""
    candidates = np.array([3.0, 3.5, 4.0, 5.0, 6.0, 8.0, 12.0, 30.0])
    ratios = np.log(t_quantile(candidates, 0.975) / t_quantile(candidates, 0.9))
    prior = float(np.interp(PRIOR_TAIL, candidates, ratios))
    seen = prior
    known = np.abs(unit[~np.isnan(unit)])
    if known.size:
        low, high = np.quantile(known, [LEVEL, 0.95])
        seen = float(np.log(high / low)) if low > 0 else prior
    ratio = (years * seen + PRIOR_YEARS * prior) / (years + PRIOR_YEARS)
    return float(np.interp(-ratio, -ratios, candidates))


def _common(unit: Floats, sizes: Floats, years: int) -> float:
    """Return the share of error variance that all series have in common, shrunk toward the prior.

    Series count by size, so that the total, which the largest make, is covered.
    """
    seen = _intraclass(unit, sizes)
    if np.isnan(seen):
        return PRIOR_COMMON
    return (years * seen + PRIOR_YEARS * PRIOR_COMMON) / (years + PRIOR_YEARS)


def _intraclass(unit: Floats, sizes: Floats) -> float:
    """Return the size-weighted intraclass correlation of errors (O, N, H) of one origin and step; NaN if it cannot be told.

    With S = sum a u, errors u of unit variance that correlate by c have E S^2 = c (sum a)^2 + (1 - c) sum a^2.
    """
    clipped = np.clip(unit, -4, 4)
    weights = np.where(np.isnan(clipped), 0.0, np.broadcast_to(sizes[:, :, None], clipped.shape))
    weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-300)
    filled = np.nan_to_num(clipped)
    alone = (weights**2).sum(axis=1)
    use = (weights > 0).sum(axis=1) > 1
    if not use.any():
        return np.nan
    together = ((weights * filled).sum(axis=1) ** 2 - ((weights * filled) ** 2).sum(axis=1))[use].sum()
    whole = ((weights * filled**2).sum(axis=1) * (1 - alone))[use].sum()
    return float(np.clip(together / whole, 0.0, 0.9)) if whole > 0 else np.nan


def half_widths(calibration: Calibration, unit: Floats, lead: Ints, level: float) -> Floats:
    """Return (N, H) half widths on the modelling scale of the central interval of `level`.

    `unit` (N) is what `spread.units` returns, `lead` (N) the periods between a series' end and the panel's.
    """
    scaled = unit[:, None] * _steps(calibration.width, lead) * calibration.quantile(level)
    return np.minimum(scaled, LARGEST)


def _steps(width: Floats, lead: Ints) -> Floats:
    """Return (N, H) widths by series; one that ended `lead` periods early is that much further ahead."""
    horizon = len(width)
    ahead = lead[:, None] + np.arange(1, horizon + 1)
    beyond = width[-1] * np.sqrt(np.maximum(ahead / horizon, 1.0))
    return np.asarray(np.where(ahead <= horizon, width[np.minimum(ahead, horizon) - 1], beyond))


def draw_errors(
    calibration: Calibration,
    unit: Floats,
    lead: Ints,
    keys: Sequence[str],
    *,
    seed: int,
    draws: int,
    groups: Sequence[str] | None = None,
) -> Floats:
    """Return (N, H, S) joint errors on the modelling scale.

    A multivariate t: error = width x v_s (sqrt(c) C_hs + sqrt(w) W_ghs + sqrt(1 - c - w) G_ihs), with v_s a heavy-tailed
    factor of the scenario, C a path all series share, W one that a group shares and G a path of the series alone; the
    paths go on from step to step as the errors did (fractional Brownian motion), scaled to unit variance. Draws come in pairs
    of opposite sign, so the centre is met exactly and the pooled errors count as symmetric. The numbers of a series hang
    on the seed, its key and its group only.
    """
    horizon, half = len(calibration.width), (draws + 1) // 2
    longest = horizon + int(lead.max(initial=0))
    root = np.linalg.cholesky(correlations(calibration.persistence, longest))
    common = stream(seed, "forecast", "common")
    mixing = np.sqrt(calibration.tail / common.chisquare(calibration.tail, half))
    together = np.sqrt(calibration.common) * (root @ common.standard_normal((longest, half)))
    within = calibration.within if groups is not None else 0.0
    joint = dict.fromkeys(groups if groups is not None else [""] * len(keys), together)
    for label in joint if within else ():
        walk = stream(seed, "forecast", "group", label).standard_normal((longest, half))
        joint[label] = together + np.sqrt(within) * (root @ walk)
    alone = np.sqrt(1 - calibration.common - within)
    per_unit = t_quantile(calibration.tail, (1 + LEVEL) / 2)
    spread = unit[:, None] * _steps(calibration.width, lead) / per_unit
    errors = np.empty((len(keys), horizon, draws))
    for row, key in enumerate(keys):
        steps = horizon + int(lead[row])
        own = root[:steps, :steps] @ stream(seed, "forecast", "series", key).standard_normal((steps, half))
        own *= alone
        own += joint[groups[row] if groups is not None else ""][: len(own)]
        own *= mixing
        np.multiply(own[lead[row] :], spread[row][:, None], out=errors[row, :, :half])
    np.negative(errors[:, :, : draws - half], out=errors[:, :, half:])
    return np.asarray(np.clip(errors, -LARGEST, LARGEST, out=errors))
