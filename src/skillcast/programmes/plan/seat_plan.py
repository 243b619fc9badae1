"""The seat plan: cutting planes on the cost of every occupation and year, the first intake in whole classes."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from skillcast.programmes.plan.conflict import infeasible
from skillcast.programmes.plan.mismatch import change_cost, mismatch, missing, plan_cost, tangents
from skillcast.programmes.plan.model import Model
from skillcast.programmes.plan.moves import binding_limits, class_worth
from skillcast.programmes.plan.problem import SLACK, Counts, Floats, SeatProblem
from skillcast.programmes.plan.rounding import improved, rounded

LEVELS = (0.03, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 0.99)
"""Shares of scenarios with enough persons at which the first tangents touch the cost."""
CLOSE = 0.25
"""Share of the gap that tangents may leave open, of a cell's cost and of the whole."""
BRANCHED = 0.5
"""Share of the gap that an integer programme may leave open."""
ROUNDS = 20
"""Most rounds of cuts, with and without whole classes."""


@dataclass(frozen=True)
class SeatPlan:
    """Seats of the coming intakes; the first is committed, the others are what it counts on.

    Parameters
    ----------
    seats
        (P, T) planned intakes, the first in whole classes.
    cost, keep_cost
        Expected cost of the plan and of keeping last year's seats every year, on the scenarios of the problem.
    bound, gap
        No plan within the limits costs less than `bound`; ``(cost - bound) / cost``.
    supply
        (O, T) mean persons sent, admitted classes included.
    binding
        By programme, the limits that forbid the class more, or fewer, that would lower the cost: change, statute, capacity, fill,
        minimum, the names of resources; class where half a class would. Empty where no class more or fewer would.
    worth, worth_fewer
        (P) change of the cost with one class more, and one fewer, in the first intake.
    kept
        True if last year's seats are the best plan found.
    seconds
        Time taken.
    """

    seats: Floats
    cost: float
    keep_cost: float
    bound: float
    gap: float
    supply: Floats
    binding: tuple[tuple[str, ...], ...]
    worth: Floats
    worth_fewer: Floats
    kept: bool
    seconds: float


def solve(problem: SeatProblem, *, horizon: int = 10, gap: float = 0.01, time_limit: float = 60.0) -> SeatPlan:
    """Return the plan of least expected cost.

    Parameters
    ----------
    problem
        What is asked.
    horizon
        Years of need looked at, from the first.
    gap
        Largest relative gap to the lower bound at which to stop.
    time_limit
        Seconds after which no further round starts; the plan found by then is used, and its gap says how good it is. The same input
        gives the same bytes unless this is reached.

    Raises
    ------
    DataError
        If no plan keeps all limits; it names those to relax and by how much.

    Notes
    -----
    Two-stage stochastic programme with simple recourse: the cost of an occupation and year is a convex function of the seats whose
    classes meet it, taken as the maximum of its tangents (Kelley's cutting planes, *J. SIAM* 8, 1960). Tangents are worked out from
    all scenarios, so seats may yield different numbers in each. The optimum without whole classes is a lower bound. Rounding it
    and moving single classes gives a plan, whose cost on the scenarios themselves is an upper one; where the two are too
    far apart an integer programme brings them together. Only the first intake is in whole classes and pays for openings: it
    alone is decided now.

    Examples
    --------
    One programme, one occupation that will need 30 to 50 persons, no limits that bind: with shortage and surplus weighing the same, seats
    meet the median.

    >>> import pandas as pd
    >>> one = np.ones(1)
    >>> need = np.linspace(30, 50, 101)[None, None, :]
    >>> index = pd.DataFrame({"school": ["甲校"], "programme": ["460103"]})
    >>> problem = SeatProblem(
    ...     index, pd.Index(["6-18-02-04"]), need, 0 * need, np.ones((1, 1)), one, np.zeros(1, dtype=int),
    ...     last=35 * one, class_size=5 * one, minimum=5 * one, capacity=90 * one, lowest=np.nan * one, highest=np.nan * one,
    ...     shortage_cost=1.0,
    ... )
    >>> solve(problem).seats.tolist()
    [[40.0]]
    """
    began = time.perf_counter()
    # Solved in the order of the keys, so that the order of rows does not matter.
    order = np.lexsort([problem.index[key].to_numpy(dtype=np.str_) for key in problem.index.columns[::-1]])
    problem = problem.until(horizon).take(order)
    least, most = problem.classes
    if (least > most).any():
        raise infeasible(problem)
    search = _Search(problem, gap)
    search.relax()
    search.round()
    while not search.done():
        left = time_limit - (time.perf_counter() - began)
        if left <= 0 or search.rounds >= ROUNDS:
            break
        search.branch(left)
    return _ordered(_report(problem, search, began), np.argsort(order))


