"""What must not matter to the chain does not, and what must matter moves the right way."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import skillcast
from skillcast.outcome import Outlook
from skillcast.streams import stream

Tables = dict[str, pd.DataFrame]
WELDER, NURSE = "6-18-02-04", "4-10-01-05"


@pytest.fixture(scope="module")
def market() -> skillcast.LabourMarket:
    market = skillcast.load(skillcast.sample_path())
    config = market.config.model_copy(update={"parameters": dict(market.config.parameters) | {"forecast.draws": 200}})
    return dataclasses.replace(market, config=config)


@pytest.fixture(scope="module")
def plain(market: skillcast.LabourMarket) -> Outlook:
    return skillcast.outlook(market, horizon=2)


def changed(market: skillcast.LabourMarket, change: Callable[[Tables], Tables]) -> Outlook:
    return skillcast.outlook(dataclasses.replace(market, tables=change(dict(market.tables))), horizon=2)


def assessed(result: Outlook, occupation: str) -> pd.Series:
    assert result.shortage is not None
    return result.shortage.assessment.set_index("occupation").loc[occupation]


def gap(result: Outlook) -> pd.Series:
    """Mean gap a year by occupation."""
    assert result.supply is not None
    return pd.Series(result.supply.gap.gap.mean().mean(axis=1), result.supply.gap.gap.index["occupation"])


def check_same(one: Outlook, other: Outlook) -> None:
    """Scenarios are the same to the byte; evidence may differ in the last bit, as sums of floats do."""
    assert one.supply is not None and other.supply is not None
    assert one.shortage is not None and other.shortage is not None
    assert one.programmes is not None and other.programmes is not None
    assert np.array_equal(one.supply.gap.gap.samples, other.supply.gap.gap.samples)
    pd.testing.assert_frame_equal(one.shortage.catalogue, other.shortage.catalogue, rtol=1e-9)
    pd.testing.assert_frame_equal(one.programmes.seats, other.programmes.seats, rtol=1e-9)


def test_the_order_of_rows_in_any_table_does_not_matter(market: skillcast.LabourMarket, plain: Outlook) -> None:
    def shuffled(tables: Tables) -> Tables:
        return {
            name: table.iloc[stream(1, "rows", name).permutation(len(table))].reset_index(drop=True)
            for name, table in tables.items()
        }

    check_same(plain, changed(market, shuffled))


def test_an_empty_cell_changes_nothing(market: skillcast.LabourMarket, plain: Outlook) -> None:
    def with_nobody(tables: Tables) -> Tables:
        row = tables["staffing"].iloc[[0]].assign(industry="P", occupation="6-17-02-02", employed=0, firms=0)
        return tables | {"staffing": pd.concat([tables["staffing"], row], ignore_index=True)}

    check_same(plain, changed(market, with_nobody))


def test_renaming_an_industry_only_draws_it_anew(market: skillcast.LabourMarket, plain: Outlook) -> None:
    def renamed(tables: Tables) -> Tables:
        return {
            name: table.assign(industry=table["industry"].replace("C34", "C35")) if "industry" in table else table
            for name, table in tables.items()
        }

    after = changed(market, renamed)
    before, now = (
        result.demand.industries.mean()[list(result.demand.industries.index["industry"]).index(code)]
        for result, code in ((plain, "C34"), (after, "C35"))
    )
    assert now == pytest.approx(before, rel=0.02)
    others = plain.demand.industries.index["industry"] != "C34"
    assert np.array_equal(
        plain.demand.industries.samples[others.to_numpy()],
        after.demand.industries.samples[(after.demand.industries.index["industry"] != "C35").to_numpy()],
    )


def test_the_calendar_does_not_matter_once_the_law_has_come_into_full_force(market: skillcast.LabourMarket) -> None:
    one, other = (skillcast.outlook(later(market, years), horizon=2) for years in (35, 39))
    assert one.supply is not None and one.shortage is not None and one.programmes is not None
    assert other.supply is not None and other.shortage is not None and other.programmes is not None
    assert (one.year, other.year) == (2060, 2064)
    assert np.array_equal(one.supply.gap.gap.samples, other.supply.gap.gap.samples)
    dated = ["override", "override_en", "override_expires", "would_leave", "would_leave_en"]
    columns = one.shortage.assessment.columns.drop(dated)
    pd.testing.assert_frame_equal(one.shortage.assessment[columns], other.shortage.assessment[columns])
    told = ["graduation_year", "reason", "reason_en"]  # these name years
    pd.testing.assert_frame_equal(one.programmes.seats.drop(columns=told), other.programmes.seats.drop(columns=told))
    assert (other.programmes.seats["graduation_year"] - one.programmes.seats["graduation_year"] == 4).all()


def later(market: skillcast.LabourMarket, years: int) -> skillcast.LabourMarket:
    """The same city with every date in its tables and settings so many years later."""

    def moved(table: pd.DataFrame) -> pd.DataFrame:
        table = table.copy()
        for name in {"period", "date", "expires"} & set(table):
            table[name] = [f"{int(text[:4]) + years}{text[4:]}" for text in table[name]]
        for name in {"intake_year", "start", "year"} & set(table):
            table[name] += years
        return table

    city = market.config.city.model_copy(update={"year": market.config.city.year + years})
    config = market.config.model_copy(update={"city": city})
    return dataclasses.replace(market, tables={name: moved(t) for name, t in market.tables.items()}, config=config)


@pytest.mark.parametrize("occupation", [WELDER, NURSE])
def test_more_vacancies_never_lower_the_chance_of_shortage(
    market: skillcast.LabourMarket, plain: Outlook, occupation: str
) -> None:
    def more(tables: Tables) -> Tables:
        table = tables["vacancies"].copy()
        rows = (table["occupation"] == occupation) & (table["period"].str[:4] == str(plain.year))
        # Twice as many of everything: with the unfilled ones left alone, half the share would stay empty.
        columns = ["demand", "unfilled_90d"]
        table.loc[rows, columns] = 2 * table.loc[rows, columns]
        return tables | {"vacancies": table}

    after = assessed(changed(market, more), occupation)
    assert after["probability"] >= assessed(plain, occupation)["probability"]
    assert after["ratio"] > assessed(plain, occupation)["ratio"]


def test_more_students_never_widen_the_gap(market: skillcast.LabourMarket, plain: Outlook) -> None:
    def fuller(tables: Tables) -> Tables:
        table = tables["cohorts"].copy()
        rows = (table["programme"] == "660105") & table["graduates"].isna()
        table.loc[rows, ["seats", "enrolled"]] = 2 * table.loc[rows, ["seats", "enrolled"]]
        return tables | {"cohorts": table}

    assert gap(changed(market, fuller))[WELDER] < gap(plain)[WELDER]


def test_a_missing_indicator_is_not_a_zero(market: skillcast.LabourMarket) -> None:
    def indicator(value: float) -> Callable[[Tables], Tables]:
        def change(tables: Tables) -> Tables:
            table = tables["vacancies"].copy()
            table["unfilled_90d"] = table["unfilled_90d"].astype(float)
            table.loc[table["occupation"] == WELDER, "unfilled_90d"] = value
            return tables | {"vacancies": table}

        return change

    missing, zero = (assessed(changed(market, indicator(value)), WELDER) for value in (np.nan, 0.0))
    assert missing["probability"] > zero["probability"]
