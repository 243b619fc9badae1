"""Entrants from outside the schools: returners, in-migrants and movers, as the accounts of recent years show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, gammaln

from skillcast.draws import Draws
from skillcast.errors import DataError, Problem
from skillcast.panel import Panel
from skillcast.streams import stream
from skillcast.supply.shocks import estimate_shock

Floats = NDArray[np.float64]
SIZES = np.exp(np.linspace(np.log(0.2), np.log(100.0), 28))


def past_entrants(stocks: Panel, exit_rates: Floats, graduates: pd.DataFrame) -> Panel:
    """Return entrants that are not graduates, as the account of each past year leaves them.

    Parameters
    ----------
    stocks
        (O, K+1) persons by occupation at the ends of past years.
    exit_rates
        (O, K) total exit rate of each year on the stock at its beginning.
    graduates
        Occupations x years: local graduates entering.

    Returns
    -------
    Panel
        (O, K) persons: ``change of stock + exits - graduates``. The account takes up the error of every stock, so a single
        year may be negative; an error in one year's stock returns with the other sign in the next, and cancels in the sum.
    """
    before, after = stocks.values[:, :-1], stocks.values[:, 1:]
    years = stocks.periods[1:]
    entering = graduates.reindex(index=stocks.index["occupation"], columns=years.year, fill_value=0).to_numpy()
    return Panel(stocks.index, years, after - before + before * exit_rates - entering)


class Variation(NamedTuple):
    """Why the account of one occupation varies: ``mean + square * mean ** 2`` truly, ``error * stock`` by each stock's error."""

    square: float
    error: float


