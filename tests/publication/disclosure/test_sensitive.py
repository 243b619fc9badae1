from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.publication.disclosure.sensitive import Rules, is_sensitive, sensitive_cells, survey_of

CASES = [
    # sizes, weights, rules, sensitive
    ([50, 50], [1, 1], {}, True),  # two firms
    ([50, 50], [1, 1.9], {}, True),
    ([50, 50], [1, 2], {"dominance": 90}, False),  # the second stands for two
    ([81, 10, 9], [1, 1, 1], {"p_percent": 0}, True),  # one firm above 80 %
    ([80, 10, 10], [1, 1, 1], {"p_percent": 0}, False),
    ([60, 35, 5], [1, 1, 1], {"dominance_firms": 2, "dominance": 90, "p_percent": 0}, True),
    ([60, 35, 5], [1, 1, 1], {"dominance_firms": 2, "dominance": 95, "p_percent": 0}, False),
    ([60, 35, 5], [1, 1, 1], {"p_percent": 10}, True),  # the second is 5 off, 6 are needed
    ([60, 34, 6], [1, 1, 1], {"p_percent": 10}, False),
    ([60, 5], [2, 1], {}, True),  # two such firms: the other one is 5 off
    ([60, 5], [4, 1], {}, False),
    ([0, 0, 0], [1, 1, 1], {}, False),
]


@pytest.mark.parametrize(("sizes", "weights", "rules", "expected"), CASES)
def test_a_cell_is_sensitive(sizes: list[float], weights: list[float], rules: dict[str, float], expected: bool) -> None:
    assert is_sensitive(np.array(sizes, float), np.array(weights, float), Rules(**rules)) is expected  # type: ignore[arg-type]


@given(st.lists(st.integers(1, 500), min_size=3, max_size=8), st.integers(2, 30))
def test_the_rules_know_no_order_and_no_unit(sizes: list[int], times: int) -> None:
    values, weights = np.array(sizes, float), np.ones(len(sizes))
    found = is_sensitive(values, weights, Rules())
    assert is_sensitive(values[::-1], weights, Rules()) is found
    assert is_sensitive(times * values, weights, Rules()) is found


@given(st.lists(st.integers(1, 500), min_size=1, max_size=6), st.integers(1, 4))
def test_a_weight_stands_for_so_many_firms(sizes: list[int], weight: int) -> None:
    values = np.array(sizes, float)
    many = np.repeat(values, weight)
    found = is_sensitive(values, np.full(len(values), float(weight)), Rules())
    assert found is is_sensitive(many, np.ones(len(many)), Rules())


def test_cells_of_a_survey() -> None:
    firms = pd.DataFrame(
        {
            "firm": ["a", "a", "b", "c", "d", "d"],
            "industry": ["C31", "C31", "C31", "C31", "G", "G"],
            "skill_level": ["L1", "L2", "L2", "L2", "L1", "L2"],
            "weight": [1.0, 1.0, 1.0, 1.0, 5.0, 5.0],
            "employed": [20, 40, 30, 30, 10, 0],
        }
    )
    rules = Rules()
    assert sensitive_cells(firms, ["industry"], rules) == set()
    assert sensitive_cells(firms, ["industry", "skill_level"], rules) == {("C31", "L1")}
    # Of a sum of industries, only what belongs to it counts.
    assert sensitive_cells(firms.assign(all=""), ["all"], Rules(minimum_firms=4), {"C31": 0.2}) == {("",)}
    assert sensitive_cells(firms.assign(all=""), ["all"], Rules(minimum_firms=4), {}) == set()


def test_the_survey_of_the_year_is_used_and_a_later_one_sooner_than_none() -> None:
    firms = pd.DataFrame({"period": ["2022", "2024", "2026"], "firm": ["a", "b", "c"]})
    assert survey_of(firms, 2025)["firm"].tolist() == ["b"]
    assert survey_of(firms, 2020)["firm"].tolist() == ["a"]
