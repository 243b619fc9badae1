"""Scenarios of drivers move a forecast by what they bring beyond what was expected, and by no more."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.draws import Draws
from skillcast.errors import DataError, ParameterError
from skillcast.forecasting.scenarios.elasticities import estimate_elasticities
from skillcast.forecasting.scenarios.paths import apply_paths, changed_path, conditional, expected_path, path_draws
from skillcast.panel import Panel

from .test_elasticities import panel, world

POSTS, OUTPUT, TRUTH = world(1, years=40, noise=0.005, common=0.0)
FOUND = estimate_elasticities(POSTS, OUTPUT)
EXPECTED = expected_path(OUTPUT, horizon=3)


def base(size: int = 300, spread: float = 0.05) -> Draws:
    """Return a forecast of the world's series that knows nothing of output."""
    rng = np.random.default_rng(0)
    logs = rng.normal(0, spread, (len(POSTS.index), 3, size)) * np.sqrt([[1.0], [2.0], [3.0]])
    return Draws(POSTS.index, EXPECTED.periods, (800 * np.exp(logs)).astype(np.float32))


def test_going_as_expected_changes_nothing() -> None:
    draws = base()
    certain = path_draws({"expected": EXPECTED}, error=0.0, certain=True, size=300)
    assert np.array_equal(apply_paths(draws, FOUND, certain, EXPECTED).samples, draws.samples)


def test_joint_draws_around_the_expected_keep_the_centre_and_widen() -> None:
    draws = base(20_000)
    moved = apply_paths(draws, FOUND, path_draws({"e": EXPECTED}, error=0.08, size=20_000), EXPECTED)
    assert moved.quantile(0.5) == pytest.approx(draws.quantile(0.5), rel=0.01)
    width = [np.log(item.quantile(0.9) / item.quantile(0.1)) for item in (draws, moved)]
    strong = FOUND.mean > 0.3
    assert strong.any() and (width[1] > width[0])[strong].all()


def test_a_change_of_the_driver_acts_by_the_elasticity() -> None:
    draws = base()
    told = conditional(draws, FOUND, {"e": EXPECTED, "low": changed_path(EXPECTED, {"C31": -0.1})}, EXPECTED)
    ratio = (told["low"].samples / told["e"].samples).mean(axis=2)
    rows = np.flatnonzero(POSTS.index["industry"] == "C31")
    assert ratio[rows] == pytest.approx(np.repeat(0.9 ** TRUTH[rows, None], 3, axis=1), abs=0.01)
    others = np.delete(np.arange(len(POSTS.index)), rows)
    assert np.array_equal(told["low"].samples[others], draws.samples[others])


def test_common_random_numbers_make_differences_clean() -> None:
    draws = base()
    cuts = {f"{cut:.0%}": changed_path(EXPECTED, {"C25": -cut}) for cut in (0.0, 0.05, 0.1, 0.2)}
    told = list(conditional(draws, FOUND, cuts, EXPECTED, seed=3).values())
    rows = np.flatnonzero((POSTS.index["industry"] == "C25") & (FOUND.mean > 5 * FOUND.error))
    assert len(rows)
    assert all((low.samples[rows] < high.samples[rows]).all() for high, low in pairwise(told))
    ratio = told[2].samples[rows[0]] / draws.samples[rows[0]]
    assert np.ptp(ratio) < 0.1 * np.ptp(draws.samples[rows[0]] / draws.samples[rows[0]].mean())


def test_intervals_given_the_drivers_hold_in_a_world_that_is_known() -> None:
    inside = {"wide": [], "narrow": []}
    for seed in range(40):
        posts, output, _ = world(seed, years=16, noise=0.02, common=0.0)
        known, future = slice(0, 14), slice(14, 17)
        past = Panel(posts.index, posts.periods[known], posts.values[:, known].copy())
        drivers = Panel(output.index, output.periods[known], output.values[:, known].copy())
        baseline = expected_path(drivers, horizon=3)
        growth = np.diff(np.log(past.values), axis=1)
        steps = np.random.default_rng(seed).standard_normal((len(past.index), 3, 400)).cumsum(axis=1)
        centre = expected_path(past, horizon=3).values
        wide = growth.std(axis=1, ddof=2)[:, None, None] * np.sqrt(1 + 3 / 13)
        draws = Draws(past.index, baseline.periods, (centre[:, :, None] * np.exp(wide * steps)).astype(np.float32))
        path = Panel(output.index, baseline.periods, output.values[:, future].copy())
        happened = path_draws({"what came": path}, error=0.0, certain=True, size=400)
        found = estimate_elasticities(past, drivers)
        for name in inside:
            moved = apply_paths(draws, found, happened, baseline, narrow=name == "narrow")
            truth = posts.values[:, future]
            inside[name].append(((truth >= moved.quantile(0.1)) & (truth <= moved.quantile(0.9))).mean())
    assert 0.74 <= np.mean(inside["narrow"]) <= 0.88
    assert np.mean(inside["wide"]) > np.mean(inside["narrow"]) + 0.05