def draw_entrants(
    past: Panel,
    stocks: Panel,
    *,
    horizon: int,
    draws: int = 1000,
    demand: Draws | None = None,
    reference: Draws | None = None,
    response: float = 0.5,
    adjustment: float = 0.2,
    balance: float = 0.9,
    shock: float = 0.1,
    shock_years: float = 2.0,
    seed: int = 0,
) -> Draws:
    """Draw future entrants from the rates of past years.

    Parameters
    ----------
    past
        (O, K) entrants of past years from `past_entrants`.
    stocks
        (O, K+1) the stocks behind them; the last is the base of the future.
    demand
        (O, H, S) posts by occupation that graduates leave open, for the same years and scenarios; None: entrants come
        whatever is demanded.
    reference
        Posts as `demand` gives them, from which `balance` takes the level of the city; default: `demand`. A scenario that is to be
        compared with another takes the other's, so that entrants elsewhere do not move.
    response
        Share of what is open beyond the usual that entrants fill within the year, and by which they fall short of the usual
        where less is open. An assumption.
    adjustment
        Share of what is open beyond the usual that becomes usual itself from one year to the next: where posts stay open, word
        gets round. An assumption.
    balance
        Share by which the usual inflow of the whole city is taken from what its occupations will typically need rather than
        from the account, which carries the growth of its few years. An assumption.
    shock, shock_years
        Size of the yearly factor all occupations share (relative) to shrink toward, and how many years of observation it
        counts for.

    Returns
    -------
    Draws
        (O, H, S) whole persons.

    Notes
    -----
    ``rate ~ Gamma`` with a prior by maximum likelihood over the occupations (empirical Bayes: Clayton and Kaldor, *Biometrics* 43,
    1987), drawn once a scenario because the mean of few years is uncertain; ``entrants ~ gamma-Poisson(rate x stock x
    factor)`` with the variation the past years show beyond the error of their stocks. The factor of a year is
    ``2 expit(2 u)`` with the shock u: mean 1, never negative, never beyond 2. By construction the accounts of the past move
    with demand: where `demand` is given their yearly changes say nothing of supply, and `shock` alone is the size of its
    own; they still say how uncertain the mean is.

    In balance a city's entrants are what its occupations need. An account of few years carries the growth or decline those
    years happened to have, which says little of the years ahead; so the level of the whole city, though not what sets
    occupations apart, is moved by `balance` toward need.

    Examples
    --------
    >>> index, years = pd.DataFrame({"occupation": ["a"]}), pd.period_range("2021", "2025", freq="Y")
    >>> stocks = Panel(index, years, np.full((1, 5), 500.0))
    >>> past = Panel(index, years[1:], np.array([[21.0, 19.0, 20.0, 20.0]]))
    >>> bool(abs(draw_entrants(past, stocks, horizon=1).mean()[0, 0] - 20) < 1)
    True
    """
    people = stocks.values[:, :-1]
    periods = pd.period_range(past.periods[-1] + 1, periods=horizon, freq=past.periods.freq)
    samples = np.zeros((len(past.index), horizon, draws), dtype=np.int64)
    # An account below zero over all years is an occupation that laid off: nobody came, but nobody else came less for it.
    exposure, counts = people.sum(axis=1), np.maximum(past.values.sum(axis=1), 0.0)
    level = counts.sum() / max(people.sum(), 1e-9)
    if level <= 0:
        return Draws(past.index, periods, samples)
    net = past.values.sum() / people.sum()
    totals = past.values.sum(axis=0) / (net * people.sum(axis=0)) if net > 0 else np.ones(past.values.shape[1])
    mean = people * (counts / np.maximum(exposure, 1e-9))[:, None] * np.maximum(totals, 0.0)
    vary = _variation(past.values, mean, people)
    weights = np.full(len(totals), 1 / len(totals))
    noise = mean + vary.square * mean**2 + 2 * vary.error * people
    common = estimate_shock(
        totals - weights @ totals,
        np.sqrt(noise.sum(axis=0)) / (level * people.sum(axis=0)),
        weights,
        prior=shock,
        prior_years=shock_years,
    )
    square = vary.square
    if demand is not None:
        own = max(shock, 1e-6)
        square = min(square, own**2)
        common = replace(common, scale=own, lag=common.lag * (common.scale / own) ** 2)
    factor = 2 * expit(2 * common.draw(horizon, draws, stream(seed, "entrants", "year")))
    # What one entrant of the account tells: less than a Poisson count where years or stocks are noisy.
    typical = np.maximum(mean.mean(axis=1), 0.5)
    spread = 1 + vary.square * typical + 2 * vary.error * people.mean(axis=1) / (typical * len(totals))
    size, rate = _prior(counts / spread, exposure / spread)
    # The rate of an occupation is Gamma with this shape and this rate.
    shape, exposed = size + counts / spread, size / rate + exposure / spread
    usual_mean = shape / exposed * stocks.values[:, -1]
    scale = 1.0
    if demand is not None:
        scale = _city_scale(past.index["occupation"], usual_mean, demand if reference is None else reference, balance)
    for row, occupation in enumerate(past.index["occupation"]):
        rng = stream(seed, "entrants", occupation)
        rates = rng.gamma(shape[row], scale / exposed[row], size=draws)
        usual = np.tile(rates * stocks.values[row, -1], (horizon, 1))
        expected = usual * factor
        if demand is not None:
            open_posts = _open(demand, occupation)
            for step in range(1, horizon):
                usual[step] = usual[step - 1] + adjustment * (open_posts[step - 1] - usual[step - 1])
            expected = np.maximum(usual * factor + response * (open_posts - usual), 0.0)
        if square > 0:
            expected = expected * rng.gamma(1 / square, square, size=expected.shape)
        samples[row] = rng.poisson(expected)
    return Draws(past.index, periods, samples)


