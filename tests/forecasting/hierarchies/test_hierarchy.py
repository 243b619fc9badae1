"""Sums are where the keys say, whole numbers stay whole, and keys that do not fit are named."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillcast.errors import DataError, ParameterError
from skillcast.forecasting.hierarchies import hierarchy as module
from skillcast.forecasting.hierarchies.hierarchy import Hierarchy
from skillcast.panel import Panel

COLUMNS = ["region", "industry", "occupation"]
CROSSED = [[], ["region"], ["industry"], ["region", "industry"], ["occupation"]]


def grid(*sizes: int) -> pd.DataFrame:
    """Return every combination of regions, industries and occupations."""
    names = [[f"{column[0].upper()}{number}" for number in range(size)] for column, size in zip(COLUMNS, sizes)]
    return pd.MultiIndex.from_product(names, names=COLUMNS[: len(sizes)]).to_frame(index=False)


@st.composite
def some_keys(draw: st.DrawFn) -> pd.DataFrame:
    """Return some of the combinations of three keys, in any order."""
    whole = grid(3, 4, 3)
    rows = draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=20, unique=True))
    return whole.iloc[rows]


def test_nodes_of_a_crossed_hierarchy() -> None:
    found = Hierarchy.of(grid(2, 2), [["region"], [], ["industry"]])
    assert found.levels == (("region",), (), ("industry",), ("region", "industry"))
    assert found.keys == [
        "region=R0",
        "region=R1",
        "total",
        "industry=I0",
        "industry=I1",
        "R0/I0",
        "R0/I1",
        "R1/I0",
        "R1/I1",
    ]
    assert found.aggregates == 5
    assert found.nodes.iloc[[0, 2, 3, 5]].to_numpy().tolist() == [
        ["region", "R0", ""],
        ["total", "", ""],
        ["industry", "", "I0"],
        ["region/industry", "R0", "I0"],
    ]
    assert found.matrix.toarray().tolist() == [
        [1, 1, 0, 0],
        [0, 0, 1, 1],
        [1, 1, 1, 1],
        [1, 0, 1, 0],
        [0, 1, 0, 1],
        *np.eye(4, dtype=int).tolist(),
    ]


@given(some_keys(), st.integers(0, 99))
def test_sums_are_those_of_a_table(keys: pd.DataFrame, seed: int) -> None:
    values = np.random.default_rng(seed).integers(0, 1000, len(keys))
    found = Hierarchy.of(keys, CROSSED)
    sums = pd.Series(found.sums(values), index=found.keys)
    frame = keys.assign(y=values)
    assert sums["total"] == values.sum()
    for level in (["region"], ["industry"], ["occupation"], ["region", "industry"]):
        for key, part in frame.groupby(level):
            assert sums["/".join(f"{name}={value}" for name, value in zip(level, key))] == part["y"].sum()
    assert sums.iloc[found.aggregates :].tolist() == values.tolist()
    assert sums.dtype == np.int64
    assert np.array_equal(found.sums(values), found.matrix @ values)


@given(some_keys(), st.randoms(use_true_random=False))
def test_order_of_series_and_of_columns_in_a_level_does_not_matter(keys: pd.DataFrame, random: object) -> None:
    order = list(range(len(keys)))
    random.shuffle(order)  # type: ignore[attr-defined]
    first = Hierarchy.of(keys, [["region", "industry"], []])
    second = Hierarchy.of(keys.iloc[order], [["industry", "region"], []])
    values = np.arange(1.0, len(keys) + 1)
    upper = first.aggregates
    assert first.nodes.iloc[:upper].equals(second.nodes.iloc[:upper])
    assert np.array_equal(first.sums(values)[:upper], second.sums(values[order])[:upper])


def test_the_bottom_may_be_the_only_level_and_may_be_named_anywhere() -> None:
    keys = grid(2, 2)
    alone = Hierarchy.of(keys, [])
    assert alone.aggregates == 0 and alone.sums(np.arange(4)).tolist() == [0, 1, 2, 3]
    named = Hierarchy.of(keys, [["industry", "region"], []])
    assert named.keys == Hierarchy.of(keys, [[]]).keys
    assert named.levels[-1] == ("region", "industry")


def test_float32_cells_add_up_without_rounding() -> None:
    cells = np.random.default_rng(3).lognormal(3, 2, (500, 2, 7)).astype(np.float32)
    found = Hierarchy.of(grid(10, 50), [[], ["region"], ["industry"]])
    sums = found.sums(cells)
    for place in np.ndindex(2, 7):
        assert Fraction(sums[(0, *place)]) == sum(Fraction(float(cell)) for cell in cells[(slice(None), *place)])
    assert not found.gaps(sums).any()


def test_gaps_say_how_far_sums_are_from_their_cells() -> None:
    found = Hierarchy.of(grid(2, 2), [[], ["region"]])
    assert found.gaps(np.array([12, 3, 7, 1, 2, 3, 4])).tolist() == [2, 0, 0]


def test_blocks_do_not_change_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = np.random.default_rng(4).normal(size=(12, 3, 11))
    found = Hierarchy.of(grid(3, 4), [[], ["region"], ["industry"]])
    whole = found.sums(cells)
    monkeypatch.setattr(module, "BLOCK", 30)
    assert found.sums(cells).tobytes() == whole.tobytes()
    assert found.sums(cells, bottom=False).tobytes() == whole[: found.aggregates].tobytes()


def test_history_of_all_nodes_from_a_panel_in_any_order() -> None:
    keys = grid(2, 2)
    periods = pd.period_range("2024", "2025", freq="Y")
    values = np.array([[1, 2], [3, np.nan], [5, 6], [7, 8.0]])
    order = [2, 0, 3, 1]
    panel = Panel(keys.iloc[order].reset_index(drop=True), periods, values[order])
    found = Hierarchy.of(keys, [[], ["region"]]).aggregate_panel(panel)
    assert found.index["level"].tolist() == ["total", "region", "region"] + ["region/industry"] * 4
    assert np.array_equal(found.values[3:], values, equal_nan=True)
    assert np.array_equal(found.values[:3], [[16, np.nan], [4, np.nan], [12, 14]], equal_nan=True)
    assert len(set(found.keys)) == 7


def test_codes_are_text_whatever_they_were() -> None:
    keys = pd.DataFrame({"region": [1, 1, 2], "industry": [31, 32, 31]})
    found = Hierarchy.of(keys, [["region"]])
    periods = pd.period_range("2025", "2025", freq="Y")
    panel = found.aggregate_panel(Panel(keys, periods, np.ones((3, 1))))
    assert panel.index["region"].tolist() == ["1", "2", "1", "1", "2"]


def test_levels_that_cannot_be_are_all_named() -> None:
    with pytest.raises(ParameterError) as caught:
        Hierarchy.of(grid(2, 2), [["regio"], [], ["industry", "sex"], []])
    assert [problem.value for problem in caught.value.problems] == ["regio", "total", "sex"]
    with pytest.raises(ParameterError, match="called level"):
        Hierarchy.of(pd.DataFrame({"level": ["a"]}), [[]])


def test_keys_that_cannot_be_are_all_named() -> None:
    keys = pd.DataFrame({"region": ["N", "N", None, "S"], "industry": ["C", "C", "C", ""]})
    with pytest.raises(DataError) as caught:
        Hierarchy.of(keys, [[]])
    found = [(problem.kind, problem.row, problem.column) for problem in caught.value.problems]
    assert found == [("missing-value", 4, "region"), ("missing-value", 5, "industry"), ("duplicate-key", 3, "")]
    assert caught.value.problems[-1].value == "N/C"
    with pytest.raises(DataError, match="empty-table"):
        Hierarchy.of(keys.iloc[:0], [[]])


def test_series_that_do_not_belong_are_all_named() -> None:
    found = Hierarchy.of(grid(2, 2), [[]])
    with pytest.raises(DataError) as caught:
        found.bottom_rows(grid(2, 3).iloc[1:])
    assert [(problem.value, problem.facts["other"]) for problem in caught.value.problems] == [
        ("R0/I0", "draws"),
        ("R0/I2", "hierarchy"),
        ("R1/I2", "hierarchy"),
    ]
    with pytest.raises(DataError, match="missing-column"):
        found.bottom_rows(grid(2, 2)[["region"]])
    with pytest.raises(DataError, match="duplicate-key"):
        found.bottom_rows(pd.concat([grid(2, 2)] * 2))


@settings(max_examples=20)
@given(some_keys())
def test_rows_are_found_wherever_they_stand(keys: pd.DataFrame) -> None:
    found = Hierarchy.of(keys, CROSSED)
    shuffled = found.nodes.sample(frac=1, random_state=1)
    assert shuffled.iloc[found.node_rows(shuffled)].reset_index(drop=True).equals(found.nodes)
