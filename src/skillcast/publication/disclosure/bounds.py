"""The tightest bounds on what is withheld: linear programmes over everything that is known, block by block."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.optimize import linprog

from skillcast.publication.disclosure.cells import Cell
from skillcast.publication.disclosure.relations import Relation, order_of

INFINITY = float("inf")
FAR = 50.0  # a block's largest figure times this stands for "without bound"
UNBOUNDED, UNDECIDED, INFEASIBLE = 3, 4, 2
Interval = tuple[float, float]


@dataclass(frozen=True)
class Bound:
    """An end of what a cell may be, and what it hangs on: the reduced cost of every other cell."""

    value: float
    costs: Mapping[Cell, float] = field(default_factory=dict)


@dataclass(frozen=True)
class System:
    """What an outsider knows.

    Parameters
    ----------
    known
        Printed cells with the interval that rounding leaves.
    withheld
        Cells that are not printed anywhere.
    relations
        What binds them.
    truth
        True values. Relations and intervals are widened to hold for them: an outsider who takes a revised figure for
        the final one must not make the system contradict itself.
    blocks
        Blocks set up before, by what is withheld in them; of use where many choices are judged that differ in little.

    Examples
    --------
    >>> a, b, total = Cell("employment", "A", "2025"), Cell("employment", "B", "2025"), Cell("employment", "total", "2025")
    >>> system = System({total: (100, 100)}, {a, b}, [Relation({a: 1, b: 1, total: -1})], {a: 90, b: 10, total: 100})
    >>> [round(end) for end in system.bounds(a)]
    [0, 100]
    """

    known: Mapping[Cell, Interval]
    withheld: set[Cell]
    relations: Sequence[Relation]
    truth: Mapping[Cell, float]
    blocks: dict[frozenset[Cell], Block] = field(default_factory=dict)

    def interval(self, cell: Cell) -> Interval:
        """Return what is known of one cell by itself: as printed, or that it is no less than zero and between printed ends."""
        truth = self.truth.get(cell, float("nan"))
        if cell in self.known:
            low, high = self.known[cell]
        else:
            below, above = order_of(cell)
            low = max([cell.floor, *(self.known[one][0] for one in below if one in self.known)])
            high = min([INFINITY, *(self.known[one][1] for one in above if one in self.known)])
        return (low, high) if np.isnan(truth) else (min(low, truth), max(high, truth))

    @cached_property
    def _blocks(self) -> dict[Cell, Block]:
        rows = [relation for relation in self.relations if any(cell in self.withheld for cell in relation.terms)]
        parent: dict[Cell, Cell] = {cell: cell for cell in self.withheld}

        def root(cell: Cell) -> Cell:
            while parent[cell] != cell:
                parent[cell] = parent[parent[cell]]
                cell = parent[cell]
            return cell

        for relation in rows:
            first, *others = [cell for cell in relation.terms if cell in self.withheld]
            for other in others:
                parent[root(other)] = root(first)
        grouped: dict[Cell, list[Relation]] = defaultdict(list)
        for relation in rows:
            grouped[root(next(cell for cell in relation.terms if cell in self.withheld))].append(relation)
        members: dict[Cell, set[Cell]] = defaultdict(set)
        for cell in self.withheld:
            members[root(cell)].add(cell)
        found: dict[Cell, Block] = {}
        for top, mine in grouped.items():
            key = frozenset(members[top])
            if key not in self.blocks:
                self.blocks[key] = Block.of(mine, self)
            found |= dict.fromkeys(key, self.blocks[key])
        return found

    def bound(self, cell: Cell, side: int) -> Bound:
        """Return the largest (side 1) or smallest (side -1) value of a withheld cell that agrees with everything known."""
        block = self._blocks.get(cell)
        if block is None:
            return Bound(self.interval(cell)[side > 0])
        return block.bound(cell, side)

    def bounds(self, cell: Cell) -> Interval:
        """Return both ends; those of an interval's end are no tighter than its own mean allows."""
        low, high = self.bound(cell, -1).value, self.bound(cell, 1).value
        mean = cell._replace(stat="mean")
        if cell.stat != "mean" and mean in self.withheld:
            below, above = order_of(cell)
            low = max(low, self.bound(mean, -1).value) if mean in below else low
            high = min(high, self.bound(mean, 1).value) if mean in above else high
            truth = self.truth.get(cell, float("nan"))
            low, high = (low, high) if np.isnan(truth) else (min(low, truth), max(high, truth))
        return low, high


