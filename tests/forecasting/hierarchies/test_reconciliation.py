"""Reconciled scenarios add up, are the least-squares ones, and do not hurt where the truth is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillcast.draws import Draws
from skillcast.errors import DataError, ParameterError
from skillcast.forecasting.backtest import backtest_panel
from skillcast.forecasting.hierarchies import reconciliation as module
from skillcast.forecasting.hierarchies.hierarchy import Hierarchy
from skillcast.forecasting.hierarchies.reconciliation import bottom_up, error_variances, reconcile
from skillcast.panel import Panel

NESTED, CROSSED = [[], ["region"]], [[], ["region"], ["industry"]]


def hierarchy_of(regions: int, industries: int, levels: Sequence[Sequence[str]] = CROSSED) -> Hierarchy:
    names = [[f"R{number}" for number in range(regions)], [f"I{number}" for number in range(industries)]]
    return Hierarchy.of(pd.MultiIndex.from_product(names, names=["region", "industry"]).to_frame(index=False), levels)


def draws_of(index: pd.DataFrame, samples: np.ndarray) -> Draws:
    return Draws(index, pd.period_range("2026", periods=samples.shape[1], freq="Y"), samples)


def reconciled(
    hierarchy: Hierarchy, base: np.ndarray, variances: np.ndarray, *, nonnegative: bool = True
) -> np.ndarray:
    """Return (N, K) the reconciled columns of `base` (N, K)."""
    draws = draws_of(hierarchy.nodes, base[:, None, :].copy())
    return reconcile(draws, hierarchy, variances, nonnegative=nonnegative).samples[:, 0]


@st.composite
def problems(draw: st.DrawFn) -> tuple[Hierarchy, np.ndarray, np.ndarray]:
    """Return a hierarchy, incoherent base figures (N, 6), some negative when reconciled, and variances."""
    sizes = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    found = hierarchy_of(*sizes, draw(st.sampled_from([NESTED, CROSSED, [["industry"]], [["region"], ["industry"]]])))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    level = found.sums(rng.lognormal(3, 1.5, len(found.index)))[:, None]
    base = level * rng.lognormal(0, draw(st.sampled_from([0.05, 0.5, 1.5])), (len(level), 6))
    return found, base, (level[:, 0] * rng.lognormal(-1, 1, len(level))) ** 2


# --- bottom-up --------------------------------------------------------------------------------------------------------


def test_whole_persons_add_up_on_every_margin_in_every_scenario() -> None:
    found = hierarchy_of(4, 5)
    samples = np.random.default_rng(0).integers(0, 2**40, (20, 3, 50))
    order = np.random.default_rng(1).permutation(20)
    result = bottom_up(draws_of(found.index.iloc[order], samples[order]), found)
    assert result.samples.dtype == np.int64
    assert not found.gaps(result.samples).any()
    cells = result.samples[found.aggregates :].reshape(4, 5, 3, 50)
    assert np.array_equal(result.samples[0], cells.sum(axis=(0, 1)))
    assert np.array_equal(result.samples[1:5], cells.sum(axis=1))
    assert np.array_equal(result.samples[5:10], cells.sum(axis=0))
    assert np.array_equal(result.samples[found.aggregates :], samples)


def test_sums_alone_are_the_same_sums() -> None:
    found = hierarchy_of(3, 2)
    draws = draws_of(found.index, np.random.default_rng(2).random((6, 2, 9), dtype=np.float32))
    whole, upper = bottom_up(draws, found), bottom_up(draws, found, keep_bottom=False)
    assert whole.samples.dtype == upper.samples.dtype == np.float64
    assert np.array_equal(upper.samples, whole.samples[:6])
    assert upper.index.equals(whole.index.iloc[:6])
    assert np.array_equal(whole.samples[0], draws.samples.sum(axis=0, dtype=np.float64))


# --- weighted least squares against other implementations -------------------------------------------------------------


def oracle(found: Hierarchy, base: np.ndarray, method: str, residuals: np.ndarray | None = None) -> np.ndarray:
    """Return the MinTrace reconciliation of hierarchicalforecast; `residuals` (N, T) for methods that weigh by them."""
    from hierarchicalforecast.methods import MinTrace

    past = {} if residuals is None else {"y_insample": residuals, "y_hat_insample": np.zeros_like(residuals)}
    summing = found.matrix.toarray().astype(np.float64)
    return np.asarray(MinTrace(method=method).fit_predict(S=summing, y_hat=base, **past)["mean"])


@settings(max_examples=30, deadline=None)
@given(problems())
def test_agrees_with_mintrace(problem: tuple[Hierarchy, np.ndarray, np.ndarray]) -> None:
    found, base, variances = problem
    pair = np.sqrt(variances)[:, None] * [1.2, np.sqrt(2 - 1.2**2)]
    structure = found.matrix.sum(axis=1)
    for method, weights, residuals in (
        ("ols", np.ones(len(base)), None),
        ("wls_struct", structure, None),
        ("wls_var", variances, pair),
    ):
        ours = reconciled(found, base, weights, nonnegative=False)
        assert ours == pytest.approx(oracle(found, base, method, residuals), rel=1e-6, abs=1e-6 * base.max())


def test_agrees_with_mint_shrink_where_errors_are_uncorrelated() -> None:
    found = hierarchy_of(2, 2, [[], ["region"]])
    rng = np.random.default_rng(5)
    orthogonal = np.linalg.qr(np.column_stack([np.ones(12), rng.normal(size=(12, 7))]))[0][:, 1:].T
    variances = np.array([40.0, 20, 10, 4, 3, 2, 1]) ** 2
    residuals = np.sqrt(variances * 11)[:, None] * orthogonal + 1
    base = found.sums(np.array([10.0, 20, 30, 40]))[:, None] * rng.lognormal(0, 0.1, (7, 4))
    ours = reconciled(found, base, variances)
    assert ours == pytest.approx(oracle(found, base, "mint_shrink", residuals), rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_non_negative_solution_is_that_of_a_least_squares_solver(
    problem: tuple[Hierarchy, np.ndarray, np.ndarray],
) -> None:
    from scipy.optimize import nnls

    found, base, variances = problem
    ours = reconciled(found, base, variances)
    weigh = 1 / np.sqrt(variances)[:, None]
    summing = weigh * found.matrix.toarray()
    for column in range(base.shape[1]):
        cells, _ = nnls(summing, (weigh * base)[:, column], maxiter=1000)
        assert ours[found.aggregates :, column] == pytest.approx(cells, rel=1e-6, abs=1e-6 * base.max())


@settings(max_examples=40, deadline=None)
@given(problems(), st.integers(0, 99))
def test_cells_without_error_stay_and_the_others_are_the_nearest(
    problem: tuple[Hierarchy, np.ndarray, np.ndarray], seed: int
) -> None:
    from scipy.optimize import nnls

    found, base, variances = problem
    upper = found.aggregates
    fixed = np.random.default_rng(seed).random(len(found.index)) < 0.4
    variances[upper:][fixed] = 0
    ours = reconciled(found, base, variances)[upper:]
    assert ours[fixed] == pytest.approx(base[upper:][fixed], rel=1e-12)
    summing = found.matrix.toarray()
    apart = base - summing[:, fixed] @ base[upper:][fixed]
    use = variances > 0
    weigh = 1 / np.sqrt(variances[use])[:, None]
    for column in range(base.shape[1]) if (~fixed).any() else ():
        cells, _ = nnls(weigh * summing[use][:, ~fixed], (weigh * apart[use])[:, column], maxiter=1000)
        assert ours[~fixed, column] == pytest.approx(cells, rel=1e-5, abs=1e-5 * base.max())


@settings(max_examples=30, deadline=None)
@given(problems())
def test_coherent_and_never_negative(problem: tuple[Hierarchy, np.ndarray, np.ndarray]) -> None:
    found, base, variances = problem
    ours = reconciled(found, base, variances)
    assert (ours >= 0).all()
    assert np.array_equal(found.sums(ours[found.aggregates :]), ours)
    free = reconciled(found, base, variances, nonnegative=False)
    same = (free >= 0).all(axis=0)
    assert np.array_equal(free[:, same], ours[:, same])


def test_cutting_off_negative_cells_would_raise_the_sums() -> None:
    found = hierarchy_of(1, 3, [[]])
    base, variances = np.array([[60.0], [100.0], [5.0], [5.0]]), np.array([1.0, 100, 100, 100])
    free = reconciled(found, base, variances, nonnegative=False)[:, 0]
    assert free[2:] == pytest.approx([-11.611, -11.611], abs=1e-3)
    kept = reconciled(found, base, variances)[:, 0]
    assert kept[2:].tolist() == [0.0, 0.0]
    # with both small cells at zero, two nodes say what the large one is: (60/1 + 100/100) / (1/1 + 1/100)
    assert kept[:2] == pytest.approx([61 / 1.01] * 2, rel=1e-12)
    assert np.maximum(free[1:], 0).sum() > kept[0] + 20


# --- what must not matter ---------------------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(problems(), st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_units_and_the_size_of_all_variances_do_not_matter(
    problem: tuple[Hierarchy, np.ndarray, np.ndarray], unit: float, size: float
) -> None:
    found, base, variances = problem
    plain = reconciled(found, base, variances)
    assert reconciled(found, unit * base, size * variances) == pytest.approx(
        unit * plain, rel=1e-7, abs=1e-7 * unit * base.max()
    )


def test_what_adds_up_stays() -> None:
    found = hierarchy_of(3, 4)
    cells = np.random.default_rng(6).lognormal(3, 2, (12, 5))
    cells[4] = 0
    assert reconciled(found, found.sums(cells), np.arange(1.0, 21.0)) == pytest.approx(found.sums(cells), rel=1e-12)


def test_order_of_rows_and_blocks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    found = hierarchy_of(3, 4)
    samples = np.random.default_rng(7).lognormal(3, 1.5, (20, 2, 30)).astype(np.float32)
    variances = np.random.default_rng(8).lognormal(3, 1, 20)
    plain = reconcile(draws_of(found.nodes, samples), found, variances)
    order = np.random.default_rng(9).permutation(20)
    moved = reconcile(draws_of(found.nodes.iloc[order], samples[order]), found, variances)
    assert np.array_equal(moved.samples, plain.samples)
    assert (plain.samples[found.aggregates :] == 0).any()
    monkeypatch.setattr(module, "BLOCK", 20 * 7)
    parts = reconcile(draws_of(found.nodes, samples), found, variances)
    assert parts.samples == pytest.approx(plain.samples, rel=1e-9, abs=1e-6)


def test_many_sums_are_solved_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    found = hierarchy_of(5, 6)
    base = np.random.default_rng(10).lognormal(3, 1, (42, 8))
    variances = np.random.default_rng(11).lognormal(3, 1, 42)
    dense = reconciled(found, base, variances)
    monkeypatch.setattr(module, "DENSE", 0)
    assert reconciled(found, base, variances) == pytest.approx(dense, rel=1e-8, abs=1e-8)


def test_input_is_left_alone() -> None:
    found = hierarchy_of(2, 2)
    draws = draws_of(found.nodes, np.random.default_rng(12).random((9, 1, 5)))
    before, variances = draws.samples.copy(), np.arange(1.0, 10.0)
    reconcile(draws, found, variances)
    assert np.array_equal(draws.samples, before) and variances.tolist() == list(range(1, 10))


# --- what must matter -------------------------------------------------------------------------------------------------


def test_the_more_certain_node_moves_less() -> None:
    found = hierarchy_of(1, 2, [[]])
    base = np.array([[100.0], [50.0], [30.0]])
    moves = [reconciled(found, base, np.array([v, 10.0, 10.0]))[0, 0] - 100 for v in (0.0, 1.0, 10.0, 1e6)]
    assert moves == pytest.approx([0, -20 / 21, -20 / 3, -20], abs=1e-3)


def test_cells_without_error_stay_exactly_and_sums_nearly() -> None:
    found = hierarchy_of(2, 3)
    cells = np.array([0.0, 5, 100, 200, 0, 300])
    base = found.sums(cells)[:, None] * np.linspace(0.8, 1.2, 12)[:, None]
    variances = (0.1 * base[:, 0]) ** 2
    variances[[1, 7]] = 0
    ours = reconciled(found, base, variances)[:, 0]
    assert ours[[6, 7, 10]] == pytest.approx(base[[6, 7, 10], 0], abs=0)
    assert ours[1] == pytest.approx(base[1, 0], rel=1e-5)
    assert ours[0] != pytest.approx(base[0, 0], rel=1e-3)


def test_what_cannot_be_is_named() -> None:
    found = hierarchy_of(1, 2, [[]])
    draws = draws_of(found.nodes, np.ones((3, 1, 2)))
    for wrong in ([1.0, 1.0], [1.0, -1.0, 1.0], [1.0, np.nan, 1.0], [0.0, 0.0, 0.0]):
        with pytest.raises(ParameterError, match="variances"):
            reconcile(draws, found, wrong)
    with pytest.raises(DataError, match="dangling-key"):
        reconcile(draws_of(found.nodes.iloc[1:], np.ones((2, 1, 2))), found, [1.0, 1.0, 1.0])
    with pytest.raises(DataError, match=r"2026.*total"):
        reconcile(draws_of(found.nodes, np.array([[[1.0, np.inf]], [[1, 1]], [[1, 1]]])), found, [1.0, 1.0, 1.0])


def test_variances_come_from_one_step_errors_of_the_method() -> None:
    found = hierarchy_of(2, 2)
    periods = pd.period_range("2013", "2025", freq="Y")
    rng = np.random.default_rng(13)
    cells = 500 * np.exp(rng.normal(0, [[0.02], [0.05], [0.1], [0.2]], (4, 13)).cumsum(axis=1))
    past = backtest_panel(
        found.aggregate_panel(Panel(found.index, periods, cells)), horizon=2, methods=("drift", "naive")
    )
    ours = error_variances(past.errors.sample(frac=1, random_state=0), found, method="naive")
    one = past.errors[(past.errors["method"] == "naive") & (past.errors["h"] == 1)]
    total = one[one["level"] == "total"]
    assert ours[0] == pytest.approx(((total["actual"] - total["forecast"]) ** 2).mean())
    assert ours[-1] > ours[-4]
    assert not np.allclose(ours, error_variances(past.errors, found))
    with pytest.raises(DataError) as caught:
        error_variances(past.errors[past.errors["level"] != "total"], found)
    assert [problem.value for problem in caught.value.problems] == ["total"]


# --- simulated worlds whose truth is known ----------------------------------------------------------------------------


def world(seed: int) -> tuple[Hierarchy, np.ndarray, np.ndarray]:
    """Return a crossed labour market: hierarchy, what is observed (B, 13) and the truth of the next year (B).

    Employment of 5 regions x 6 industries grows by a walk of region and industry and is surveyed with errors that
    are larger, in per cent, the smaller the cell.
    """
    rng = np.random.default_rng(seed)
    found = hierarchy_of(5, 6)
    size = rng.lognormal(6, 1.2, (30, 1))
    steps = rng.normal(0, 0.02, (5, 1, 14)) + rng.normal(0, 0.02, (1, 6, 14)) + 0.01
    truth = size * np.exp(steps.reshape(30, 14).cumsum(axis=1))
    noise = rng.normal(0, 1, (30, 13)) * 1.5 / np.sqrt(size)
    return found, truth[:, :13] * np.exp(noise), truth[:, 13]


def smoothed(history: np.ndarray) -> np.ndarray:
    """Return (N) a forecast by simple exponential smoothing: each node's own, so sums do not match."""
    weight = 0.3 + 0.6 * (np.arange(len(history)) % 2)
    level = history[:, 0]
    for column in history.T[1:]:
        level = weight * column + (1 - weight) * level
    return level


