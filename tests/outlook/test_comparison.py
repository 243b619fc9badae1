"""Two outlooks compared: what a scenario changes, exactly, and nothing else."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import skillcast
from skillcast.comparison import compare, compare_scenario, whole, with_scenario
from skillcast.errors import DataError
from skillcast.io.scenario import Scenario, quick_scenario, read_scenario
from skillcast.outcome import Comparison, Outlook
from skillcast.outlook import outlook
from skillcast.publication.content import Table
from skillcast.publication.identities import breaches
from skillcast.publication.printing import is_missing
from skillcast.publication.sections.change import change_sentences
from skillcast.publication.sections.comparison import comparison_document
from skillcast.publication.words import Words

NONE = quick_scenario([], [], None)


@pytest.fixture(scope="module")
def market() -> skillcast.LabourMarket:
    market = skillcast.load(skillcast.sample_path())
    fewer = market.config.model_copy(update={"parameters": {"forecast.draws": 150}})
    return dataclasses.replace(market, config=fewer)


@pytest.fixture(scope="module")
def base(market: skillcast.LabourMarket) -> Outlook:
    return outlook(market)


def against(base: Outlook, scenario: Scenario) -> Comparison:
    changed = with_scenario(base, scenario)
    return compare(base, outlook(changed, horizon=5, yardstick=base))


@pytest.fixture(scope="module")
def steel(base: Outlook) -> Comparison:
    return against(base, quick_scenario(["C31=0.5"], [], 2027))


def test_differences_add_up_exactly_in_every_draw(steel: Comparison) -> None:
    change = steel.differences
    assert np.array_equal(change["employment"].total().samples, change["stock"].total().samples)
    steps = np.diff(change["stock"].samples, axis=1)
    flows = change["openings"].samples - change["exits"].samples - change["layoffs"].samples
    assert np.array_equal(flows, steps)
    assert np.array_equal(change["gap"].samples, change["openings"].samples - change["supply"].samples)
    assert all(np.issubdtype(draws.samples.dtype, np.integer) for draws in change.values())


def test_frames_add_up_in_whole_persons(steel: Comparison) -> None:
    assert steel.occupations is not None
    for frame in (steel.industries, steel.occupations):
        for name in {"now", "base", "other", "change", "stock", "openings", "exits", "layoffs", "supply", "gap"} & set(
            frame
        ):
            assert frame[name].iloc[:-1].sum() == frame[name].iloc[-1], name
    assert steel.industries["change"].iloc[-1] == steel.occupations["stock"].iloc[-1]
    mean = steel.differences["employment"].samples[:, -1].mean(axis=1)
    assert np.abs(steel.industries["change"].iloc[:-1] - mean).max() < 1


def test_every_printed_identity_holds(steel: Comparison) -> None:
    tables = [block for block in comparison_document(steel, "钢铁").blocks if isinstance(block, Table)]
    assert sum(len(table.checks) for table in tables) >= 10
    for table in tables:
        numeric = [column.name for column in table.columns if column.numeric and not column.labels]
        fields = {
            name: np.array([np.nan if is_missing(value) else float(value) for value in table.frame[name]])
            for name in numeric
        }
        for check in table.checks:
            assert breaches(check, fields, total_rows=table.total_rows) == [], (table.name, check)


def test_half_of_steel_is_half_of_its_forecast_with_a_range(base: Outlook, steel: Comparison) -> None:
    row = list(base.demand.industries.index["industry"]).index("C31")
    half = np.median(base.demand.industries.samples[row, 2]) / 2
    assert -steel.events["jobs"].item() == pytest.approx(half, abs=1)
    change = steel.differences["employment"].samples
    assert (change[:, :2] == 0).all()
    assert (np.delete(change, row, axis=0) == 0).all()
    ends = steel.ends.set_index(["industry", "end"])["change"]
    assert ends["total", "high"] < steel.industries["change"].iloc[-1] < ends["total", "low"] < 0
    assert ends["total", "low"] == pytest.approx(-half * 0.65, rel=0.02)


def test_steel_occupations_lose_and_others_do_not_move(base: Outlook, steel: Comparison) -> None:
    assert steel.occupations is not None
    assert steel.listing is not None
    cells = base.demand.cells
    assert cells is not None
    inside = set(cells.index.loc[cells.index["industry"] == "C31", "occupation"])
    frame = steel.occupations.set_index("occupation").drop(index="total")
    measures = ["stock", "openings", "exits", "layoffs", "supply", "gap"]
    assert (frame.loc[~frame.index.isin(inside), measures] == 0).all(axis=None)
    melters = frame.loc["6-17-02-02"]
    assert melters["openings"] < melters["supply"] < 0
    assert melters["stock"] < 0
    assert melters["openings"] < 0
    assert melters["layoffs"] > 0
    assert melters["stock_hi80"] < 0
    quiet = steel.listing[~steel.listing["occupation"].isin(inside)]
    assert (quiet["probability_base"] == quiet["probability_other"]).all()
    assert (quiet["listed_base"] == quiet["listed_other"]).all()
    assert not (steel.listing["status"] == "entered").any()


def test_metallurgy_loses_seats_or_need(steel: Comparison) -> None:
    assert steel.programmes is not None
    frame = steel.programmes.set_index("programme")
    assert (frame.loc[["430401", "430402"], "gap_change"] < 0).all()
    assert (frame["change"] <= 0).all()


def test_sentences_carry_the_numbers_of_the_frames(steel: Comparison) -> None:
    total = steel.industries.iloc[-1]
    for lang in ("zh", "en"):
        text = "".join(change_sentences(steel, Words(lang)))
        assert f"{-total['change']:,}" in text
        assert f"{-total['change_lo80']:,.0f}" in text
        for row in steel.occupations.iloc[:-1].sort_values("stock").head(3).itertuples():
            assert row.name in text
    assert "C31" not in "".join(change_sentences(steel, Words("zh")))


def test_a_scenario_without_events_changes_nothing(base: Outlook) -> None:
    found = against(base, NONE)
    assert all((draws.samples == 0).all() for draws in found.differences.values())
    assert (found.yearly[["change", "change_lo80", "change_hi80"]] == 0).all(axis=None)
    assert found.programmes is not None
    assert (found.programmes[["change", "gap_change"]] == 0).all(axis=None)
    assert found.listing is not None
    assert set(found.listing["status"]) == {"kept", "out"}
    assert found.events.empty
    assert found.ends.empty
    assert change_sentences(found, Words("zh")) == ["情景与基准没有差别。"]
    assert len(comparison_document(found, "无").tables) > 0


def test_opposite_events_add_up(base: Outlook) -> None:
    close, new = ["C38=600"], ["C38=900"]
    employment = [against(base, quick_scenario(one, two, 2027)).differences["employment"].samples for one, two in ((close, []), ([], new), (close, new))]  # fmt: skip
    row = list(base.demand.industries.index["industry"]).index("C38")
    assert (employment[0][row, 2:] < 0).all()
    assert (employment[1] >= 0).all()
    assert np.abs(employment[0] + employment[1] - employment[2]).max() <= 1
    assert 0.1 < (employment[2][row, -1] > 0).mean() < 0.9


def test_a_larger_closure_takes_more(base: Outlook, steel: Comparison) -> None:
    quarter = with_scenario(base, quick_scenario(["C31=0.25"], [], 2027)).table("events")
    assert quarter["jobs"].iloc[-1] == pytest.approx(steel.events["jobs"].item() / 2, abs=1)


def test_the_same_twice(market: skillcast.LabourMarket, steel: Comparison) -> None:
    again = compare_scenario(market, quick_scenario(["C31=0.5"], [], 2027))
    pd.testing.assert_frame_equal(again.yearly, steel.yearly)
    pd.testing.assert_frame_equal(again.listing, steel.listing)
    assert comparison_document(again, "钢铁").blocks[1] == comparison_document(steel, "钢铁").blocks[1]


def test_an_event_of_the_city_can_be_left_out(base: Outlook) -> None:
    name = "绿电铝加工项目（模拟）"
    found = against(base, Scenario("无绿电铝", NONE.events, without=(name,)))
    assert found.events[["side", "name"]].values.tolist() == [["removed", name]]
    assert found.industries.set_index("industry")["change"]["C32"] < 0
    assert found.ends.empty or (found.ends["change"] <= 0).all()


def test_a_city_without_occupations_is_compared_by_industry() -> None:
    market = skillcast.load(skillcast.sample_path("us_sector_employment"))
    code = market.table("employment")["industry"].iloc[0]
    found = compare_scenario(market, quick_scenario([f"{code}=0.2"], [], None), horizon=2)
    assert found.occupations is None
    assert found.industries["change"].iloc[-1] < 0
    assert [
        block for block in comparison_document(found, "x", lang="en").tables if block.name == "occupation_change"
    ] == []


def test_what_cannot_be_compared_is_refused(market: skillcast.LabourMarket, base: Outlook) -> None:
    with pytest.raises(DataError, match="draw by draw"):
        compare(base, outlook(market, seed=1))


@pytest.mark.parametrize(
    ("scenario", "match"),
    [
        (quick_scenario(["D45=0.5"], [], 2027), "dangling-key"),
        (quick_scenario(["C31=0.5"], [], 2050), "out-of-range"),
        (quick_scenario(["C31=0.5", "C31=0.5"], [], 2027), "taken"),
        (Scenario("", NONE.events, without=("没有的项目",)), "dangling-key"),
    ],
)
def test_a_scenario_the_city_does_not_fit_is_refused(base: Outlook, scenario: Scenario, match: str) -> None:
    with pytest.raises(DataError, match=match):
        with_scenario(base, scenario)


def test_a_closure_of_more_than_there_is_is_refused(base: Outlook) -> None:
    with pytest.raises(DataError, match="loss-exceeds-stock"):
        against(base, quick_scenario(["C31=40000"], [], 2027))


def test_a_file_says_what_options_say(base: Outlook, tmp_path: Path) -> None:
    toml = tmp_path / "steel.toml"
    toml.write_text('[[close]]\nindustry = "C31"\nshare = 0.5\nfrom = 2027\n', encoding="utf-8")
    one, two = (with_scenario(base, item).table("events") for item in (read_scenario(toml), quick_scenario(["C31=0.5"], [], 2027)))  # fmt: skip
    pd.testing.assert_frame_equal(one, two)
    csv = tmp_path / "steel.csv"
    csv.write_text(f"name,industry,start,jobs,probability\n关停,C31,2027,{one['jobs'].iloc[-1]},1\n", encoding="utf-8")
    three = with_scenario(base, read_scenario(csv)).table("events")
    assert three[["industry", "start", "jobs", "probability"]].equals(one[["industry", "start", "jobs", "probability"]])


@pytest.mark.parametrize("values", [[-0.4, -0.4, -0.4], [0.5, 0.5], [], [3.0, -2.0], [-7.9, 8.2, 0.3]])
def test_whole_numbers_keep_their_sum(values: list[float]) -> None:
    parts = whole(np.array(values))
    assert parts.sum() == round(sum(values))
    assert (np.abs(parts - np.array(values)) < 1).all()
