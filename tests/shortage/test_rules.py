"""Every class boundary of every published rule: just below, at and just above."""

import numpy as np
import pandas as pd
import pytest
from rule_facts import YEAR, make_facts

from skillcast.shortage.rules import RULES
from skillcast.shortage.rules.canadian_table import combine
from skillcast.shortage.rules.facts import Facts
from skillcast.shortage.rules.german_score import points

SHORT, WATCH, CALM = "shortage occupation", "under observation", "no shortage"


def first(rule: str, facts: Facts) -> pd.Series:
    return RULES[rule].rate(facts).iloc[0]


CUTS = pd.DataFrame(
    [
        ("days_open", YEAR, 10.0, 20.0, 30.0),
        ("seekers_per_vacancy", YEAR, 3.0, 2.0, 1.0),
        ("unemployment_rate", YEAR, 0.06, 0.04, 0.02),
        ("foreign_change", YEAR, 0.0, 0.01, 0.02),
        ("job_finding_rate", YEAR, 0.1, 0.2, 0.3),
        ("pay_growth", YEAR, 0.0, 0.1, 0.2),
    ],
    columns=["indicator", "year", "one", "two", "three"],
)


def scored(marks: tuple[int, ...]) -> Facts:
    """Facts on one occupation that earn these points."""
    days, seekers, rate, foreign, finding, pay = marks
    now = {
        "days_open": [10.0 * days + 5],
        "seekers": [100 * (3.5 - seekers)],
        "wage": [5000 * np.exp(0.1 * pay - 0.05)],
    }
    extra = {"unemployment_rate": [0.07 - 0.02 * rate], "job_finding_rate": [0.1 * finding + 0.05]}
    extra |= {"foreign_share": [0.1 + 0.01 * foreign - 0.005]}
    past = {"unemployment_rate": [0.05], "job_finding_rate": [0.2], "foreign_share": [0.1]}
    return make_facts(now, before=[{"wage": [5000.0]}], extra=[past, extra], cut_points=CUTS)


@pytest.mark.parametrize(
    ("marks", "score", "grade"),
    [
        ((2, 2, 2, 2, 2, 1), 11 / 6, WATCH),
        ((2, 2, 2, 2, 2, 2), 2.0, SHORT),
        ((3, 2, 2, 2, 2, 2), 13 / 6, SHORT),
        ((3, 3, 3, 1, 1, 1), 2.0, SHORT),
        ((2, 1, 2, 1, 1, 1), 8 / 6, CALM),
        ((2, 1, 2, 1, 2, 1), 1.5, WATCH),
        ((2, 2, 2, 1, 2, 1), 10 / 6, WATCH),
        ((0, 0, 0, 0, 0, 0), 0.0, CALM),
    ],
)
def test_german_score(marks: tuple[int, ...], score: float, grade: str) -> None:
    facts = scored(marks)
    assert points(facts).iloc[0].tolist() == list(marks)
    row = first("german_score", facts)
    assert row["score"] == pytest.approx(score)
    assert (row["grade_en"], row["listed"]) == (grade, grade == SHORT)


@pytest.mark.parametrize(
    ("column", "value", "earned"),
    [
        *[("days_open", value, mark) for value, mark in ((9.9, 0), (10, 1), (19.9, 1), (20, 2), (29.9, 2), (30, 3))],
        *[("seekers", value, mark) for value, mark in ((301, 0), (300, 1), (201, 1), (200, 2), (101, 2), (100, 3))],
    ],
)
def test_german_points(column: str, value: float, earned: int) -> None:
    found = points(make_facts({column: [value]}, cut_points=CUTS))
    assert found["days_open" if column == "days_open" else "seekers_per_vacancy"].iloc[0] == earned


@pytest.mark.parametrize(("marks", "steps"), [((2,) * 6, 1), ((3,) * 6, 7), ((2, 2, 2, 2, 2, 1), 1), ((0,) * 6, 12)])
def test_german_steps_to_the_other_call(marks: tuple[int, ...], steps: int) -> None:
    assert f"points from the other call: {steps}" in first("german_score", scored(marks))["note_en"]


