"""Promotion moves people up the levels; heads stay, every account closes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillcast.demand.exit_model import exit_model
from skillcast.demand.exits import Exits, draw_exits
from skillcast.demand.promotion import LADDER, LevelAccounts, promote
from skillcast.draws import Draws
from skillcast.streams import stream


def city(path: np.ndarray, seed: int = 0) -> tuple[Draws, Exits]:
    index = pd.DataFrame({"occupation": [f"o{row}" for row in range(len(path))]})
    stock = Draws(index, pd.period_range("2025", periods=path.shape[1], freq="Y"), path)
    model = exit_model(list(index["occupation"]), [*range(2026, 2025 + path.shape[1])])
    return stock, draw_exits(stock, model, seed=seed)


def still(size: int, years: int = 4, scenarios: int = 300) -> tuple[Draws, Exits]:
    """A stock that nobody leaves or enters."""
    stock, exits = city(np.full((1, years + 1, scenarios), size))
    none = exits.death.with_samples(np.zeros_like(exits.death.samples))
    return stock, Exits(none, none, none, none)


def levels(draws: Draws, row: int = 0) -> np.ndarray:
    """(6, T, S) of one occupation."""
    return draws.samples.reshape(-1, 6, *draws.samples.shape[1:])[row]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_accounts_close_and_levels_add_up_exactly(seed: int) -> None:
    rng = stream(seed, "levels")
    path = rng.integers(0, 300, size=(3, 5, 40))
    stock, exits = city(path, seed)
    shares, chances = rng.random((3, 6)) + 0.01, rng.random((3, 5))
    weights = rng.random(6) * (rng.random(6) < 0.7)
    accounts = promote(stock, exits, shares, chances, entry=rng.random(6) + 0.01, exit_weights=weights, seed=seed)
    accounts.check()
    groups = (accounts.stock.total(["occupation"]), accounts.exits.total(["occupation"]))
    assert np.array_equal(groups[0].samples, path)
    assert np.array_equal(groups[1].samples, exits.total)
    assert np.issubdtype(accounts.promoted.samples.dtype, np.integer)


def test_promotion_adds_no_heads_and_raises_the_mix() -> None:
    stock, exits = still(1000)
    accounts = promote(stock, exits, np.eye(6)[[1]], np.full(5, 0.2), entry=np.eye(6)[0], shock=0.0)
    path = levels(accounts.stock)
    assert (path.sum(axis=0) == 1000).all()
    # From level to level one step a year at most: binomial(4, 0.2) steps in four years.
    expected = 1000 * np.array([0, 0.4096, 0.4096, 0.1536, 0.0256, 0.0016])
    assert path[:, -1].mean(axis=1) == pytest.approx(expected, abs=3)
    rank = (np.arange(6)[:, None, None] * path).sum(axis=0)
    assert (np.diff(rank, axis=0) >= 0).all()


def test_nobody_rises_without_certificates_or_beyond_the_top() -> None:
    stock, exits = still(500)
    frozen = promote(stock, exits, np.ones((1, 6)), np.zeros(5), entry=np.ones(6))
    assert (np.diff(levels(frozen.stock), axis=1) == 0).all()
    sure = promote(stock, exits, np.ones((1, 6)), np.ones(5), entry=np.ones(6))
    assert (levels(sure.promoted)[-1] == 0).all()
    assert (levels(sure.stock)[-1, -1] >= 400).all()


def test_newcomers_enter_at_their_levels_and_wait_a_year() -> None:
    stock, exits = still(100)
    path = np.full((1, 5, 300), 100)
    path[:, 1:] = 300
    grown = Draws(stock.index, stock.periods, path)
    accounts = promote(grown, exits, np.eye(6)[[5]], np.full(5, 1.0), entry=np.array([0, 1, 0, 1, 0, 0]))
    assert levels(accounts.entrants)[:, 0].mean(axis=1) == pytest.approx([0, 100, 0, 100, 0, 0])
    assert (levels(accounts.promoted)[:, 0] == 0).all()
    assert (levels(accounts.promoted)[[1, 3], 1] == 100).all()


def test_older_levels_may_leave_more() -> None:
    stock, exits = city(np.full((1, 2, 500), 6000))
    even, tilted = (
        promote(stock, exits, np.ones((1, 6)), np.zeros(5), entry=np.ones(6), exit_weights=weights)
        for weights in (None, np.array([1, 1, 1, 1, 3, 3]))
    )
    assert levels(even.exits)[:, 0].mean(axis=1) == pytest.approx(np.full(6, exits.total.mean() / 6), rel=0.03)
    share = levels(tilted.exits)[:, 0].mean(axis=1) / exits.total.mean()
    assert share == pytest.approx(np.array([1, 1, 1, 1, 3, 3]) / 10, rel=0.03)


def test_levels_are_drawn_by_name_not_by_place() -> None:
    path = stream(1, "path").integers(50, 300, size=(3, 5, 40))
    stock, exits = city(path)
    turned = [2, 0, 1]
    index = stock.index.iloc[turned].reset_index(drop=True)
    moved = Draws(index, stock.periods, path[turned])
    flows = (exits.death, exits.retirement, exits.withdrawal, exits.transfer)
    moved_exits = Exits(*(Draws(index, flow.periods, flow.samples[turned]) for flow in flows))
    first = promote(stock, exits, np.ones(6), np.full(5, 0.1), entry=np.ones(6))
    second = promote(moved, moved_exits, np.ones(6), np.full(5, 0.1), entry=np.ones(6))
    assert np.array_equal(levels(first.promoted, 2), levels(second.promoted, 0))


def test_a_broken_account_is_noticed() -> None:
    stock, exits = city(np.full((1, 3, 10), 200))
    good = promote(stock, exits, np.ones((1, 6)), np.full(5, 0.1), entry=np.ones(6))
    more = good.promoted.with_samples(good.promoted.samples + (np.arange(6) == 2)[:, None, None])
    with pytest.raises(ValueError, match="differs"):
        LevelAccounts(good.stock, good.exits, good.layoffs, good.entrants, more).check()
    top = good.promoted.with_samples(good.promoted.samples + (np.arange(6) == 5)[:, None, None])
    with pytest.raises(ValueError, match="highest"):
        LevelAccounts(good.stock, good.exits, good.layoffs, good.entrants, top).check()


@pytest.mark.parametrize(
    ("shares", "chances", "entry"),
    [
        (np.zeros((1, 6)), np.full(5, 0.1), np.ones(6)),
        (np.ones((1, 6)), np.full(5, 1.1), np.ones(6)),
        (np.ones((1, 6)), np.full(5, 0.1), -np.ones(6)),
    ],
)
def test_impossible_shares_are_refused(shares: np.ndarray, chances: np.ndarray, entry: np.ndarray) -> None:
    stock, exits = still(10)
    with pytest.raises(ValueError, match=r"at least 0|from 0"):
        promote(stock, exits, shares, chances, entry=entry)


def test_the_ladder_starts_without_a_certificate() -> None:
    assert LADDER == ("none", "L5", "L4", "L3", "L2", "L1")
