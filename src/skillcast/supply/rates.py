"""Success rates that differ by programme, cohort and year: many small programmes, few cohorts each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, expit, logit, logsumexp

from skillcast.supply.shocks import YearShock, estimate_shock

Floats = NDArray[np.float64]
STEP = 0.1
NODES = np.arange(-60, 61) * STEP  # levels on the logit scale: rates from 0.25 % to 99.75 %
EDGES = np.append(NODES - STEP / 2, NODES[-1] + STEP / 2)
MEANS = expit(np.linspace(-4.5, 4.5, 46))
SIZES = np.exp(np.linspace(np.log(2.0), np.log(500.0), 24))
SPREADS = np.array([0.0, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064])
DRIFTS = np.array([0.0, 0.05, 0.1, 0.2, 0.35])
DISCOUNT = 0.6  # a year counts so much less than the next for the level that future shocks depart from


@dataclass(frozen=True)
class Rates:
    """A rate of every programme, with all that is uncertain about it.

    Parameters
    ----------
    prior
        Beta prior (a, b) of the programmes' levels.
    levels
        (P, G) posterior probability of each programme's level in the last year, on the logit grid `NODES`.
    spread
        Correlation of two students' success within a cohort, beyond programme and year: 0 is binomial.
    drift
        Standard deviation of a programme's yearly change of level (logit).
    shock
        The shock of a year all programmes share (logit).
    """

    prior: tuple[float, float]
    levels: Floats
    spread: float
    drift: float
    shock: YearShock

    def draw(self, row: int, shocks: Floats, rng: np.random.Generator) -> Floats:
        """Draw (H, S) rates of programme `row` in the years after the last; `shocks` (H, S) from `YearShock.draw`."""
        horizon, draws = shocks.shape
        level = np.interp(rng.random(draws), np.append(0.0, np.cumsum(self.levels[row])), EDGES)
        walk = np.cumsum(self.drift * rng.standard_normal((horizon, draws)), axis=0)
        mean = expit(level + walk + shocks)
        if self.spread < 1e-6:
            return np.asarray(mean)
        size = 1 / self.spread - 1
        mean = np.clip(mean, 1e-6, 1 - 1e-6)
        return np.asarray(rng.beta(size * mean, size * (1 - mean)))

    def expected(self) -> Floats:
        """(P,) expected rate of each programme in the last year, shocks apart."""
        return np.asarray(self.levels @ expit(NODES))


def fit_rates(successes: Floats, trials: Floats, *, shock: float = 0.15, shock_years: float = 2.0) -> Rates:
    """Learn the rates of many programmes from their last cohorts.

    Parameters
    ----------
    successes, trials
        (P, T) persons by programme and year, oldest year first; a cohort that is not known has no trials.
    shock, shock_years
        Size of the common yearly shock to shrink toward (logit), and how many years of observation it counts for.

    Returns
    -------
    Rates

    Raises
    ------
    ValueError
        If somewhere more succeed than try.

    Notes
    -----
    ``successes ~ beta-binomial(trials, expit(level + year effect), spread)``. Levels begin as draws from a Beta prior and walk at
    random (`drift`). The prior is the most likely one, with Gelman's hyperprior ``(a + b) ** -1/2`` so that few programmes
    are not taken for equal ones (*Bayesian Data Analysis*, 3rd ed., 5.3); `spread` and `drift` are means over a grid
    weighted by their likelihood, levels integrated out.

    Examples
    --------
    >>> trials = np.full((3, 4), 50.0)
    >>> fit = fit_rates(np.outer([30.0, 40.0, 45.0], np.ones(4)), trials)
    >>> np.round(fit.expected(), 1).tolist()
    [0.6, 0.8, 0.9]
    """
    if (successes > trials).any() or (successes < 0).any():
        raise ValueError("successes must lie between 0 and trials")
    first = int(np.argmax(trials.sum(axis=0) > 0))
    successes, trials = successes[:, first:], trials[:, first:]
    spread, effects = float(SPREADS[3]), np.zeros(trials.shape[1])
    drift, size = 0.0, np.sqrt(SIZES[0] * SIZES[-1])
    for _ in range(2):
        weight = 1 / (1 + (trials - 1).clip(min=0) * spread)  # what a student of a cohort adds to its information
        years = _years(successes * weight, trials * weight, size, shock, shock_years)
        effects = years.effects
        prior = _prior(_likelihood(successes, trials, effects, spread).sum(axis=1))
        size = prior[0] + prior[1]
        spread, drift = _dispersion(successes, trials, effects, prior)
    cells = _likelihood(successes, trials, effects, spread)
    levels = _filter(cells[None], prior, _move(drift)[None])[0][0, 0]
    return Rates(prior, levels, spread, drift, years)


def _years(successes: Floats, trials: Floats, size: float, prior: float, prior_years: float) -> YearShock:
    """Effects of the years beside the programmes' own levels (logit, additive), and the size of the shock behind them."""
    seen = trials.sum(axis=0) > 0
    discount = np.where(seen, DISCOUNT ** np.arange(trials.shape[1])[::-1], 0.0)
    if not seen.any():
        return YearShock(prior, prior_years, np.zeros(trials.shape[1]), 0.0)
    weights = discount / discount.sum()
    mean = np.clip(successes.sum() / trials.sum(), 0.01, 0.99)
    anchor = size * mean * (1 - mean)  # information of the prior on a level
    level, effect = np.full(len(trials), logit(mean)), np.zeros(trials.shape[1])
    for _ in range(40):
        rate = expit(level[:, None] + effect)
        information = np.maximum(trials * rate * (1 - rate), 1e-9)
        pull = (successes - trials * rate).sum(axis=1) - anchor * (level - logit(mean))
        level = level + np.clip(pull / (information.sum(axis=1) + anchor), -1, 1)
        rate = expit(level[:, None] + effect)
        information = np.maximum(trials * rate * (1 - rate), 1e-9)
        effect = effect + np.clip((successes - trials * rate).sum(axis=0) / information.sum(axis=0), -1, 1) * seen
        effect = np.where(seen, effect - weights @ effect, 0.0)
    errors = 1 / np.sqrt(information.sum(axis=0))
    found = estimate_shock(effect[seen], errors[seen], weights[seen], prior=prior, prior_years=prior_years)
    effects = np.zeros(trials.shape[1])
    effects[seen] = found.effects
    return YearShock(found.scale, found.freedom, effects, found.lag)


