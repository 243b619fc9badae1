"""The chain on the bundled city: accounts, planted cases, leakage, missing tables."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from few_draws import few_draws

import skillcast
from skillcast.errors import DataError
from skillcast.outcome import Outlook
from skillcast.standards import code_list


@pytest.fixture(scope="module")
def market() -> skillcast.LabourMarket:
    """The bundled city; few scenarios do for what is tested here."""
    return few_draws(skillcast.load(skillcast.sample_path()), 150)


@pytest.fixture(scope="module")
def result(market: skillcast.LabourMarket) -> Outlook:
    return skillcast.outlook(market, seed=3)


def without(market: skillcast.LabourMarket, *names: str) -> skillcast.LabourMarket:
    return dataclasses.replace(
        market, tables={name: frame for name, frame in market.tables.items() if name not in names}
    )


def test_accounts_close_in_every_scenario(result: Outlook) -> None:
    openings, supply = result.demand.openings, result.supply
    assert openings is not None
    assert supply is not None
    before, after = openings.stock.samples[:, :-1], openings.stock.samples[:, 1:]
    assert np.array_equal(before + openings.openings.samples - openings.exits.total - openings.layoffs.samples, after)
    assert np.array_equal(openings.openings.samples, openings.expansion.samples + openings.replacement.samples)
    assert np.array_equal(supply.gap.gap.samples, openings.openings.samples - supply.gap.supply.samples)
    flow = supply.graduates
    ends = flow.further_study.samples + flow.unplaced.samples + flow.left.samples + flow.local.samples
    assert np.array_equal(ends, flow.graduates.samples)
    assert np.array_equal(flow.occupations.samples.sum(axis=0), flow.local.samples.sum(axis=0))


def test_cells_sum_to_totals_in_every_scenario(result: Outlook) -> None:
    demand = result.demand
    assert demand.cells is not None
    assert demand.levels is not None
    assert demand.openings is not None
    for part in (demand.cells, demand.levels):
        assert np.array_equal(
            part.total(["industry"]).samples, demand.industries.samples[np.argsort(demand.industries.index["industry"])]
        )
        assert np.array_equal(part.total().samples, demand.industries.total().samples)
    assert np.array_equal(demand.openings.stock.total().samples, demand.industries.total().samples)
    for whole in (demand.industries, demand.cells, demand.levels, demand.openings.stock, demand.openings.openings):
        assert np.issubdtype(whole.samples.dtype, np.integer)
        assert (whole.samples >= 0).all()


def test_catalogue_codes_are_in_the_dictionary(result: Outlook) -> None:
    assert result.shortage is not None
    codes = code_list("occupation")
    for frame in (result.shortage.catalogue, result.shortage.training):
        assert len(frame) > 0
        assert all(code in codes for code in frame["occupation"])


def test_planted_shortages_are_listed_and_the_spike_is_not(result: Outlook) -> None:
    assert result.shortage is not None
    names = set(result.shortage.catalogue["name"])
    assert {"光伏发电运维值班员", "风力发电运维值班员"} <= names
    assert "保安员" not in names


def test_steel_shrinks(result: Outlook) -> None:
    industries = result.demand.industries
    row = list(industries.index["industry"]).index("C31")
    mean = industries.mean()[row]
    assert mean[-1] < mean[0]


def test_every_forecast_has_an_ordered_interval(result: Outlook) -> None:
    summary = result.demand.industries.summary()
    assert (summary["lo-95"] <= summary["lo-80"]).all()
    assert (summary["lo-80"] <= summary["median"]).all()
    assert (summary["median"] <= summary["hi-80"]).all()
    assert (summary["hi-80"] <= summary["hi-95"]).all()


def test_same_seed_same_numbers_and_another_seed_close(market: skillcast.LabourMarket, result: Outlook) -> None:
    again = skillcast.outlook(market, seed=3)
    other = skillcast.outlook(market, seed=4)
    assert result.shortage is not None
    assert again.shortage is not None
    assert other.shortage is not None
    pd.testing.assert_frame_equal(
        result.shortage.assessment.drop(columns="level_shares"), again.shortage.assessment.drop(columns="level_shares")
    )
    a, b = result.demand.industries.mean(), other.demand.industries.mean()
    assert a == pytest.approx(b, rel=0.02)
    assert not np.array_equal(a, b)


def test_rows_after_the_year_are_not_seen(market: skillcast.LabourMarket) -> None:
    early = skillcast.outlook(market, year=2023, horizon=2)
    cut = dict(market.tables)
    for name in ("employment", "staffing", "staffing_reference", "vacancies", "market"):
        cut[name] = cut[name][cut[name]["period"].str[:4].astype(int) <= 2023].reset_index(drop=True)
    cut["cohorts"] = cut["cohorts"][cut["cohorts"]["intake_year"] <= 2023].reset_index(drop=True)
    trimmed = skillcast.outlook(dataclasses.replace(market, tables=cut), year=2023, horizon=2)
    assert np.array_equal(early.demand.industries.samples, trimmed.demand.industries.samples)
    assert early.shortage is not None
    assert trimmed.shortage is not None
    assert early.shortage.catalogue["occupation"].tolist() == trimmed.shortage.catalogue["occupation"].tolist()


@pytest.mark.parametrize(
    ("missing", "gone"),
    [
        (("staffing",), {"supply", "shortage", "programmes"}),
        (("cohorts",), {"supply", "shortage", "programmes"}),
        (("vacancies",), {"shortage"}),
        (("firms",), set()),
        (("ages",), set()),
        (("staffing_reference",), set()),
        (("events",), set()),
        (("history",), set()),
        (("training",), set()),
    ],
)
def test_a_missing_table_switches_off_what_needs_it_and_says_so(
    market: skillcast.LabourMarket, missing: tuple[str, ...], gone: set[str]
) -> None:
    result = skillcast.outlook(without(market, *missing), horizon=3)
    assert {name for name in ("supply", "shortage", "programmes") if getattr(result, name) is None} == gone
    assert any(missing[0] in zh for zh, _ in result.notes)


def test_units_scale_through(market: skillcast.LabourMarket) -> None:
    tables = dict(market.tables)
    tables["employment"] = tables["employment"].assign(employed=tables["employment"]["employed"] * 10)
    tables.pop("events")
    small = skillcast.outlook(without(market, "events"), horizon=2)
    large = skillcast.outlook(dataclasses.replace(market, tables=tables), horizon=2)
    assert large.demand.industries.mean() == pytest.approx(10 * small.demand.industries.mean(), rel=0.002)


def test_a_closure_lowers_the_industry(market: skillcast.LabourMarket, result: Outlook) -> None:
    tables = dict(market.tables)
    closure = (
        tables["events"]
        .iloc[[0]]
        .assign(name="关停半数高炉（模拟）", industry="C31", occupation="", start=2026, jobs=-12000, probability=0.99)
    )
    tables["events"] = pd.concat([tables["events"], closure], ignore_index=True)
    before = result
    after = skillcast.outlook(dataclasses.replace(market, tables=tables), seed=3)
    row = list(before.demand.industries.index["industry"]).index("C31")
    fall = before.demand.industries.mean()[row, -1] - after.demand.industries.mean()[row, -1]
    ends = [before.parameters.number(f"scenarios.spillover_{end}") for end in ("low", "high")]
    assert fall == pytest.approx(0.99 * 12000 * (1 + sum(ends) / 2), rel=0.05)
    assert after.demand.openings is not None
    after.demand.openings.check()


def test_a_year_without_data_is_refused(market: skillcast.LabourMarket) -> None:
    with pytest.raises(DataError, match="out-of-range"):
        skillcast.outlook(market, year=2031)


def test_several_regions_are_refused(market: skillcast.LabourMarket) -> None:
    tables = dict(market.tables)
    other = tables["employment"].iloc[[0]].assign(region="620900")
    tables["employment"] = pd.concat([tables["employment"], other], ignore_index=True)
    with pytest.raises(DataError, match="620900"):
        skillcast.outlook(dataclasses.replace(market, tables=tables))


def test_the_citys_own_green_map_replaces_the_assumed_one(market: skillcast.LabourMarket, result: Outlook) -> None:
    from skillcast.publication.sections.forecast import eco_table
    from skillcast.publication.words import Words

    tables = dict(market.tables)
    tables["eco_industries"] = pd.DataFrame(
        {"sector": ["清洁能源"], "industry": ["D44"], "share": [1.0], "source": ["测试"]}
    )
    # The map is read where the table is made; the chain before it does not know of it.
    own = eco_table(dataclasses.replace(result, market=dataclasses.replace(market, tables=tables)), set(), Words())
    shipped = eco_table(result, set(), Words())
    assert own is not None
    assert shipped is not None
    assert own.frame["label"].tolist() == ["清洁能源"]
    assert len(shipped.frame) == 8
    assert "本市提供" in own.notes[0]
    assert "假定" in shipped.notes[0]