@pytest.mark.parametrize(("minimum", "rated"), [(2, True), (3, True), (4, False)])
def test_german_score_needs_enough_indicators(minimum: int, rated: bool) -> None:
    facts = make_facts({"wage": [5500.0]}, before=[{}], cut_points=CUTS, parameters={"german_minimum": minimum})
    row = first("german_score", facts)
    assert pd.notna(row["listed"]) == rated
    assert row["missing_en"].startswith("unemployment rate, change of the share of foreign employees")


def test_german_cut_points_are_quantiles_of_the_reference_year_and_stay() -> None:
    days = [10.0, 20.0, 30.0, 40.0, 50.0]
    facts = make_facts({"days_open": [30.0] * 5}, before=[{"days_open": days}])
    assert points(facts)["days_open"].tolist() == [2] * 5
    moved = make_facts({"days_open": [41.0] * 5}, before=[{"days_open": days}])
    assert points(moved)["days_open"].tolist() == [3] * 5
    now = make_facts({"days_open": days}, before=[{}], parameters={"german_reference_year": YEAR})
    assert points(now)["days_open"].tolist() == [0, 1, 2, 3, 3]
    absent = make_facts({"days_open": days}, parameters={"german_reference_year": 2000})
    assert points(absent).isna().all(axis=None)


@pytest.mark.parametrize(
    ("days", "seekers", "rate", "listed"),
    [
        (38.9, 100, 0.02, False),
        (39.0, 100, 0.02, True),
        (39.1, 100, 0.02, True),
        (39.0, 199, 0.02, True),
        (39.0, 200, 0.02, False),
        (39.0, 201, 0.02, False),
        (39.0, 199, 0.0299, True),
        (39.0, 199, 0.03, True),
        (39.0, 199, 0.0301, False),
        (39.0, 199, np.nan, True),
    ],
)
def test_german_conditions(days: float, seekers: float, rate: float, listed: bool) -> None:
    now = {"days_open": [days, 60 - days], "seekers": [seekers, 100]}  # 30 days on average
    row = first("german_conditions", make_facts(now, extra=[{"unemployment_rate": [rate, 0.05]}]))
    assert row["listed"] == listed
    assert (row["missing_en"] == "unemployment rate") == np.isnan(rate)


@pytest.mark.parametrize(
    ("recent", "flow", "middle", "grade"),
    [
        *[(recent, 2, middle, 1 if recent == 0 else 2) for recent in range(3) for middle in ("recent", "balance")],
        *[(recent, 0, middle, 1 if recent == 2 else 0) for recent in range(3) for middle in ("recent", "balance")],
        *[(recent, 1, "recent", recent) for recent in range(3)],
        *[(recent, 1, "balance", 1) for recent in range(3)],
        (-1, 2, "recent", -1),
        (2, -1, "recent", -1),
    ],
)
def test_canadian_table(recent: int, flow: int, middle: str, grade: int) -> None:
    assert combine(np.array([recent]), np.array([flow]), middle=middle).tolist() == [grade]


def canadian(rate: float, openings: float) -> Facts:
    """Facts whose unemployment rate was 5, 6 and 7 % (mean 6, spread 1) and then three years `rate`."""
    history = [{"unemployment_rate": [value]} for value in (0.05, 0.06, 0.07, rate, rate, rate)]
    ahead = {"openings": [openings], "supply": [100.0]}
    return make_facts({"demand": [1.0]}, ahead=ahead, extra=history, parameters={"canadian_minimum": 1})


