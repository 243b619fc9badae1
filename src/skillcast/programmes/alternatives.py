"""The suggested seats beside others: last year's, the published seat rule's, and plans under other weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.programmes.plan import compare, cost_frontier
from skillcast.programmes.seats import CLOSE, SeatAdvice

Floats = NDArray[np.float64]
RATIOS = (1.0, 2.0, 3.0)
ENOUGH = 200
"""Scenarios on which plans under other weights are sought."""


def alternatives(advice: SeatAdvice, ratios: tuple[float, ...] = RATIOS) -> pd.DataFrame:
    """Return what each way of setting seats leads to in the scenarios of the plan.

    Parameters
    ----------
    advice
        Result of `skillcast.programmes.seats.plan_seats`.
    ratios
        Weights of a missing person against one too many for which the plan is solved anew.

    Returns
    -------
    DataFrame
        way (``keep``, ``rule``, ``plan``, ``frontier``), ratio, seats of the next intake, changed (programmes), short and surplus (persons
        missing and too many in the occupations the programmes lead to, a year, mean over the years planned classes
        meet), cost (weighted, at the plan's own weights, all years; missing for other weights).

    Notes
    -----
    The rule (`rule_seats`) and last year's seats are held in all years; the plan's later seats are those it counts on. Differences between
    rows are what counts: most persons missing or too many are beyond what schools can change.
    """
    problem, plan = advice.problem, advice.plan
    own = compare(problem, {"keep": problem.last, "rule": rule_seats(advice.table), "plan": plan.seats})
    own = own.rename(columns={"plan": "way"}).assign(ratio=problem.shortage_cost / problem.surplus_cost)
    every = max(problem.scenarios // ENOUGH, 1)
    others = cost_frontier(problem, ratios, every=every, gap=CLOSE).iloc[1:].assign(way="frontier", cost=np.nan)
    columns = ["way", "ratio", "seats", "changed", "short", "surplus", "cost"]
    return pd.concat([own[columns], others[columns]], ignore_index=True)


def rule_seats(seats: pd.DataFrame) -> Floats:
    """(P) seats nearest to last year's that the published seat rule allows; last year's where it gives no bound.

    Examples
    --------
    >>> frame = pd.DataFrame({"seats_last": [90, 90, 40], "rule_lowest": [135.0, np.nan, 0.0], "rule_highest": [180.0, 50.0, 0.0]})
    >>> rule_seats(frame).tolist()
    [135.0, 50.0, 0.0]
    """
    last = seats["seats_last"].to_numpy(dtype=np.float64)
    low = seats["rule_lowest"].fillna(-np.inf).to_numpy(dtype=np.float64)
    high = seats["rule_highest"].fillna(np.inf).to_numpy(dtype=np.float64)
    return np.asarray(np.clip(last, low, high))
