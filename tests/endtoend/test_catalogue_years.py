"""The bundled city over its years: planted shortages found, the spike not listed, the recoded occupation keeps its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import skillcast
from skillcast.labour_market import LabourMarket
from skillcast.outcome import Outlook, Shortage
from skillcast.worlds import World
from skillcast.worlds import city as simulated
from skillcast.worlds.jiayuguan import GROWING_SHORTAGES, PREDECESSOR, RECODED_FROM, SPIKE, SUCCESSOR

# The whole chain needs seven years of employment and a first sample of 2019.
YEARS = range(2019, 2026)


def market() -> LabourMarket:
    """The city with few scenarios and no committee's lists: the rule's own are kept."""
    found = skillcast.load(skillcast.sample_path())
    tables = {name: table for name, table in found.tables.items() if name != "history"}
    config = found.config.model_copy(update={"parameters": {"forecast.draws": 100}})
    return replace(found, config=config, tables=tables)


def entered(result: Outlook) -> pd.DataFrame:
    """The list of one year as next year's history has it."""
    assert result.shortage is not None
    assessment, catalogue = result.shortage.assessment, result.shortage.catalogue.set_index("occupation")
    rows = assessment[["occupation"]].assign(year=result.year + 1, grade="", status="unlisted")
    rows["rank"] = rows["occupation"].map(catalogue["rank"]).astype(float)
    return rows.assign(status=rows["status"].mask(rows["rank"].notna(), "listed"))


def shortage(result: Outlook) -> Shortage:
    assert result.shortage is not None
    return result.shortage


@pytest.fixture(scope="module")
def world() -> World:
    return simulated()


@pytest.fixture(scope="module")
def years() -> Mapping[int, Outlook]:
    """Every year run as it would have been, each with the lists before it as its history."""
    city, found, history = market(), {}, []
    for year in YEARS:
        known = {**city.tables, "history": pd.concat(history)} if history else city.tables
        found[year] = skillcast.outlook(replace(city, tables=known), year=year, horizon=1)
        history.append(entered(found[year]))
    return found


def listed(result: Outlook) -> set[str]:
    return set(shortage(result).catalogue["occupation"])


def test_planted_shortages_are_found(years: Mapping[int, Outlook], world: World) -> None:
    truth = world.truth["tightness"]
    for code in GROWING_SHORTAGES:
        first = int(truth[(truth["occupation"] == code) & truth["shortage"]]["year"].min())
        entry = min(year for year in YEARS if code in listed(years[year]))
        assert entry <= first + 1, (code, first, entry)
        assert all(code in listed(years[year]) for year in range(entry, YEARS[-1] + 1))


def test_the_lists_agree_with_the_truth(years: Mapping[int, Outlook], world: World) -> None:
    truth = world.truth["tightness"].set_index(["year", "occupation"])["shortage"]
    true = {year: set(truth.xs(year).index[truth.xs(year)]) for year in YEARS}
    hits = sum(len(listed(years[year]) & true[year]) for year in YEARS)
    assert hits / sum(map(len, true.values())) >= 0.6
    assert hits / sum(len(listed(years[year])) for year in YEARS) >= 0.5


def test_a_one_off_spike_is_not_listed(years: Mapping[int, Outlook]) -> None:
    assert all(SPIKE not in listed(years[year]) for year in YEARS)


def test_lists_do_not_flap(years: Mapping[int, Outlook]) -> None:
    facts = shortage(years[YEARS[-1]]).stability
    assert facts["years"] == len(YEARS)
    assert facts["flips"] <= 0.14
    assert facts["turnover_all"] <= 0.46


def test_the_recoded_occupation_keeps_its_series(years: Mapping[int, Outlook]) -> None:
    with_table, without = (
        skillcast.shortage.evidence.annual_registrations(table, YEARS[-1])
        for table in (
            skillcast.shortage.recoding.follow_registrations(market().table("vacancies"), market().table("editions")),
            market().table("vacancies"),
        )
    )
    assert set(without.query("occupation == @SUCCESSOR")["year"]) == set(range(RECODED_FROM, 2026))
    assert set(with_table.query("occupation == @SUCCESSOR")["year"]) == set(range(2013, 2026))
    assert PREDECESSOR not in set(with_table["occupation"])
    tightness = shortage(years[2025]).tightness
    seen = dict(zip(tightness.occupations, tightness.seen, strict=True))[SUCCESSOR]
    assert (seen[np.array(tightness.years) >= 2014] > 0).all()


def test_the_recoded_occupation_keeps_its_years_on_the_list() -> None:
    city = market()
    history = pd.DataFrame(
        {
            "year": [2020, 2021, 2022, 2023, 2024, 2025],
            "occupation": [PREDECESSOR, PREDECESSOR, SUCCESSOR, SUCCESSOR, SUCCESSOR, SUCCESSOR],
            "status": "listed",
            "grade": "",
            "rank": 1.0,
        }
    )
    decision = {"target": SUCCESSOR, "value": "list", "reason": "检验", "role": "检验", "date": "2025-01-01"}
    overrides = pd.DataFrame([decision | {"expires": "2026-12-31"}])
    tables = {**city.tables, "history": history, "overrides": overrides}
    row = shortage(skillcast.outlook(replace(city, tables=tables), year=2025, horizon=1)).catalogue
    assert row.set_index("occupation").loc[SUCCESSOR, "years_in"] == 7


def test_years_in_and_previous_rank_follow_the_lists(years: Mapping[int, Outlook]) -> None:
    before = shortage(years[2024]).catalogue.set_index("occupation")
    for row in shortage(years[2025]).catalogue.itertuples():
        if row.occupation in before.index:
            assert row.years_in == before.loc[row.occupation, "years_in"] + 1
            assert row.previous_rank == before.loc[row.occupation, "rank"]
            assert row.status == "kept"
        else:
            assert (row.years_in, row.status) == (1, "new")


def test_every_entry_says_why_how_sure_and_what_would_take_it_off(years: Mapping[int, Outlook]) -> None:
    for result in years.values():
        rows = shortage(result).catalogue
        for column in (
            "basis",
            "basis_en",
            "cause",
            "cause_reason",
            "cause_reason_en",
            "would_leave",
            "would_leave_en",
        ):
            assert rows[column].ne("").all(), column
        assert rows["probability"].between(0, 1).all()


def test_every_change_is_explained(years: Mapping[int, Outlook]) -> None:
    for year in YEARS[1:]:
        rows = shortage(years[year]).changes
        before, now = listed(years[year - 1]), listed(years[year])
        assert set(rows.query("status == 'new'")["occupation"]) == now - before
        assert set(rows.query("status == 'removed'")["occupation"]) == before - now
        assert rows["text"].ne("").all()
        assert set(shortage(years[year]).removed["occupation"]) == before - now


def test_only_training_gaps_cost_anything(years: Mapping[int, Outlook]) -> None:
    rows = shortage(years[2025]).catalogue
    training = rows["cause"] == "training"
    assert training.any()
    assert (~training).any()
    assert rows.loc[training, "cost"].ge(0).all()
    assert rows.loc[~training, "cost"].isna().all()
    assert (rows.loc[training, "cost_lo"] <= rows.loc[training, "cost_hi"]).all()