@pytest.mark.parametrize(
    ("rate", "openings", "grade"),
    [
        (0.06, 109.9, "balance"),
        (0.06, 110.0, "shortage"),
        (0.06, 110.1, "shortage"),
        (0.06, 90.1, "balance"),
        (0.06, 90.0, "surplus"),
        (0.06, 89.9, "surplus"),
        (0.0551, 100.0, "balance"),
        (0.055, 100.0, "shortage"),
        (0.0549, 100.0, "shortage"),
        (0.0649, 100.0, "balance"),
        (0.065, 100.0, "surplus"),
        (0.0651, 100.0, "surplus"),
    ],
)
def test_canadian_signals(rate: float, openings: float, grade: str) -> None:
    row = first("canadian_table", canadian(rate, openings))
    assert (row["grade_en"], row["listed"]) == (grade, grade == "shortage")


BANDS = [
    (0.8495, "very good prospects"),
    (0.85, "very good prospects"),
    (0.8505, "good prospects"),
    (0.9995, "good prospects"),
    (1.0, "good prospects"),
    (1.0005, "reasonable prospects"),
    (1.0495, "reasonable prospects"),
    (1.05, "reasonable prospects"),
    (1.0505, "moderate prospects"),
    (1.1495, "moderate prospects"),
    (1.15, "moderate prospects"),
    (1.1505, "poor prospects"),
]


@pytest.mark.parametrize(("ita", "grade"), BANDS)
@pytest.mark.parametrize("basis", ["stock", "flow"])
def test_dutch_bands(ita: float, grade: str, basis: str) -> None:
    ahead = {"openings": [1000.0], "supply": [1000 * ita if basis == "flow" else 2000 * ita - 1000]}
    row = first(
        "dutch_ita", make_facts({"demand": [1.0]}, ahead=ahead, parameters={"ita_years": 1, "ita_basis": basis})
    )
    assert row["score"] == pytest.approx(ita)
    assert (row["grade_en"], row["listed"]) == (grade, ita <= 1)
    assert ("warning" in row["note_en"]) == (basis == "flow")


@pytest.mark.parametrize(
    ("openings", "supply", "basis", "ita", "grade"),
    [
        (300, 320, "flow", 1.067, "moderate prospects"),
        (300, 320, "stock", 1.015, "reasonable prospects"),
        (80, 140, "flow", 1.75, "poor prospects"),
        (80, 140, "stock", 1.056, "moderate prospects"),
    ],
)
def test_dutch_basis_matters(openings: float, supply: float, basis: str, ita: float, grade: str) -> None:
    ahead = {"openings": [openings / 6], "supply": [supply / 6]}
    row = first("dutch_ita", make_facts({"demand": [1.0]}, ahead=ahead, parameters={"ita_basis": basis}))
    assert row["score"] == pytest.approx(ita, abs=6e-4)
    assert row["grade_en"] == grade


@pytest.mark.parametrize(("cut", "listed"), [(0.9, False), (0.95, True), (1.0, True)])
def test_dutch_listing_cut(cut: float, listed: bool) -> None:
    ahead = {"openings": [1000.0], "supply": [900.0]}
    row = first("dutch_ita", make_facts({"demand": [1.0]}, ahead=ahead, parameters={"ita_years": 1, "ita_listed": cut}))
    assert row["score"] == 0.95
    assert row["listed"] == listed


def test_oecd_index_is_hard_to_find_above_zero() -> None:
    growth = [-0.01, 0.0, 0.01]
    now = {"wage": (5000 * np.exp(growth)).tolist(), "employed": [1000.0] * 3}
    rows = RULES["oecd_index"].rate(make_facts(now, before=[{"wage": [5000.0] * 3}]))
    assert rows["listed"].tolist() == [False, False, True]
    assert rows["score"].tolist() == pytest.approx([-np.sqrt(1.5) / 2, 0, np.sqrt(1.5) / 2])


@pytest.mark.parametrize(("cut", "listed"), [(0.61, True), (0.6123, True), (0.6124, False)])
def test_oecd_cut(cut: float, listed: bool) -> None:
    growth = [0.01, 0.0, -0.01]
    facts = make_facts(
        {"wage": (5000 * np.exp(growth)).tolist()}, before=[{"wage": [5000.0] * 3}], parameters={"oecd_listed": cut}
    )
    assert first("oecd_index", facts)["listed"] == listed  # the index is sqrt(1.5) / 2 = 0.61237


