"""Complementary suppression: the least that must be withheld besides, so that nothing withheld can be worked out.

An integer programme chooses the units (a whole industry in every table and year, one cell of level and industry, …); the
linear programmes of `bounds` judge the choice, and every cell that is still bounded too tightly becomes a cut of it: what
its bound hangs on must be withheld as well, in the amount that the protection lacks (Fischetti and Salazar-González,
Management Science 47, 2001).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from skillcast.errors import DataError, Problem
from skillcast.publication.disclosure.bounds import INFINITY, Block, Bound, Interval, System
from skillcast.publication.disclosure.cells import Cell, Unit, units
from skillcast.publication.disclosure.relations import relations
from skillcast.publication.disclosure.truth import Truth

ROUNDS = 400
TINY = 1e-6
WHOLE = 10_000  # cuts and costs are counted in whole ten-thousandths, so that the solver has nothing to round
Cut = tuple[dict[Unit, float], float]
Exposed = Callable[[frozenset[Unit]], Iterable[Cut]]


@dataclass(frozen=True)
class Choice:
    """The units that may be withheld, what withholding each costs, and the cells it takes along."""

    costs: Mapping[Unit, float]
    cells: Mapping[Cell, tuple[Unit, ...]]

    @classmethod
    def of(cls, truth: Truth, earlier: frozenset[Unit] = frozenset()) -> Choice:
        """Return the choice for a publication; units withheld in the edition before come first, at no cost."""
        cells = {cell: mine for cell in truth.values if (mine := tuple(units(cell)))}
        costs: dict[Unit, float] = defaultdict(float)
        for cell, mine in cells.items():
            if cell.stat == "mean" and (cell.vintage == "" or cell.measure in ("level", "eco")):
                # The smallest unit that covers a cell bears its size: the facts of the year, and the levels ahead.
                unit = mine[-1]
                if cell.period == str(truth.year) or cell.measure == "level":
                    costs[unit] += abs(truth.values[cell])
        for mine in cells.values():
            for unit in mine:
                costs[unit] = max(costs[unit], 1.0)
        return cls({unit: TINY if unit in earlier else cost for unit, cost in sorted(costs.items())}, cells)

    def withheld(self, chosen: frozenset[Unit], printed: Mapping[Cell, Interval]) -> set[Cell]:
        """Return the cells that these units take out, unless an earlier edition has printed them."""
        return {cell for cell, mine in self.cells.items() if cell not in printed and not chosen.isdisjoint(mine)}


@dataclass
class _Cuts:
    """The integer programme: units to withhold at least cost, under what was learned so far."""

    units: tuple[Unit, ...]
    costs: np.ndarray
    fixed: frozenset[Unit]
    rows: list[Cut] = field(default_factory=list)

    def solve(self) -> frozenset[Unit] | None:
        place = {unit: column for column, unit in enumerate(self.units)}
        matrix = np.zeros((len(self.rows), len(self.units)))
        for at, (terms, _) in enumerate(self.rows):
            for unit, weight in terms.items():
                matrix[at, place[unit]] = np.rint(WHOLE * weight)
        least = np.array([unit in self.fixed for unit in self.units], dtype=float)
        limits = (
            LinearConstraint(matrix, lb=[np.rint(WHOLE * right) - 0.5 for _, right in self.rows]) if self.rows else ()
        )
        answer = milp(
            np.ceil(WHOLE * self.costs / self.costs.max(initial=1.0)),
            constraints=limits,
            integrality=np.ones(len(self.units)),
            bounds=Bounds(least, 1.0),
            options={"mip_rel_gap": 0.0},
        )
        if answer.x is None:
            return None
        return frozenset(unit for unit, taken in zip(self.units, answer.x, strict=True) if taken > 0.5)


def choose(
    truth: Truth,
    primary: frozenset[Unit],
    *,
    protection: float,
    exposed: Exposed = lambda _units: (),
    printed: Mapping[Cell, Interval] | None = None,
    gone: Mapping[Cell, float] | None = None,
    earlier: frozenset[Unit] = frozenset(),
) -> frozenset[Unit]:
    """Return the units to withhold: the sensitive ones and the least besides.

    Parameters
    ----------
    truth
        Every cell that would be printed, and its value.
    primary
        Units that are sensitive by themselves.
    protection
        Share of its true value that an outsider must stay off a withheld cell, to either side.
    exposed
        Looks at sums of withheld units that can be worked out; for each that is sensitive itself it gives a cut: what must be
        withheld besides to make it safe.
    printed
        Cells that earlier editions have printed: they cannot be withheld any more.
    gone
        Cells that earlier editions withheld, with their true value: they must stay unknown.
    earlier
        Units that the edition before withheld, preferred so that two editions cannot be set off against each other.

    Raises
    ------
    DataError
        ``disclosure-too-tight``: no choice protects the cell named.

    Examples
    --------
    >>> values = {Cell("employment", code, "2025"): size for code, size in (("A", 50), ("B", 900), ("C", 80), ("total", 1030))}
    >>> sorted(unit.code for unit in choose(Truth(2025, values), frozenset({Unit("industry", "B")}), protection=0.1))
    ['A', 'B', 'C']
    """
    printed, gone = dict(printed or {}), dict(gone or {})
    values = {**gone, **truth.values}
    choice = Choice.of(truth, earlier)
    every = tuple(choice.costs)
    primary = frozenset(unit for unit in primary if unit in choice.costs)
    if not primary and not gone:
        return frozenset()
    links = relations({*values, *printed}, truth)
    cuts = _Cuts(every, np.array([choice.costs[unit] for unit in every]), primary)
    worst: Cell | None = None
    blocks: dict[frozenset[Cell], Block] = {}
    for _ in range(ROUNDS):
        chosen = cuts.solve()
        if chosen is None:
            break
        hidden = choice.withheld(chosen, printed)
        known = {cell: (value, value) for cell, value in truth.values.items() if cell not in hidden}
        system = System({**known, **printed}, hidden | (set(gone) - set(printed) - set(known)), links, values, blocks)
        learned: list[Cut] = []
        for cell in sorted(one for one in system.withheld if one.stat == "mean"):
            for side in (1, -1):
                found = system.bound(cell, side)
                if lack(cell, values, found.value, side, protection) > 0:
                    worst = cell
                    need = needed_of(cell, values[cell], protection)[side > 0]
                    learned += _cuts_of(cell, found, need, values, chosen, choice)
        if not learned:
            learned = [_known_units(cut, choice) for cut in exposed(chosen)]
        if not learned:
            return chosen
        new = [cut for cut in learned if cut[0] and _broken(cut, chosen)]
        # A cut that the choice already keeps says nothing new: forbid this choice and all that withholds less.
        cuts.rows += new or [({unit: 1.0 for unit in every if unit not in chosen}, 1.0)]
    raise too_tight([(worst.measure, worst.code, worst.period) if worst else ("", "", "")])


def too_tight(cells: Iterable[tuple[str, str, str]]) -> DataError:
    """Return the error that stops a publication, naming the cells that would be found out."""
    return DataError(
        [
            Problem("disclosure-too-tight", table=table, column=column, value=row)
            for table, row, column in dict.fromkeys(cells)
        ]
    )


def needed_of(cell: Cell, value: float, protection: float) -> tuple[float, float]:
    """Return by how much the bounds must lie below and above the true value; below, no more than is possible at all.

    Examples
    --------
    >>> needed_of(Cell("employment", "C31", "2025"), 200.0, 0.1)
    (20.0, 20.0)
    """
    need = protection * abs(value)
    return min(need, value - cell.floor), need


def lack(cell: Cell, values: Mapping[Cell, float], bound: float, side: int, protection: float) -> float:
    """Return what a bound lacks of the protection needed; zero where it is wide enough or the truth is not known."""
    if cell not in values:
        return 0.0
    missing = needed_of(cell, values[cell], protection)[side > 0] - side * (bound - values[cell])
    return missing if missing > 1e-6 * max(1.0, abs(values[cell])) else 0.0


def _cuts_of(
    cell: Cell, found: Bound, need: float, values: Mapping[Cell, float], chosen: frozenset[Unit], choice: Choice
) -> list[Cut]:
    """Return what must be withheld besides, as shares of the need, for each unit that takes the cell out."""
    gains: dict[Unit, float] = defaultdict(float)
    for one, cost in found.costs.items():
        for unit in choice.cells.get(one, ()) if one != cell else ():
            # Withheld, a cell may rise without limit or fall to its floor; more than is needed does not help.
            room = INFINITY if cost > 0 else values[one] - one.floor
            gains[unit] = min(1.0, gains[unit] + min(1.0, abs(cost) * room / need))
    owners = [unit for unit in choice.cells.get(cell, ()) if unit in chosen]
    if not owners:
        return [(dict(gains), 1.0)]
    return [({unit: gain for unit, gain in gains.items() if unit != owner} | {owner: -1.0}, 0.0) for owner in owners]


def _known_units(cut: Cut, choice: Choice) -> Cut:
    """Return a cut rid of units of which nothing is published."""
    return {unit: weight for unit, weight in cut[0].items() if unit in choice.costs}, cut[1]


def _broken(cut: Cut, chosen: frozenset[Unit]) -> bool:
    terms, right = cut
    return sum(weight for unit, weight in terms.items() if unit in chosen) < right - 1e-6
