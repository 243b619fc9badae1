"""Which occupations an industry employs: shares from small samples, shrunk toward a reference.

Shares are empirical-Bayes (Dirichlet-multinomial): the reference region's staffing pattern is the prior,
and its weight (the concentration) is estimated by maximum likelihood over industries. Older samples are first moved to the
origin along the trend of the reference, and count for what a clustered sample is worth. Cells that are empty
in the sample and in the reference stay empty. The trend in log shares is followed with damping.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.demand.apportion import apportion
from skillcast.demand.concentration import concentration
from skillcast.demand.design_effect import design_effect as estimate_design_effect
from skillcast.demand.share_trend import ShareTrend, city_trend, reference_trend, shrunk_trend, walk_weight
from skillcast.draws import Draws
from skillcast.errors import DataError, Problem
from skillcast.panel import Panel
from skillcast.streams import stream

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Staffing:
    """Fitted staffing pattern at the origin.

    Parameters
    ----------
    industries, occupations
        Row and column labels (I, O).
    counts
        (I, O) effective sample counts, persons: what a simple random sample of the origin year would have to
        hold to say as much.
    prior
        (I, O) reference shares, rows sum to 1.
    trend
        Yearly change of log shares.
    concentration
        Weight of the prior, as if so many persons had been sampled.
    design_effect
        Of the samples.
    age, staleness
        (I,) mean age of the samples in years, and years of a random walk between them and the origin.
    """

    industries: tuple[str, ...]
    occupations: tuple[str, ...]
    counts: Floats
    prior: Floats
    trend: ShareTrend
    concentration: float
    design_effect: float
    age: Floats
    staleness: Floats

    @property
    def weights(self) -> Floats:
        """(I, O) parameters of the Dirichlet posterior."""
        return np.asarray(self.counts + self.concentration * self.prior)

    @property
    def shares(self) -> Floats:
        """(I, O) posterior mean shares; rows sum to 1."""
        return np.asarray(self.weights / self.weights.sum(axis=1, keepdims=True))


def fit_staffing(
    sample: pd.DataFrame,
    reference: pd.DataFrame | None,
    *,
    industries: Sequence[str],
    year: int,
    behind: pd.DataFrame | None = None,
    memory: float = 0.9,
    design_effect: float | None = None,
    assumed_design_effect: float = 1.0,
    walk: float = 0.01,
    drift: float = 0.02,
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
    behind
        A second reference (the nation behind the province) toward which the first is shrunk in the same way.
    memory
        Weight of a sample year relative to the next.
    design_effect
        Variance of sampled shares relative to a simple random sample; by default estimated from the scatter of years.
    assumed_design_effect
        Taken where it is not given and one sample year shows nothing.
    walk
        Least yearly standard deviation of log shares round their trend; the reference may show a larger one.
    drift
        Scale of the yearly trends that the city's log shares are expected to have of their own.

    Returns
    -------
    Staffing

    Raises
    ------
    DataError
        If nobody was sampled in these industries up to `year`.

    Notes
    -----
    1. The reference's log-linear trend, and its latest pattern moved to `year`.
    2. Samples moved to `year` along that trend; from what is left: the design effect, how far the city has followed the
       trend, and its own deviations; samples moved again along the city's own trend.
    3. Samples pooled with weights memory^age. Their effective size is (sum w n)^2 / sum w^2 n (Kish 1965) over the design
       effect: down-weighted years are no reason to believe that the city resembles its reference.
    4. Concentration by Dirichlet-multinomial likelihood (Minka 2000, "Estimating a Dirichlet distribution").
    """
    known = _until(sample, year)
    if not known.loc[known["industry"].isin(industries), "employed"].any():
        raise DataError([Problem("too-short", table="staffing", value="staffing", facts={"length": 0, "needed": 1})])
    frames = [_until(frame, year) for frame in (reference, behind) if frame is not None]
    bases = [frame for frame in frames if not frame.empty]
    labels = (tuple(industries), tuple(sorted(set().union(*(frame["occupation"] for frame in (known, *bases))))))
    counts, years = _stack(known, *labels)
    age = year - years
    prior, trend = _prior(
        [_stack(base, *labels) for base in bases], counts.sum(axis=0), year=year, walk=walk, drift=drift
    )
    sizes = counts.sum(axis=2)
    moved = _move(counts, trend.slope, age)
    effect = design_effect or estimate_design_effect(moved, sizes) or assumed_design_effect
    trend = city_trend(trend, moved, sizes, age, design_effect=effect, drift=drift)
    weight = sizes * memory ** age[:, None]
    pooled, effective = _pool(_move(counts, trend.slope, age), weight, weight * memory ** age[:, None])
    counts_now = pooled * effective[:, None] / effect
    total = np.where(weight.sum(axis=0) > 0, weight.sum(axis=0), 1.0)
    parts = weight / total
    stale = np.array([walk_weight(part, years) for part in parts.T]) + age[-1]
    return Staffing(*labels, counts_now, prior, trend, concentration(counts_now, prior), effect, age @ parts, stale)