def test_oecd_weights() -> None:
    now = {"wage": [5500.0, 5000.0], "employed": [900.0, 1000.0]}
    weights = {"oecd_weight_pay": 3, "oecd_weight_employment": 1}
    even, tilted = (first("oecd_index", make_facts(now, before=[{}], parameters=p)) for p in ({}, weights))
    assert even["score"] == pytest.approx(0, abs=1e-9)
    assert tilted["score"] == pytest.approx(0.5)
    alone = make_facts(now, before=[{}], parameters={"oecd_weight_employment": 0})
    assert pd.isna(first("oecd_index", alone)["listed"])


@pytest.mark.parametrize(("unfilled", "listed"), [(34, True), (33, False), (32, False)])
def test_australian_fill_rate(unfilled: float, listed: bool) -> None:
    row = first("australian_fill_rate", make_facts({"unfilled_90d": [unfilled]}))
    assert (row["score"], row["listed"]) == (pytest.approx(1 - unfilled / 100), listed)
    assert ("to be determined" in row["note_en"]) == listed


@pytest.mark.parametrize(
    ("qualified", "suitable", "long", "retention", "drivers"),
    [
        (0.99, 0.9, 1, 0.9, "long training gap"),
        (0.99, 0.9, 0, 0.9, "short training gap"),
        (1.0, 0.9, 1, 0.9, "to be determined"),
        (1.01, 0.9, 1, 0.9, "to be determined"),
        (2.0, 0.98, 1, 0.9, "suitability gap"),
        (2.0, 1.0, 1, 0.9, "to be determined"),
        (2.0, 1.02, 1, 0.9, "to be determined"),
        (0.5, 0.4, 1, 0.79, "long training gap, retention gap"),
        (0.5, 0.4, 1, 0.8, "long training gap"),
        (0.5, 0.4, 1, 0.81, "long training gap"),
        (2.0, 1.5, 1, 0.5, "to be determined"),
        (np.nan, 0.4, 1, 0.5, "to be determined"),
        (0.5, np.nan, np.nan, 0.5, "retention gap"),
    ],
)
def test_australian_drivers(qualified: float, suitable: float, long: float, retention: float, drivers: str) -> None:
    extra = {"qualified_applicants": [qualified], "suitable_applicants": [suitable], "long_training": [long]}
    facts = make_facts({"unfilled_90d": [50.0]}, extra=[extra | {"retention": [retention]}])
    assert first("australian_fill_rate", facts)["note_en"] == f"share filled within 90 days; {drivers}"


def test_gap_ranking_ends_at_its_length_and_at_zero() -> None:
    now = {"demand": [150.0, 140.0, 130.0, 130.0, 100.0, 90.0]}
    rows = RULES["gap_ranking"].rate(make_facts(now, parameters={"ranking_size": 2}))
    assert rows["grade_en"].tolist() == ["rank 1", "rank 2", "not ranked", "not ranked", "not ranked", "not ranked"]
    tied = RULES["gap_ranking"].rate(make_facts(now, parameters={"ranking_size": 3}))
    assert tied["grade"].tolist() == ["第1位", "第2位", "第3位", "第3位", "未上榜", "未上榜"]
    whole = RULES["gap_ranking"].rate(make_facts(now))
    assert whole["listed"].tolist() == [True, True, True, True, False, False]
    assert whole["score"].tolist() == [50, 40, 30, 30, 0, -10]


