"""What the city says of leaving reaches the chain: the law's options, counted leavers, hardship trades, the year."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import skillcast
from skillcast.outcome import Outlook


@pytest.fixture(scope="module")
def market() -> skillcast.LabourMarket:
    return skillcast.load(skillcast.sample_path())


def run(market: skillcast.LabourMarket, tables: dict[str, pd.DataFrame] | None = None, **parameters: object) -> Outlook:
    config = market.config.model_copy(
        update={"parameters": dict(market.config.parameters) | {"forecast.draws": 200} | parameters}
    )
    return skillcast.outlook(
        dataclasses.replace(market, config=config, tables=dict(market.tables) | (tables or {})), horizon=2
    )


def exits(result: Outlook) -> pd.Series:
    """Mean exits a year by occupation."""
    assert result.demand.openings is not None
    means = result.demand.openings.exits.total.mean(axis=(1, 2))
    return pd.Series(means, result.demand.openings.stock.index["occupation"])


@pytest.fixture(scope="module")
def plain(market: skillcast.LabourMarket) -> pd.Series:
    return exits(run(market))


def test_revoking_the_reform_raises_exits(market: skillcast.LabourMarket, plain: pd.Series) -> None:
    revoked = exits(run(market, **{"demand.retirement_reform": "revoked"}))
    early = exits(run(market, **{"demand.early_share": 0.5}))
    assert plain.sum() < early.sum() < revoked.sum()


def test_counted_leavers_move_their_occupation(market: skillcast.LabourMarket, plain: pd.Series) -> None:
    busiest, quiet = plain.sort_values().index[-1], plain.sort_values().index[-2]
    counted = pd.DataFrame({"occupation": [busiest, quiet], "cause": "exit", "period": "2025", "exposed": 10_000})
    more = exits(run(market, {"leavers": counted.assign(leavers=[900, 300])}))
    assert more[busiest] / plain[busiest] > 1.3 * more[quiet] / plain[quiet]
    later = counted.assign(leavers=[900, 300], period="2026")
    assert np.array_equal(exits(run(market, {"leavers": later})), plain)


def test_hardship_trades_leave_earlier(market: skillcast.LabourMarket, plain: pd.Series) -> None:
    heavy = plain.sort_values().index[-1]
    table = pd.DataFrame({"occupation": [heavy], "share": [0.5], "source": ["假定"]})
    after = exits(run(market, {"hardship": table}))
    assert after[heavy] > 1.1 * plain[heavy]
    others = plain.index != heavy
    assert np.array_equal(after[others], plain[others])


def test_ages_after_the_year_are_not_used(market: skillcast.LabourMarket, plain: pd.Series) -> None:
    later = market.table("ages").assign(period="2030", employed=1)
    assert np.array_equal(exits(run(market, {"ages": pd.concat([market.table("ages"), later])})), plain)
    result = run(market, {"ages": later})
    assert any("ages" in zh for zh, _ in result.notes)
