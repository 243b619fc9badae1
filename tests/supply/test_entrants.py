"""Entrants from elsewhere close the accounts, are never negative, and their intervals are honest."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from simulated_schools import coverage

from skillcast.draws import Draws
from skillcast.errors import DataError
from skillcast.panel import Panel
from skillcast.supply.entrants import draw_entrants, past_entrants, split_sources

YEARS = 5
AHEAD = 3


def accounts(seed: int, *, noise: float = 0.0, count: int = 40) -> tuple[Panel, Panel, NDArray[np.int64]]:
    """Past residuals, stocks and the truth of the years after; `noise` is the error of a stock in roots of it."""
    rng = np.random.default_rng(seed)
    people = np.exp(rng.normal(5.5, 1.0, count))
    factor = rng.lognormal(-(0.15**2) / 2, 0.15, YEARS + AHEAD)
    mean = (people * rng.gamma(2, 0.025, count))[:, None] * factor
    persons = rng.poisson(mean * rng.gamma(25, 1 / 25, mean.shape))
    error = noise * np.sqrt(people)[:, None] * rng.standard_normal((count, YEARS + 1))
    index = pd.DataFrame({"occupation": [f"6-31-01-{row:02d}" for row in range(count)]})
    calendar = pd.period_range("2020", periods=YEARS + 1, freq="Y")
    stocks = Panel(index, calendar, np.tile(people[:, None], (1, YEARS + 1)))
    past = Panel(index, calendar[1:], persons[:, :YEARS] + np.diff(error, axis=1))
    return past, stocks, persons[:, YEARS:]


def test_entrants_close_the_accounts_of_the_past() -> None:
    index = pd.DataFrame({"occupation": ["a"]})
    stocks = Panel(index, pd.period_range("2023", "2025", freq="Y"), np.array([[100.0, 110.0, 105.0]]))
    graduates = pd.DataFrame({2024: [4.0], 2025: [2.0]}, index=["a"])
    past = past_entrants(stocks, np.array([[0.1, 0.1]]), graduates)
    assert past.values[0].tolist() == pytest.approx([10 + 10 - 4, -5 + 11 - 2])
    ahead = draw_entrants(past, stocks, horizon=2, draws=4000)
    assert ahead.mean().mean() == pytest.approx(past.values.mean(), rel=0.05)


def test_an_error_of_one_stock_cancels_over_the_years() -> None:
    index = pd.DataFrame({"occupation": ["a"]})
    calendar = pd.period_range("2021", "2025", freq="Y")
    right = Panel(index, calendar, np.full((1, 5), 200.0))
    wrong = Panel(index, calendar, np.array([[200.0, 200, 150, 200, 200]]))
    none = pd.DataFrame(index=["a"])
    a, b = (past_entrants(stocks, np.full((1, 4), 0.05), none).values.sum() for stocks in (right, wrong))
    assert b == pytest.approx(a - 50 * 0.05)


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_intervals_keep_their_promise(noise: float) -> None:
    hits, totals, ratio = [], [], []
    for seed in range(40):
        past, stocks, truth = accounts(seed, noise=noise)
        ahead = draw_entrants(past, stocks, horizon=AHEAD, draws=300, seed=seed)
        hits.append(coverage(ahead, truth))
        totals.append(coverage(ahead.total(), truth.sum(axis=0, keepdims=True)))
        ratio.append(ahead.samples.mean(axis=2).sum() / truth.sum())
    assert 0.75 <= np.mean(hits) <= 0.88
    assert 0.70 <= np.mean(totals) <= 0.88
    assert np.mean(ratio) == pytest.approx(1, abs=0.1)


def test_a_rare_occupation_is_pulled_toward_the_rest() -> None:
    past, stocks, _ = accounts(0)
    values, people = past.values.copy(), stocks.values.copy()
    values[0], people[0] = 0.0, 10.0
    rates = draw_entrants(
        Panel(past.index, past.periods, values), Panel(stocks.index, stocks.periods, people), horizon=1
    )
    pooled = values.sum() / people[:, :-1].sum()
    assert 0 < rates.mean()[0, 0] < 10 * pooled


@given(st.integers(0, 50), st.floats(0, 3))
def test_entrants_are_whole_and_never_negative(seed: int, noise: float) -> None:
    past, stocks, _ = accounts(seed, noise=noise, count=6)
    ahead = draw_entrants(past, stocks, horizon=2, draws=20)
    assert ahead.samples.dtype == np.int64
    assert (ahead.samples >= 0).all()


def test_open_posts_beyond_the_usual_are_filled_in_part() -> None:
    past, stocks, _ = accounts(0, count=10)
    rng = np.random.default_rng(1)
    posts = rng.poisson(20, (10, 2, 3000)) + 40 * rng.integers(-1, 3, (1, 1, 3000))
    demand = Draws(past.index, pd.period_range("2026", periods=2, freq="Y"), posts)
    still, pulled = (
        draw_entrants(past, stocks, horizon=2, draws=3000, demand=demand, response=response).total()
        for response in (0.0, 0.7)
    )
    wanted = demand.total().samples[0, 0]
    assert np.corrcoef(pulled.samples[0, 0], wanted)[0, 1] > 0.5
    assert abs(np.corrcoef(still.samples[0, 0], wanted)[0, 1]) < 0.06
    filled = still.mean()[0] + 0.7 * (np.maximum(posts, 0).sum(axis=0).mean(axis=1) - still.mean()[0])
    assert pulled.mean()[0] == pytest.approx(filled, rel=0.03)
    all_open = demand.with_samples(np.maximum(posts, 0))
    full = draw_entrants(past, stocks, horizon=2, draws=3000, demand=all_open, response=1.0, shock=0.0).mean()
    assert full == pytest.approx(all_open.mean(), rel=0.06)


def test_what_stays_open_becomes_usual_step_by_step() -> None:
    past, stocks, _ = accounts(3, count=10)
    posts = np.full((10, 4, 2000), 60)
    demand = Draws(past.index, pd.period_range("2026", periods=4, freq="Y"), posts)
    still, adapted = (
        draw_entrants(past, stocks, horizon=4, draws=2000, demand=demand, response=0.5, adjustment=each)
        .total()
        .mean()[0]
        for each in (0.0, 0.3)
    )
    assert still == pytest.approx(np.full(4, still[0]), rel=0.03)
    missing = 600 - adapted
    # Half of what is open beyond the usual comes at once; the usual closes 30 % of its distance a year.
    assert missing[1:] / missing[:-1] == pytest.approx(np.full(3, 0.7), abs=0.05)


def test_growth_of_the_account_years_is_not_taken_for_a_lasting_surplus() -> None:
    past, stocks, _ = accounts(5)
    need = np.round(0.6 * past.values.mean(axis=1))[:, None, None]
    posts = Draws(past.index, pd.period_range("2026", periods=2, freq="Y"), np.tile(need, (1, 2, 400)))

    def filled(balance: float) -> float:
        found = draw_entrants(past, stocks, horizon=2, draws=400, demand=posts, balance=balance, adjustment=0.0)
        return float(found.samples.sum() / posts.samples.sum())

    assert filled(0.0) > filled(0.5) > filled(1.0)
    assert filled(1.0) == pytest.approx(1, abs=0.05)


def test_a_closure_moves_nobody_elsewhere() -> None:
    past, stocks, _ = accounts(6)
    periods = pd.period_range("2026", periods=2, freq="Y")
    posts = Draws(past.index, periods, np.tile(np.round(past.values.mean(axis=1))[:, None, None], (1, 2, 200)))
    closed = posts.with_samples(posts.samples * (np.arange(40) > 0)[:, None, None])
    base = draw_entrants(past, stocks, horizon=2, draws=200, demand=posts)
    other = draw_entrants(past, stocks, horizon=2, draws=200, demand=closed, reference=posts)
    assert (other.samples[1:] == base.samples[1:]).all()
    assert other.samples[0].sum() < base.samples[0].sum()


def test_nobody_enters_where_nobody_ever_has() -> None:
    past, stocks, _ = accounts(0, count=4)
    ahead = draw_entrants(Panel(past.index, past.periods, np.zeros_like(past.values)), stocks, horizon=2, draws=20)
    assert not ahead.samples.any()


def test_order_of_rows_changes_nothing() -> None:
    past, stocks, _ = accounts(1, count=8)
    back = [Panel(p.index.iloc[::-1].reset_index(drop=True), p.periods, p.values[::-1].copy()) for p in (past, stocks)]
    a = draw_entrants(past, stocks, horizon=2, draws=500).mean()
    b = draw_entrants(*back, horizon=2, draws=500).mean()[::-1]
    assert a == pytest.approx(b, rel=1e-2)


def test_sources_add_up() -> None:
    ahead = Draws(
        pd.DataFrame({"occupation": ["a"]}), pd.period_range("2026", "2027", freq="Y"), np.full((1, 2, 2000), 40)
    )
    parts = split_sources(ahead, {"returners": 0.3, "migrants": 0.5})
    assert np.array_equal(sum(part.samples for part in parts.values()), ahead.samples)
    assert [parts[name].samples.mean() / 40 for name in parts] == pytest.approx([0.3, 0.5, 0.2], abs=0.01)


@pytest.mark.parametrize("shares", [{"returners": 0.7, "migrants": 0.4}, {"returners": -0.1}])
def test_shares_beyond_the_whole_are_refused(shares: dict[str, float]) -> None:
    ahead = Draws(
        pd.DataFrame({"occupation": ["a"]}), pd.period_range("2026", "2026", freq="Y"), np.ones((1, 1, 5), dtype=int)
    )
    with pytest.raises(DataError, match="bad-parameter"):
        split_sources(ahead, shares)
