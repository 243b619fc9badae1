"""The linear relations between cells that anybody can write down who reads the publication."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from skillcast.publication.disclosure.cells import TOTAL, Cell
from skillcast.publication.disclosure.truth import AHEAD, SECTORS, Truth

INFINITY = float("inf")


class Relation(NamedTuple):
    """``low <= sum of coefficient x cell <= high``."""

    terms: Mapping[Cell, float]
    low: float = 0.0
    high: float = 0.0


def relations(cells: Iterable[Cell], truth: Truth, growth: Mapping[str, float] | None = None) -> list[Relation]:
    """Return the relations between the cells that exist.

    Parameters
    ----------
    cells
        Every cell of the publication and of earlier ones, printed or withheld.
    truth
        Make-up of the green-ecological industries and which posts are technical.
    growth
        Printed growth a year by industry: with it the first and the last year of a row are proportional.

    Examples
    --------
    >>> made = [Cell("employment", code, "2025") for code in ("A", "B", "total")]
    >>> [sorted(relation.terms.values()) for relation in relations(made, Truth(2025, {}))]
    [[-1.0, 1.0, 1.0]]
    """
    means = {cell for cell in cells if cell.stat == "mean"}
    found = [
        *_industry_sums(means),
        *_level_sums(means),
        *_eco_sums(means, truth),
        *_flows(means, truth),
        *_stock_sums(means),
        *_technical(means, truth),
        *_vacancies(means),
        *_growth(means, truth, growth or {}),
    ]
    return [relation for relation in found if len(relation.terms) > 1]


def order_of(cell: Cell) -> tuple[list[Cell], list[Cell]]:
    """Return the cells of the same forecast that are not above this one, and those not below it.

    The mean of an employment forecast lies within its 80 % interval; of flows that may be skewed this is not taken for granted.
    """
    chain = ["lo95", "lo80", "median", "hi80", "hi95"]
    if cell.stat == "mean":
        if cell.measure not in ("employment", "level", "eco"):
            return [], []
        below, above = chain[:2], chain[3:]
    else:
        place = chain.index(cell.stat)
        below, above = chain[:place], chain[place + 1 :]
        if cell.measure in ("employment", "level", "eco"):
            below = [*below, "mean"] if place > 2 else below
            above = [*above, "mean"] if place < 2 else above
    return [cell._replace(stat=stat) for stat in below], [cell._replace(stat=stat) for stat in above]


def _sum(parts: Iterable[Cell], total: Cell) -> Relation:
    return Relation({**dict.fromkeys(parts, 1.0), total: -1.0})


def _groups(cells: set[Cell], measure: str, *fields: str) -> dict[tuple[str, ...], list[Cell]]:
    groups: dict[tuple[str, ...], list[Cell]] = defaultdict(list)
    for cell in sorted(cells):
        if cell.measure == measure:
            groups[tuple(getattr(cell, name) for name in fields)].append(cell)
    return groups


def _industry_sums(cells: set[Cell]) -> Iterator[Relation]:
    for members in _groups(cells, "employment", "period", "vintage").values():
        for total in (cell for cell in members if cell.code == TOTAL):
            yield _sum([cell for cell in members if cell.code != TOTAL], total)


def _level_sums(cells: set[Cell]) -> Iterator[Relation]:
    for members in _groups(cells, "level", "period", "vintage", "part").values():
        for total in (cell for cell in members if cell.code == TOTAL):
            yield _sum([cell for cell in members if cell.code != TOTAL], total)
    for members in _groups(cells, "level", "period", "vintage", "code").values():
        whole = members[0]._replace(measure="employment", part="")
        if whole in cells:
            yield _sum(members, whole)


def _eco_sums(cells: set[Cell], truth: Truth) -> Iterator[Relation]:
    for cell in sorted(cell for cell in cells if cell.measure == "eco"):
        shares = truth.eco.get(cell.code, {})
        parts = {cell._replace(measure="employment", code=code): share for code, share in shares.items()}
        if parts and set(parts) <= cells:
            yield Relation({**parts, cell: -1.0})


def _flows(cells: set[Cell], truth: Truth) -> Iterator[Relation]:
    for gap in sorted(cell for cell in cells if cell.measure == "gap"):
        openings, supply = gap._replace(measure="openings"), gap._replace(measure="supply")
        if openings in cells and supply in cells:
            yield Relation({gap: 1.0, openings: -1.0, supply: 1.0})
    for mean in sorted(cell for cell in cells if cell.period == truth.average):
        years = [mean._replace(period=str(truth.year + h)) for h in range(1, AHEAD + 1)]
        if set(years) <= cells:
            yield Relation({mean: float(AHEAD), **dict.fromkeys(years, -1.0)})


def _stock_sums(cells: set[Cell]) -> Iterator[Relation]:
    for (period,), members in _groups(cells, "stock", "period").items():
        total = Cell("employment", TOTAL, period)
        if total in cells:
            yield _sum(members, total)


def _technical(cells: set[Cell], truth: Truth) -> Iterator[Relation]:
    for (period,), members in _groups(cells, "technical", "period").items():
        stocks = [
            cell
            for cell in cells
            if cell.measure == "stock" and cell.period == period and cell.code.startswith(truth.technical)
        ]
        if stocks:
            yield Relation({**dict.fromkeys(members, 1.0), **dict.fromkeys(sorted(stocks), -1.0)})
        for cell in members:
            whole = cell._replace(measure="employment")
            if whole in cells:
                yield Relation({whole: 1.0, cell: -1.0}, 0.0, INFINITY)


def _vacancies(cells: set[Cell]) -> Iterator[Relation]:
    for members in _groups(cells, "vacancies", "period", "part").values():
        for total in (cell for cell in members if cell.code == TOTAL):
            yield _sum([cell for cell in members if cell.code != TOTAL], total)
    for cell in sorted(cell for cell in cells if cell.measure == "vacancies" and cell.part == "sector"):
        if cell.code in SECTORS:
            sections = {cell._replace(code=code, part="industry") for code in SECTORS[cell.code]} & cells
            yield _sum(sorted(sections), cell)


def _growth(cells: set[Cell], truth: Truth, growth: Mapping[str, float]) -> Iterator[Relation]:
    for code, rate in sorted(growth.items()):
        base = Cell("employment", code, str(truth.year))
        ahead = [base._replace(period=str(truth.year + h), vintage=str(truth.year)) for h in range(1, AHEAD + 1)]
        known = [(h, cell) for h, cell in enumerate(ahead, start=1) if cell in cells]
        if base in cells and known:
            h, last = known[-1]
            yield Relation({last: 1.0, base: -((1 + rate) ** h)})
