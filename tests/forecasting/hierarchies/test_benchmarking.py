"""External totals are met exactly or weighed as evidence, and what was said before is kept."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillcast.draws import Draws
from skillcast.errors import DataError, ParameterError
from skillcast.forecasting.hierarchies.benchmarking import benchmark, systematic
from skillcast.forecasting.hierarchies.hierarchy import Hierarchy
from skillcast.forecasting.hierarchies.reconciliation import bottom_up

INDEX = pd.MultiIndex.from_product([["N", "S"], ["C", "F", "I"]], names=["region", "industry"]).to_frame(index=False)


def market(draws: int, *, seed: int = 1) -> Draws:
    """Return six cells over two years whose totals are about normal: mean 6,000, standard deviation 300."""
    rng = np.random.default_rng(seed)
    common, own = rng.normal(0, 100, (2, draws)), rng.normal(0, 1, (6, 2, draws))
    return Draws(INDEX, pd.period_range("2026", "2027", freq="Y"), 1000 + (own - own.mean(axis=0)) * 20 + common / 2)


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 1e7), st.integers(0, 999))
def test_a_certain_total_is_met_in_every_scenario_and_shares_stay(total: float, seed: int) -> None:
    draws = market(40, seed=seed)
    found = benchmark(draws, [total, np.nan])
    sums = found.after.samples.sum(axis=0)
    assert sums[0] == pytest.approx(total, rel=1e-13)
    assert np.array_equal(found.after.samples[:, 1], draws.samples[:, 1])
    shares = draws.samples[:, 0] / draws.samples[:, 0].sum(axis=0)
    assert found.after.samples[:, 0] == pytest.approx(shares * total, rel=1e-12)
    assert found.effective == 40 and (found.factor[1] == 1).all()


def test_the_unadjusted_scenarios_are_kept() -> None:
    draws = market(500)
    copy = draws.samples.copy()
    for error in (None, [300.0, 300.0]):
        found = benchmark(draws, [6200.0, 6300.0], standard_error=error)
        assert np.array_equal(found.before.samples, copy)
        assert np.array_equal(found.after.samples, found.factor * found.before.samples[:, :, found.scenarios])


def test_all_margins_of_a_crossed_hierarchy_follow() -> None:
    hierarchy = Hierarchy.of(INDEX, [[], ["region"], ["industry"]])
    nodes = bottom_up(market(200), hierarchy)
    order = np.random.default_rng(2).permutation(len(nodes.index))
    moved = Draws(nodes.index.iloc[order], nodes.periods, nodes.samples[order])
    exact = benchmark(moved, [5000.0, 7000.0], hierarchy=hierarchy)
    assert exact.after.samples[0] == pytest.approx(np.repeat([[5000.0], [7000.0]], 200, axis=1), rel=1e-13)
    for found in (exact, benchmark(moved, [5900.0, 6100.0], standard_error=[300, 300], hierarchy=hierarchy)):
        assert found.before.index.equals(hierarchy.nodes) and found.after.index.equals(hierarchy.nodes)
        assert np.array_equal(hierarchy.sums(found.after.samples[hierarchy.aggregates :]), found.after.samples)
        assert not np.array_equal(found.after.samples, found.before.samples)
    with pytest.raises(DataError, match="dangling-key"):
        benchmark(Draws(nodes.index.iloc[1:], nodes.periods, nodes.samples[1:]), [5000.0, 7000.0], hierarchy=hierarchy)


def test_an_uncertain_total_counts_as_in_bayes_rule() -> None:
    draws = market(40_000)
    found = benchmark(draws, [6300.0, np.nan], standard_error=[400.0, np.nan])
    totals = found.after.samples.sum(axis=0)[0]
    weight = 300**2 / (300**2 + 400**2)
    assert totals.mean() == pytest.approx(6000 + weight * 300, abs=6)
    assert totals.std() == pytest.approx(300 * np.sqrt(1 - weight), rel=0.03)
    # one year of a market whose years are drawn apart says nothing about the other
    assert found.after.samples.sum(axis=0)[1].mean() == pytest.approx(6000, abs=6)


def test_cells_move_as_they_moved_with_the_total() -> None:
    rng = np.random.default_rng(3)
    total = rng.normal(0, 300, 40_000)
    cells = np.stack([3000 + 1.5 * total, 3000 - 0.5 * total])[:, None]
    draws = Draws(INDEX[:2], pd.PeriodIndex(["2026"], freq="Y"), cells)
    after = benchmark(draws, [6300.0], standard_error=[300.0]).after.mean()[:, 0]
    assert after == pytest.approx([3000 + 1.5 * 150, 3000 - 0.5 * 150], abs=10)


def test_a_vague_total_changes_nothing_and_a_sharper_one_more() -> None:
    draws = market(2000)
    vague = benchmark(draws, [9000.0, 9000.0], standard_error=[1e9, 1e9])
    assert vague.scenarios.tolist() == list(range(2000)) and vague.effective == pytest.approx(2000)
    means, effective = [], []
    for error in (1000.0, 500.0, 250.0):
        found = benchmark(draws, [6300.0, np.nan], standard_error=[error, np.nan])
        means.append(found.after.samples.sum(axis=0)[0].mean())
        effective.append(found.effective)
    assert 6000 < means[0] < means[1] < means[2] < 6300
    assert 2000 > effective[0] > effective[1] > effective[2]


def test_effective_number_is_that_of_the_weights() -> None:
    samples = np.repeat([[[100.0, 200.0]]], 30, axis=2)
    draws = Draws(INDEX[:1], pd.PeriodIndex(["2026"], freq="Y"), samples)
    found = benchmark(draws, [100.0], standard_error=[10.0])
    assert found.effective == pytest.approx(30)
    assert set(found.after.samples.ravel()) == {100.0}


def test_whole_persons_stay_whole_when_scenarios_are_only_weighted() -> None:
    draws = Draws(INDEX, pd.PeriodIndex(["2026"], freq="Y"), np.random.default_rng(4).integers(90, 110, (6, 1, 300)))
    assert benchmark(draws, [600.0], standard_error=[10.0]).after.samples.dtype == np.int64


def test_same_seed_same_bytes() -> None:
    draws = market(300)
    first, again, other = (
        benchmark(draws, [6200.0, 6200.0], standard_error=[300.0, 300.0], seed=seed).scenarios for seed in (5, 5, 6)
    )
    assert np.array_equal(first, again) and not np.array_equal(first, other)


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30).filter(any), st.floats(0, 1, exclude_max=True))
def test_each_scenario_is_drawn_as_often_as_its_weight_says(weights: list[float], start: float) -> None:
    share = np.array(weights) / sum(weights)
    times = np.bincount(systematic(share, start), minlength=len(share))
    assert times.sum() == len(share)
    assert (np.abs(times - len(share) * share) < 1 + 1e-9).all()


def test_what_cannot_be_is_all_named() -> None:
    draws = market(50)
    faults = (
        ([6000.0], None, ["total"]),
        ([6000.0], [1.0], ["total", "standard_error"]),
        ([np.nan, np.nan], None, ["total"]),
        ([-1.0, 6000.0], [300.0, 0.0], ["total", "standard_error"]),
        ([6000.0, np.inf], [np.nan, 300.0], ["total", "standard_error"]),
        ([9000.0, 9000.0], [10.0, 10.0], ["total"]),
    )
    for total, error, names in faults:
        with pytest.raises(ParameterError) as caught:
            benchmark(draws, total, standard_error=error)
        assert [problem.column for problem in caught.value.problems] == names
        assert "bad-parameter" in caught.value.text("zh")
    with pytest.raises(ParameterError, match="draws"):
        benchmark(draws.with_samples(draws.samples - 1000), [6000.0, 6000.0])
    empty = draws.with_samples(draws.samples * np.array([[1.0], [0.0]]))
    with pytest.raises(ParameterError, match="all zero"):
        benchmark(empty, [6000.0, 1.0])
    assert not benchmark(empty, [6000.0, 0.0]).after.samples[:, 1].any()