@dataclass(frozen=True)
class Block:
    """Withheld cells that hang together, with the relations between them as one small linear programme.

    Every relation is an equation: unknown cells, less a remainder that holds what is known.
    """

    cells: tuple[Cell, ...]
    rows: tuple[Relation, ...]
    matrix: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    scale: float
    free: frozenset[Cell] = frozenset()
    found: dict[tuple[Cell, int], Bound] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[Relation], system: System) -> Block:
        """Set up the programme; printed cells that stand in one row alone are folded into its remainder."""
        often: dict[Cell, int] = defaultdict(int)
        for row in rows:
            for cell in row.terms:
                often[cell] += 1
        cells = tuple(sorted(cell for cell, count in often.items() if count > 1 or cell in system.withheld))
        place = {cell: column for column, cell in enumerate(cells)}
        lows, highs = (np.array(ends) for ends in zip(*map(system.interval, cells), strict=True))
        matrix = np.zeros((len(rows), len(cells) + len(rows)))
        ends = np.zeros((len(rows), 2))
        for at, row in enumerate(rows):
            low, high = row.low, row.high
            for cell, weight in row.terms.items():
                if cell in place:
                    matrix[at, place[cell]] = weight
                    continue
                least, most = sorted(weight * end for end in system.interval(cell))
                low, high = low - most, high - least
            matrix[at, len(cells) + at] = -1.0
            held = [(cell, weight, system.truth.get(cell)) for cell, weight in row.terms.items() if cell in place]
            if all(value is not None for _, _, value in held):
                exact = sum(weight * float(value) for _, weight, value in held if value is not None)
                low, high = min(low, exact), max(high, exact)
            ends[at] = low, high
        finite = np.abs(np.concatenate([lows, highs, ends.ravel()]))
        true = [abs(system.truth[cell]) for cell in cells if cell in system.truth]
        scale = max([1.0, *finite[np.isfinite(finite)], *true])
        # With nothing printed in it, a block that holds for the truth holds for any multiple of it.
        bare = all(cell in system.withheld for cell in often) and len(true) == len(cells)
        bare &= all(lows[at] == cell.floor and np.isinf(highs[at]) for at, cell in enumerate(cells))
        bare &= all(end in (0.0, INFINITY) for row in rows for end in (row.low, row.high))
        free = (
            frozenset(cell for cell in cells if cell.floor == 0 and system.truth.get(cell, 0.0) > 0)
            if bare
            else frozenset()
        )
        return cls(cells, tuple(rows), matrix, np.append(lows, ends[:, 0]), np.append(highs, ends[:, 1]), scale, free)

    def bound(self, cell: Cell, side: int) -> Bound:
        """Return the largest (side 1) or smallest (side -1) value of a cell."""
        if (cell, side) not in self.found:
            self.found[cell, side] = self._solve(cell, side)
        return self.found[cell, side]

    def _solve(self, cell: Cell, side: int) -> Bound:
        if cell in self.free:
            return Bound(INFINITY if side > 0 else 0.0)
        aim = np.zeros(self.matrix.shape[1])
        aim[self.cells.index(cell)] = -side
        far = FAR * self.scale
        limits = np.column_stack([np.maximum(self.lower, -far), np.minimum(self.upper, far)]) / self.scale
        answer = linprog(aim, A_eq=self.matrix, b_eq=np.zeros(len(self.matrix)), bounds=limits, method="highs")
        if answer.status != 0:
            raise ArithmeticError(f"no bound for {cell}: {answer.message}")
        value = float(answer.x[self.cells.index(cell)]) * self.scale
        if abs(value) >= 0.1 * far:
            return Bound(side * INFINITY)
        return Bound(value, dict(self._costs(cell, side, np.asarray(answer.eqlin.marginals))))

    def _costs(self, cell: Cell, side: int, prices: np.ndarray) -> Iterator[tuple[Cell, float]]:
        """Yield by how much each cell's limits hold the bound: positive where raising its upper limit would loosen it."""
        total: dict[Cell, float] = defaultdict(float)
        total[cell] = float(side)
        for price, row in zip(prices, self.rows, strict=True):
            for one, weight in row.terms.items():
                total[one] += price * weight
        for one, cost in total.items():
            if abs(cost) > 1e-9:
                yield one, cost