@pytest.mark.parametrize(
    ("seekers", "grade"),
    [
        (101, "不紧缺"),
        (100, "不紧缺"),
        (99.9, "一般紧缺"),
        (80.1, "一般紧缺"),
        (80, "一般紧缺"),
        (79.9, "紧缺"),
        (50.1, "紧缺"),
        (50, "紧缺"),
        (49.9, "非常紧缺"),
        (0, "非常紧缺"),
    ],
)
def test_hangzhou_bands(seekers: float, grade: str) -> None:
    row = first("hangzhou_index", make_facts({"seekers": [seekers]}, parameters={"hangzhou_ratio_weight": 1.0}))
    assert (row["grade"], row["listed"]) == (grade, seekers < 100)
    assert row["score"] == pytest.approx(max(0, 1 - seekers / 100))


def test_hangzhou_index_weighs_ratio_and_difference() -> None:
    facts = make_facts({"demand": [100.0, 400.0], "seekers": [50.0, 300.0]})
    assert RULES["hangzhou_index"].rate(facts)["score"].tolist() == [0.5 * 0.5 + 0.5 * 0.5, 0.5 * 0.25 + 0.5]


def test_five_stars_reproduce_the_published_counts() -> None:
    now = {"demand": (200.0 + np.arange(243)).tolist(), "wage": (5000.0 + np.arange(243)).tolist()}
    stars = RULES["five_stars"].rate(make_facts(now))["grade"].value_counts()
    assert [int(stars["★" * n]) for n in (5, 4, 3, 2, 1)] == [27, 32, 42, 63, 79]


@pytest.mark.parametrize(
    ("share", "stars"),
    [(0.249, ["★★★★", "★★★"]), (0.25, ["★★★★★", "★★★"]), (0.251, ["★★★★★", "★★★"])],
)
def test_five_star_shares(share: float, stars: list[str]) -> None:
    rest = {"stars_4": 0.3, "stars_3": 0.3, "stars_2": 0.05}
    now = {"demand": [300.0, 200.0], "wage": [6000.0, 5000.0]}
    rows = RULES["five_stars"].rate(make_facts(now, parameters={"stars_5": share, **rest}))
    assert rows["grade"].tolist() == stars


@pytest.mark.parametrize(("fewest", "listed"), [(3, True), (4, True), (5, False)])
def test_five_star_listing(fewest: int, listed: bool) -> None:
    facts = make_facts(
        {"demand": [300.0, 200.0], "wage": [6000.0, 5000.0]}, parameters={"stars_4": 0.3, "stars_listed": fewest}
    )
    row = first("five_stars", facts)
    assert (row["grade"], row["listed"]) == ("★★★★", listed)


def test_no_star_without_more_vacancies_than_seekers() -> None:
    rows = RULES["five_stars"].rate(make_facts({"demand": [101.0, 100.0, 99.0]}))
    assert rows["grade"].tolist()[1:] == ["无星", "无星"]
    assert rows["grade"].iloc[0] != "无星"


@pytest.mark.parametrize(("seekers", "listed"), [(199, True), (200, False), (201, False)])
def test_iw_gap(seekers: float, listed: bool) -> None:
    row = first("iw_gap", make_facts({"seekers": [seekers]}, parameters={"iw_reporting_any": 0.5}))
    assert (row["score"], row["listed"]) == (200 - seekers, listed)


def test_iw_gap_by_level() -> None:
    levels = {"occupation": ["a", "a", "a"], "skill_level": ["any", "L4", "L3"], "demand": [40, 30, 30]}
    vacancies = pd.DataFrame({"period": f"{YEAR}Q1", **levels})
    own = {"iw_reporting_any": 0.8, "iw_reporting_L4": 0.5, "iw_agency_weight": 0.9}
    row = first("iw_gap", make_facts({"seekers": [50.0]}, parameters=own, vacancies=vacancies))
    assert row["score"] == pytest.approx(0.9 * (40 / 0.8 + 30 / 0.5 + 30 / 0.8) - 50)
    only_level = first(
        "iw_gap", make_facts({"seekers": [50.0]}, parameters={"iw_reporting_L4": 0.5}, vacancies=vacancies)
    )
    assert pd.isna(only_level["listed"])
    assert only_level["missing"] == "岗位登记报告率"