class _Search:
    """Bounds from below and above, brought together round by round."""

    def __init__(self, problem: SeatProblem, gap: float) -> None:
        self.problem, self.gap, self.rounds = problem, gap, 0
        self.model = Model(problem)
        self.bound, self.cost = -np.inf, np.inf
        self.seats: Floats | None = None
        self.relaxed = problem.kept()
        unreached = self.model.cells < 0
        self.fixed = float(mismatch(problem, missing(problem, self.relaxed)).cost[unreached].sum())
        self._start()

    def done(self) -> bool:
        return _gap(self.cost, self.bound) <= self.gap

    def relax(self) -> None:
        """Add cuts until the bound without whole classes is near the cost of its seats."""
        for _ in range(ROUNDS):
            self.relaxed, value, cost = self._cut(None)
            self.bound = max(self.bound, value)
            if _gap(cost, value) <= CLOSE * self.gap:
                break

    def round(self) -> None:
        """Take the nearest whole classes, improve them class by class and let the later intakes follow."""
        whole = rounded(self.problem, self.relaxed)
        if whole is None:
            raise infeasible(self.problem)
        self._follow(improved(self.problem, whole)[:, 0])

    def branch(self, seconds: float) -> None:
        """Solve with whole classes on the cuts so far."""
        self.rounds += 1
        found = self.model.solve(gap=BRANCHED * self.gap, seconds=seconds)
        if found.mip_dual_bound is not None:
            self.bound = max(self.bound, found.mip_dual_bound + self.fixed)
        if found.x is not None:
            self._follow(self.model.read(found)[:, 0])

    def _start(self) -> None:
        """Add tangents where last year's seats, scaled cell by cell, are enough in given shares of the scenarios."""
        problem = self.problem
        ready = problem.need - problem.pipeline
        size = np.maximum(problem.last, problem.class_size)
        sent = ready - missing(problem, np.tile(size[:, None], (1, problem.years)))
        factor = np.divide(ready, sent, out=np.zeros_like(ready), where=sent > 0)
        for level in np.quantile(factor, LEVELS, axis=2, keepdims=True):
            plane = tangents(problem, ready - np.maximum(level, 0.0) * sent)
            self.model.cut(plane, np.ones(self.model.cells.shape, dtype=bool))

    def _cut(self, first: Floats | None) -> tuple[Floats, float, float]:
        """Solve without whole classes, add cuts at the seats found; return seats, the optimum and their cost."""
        found = self.model.relax(first)
        if found.x is None:
            raise infeasible(self.problem) if found.status == 2 else RuntimeError(found.message)
        seats = self.model.read(found)
        if first is not None:
            seats[:, 0] = first
        left = missing(self.problem, seats)
        met = mismatch(self.problem, left)
        exact = met.cost / self.problem.weight
        apart = exact - self.model.costs(found)
        self.model.cut(tangents(self.problem, left), apart > CLOSE * self.gap * exact + SLACK)
        return seats, float(found.fun) + self.fixed, float(met.cost.sum()) + change_cost(self.problem, seats)

    def _follow(self, first: Floats) -> None:
        """Plan the later intakes after a first one in whole classes, and keep the plan if it is the cheapest so far."""
        first = np.rint(first / self.problem.class_size) * self.problem.class_size
        for _ in range(ROUNDS):
            seats, value, cost = self._cut(first)
            self._offer(seats, cost)
            if _gap(cost, value) <= CLOSE * self.gap:
                break
        assert self.seats is not None
        better = improved(self.problem, self.seats)
        self._offer(better, plan_cost(self.problem, better))

    def _offer(self, seats: Floats, cost: float) -> None:
        if cost < self.cost:
            self.seats, self.cost = seats, cost


def _report(problem: SeatProblem, search: _Search, began: float) -> SeatPlan:
    assert search.seats is not None
    seats, cost, keep_cost = search.seats, search.cost, plan_cost(problem, problem.kept())
    kept = keep_cost <= cost and _allowed(problem)
    if kept:
        seats, cost = problem.kept(), keep_cost
    left = missing(problem, seats)
    more, fewer = (class_worth(problem, seats, step, left=left) for step in (1, -1))
    return SeatPlan(
        seats=seats,
        cost=cost,
        keep_cost=keep_cost,
        bound=min(search.bound, cost),
        gap=_gap(cost, search.bound),
        supply=(problem.need - left).mean(axis=2),
        binding=binding_limits(problem, seats, more, fewer),
        worth=more,
        worth_fewer=fewer,
        kept=kept,
        seconds=time.perf_counter() - began,
    )


def _ordered(plan: SeatPlan, order: Counts) -> SeatPlan:
    """Return the plan with its programmes in another order."""
    return replace(
        plan,
        seats=plan.seats[order],
        binding=tuple(plan.binding[row] for row in order),
        worth=plan.worth[order],
        worth_fewer=plan.worth_fewer[order],
    )


def _gap(cost: float, bound: float) -> float:
    return max(cost - bound, 0.0) / max(abs(cost), SLACK)


def _allowed(problem: SeatProblem) -> bool:
    """Whether last year's seats keep every limit."""
    classes = problem.last / problem.class_size
    least, most = problem.classes
    whole = np.isclose(np.rint(classes), classes)
    within = (classes >= least - SLACK) & (classes <= most + SLACK)
    viable = (problem.last <= 0) | (problem.last >= problem.minimum)
    enough = [part.use @ problem.last <= part.limit * (1 + SLACK) for part in problem.resources.values()]
    return bool((whole & within & viable).all() and all(enough))
