"""Exits of past years: the count where there is one, what ages and the law imply where there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.demand.exit_model import exit_model
from skillcast.demand.past_exits import past_exit_rates
from skillcast.worlds import Settings, simulate

YEARS = range(2021, 2026)


def counts(exposed: int, leavers: int, cause: str = "exit") -> pd.DataFrame:
    row = {"occupation": "a", "cause": cause, "period": "2025", "exposed": exposed, "leavers": leavers}
    return pd.DataFrame([row])


def test_without_counts_it_is_the_model() -> None:
    model = exit_model(["a", "b"], YEARS)
    expected = model.rates.sum(axis=2)
    assert np.array_equal(past_exit_rates(model, None), expected)
    assert past_exit_rates(model, counts(0, 0)) == pytest.approx(expected)
    assert past_exit_rates(model, counts(1000, 500, "transfer")) == pytest.approx(expected)


def test_many_counted_outweigh_the_model_and_few_do_not() -> None:
    model = exit_model(["a", "b"], YEARS)
    expected = model.rates.sum(axis=2)
    few, many = (past_exit_rates(model, counts(size, size // 10)) for size in (10, 1_000_000))
    assert many[0, -1] == pytest.approx(0.1, rel=1e-3)
    assert expected[0, -1] < few[0, -1] < expected[0, -1] * 1.1
    for found in (few, many):
        assert np.array_equal(found[1], expected[1]), "another occupation"
        assert np.array_equal(found[0, :-1], expected[0, :-1]), "other years"


def test_counts_bring_the_accounts_near_the_truth() -> None:
    """In a city whose largest cohorts are about to retire, today's ages mislead on who retired five years ago."""
    wrong = []
    for seed in (2001, 2002, 2003):
        world = simulate(Settings(occupations=12, persons=40_000, leaver_years=5), seed)
        market = world.market()
        leavers = market.known("leavers", 2025)
        truth = world.truth["accounts"]
        truth = truth[truth["year"].isin(YEARS)].set_index(["occupation", "year"])
        gone = (truth["death"] + truth["retirement"] + truth["withdrawal"]).unstack()
        before = truth["before"].unstack()
        model = exit_model(list(gone.index), YEARS, ages=market.known("ages", 2025), rates=market.optional("rates"))
        for table in (None, leavers):
            said = past_exit_rates(model, table) * before.to_numpy()
            wrong.append(abs(said.sum() / gone.to_numpy().sum() - 1))
    assert np.mean(wrong[1::2]) < 0.05
    assert np.mean(wrong[1::2]) < np.mean(wrong[::2])