def test_narrowing_keeps_the_median_and_leaves_what_the_driver_does_not_explain() -> None:
    draws = base(2000)
    certain = path_draws({"e": EXPECTED}, error=0.0, certain=True, size=2000)
    moved = apply_paths(draws, FOUND, certain, EXPECTED, narrow=True)
    assert moved.quantile(0.5) == pytest.approx(draws.quantile(0.5), rel=1e-3)
    ratio = np.log(moved.samples).std(axis=2) / np.log(draws.samples).std(axis=2)
    assert ratio == pytest.approx(np.repeat(np.sqrt(1 - FOUND.explained)[:, None], 3, axis=1), abs=1e-3)
    zero = Draws(draws.index, draws.periods, np.zeros_like(draws.samples))
    assert not apply_paths(zero, FOUND, certain, EXPECTED, narrow=True).samples.any()


def test_named_paths_are_taken_by_their_probabilities() -> None:
    paths = {"plan": EXPECTED, "cut": changed_path(EXPECTED, {"C31": [-0.1, -0.2, -0.3]})}
    draws = path_draws(paths, error=0.0, size=1000, probabilities={"cut": 0.25, "plan": 0.75}, seed=2)
    low = draws.samples[1] < 0.95 * EXPECTED.values[1][:, None]
    assert low.sum(axis=1).tolist() == [250, 250, 250]
    assert (low == low[0]).all()
    assert draws.samples[1, 2][low[2]] == pytest.approx(0.7 * EXPECTED.values[1, 2], rel=1e-6)


def test_error_adds_up_over_the_years_and_is_shared() -> None:
    draws = path_draws({"e": EXPECTED}, error=0.04, size=40_000, common=0.5)
    logs = np.log(draws.samples / EXPECTED.values[:, :, None])
    assert logs.std(axis=2) == pytest.approx(np.repeat(0.04 * np.sqrt([[1, 2, 3]]), 3, axis=0), rel=0.03)
    assert np.corrcoef(logs[:, 0])[0, 1] == pytest.approx(0.5, abs=0.03)
    assert np.corrcoef(logs[0])[0, 2] == pytest.approx(np.sqrt(1 / 3), abs=0.03)


def test_expected_path_goes_on_as_growth_dies_out() -> None:
    steady = panel(np.full((1, 10), 0.05), ["a"])
    found = expected_path(steady, horizon=3)
    assert np.log(found.values[0] / steady.values[0, -1]) == pytest.approx(0.05 * np.array([1, 1.85, 2.5725]))
    assert found.periods.astype(str).tolist() == ["2011", "2012", "2013"]
    late = steady.values.copy()
    late[0, :4] = np.nan
    assert expected_path(Panel(steady.index, steady.periods, late), horizon=3).values == pytest.approx(found.values)


def test_order_does_not_matter_and_inputs_stay() -> None:
    draws = base()
    paths = {"low": changed_path(EXPECTED, {"C31": -0.1}), "high": changed_path(EXPECTED, {"D44": 0.1})}
    shares = {"low": 0.3, "high": 0.7}
    before = draws.samples.copy(), EXPECTED.values.copy()
    one = apply_paths(draws, FOUND, path_draws(paths, error=0.03, size=300, probabilities=shares), EXPECTED, seed=5)
    order = np.random.default_rng(1).permutation(len(draws.index))
    mixed = Draws(draws.index.iloc[order].reset_index(drop=True), draws.periods, draws.samples[order])
    turned = {
        name: Panel(path.index[::-1].reset_index(drop=True), path.periods, path.values[::-1].copy())
        for name, path in reversed(paths.items())
    }
    future = path_draws(turned, error=0.03, size=300, probabilities=shares)
    two = apply_paths(mixed, FOUND, future, EXPECTED, seed=5)
    assert np.array_equal(one.samples[order], two.samples)
    assert np.array_equal(draws.samples, before[0]) and np.array_equal(EXPECTED.values, before[1])
    other = apply_paths(draws, FOUND, path_draws(paths, error=0.03, size=300, probabilities=shares), EXPECTED, seed=6)
    assert not np.array_equal(one.samples, other.samples)


