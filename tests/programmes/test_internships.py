"""Internship posts add up over students and industries; order-based places keep to their limits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.draws import Draws
from skillcast.programmes.internships import base_posts, final_year_students, internship_posts, order_places
from skillcast.programmes.links import programme_links
from skillcast.supply.cohorts import GraduateFlow, graduate_flow

STEEL, SOLAR, CLERK = "6-17-02-02", "6-28-01-10", "3-01-01-01"
PROGRAMMES = pd.DataFrame(
    [("甲校", "430401", "college", 3, 40, 120), ("乙校", "430401", "college", 3, 40, 40), ("甲校", "430301", "college", 3, 40, 120)],
    columns=["school", "programme", "level", "years", "class_size", "max_seats"],
)  # fmt: skip
CROSSWALK = pd.DataFrame(
    [("430401", STEEL, 0.9), ("430401", SOLAR, 0.1), ("430301", SOLAR, 1.0)],
    columns=["programme", "occupation", "weight"],
).assign(source="假定")
LINKS = programme_links(CROSSWALK, PROGRAMMES)


@pytest.fixture(scope="module")
def flow() -> GraduateFlow:
    rows = [
        {"school": item.school, "programme": item.programme, "intake_year": year, "seats": 40, "enrolled": 40}
        | {"graduates": 40.0, "further_study": 4.0, "placed": 36.0, "placed_local": 30.0}
        for item in PROGRAMMES.itertuples()
        for year in range(2016, 2026)
    ]
    return graduate_flow(PROGRAMMES, pd.DataFrame(rows), CROSSWALK, year=2025, horizon=5, draws=200, seed=1)


def posts(**industries: dict[str, float]) -> pd.DataFrame:
    rows = [(name, code, count) for name, part in industries.items() for code, count in part.items()]
    return pd.DataFrame(rows, columns=["industry", "occupation", "employed"])


STUDENTS = pd.DataFrame({"school": ["甲校"], "programme": ["430401"], "students": [100]})


@pytest.mark.parametrize(("employed", "required"), [(90, 9), (91, 10), (99, 10), (100, 10), (101, 11), (0, 0)])
def test_a_tenth_of_technical_posts_rounded_up(employed: int, required: int) -> None:
    table = internship_posts(posts(C31={STEEL: employed, CLERK: 5000}), LINKS, STUDENTS).set_index("industry")
    assert table.loc["C31", ["technical", "required"]].tolist() == [employed, required]


def test_students_go_where_their_occupations_are() -> None:
    table = internship_posts(posts(C31={STEEL: 300}, G={STEEL: 100, SOLAR: 50}), LINKS, STUDENTS).set_index("industry")
    assert table["students"].tolist() == pytest.approx([100 * 0.9 * 0.75, 100 * (0.9 * 0.25 + 0.1)])
    assert table["difference"].tolist() == pytest.approx((table["required"] - table["students"]).tolist())


def test_students_without_a_technical_post_have_their_own_row() -> None:
    table = internship_posts(posts(C31={STEEL: 300}, F={CLERK: 10}), LINKS, STUDENTS)
    assert table["industry"].tolist() == ["C31", "F", ""]
    assert table["students"].tolist() == pytest.approx([90, 0, 10])
    assert np.isnan(table["difference"].iloc[-1])


@given(st.lists(st.integers(0, 1000), min_size=6, max_size=6), st.integers(0, 500))
def test_students_add_up(counts: list[int], students: int) -> None:
    cells = {name: {STEEL: counts[2 * at], SOLAR: counts[2 * at + 1]} for at, name in enumerate(("A", "B", "C"))}
    table = internship_posts(posts(**cells), LINKS, STUDENTS.assign(students=students))
    assert table["students"].sum() == pytest.approx(students)
    assert (table["students"] >= -1e-9).all()


def test_employers_are_asked_like_industries() -> None:
    firms = pd.DataFrame({"firm": ["F1", "F1", "F2"], "occupation": [STEEL, SOLAR, STEEL], "employed": [60, 40, 40]})
    table = internship_posts(firms, LINKS, STUDENTS, by="firm")
    assert table[["firm", "required"]].values.tolist() == [["F1", 10], ["F2", 4]]


def test_what_counts_as_technical_can_be_said() -> None:
    table = internship_posts(posts(F={CLERK: 100, STEEL: 10}), LINKS, STUDENTS, technical=("3",), share=20)
    assert table.loc[0, ["technical", "required"]].tolist() == [100, 20]


def test_base_posts_are_those_of_the_first_period() -> None:
    index = pd.DataFrame({"industry": ["C31"], "occupation": [STEEL]})
    cells = Draws(index, pd.period_range("2025", periods=2, freq="Y"), np.array([[[10, 20], [90, 90]]]))
    assert base_posts(cells)["employed"].tolist() == [15.0]


def test_final_year_students_are_at_school(flow: GraduateFlow) -> None:
    assert final_year_students(flow)["students"].tolist() == [40, 40, 40]


def gaps(flow: GraduateFlow, **means: float) -> Draws:
    """Gap by occupation: `steel` and `solar`, plus or minus 10 in turn."""
    index = pd.DataFrame({"occupation": [STEEL, SOLAR]})
    noise = np.where(np.arange(200) % 2 == 0, 10, -10)
    samples = np.array([means["steel"], means["solar"]])[:, None, None] + noise
    return Draws(index, flow.local.periods, np.broadcast_to(samples, (2, 5, 200)).copy())


@pytest.mark.parametrize(
    ("solar", "places"),
    [
        (9, []),  # short in half of the scenarios only
        (11, [8]),
        (43, [33]),  # less than a class: the share itself
        (60, [40]),  # one class
        (120, [80]),
        (400, [120]),  # what the school can take in
    ],
)
def test_places_follow_the_gap(flow: GraduateFlow, solar: float, places: list[int]) -> None:
    table = order_places(PROGRAMMES, LINKS, flow, gaps(flow, steel=-50, solar=solar), year=2025)
    assert table["places"].tolist() == pytest.approx(places, abs=2 if places and places[0] < 40 else 0)
    assert set(table["programme"]) <= {"430301"}  # a link of a tenth does not lead


def test_the_gap_is_shared_out_once(flow: GraduateFlow) -> None:
    table = order_places(PROGRAMMES, LINKS, flow, gaps(flow, steel=100, solar=-50), year=2025)
    assert len(table) == 2
    assert table["share"].sum() == pytest.approx(100)
    assert (table["places"] <= table["share"]).all()
    assert table["reason"].str.contains("紧缺的可能性100%").all()
    assert table["reason_en"].str.contains("probability 100%").all()


def test_small_shares_are_no_order_and_friction_is_no_shortage(flow: GraduateFlow) -> None:
    assert order_places(PROGRAMMES, LINKS, flow, gaps(flow, steel=-50, solar=4), year=2025, confidence=0.5).empty
    ample = gaps(flow, steel=-50, solar=60)
    assert order_places(PROGRAMMES, LINKS, flow, ample, year=2025, friction=np.full((2, 5), 71.0)).empty


def test_graduation_beyond_the_forecast_is_said(flow: GraduateFlow) -> None:
    long = PROGRAMMES.assign(years=6)
    table = order_places(long, LINKS, flow, gaps(flow, steel=-50, solar=60), year=2025)
    assert table["graduation_year"].tolist() == [2032]
    assert "超出预测期" in table["reason"].iloc[0]
