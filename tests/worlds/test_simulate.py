"""Random worlds: accounts close, tables pass every check and know nothing of the future, every knob does what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import skillcast
from skillcast.errors import ParameterError
from skillcast.tables import TABLES
from skillcast.worlds import Event, Settings, World, simulate
from skillcast.worlds.accounts import AGES
from skillcast.worlds.economy import economy
from skillcast.worlds.labels import REGION, labels
from skillcast.worlds.samples import staffing_table
from skillcast.worlds.workforce import retirement_rates

SMALL = Settings(
    industries=4, occupations=10, programmes=4, persons=20_000, history=8, ahead=3, firms=20, register_years=2
)
BASE = SMALL.base
TRUTH = {
    "accounts", "ages", "cohorts", "events", "gap", "industries", "links", "openings", "reporting", "staffing", "stocks",
    "supply", "tightness", "vacancies", "vintages",
}  # fmt: skip


@pytest.fixture(scope="module")
def small() -> World:
    return simulate(SMALL, 3)


def wide(world: World, frame: str, value: str) -> pd.DataFrame:
    """Truth of a quantity, occupations x years."""
    return world.truth[frame].pivot(index="occupation", columns="year", values=value)


def total(world: World, year: int, industry: str) -> int:
    rows = world.truth["industries"].query("year == @year and industry == @industry")
    return int(rows["employed"].iloc[0])


def check_accounts(world: World) -> None:
    flows = world.truth["accounts"]
    gone = flows["death"] + flows["retirement"] + flows["withdrawal"] + flows["transfers_out"]
    come = flows["graduates"] + flows["other_entrants"] + flows["transfers_in"]
    assert (flows["after"] == flows["before"] - gone + come).all()
    assert (flows.drop(columns="occupation") >= 0).all().all()
    stocks = wide(world, "stocks", "employed")
    assert (wide(world, "accounts", "after") == stocks.iloc[:, 1:]).all().all()
    assert (wide(world, "accounts", "before").to_numpy() == stocks.iloc[:, :-1].to_numpy()).all()
    ages = world.truth["ages"].groupby(["occupation", "year"])["employed"].sum().unstack(fill_value=0)
    assert (ages.reindex(stocks.index, fill_value=0) == stocks).all().all()
    staffing = world.truth["staffing"]
    by_industry = staffing.groupby(["industry", "year"])["employed"].sum()
    known = world.truth["industries"].set_index(["industry", "year"])["employed"]
    assert (by_industry.reindex(known.index, fill_value=0) == known).all()
    by_occupation = staffing.groupby(["occupation", "year"])["employed"].sum().unstack(fill_value=0)
    assert (by_occupation.reindex(stocks.index, fill_value=0) == stocks).all().all()


def check_definitions(world: World) -> None:
    openings, supply, gap = (world.truth[name] for name in ("openings", "supply", "gap"))
    change = wide(world, "accounts", "after") - wide(world, "accounts", "before")
    exits = wide(world, "openings", "exits")
    assert (wide(world, "openings", "openings") == (change + exits).clip(lower=0)).all().all()
    assert (openings["openings"] == openings["expansion"] + openings["replacement"]).all()
    assert (wide(world, "openings", "layoffs") == wide(world, "openings", "openings") - exits - change).all().all()
    assert (supply["supply"] == supply["graduates"] + supply["other_entrants"]).all()
    assert (gap["gap"] == openings["openings"] - supply["supply"]).all()
    parts = world.truth["accounts"]
    assert (openings["exits"] == parts["death"] + parts["retirement"] + parts["withdrawal"]).all()


def test_accounts_close(small: World) -> None:
    check_accounts(small)


def test_truth_has_the_definitions_of_the_chain(small: World) -> None:
    check_definitions(small)


def test_truth_is_complete_and_reaches_into_the_future(small: World) -> None:
    assert set(small.truth) == TRUTH
    for name in TRUTH - {"links", "reporting", "vintages", "cohorts"}:
        assert small.truth[name]["year"].max() == BASE + SMALL.ahead, name
    assert small.truth["cohorts"]["graduation"].max() == BASE + SMALL.ahead


def test_every_graduate_takes_up_an_occupation(small: World) -> None:
    cohorts = small.truth["cohorts"].query("graduation > @SMALL.years[0]")
    by_year = small.truth["supply"].groupby("year")["graduates"].sum()
    assert (cohorts.groupby("graduation")["placed_local"].sum() == by_year).all()


def test_tables_pass_every_check_and_are_labelled_simulated(tmp_path: Path, small: World) -> None:
    market = skillcast.load(small.write(tmp_path))
    assert market.warnings == ()
    assert market.config.city.synthetic
    assert "模拟数据" in (tmp_path / "skillcast.toml").read_text(encoding="utf-8")
    assert set(market.tables) == set(small.tables) <= set(TABLES)
    assert market.table("employment")["region"].unique().tolist() == [REGION]
    assert small.market().tables["employment"].equals(market.table("employment"))


def test_no_table_knows_the_future(small: World) -> None:
    for name, table in small.tables.items():
        for column in {"period", "year", "intake_year"} & set(table.columns):
            assert table[column].astype(str).str[:4].astype(int).max() <= BASE, name
    cohorts = small.tables["cohorts"].merge(small.tables["programmes"][["school", "programme", "years"]])
    later = cohorts["intake_year"] + cohorts["years"] > BASE
    assert later.any()
    assert (cohorts["graduates"].isna() == later).all()
    assert (cohorts["placed_local"].isna() == later).all()


def test_same_seed_same_bytes_other_seed_other_world(tmp_path: Path, small: World) -> None:
    small.write(tmp_path / "one")
    simulate(SMALL, 3).write(tmp_path / "two")
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(files) == len(small.tables) + 1
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file
    other = simulate(SMALL, 4)
    assert not other.truth["stocks"].equals(small.truth["stocks"])


def test_numbers_outside_their_range_are_all_named() -> None:
    with pytest.raises(ParameterError) as caught:
        Settings(sample=1, waves=2.0, recoded=1900, events=(Event(industry=99, start=2, share=-2.0),))
    columns = {problem.column for problem in caught.value.problems}
    assert columns == {"sample", "waves", "recoded", "events.industry", "events.share"}


@given(
    seed=st.integers(0, 10_000),
    industries=st.integers(2, 6),
    occupations=st.integers(6, 14),
    programmes=st.integers(1, 6),
    history=st.integers(6, 9),
    ahead=st.integers(1, 4),
    waves=st.sampled_from([0.0, 1.0]),
    shortages=st.booleans(),
    tail=st.sampled_from([3.0, float("inf")]),
    share=st.sampled_from([-1.0, -0.4, 0.3]),
)
@hypothesis_settings(max_examples=5)
def test_any_settings_close_and_pass(seed: int, share: float, **knobs: object) -> None:
    world = simulate(replace(SMALL, **knobs, events=(Event(industry=1, start=1, share=share, probability=0.9),)), seed)  # type: ignore[arg-type]
    check_accounts(world)
    check_definitions(world)
    assert world.market().warnings == ()


# ---- knobs: industries, events


def test_shocks_and_trends_of_industries_come_from_their_knobs() -> None:
    still = replace(SMALL, growth_spread=0, common_shock=0, own_shock=0, events=())
    counts = simulate(still, 1).truth["industries"].groupby("industry")["employed"].nunique()
    assert (counts == 1).all()
    shared = simulate(replace(still, common_shock=0.05), 1).truth["industries"]
    growth = np.log(shared.pivot(index="year", columns="industry", values="employed")).diff().dropna()
    assert growth.corr().to_numpy().min() > 0.99


def test_tails_are_heavy_where_asked() -> None:
    many = replace(SMALL, industries=24, occupations=24, history=30, common_shock=0, persistence=0, events=())

    def kurtosis(tail: float) -> float:
        growth = np.diff(np.log(economy(replace(many, tail=tail), seed=2).industries))
        growth = growth - growth.mean(axis=1, keepdims=True)
        return float((growth**4).mean() / (growth**2).mean() ** 2)

    assert kurtosis(2.5) > 5 > kurtosis(float("inf"))


def test_a_closure_takes_its_share_of_posts_and_is_listed_only_if_announced() -> None:
    closure = Event(industry=0, start=2, share=-0.5, probability=0.99)
    code = labels(SMALL).industries[0]
    without = simulate(replace(SMALL, events=()), 5)
    knobs = replace(SMALL, events=(closure,), spillover_low=0, spillover_high=0)
    world = simulate(knobs, 5)
    half = total(without, BASE, code) // 2
    assert total(world, BASE + 1, code) == total(without, BASE + 1, code)
    assert total(without, BASE + 2, code) - total(world, BASE + 2, code) == pytest.approx(half, abs=1)
    row = world.tables["events"].iloc[0]
    assert (row["industry"], row["start"], row["jobs"]) == (code, BASE + 2, pytest.approx(-half, abs=1))
    assert "events" not in simulate(replace(knobs, events=(replace(closure, announced=False),)), 5).tables
    assert "events" not in without.tables
    further = simulate(replace(knobs, spillover_low=0.2, spillover_high=0.2), 5)
    assert total(world, BASE + 2, code) - total(further, BASE + 2, code) == pytest.approx(0.2 * half, abs=2)


def test_projects_come_true_as_often_as_stated_and_in_steps() -> None:
    plant = Event(industry=1, start=1, share=0.3, probability=0.6)
    knobs = replace(SMALL, events=(plant,), event_delay=0, event_scale=0)
    posts = [economy(knobs, seed=seed).realised[0, -SMALL.ahead :] for seed in range(100)]
    happened = [path for path in posts if path[-1] > 0]
    assert 45 <= len(happened) <= 75
    for path in happened:
        assert path[0] == pytest.approx(path[-1] / 3, abs=1)
    late = [economy(replace(knobs, event_delay=1), seed=seed).realised[0, -SMALL.ahead] for seed in range(20)]
    assert max(late) == 0


def test_first_figures_are_revised_toward_the_truth() -> None:
    vintages = simulate(replace(SMALL, revision=0.05), 1).truth["vintages"]
    frame = vintages.assign(age=vintages["vintage"].astype(int) - vintages["period"].astype(int))
    truth = (
        simulate(replace(SMALL, revision=0.05), 1).truth["industries"].assign(period=lambda f: f["year"].astype(str))
    )
    frame = frame.merge(truth, on=["industry", "period"], suffixes=("", "_true"))
    error = np.log(frame["employed"] / frame["employed_true"]).abs().groupby(frame["age"]).mean()
    assert error[0] > 1.7 * error[1] > 2.8 * error[2] > 0
    exact = simulate(replace(SMALL, revision=0), 1)
    assert (
        exact.tables["employment"]["employed"].sum()
        == exact.truth["industries"].query("year <= @BASE")["employed"].sum()
    )


# ---- knobs: staffing


def distance(settings: Settings, seed: int) -> float:
    """Mean dissimilarity of the city's shares to the reference's in the base year."""
    world = simulate(settings, seed)
    truth = world.truth["staffing"].query("year == @settings.base").set_index(["industry", "occupation"])["share"]
    reference = world.tables["staffing_reference"].query(f"period == '{settings.base}'")
    shares = reference.set_index(["industry", "occupation"])["employed"]
    shares = shares / shares.groupby("industry").transform("sum")
    return float(truth.sub(shares, fill_value=0).abs().groupby("industry").sum().mean() / 2)


def test_a_larger_concentration_brings_the_city_closer_to_the_reference() -> None:
    apart = [distance(replace(SMALL, concentration=value), 1) for value in (5, 50, 5_000)]
    assert apart[0] > 2 * apart[1] > 8 * apart[2]


def test_sample_size_and_years() -> None:
    staffing = simulate(replace(SMALL, sample=300, sample_years=3), 1).tables["staffing"]
    assert (staffing.groupby(["industry", "period"])["employed"].sum() == 300).all()
    assert sorted(staffing["period"].unique()) == [str(year) for year in range(BASE - 2, BASE + 1)]


def test_clustered_samples_vary_as_much_more_as_the_design_effect_says() -> None:
    def variance(effect: float) -> float:
        squares = []
        for seed in range(60):
            knobs = replace(SMALL, design_effect=effect)
            jobs = economy(knobs, seed=seed)
            table = staffing_table(knobs, labels(knobs), jobs, seed=seed)
            counts = table.query(f"period == '{BASE}'").pivot(index="industry", columns="occupation", values="employed")
            counts = counts.reindex(index=labels(knobs).industries, columns=labels(knobs).occupations, fill_value=0)
            size = counts.fillna(0).to_numpy().sum(axis=1, keepdims=True)
            cells = jobs.cells[:, :, SMALL.history - 1]
            share = cells / cells.sum(axis=1, keepdims=True)
            square = (counts.fillna(0).to_numpy() / size - share) ** 2
            squares += list(square[share > 0.03] / (share * (1 - share) / size)[share > 0.03])
        return float(np.mean(squares))

    assert variance(1.0) == pytest.approx(1.0, rel=0.15)
    assert variance(4.0) == pytest.approx(4.0, rel=0.25)


def test_the_city_follows_the_share_of_the_reference_trend_it_is_told_to() -> None:
    def slopes(shared: float) -> float:
        knobs = replace(SMALL, trend_shared=shared, trend_own=0, share_walk=0, persons=4_000_000, reference_noise=0)
        world = simulate(replace(knobs, trend_spread=0.08), 1)
        city = (
            world.truth["staffing"]
            .query("share > 0.01")
            .pivot_table(index=["industry", "occupation"], columns="year", values="share")
        )
        table = world.tables["staffing_reference"]
        table = table.assign(
            share=table["employed"] / table.groupby(["industry", "period"])["employed"].transform("sum")
        )
        reference = table.pivot_table(index=["industry", "occupation"], columns="period", values="share").reindex(
            city.index
        )
        one = np.log(city[BASE] / city[BASE - 5])
        two = np.log(reference[str(BASE)] / reference[str(BASE - 5)])
        both = pd.concat([one, two], axis=1).dropna()
        one, two = (part - part.groupby("industry").transform("mean") for part in (both[0], both[1]))
        return float((one * two).sum() / (two**2).sum())

    assert slopes(1.0) == pytest.approx(1.0, abs=0.1)
    assert slopes(0.5) == pytest.approx(0.5, abs=0.1)
    assert slopes(0.0) == pytest.approx(0.0, abs=0.1)


def test_recoding_changes_the_code_from_its_year_on() -> None:
    world = simulate(replace(SMALL, recoded=2023, register_years=6), 1)
    new, old = labels(SMALL).occupations[SMALL.occupations // 2], labels(SMALL).predecessor
    for name in ("staffing", "staffing_reference", "vacancies"):
        table = world.tables[name]
        years = table["period"].str[:4].astype(int)
        assert years[table["occupation"] == old].max() == 2022, name
        assert years[table["occupation"] == new].min() == 2023, name
    plain = simulate(SMALL, 1)
    assert old not in set(plain.tables["vacancies"]["occupation"])
    assert world.market().warnings == ()


# ---- knobs: people, schools, entrants


def test_retirement_follows_the_law() -> None:
    before, after = (dict(zip(AGES, retirement_rates(SMALL, year).T, strict=True)) for year in (2024, 2025))
    assert (before[59][0], before[49][1], before[54][2]) == (1, 1, 1)
    assert after[59][0] == pytest.approx(9 / 12)
    assert after[49][1] == pytest.approx(8 / 12)
    assert after[54][2] == pytest.approx(9 / 12)
    assert after[45].sum() == 0
    assert after[66][0] == SMALL.late_exit
    assert retirement_rates(replace(SMALL, early=1.0), 2025)[0, list(AGES).index(59)] == 1


def test_waves_retire_soon_after_the_base_year() -> None:
    def share(waves: float) -> float:
        knobs = replace(SMALL, waves=waves, transfer_rate=0, ahead=6)
        flows = simulate(knobs, 1).truth["accounts"].groupby("year")[["retirement", "before"]].sum()
        return float((flows["retirement"] / flows["before"]).loc[BASE + 1 :].mean())

    assert share(1.0) > 1.5 * share(0.0)


def test_exits_of_occupations_differ_by_their_spread_and_move_by_their_shock() -> None:
    knobs = replace(SMALL, persons=1_000_000, waves=0, exit_shock=0, exit_spread=0, women_55=0, events=())

    def deviation(settings: Settings) -> tuple[float, float]:
        flows = simulate(settings, 2).truth["accounts"]
        rate = (flows["withdrawal"] / flows["before"]).groupby([flows["occupation"], flows["year"]]).first().unstack()
        logs = np.log(rate)
        return float(logs.mean(axis=1).std()), float(logs.mean(axis=0).diff().std())

    plain, spread, shocked = (
        deviation(item) for item in (knobs, replace(knobs, exit_spread=0.5), replace(knobs, exit_shock=0.4))
    )
    assert spread[0] > 2.5 * plain[0]
    assert shocked[1] > 3 * plain[1]


def test_leavers_are_counted_as_they_left(small: World) -> None:
    leavers = small.tables["leavers"]
    assert sorted(leavers["period"].unique()) == [str(year) for year in range(BASE - 4, BASE + 1)]
    truth = small.truth["openings"].assign(period=lambda frame: frame["year"].astype(str))
    joined = leavers.query("cause == 'exit'").merge(truth, on=["occupation", "period"])
    assert len(joined) == 5 * SMALL.occupations
    assert (joined["leavers"] == joined["exits"]).all()
    assert "leavers" not in simulate(replace(SMALL, leaver_years=0), 3).tables


def test_stated_rates_are_off_by_their_error() -> None:
    exact, off = (simulate(replace(SMALL, rates_error=error), 1).tables["rates"] for error in (0.0, 0.5))
    factor = (off["rate"] / exact["rate"])[exact["rate"] > 0.001].groupby(exact["cause"]).agg(["min", "max"])
    np.testing.assert_allclose(factor["min"], factor["max"], rtol=0.01)
    assert np.log(factor["min"]).abs().min() > 0.01


def test_without_transfers_and_their_rate_only_what_is_missing_moves() -> None:
    flows = simulate(replace(SMALL, transfer_rate=0), 1).truth["accounts"]
    assert (flows["transfers_in"] * flows["transfers_out"] == 0).all()


def test_a_common_shock_moves_placement_of_all_programmes() -> None:
    def spread(shock: float) -> float:
        knobs = replace(SMALL, cohort_shock=shock, intake=0.1, rate_spread=0)
        cohorts = simulate(knobs, 1).truth["cohorts"]
        sums = cohorts.groupby("graduation")[["placed", "placed_local"]].sum()
        return float((sums["placed_local"] / sums["placed"]).std())

    assert spread(0.6) > 3 * spread(0.0)


def test_links_are_nearer_to_the_crosswalk_the_more_certain_it_is() -> None:
    def off(certainty: float) -> float:
        world = simulate(replace(SMALL, crosswalk_certainty=certainty), 1)
        stated = world.tables["crosswalk"].set_index(["programme", "occupation"])["weight"]
        true = world.truth["links"].set_index(["programme", "occupation"])["weight"]
        np.testing.assert_allclose(true.groupby("programme").sum(), 1)
        return float((true.reindex(stated.index) - stated).abs().sum())

    assert off(3) > 2 * off(3_000)


def test_without_shortages_nobody_is_ever_missing() -> None:
    world = simulate(replace(SMALL, shortages=False), 1)
    assert (world.truth["gap"]["gap"] <= 0).all()
    assert not world.truth["tightness"]["shortage"].any()
    assert (world.truth["tightness"]["log_tightness"] <= 0).all()
    assert simulate(SMALL, 1).truth["tightness"]["shortage"].mean() > 0.05


def test_entrants_follow_unusual_need_as_far_as_they_respond() -> None:
    def gap(response: float) -> float:
        knobs = replace(SMALL, response=response, entrant_shock=0, entrant_own=0, adjustment=0)
        return float(simulate(knobs, 1).truth["gap"]["gap"].abs().sum())

    assert gap(0.0) > 1.5 * gap(0.5) > 2.5 * gap(1.0)


# ---- knobs: registers, survey


def registered(settings: Settings, side: str = "demand") -> float:
    table = simulate(settings, 1).tables["vacancies"]
    return float(table[side].sum())


@pytest.mark.parametrize("side", ["demand", "seekers"])
def test_half_the_reporting_rate_halves_the_registrations(side: str) -> None:
    full, half = (registered(replace(SMALL, **{f"{side}_reported": rate}), side) for rate in (0.4, 0.2))
    assert half / full == pytest.approx(0.5, abs=0.03)
    rates = simulate(replace(SMALL, **{f"{side}_reported": 0.2}), 1).truth["reporting"][side]
    assert rates.mean() == pytest.approx(0.2, rel=0.25)


def test_registrations_are_the_reported_share_of_the_posts() -> None:
    world = simulate(replace(SMALL, register_noise=0.0, persons=1_000_000), 1)
    known = world.tables["vacancies"].query("occupation != 'any'")
    known = known.groupby([known["occupation"], known["period"].str[:4].astype(int)])["demand"].sum() / 4
    truth = world.truth["vacancies"].set_index(["occupation", "year"])["posts"].reindex(known.index)
    rate = (
        world.truth["reporting"].set_index("occupation")["demand"].reindex(known.index.get_level_values(0)).to_numpy()
    )
    assert known.sum() == pytest.approx(float((truth * rate).sum()), rel=0.01)


def test_noise_of_the_register() -> None:
    def jitter(noise: float) -> float:
        table = simulate(replace(SMALL, register_noise=noise, persons=1_000_000), 1).tables["vacancies"]
        sums = table[table["occupation"] != "any"].groupby(["occupation", "period"])["demand"].sum().unstack()
        return float(np.log(sums).diff(4, axis=1).std(axis=1).mean())

    assert jitter(0.4) > 2 * jitter(0.02)


def test_one_firm_dominates_and_others_stay_silent() -> None:
    firms = simulate(replace(SMALL, dominant=0.7, firms=200), 1).tables["firms"]
    top = firms.query("industry == 'C31'").groupby("firm")["employed"].sum()
    size = total(simulate(SMALL, 1), BASE, "C31")
    assert top["F001"] == pytest.approx(0.7 * size, abs=2)
    assert (firms.query("firm == 'F001'")["weight"] == 1).all()
    answered = simulate(replace(SMALL, response_rate=1.0, firms=200), 1).tables["firms"]
    assert firms["firm"].nunique() < 0.9 * answered["firm"].nunique()
    weighted = (answered["weight"] * answered["employed"]).sum()
    assert weighted == pytest.approx(20_000, rel=0.15)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_more_leave_than_were_there_when_the_year_began(seed: int) -> None:
    """In tiny occupations persons come and go within a year: they were not exposed and are not counted."""
    tiny = Settings(persons=5_000, occupations=80, concentration=1, industries=2, response=1.0, entrant_own=1.0)
    leavers = simulate(tiny, seed).tables["leavers"]
    both = leavers.groupby(["occupation", "period"]).agg(exposed=("exposed", "first"), left=("leavers", "sum"))
    assert (both["left"] <= both["exposed"]).all()
