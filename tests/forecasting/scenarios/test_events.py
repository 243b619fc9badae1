"""Events add and take what they should on average, in the right places, and never what is not there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.draws import Draws
from skillcast.errors import DataError, ParameterError
from skillcast.forecasting.scenarios.announcements import ProjectPriors
from skillcast.forecasting.scenarios.events import Closure, Event, Project, apply_events, at_one_end
from skillcast.parameters import load_parameters

YEARS = pd.period_range("2026", "2030", freq="Y")
PRIORS = ProjectPriors(realised=6, failed=4, share=0.8, share_spread=0.3, share_worth=5, delay=(3, 2, 1))
MILL = Closure("old mill", {"industry": "C31"}, "2028", 300)
WORKS = Project("battery works", {"industry": "C38"}, "2027", 400, PRIORS, profile=(0.5, 1.0))


def base(size: int = 500, level: float = 2000, spread: float = 0.05) -> Draws:
    """Return three industries, the first of two firms."""
    rng = np.random.default_rng(0)
    index = pd.DataFrame({"industry": ["C31", "C31", "C38", "D44"], "firm": ["x", "y", "z", "z"]})
    size_of = np.array([3.0, 1.0, 1.0, 1.0])[:, None, None]
    samples = level * size_of * np.exp(spread * rng.standard_normal((4, 5, size)))
    return Draws(index, YEARS, samples.astype(np.float32))


def change(events: list[Event], draws: Draws, **options: int) -> np.ndarray:
    """Return (N, H, S) what the events do."""
    return apply_events(draws, events, **options).draws.samples.astype(np.float64) - draws.samples


def test_projects_add_chance_times_share_times_jobs_on_average() -> None:
    draws = base(60_000, level=1e4)
    projects = [
        replace(WORKS, name=f"p{number}", jobs=jobs, priors=replace(PRIORS, realised=realised))
        for number, (jobs, realised) in enumerate([(400, 6), (900, 2), (150, 12)])
    ]
    expected = sum(p.jobs * p.priors.probability * p.priors.mean_share for p in projects)
    added = change(projects, draws)
    assert added[2, -1].mean() == pytest.approx(expected, rel=0.02)
    assert not added[[0, 1, 3]].any()
    weights, late = np.array([0, 0.5, 1.0, 1.0, 1.0]), np.array(PRIORS.delay) / sum(PRIORS.delay)
    by_year = [sum(late[k] * weights[max(h - k, 0)] for k in range(3)) for h in range(5)]
    assert added[2].mean(axis=1) == pytest.approx(expected * np.array(by_year), rel=0.03, abs=1)


def test_a_project_is_all_or_nothing_in_a_draw() -> None:
    added = change([WORKS], base(4000))[2]
    there = added[-1] > 0
    assert there.mean() == pytest.approx(PRIORS.probability, abs=0.03)
    assert not added[:, ~there].any() and (np.diff(added[:, there], axis=0) > -0.01).all()
    assert set(np.argmax(added[:, there] > 0, axis=0)) == {1, 2, 3}


def test_projects_share_what_is_not_known_of_projects_in_general() -> None:
    draws = base(20_000)
    priors = ProjectPriors(realised=1, failed=1, share=0.8, share_spread=0.1, share_worth=100, delay=(1,))
    two = [replace(WORKS, name="a", priors=priors), replace(WORKS, name="b", keys={"industry": "D44"}, priors=priors)]
    added = change(two, draws)[:, -1]
    came = added[2] > 0, added[3] > 0
    # of a uniform chance the two outcomes correlate by variance / (p (1 - p)) = (1/12) / (1/4)
    assert np.corrcoef(came)[0, 1] == pytest.approx(1 / 3, abs=0.04)
    sure = replace(priors, realised=500, failed=500)
    apart = change([replace(project, priors=sure) for project in two], draws)[:, -1]
    assert np.corrcoef(apart[2] > 0, apart[3] > 0)[0, 1] == pytest.approx(0, abs=0.04)


def test_a_project_begun_adds_only_what_is_to_come() -> None:
    draws = base(2000)
    begun = replace(WORKS, start="2025", priors=replace(PRIORS, delay=(1,)), profile=(0.25, 0.5, 1.0))
    ahead = replace(begun, start="2026")
    whole, rest = change([ahead], draws)[2, -1], change([begun], draws)[2, -1]
    assert rest == pytest.approx(0.75 * whole, abs=0.01)
    done = replace(begun, start="2010")
    assert not change([done], draws).any()


def test_default_profile_is_equal_yearly_steps() -> None:
    draws = base(500)
    plain = replace(WORKS, profile=(), priors=replace(PRIORS, delay=(1,)))
    added = change([plain], draws)[2]
    came = added[-1] > 0
    years = load_parameters(2026).integer("forecast.event_ramp")
    steps = np.clip(np.arange(5), 0, years) / years
    assert added[:, came] / added[-1, came] == pytest.approx(np.repeat(steps[:, None], came.sum(), axis=1), abs=1e-3)
    quarters = pd.period_range("2026Q1", periods=5, freq="Q")
    slow = apply_events(Draws(draws.index, quarters, draws.samples), [replace(plain, start="2026Q1")]).draws
    added = slow.samples[2, :, came] - draws.samples[2, :, came]
    assert (added[:, 3] / added[:, 0]) == pytest.approx(4.0, rel=0.01)


def test_a_closure_lasts_and_spills_over_within_its_bounds() -> None:
    lost = -change([MILL], base(20_000)).sum(axis=0)
    assert not lost[:2].any()
    assert lost[2] == pytest.approx(lost[4], abs=0.02)
    assert lost[2].min() >= 300 * 0.65 - 0.02 and lost[2].max() <= 300 * 1.5 + 0.02
    assert lost[2].mean() == pytest.approx(300 * (1 + (0.5 - 0.35) / 2), rel=0.01)


def test_both_ends_can_be_run() -> None:
    draws = base(200)
    ends = {end: -change(at_one_end([MILL, WORKS], end), draws).sum(axis=0)[2] for end in ("low", "high")}
    only_works = -change([WORKS], draws).sum(axis=0)[2]
    assert ends["low"] - only_works == pytest.approx(np.full(200, 300 * 0.65), abs=0.02)
    assert ends["high"] - only_works == pytest.approx(np.full(200, 300 * 1.5), abs=0.02)
    custom = load_parameters(2026, {"scenarios.spillover_high": 1.0})
    assert at_one_end([MILL], "high", parameters=custom)[0].spillover == (1.0, 1.0)


def test_the_loss_is_shared_by_size_and_keys_can_name_one_series() -> None:
    draws = base(50)
    lost = -change([MILL], draws)
    there = draws.samples[:2, 2:].astype(np.float64)
    assert lost[:2, 2:] / lost[:2, 2:].sum(axis=0) == pytest.approx(there / there.sum(axis=0), abs=1e-3)
    one = -change([replace(MILL, keys={"industry": "C31", "firm": "y"})], draws)
    assert not one[[0, 2, 3]].any() and one[1, 2:].min() > 190


def test_a_closure_that_may_not_come() -> None:
    lost = -change([replace(MILL, probability=0.3)], base(10_000)).sum(axis=0)[-1]
    assert (lost > 0).mean() == pytest.approx(0.3, abs=0.02)


def test_nothing_falls_below_zero_and_the_limit_is_told() -> None:
    draws = base(4000, level=100, spread=0.4)
    large = replace(MILL, keys={"industry": "C38"}, direct_jobs=95)
    result = apply_events(draws, [large])
    stock = draws.samples[2, 2:]
    assert result.draws.samples.min() == 0
    limited = result.effects.set_index("event").loc["old mill", "limited"]
    assert 0.2 < limited < 0.9
    assert limited == pytest.approx((result.draws.samples[2, 2:] == 0).any(axis=0).mean(), abs=1e-9)
    assert (result.draws.samples[2, 2:] <= stock).all()
    assert apply_events(base(), [MILL, WORKS]).effects["limited"].tolist() == [0.0, 0.0]


def test_effects_tell_what_was_done() -> None:
    draws = base(5000)
    effects = apply_events(draws, [MILL, WORKS]).effects
    assert effects["event"].tolist() == ["battery works", "old mill"]
    added = change([WORKS], draws).sum(axis=0)[-1]
    row = effects.iloc[0]
    assert (row["mean"], row["lo-80"], row["hi-80"]) == pytest.approx(
        (added.mean(), *np.quantile(added, [0.1, 0.9])), abs=0.01
    )
    assert effects.iloc[1]["hi-80"] < 0


def test_a_closure_larger_than_the_series_is_refused() -> None:
    draws = base()
    with pytest.raises(DataError, match="loss-exceeds-stock") as caught:
        apply_events(draws, [replace(MILL, direct_jobs=9000)])
    assert "9000" in str(caught.value) and "2028" in str(caught.value)
    two = [replace(MILL, name=name, direct_jobs=5000) for name in ("a", "b")]
    with pytest.raises(DataError) as both:
        apply_events(draws, two)
    assert [problem.value for problem in both.value.problems] == ["a", "b"]
    assert not change([replace(MILL, direct_jobs=5000)], draws)[2:].any()


def test_order_of_events_and_rows_does_not_matter_and_inputs_stay() -> None:
    draws = base(300)
    before = draws.samples.copy()
    events: list[Event] = [MILL, WORKS, replace(WORKS, name="second", keys={"industry": "C31"})]
    one = apply_events(draws, events, seed=4)
    two = apply_events(draws, events[::-1], seed=4)
    assert np.array_equal(one.draws.samples, two.draws.samples)
    pd.testing.assert_frame_equal(one.effects, two.effects)
    order = [2, 0, 3, 1]
    mixed = Draws(draws.index.iloc[order].reset_index(drop=True), draws.periods, draws.samples[order])
    assert apply_events(mixed, events, seed=4).draws.samples == pytest.approx(one.draws.samples[order], abs=0.01)
    assert np.array_equal(draws.samples, before)
    assert not np.array_equal(one.draws.samples, apply_events(draws, events, seed=5).draws.samples)
    assert np.array_equal(apply_events(draws, []).draws.samples, draws.samples)


def test_an_event_keeps_its_numbers_whatever_else_happens() -> None:
    draws = base(300)
    with_mill, alone = change([WORKS, MILL], draws), change([WORKS], draws)
    assert np.array_equal(with_mill[2], alone[2])


@given(st.floats(1, 1500), st.floats(1.05, 3))
def test_more_jobs_lost_never_leave_more(jobs: float, factor: float) -> None:
    draws = base(50)
    small, large = (
        apply_events(draws, [replace(MILL, direct_jobs=size)]).draws.samples for size in (jobs, jobs * factor)
    )
    assert (large <= small).all()


def test_every_fault_is_told_at_once() -> None:
    events: list[Event] = [
        replace(MILL, name="late", period="2040"),
        replace(MILL, name="early", period="2025"),
        replace(MILL, name="lost", keys={"industry": "Z99"}),
        replace(MILL, name="odd", keys={"county": "x"}),
        replace(MILL, name="none", keys={}),
        replace(WORKS, name="far", start="2031"),
        WORKS,
        WORKS,
    ]
    with pytest.raises(DataError) as caught:
        apply_events(base(), events)
    assert sorted(problem.kind for problem in caught.value.problems) == [
        "bad-parameter",
        *["dangling-key"] * 3,
        *["out-of-range"] * 3,
    ]


def test_events_that_cannot_be_are_refused_when_written() -> None:
    with pytest.raises(ParameterError) as caught:
        replace(MILL, period="soon", direct_jobs=-1, spillover=(0.5, -0.35), probability=0)
    assert len(caught.value.problems) == 4
    with pytest.raises(ParameterError) as caught:
        replace(WORKS, start="2027-13", jobs=0, profile=(0.5, -1))
    assert len(caught.value.problems) == 3
    crossed = load_parameters(2026, {"scenarios.spillover_low": 0.6})
    with pytest.raises(ParameterError, match="spillover_low, scenarios.spillover_high"):
        apply_events(base(20), [MILL], parameters=crossed)
