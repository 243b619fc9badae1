"""Fitting to margins: met or refused, never approximately."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillcast.demand.fitting import fit, fit_draws
from skillcast.draws import Draws
from skillcast.errors import DataError
from skillcast.streams import stream


def table(seed: int, shape: tuple[int, ...], *, empty: float = 0.0) -> np.ndarray:
    rng = stream(seed, "fitting-case")
    cells = rng.gamma(0.7, size=shape)
    return np.where(rng.random(shape) < empty, 0.0, cells)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 7), st.integers(2, 7))
def test_two_way_margins_are_met_and_odds_ratios_kept(seed: int, rows: int, columns: int) -> None:
    start = table(seed, (rows, columns))
    wanted = 1000 * table(seed + 1, (rows, columns))
    margins = {(0,): wanted.sum(axis=1), (1,): wanted.sum(axis=0)}
    before = start.copy()
    found = fit(start, margins)
    assert np.array_equal(start, before)
    for axes, margin in margins.items():
        assert found.achieved[axes] == pytest.approx(found.values.sum(axis=1 - axes[0]))
        assert (abs(found.achieved[axes] - margin) <= 1e-8 * np.maximum(margin, 1)).all()
    assert found.error <= 1e-8
    odds = [
        np.log(cells[:-1, :-1] * cells[1:, 1:] / (cells[1:, :-1] * cells[:-1, 1:])) for cells in (start, found.values)
    ]
    assert odds[0] == pytest.approx(odds[1], abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_overlapping_three_way_margins_past_zeros(seed: int) -> None:
    start = table(seed, (4, 5, 3), empty=0.4)
    wanted = start * stream(seed, "factors").gamma(2.0, size=start.shape) * 100
    margins = {(0, 1): wanted.sum(axis=2), (1, 2): wanted.sum(axis=0), (0, 2): wanted.sum(axis=1)}
    found = fit(start, margins)
    assert found.error <= 1e-8
    assert (found.values[start == 0] == 0).all()


def test_margins_of_the_seed_itself_change_nothing() -> None:
    start = table(1, (3, 4, 2))
    found = fit(start, {(0,): start.sum(axis=(1, 2)), (1, 2): start.sum(axis=0), (): start.sum()})
    assert found.values == pytest.approx(start)
    assert len(found.zeros) == 0


def test_the_worked_example_of_two_by_two() -> None:
    # x (x + 30) = 2 (30 - x) (40 - x): the odds ratio 2 with rows 30, 70 and columns 40, 60
    found = fit([[1, 1], [1, 2]], {(0,): [30, 70], (1,): [40, 60]})
    root = (170 - np.sqrt(170**2 - 4 * 2400)) / 2
    assert found.values[0, 0] == pytest.approx(root, abs=1e-6)


def test_scenarios_are_fitted_each_on_its_own() -> None:
    start = table(3, (4, 5, 30), empty=0.2)
    start[0] += 0.1
    start[:, 0] += 0.1
    wanted = 50 * (start * table(4, (4, 5, 30)))
    margins = {(0,): wanted.sum(axis=1), (1,): wanted.sum(axis=0)}
    together = fit(start, margins, scenarios=True)
    for s in (0, 17):
        alone = fit(start[..., s], {axes: margin[..., s] for axes, margin in margins.items()})
        assert together.values[..., s] == pytest.approx(alone.values, abs=1e-6)


def test_forced_zeros_are_found_and_reported() -> None:
    found = fit([[1.0, 1.0, 1.0], [0.0, 1.0, 1.0], [0.0, 1.0, 1.0]], {(0,): [50, 30, 20], (1,): [50, 25, 25]})
    assert found.error <= 1e-8
    assert found.zeros.tolist() == [[0, 1], [0, 2]]
    assert found.values[1:, 1:].tolist() == pytest.approx(np.array([[15.0, 15.0], [10.0, 10.0]]))


def test_a_zero_margin_empties_its_cells() -> None:
    found = fit(np.ones((2, 2)), {(0,): [0, 10], (1,): [4, 6]})
    assert found.values.tolist() == [[0, 0], [4, 6]]
    assert found.zeros.tolist() == [[0, 0], [0, 1]]


def message(*args: object, **options: object) -> str:
    with pytest.raises(DataError) as caught:
        fit(*args, **options)
    assert caught.value.text("zh")
    return caught.value.text("en")


NAMES = {"names": ["industry", "sex"], "labels": [["C31", "D44"], ["male", "female"]]}


def test_margins_that_contradict_each_other_are_refused() -> None:
    text = message(np.ones((2, 2)), {(0,): [50, 50], (1,): [50, 51]}, **NAMES)
    assert "total: margin industry adds up to 100, margin sex to 101" in text
    both = np.array([[30.0, 20.0], [25.0, 25.0]])
    text = message(np.ones((2, 2)), {(0, 1): both, (0,): [50.0, 51.0]}, **NAMES)
    assert "industry=D44: margin industry×sex adds up to 50, margin industry to 51" in text
    assert "industry=C31" not in text


def test_margins_out_of_reach_of_the_zeros_are_refused() -> None:
    text = message([[1.0, 0.0], [1.0, 1.0]], {(0,): [60, 40], (1,): [50, 50]}, **NAMES)
    assert "sex=female ask for 50, where industry=D44 leave 40" in text
    text = message([[0.0, 0.0], [1.0, 1.0]], {(0,): [60, 40], (1,): [50, 50]}, **NAMES)
    assert "industry=C31 ask for 60, where no cell can hold them" in text


def test_pairwise_margins_can_contradict_without_any_zero() -> None:
    same, other = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    assert "out of reach" in message(np.ones((2, 2, 2)), {(0, 1): same, (1, 2): same, (0, 2): other})


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_cells_and_margins_that_cannot_be_are_refused(bad: float) -> None:
    assert "out-of-range" in message([[1.0, bad], [1.0, 1.0]], {(0,): [1, 1]})
    assert "industry=D44" in message(np.ones((2, 2)), {(0,): [1, bad]}, **NAMES)


def test_a_margin_of_another_shape_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="shape"):
        fit(np.ones((2, 3)), {(0,): [1, 1, 1]})


def cells() -> tuple[Draws, pd.DataFrame]:
    index = pd.DataFrame(
        [(i, o) for i in ("C", "D", "F") for o in ("a", "b", "c", "d") if (i, o) != ("C", "a")],
        columns=["industry", "occupation"],
    )
    samples = stream(1, "fit-draws").integers(1, 200, (len(index), 3, 40))
    known = pd.DataFrame({"occupation": ["a", "b", "c", "d"], "period": "2026", "employed": [150, 320, 88, 240]})
    return Draws(index, pd.period_range("2025", periods=3, freq="Y"), samples), known


def test_draws_meet_a_known_margin_in_every_scenario() -> None:
    draws, known = cells()
    before = draws.samples.copy()
    found = fit_draws(draws, {("occupation",): known}, keep=["occupation"])
    assert np.array_equal(draws.samples, before)
    assert np.issubdtype(found.samples.dtype, np.integer)
    assert (found.total(["occupation"]).samples[:, 1] == known["employed"].to_numpy()[:, None]).all()
    assert np.array_equal(found.samples[:, [0, 2]], draws.samples[:, [0, 2]])


def test_draws_meet_two_margins() -> None:
    draws, known = cells()
    industries = pd.DataFrame({"industry": ["C", "D", "F"], "period": "2026", "employed": [300, 250, 248]})
    found = fit_draws(draws, {("occupation",): known, ("industry",): industries})
    for columns, frame in ((["occupation"], known), (["industry"], industries)):
        achieved = found.total(columns).samples[:, 1]
        assert achieved == pytest.approx(np.repeat(frame["employed"].to_numpy()[:, None], 40, axis=1), rel=1e-8)


def test_sums_that_are_missing_or_of_no_cell_are_named() -> None:
    draws, known = cells()
    with pytest.raises(DataError) as caught:
        fit_draws(draws, {("occupation",): known.replace({"occupation": {"d": "z"}})})
    assert [(problem.kind, problem.column or problem.value) for problem in caught.value.problems] == [
        ("missing-value", "d"),
        ("dangling-key", "z"),
    ]
