"""Intervals from the errors the method really made, pooled over the panel and tied together across it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillcast.forecasting.distributions import t_quantile
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
PRIOR_TAIL = 4.0
PRIOR_COMMON = 0.3
WIDEST_LEVEL = 0.95
LARGEST = 3.0
"""No draw leaves the central forecast by more than a factor e^3, about 20: a t tail has no mean in counts."""


@dataclass(frozen=True)
class Calibration:
    """How wrong the method has been, in units of each series' noise.

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
    """

    width: Floats
    tail: float
    common: float
    years: int

    def quantile(self, level: float) -> float:
        """Return the half width of the central interval of `level`, relative to that of 80 %."""
        return float(t_quantile(self.tail, (1 + level) / 2) / t_quantile(self.tail, (1 + LEVEL) / 2))


def shrunken_scale(scale: Floats) -> Floats:
    """Return each series' noise, half-way (in logs) to the panel's median along the last axis.

    A dozen changes say little about a series' noise. Series that never moved (0) count as a quarter of the median
    before that. Series without noise to speak of (NaN: all zero, or no value yet) get 0.
    """
    if scale.shape[-1] == 0:
        return scale
    middle = _median(np.where(scale > 0, scale, np.nan))
    return np.asarray(np.where(np.isnan(scale), 0.0, np.sqrt(np.maximum(scale, middle / 4) * middle)))


def _median(moving: Floats) -> Floats:
    """Return the median over the last axis of what is known, 0 where nothing is, the axis kept."""
    count = (~np.isnan(moving)).sum(axis=-1, keepdims=True)
    ordered = np.sort(moving, axis=-1)
    low = np.take_along_axis(ordered, np.maximum((count - 1) // 2, 0), axis=-1)
    high = np.take_along_axis(ordered, np.minimum(count // 2, ordered.shape[-1] - 1), axis=-1)
    return np.asarray(np.where(count > 0, (low + high) / 2, 0.0))


def calibrate(track: Track, years: Ints) -> Calibration:
    """Learn widths, tail and common share from rolling-origin errors.

    Parameters
    ----------
    track
        Errors of O origins; only what was known when the intervals are made.
    years
        (O) calendar year of each origin. Years, not rows, are the sample size: errors of one year share a shock.

    Notes
    -----
    The half width at each step is the quantile of |error| / noise over all series and origins at level
    0.8 (1 + 1/n) (split conformal, small-sample level; n the number of independent errors the pool is worth),
    smoothed by a law alpha h^gamma, the more the fewer the origin years, and made non-decreasing.
    """
    noise = shrunken_scale(track.scale)[:, :, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.where(noise > 0, track.errors / noise, np.nan)
    horizon = scaled.shape[2]
    seen = np.asarray(np.isfinite(scaled).any(axis=1))
    counts = np.array([len(np.unique(years[seen[:, h]])) for h in range(horizon)], dtype=np.float64)
    raw = np.array([_raw_width(scaled[:, :, h]) for h in range(horizon)])
    width = _smooth(raw, counts)
    number = int(counts.max(initial=0))
    unit = scaled / width
    tail = _tail(unit, number)
    result = Calibration(width, tail, _common(unit, number), number)
    sample = _effective(track.errors, result.common, number)
    widening = result.quantile(min(LEVEL * (1 + 1 / sample), WIDEST_LEVEL))
    return Calibration(width * widening, tail, result.common, number)


def _raw_width(scaled: Floats) -> float:
    """Return the quantile of |scaled errors| at `LEVEL`; NaN without errors, a trace where they are all nil."""
    known = np.abs(scaled[~np.isnan(scaled)])
    return max(float(np.quantile(known, LEVEL)), 1e-3) if known.size else np.nan


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
    """Return the t degrees of freedom whose 95 % to 80 % ratio is that of the errors, shrunk toward 4."""
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


def _common(unit: Floats, years: int) -> float:
    """Return the intraclass correlation of errors of the same origin and step, shrunk toward the prior."""
    clipped = np.clip(unit, -4, 4)
    count = (~np.isnan(clipped)).sum(axis=1)
    use = count > 1
    if not use.any():
        return PRIOR_COMMON
    filled = np.nan_to_num(clipped)
    size = np.maximum(count, 1)
    mean, square = filled.sum(axis=1) / size, (filled**2).sum(axis=1) / size
    between = (mean**2 - (square - mean**2) / np.maximum(size - 1, 1))[use].mean()
    whole = square[use].mean()
    seen = float(np.clip(between / whole, 0.0, 0.9)) if whole > 0 else PRIOR_COMMON
    return (years * seen + PRIOR_YEARS * PRIOR_COMMON) / (years + PRIOR_YEARS)


def half_widths(calibration: Calibration, scale: Floats, lead: Ints, level: float) -> Floats:
    """Return (N, H) half widths on the modelling scale of the central interval of `level`."""
    unit = shrunken_scale(scale)[:, None] * _steps(calibration.width, lead) * calibration.quantile(level)
    return np.minimum(unit, LARGEST)


def _steps(width: Floats, lead: Ints) -> Floats:
    """Return (N, H) widths by series; one that ended `lead` periods early is that much further ahead."""
    horizon = len(width)
    ahead = lead[:, None] + np.arange(1, horizon + 1)
    beyond = width[-1] * np.sqrt(np.maximum(ahead / horizon, 1.0))
    return np.asarray(np.where(ahead <= horizon, width[np.minimum(ahead, horizon) - 1], beyond))


def draw_errors(
    calibration: Calibration, scale: Floats, lead: Ints, keys: list[str], *, seed: int, draws: int
) -> Floats:
    """Return (N, H, S) joint errors on the modelling scale.

    A multivariate t: error = width x v_s (sqrt(rho) C_hs + sqrt(1 - rho) G_ihs), with v_s a heavy-tailed factor of
    the scenario, C a path all series share and G a path of the series alone; both paths are random walks over
    the steps, scaled to unit variance. Draws come in pairs of opposite sign, so the centre is met exactly and
    the pooled errors count as symmetric.
    """
    horizon, half = len(calibration.width), (draws + 1) // 2
    common = stream(seed, "forecast", "common")
    mixing = np.sqrt(calibration.tail / common.chisquare(calibration.tail, half))
    shared = _paths(common.standard_normal((horizon + int(lead.max(initial=0)), half)))
    per_unit = t_quantile(calibration.tail, (1 + LEVEL) / 2)
    unit = shrunken_scale(scale)[:, None] * _steps(calibration.width, lead) / per_unit
    rho = calibration.common
    errors = np.empty((len(keys), horizon, draws))
    for row, key in enumerate(keys):
        steps = horizon + int(lead[row])
        own = _paths(stream(seed, "forecast", "series", key).standard_normal((steps, half)))
        joint = mixing * (np.sqrt(rho) * shared[:steps] + np.sqrt(1 - rho) * own)
        signed = unit[row][:, None] * joint[steps - horizon :]
        errors[row, :, :half], errors[row, :, half:] = signed, -signed[:, : draws - half]
    return np.clip(errors, -LARGEST, LARGEST)


def _paths(steps: Floats) -> Floats:
    """Return random-walk paths scaled to unit variance at every step."""
    return np.asarray(np.cumsum(steps, axis=0) / np.sqrt(np.arange(1, len(steps) + 1))[:, None])
