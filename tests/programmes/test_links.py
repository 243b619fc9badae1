"""Links sum to one or say what is missing; the pipeline is what the flow sends, no more."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.errors import DataError
from skillcast.programmes.links import (
    admitted_local,
    link_matrix,
    link_remainder,
    pipeline_by_occupation,
    pipeline_by_programme,
    programme_links,
)
from skillcast.supply.cohorts import GraduateFlow, graduate_flow

PROGRAMMES = pd.DataFrame(
    [("甲校", "460103", "college", 3, 40, 120), ("乙校", "460103", "secondary", 2, 40, 120), ("乙校", "430401", "college", 3, 40, 120)],
    columns=["school", "programme", "level", "years", "class_size", "max_seats"],
)  # fmt: skip
CROSSWALK = pd.DataFrame(
    [("460103", "6-18-01-01", 0.7), ("460103", "6-18-01-07", 0.3), ("430401", "6-17-02-02", 1.0), ("999999", "6-17-02-02", 1.0)],
    columns=["programme", "occupation", "weight"],
).assign(source="调查")  # fmt: skip


@pytest.fixture(scope="module")
def flow() -> GraduateFlow:
    rows = [
        {"school": item.school, "programme": item.programme, "intake_year": year, "seats": 80, "enrolled": 76}
        | {"graduates": 70.0, "further_study": 8.0, "placed": 56.0, "placed_local": 40.0}
        for item in PROGRAMMES.itertuples()
        for year in range(2016, 2026)
    ]
    return graduate_flow(PROGRAMMES, pd.DataFrame(rows), CROSSWALK, year=2025, horizon=5, draws=300, seed=3)


def test_links_of_the_programmes_offered() -> None:
    links = programme_links(CROSSWALK, PROGRAMMES, {"6-18-01-01", "6-17-02-02"})
    assert links["programme"].tolist() == ["430401", "460103", "460103"]
    assert links["weight"].tolist() == [1.0, 0.7, 0.3]
    assert links["in_city"].tolist() == [True, True, False]
    assert set(links["edition"]) == {"CSCO-2022"} and set(links["source"]) == {"调查"}
    assert links["occupation_name"].str.len().gt(0).all()


def test_the_remainder_adds_up() -> None:
    partial = CROSSWALK[CROSSWALK["occupation"] != "6-17-02-02"]
    left = link_remainder(programme_links(partial, PROGRAMMES, {"6-18-01-01"}), PROGRAMMES).set_index("programme")
    assert left[["linked", "outside", "unlinked"]].sum(axis=1).tolist() == pytest.approx([1, 1])
    assert left.loc["460103", ["linked", "outside", "unlinked"]].tolist() == pytest.approx([0.7, 0.3, 0])
    assert left.loc["430401", "unlinked"] == 1
    assert left.loc["460103", "candidates"] == ""


def test_programmes_without_links_come_with_those_of_the_standard() -> None:
    programmes = pd.DataFrame({"school": ["甲校"], "programme": ["260304"]})
    left = link_remainder(programme_links(CROSSWALK, programmes), programmes).iloc[0]
    assert left["unlinked"] == 1
    assert "2-02-38-10" in left["candidates"]


def test_links_of_the_standard_are_marked() -> None:
    programmes = pd.DataFrame({"school": ["甲校"], "programme": ["260304"]})
    crosswalk = pd.DataFrame({"programme": "260304", "occupation": ["2-02-38-10", "6-18-01-01"], "weight": 0.5})
    links = programme_links(crosswalk.assign(source="假定"), programmes).set_index("occupation")
    assert links["standard"].to_dict() == {"2-02-38-10": True, "6-18-01-01": False}
    assert (
        programme_links(CROSSWALK.query("programme == '999999'"), PROGRAMMES.assign(programme="999999"))["standard"]
        .isna()
        .all()
    )


def test_weights_above_one_are_refused() -> None:
    heavy = CROSSWALK.assign(weight=CROSSWALK["weight"].replace(0.3, 0.31))
    with pytest.raises(DataError, match="weights-not-one"):
        programme_links(heavy, PROGRAMMES)
    with pytest.raises(DataError, match="1.01"):
        link_matrix(heavy, ["430401", "460103"], ["6-18-01-01", "6-18-01-07"])


def test_matrix_follows_the_order_asked_for() -> None:
    matrix = link_matrix(CROSSWALK, ["460103", "430401", "460103"], ["6-17-02-02", "6-18-01-01"])
    np.testing.assert_allclose(matrix, [[0, 0.7], [1, 0], [0, 0.7]])


def test_pipeline_is_who_is_at_school(flow: GraduateFlow) -> None:
    table = pipeline_by_programme(flow)
    assert len(table) == 3 + 3 + 2  # as many classes as the programme has years
    assert (table["enrolled"] == 76).all()
    for name in ("graduates", "local"):
        assert (table[f"{name}_lo80"] <= table[name]).all() and (table[name] <= table[f"{name}_hi80"]).all()
    assert (table["local"] <= table["graduates"]).all() and (table["graduates"] <= table["enrolled"]).all()


def test_pipeline_by_occupation_keeps_the_total(flow: GraduateFlow) -> None:
    links = programme_links(CROSSWALK, PROGRAMMES)
    table = pipeline_by_occupation(flow, links)
    whole = admitted_local(flow).total().mean()[0]
    sums = table.groupby("graduation_year")["local"].sum()
    np.testing.assert_allclose(sums, whole[whole > 0])
    assert sums.index.tolist() == [2026, 2027, 2028]
    expected = pipeline_by_programme(flow).query("programme == '430401' and graduation_year == 2027")["local"]
    found = table.query("occupation == '6-17-02-02' and graduation_year == 2027")["local"]
    assert found.item() == pytest.approx(expected.item())


def test_graduates_without_an_occupation_have_their_own_row(flow: GraduateFlow) -> None:
    links = programme_links(CROSSWALK, PROGRAMMES)
    fewer = pipeline_by_occupation(flow, links[links["occupation"] != "6-18-01-07"])
    both = pipeline_by_occupation(flow, links)
    assert fewer.groupby("graduation_year")["local"].sum().tolist() == pytest.approx(
        both.groupby("graduation_year")["local"].sum().tolist()
    )
    lost = fewer[fewer["occupation"] == ""]
    assert lost["occupation_name"].unique().tolist() == ["无本市对应职业"]
    assert lost["local"].tolist() == pytest.approx(both[both["occupation"] == "6-18-01-07"]["local"].tolist())
