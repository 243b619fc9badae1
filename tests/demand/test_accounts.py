"""Exits and openings: every account closes in every scenario."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillcast.demand.exits import CAUSES, assumed_rates, draw_exits, exit_rates
from skillcast.demand.industries import industry_scenarios
from skillcast.demand.openings import count_openings
from skillcast.draws import Draws
from skillcast.panel import Panel
from skillcast.streams import stream

YEARS = [2026, 2027, 2028]


def stocks(seed: int, occupations: int = 4, size: int = 200) -> Draws:
    rng = stream(seed, "stocks")
    samples = rng.integers(0, 400, size=(occupations, len(YEARS) + 1, size))
    index = pd.DataFrame({"occupation": [f"6-31-01-{row:02d}" for row in range(occupations)]})
    return Draws(index, pd.period_range("2025", periods=len(YEARS) + 1, freq="Y"), samples)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), definition=st.sampled_from(["net", "gross"]))
def test_accounts_close_exactly(seed: int, definition: str) -> None:
    stock = stocks(seed)
    rates = exit_rates(list(stock.index["occupation"]), YEARS, ages=None)
    accounts = count_openings(stock, draw_exits(stock, rates, seed=seed), definition=definition)  # type: ignore[arg-type]
    accounts.check()
    before, after = stock.samples[:, :-1], stock.samples[:, 1:]
    assert np.array_equal(after, before + accounts.openings.samples - accounts.exits.total - accounts.layoffs.samples)
    assert (accounts.exits.total <= before).all()


def test_net_openings_are_change_plus_exits_when_positive() -> None:
    stock = stocks(1)
    exits = draw_exits(stock, exit_rates(list(stock.index["occupation"]), YEARS, ages=None))
    accounts = count_openings(stock, exits, definition="net")
    change = np.diff(stock.samples, axis=1)
    assert np.array_equal(accounts.openings.samples, np.maximum(change + exits.total, 0))


def test_a_broken_account_is_noticed() -> None:
    stock = stocks(1)
    exits = draw_exits(stock, exit_rates(list(stock.index["occupation"]), YEARS, ages=None))
    accounts = count_openings(stock, exits)
    broken = type(accounts)(
        stock,
        accounts.expansion,
        accounts.replacement,
        accounts.openings.with_samples(accounts.openings.samples + 1),
        exits,
        accounts.layoffs,
    )
    with pytest.raises(ValueError, match="openings differ"):
        broken.check()


def test_an_older_occupation_loses_more() -> None:
    ages = pd.DataFrame(
        [("young", "male", 30, "2025", 100), ("old", "male", 59, "2025", 100)],
        columns=["occupation", "sex", "age", "period", "employed"],
    )
    rates = exit_rates(["young", "old"], YEARS, ages=ages)
    retirement = CAUSES.index("retirement")
    assert rates[0, 0, retirement] == 0
    assert rates[1, 0, retirement] > 0.5


def test_those_past_the_age_leave_at_the_late_rate() -> None:
    ages = pd.DataFrame([("late", "male", 66, "2025", 100)], columns=["occupation", "sex", "age", "period", "employed"])
    retirement = CAUSES.index("retirement")
    rates = exit_rates(["late"], [2026], ages=ages, late_exit=0.4)
    assert rates[0, 0, retirement] == pytest.approx(0.4, rel=0.02)


def test_exits_keep_their_numbers_when_other_occupations_leave_the_table() -> None:
    stock = stocks(5)
    rates = exit_rates(list(stock.index["occupation"]), YEARS, ages=None)
    part = Draws(stock.index.iloc[[2]].reset_index(drop=True), stock.periods, stock.samples[[2]])
    assert np.array_equal(draw_exits(stock, rates, seed=3).total[2], draw_exits(part, rates[[2]], seed=3).total[0])


def test_expected_exits_match_the_rates() -> None:
    stock = Draws(
        pd.DataFrame({"occupation": ["a"]}), pd.period_range("2025", periods=2, freq="Y"), np.full((1, 2, 4000), 1000)
    )
    rates = exit_rates(["a"], [2026], ages=None)
    exits = draw_exits(stock, rates, shock=0.0)
    assert exits.total.mean() == pytest.approx(1000 * rates.sum(), rel=0.02)


def test_assumed_rates_are_labelled_as_assumptions() -> None:
    rates = assumed_rates()
    assert rates["rate"].between(0, 1).all()
    assert rates["source"].str.contains("假定").all()


def test_events_are_scenarios_not_facts() -> None:
    periods = pd.period_range("2020", "2025", freq="Y")
    history = Panel(pd.DataFrame({"industry": ["C38"]}), periods, np.full((1, 6), 1000.0))
    ahead = Draws(
        history.index, pd.period_range("2026", periods=4, freq="Y"), np.full((1, 4, 2000), 1000.0, dtype=np.float32)
    )
    events = pd.DataFrame(
        {"name": ["电池项目"], "industry": ["C38"], "start": [2026], "jobs": [300], "probability": [0.5]}
    )
    with_event = industry_scenarios(history, ahead, events, ramp=3)
    assert np.array_equal(np.unique(with_event.samples[0, 4]), [1000, 1300])
    assert (with_event.samples[0, 4] == 1300).mean() == pytest.approx(0.5, abs=0.05)
    assert set(np.unique(with_event.samples[0, 1])) == {1000, 1100}
    closure = events.assign(name="关停", jobs=-5000, probability=0.9)
    assert (industry_scenarios(history, ahead, closure).samples >= 0).all()