def draw_stocks(staffing: Staffing, industries: Draws, *, damping: float = 0.8, seed: int = 0) -> Draws:
    """Split industry employment into occupations, scenario by scenario.

    Parameters
    ----------
    staffing
        The fitted pattern.
    industries
        (I, H+1, S) whole persons by industry, the base year first; index column `industry`.
    damping
        Share of the trend that goes on, on average; in a scenario it is normal, the same for all industries, with a standard
        deviation that puts no trend (0) or all of it (1), whichever is nearer, one deviation away.

    Returns
    -------
    Draws
        (cells, H+1, S) whole persons by industry and occupation; the cells of an industry add up to it exactly.

    Notes
    -----
    A scenario draws the shares of the base year, a damping, how far the reference is followed, a slope a cell
    and a random walk a cell; so intervals widen with the step. The slope has also carried the samples to the base year, so
    an error in it moves shares from the mean age of the samples on.
    """
    size, steps = industries.size, np.arange(len(industries.periods))[:, None]
    trend, weights = staffing.trend, staffing.weights
    sampled = staffing.counts.sum(axis=1) / weights.sum(axis=1)
    shared = stream(seed, "staffing")
    damped = damping + min(damping, 1.0 - damping) * shared.standard_normal(size)
    loading = trend.loading_error * shared.standard_normal(size)
    keys, blocks = [], []
    for row, industry in enumerate(industries.index["industry"]):
        i = staffing.industries.index(industry)
        alive = np.flatnonzero(weights[i] > 0)
        rng = stream(seed, "staffing", industry)
        level = rng.standard_gamma(weights[i, alive][:, None], size=(len(alive), size))
        slope, reference, error = (part[i, alive, None, None] for part in (trend.slope, trend.reference, trend.error))
        carried = sampled[i] * staffing.age[i]
        walk = trend.walk * rng.standard_normal((len(alive), len(steps), size))
        walk[:, 0] *= sampled[i] * np.sqrt(staffing.staleness[i])
        moved = steps * damped * slope + (steps * damped + carried) * loading * reference + walk.cumsum(axis=1)
        moved += (steps + carried) * error * rng.standard_normal((len(alive), 1, size))
        blocks.append(apportion(industries.samples[row].astype(np.int64), level[:, None, :] * np.exp(moved)))
        keys.append(pd.DataFrame({"industry": industry, "occupation": [staffing.occupations[o] for o in alive]}))
    return Draws(pd.concat(keys, ignore_index=True), industries.periods, np.concatenate(blocks))