def split_sources(entrants: Draws, shares: Mapping[str, float], *, seed: int = 0) -> dict[str, Draws]:
    """Split entrants by where they come from, under assumed shares.

    Parameters
    ----------
    entrants
        (O, H, S) whole persons.
    shares
        Share of each source, such as returners and in-migrants; what is left of 1 are movers from other occupations and others
        (``other``). No table tells these apart: the shares are assumptions and are to be printed as such.

    Returns
    -------
    dict of Draws
        One a source, and ``other``; they add up to `entrants` in every scenario.

    Raises
    ------
    DataError
        If a share is negative or they exceed 1 together.

    Examples
    --------
    >>> entrants = Draws(pd.DataFrame({"occupation": ["a"]}), pd.PeriodIndex(["2026"], freq="Y"), np.full((1, 1, 3), 10))
    >>> parts = split_sources(entrants, {"returners": 0.5})
    >>> (parts["returners"].samples + parts["other"].samples).ravel().tolist()
    [10, 10, 10]
    """
    whole = sum(shares.values())
    if whole > 1 + 1e-9 or min(shares.values(), default=0.0) < 0:
        facts = {
            "reason": "各来源比例应不小于 0，合计不超过 1",
            "reason_en": "shares must not be negative nor exceed 1 together",
        }
        raise DataError([Problem("bad-parameter", column="、".join(shares), value=f"{whole:g}", facts=facts)])
    rest, room, parts = entrants.samples, 1.0, {}
    for name, share in shares.items():
        taken = np.zeros_like(rest)
        for row, occupation in enumerate(entrants.index["occupation"]):
            rng = stream(seed, "entrants", name, occupation)
            taken[row] = rng.binomial(rest[row], min(share / room, 1.0) if room > 1e-12 else 0.0)
        parts[name] = entrants.with_samples(taken)
        rest, room = rest - taken, room - share
    return parts | {"other": entrants.with_samples(rest)}


def _open(demand: Draws, occupation: str) -> Floats:
    """(H, S) posts of an occupation that are open to entrants; none where graduates are too many already."""
    own = demand.samples[(demand.index["occupation"] == occupation).to_numpy()].sum(axis=0)
    return np.asarray(np.maximum(own, 0), dtype=np.float64)


def _city_scale(occupations: pd.Series, usual: Floats, demand: Draws, balance: float) -> float:
    """Return what the usual inflow of every occupation is multiplied by, so that the city's lies nearer to what is needed.

    The typical occupation counts (the median, weighted by `usual`): a closure or a new plant says nothing of entrants elsewhere.
    """
    need = np.array([_open(demand, occupation).mean() for occupation in occupations])
    ratio = need / np.maximum(usual, 1e-9)
    order = np.argsort(ratio, kind="stable")
    middle = np.searchsorted(np.cumsum(usual[order]), usual.sum() / 2)
    return float(1 + balance * (ratio[order][middle] - 1))


def _variation(values: Floats, mean: Floats, people: Floats) -> Variation:
    """Tell true variation from the error of the stocks, by moments pooled over occupations.

    The error of a stock enters two neighbouring years with opposite signs. Around the mean of K years the expected square and
    the expected product of neighbours are known combinations of both variances, which are solved for.
    """
    years = values.shape[1]
    if years < 3:
        return Variation(0.0, 0.0)
    away = values - mean
    found = np.stack([(away**2).mean(axis=1), (away[:, 1:] * away[:, :-1]).mean(axis=1)])
    centre = np.eye(years) - 1 / years
    change = np.diff(np.eye(years + 1), axis=0)
    shapes = [centre @ shape @ centre for shape in (np.eye(years), change @ change.T)]
    known = np.array([[np.diag(shape).mean(), np.diag(shape, 1).mean()] for shape in shapes]).T
    true, error = np.linalg.solve(known, found)
    size = people.mean(axis=1)
    share = max(float(error.sum() / size.sum()), 0.0)
    typical = mean.mean(axis=1)
    weight = 1 / (1 + typical + 0.05 * typical**2 + 2 * share * size) ** 2
    square = float((weight * (true - typical) * typical**2).sum() / max((weight * typical**4).sum(), 1e-12))
    return Variation(max(square, 0.0), share)


def _prior(counts: Floats, exposure: Floats) -> tuple[float, float]:
    """Return the most likely Gamma prior of the rates: its size (shape) and mean."""
    seen = exposure > 0
    y, x = counts[seen, None, None], exposure[seen, None, None]
    level = counts.sum() / exposure.sum()
    rates = level * np.exp(np.linspace(-1.5, 1.5, 31))[None, None, :]
    size = SIZES[None, :, None]
    beta = size / rates
    score = gammaln(y + size) - gammaln(size) + size * np.log(beta) - (y + size) * np.log(x + beta)
    total = score.sum(axis=0) - 0.5 * np.log(SIZES)[:, None]
    best = np.unravel_index(int(np.argmax(total)), total.shape)
    return float(SIZES[best[0]]), float(rates[0, 0, best[1]])
