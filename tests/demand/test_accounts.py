"""Exits and openings: every account closes in every scenario."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillcast.demand.exit_model import assumed_rates, exit_model
from skillcast.demand.exits import draw_exits
from skillcast.demand.openings import count_openings
from skillcast.draws import Draws
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
    model = exit_model(list(stock.index["occupation"]), YEARS)
    accounts = count_openings(stock, draw_exits(stock, model, seed=seed), definition=definition)  # type: ignore[arg-type]
    accounts.check()
    before, after = stock.samples[:, :-1], stock.samples[:, 1:]
    assert np.array_equal(after, before + accounts.openings.samples - accounts.exits.total - accounts.layoffs.samples)
    assert (accounts.exits.total <= before).all()


def test_net_openings_are_change_plus_exits_when_positive() -> None:
    stock = stocks(1)
    exits = draw_exits(stock, exit_model(list(stock.index["occupation"]), YEARS))
    accounts = count_openings(stock, exits, definition="net")
    change = np.diff(stock.samples, axis=1)
    assert np.array_equal(accounts.openings.samples, np.maximum(change + exits.total, 0))


def test_a_broken_account_is_noticed() -> None:
    stock = stocks(1)
    exits = draw_exits(stock, exit_model(list(stock.index["occupation"]), YEARS))
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


def test_separations_count_transfers_as_leaving() -> None:
    stock = stocks(2)
    moves = pd.DataFrame({"sex": ["male", "female"], "age": 30, "cause": "transfer", "rate": 0.06})
    rates = pd.concat([assumed_rates(), moves])
    exits = draw_exits(stock, exit_model(list(stock.index["occupation"]), YEARS, rates=rates))
    net, wide = (count_openings(stock, exits, definition=name) for name in ("net", "separations"))  # type: ignore[arg-type]
    net.check()
    wide.check()
    change = np.diff(stock.samples, axis=1)
    assert np.array_equal(wide.openings.samples, np.maximum(change + exits.total + exits.transfer.samples, 0))
    assert wide.replacement.samples.sum() > 1.5 * net.replacement.samples.sum()
    assert (wide.definition, net.definition) == ("separations", "net")
