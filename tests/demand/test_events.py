"""Projects and closures of the table `events` in the chain."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.demand.events import left_out, read_events
from skillcast.demand.industries import industry_scenarios, unused_scenarios
from skillcast.draws import Draws
from skillcast.errors import DataError
from skillcast.forecasting.scenarios import Closure, Project
from skillcast.panel import Panel
from skillcast.parameters import load_parameters
from skillcast.tables.events import EVENTS, read_profile

P = load_parameters(2025)
YEARS = range(2026, 2031)
SIZE = 4000


def rows(*events: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"name": f"e{place}", "industry": "C31", "start": 2027} | row for place, row in enumerate(events)]
    )


def flat(*industries: str, size: int = SIZE) -> tuple[Panel, Draws]:
    """A city without change: 10,000 persons in every industry, now and in every scenario."""
    index = pd.DataFrame({"industry": industries})
    history = Panel(index, pd.period_range("2020", "2025", freq="Y"), np.full((len(industries), 6), 10_000.0))
    ahead = np.full((len(industries), len(YEARS), size), 10_000, dtype=np.float32)
    return history, Draws(index, pd.period_range("2026", periods=len(YEARS), freq="Y"), ahead)


def change(events: pd.DataFrame | None, *industries: str, seed: int = 0) -> np.ndarray:
    history, ahead = flat(*(industries or ("C31",)))
    return industry_scenarios(history, ahead, parameters=P, events=events, seed=seed).samples - 10_000


def test_signs_decide_what_a_row_is() -> None:
    project, closure = read_events(
        rows({"jobs": 80, "probability": 0.6}, {"jobs": -50, "probability": 1.0}), years=YEARS, parameters=P
    )
    assert isinstance(project, Project)
    assert isinstance(closure, Closure)
    assert (closure.direct_jobs, closure.probability, closure.spillover) == (50, 1.0, None)


def test_a_probability_is_the_bureaus_own_prior_and_its_absence_the_parameters() -> None:
    judged, unknown = read_events(
        rows({"jobs": 80, "probability": 0.8}, {"jobs": 80, "probability": None}), years=YEARS, parameters=P
    )
    assert isinstance(judged, Project)
    assert isinstance(unknown, Project)
    assert judged.priors.probability == pytest.approx(0.8)
    assert judged.priors.realised + judged.priors.failed == pytest.approx(P.number("scenarios.project_judgement"))
    assert unknown.priors.realised == P.number("scenarios.project_realised")
    assert unknown.priors.probability < 0.99


@pytest.mark.parametrize("probability", [0.3, 0.9, None])
def test_a_project_comes_as_often_as_it_is_likely(probability: float | None) -> None:
    came = (change(rows({"jobs": 2000, "start": 2026, "probability": probability, "delay": 0.0}))[0, -1] > 0).mean()
    assert came == pytest.approx(0.5 if probability is None else probability, abs=0.04)


def test_profile_delay_and_share_of_the_table_are_used() -> None:
    table = rows(
        {"jobs": 1000, "start": 2026, "probability": 0.9, "profile": "0.2、1", "delay": 0.0, "realised_share": 0.5}
    )
    posts = change(table)[0]
    came = posts[:, posts[-1] > 0]
    assert np.median(came[3]) == pytest.approx(500, rel=0.06)
    assert came[1].mean() / came[2].mean() == pytest.approx(0.2, abs=0.005)
    late = change(table.assign(delay=3.0))[0]
    assert late[3].mean() < 0.5 * posts[3].mean()


def test_a_closure_loses_its_posts_at_once_and_for_good_with_its_spillover() -> None:
    lost = -change(rows({"jobs": -2000, "probability": 1.0}))[0]
    low, high = P.number("scenarios.spillover_low"), P.number("scenarios.spillover_high")
    assert (lost[:2] == 0).all()
    assert np.array_equal(lost[2], lost[-1])
    assert 2000 * (1 + low) - 1 <= lost[2].min() < lost[2].max() <= 2000 * (1 + high) + 1
    assert lost[2].mean() == pytest.approx(2000 * (1 + (low + high) / 2), rel=0.02)
    own = -change(rows({"jobs": -2000, "probability": 1.0, "spillover_low": 0.1, "spillover_high": 0.1}))[0]
    assert np.unique(own[2]).tolist() == [2200]


def test_both_ends_of_the_spillover_enclose_the_draws() -> None:
    history, ahead = flat("C31")
    table = rows({"jobs": -2000, "probability": 1.0})
    drawn = industry_scenarios(history, ahead, parameters=P, events=table).samples
    low, high = (
        industry_scenarios(history, ahead, parameters=P, events=table, end=end).samples for end in ("low", "high")
    )
    assert (high <= drawn).all()
    assert (drawn <= low).all()


def test_rows_of_one_name_are_one_thing() -> None:
    table = rows({"jobs": 400, "probability": 0.5, "start": 2026}, {"jobs": 900, "probability": 0.5, "start": 2026})
    table = table.assign(name="园区", industry=["C31", "C32"])
    one, two = change(table, "C31", "C32")[:, -1]
    assert np.array_equal(one > 0, two > 0)
    assert 0 < (one > 0).mean() < 1
    apart = change(table.assign(name=["甲", "乙"]), "C31", "C32")[:, -1]
    assert not np.array_equal(apart[0] > 0, apart[1] > 0)


@given(order=st.permutations(range(4)), seed=st.integers(0, 3))
def test_the_order_of_rows_does_not_matter(order: list[int], seed: int) -> None:
    table = rows(
        {"jobs": 300, "probability": 0.5},
        {"jobs": -700, "probability": 0.5},
        {"jobs": 120, "probability": 0.7, "start": 2026},
        {"jobs": -50, "probability": 1.0, "start": 2029},
    )
    assert np.array_equal(change(table, seed=seed), change(table.iloc[order], seed=seed))


def test_without_events_nothing_changes_and_persons_stay_whole() -> None:
    history, ahead = flat("C31", size=50)
    moved = ahead.with_samples(ahead.samples + np.float32(0.4))
    plain = industry_scenarios(history, moved, parameters=P)
    none = industry_scenarios(
        history, moved, parameters=P, events=rows({"jobs": 80, "probability": 0.0}, {"jobs": 0, "probability": 0.5})
    )
    assert plain.samples.tobytes() == none.samples.tobytes()
    assert plain.samples.dtype == np.int64
    assert plain.periods[0].year == 2025
    assert (plain.samples[:, 0] == 10_000).all()


def test_an_industry_is_never_below_zero() -> None:
    history, ahead = flat("C31")
    table = rows({"jobs": -10_000, "probability": 1.0}, {"jobs": 500, "probability": 0.5, "start": 2026})
    assert (industry_scenarios(history, ahead, parameters=P, events=table).samples >= 0).all()


def test_events_outside_the_forecast_are_left_out_and_named() -> None:
    table = rows(
        {"jobs": 80, "probability": 0.5, "start": 2040},
        {"jobs": -80, "probability": 1.0, "start": 2024},
        {"jobs": 80, "probability": 0.5, "start": 2024},
    )
    assert left_out(table, years=YEARS) == ["e0", "e1"]
    assert [event.name for event in read_events(table, years=YEARS, parameters=P)] == ["e2"]
    ((zh, en),) = unused_scenarios(table, None, flat("C31", size=2)[1])
    assert "e0、e1" in zh
    assert "e0, e1" in en


def test_closures_cannot_take_more_than_is_there() -> None:
    with pytest.raises(DataError, match="loss-exceeds-stock"):
        change(rows({"jobs": -10_001, "probability": 1.0}))


def test_an_industry_without_employment_is_refused() -> None:
    with pytest.raises(DataError, match="dangling-key"):
        change(rows({"jobs": 80, "probability": 0.5}).assign(industry="D44"))


@pytest.mark.parametrize(
    ("row", "kind", "column"),
    [
        ({"jobs": 80, "probability": 1.0}, "out-of-range", "probability"),
        ({"jobs": -80}, "missing-value", "probability"),
        ({"jobs": 80, "probability": 0.5, "profile": "30%"}, "inconsistent", "profile"),
        ({"jobs": -80, "probability": 1.0, "delay": 1.0}, "inconsistent", "delay"),
        ({"jobs": -80, "probability": 1.0, "profile": "1"}, "inconsistent", "profile"),
        (
            {"jobs": 80, "probability": 0.5, "spillover_low": 0.1, "spillover_high": 0.2},
            "inconsistent",
            "spillover_low",
        ),
        (
            {"jobs": -80, "probability": 0.5, "spillover_low": 0.3, "spillover_high": 0.2},
            "inconsistent",
            "spillover_low",
        ),
        ({"jobs": -80, "probability": 0.5, "spillover_low": 0.3}, "inconsistent", "spillover_low"),
    ],
)
def test_contradictions_in_a_row_are_found(row: dict[str, object], kind: str, column: str) -> None:
    table = rows({"jobs": 10, "probability": 0.5}, row)
    texts = {"profile": table["profile"].fillna("")} if "profile" in table else {}
    found = [problem for check in EVENTS.row_checks for problem in check(table.assign(**texts))]
    assert [(problem.kind, problem.column) for problem in found if problem.row == 1][:1] == [(kind, column)]
    assert not [problem for problem in found if problem.row == 0]


def test_a_profile_is_read_with_any_separator() -> None:
    assert {read_profile(text) for text in ("0.3;0.7;1", "0.3、0.7、1", ".3 0.7 1.0", "0.3/0.7/1")} == {(0.3, 0.7, 1.0)}
    assert read_profile("1.2") is None