def past_stocks(staffing: Staffing, employment: Panel) -> Panel:
    """Return occupation employment in past years as the pattern implies it.

    Parameters
    ----------
    staffing
        The fitted pattern; its shares hold in the last year and follow the city's trend, undamped, before it.
    employment
        (I, T) annual employment by industry; index column `industry`.

    Returns
    -------
    Panel
        (O, T) persons by occupation.
    """
    rows = [staffing.industries.index(industry) for industry in employment.index["industry"]]
    steps = np.arange(-len(employment.periods) + 1, 1)
    shares = staffing.shares[rows][:, :, None] * np.exp(staffing.trend.slope[rows][:, :, None] * steps)
    shares /= shares.sum(axis=1, keepdims=True)
    values = np.einsum("it,iot->ot", employment.values, shares)
    return Panel(pd.DataFrame({"occupation": staffing.occupations}), employment.periods, values)


def _until(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    years = frame["period"].str[:4].astype(int)
    return frame.assign(year=years)[years <= year]


def _stack(frame: pd.DataFrame, industries: Sequence[str], occupations: Sequence[str]) -> tuple[Floats, Floats]:
    """Return (T, I, O) persons and the (T,) years they were counted in."""
    years = np.array(sorted(frame["year"].unique()), dtype=np.float64)
    stack = np.zeros((len(years), len(industries), len(occupations)))
    row, column = (
        pd.Index(labels).get_indexer(pd.Index(frame[name]))
        for labels, name in ((industries, "industry"), (occupations, "occupation"))
    )
    kept = row >= 0
    place = (np.searchsorted(years, frame["year"])[kept], row[kept], column[kept])
    np.add.at(stack, place, frame["employed"].to_numpy(dtype=np.float64)[kept])
    return stack, years


def _prior(
    bases: Sequence[tuple[Floats, Floats]], sample: Floats, *, year: int, walk: float, drift: float
) -> tuple[Floats, ShareTrend]:
    """Return reference shares at `year` and their trend; an industry that a reference lacks takes the mix behind it."""
    prior = np.tile(sample.sum(axis=0) / sample.sum(), (len(sample), 1))
    trend = reference_trend(np.zeros((0, *prior.shape)), np.zeros(0), walk=walk)
    for depth, (stack, years) in enumerate(reversed(bases)):
        own = reference_trend(stack, years, walk=walk)
        trend = shrunk_trend(own, trend, drift=drift) if depth else own
        latest = _latest(stack, trend.slope, year - years)
        weight = concentration(latest, prior) if depth else 0.0
        total = latest.sum(axis=1, keepdims=True) + weight
        prior = np.where(total > 0, (latest + weight * prior) / np.where(total > 0, total, 1.0), prior)
    return prior, trend


def _latest(stack: Floats, slope: Floats, age: Floats) -> Floats:
    """Return (I, O) persons of each industry's last year, their shares moved to the origin."""
    counted = stack.sum(axis=2) > 0
    last = np.where(counted.any(axis=0), len(age) - 1 - np.argmax(counted[::-1], axis=0), len(age) - 1)
    rows = np.arange(stack.shape[1])
    persons = stack[last, rows]
    return np.asarray(persons.sum(axis=1, keepdims=True) * _move(persons, slope, age[last]))


def _move(counts: Floats, slope: Floats, age: Floats) -> Floats:
    """Return shares moved by `age` years along their trend; rows sum to 1, or to 0 where there is no sample."""
    moved = counts * np.exp(slope * age.reshape(-1, *([1] * (counts.ndim - 1))))
    total = moved.sum(axis=-1, keepdims=True)
    return np.asarray(moved / np.where(total > 0, total, 1.0))


def _pool(shares: Floats, weight: Floats, square: Floats) -> tuple[Floats, Floats]:
    """Return (I, O) shares pooled over years and the (I,) size of a simple random sample that says as much."""
    total = weight.sum(axis=0)
    safe = np.where(total > 0, total, 1.0)
    pooled = np.einsum("ti,tio->io", weight, shares) / safe[:, None]
    return pooled, total**2 / np.where(total > 0, square.sum(axis=0), 1.0)
