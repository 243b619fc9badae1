"""Bring scenarios to a total that is known from elsewhere, and keep what was said before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skillcast.draws import Draws
from skillcast.errors import ParameterError, Problem
from skillcast.forecasting.hierarchies.hierarchy import Hierarchy, in_order
from skillcast.forecasting.protocol import Floats, Ints
from skillcast.streams import stream

FEWEST_EFFECTIVE = 10
"""Scenarios that must be left, in effect, after weighting: fewer carry no interval."""


@dataclass(frozen=True)
class Benchmarked:
    """Scenarios before and after they were brought to an external total.

    ``after[i, h, s] = factor[h, s] * before[i, h, scenarios[s]]`` for every bottom series i; other variables of the same
    scenarios can be carried along in the same way.

    Parameters
    ----------
    before, after
        (N, H, S) the scenarios as they were, and adjusted.
    factor
        (H, S) what each scenario was multiplied by; 1 where scenarios were only weighted.
    scenarios
        (S) which scenario of `before` each one of `after` is.
    effective
        Effective number of scenarios, S where they were scaled: 1 / sum of squared weights (Kong, Liu and Wong
        1994, *Journal of the American Statistical Association* 89).
    """

    before: Draws
    after: Draws
    factor: Floats
    scenarios: Ints
    effective: float


def benchmark(
    draws: Draws,
    total: ArrayLike,
    *,
    standard_error: ArrayLike | None = None,
    hierarchy: Hierarchy | None = None,
    seed: int = 0,
) -> Benchmarked:
    """Bring scenarios to an external total: a number that must be met, or an estimate that counts as evidence.

    Parameters
    ----------
    draws
        (B, H, S) non-negative scenarios; with `hierarchy` those of all its nodes (N, H, S).
    total
        (H) the external total of each period in the unit of the draws; NaN for a period without one.
    standard_error
        (H) standard error of `total`, errors of the periods taken as independent. Without it the total is met exactly.
    hierarchy
        Says which of the draws are bottom series; the sums are then taken anew and stay coherent.
    seed
        Seed of the resampling; unused where the total is met exactly.

    Returns
    -------
    Benchmarked

    Raises
    ------
    ParameterError
        Totals or standard errors that cannot be; negative draws; a positive total for a scenario that is all zero;
        an estimate so far from the scenarios that in effect fewer than ten would be left.
    DataError
        Draws that are not those of the hierarchy.

    Notes
    -----
    Exact: every scenario is multiplied, period by period, by total / its own sum (pro rata distribution: IMF 2017,
    *Quarterly National Accounts Manual*, chapter 6): shares within a scenario stay, its total loses all uncertainty.

    With a standard error: scenario s has weight proportional to exp(-((T_hs - total_h) / se_h)^2 / 2), summed over h in the
    exponent (Bayes' rule with the scenarios as prior), and S scenarios are drawn by systematic resampling (Kitagawa 1996,
    *Journal of Computational and Graphical Statistics* 5). Scenarios stay whole, so the cells move as they moved together
    with the total; the result lies between forecast and estimate, nearer to the more certain one.

    Examples
    --------
    >>> import pandas as pd
    >>> index, periods = pd.DataFrame({"industry": ["C", "F"]}), pd.PeriodIndex(["2026"], freq="Y")
    >>> found = benchmark(Draws(index, periods, np.array([[[60.0, 50.0]], [[20.0, 30.0]]])), [100.0])
    >>> found.after.samples[:, 0].tolist(), found.factor.tolist()
    ([[75.0, 62.5], [25.0, 37.5]], [[1.25, 1.25]])
    """
    if hierarchy is not None:
        draws = Draws(hierarchy.nodes.copy(), draws.periods, in_order(draws.samples, hierarchy.node_rows(draws.index)))
    cells = draws.samples[0 if hierarchy is None else hierarchy.aggregates :]
    sums = cells.sum(axis=0, dtype=np.float64)
    goal = np.asarray(total, dtype=np.float64)
    error = None if standard_error is None else np.asarray(standard_error, dtype=np.float64)
    _check(cells, sums, goal, error)
    if error is None:
        factor = _factor(sums, goal)
        scaled = cells * factor
        after = draws.with_samples(scaled if hierarchy is None else hierarchy.sums(scaled))
        return Benchmarked(draws, after, factor, np.arange(draws.size), float(draws.size))
    weights = _weights(sums, goal, error)
    effective = float(1 / (weights**2).sum())
    if effective < FEWEST_EFFECTIVE:
        zh = f"与情景相差过大，加权后只相当于 {effective:.1f} 个情景"
        en = f"it is so far from the scenarios that in effect {effective:.1f} of them would be left"
        raise ParameterError([_fault("total", total, zh, en)])
    scenarios = systematic(weights, float(stream(seed, "forecast", "benchmark").random()))
    return Benchmarked(
        draws, draws.with_samples(draws.samples[:, :, scenarios]), np.ones(sums.shape), scenarios, effective
    )


def systematic(weights: Floats, start: float) -> Ints:
    """Return (S) which scenarios are drawn by systematic resampling: each about S x its weight times.

    Parameters
    ----------
    weights
        (S) summing to 1.
    start
        Where in the first interval the equal steps begin, from 0 to below 1.

    Examples
    --------
    >>> systematic(np.array([0.5, 0.0, 0.25, 0.25]), 0.5).tolist()
    [0, 0, 2, 3]
    """
    points = (np.arange(len(weights)) + start) / len(weights)
    ends = np.cumsum(weights)
    return np.searchsorted(ends / ends[-1], points, side="right")


def _factor(sums: Floats, goal: Floats) -> Floats:
    """Return (H, S) external total over own sum; 1 where there is no total or both are nil."""
    unchanged = np.isnan(goal)[:, None] | (sums == 0)
    return np.asarray(np.where(unchanged, 1.0, goal[:, None] / np.where(unchanged, 1.0, sums)))


def _weights(sums: Floats, goal: Floats, error: Floats) -> Floats:
    """Return (S) normalised weights: the likelihood of the external total in each scenario."""
    known = ~np.isnan(goal)
    distance = (sums[known] - goal[known, None]) / error[known, None]
    logs = -(distance**2).sum(axis=0) / 2
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def _check(cells: NDArray[Any], sums: Floats, goal: Floats, error: Floats | None) -> None:
    """Raise ParameterError for totals, standard errors and draws that do not fit."""
    steps = len(sums)
    problems = []
    for name, given in (("total", goal), ("standard_error", error)):
        if given is not None and given.shape != (steps,):
            zh, en = f"每期一个数，共 {steps} 期", f"one number a period is needed, {steps} in all"
            problems.append(_fault(name, given.tolist(), zh, en))
    if problems:
        raise ParameterError(problems)
    known = ~np.isnan(goal)
    if not known.any() or not (np.isfinite(goal[known]) & (goal[known] >= 0)).all():
        zh, en = "须为非负的有限数，至少一期", "finite numbers that are not negative are needed, at least one"
        problems.append(_fault("total", goal.tolist(), zh, en))
    if error is not None and not (np.isfinite(error[known]) & (error[known] > 0)).all():
        zh, en = (
            "须为正数；确定的总数不写标准误",
            "positive numbers are needed; leave it out for a total that is certain",
        )
        problems.append(_fault("standard_error", error.tolist(), zh, en))
    if not (np.isfinite(sums).all() and cells.min(initial=0) >= 0):
        zh, en = "情景须为非负的有限数", "scenarios must be finite and not negative"
        problems.append(_fault("draws", float(cells.min(initial=0)), zh, en))
    if error is None and ((sums == 0) & (goal > 0)[:, None]).any():
        zh, en = "有情景全部为零，无法按比例调整", "a scenario that is all zero cannot be scaled to it"
        problems.append(_fault("total", goal.tolist(), zh, en))
    if problems:
        raise ParameterError(problems)


def _fault(name: str, value: object, zh: str, en: str) -> Problem:
    return Problem("bad-parameter", column=name, value=value, facts={"reason": zh, "reason_en": en})
