"""Which occupations an industry employs: shares from small samples, shrunk toward a reference.

Shares are empirical-Bayes (Dirichlet-multinomial): the reference region's staffing pattern is the prior,
and its weight (the concentration) is estimated by maximum likelihood over industries. Cells that are empty
in the sample and in the reference stay empty. The reference trend in log shares is followed with damping.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln

from skillcast.demand.apportion import apportion
from skillcast.draws import Draws
from skillcast.panel import Panel
from skillcast.streams import stream

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Staffing:
    """Fitted staffing pattern.

    Parameters
    ----------
    industries, occupations
        Row and column labels (I, O).
    counts
        (I, O) weighted sample counts, persons.
    prior
        (I, O) reference shares, rows sum to 1.
    slope, slope_error
        (I, O) yearly change of the log reference share and its standard error.
    concentration
        Weight of the prior, as if so many persons had been sampled.
    """

    industries: tuple[str, ...]
    occupations: tuple[str, ...]
    counts: Floats
    prior: Floats
    slope: Floats
    slope_error: Floats
    concentration: float

    @property
    def shares(self) -> Floats:
        """(I, O) posterior mean shares; rows sum to 1."""
        weight = self.counts + self.concentration * self.prior
        return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def fit_staffing(
    sample: pd.DataFrame,
    reference: pd.DataFrame | None,
    *,
    industries: Sequence[str],
    year: int,
    memory: float = 0.7,
) -> Staffing:
    """Fit shares by industry from sample counts and a reference pattern.

    Parameters
    ----------
    sample, reference
        Tables `staffing` and `staffing_reference` (industry, occupation, period, employed); rows after `year` are not used.
        Without a reference the prior is the occupation mix of the whole sample.
    industries
        Industries to return, in this order.
    year
        Origin: the last year that is known.
    memory
        Weight of a sample year relative to the next.

    Returns
    -------
    Staffing

    Notes
    -----
    Dirichlet-multinomial likelihood: Minka (2000), "Estimating a Dirichlet distribution".
    """
    known = _until(sample, year)
    base = _until(reference, year) if reference is not None else None
    frames = [known] if base is None else [known, base]
    occupations = sorted(set().union(*(frame["occupation"] for frame in frames)))
    age = year - known["year"]
    weighted = known.assign(employed=known["employed"] * memory**age)
    counts = _matrix(weighted, industries, occupations)
    prior = (
        _shares(_matrix(_latest(base), industries, occupations), counts)
        if base is not None
        else _shares(np.zeros_like(counts), counts)
    )
    slope, error = _trend(base, industries, occupations, prior)
    return Staffing(tuple(industries), tuple(occupations), counts, prior, slope, error, concentration(counts, prior))


def concentration(counts: Floats, prior: Floats) -> float:
    """Return the maximum-likelihood weight of the prior, in persons (between 1 and 100,000).

    Parameters
    ----------
    counts, prior
        (I, O) sample counts and reference shares; empty rows are left out.
    """
    grid = np.exp(np.linspace(np.log(1.0), np.log(1e5), 240))
    rows = counts.sum(axis=1) > 0
    y, pi = counts[rows], prior[rows]
    alive = pi > 0
    likelihood = np.zeros(len(grid))
    for position, weight in enumerate(grid):
        alpha = np.where(alive, weight * pi, 1.0)
        cells = np.where(alive, gammaln(y + alpha) - gammaln(alpha), 0.0).sum()
        n = np.where(alive, y, 0.0).sum(axis=1)
        likelihood[position] = cells + (gammaln(weight) - gammaln(n + weight)).sum()
    return float(grid[int(np.argmax(likelihood))])


def draw_stocks(staffing: Staffing, industries: Draws, *, damping: float = 0.8, seed: int = 0) -> Draws:
    """Split industry employment into occupations, scenario by scenario.

    Parameters
    ----------
    staffing
        The fitted pattern.
    industries
        (I, H+1, S) whole persons by industry, the base year first; index column `industry`.
    damping
        Share of the reference trend that is followed.

    Returns
    -------
    Draws
        (cells, H+1, S) whole persons by industry and occupation; the cells of an industry add up to it exactly.
    """
    steps = np.arange(len(industries.periods))[None, :, None]
    keys, blocks = [], []
    for row, industry in enumerate(industries.index["industry"]):
        i = staffing.industries.index(industry)
        alpha = staffing.counts[i] + staffing.concentration * staffing.prior[i]
        alive = np.flatnonzero(alpha > 0)
        rng = stream(seed, "staffing", industry)
        level = rng.standard_gamma(alpha[alive][:, None], size=(len(alive), industries.size))
        drift = staffing.slope[i, alive][:, None] + staffing.slope_error[i, alive][:, None] * rng.standard_normal(
            level.shape
        )
        shares = level[:, None, :] * np.exp(damping * steps * drift[:, None, :])
        blocks.append(apportion(industries.samples[row].astype(np.int64), shares))
        keys.append(pd.DataFrame({"industry": industry, "occupation": [staffing.occupations[o] for o in alive]}))
    return Draws(pd.concat(keys, ignore_index=True), industries.periods, np.concatenate(blocks))


def past_stocks(staffing: Staffing, employment: Panel, *, damping: float = 0.8) -> Panel:
    """Return occupation employment in past years as the pattern implies it.

    Parameters
    ----------
    staffing
        The fitted pattern; its shares hold in the last year and follow the damped reference trend before it.
    employment
        (I, T) annual employment by industry; index column `industry`.

    Returns
    -------
    Panel
        (O, T) persons by occupation.
    """
    rows = [staffing.industries.index(industry) for industry in employment.index["industry"]]
    steps = np.arange(-len(employment.periods) + 1, 1)
    shares = staffing.shares[rows][:, :, None] * np.exp(damping * staffing.slope[rows][:, :, None] * steps)
    shares /= shares.sum(axis=1, keepdims=True)
    values = np.einsum("it,iot->ot", employment.values, shares)
    return Panel(pd.DataFrame({"occupation": staffing.occupations}), employment.periods, values)


def _until(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    years = frame["period"].str[:4].astype(int)
    return frame.assign(year=years)[years <= year]


def _latest(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["year"].eq(frame["year"].max())]


def _matrix(frame: pd.DataFrame, industries: Sequence[str], occupations: Sequence[str]) -> Floats:
    wide = frame.pivot_table(index="industry", columns="occupation", values="employed", aggfunc="sum", fill_value=0)
    return wide.reindex(index=list(industries), columns=list(occupations), fill_value=0).to_numpy(dtype=np.float64)


def _shares(reference: Floats, counts: Floats) -> Floats:
    """Return rows of reference shares; an industry absent from the reference takes the whole sample's mix."""
    overall = counts.sum(axis=0) / counts.sum()
    totals = reference.sum(axis=1, keepdims=True)
    return np.asarray(np.where(totals > 0, reference / np.where(totals > 0, totals, 1.0), overall))


def _trend(
    reference: pd.DataFrame | None, industries: Sequence[str], occupations: Sequence[str], prior: Floats
) -> tuple[Floats, Floats]:
    """Return the least-squares slope of log reference shares by year, and its standard error."""
    nothing = np.zeros_like(prior)
    if reference is None or reference["year"].nunique() < 3:
        return nothing, nothing
    years = np.array(sorted(reference["year"].unique()), dtype=np.float64)
    stack = np.stack([_matrix(reference[reference["year"] == year], industries, occupations) for year in years])
    # Half a person keeps a cell that is empty in one year from having an infinite slope.
    logs = np.log(stack + 0.5) - np.log((stack + 0.5).sum(axis=2, keepdims=True))
    x = years - years.mean()
    slope = np.tensordot(x, logs - logs.mean(axis=0), axes=(0, 0)) / (x**2).sum()
    residual = logs - logs.mean(axis=0) - slope * x[:, None, None]
    error = np.sqrt((residual**2).sum(axis=0) / (len(years) - 2) / (x**2).sum())
    alive = (stack > 0).all(axis=0)
    return np.where(alive, slope, 0.0), np.where(alive, error, 0.0)
