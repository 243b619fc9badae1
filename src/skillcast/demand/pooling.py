"""Partially pooled rates: an occupation's own level, shrunk toward the mean of all as its numbers are small."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, logsumexp

Floats = NDArray[np.float64]
STEP = 0.025
# Shifts on the logit scale at which rates are tabulated: a common level of at most 1.5 either way, and as much around it.
WIDEST_LEVEL = 1.5
SHIFTS = STEP * np.arange(-120, 121)
EFFECTS = STEP * np.arange(-60, 61)
SPREADS = np.exp(np.linspace(np.log(0.02), np.log(0.8), 60))
ROUNDS, SETTLED = 60, 1e-3


@dataclass(frozen=True)
class PooledRates:
    """Levels on the logit scale: ``logit rate[o, t] = alpha[o, t] + level + yearly[t] + u[o]``.

    Parameters
    ----------
    level, level_error
        Level all occupations and years share, and its standard error.
    yearly
        (T) posterior mean of each year's shock.
    effect, error
        (O) posterior mean and standard deviation of u; 0 and `spread` where nothing was seen.
    spread
        Standard deviation of u over occupations, by maximum likelihood.
    """

    level: float
    level_error: float
    yearly: Floats
    effect: Floats
    error: Floats
    spread: float


def pooled_rates(
    leavers: Floats, exposed: Floats, expected: Floats, *, shock: float = 0.15, doubt: Floats | float = 0.0
) -> PooledRates:
    """Estimate the level of each occupation from counted leavers.

    Parameters
    ----------
    leavers, exposed
        (O, T) persons who left in each year and persons at its beginning; rows and years without exposed persons say
        nothing.
    expected
        (O, T) rates by the table and the law given each occupation's ages, or (O, T, U) such rates at each of `SHIFTS`
        where the cells behind them shift on their own logit scales.
    shock
        Standard deviation of the yearly shock all occupations share.
    doubt
        Relative standard deviation of the expected rates themselves, a number or (T): how badly the ages of today may
        tell those of years ago. A count says the less, the more doubt outweighs its own chance.

    Returns
    -------
    PooledRates

    Raises
    ------
    ValueError
        If nobody was exposed, or the counted rates are more than four times or less than a quarter of the expected ones.

    Notes
    -----
    Binomial counts, u and yearly shocks normal; empirical Bayes: the spread maximises the likelihood of all occupations,
    integrated over u on a grid. The random coefficients of ROA do the same: an unreliable outflow coefficient tends to
    the mean (ROA-RM-1999/2).

    Examples
    --------
    >>> found = pooled_rates(np.array([[80.0], [0.0]]), np.array([[1000.0], [0.0]]), np.full((2, 1), 0.05))
    >>> bool(found.effect[1] == 0), bool(found.error[1] == found.spread)
    (True, True)
    """
    seen = exposed.sum(axis=0) > 0
    if not seen.any():
        raise ValueError("no occupation was exposed in any year")
    y, n, expected = leavers[:, seen], exposed[:, seen], expected[:, seen]
    curves = expected if expected.ndim == 3 else expit(logit(expected)[..., None] + SHIFTS)
    usual = n * curves[..., len(SHIFTS) // 2]
    trust = 1 / (1 + usual * np.broadcast_to(np.square(doubt), (len(seen),))[seen])
    table = trust[..., None] * _log_likelihood(y, n, curves)
    effect, yearly, level = np.zeros(len(y)), np.zeros(y.shape[1]), 0.0
    heard = n.sum(axis=1) > 0
    for _ in range(ROUNDS):
        before = (level, *yearly, *effect)
        # what all occupations or all years share is the level's, or the three would drift against each other
        effect, yearly = np.where(heard, effect - effect[heard].mean(), 0.0), yearly - yearly.mean()
        level = _level(trust * y, trust * n, curves, effect[:, None] + yearly)
        yearly = _shocks(table, level + effect, shock)
        likelihood = _of_effects(table, level + yearly)
        spread = _spread(likelihood)
        effect, error = _posterior(likelihood, spread)
        if np.abs(np.array((level, *yearly, *effect)) - before).max() < SETTLED:
            break
    effect, error = np.where(heard, effect, 0.0), np.where(heard, error, spread)
    level_error = np.sqrt((shock**2 + np.square(doubt).min()) / y.shape[1] + 1 / max((trust * y).sum(), 1.0))
    return PooledRates(level, float(level_error), yearly, effect, error, spread)


def _log_likelihood(y: Floats, n: Floats, curves: Floats) -> Floats:
    """(O, T, U) binomial log likelihood of each count at each of `SHIFTS`."""
    rate = np.clip(curves, 1e-12, 1 - 1e-12)
    return np.asarray(y[..., None] * np.log(rate) + (n - y)[..., None] * np.log1p(-rate))


def _at(table: Floats, shift: Floats) -> Floats:
    """(O, T) entries of a table (O, T, U) at a shift for each, linear between `SHIFTS`."""
    place = np.clip((shift - SHIFTS[0]) / STEP, 0, len(SHIFTS) - 1 - 1e-9)
    low = place.astype(int)
    below, above = (np.take_along_axis(table, (low + step)[..., None], axis=2)[..., 0] for step in (0, 1))
    return np.asarray(below + (place - low) * (above - below))


def _level(y: Floats, n: Floats, curves: Floats, around: Floats) -> float:
    """Return the level at which all occupations together lose as many as were counted, by bisection."""
    low, high = -WIDEST_LEVEL, WIDEST_LEVEL
    ends = [(n * _at(curves, end + around)).sum() for end in (low, high)]
    if not ends[0] <= y.sum() <= ends[1]:
        raise ValueError(f"{y.sum():.0f} leavers were counted where {ends[0]:.0f} to {ends[1]:.0f} can be thought of")
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if (n * _at(curves, middle + around)).sum() < y.sum() else (low, middle)
    return (low + high) / 2


def _shocks(table: Floats, around: Floats, shock: float) -> Floats:
    """(T) posterior means of the yearly shocks given all else."""
    if shock == 0:
        return np.zeros(table.shape[1])
    weight = np.stack([_at(table, around[:, None] + np.full(table.shape[:2], s)).sum(axis=0) for s in EFFECTS])
    weight += -0.5 * (EFFECTS[:, None] / shock) ** 2
    weight = np.exp(weight - logsumexp(weight, axis=0))
    return np.asarray(EFFECTS @ weight)


def _of_effects(table: Floats, around: Floats) -> Floats:
    """(O, E) log likelihood of each occupation's counts at each of `EFFECTS`, around the level of each year."""
    return np.stack([_at(table, np.broadcast_to(around + u, table.shape[:2])).sum(axis=1) for u in EFFECTS], axis=1)


def _prior(spread: float) -> Floats:
    """Log weights of `EFFECTS` under a normal prior."""
    weight = -0.5 * (EFFECTS / spread) ** 2
    return np.asarray(weight - logsumexp(weight))


def _spread(likelihood: Floats) -> float:
    marginal = [logsumexp(likelihood + _prior(spread), axis=1).sum() for spread in SPREADS]
    return float(SPREADS[int(np.argmax(marginal))])


def _posterior(likelihood: Floats, spread: float) -> tuple[Floats, Floats]:
    weight = likelihood + _prior(spread)
    weight = np.exp(weight - logsumexp(weight, axis=1, keepdims=True))
    mean = weight @ EFFECTS
    return mean, np.sqrt(np.maximum(weight @ EFFECTS**2 - mean**2, 1e-12))