@given(st.floats(0.1, 10))
def test_the_scale_of_the_driver_does_not_matter(scale: float) -> None:
    draws = base(50)
    low = changed_path(EXPECTED, {"C31": -0.1})
    scaled = [Panel(path.index, path.periods, path.values * scale) for path in (low, EXPECTED)]
    one = conditional(draws, FOUND, {"low": low}, EXPECTED)["low"]
    assert conditional(draws, FOUND, {"low": scaled[0]}, scaled[1])["low"].samples == pytest.approx(
        one.samples, rel=1e-4
    )


def test_a_single_path_is_never_certain_by_accident() -> None:
    with pytest.raises(ParameterError, match="certain-future"):
        path_draws({"plan": EXPECTED}, error=0.0, size=10)
    with pytest.raises(ParameterError, match="certain-future"):
        path_draws({"a": EXPECTED, "b": EXPECTED}, error=0.0, size=10, probabilities={"a": 1.0, "b": 0.0})
    assert path_draws({"plan": EXPECTED}, error=0.0, size=10, certain=True).size == 10


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"error": -0.1}, "bad-parameter"),
        ({"common": 1.5}, "bad-parameter"),
        ({"probabilities": {"a": 1.0}}, "bad-parameter"),
        ({"probabilities": {"a": 0.4, "b": 0.4}}, "weights-not-one"),
        ({"probabilities": None}, "bad-parameter"),
    ],
)
def test_bad_options_are_refused(options: dict[str, object], kind: str) -> None:
    given_options = {"error": 0.02, "size": 10, "probabilities": {"a": 0.5, "b": 0.5}} | options
    with pytest.raises(ParameterError, match=kind):
        path_draws({"a": EXPECTED, "b": EXPECTED}, **given_options)  # type: ignore[arg-type]


def test_drivers_and_periods_must_be_there() -> None:
    draws = base(10)
    whole = path_draws({"e": EXPECTED}, error=0.01, size=10)
    part = Draws(whole.index[1:].reset_index(drop=True), whole.periods[:2], whole.samples[1:, :2].copy())
    with pytest.raises(DataError) as caught:
        apply_paths(draws, FOUND, part, EXPECTED)
    assert {(p.kind, p.value, p.facts["missing"]) for p in caught.value.problems} == {
        ("incomplete-forecast", "C25", ", ".join(EXPECTED.periods.astype(str))),
        ("incomplete-forecast", "C31", str(EXPECTED.periods[-1])),
        ("incomplete-forecast", "D44", str(EXPECTED.periods[-1])),
    }
    with pytest.raises(ParameterError, match="10 draws"):
        apply_paths(draws, FOUND, path_draws({"e": EXPECTED}, error=0.01, size=11), EXPECTED)
    with pytest.raises(DataError, match="out-of-range"):
        apply_paths(draws, FOUND, whole.with_samples(np.zeros_like(whole.samples)), EXPECTED)
    with pytest.raises(DataError, match="dangling-key"):
        strangers = Draws(POSTS.index.assign(industry="Z"), draws.periods, draws.samples)
        apply_paths(strangers, FOUND, whole, EXPECTED)
    with pytest.raises(DataError) as caught:
        changed_path(EXPECTED, {"Z99": -0.1, "C31": -1.0, "C25": [0.1, 0.2]})
    assert [problem.kind for problem in caught.value.problems] == ["dangling-key", "out-of-range", "out-of-range"]
    ended = OUTPUT.values.copy()
    ended[0, -1] = np.nan
    with pytest.raises(DataError, match="incomplete-forecast"):
        expected_path(Panel(OUTPUT.index, OUTPUT.periods, ended), horizon=1)


def test_series_without_elasticity_stay() -> None:
    draws = base(50)
    future = path_draws({"e": EXPECTED}, error=0.05, size=50)
    fewer = estimate_elasticities(Panel(POSTS.index[:6], POSTS.periods, POSTS.values[:6].copy()), OUTPUT)
    moved = apply_paths(draws, fewer, future, EXPECTED)
    assert np.array_equal(moved.samples[6:], draws.samples[6:])
    assert not np.array_equal(moved.samples[:6], draws.samples[:6])
