"""Plans set side by side on the same scenarios: under other weights, against a rule, and against a plan for the mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from skillcast.programmes.plan.mismatch import change_cost, mismatch, missing
from skillcast.programmes.plan.problem import Floats, SeatProblem
from skillcast.programmes.plan.seat_plan import solve


def compare(problem: SeatProblem, plans: Mapping[str, Floats]) -> pd.DataFrame:
    """Return what each plan leads to on the scenarios of the problem.

    Parameters
    ----------
    problem
        What is asked; its limits play no part here, so a rule's seats may be weighed whether they keep them or not.
    plans
        Seats by name: (P, T), or (P) of the first intake, which the later ones then repeat.

    Returns
    -------
    DataFrame
        plan, seats (first intake), changed (programmes whose first intake is not last year's), short and surplus (persons a year over the years that planned classes meet), mismatch and changes
        (weighed, all years) and cost, their sum. What a forecast adds against a rule is the difference of two rows.

    Examples
    --------
    >>> one, need = np.ones(1), np.full((1, 1, 2), 40.0)
    >>> index = pd.DataFrame({"school": ["甲校"], "programme": ["460103"]})
    >>> problem = SeatProblem(
    ...     index, pd.Index(["6-18-02-04"]), need, 0 * need, np.ones((1, 1)), one, np.zeros(1, dtype=int), 30 * one, 5 * one, 5 * one,
    ...     90 * one, np.nan * one, np.nan * one,
    ... )
    >>> compare(problem, {"keep": 30 * one, "rule": 45 * one})[["plan", "short", "surplus"]].values.tolist()
    [['keep', 10.0, 0.0], ['rule', 0.0, 5.0]]
    """
    return pd.DataFrame([{"plan": name, **_weigh(problem, _paths(problem, seats))} for name, seats in plans.items()])


def cost_frontier(
    problem: SeatProblem,
    ratios: Sequence[float] = (1.0, 2.0, 3.0),
    *,
    every: int = 1,
    gap: float = 0.01,
    time_limit: float = 60.0,
) -> pd.DataFrame:
    """Return what the plan of each weight of a person missing against one too many leads to.

    Parameters
    ----------
    problem
        What is asked; its own weight of a person missing is not used.
    ratios
        Weights of a person missing, in those of one too many.
    every
        Plans are sought on every so many-th scenario; what they lead to is worked out on all.
    gap, time_limit
        As of `solve`.

    Returns
    -------
    DataFrame
        The columns of `compare` with ratio in the place of plan; the first row, ratio missing, keeps last year's seats. Costs are those of the row's own weights; those of the first row are the problem's.
    """
    found = [{"ratio": np.nan, **_weigh(problem, problem.kept())}]
    for ratio in ratios:
        weighed = replace(problem, shortage_cost=ratio * problem.surplus_cost)
        seats = solve(weighed.every(every), horizon=problem.years, gap=gap, time_limit=time_limit).seats
        found.append({"ratio": ratio, **_weigh(weighed, seats)})
    return pd.DataFrame(found)


def mean_problem(problem: SeatProblem) -> SeatProblem:
    """Return the problem of a planner who knows one future only, the mean of the scenarios."""
    need, pipeline = (values.mean(axis=2, keepdims=True) for values in (problem.need, problem.pipeline))
    yields = problem.yields.mean(axis=1) if problem.yields.ndim == 2 else problem.yields
    return replace(problem, need=need, pipeline=pipeline, yields=yields)


def _paths(problem: SeatProblem, seats: Floats) -> Floats:
    return np.tile(seats[:, None], (1, problem.years)) if seats.ndim == 1 else seats


def _weigh(problem: SeatProblem, seats: Floats) -> dict[str, float]:
    found = mismatch(problem, missing(problem, seats))
    met = np.arange(problem.years) >= problem.lead.min()
    years = max(int(met.sum()), 1)
    weighed, changes = float(found.cost.sum()), change_cost(problem, seats)
    return {
        "seats": float(seats[:, 0].sum()),
        "changed": int((np.abs(seats[:, 0] - problem.last) > 0.5).sum()),
        "short": float(found.short[:, met].sum() / years),
        "surplus": float(found.surplus[:, met].sum() / years),
        "mismatch": weighed,
        "changes": changes,
        "cost": weighed + changes,
    }
