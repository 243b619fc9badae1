"""The suggested seats beside others: last year's, the published seat rule's, and plans under other weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.programmes.plan import SeatProblem, compare, solve
from skillcast.programmes.seats import CLOSE, SeatAdvice

Floats = NDArray[np.float64]
RATIOS = (1.0, 2.0, 3.0)
THINNED, FEWEST = 5, 100


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
    ways = {"keep": problem.last, "rule": rule_seats(advice.table), "plan": plan.seats}
    own = compare(problem, ways).rename(columns={"plan": "way"})
    first = {way: seats if seats.ndim == 1 else seats[:, 0] for way, seats in ways.items()}
    own["changed"] = [int((np.abs(first[way] - problem.last) > 0.5).sum()) for way in own["way"]]
    own["ratio"] = problem.shortage_cost / problem.surplus_cost
    others = []
    for ratio in ratios:
        seats = solve(
            _thin(replace(problem, shortage_cost=ratio * problem.surplus_cost)), horizon=problem.years, gap=CLOSE
        ).seats
        changed = int((np.abs(seats[:, 0] - problem.last) > 0.5).sum())
        found = compare(problem, {"frontier": seats}).rename(columns={"plan": "way"})
        others.append(found.assign(ratio=ratio, changed=changed, cost=np.nan))
    columns = ["way", "ratio", "seats", "changed", "short", "surplus", "cost"]
    return pd.concat([own[columns], *(frame[columns] for frame in others)], ignore_index=True)


def _thin(problem: SeatProblem) -> SeatProblem:
    """Keep every fifth scenario: enough to find the plan of a row, whose figures are then worked out on all of them."""
    some = slice(None, None, THINNED if problem.need.shape[2] >= THINNED * FEWEST else 1)
    wide = problem.yields.ndim == 2
    yields = problem.yields[:, some] if wide else problem.yields
    return replace(problem, need=problem.need[:, :, some], pipeline=problem.pipeline[:, :, some], yields=yields)


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
