from __future__ import annotations

import itertools
from collections.abc import Iterator

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protected_city import City

from skillcast.errors import DataError
from skillcast.parameters import load_parameters
from skillcast.publication.disclosure import audit, form_truth, hidden_groups, withhold
from skillcast.publication.disclosure.bounds import System
from skillcast.publication.disclosure.cells import Cell, Unit
from skillcast.publication.disclosure.relations import relations
from skillcast.publication.disclosure.suppress import Cut, choose, lack, needed_of
from skillcast.publication.disclosure.truth import Truth


def industries(sizes: dict[str, float]) -> dict[Cell, float]:
    return {Cell("employment", code, "2025"): size for code, size in [*sizes.items(), ("total", sum(sizes.values()))]}


def is_safe(values: dict[Cell, float], hidden: set[str], protection: float) -> bool:
    gone = {cell for cell in values if cell.code in hidden}
    links = relations(values, Truth(2025, values))
    known = {cell: (value, value) for cell, value in values.items() if cell not in gone}
    system = System(known, gone, links, values)
    return not any(
        lack(cell, values, system.bound(cell, side).value, side, protection) for cell in gone for side in (1, -1)
    )


@settings(max_examples=8)
@given(st.lists(st.integers(1, 60), min_size=2, max_size=3), st.integers(20, 400))
def test_the_choice_is_safe_and_no_safe_choice_is_smaller(others: list[int], size: int) -> None:
    sizes = {"Z": float(size)} | {chr(65 + place): float(other) for place, other in enumerate(others)}
    values = industries(sizes)
    primary = frozenset({Unit("industry", "Z")})
    codes = [code for code in sizes if code != "Z"]
    every = [set(some) | {"Z"} for count in range(len(codes) + 1) for some in itertools.combinations(codes, count)]
    safe = [some for some in every if is_safe(values, some, 0.1)]
    if not safe:
        with pytest.raises(DataError, match="disclosure-too-tight"):
            choose(Truth(2025, values), primary, protection=0.1)
        return
    found = {unit.code for unit in choose(Truth(2025, values), primary, protection=0.1)}
    assert is_safe(values, found, 0.1)
    least = min(sum(sizes[code] for code in some) for some in safe)
    assert sum(sizes[code] for code in found) <= least * 1.001 + 0.1


def test_one_set_of_industries_is_withheld_in_all_years_levels_and_sums() -> None:
    truth = City().truth()
    found = choose(truth, frozenset({Unit("industry", "C31")}), protection=0.1)
    codes = {unit.code for unit in found if unit.kind == "industry"}
    assert "C31" in codes
    assert len(codes) > 1
    # What is published of the green industries must not undo it.
    assert all(unit.kind in ("industry", "eco", "level") for unit in found)


def test_a_cell_of_industry_and_level_is_withheld_alone() -> None:
    found = choose(City().truth(), frozenset({Unit("level", "Q", "L1")}), protection=0.1)
    assert {unit.kind for unit in found} == {"level"}
    # Rows and columns add up, so no row and no column may miss one number alone.
    for place in ("code", "part"):
        counts = [sum(getattr(unit, place) == getattr(one, place) for unit in found) for one in found]
        assert min(counts) >= 2


def test_nothing_sensitive_nothing_withheld() -> None:
    assert choose(City().truth(), frozenset(), protection=0.1) == frozenset()
    # An industry that the publication does not print cannot be withheld from it.
    assert choose(City().truth(), frozenset({Unit("industry", "Z")}), protection=0.1) == frozenset()


def test_a_city_with_one_industry_cannot_be_protected() -> None:
    values = industries({"C31": 900.0, "I": 20.0})
    with pytest.raises(DataError) as error:
        choose(Truth(2025, values), frozenset({Unit("industry", "C31")}), protection=0.1)
    assert "C31" in error.value.text("zh")
    assert error.value.problems[0].kind == "disclosure-too-tight"


def test_a_sum_of_withheld_units_that_is_sensitive_takes_one_more() -> None:
    values = industries({"C31": 100.0, "A": 30.0, "B": 40.0, "C": 50.0})
    primary = frozenset({Unit("industry", "C31")})
    assert {unit.code for unit in choose(Truth(2025, values), primary, protection=0.1)} == {"C31", "A"}

    def exposed(chosen: frozenset[Unit]) -> Iterator[Cut]:
        if len(chosen) < 3:
            yield {Unit("industry", code): 1.0 for code in ("B", "C")}, 1.0

    found = choose(Truth(2025, values), primary, protection=0.1, exposed=exposed)
    assert {unit.code for unit in found} == {"C31", "A", "B"}


@pytest.mark.parametrize(
    ("measure", "value", "expected"),
    [("employment", 200.0, (20, 20)), ("employment", 0.0, (0, 0)), ("gap", -30.0, (3, 3)), ("gap", 30.0, (3, 3))],
)
def test_what_is_needed(measure: str, value: float, expected: tuple[float, float]) -> None:
    assert needed_of(Cell(measure, "x", "2025"), value, 0.1) == pytest.approx(expected)


FIRMS = pd.DataFrame(
    {
        "firm": ["a", "b", "c", "d", "e", "f", "g"],
        "industry": ["D44", "G", "G", "G", "A", "I", "I"],
        "skill_level": "none",
        "occupation": "6-28-01-10",
        "period": "2025",
        "weight": [1.0, 5.0, 5.0, 5.0, 9.0, 6.0, 6.0],
        "employed": [400, 30, 20, 10, 10, 20, 10],
    }
)
COUNTS = {
    "industry": {"A": 90.0, "D": 700.0, "G": 900.0, "I": 260.0, "total": 1950.0},
    "sector": {"1": 90.0, "2": 700.0, "3": 1160.0, "total": 1950.0},
}


def test_a_form_by_itself_withholds_a_section_and_what_would_give_it_away() -> None:
    parameters = load_parameters(2025)
    hidden = hidden_groups(FIRMS, COUNTS, year=2025, parameters=parameters)
    assert "D" in hidden["industry"]
    assert "2" in hidden["sector"]
    assert len(hidden["industry"]) > 1
    assert len(hidden["sector"]) > 1
    frames = {}
    for part, counts in COUNTS.items():
        frame = pd.DataFrame({"code": list(counts), "demand": list(counts.values())})
        frames[f"market_{part}"] = withhold(frame, "code", hidden[part], ["demand"])
    assert all(cell.ok for cell in audit(frames, form_truth(COUNTS, 2025), protection=0.1))
    assert hidden_groups(None, COUNTS, year=2025, parameters=parameters) == {
        "industry": frozenset(),
        "sector": frozenset(),
    }
