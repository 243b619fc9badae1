"""The simulated city: its accounts add up, its planted cases are there, its tables are what the specs ask for."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from skillcast.tables import TABLES
from skillcast.worlds import World, city, tightness
from skillcast.worlds.jiayuguan import (
    DOMINANT_FIRM,
    GROWING_SHORTAGES,
    INDUSTRIES,
    OCCUPATIONS,
    PREDECESSOR,
    SPIKE,
    STAFFING,
    SUCCESSOR,
)
from skillcast.worlds.schools import PROGRAMMES


def test_size_of_the_city() -> None:
    assert len(OCCUPATIONS) == len({item.code for item in OCCUPATIONS}) == 60
    assert len(PROGRAMMES) == 25
    assert sum(item.employed for item in INDUSTRIES) == 150_000
    assert {code for mix in STAFFING.values() for code in mix} == {item.code for item in OCCUPATIONS}


def test_same_seed_same_world_other_seed_other_world(world: World) -> None:
    again, other = city(), city(7)
    for name, table in world.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name])
    assert not world.tables["vacancies"]["demand"].equals(other.tables["vacancies"]["demand"])


def test_a_series_does_not_depend_on_the_order_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    before = tightness.log_tightness(1)
    monkeypatch.setattr(tightness, "OCCUPATIONS", OCCUPATIONS[::-1])
    np.testing.assert_array_equal(tightness.log_tightness(1), before[::-1])


def test_accounts_close(world: World) -> None:
    flows = world.truth["accounts"]
    gone = flows["death"] + flows["retirement"] + flows["withdrawal"] + flows["transfers_out"]
    assert (flows["after"] == flows["before"] - gone + flows["graduates"] + flows["other_entrants"]).all()
    assert (flows.drop(columns="occupation") >= 0).all().all()
    stocks = world.truth["stocks"].set_index(["occupation", "year"])["employed"]
    keys = pd.MultiIndex.from_frame(flows[["occupation", "year"]])
    assert (stocks.reindex(keys).to_numpy() == flows["after"].to_numpy()).all()
    previous = pd.MultiIndex.from_arrays([flows["occupation"], flows["year"] - 1])
    assert (stocks.reindex(previous).to_numpy() == flows["before"].to_numpy()).all()


def test_cells_sum_to_totals(world: World) -> None:
    truth = world.truth
    by_industry = truth["staffing"].groupby(["industry", "year"])[["employed", "share"]].sum()
    expected = truth["industries"].set_index(["industry", "year"])["employed"]
    assert (by_industry["employed"] == expected).all()
    np.testing.assert_allclose(by_industry["share"], 1.0)
    by_occupation = truth["staffing"].groupby(["occupation", "year"])["employed"].sum()
    assert (by_occupation == truth["stocks"].set_index(["occupation", "year"])["employed"]).all()


def test_ages_agree_with_the_stocks(world: World) -> None:
    known = world.tables["ages"].groupby("occupation")["employed"].sum()
    last = world.truth["stocks"].query("year == 2025").set_index("occupation")["employed"]
    assert (known == last).all()
    assert world.tables["ages"]["age"].between(16, 69).all()


def test_local_graduates_are_all_accounted_for(world: World) -> None:
    assert world.truth["accounts"]["graduates"].sum() == world.tables["cohorts"]["placed_local"].sum()


# What the bundled city's office does not hand in.
ABSENT = {"capacities", "drivers", "eco_industries", "hardship", "leavers", "rates", "targets"}


@pytest.mark.parametrize("name", sorted(TABLES.keys() - ABSENT))
def test_tables_satisfy_their_specs(world: World, name: str) -> None:
    spec, table = TABLES[name], world.tables[name]
    assert set(table.columns) <= {column.name for column in spec.columns}
    assert {column.name for column in spec.columns if column.required} <= set(table.columns)
    assert not table.duplicated([key for key in spec.keys if key in table]).any()
    for column in (column for column in spec.columns if column.name in table):
        values = table[column.name]
        assert column.nullable or values.notna().all(), column.name
        known = values.dropna()
        if column.values:
            assert set(known) <= set(column.values), column.name
        if column.kind in ("integer", "number", "year"):
            assert column.minimum is None or (known >= column.minimum).all(), column.name
            assert column.maximum is None or (known <= column.maximum).all(), column.name
        if column.kind == "integer":
            assert (known % 1 == 0).all(), column.name
        if column.kind in ("code", "period"):
            assert known.map(type).eq(str).all(), column.name
    for check in spec.row_checks:
        assert check(table) == []


def test_one_firm_dominates_steel(world: World) -> None:
    firms = world.tables["firms"].query("industry == 'C31'")
    heads = firms.groupby("firm")["employed"].sum()
    assert heads.idxmax() == DOMINANT_FIRM
    assert heads[DOMINANT_FIRM] == 20_500 > 0.8 * 25_000


def test_weighted_survey_recovers_employment(world: World) -> None:
    firms = world.tables["firms"]
    total = (firms["weight"] * firms["employed"]).groupby(firms["industry"]).sum()
    for industry in INDUSTRIES:
        assert total[industry.code] == pytest.approx(industry.employed, rel=0.25), industry.code
    assert 110 <= firms["firm"].nunique() <= 125


def test_small_cells_are_there(world: World) -> None:
    last = world.truth["stocks"].query("year == 2025")["employed"]
    assert (last < 300).sum() >= 3
    assert last.min() > 0


def test_one_quarter_is_missing(world: World) -> None:
    for name, first in (("vacancies", "2013Q1"), ("market", "2016Q1")):
        calendar = {str(period) for period in pd.period_range(first, "2025Q4", freq="Q")}
        assert calendar - set(world.tables[name]["period"]) == {"2019Q3"}


def test_recoded_occupation(world: World) -> None:
    vacancies, history = world.tables["vacancies"], world.tables["history"]
    for codes, years in (
        (vacancies["occupation"], vacancies["period"].str[:4].astype(int)),
        (history["occupation"], history["year"]),
    ):
        assert years[codes == PREDECESSOR].max() == 2021
        assert years[codes == SUCCESSOR].min() == 2022


def test_steel_shrinks(world: World) -> None:
    steel = world.truth["industries"].query("industry == 'C31'").set_index("year")["employed"]
    assert np.log(steel[2025] / steel[2020]) / 5 == pytest.approx(-0.015, abs=0.005)


@pytest.mark.parametrize("code", GROWING_SHORTAGES)
def test_growing_shortages(world: World, code: str) -> None:
    state = world.truth["tightness"].query("occupation == @code").set_index("year")
    assert state.loc[2025, "shortage"]
    assert not state.loc[2020, "shortage"]
    assert state.loc[2025, "log_tightness"] - state.loc[2020, "log_tightness"] > 0.4
    rows = world.tables["vacancies"].query("occupation == @code")
    ratio = rows.groupby(rows["period"].str[:4])[["demand", "seekers"]].sum().eval("demand / seekers")
    assert ratio["2025"] > 1.3 * ratio["2020"]


def test_spike_without_shortage(world: World) -> None:
    rows = world.tables["vacancies"]
    rows = rows[rows["occupation"] == SPIKE]
    demand = rows.groupby("period")["demand"].sum()
    assert demand["2025Q2"] > 2 * demand["2024Q2"]
    assert demand["2025Q4"] < 0.5 * demand["2025Q2"]
    truth = world.truth["tightness"]
    assert not truth.loc[(truth["occupation"] == SPIKE) & (truth["year"] >= 2018), "shortage"].any()


def test_no_event_is_certain_and_one_is_a_closure(world: World) -> None:
    events = world.tables["events"]
    assert (events["probability"] < 1).all()
    assert (events["jobs"] < 0).any()


def test_crosswalk_weights_sum_to_one(world: World) -> None:
    np.testing.assert_allclose(world.tables["crosswalk"].groupby("programme")["weight"].sum(), 1.0)


def test_codes_have_the_form_of_their_standard(world: World) -> None:
    assert all(re.fullmatch(r"[1-8]-\d{2}-\d{2}-\d{2}", item.code) for item in OCCUPATIONS)
    assert all(re.fullmatch(r"[A-T]\d{0,4}", item.code) for item in INDUSTRIES)
    assert all(re.fullmatch(r"[2-7]\d{5}", item.code) for item in PROGRAMMES)


def test_codes_and_names_stand_in_the_standards() -> None:
    standards = pytest.importorskip("skillcast.standards")
    for kind, edition, items in (
        ("occupation", "CSCO-2022", OCCUPATIONS),
        ("industry", "GB/T 4754-2017", INDUSTRIES),
        ("programme", "专业目录-2021", PROGRAMMES),
    ):
        known = standards.code_list(kind, edition)
        for item in items:
            assert known.label(item.code) == item.name