def _likelihood(successes: Floats, trials: Floats, effects: Floats, spread: float) -> Floats:
    """(P, T, G) log likelihood of every cohort at every level."""
    mean = np.clip(expit(NODES + effects[:, None]), 1e-6, 1 - 1e-6)
    y, n = successes[:, :, None], trials[:, :, None]
    if spread < 1e-6:
        return np.asarray(y * np.log(mean) + (n - y) * np.log1p(-mean))
    a, b = mean * (1 / spread - 1), (1 - mean) * (1 / spread - 1)
    return np.asarray(np.where(n > 0, betaln(y + a, n - y + b) - betaln(a, b), 0.0))


def _beta(a: Floats | float, b: Floats | float) -> Floats:
    """(..., G) log probability of each level under Beta priors."""
    density = np.multiply.outer(a, np.log(expit(NODES))) + np.multiply.outer(b, np.log(expit(-NODES)))
    return np.asarray(density - logsumexp(density, axis=-1, keepdims=True))


def _prior(likelihood: Floats) -> tuple[float, float]:
    """Return the most likely Beta prior given (P, G) log likelihoods of constant levels."""
    a, b, chances = _priors()
    top = likelihood.max(axis=1, keepdims=True)
    score = np.log(np.maximum(np.exp(likelihood - top) @ chances, 1e-300)).sum(axis=0) - 0.5 * np.log(a + b)
    best = int(np.argmax(score))
    return float(a[best]), float(b[best])


@cache
def _priors() -> tuple[Floats, Floats, Floats]:
    """Return a and b of every prior tried, and (G, priors) chances of the levels under each."""
    a, b = ((share[:, None] * SIZES).ravel() for share in (MEANS, 1 - MEANS))
    return a, b, np.exp(_beta(a, b)).T


def _dispersion(successes: Floats, trials: Floats, effects: Floats, prior: tuple[float, float]) -> tuple[float, float]:
    """Return spread and drift: means over their grid, weighted by likelihood."""
    cells = np.stack([_likelihood(successes, trials, effects, spread) for spread in SPREADS])
    score = _filter(cells, prior, _moves())[1]
    chance = np.exp(score - logsumexp(score))
    return float(chance.sum(axis=1) @ SPREADS), float(np.sqrt(chance.sum(axis=0) @ DRIFTS**2))


def _filter(likelihood: Floats, prior: tuple[float, float], moves: Floats) -> tuple[Floats, Floats]:
    """Filter the levels under every spread and drift.

    Parameters
    ----------
    likelihood
        (R, P, T, G) log likelihood of the cohorts for R spreads.
    moves
        (D, G, G) chances of a level's move in a year for D drifts.

    Returns
    -------
    (R, D, P, G) posterior of the levels in the last year and (R, D) log likelihood of all cohorts.
    """
    top = likelihood.max(axis=3, keepdims=True)
    chance = np.exp(likelihood - top)
    total = np.tile(top.sum(axis=(1, 2, 3))[:, None], (1, len(moves)))
    level = np.broadcast_to(np.exp(_beta(*prior)), (len(likelihood), len(moves), likelihood.shape[1], len(NODES)))
    for year in range(likelihood.shape[2]):
        level = (level @ moves if year else level) * chance[:, None, :, year]
        whole = np.maximum(level.sum(axis=3, keepdims=True), 1e-300)
        level, total = level / whole, total + np.log(whole).sum(axis=(2, 3))
    return level, total


@cache
def _moves() -> Floats:
    """(D, G, G) chances of a level's move in a year: random walks on the grid, of variance ``drift ** 2``."""
    return np.stack([_move(drift) for drift in DRIFTS])


def _move(drift: float) -> Floats:
    """(G, G) chances of a move: the exponential of the grid's Laplacian, by its eigenvectors; rounding leaves nothing below zero."""
    values, vectors = _modes()
    return np.maximum((vectors * np.exp(0.5 * (drift / STEP) ** 2 * values)) @ vectors.T, 0.0)


@cache
def _modes() -> tuple[Floats, Floats]:
    """Return eigenvalues and eigenvectors of the Laplacian of the grid."""
    ones = np.ones(len(NODES) - 1)
    laplace = np.diag(ones, 1) + np.diag(ones, -1)
    laplace -= np.diag(laplace.sum(axis=1))
    values, vectors = np.linalg.eigh(laplace)
    return values, vectors