def test_reconciling_does_not_hurt_where_equal_weights_do() -> None:
    misses = []
    for seed in range(60):
        found, observed, truth = world(seed)
        history = found.sums(observed)
        errors = np.column_stack([history[:, t] - smoothed(history[:, :t]) for t in range(6, 13)])
        base = smoothed(history)[:, None]
        figures = np.column_stack(
            [
                reconciled(found, base, (errors**2).mean(axis=1)),
                found.sums(base[found.aggregates :]),
                base,
                reconciled(found, base, np.ones(len(base))),
                reconciled(found, base, found.matrix.sum(axis=1)),
            ]
        )
        miss = pd.DataFrame(np.abs(figures / found.sums(truth)[:, None] - 1))
        misses.append(miss.groupby(found.nodes["level"], sort=False).mean())
    ours, summed, base, equal, structural = np.mean(
        misses, axis=0
    ).T  # each by level: total, regions, industries, cells
    assert (ours[:3] < 0.99 * summed[:3]).all() and ours[3] <= summed[3]
    assert ours[0] < 0.9 * base[0] and (ours <= 1.01 * base).all()
    assert equal[3] > 1.2 * ours[3] and structural[3] > 1.1 * ours[3]


def test_equal_weights_swamp_small_cells_and_variances_do_not() -> None:
    rng = np.random.default_rng(14)
    found = hierarchy_of(1, 4, [[]])
    truth = found.sums(np.array([50.0, 500, 5_000, 50_000]))[:, None]
    base = truth * np.exp(rng.normal(0, 0.05, (5, 4000)))

    def smallest(variances: np.ndarray) -> float:
        return float(np.abs(reconciled(found, base, variances)[1] - 50).mean())

    alone = float(np.abs(base[1] - 50).mean())
    assert smallest((0.05 * truth[:, 0]) ** 2) < 1.01 * alone
    assert smallest(np.ones(5)) > 10 * alone
    assert smallest(np.array([4.0, 1, 1, 1, 1])) > 10 * alone


def test_with_true_variances_the_error_is_what_theory_says() -> None:
    rng = np.random.default_rng(15)
    found = hierarchy_of(3, 3)
    truth = found.sums(np.full(9, 1000.0))[:, None]
    deviation = rng.uniform(5, 30, (len(truth), 1))
    ours = reconciled(found, truth + deviation * rng.normal(size=(len(truth), 20_000)), deviation[:, 0] ** 2)
    summing = found.matrix.toarray()
    covariance = summing @ np.linalg.inv(summing.T @ (summing / deviation**2)) @ summing.T
    assert ours.mean(axis=1) == pytest.approx(truth[:, 0], abs=1)
    assert ours.std(axis=1) == pytest.approx(np.sqrt(np.diag(covariance)), rel=0.03)
    assert (np.sqrt(np.diag(covariance)) < deviation[:, 0]).all()
