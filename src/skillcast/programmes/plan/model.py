"""The linear programme behind a plan: its columns, rows and cuts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp

from skillcast.programmes.plan.mismatch import Tangents
from skillcast.programmes.plan.problem import TIE, Counts, Flags, Floats, SeatProblem


class Rows(NamedTuple):
    """Rows of the programme: matrix, lower and upper bounds."""

    matrix: sparse.csr_array
    low: Floats
    high: Floats


class Model:
    """Columns: seats of every intake that counts (the first in classes), rises, falls, open or not, cost of every cell.

    Cuts are added as plans are tried. Each lies below the cost whatever the seats, so every optimum is a lower bound.

    Parameters
    ----------
    problem
        What is asked.
    """

    def __init__(self, problem: SeatProblem) -> None:
        self.problem = problem
        self.start = np.concatenate([[0], np.cumsum(problem.intakes)])
        self.seats = int(self.start[-1])
        least, most = problem.classes
        # Whole classes from none up satisfy most minima by themselves; only these need to know whether they are open.
        decided = (problem.minimum > problem.class_size) | ((problem.last <= 0) & (problem.opening_cost > 0))
        self.open = np.flatnonzero(decided & (most > 0))
        reached = np.stack([problem.links[problem.lead <= year].any(axis=0) for year in range(problem.years)], axis=1)
        self.cells = np.where(reached, np.cumsum(reached).reshape(reached.shape) - 1, -1)
        self.first_cell = 3 * self.seats + len(self.open)
        self.size = self.first_cell + int(reached.sum())
        self._unit = np.ones(self.size)
        self._unit[self.start[:-1]] = problem.class_size
        self._bounds = self._column_bounds(least, most)
        self._cost = self._weights()
        self._rows = self._limits()
        self._cuts: list[Rows] = []

    def cut(self, tangents: Tangents, cells: Flags) -> None:
        """Add the tangents of some cells, (O, T) true or false."""
        programme, occupation = np.nonzero(self.problem.links)
        wanted = np.argwhere(cells & (self.cells >= 0))
        number = np.full(self.cells.shape, -1)
        number[tuple(wanted.T)] = np.arange(len(wanted))
        row = number[occupation]
        pair, year = np.nonzero((row >= 0) & (tangents.slope != 0))
        own = self.cells[tuple(wanted.T)]
        slopes = (row[pair, year], self.start[programme[pair]] + year - self.problem.lead[programme[pair]])
        matrix = self._matrix(
            [(*slopes, -tangents.slope[pair, year]), (np.arange(len(own)), self.first_cell + own, np.ones(len(own)))],
            len(own),
        )
        self._cuts.append(Rows(matrix, tangents.floor[tuple(wanted.T)], np.full(len(own), np.inf)))

    def relax(self, first: Floats | None = None) -> OptimizeResult:
        """Solve without whole classes, the first intake free or given in seats (P)."""
        rows, low, high = _stacked([self._rows, *self._cuts])
        least, most = self._bounds.lb.copy(), self._bounds.ub.copy()
        if first is not None:
            least[self.start[:-1]] = most[self.start[:-1]] = first / self.problem.class_size
        equal = low == high
        above, below = np.isfinite(high) & ~equal, np.isfinite(low) & ~equal
        system = {
            "A_ub": sparse.vstack([rows[above], -rows[below]], format="csr"),
            "b_ub": np.concatenate([high[above], -low[below]]),
            "A_eq": rows[equal],
            "b_eq": low[equal],
            "bounds": np.column_stack([least, most]),
        }
        # Interior points are far quicker here than the simplex method, which would start from nothing every time.
        found = linprog(self._cost, **system, method="highs-ipm")
        return found if found.status in (0, 2) else linprog(self._cost, **system, method="highs-ds")

    def solve(self, *, gap: float, seconds: float) -> OptimizeResult:
        """Solve with the first intake in whole classes."""
        whole = np.zeros(self.size)
        whole[self.start[:-1]] = 1
        whole[3 * self.seats : self.first_cell] = 1
        return milp(
            self._cost,
            integrality=whole,
            bounds=self._bounds,
            constraints=LinearConstraint(*_stacked([self._rows, *self._cuts])),
            options={"mip_rel_gap": gap, "time_limit": seconds},
        )

    def read(self, solution: OptimizeResult) -> Floats:
        """(P, T) seats of a solution."""
        longest = int(self.problem.intakes.max())
        column = self.start[:-1, None] + np.minimum(np.arange(longest), self.problem.intakes[:, None] - 1)
        return self.problem.paths(np.maximum(solution.x * self._unit, 0.0)[column])

    def costs(self, solution: OptimizeResult) -> Floats:
        """(O, T) undiscounted cost of every cell as the cuts have it; infinite where no planned seat meets it."""
        found = np.full(self.cells.shape, np.inf)
        found[self.cells >= 0] = solution.x[self.first_cell :]
        return found

    def _weights(self) -> Floats:
        problem, cost = self.problem, np.zeros(self.size)
        intake = np.arange(self.seats) - np.repeat(self.start[:-1], problem.intakes)
        cost[self.seats : 3 * self.seats] = np.tile(problem.weight[intake] * max(problem.change_cost, TIE), 2)
        cost[3 * self.seats : self.first_cell] = np.where(problem.last[self.open] <= 0, problem.opening_cost, 0.0)
        cost[self.first_cell :] = np.broadcast_to(problem.weight, self.cells.shape)[self.cells >= 0]
        return cost

    def _column_bounds(self, least: Floats, most: Floats) -> Bounds:
        low, high = np.zeros(self.size), np.full(self.size, np.inf)
        high[: self.seats] = np.repeat(self.problem.top, self.problem.intakes)
        low[self.start[:-1]], high[self.start[:-1]] = least, most
        high[3 * self.seats : self.first_cell] = 1.0
        return Bounds(low, high)

    def _limits(self) -> Rows:
        """Return the rows of changes, minima and resources."""
        parts = [self._changes(), self._steps(1.0), self._steps(-1.0), *self._minima()]
        parts += [self._shared(part.use, part.limit) for part in self.problem.resources.values()]
        return _stacked(parts)

    @property
    def _later(self) -> Counts:
        """Seat columns of the intakes after the first."""
        return np.setdiff1d(np.arange(self.seats), self.start[:-1])

    def _changes(self) -> Rows:
        """Seats less seats the year before are rise less fall."""
        every, later = np.arange(self.seats), self._later
        ones = np.ones(self.seats)
        before = np.zeros(self.seats)
        before[self.start[:-1]] = self.problem.last
        entries = [(every, every, ones), (later, later - 1, -ones[later])]
        entries += [(every, self.seats + every, -ones), (every, 2 * self.seats + every, ones)]
        return Rows(self._matrix(entries, self.seats), before, before)

    def _steps(self, sign: float) -> Rows:
        """Rises (or falls) after the first intake: at most the share of the seats before and one class.

        The first intake may change by the larger of the two; a later one by their sum, which is linear and lets every programme move.
        """
        later = self._later
        row, ones = np.arange(len(later)), np.ones(len(later))
        moved = (self.seats if sign > 0 else 2 * self.seats) + later
        entries = [(row, moved, ones), (row, later - 1, -self.problem.change_limit * ones)]
        size = np.repeat(self.problem.class_size, self.problem.intakes)[later]
        return Rows(self._matrix(entries, len(later)), np.full(len(later), -np.inf), size)

    def _minima(self) -> list[Rows]:
        """A programme that is open has its fewest seats, a closed one none."""
        own, count = self.open, len(self.open)
        row, first, column = np.arange(count), self.start[:-1][own], 3 * self.seats + np.arange(count)
        ones, most = np.ones(count), self.problem.classes[1][own] * self.problem.class_size[own]
        above = self._matrix([(row, first, ones), (row, column, -self.problem.minimum[own])], count)
        below = self._matrix([(row, first, ones), (row, column, -most)], count)
        return [Rows(above, 0 * ones, np.inf * ones), Rows(below, -np.inf * ones, 0 * ones)]

    def _shared(self, use: Floats, limit: float) -> Rows:
        """What the programmes use of a resource, every year; a programme past its last intake that counts stays at that one."""
        longest = int(self.problem.intakes.max())
        own = np.flatnonzero(use)
        column = self.start[:-1][own, None] + np.minimum(np.arange(longest), self.problem.intakes[own, None] - 1)
        entries = [(np.tile(np.arange(longest), len(own)), column.ravel(), np.repeat(use[own], longest))]
        return Rows(self._matrix(entries, longest), np.full(longest, -np.inf), np.full(longest, limit))

    def _matrix(self, entries: list[tuple[Counts, Counts, Floats]], rows: int) -> sparse.csr_array:
        """Return a sparse matrix of entries in seats, its columns in the units of the columns."""
        row, column, value = (np.concatenate(part) for part in zip(*entries, strict=True))
        return sparse.csr_array((value * self._unit[column], (row, column)), shape=(rows, self.size))


def _stacked(parts: list[Rows]) -> Rows:
    matrix = sparse.vstack([part.matrix for part in parts], format="csr")
    low, high = (np.concatenate([part[side] for part in parts]) for side in (1, 2))
    return Rows(sparse.csr_array(matrix), low, high)
