from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.publication.disclosure import controlled_rounding, round_parts, round_table

PARTS = st.lists(st.floats(0, 900), min_size=1, max_size=7)
TABLES = st.integers(1, 5).flatmap(
    lambda columns: st.lists(st.lists(st.floats(0, 300), min_size=columns, max_size=columns), min_size=1, max_size=5)
)
BASES = st.sampled_from([1.0, 3.0, 5.0, 10.0])


def with_margins(parts: np.ndarray) -> np.ndarray:
    rows = np.vstack([parts, parts.sum(axis=0)])
    return np.column_stack([rows, rows.sum(axis=1)])


def check(values: np.ndarray, rounded: np.ndarray, base: float) -> None:
    assert np.allclose(rounded / base, np.rint(rounded / base))
    assert np.all(np.abs(rounded - values) < base + 1e-6)


@given(PARTS, BASES)
def test_one_way(parts: list[float], base: float) -> None:
    values = np.array([*parts, sum(parts)])
    rounded = controlled_rounding(values, base)
    check(values, rounded, base)
    assert rounded[:-1].sum() == rounded[-1]


@given(TABLES, BASES)
def test_two_way(parts: list[list[float]], base: float) -> None:
    values = with_margins(np.array(parts))
    rounded = controlled_rounding(values, base)
    check(values, rounded, base)
    assert np.array_equal(rounded, with_margins(rounded[:-1, :-1]))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6), BASES)
def test_multiples_stay_what_they_are(parts: list[int], base: float) -> None:
    values = base * np.array([*parts, sum(parts)], dtype=float)
    assert np.array_equal(controlled_rounding(values, base), values)


@given(PARTS)
def test_no_rounding_that_adds_up_is_nearer(parts: list[float]) -> None:
    """Tried against every rounding of the parts: the total follows from them."""
    parts = parts[:5]
    values = np.array([*parts, sum(parts)])
    found = np.abs(controlled_rounding(values) - values).sum()
    steps = np.array(np.meshgrid(*[[0, 1]] * len(parts))).reshape(len(parts), -1).T
    all_parts = np.floor(values[:-1]) + steps
    miss = np.abs(all_parts - values[:-1]).sum(axis=1) + np.abs(all_parts.sum(axis=1) - values[-1])
    near = np.abs(all_parts.sum(axis=1) - values[-1]) < 1
    assert found <= miss[near].min() + 1e-4


def test_parts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        controlled_rounding(np.array([1.0, 2.0, 4.0]))


def test_a_frame_is_rounded_with_its_total_wherever_that_stands() -> None:
    frame = pd.DataFrame({"code": ["total", "a", "b"], "n": [2.4, 1.2, 1.2], "m": [9.0, 4.5, 4.5]})
    out = round_parts(frame, ["n", "m"], 0)
    assert out["n"].tolist()[0] == sum(out["n"].tolist()[1:]) == 2
    assert out["m"].tolist()[0] == sum(out["m"].tolist()[1:]) == 9
    both = round_table(frame, ["n", "m"], 0)
    assert both[["n", "m"]].iloc[0].tolist() == both[["n", "m"]].iloc[1:].sum().tolist()
    assert frame["n"].tolist() == [2.4, 1.2, 1.2]
