"""Elasticities are found in worlds of known truth, shrink the right way and are as sure as they say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.errors import DataError, ParameterError
from skillcast.forecasting.scenarios.elasticities import Elasticities, ElasticityPrior, estimate_elasticities
from skillcast.panel import Panel
from skillcast.parameters import load_parameters

VAGUE = ElasticityPrior(0.4, 5.0, 0.2)


def panel(growth: np.ndarray, names: list[str], column: str = "industry", extra: list[str] | None = None) -> Panel:
    """Return (N, T + 1) levels that grow by `growth` (N, T) in logs."""
    levels = 1000 * np.exp(np.c_[np.zeros(len(growth)), growth.cumsum(axis=1)])
    index = pd.DataFrame({column: names} | ({"firm": extra} if extra else {}))
    return Panel(index, pd.period_range("2000", periods=levels.shape[1], freq="Y"), levels)


def world(
    seed: int, *, years: int = 13, series: int = 6, noise: float = 0.03, common: float = 0.02
) -> tuple[Panel, Panel, np.ndarray]:
    """Return a panel of three industries, their output, and the true elasticity of each series."""
    rng = np.random.default_rng(seed)
    output = rng.normal(0.03, 0.06, (3, years))
    truth = rng.normal(0.4, 0.3, (3, 1)) + rng.normal(0, 0.2, (3, series))
    errors = rng.normal(0, common, (3, 1, years)) + rng.normal(0, noise, (3, series, years))
    growth = 0.01 + truth[:, :, None] * output[:, None] + errors
    names = ["C25", "C31", "D44"]
    firms = [f"f{number}" for number in range(series)] * 3
    keyed = panel(growth.reshape(-1, years), list(np.repeat(names, series)), extra=firms)
    return keyed, panel(output, names), truth.ravel()


def by_key(found: Elasticities) -> pd.DataFrame:
    return found.frame().set_index(["industry", "firm"]).sort_index()


def test_exact_elasticities_are_recovered() -> None:
    rng = np.random.default_rng(0)
    output = rng.normal(0.02, 0.05, (2, 12))
    truth = np.array([0.3, 0.9])
    found = estimate_elasticities(
        panel(0.01 + truth[:, None] * output, ["a", "b"]), panel(output, ["a", "b"]), prior=VAGUE
    )
    assert found.mean == pytest.approx(truth, abs=1e-3) and found.own == pytest.approx(truth, abs=1e-9)
    assert (found.error < 1e-3).all() and found.years.tolist() == [12, 12]


def test_own_estimate_is_least_squares() -> None:
    posts, output, _ = world(3)
    found = estimate_elasticities(posts, output)
    x, y = np.diff(np.log(output.values[0])), np.diff(np.log(posts.values[0]))
    assert found.own[0] == pytest.approx(np.polyfit(x, y, 1)[0])
    assert found.mean[0] == pytest.approx(
        found.weight[0] * (found.own[0] - found.shared[0] * found.centre[0, 1])
        + (1 - found.weight[0]) * found.centre[0, 0]
    )


def test_few_years_and_much_noise_shrink_more() -> None:
    def pull(**options: float) -> float:
        return float(np.mean([estimate_elasticities(*world(seed, **options)[:2]).weight.mean() for seed in range(10)]))

    assert pull(years=5) < pull(years=13) < pull(years=40)
    assert pull(noise=0.06) < pull(noise=0.03) < pull(noise=0.01)


def test_shrinking_lowers_the_error_and_pulls_towards_the_mean_of_the_driver() -> None:
    own, shrunk = [], []
    for seed in range(30):
        posts, output, truth = world(seed, years=8)
        found = estimate_elasticities(posts, output)
        own.append(((found.own - truth) ** 2).mean())
        shrunk.append(((found.mean - truth) ** 2).mean())
        spread = [float(np.ptp(values[:6])) for values in (found.mean, found.own)]
        assert spread[0] < spread[1]
    assert np.mean(shrunk) < 0.75 * np.mean(own)


def test_posterior_covers_the_truth_at_about_the_level_it_names() -> None:
    inside = {0.8: [], 0.95: []}
    for seed in range(80):
        posts, output, truth = world(seed)
        found = estimate_elasticities(posts, output)
        for level, wide in ((0.8, 1.2816), (0.95, 1.96)):
            inside[level].append((np.abs(truth - found.mean) < wide * found.error).mean())
    assert 0.72 <= np.mean(inside[0.8]) <= 0.86
    assert 0.90 <= np.mean(inside[0.95]) <= 0.98


def test_a_year_that_all_share_keeps_the_mean_of_a_driver_unsure() -> None:
    alone = estimate_elasticities(*world(1, common=0.0, series=20)[:2])
    tied = estimate_elasticities(*world(1, common=0.06, noise=0.03, series=20)[:2])
    assert (tied.covariance[:, 0, 0] > 2 * alone.covariance[:, 0, 0]).all()


def test_draws_have_the_moments_of_the_posterior_and_hang_together() -> None:
    found = estimate_elasticities(*world(2, years=6)[:2])
    draws = found.draw(40_000, seed=1)
    assert draws.mean(axis=1) == pytest.approx(found.mean, abs=0.01)
    assert draws.std(axis=1) == pytest.approx(found.error, rel=0.03)
    correlation = np.corrcoef(draws)
    assert correlation[0, 1] > 0.1 and abs(correlation[0, 7]) < 0.03


def test_without_data_the_prior_speaks() -> None:
    output = panel(np.random.default_rng(1).normal(0, 0.05, (1, 12)), ["a"])
    values = np.full((1, 13), np.nan)
    values[0, -2:] = 100
    found = estimate_elasticities(Panel(output.index, output.periods, values), output)
    table = load_parameters(2012)
    assert found.mean[0] == pytest.approx(table.number("scenarios.elasticity"))
    assert np.isnan(found.own[0]) and found.weight[0] == 0 and found.years[0] == 1
    spread = np.hypot(table.number("scenarios.elasticity_error"), found.spread)
    assert found.error[0] == pytest.approx(spread)
    assert found.draw(20_000)[0].std() == pytest.approx(spread, rel=0.03)


def test_the_prior_matters_less_with_more_years() -> None:
    def reach(years: int) -> float:
        posts, output, _ = world(4, years=years, series=1)
        low, high = (
            estimate_elasticities(posts, output, prior=ElasticityPrior(mean, 0.3, 0.2)).mean for mean in (0.0, 1.0)
        )
        return float((high - low).mean())

    assert reach(4) > reach(12) > reach(60) > 0


def test_order_of_rows_and_names_of_others_do_not_matter() -> None:
    posts, output, _ = world(5)
    found = estimate_elasticities(posts, output)
    order = np.random.default_rng(0).permutation(len(posts.index))
    mixed = Panel(posts.index.iloc[order].reset_index(drop=True), posts.periods, posts.values[order])
    turned = Panel(output.index[::-1].reset_index(drop=True), output.periods, output.values[::-1].copy())
    other = estimate_elasticities(mixed, turned)
    pd.testing.assert_frame_equal(by_key(found), by_key(other))
    assert found.draw(50, seed=3)[order] == pytest.approx(other.draw(50, seed=3))
    assert not np.array_equal(found.draw(50, seed=3), found.draw(50, seed=4))


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_units_do_not_matter(jobs: float, money: float) -> None:
    posts, output, _ = world(6, series=2)
    scaled = estimate_elasticities(
        Panel(posts.index, posts.periods, posts.values * jobs),
        Panel(output.index, output.periods, output.values * money),
    )
    assert scaled.mean == pytest.approx(estimate_elasticities(posts, output).mean, abs=1e-8)


def test_missing_years_and_zeros_are_left_out_and_inputs_stay() -> None:
    posts, output, _ = world(7)
    holed = posts.values.copy()
    holed[0, 4], holed[1, 8] = np.nan, 0
    before = holed.copy()
    found = estimate_elasticities(Panel(posts.index, posts.periods, holed), output)
    assert found.years[:3].tolist() == [11, 11, 13]
    assert np.array_equal(holed, before, equal_nan=True)


def test_a_series_without_driver_stands_apart() -> None:
    posts, output, _ = world(8)
    only = Panel(output.index[:1], output.periods, output.values[:1].copy())
    found = estimate_elasticities(posts, only)
    assert np.isnan(found.mean[6:]).all() and not found.draw(10)[6:].any() and (found.explained[6:] == 0).all()
    assert found.frame()["driver"].tolist() == ["C25"] * 6 + [""] * 12


def test_explained_share_is_that_of_the_world() -> None:
    rng = np.random.default_rng(9)
    output = rng.normal(0, 0.05, (1, 2000))
    growth = 0.8 * output + rng.normal(0, 0.03, (1, 2000))
    found = estimate_elasticities(panel(growth, ["a"]), panel(output, ["a"]), prior=VAGUE)
    assert found.explained[0] == pytest.approx(0.04**2 / (0.04**2 + 0.03**2), abs=0.03)


def test_what_cannot_be_used_is_refused_at_once() -> None:
    posts, output, _ = world(10)
    values = output.values.copy()
    values[0, 3], values[2, 5] = -1, 0
    with pytest.raises(DataError) as caught:
        estimate_elasticities(posts, Panel(output.index, output.periods, values))
    assert [problem.kind for problem in caught.value.problems] == ["out-of-range"] * 2
    assert "C25 2003" in caught.value.text("en") and "D44 2005" in caught.value.text("zh")
    with pytest.raises(DataError, match="Panel.annual"):
        months = pd.period_range("2000-01", periods=14, freq="M")
        estimate_elasticities(Panel(posts.index, months, posts.values), output)
    with pytest.raises(DataError, match="dangling-key"):
        estimate_elasticities(posts, panel(np.ones((1, 3)), ["Z"]))
    with pytest.raises(DataError, match="missing-column"):
        estimate_elasticities(posts, panel(np.ones((1, 3)), ["C25"], column="group"))
    with pytest.raises(DataError, match="out-of-range"):
        estimate_elasticities(Panel(posts.index, posts.periods, -posts.values), output)
    with pytest.raises(ParameterError):
        ElasticityPrior(0.4, 0.0, 0.2)
