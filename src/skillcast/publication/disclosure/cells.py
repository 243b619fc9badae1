"""What one printed number is about, so that the same quantity is recognised in every table, figure and edition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

TOTAL = "total"
STATS = ("mean", "median", "lo80", "hi80", "lo95", "hi95")


class Cell(NamedTuple):
    """One quantity.

    Parameters
    ----------
    measure
        ``employment`` (by industry), ``level`` (by industry and skill level), ``eco`` (green-ecological industry), ``stock``,
        ``openings``, ``supply``, ``gap`` (by occupation), ``technical`` (posts by industry), ``vacancies`` (registered, by
        section or sector), ``other`` (withheld, but bound to no other cell).
    code
        Industry, occupation or group; ``total`` for sums.
    period
        Year, or ``2026-2028`` for a mean over years.
    part
        Skill level, or the kind of group.
    stat
        ``mean`` (also of facts), ``median`` or the end of an interval.
    vintage
        Edition whose forecast it is; empty for facts, which every edition shares.
    """

    measure: str
    code: str
    period: str
    part: str = ""
    stat: str = "mean"
    vintage: str = ""

    @property
    def floor(self) -> float:
        """Return the least value possible: persons are not negative, gaps may be."""
        return -float("inf") if self.measure in ("gap", "other") else 0.0


class Unit(NamedTuple):
    """What is withheld as one: an industry in every table, an occupation in every table, one cell of industry and level, …"""

    kind: str
    code: str
    part: str = ""


def units(cell: Cell) -> Iterator[Unit]:
    """Yield the units that take a cell with them when they are withheld.

    Sums over everything are always published, but for those by skill level: where one industry holds nearly all of a level,
    nothing else protects it.

    Examples
    --------
    >>> list(units(Cell("level", "C31", "2028", "L1")))
    [Unit(kind='industry', code='C31', part=''), Unit(kind='level', code='C31', part='L1')]
    """
    if cell.code == TOTAL:
        if cell.measure == "level":
            yield Unit("level", TOTAL, cell.part)
        return
    if cell.measure in ("employment", "level", "technical"):
        yield Unit("industry", cell.code)
    if cell.measure == "level":
        yield Unit("level", cell.code, cell.part)
    elif cell.measure == "eco":
        yield Unit("eco", cell.code)
    elif cell.measure == "vacancies":
        yield Unit("section" if cell.part == "industry" else "sector", cell.code)
    elif cell.measure in ("stock", "openings", "supply", "gap"):
        yield Unit("occupation", cell.code)
