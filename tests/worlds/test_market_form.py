"""The twelve-table form of the simulated city is consistent with itself and with the vacancies."""

from __future__ import annotations

import pandas as pd
import pytest

from skillcast.worlds import World
from skillcast.worlds.market import PARTS, SECTORS

COUNTS = ["demand_carried", "demand_new", "seekers_carried", "seekers_new"]


def beneath(dimension: str) -> set[str]:
    return {part for parts in PARTS.get(dimension, {}).values() for part in parts}


@pytest.fixture
def market(world: World) -> pd.DataFrame:
    return world.tables["market"]


@pytest.mark.parametrize(
    "dimension", ["sector", "industry", "owner", "occupation", "applicant", "sex", "age", "education", "skill_level"]
)
def test_every_dimension_adds_up_to_the_total(market: pd.DataFrame, dimension: str) -> None:
    total = market[market["dimension"] == "total"].set_index("period")[COUNTS]
    groups = market[(market["dimension"] == dimension) & ~market["code"].isin(beneath(dimension))]
    sums = groups.groupby("period")[COUNTS].sum(min_count=1)
    stated = [column for column in COUNTS if groups[column].notna().any()]
    assert stated
    assert (sums[stated] == total[stated]).all().all()


def test_parts_stay_within_their_group(market: pd.DataFrame) -> None:
    for dimension, groups in PARTS.items():
        rows = market[market["dimension"] == dimension].set_index(["code", "period"])[COUNTS].fillna(0)
        for group, parts in groups.items():
            together = sum(rows.loc[part] for part in parts)
            assert (together <= rows.loc[group]).all().all()
            if group == "enterprise":
                assert (together == rows.loc[group]).all().all()


def test_codes_and_parts_are_those_of_the_form(market: pd.DataFrame) -> None:
    standards = pytest.importorskip("skillcast.standards")
    for dimension, rows in market.groupby("dimension"):
        groups = standards.market_groups(dimension)
        assert set(rows["code"]) == set(groups["code"])
        assert set(groups.loc[groups["parent"] != "", "code"]) == beneath(dimension)


def test_sectors_are_sums_of_sections(market: pd.DataFrame) -> None:
    sections = market[market["dimension"] == "industry"]
    sums = sections.groupby(["period", sections["code"].map(SECTORS).fillna("3")])[COUNTS[:2]].sum()
    sectors = market[market["dimension"] == "sector"].set_index(["period", "code"])[COUNTS[:2]]
    assert (sums.sort_index().to_numpy() == sectors.sort_index().to_numpy()).all()


def test_no_requirement_on_both_sides(market: pd.DataFrame, world: World) -> None:
    rows = market[(market["dimension"] == "occupation") & (market["code"] == "any")]
    assert (rows[COUNTS] > 0).all().all()
    own = world.tables["vacancies"].query("occupation == 'any'")
    assert (own[["demand", "seekers"]] > 0).all().all()


def test_major_groups_agree_with_the_vacancies(market: pd.DataFrame, world: World) -> None:
    vacancies = world.tables["vacancies"]
    group = vacancies["occupation"].where(vacancies["occupation"] == "any", vacancies["occupation"].str[0])
    for code in ("4", "5", "6", "any"):
        own = vacancies[group == code].groupby("period")[["demand", "seekers"]].sum()
        form = market[(market["dimension"] == "occupation") & (market["code"] == code)].set_index("period")
        for side in ("demand", "seekers"):
            assert (form[f"{side}_carried"] + form[f"{side}_new"] == own.loc[form.index, side]).all()
