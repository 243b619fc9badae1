"""Which stage the gaps hang on, and which employer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from few_draws import few_draws
from mini_city import write_mini_city

import skillcast
from skillcast.errors import DataError
from skillcast.outcome import Outlook
from skillcast.sensitivity import STAGES, gap_budget, gap_without_firm, without_firm

DOMINANT = "F001"


@pytest.fixture(scope="module")
def market() -> skillcast.LabourMarket:
    return few_draws(skillcast.load(skillcast.sample_path("jiayuguan_synthetic")))


@pytest.fixture(scope="module")
def result(market: skillcast.LabourMarket) -> Outlook:
    return skillcast.outlook(market, horizon=3)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Outlook:
    market = skillcast.load(write_mini_city(tmp_path_factory.mktemp("mini")))
    return skillcast.outlook(few_draws(market), horizon=3)


@pytest.fixture(scope="module")
def budget(small: Outlook) -> pd.DataFrame:
    industries, staffing, exits, *supply = STAGES.values()
    stages = {"demand": industries + staffing + exits, "supply": tuple(key for keys in supply for key in keys)}
    return gap_budget(small, stages=stages)


def test_the_budget_adds_up_for_every_occupation(budget: pd.DataFrame, small: Outlook) -> None:
    assert small.supply is not None
    sums = budget.groupby("occupation")["share"].sum()
    assert np.allclose(sums, 1)
    assert set(sums.index) == set(small.supply.gap.gap.index["occupation"]) | {"total"}
    whole = small.supply.gap.gap.total().samples[0, :3].mean(axis=0).std()
    assert budget.loc[budget["occupation"] == "total", "sd"].iloc[0] == pytest.approx(whole)


def test_every_stream_that_moves_a_gap_belongs_to_a_stage(budget: pd.DataFrame) -> None:
    # If this fails a stage draws from a stream that `STAGES` does not name.
    assert (budget.loc[budget["stage"] == "rest", "share"] == 0).all()
    assert set(budget["stage"]) == {"demand", "supply", "rest"}
    named = budget[budget["stage"] != "rest"].groupby("stage")["share"]
    assert (named.max() != 0).all()


def test_the_city_without_its_dominant_employer(market: skillcast.LabourMarket) -> None:
    rest = without_firm(market, DOMINANT, year=2025)
    before, after = (
        item.table("employment").query("industry == 'C31'").set_index("period")["employed"] for item in (market, rest)
    )
    own = market.table("firms").query("firm == @DOMINANT")["employed"].sum()
    assert before["2025"] - after["2025"] == own
    assert np.allclose(after / before, after["2025"] / before["2025"], atol=1e-4)
    others = market.table("employment").query("industry != 'C31'").reset_index(drop=True)
    pd.testing.assert_frame_equal(rest.table("employment").query("industry != 'C31'").reset_index(drop=True), others)
    assert np.allclose(rest.table("crosswalk").groupby("programme")["weight"].sum(), 1)
    assert DOMINANT not in set(rest.table("firms")["firm"])
    assert (rest.table("staffing")["employed"] <= market.table("staffing")["employed"]).all()


def test_gaps_without_the_dominant_employer(result: Outlook) -> None:
    table = gap_without_firm(result)
    assert set(table["firm"]) == {DOMINANT}
    assert (table["openings"] - table["supply"] - table["gap"]).abs().max() < 1e-9
    steel = table.set_index("occupation").loc["6-17-02-02"]
    assert steel["firm_share"] > 0.5
    assert steel["stock_without"] / steel["stock"] == pytest.approx(1 - steel["firm_share"], abs=0.12)
    assert steel["openings_without"] < 0.5 * steel["openings"]
    untouched = table[table["firm_share"] == 0]
    assert len(untouched)
    assert np.allclose(untouched["stock"], untouched["stock_without"], rtol=0.02)


def test_a_firm_that_does_not_stand_for_itself_alone_is_refused(market: skillcast.LabourMarket) -> None:
    sampled = market.table("firms").query("weight > 1")["firm"].iloc[0]
    for name in (sampled, "nobody"):
        with pytest.raises(DataError) as caught:
            without_firm(market, name, year=2025)
        assert caught.value.problems[0].kind == "not-in-list"


def test_a_city_without_a_gap_has_no_budget() -> None:
    bare = skillcast.outlook(skillcast.load(skillcast.sample_path("us_sector_employment")), horizon=2)
    for function in (gap_budget, gap_without_firm):
        with pytest.raises(DataError):
            function(bare)
