from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.publication.disclosure.bounds import System
from skillcast.publication.disclosure.cells import Cell, units
from skillcast.publication.disclosure.relations import order_of, relations
from skillcast.publication.disclosure.truth import Truth

CODES = ("A", "B", "C")
Row = list[int]


def cell(code: str, stat: str = "mean", vintage: str = "") -> Cell:
    return Cell("employment", code, "2025" if not vintage else "2026", "", stat, vintage)


def system(values: dict[Cell, float], hidden: set[Cell], slack: float = 0.0) -> System:
    known = {one: (value - slack, value + slack) for one, value in values.items() if one not in hidden}
    return System(known, hidden, relations(values, Truth(2025, values)), values)


@given(st.lists(st.integers(0, 40), min_size=3, max_size=3), st.floats(0, 2))
def test_two_of_three_are_bound_by_what_is_left(sizes: Row, slack: float) -> None:
    values = {cell(code): float(size) for code, size in zip(CODES, sizes, strict=True)}
    values[cell("total")] = float(sum(sizes))
    found = system(values, {cell("A"), cell("B")}, slack)
    rest = sizes[0] + sizes[1]
    assert found.bounds(cell("A")) == pytest.approx((0, rest + 2 * slack), abs=1e-6)


@given(st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_a_two_way_table_is_bound_as_counting_all_tables_says(sizes: Row) -> None:
    """All whole tables of the same margins, against the linear programmes (whose ends are whole in a two-way table)."""
    parts = np.array(sizes).reshape(2, 2)
    values: dict[Cell, float] = {}
    for row, column in itertools.product(range(2), range(2)):
        values[Cell("level", CODES[row], "2026", f"L{column}", "mean", "2025")] = float(parts[row, column])
    for row in range(2):
        values[Cell("employment", CODES[row], "2026", "", "mean", "2025")] = float(parts[row].sum())
        values[Cell("level", "total", "2026", f"L{row}", "mean", "2025")] = float(parts[:, row].sum())
    hidden = {one for one in values if one.measure == "level" and one.code != "total"}
    found = system(values, hidden)
    tables = [np.array(x).reshape(2, 2) for x in itertools.product(range(7), repeat=4) if sum(x) == parts.sum()]
    same = [t for t in tables if (t.sum(0) == parts.sum(0)).all() and (t.sum(1) == parts.sum(1)).all()]
    first = Cell("level", "A", "2026", "L0", "mean", "2025")
    assert found.bounds(first) == pytest.approx((min(t[0, 0] for t in same), max(t[0, 0] for t in same)), abs=1e-6)


def test_printed_ends_bound_a_withheld_mean_and_a_mean_its_withheld_ends() -> None:
    values = {cell("A", stat, "2025"): value for stat, value in (("mean", 50.0), ("lo80", 40.0), ("hi80", 60.0))}
    mean, low, high = (cell("A", stat, "2025") for stat in ("mean", "lo80", "hi80"))
    assert system(values, {mean}).bounds(mean) == (40, 60)
    values |= {cell("total", vintage="2025"): 50.0}
    every = system(values, {mean, low, high})
    assert every.bounds(low) == pytest.approx((0, 50))
    assert every.bounds(high)[0] == pytest.approx(50)
    assert every.bounds(high)[1] == float("inf")


def test_the_order_of_ends() -> None:
    below, above = order_of(cell("A", "lo80", "2025"))
    assert [one.stat for one in below] == ["lo95"]
    assert [one.stat for one in above] == ["median", "hi80", "hi95", "mean"]
    gap = Cell("gap", "x", "2026", "", "mean", "2025")
    assert order_of(gap) == ([], [])
    assert gap.floor == -float("inf")


def test_a_revised_figure_does_not_contradict_the_system() -> None:
    """The total was printed before a correction: the bounds hold for the truth all the same."""
    values = {cell("A"): 30.0, cell("B"): 20.0, cell("total"): 50.0}
    links = relations(values, Truth(2025, values))
    found = System({cell("total"): (44, 44), cell("B"): (20, 20)}, {cell("A")}, links, values)
    assert found.bounds(cell("A")) == pytest.approx((24, 30))


def test_growth_binds_the_years_it_links() -> None:
    base, last = cell("A"), Cell("employment", "A", "2028", "", "mean", "2025")
    values = {base: 100.0, last: 121.0, **{last._replace(period=year): 110.0 for year in ("2026", "2027")}}
    links = relations(values, Truth(2025, values), {"A": 0.1 * 2 / 3})
    known = {one: (value, value) for one, value in values.items() if one != base}
    found = System(known, {base}, links, values)
    low, high = found.bounds(base)
    assert low <= 100 <= high
    assert high - low < 1.0


def test_units_of_a_total_are_none() -> None:
    assert list(units(cell("total"))) == []
