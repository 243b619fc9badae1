"""Every threshold of every rule book: just on either side of it, at it, and without the data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from skillcast.errors import ParameterError
from skillcast.parameters import load_parameters
from skillcast.parameters.policies import STATUS_ZH
from skillcast.programmes.rules import (
    apply_rules,
    chosen_presets,
    flag_programmes,
    last_classes,
    outcomes,
    rule_books,
    rule_thresholds,
)
from skillcast.programmes.rules.flags import KINDS
from skillcast.programmes.rules.presets import BOUNDS, PRESETS

YEAR = 2025
NAN = np.nan
THRESHOLDS = rule_thresholds(load_parameters(YEAR))


def programmes(*codes: str, school: str = "甲校", level: str = "college", years: int = 3) -> pd.DataFrame:
    return pd.DataFrame({"school": school, "programme": codes, "level": level, "years": years})


def cohorts(
    table: pd.DataFrame,
    *,
    placement: Sequence[float] = (),
    enrolled: Sequence[float] = (),
    first_choice: Sequence[float] = (),
    since: int = 2016,
) -> pd.DataFrame:
    """Intakes of 50 of 50 seats with 90 % placement; the last values of the first programme as given, the latest at the end.

    placement is by graduation year up to 2025, enrolled and first_choice (%) by intake year up to 2025.
    """
    rows = []
    for number, item in enumerate(table.itertuples(index=False)):
        for year in range(since, YEAR + 1):
            done = year + item.years <= YEAR
            own = number == 0
            size = at(enrolled, year, 50.0) if own else 50.0
            rate = at(placement, year + item.years, 90.0) if own else 90.0 + number / 100
            fate = {"graduates": 1000.0, "placed": 10 * rate, "further_study": 0.0} if done else {}
            if np.isnan(rate):
                fate = {"graduates": 1000.0}
            choice = (at(first_choice, year, 60.0) if own else 60.0) * size / 100
            rows.append(
                {"school": item.school, "programme": item.programme, "intake_year": year, "seats": 50.0}
                | {"enrolled": size, "first_choice": choice}
                | dict.fromkeys(("graduates", "placed", "further_study", "matched", "placed_local"), NAN)
                | fate
            )
    return pd.DataFrame(rows)


def at(values: Sequence[float], year: int, default: float) -> float:
    place = len(values) - 1 - (YEAR - year)
    return values[place] if 0 <= place < len(values) else default


def names(table: pd.DataFrame, frame: pd.DataFrame, preset: str, **options: object) -> set[str]:
    """Names of the rules that flag the first programme."""
    flags = flag_programmes(table, frame, THRESHOLDS, year=YEAR, presets=(preset,), **options)  # type: ignore[arg-type]
    return set(flags.loc[flags["programme"] == table["programme"].iloc[0], "name"])


def unjudged(table: pd.DataFrame, frame: pd.DataFrame, preset: str, **options: object) -> dict[str, str]:
    found = apply_rules(table, frame, THRESHOLDS, year=YEAR, presets=(preset,), **options).unjudged  # type: ignore[arg-type]
    own = found[found["programme"] == table["programme"].iloc[0]]
    return dict(zip(own["name"], own["reason"], strict=True))


PLACEMENT = [
    # preset, level, classes (latest last), flags
    ("moe_2011", "college", (59.9, 59.9), {"moe_low_placement"}),
    ("moe_2011", "college", (60.0, 59.9), set()),
    ("moe_2011", "college", (59.9, 60.0), set()),
    ("moe_2011", "college", (59.9, 60.1), set()),
    ("red_card", "college", (49.9, 49.9, 49.9), {"red_card"}),
    ("red_card", "college", (50.0, 49.9, 49.9), set()),
    ("red_card", "college", (49.9, 49.9, 50.0), set()),
    ("red_card", "college", (60.0, 49.9, 49.9), set()),
    ("undergraduate_collected", "bachelor", (70.1,), set()),
    ("undergraduate_collected", "bachelor", (70.0,), set()),
    ("undergraduate_collected", "bachelor", (69.9,), {"first_placement_cut"}),
    ("undergraduate_collected", "bachelor", (60.0,), {"first_placement_cut"}),
    ("undergraduate_collected", "bachelor", (59.9,), {"first_placement_alternate"}),
    ("undergraduate_collected", "bachelor", (50.0,), {"first_placement_alternate"}),
    ("undergraduate_collected", "bachelor", (49.9,), {"first_placement_suspend"}),
    ("undergraduate_collected", "college", (49.9,), set()),
    ("customary", "college", (60.0, 60.0), {"weak_placement"}),
    ("customary", "college", (59.9, 59.9), {"weak_placement", "low_placement"}),
    ("customary", "college", (70.0,), set()),
    ("customary", "college", (69.9,), {"weak_placement"}),
]


@pytest.mark.parametrize(("preset", "level", "classes", "expected"), PLACEMENT)
def test_placement(preset: str, level: str, classes: tuple[float, ...], expected: set[str]) -> None:
    table = programmes("460103", level=level)
    assert names(table, cohorts(table, placement=classes), preset) == expected


INTAKES = [
    ("customary", "college", "460103", (29, 29, 29), {"small_intake"}),
    ("customary", "college", "460103", (30, 29, 29), set()),
    ("customary", "college", "460103", (29, 29, 30), set()),
    ("region_2023", "secondary", "660103", (29, 29, 29), {"region_small_intake"}),
    ("region_2023", "secondary", "660103", (29, 30, 29), set()),
    ("region_2023", "secondary", "660103", (31, 29, 29), set()),
    ("region_2023", "college", "460103", (29, 29, 29), set()),
    ("region_2023", "secondary", "610101", (1, 1, 1), set()),  # 农林牧渔
    ("region_2023", "secondary", "750101", (1, 1, 1), set()),  # 文化艺术
    ("region_2023", "secondary", "720301", (1, 1, 1), set()),  # 医药卫生
]


@pytest.mark.parametrize(("preset", "level", "code", "intakes", "expected"), INTAKES)
def test_intake(preset: str, level: str, code: str, intakes: tuple[float, ...], expected: set[str]) -> None:
    table = programmes(code, level=level)
    assert names(table, cohorts(table, enrolled=intakes), preset) == expected


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((60, 60, 10), set()),
        ((60, 60, 9.9), {"first_choice_warning"}),
        ((60, 9.9, 9.9), {"first_choice_warning"}),
        ((9.9, 9.9, 9.9), {"first_choice_warning", "first_choice_withdraw"}),
        ((10, 9.9, 9.9), {"first_choice_warning"}),
        ((9.9, 9.9, 10), set()),
    ],
)
def test_first_choice(shares: tuple[float, ...], expected: set[str]) -> None:
    table = programmes("260304", level="bachelor", years=4)
    assert names(table, cohorts(table, first_choice=shares), "undergraduate_collected") == expected


@pytest.mark.parametrize(
    ("count", "level", "classes", "expected"),
    [
        (10, "college", (80, 80), {"fujian_bottom"}),
        (9, "college", (80, 80), set()),  # 10 % of nine is not one programme
        (10, "college", (80, 95), set()),
        (10, "college", (95, 80), set()),
        (10, "secondary", (80, 80), set()),
    ],
)
def test_lowest_tenth(count: int, level: str, classes: tuple[float, ...], expected: set[str]) -> None:
    table = programmes(*(f"4603{number:02d}" for number in range(count)), level=level)
    assert names(table, cohorts(table, placement=classes), "fujian_2023") & {"fujian_bottom"} == expected


def test_a_tie_across_the_lowest_tenth_is_spared() -> None:
    table = programmes(*(f"4603{number:02d}" for number in range(10)))
    frame = cohorts(table, placement=(80, 80))
    frame.loc[frame["programme"] == "460301", "placed"] = 800.0
    frame.loc[frame["graduates"].isna(), "placed"] = NAN
    assert "fujian_bottom" not in names(table, frame, "fujian_2023")


def schools(offering: int, others: int, level: str, code: str = "460103") -> pd.DataFrame:
    parts = [programmes(code, school=f"甲{number:02d}", level=level) for number in range(offering)]
    parts += [programmes(f"4801{number:02d}", school=f"乙{number:02d}", level=level) for number in range(others)]
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize(
    ("preset", "offering", "others", "level", "expected"),
    [
        ("fujian_2023", 20, 0, "college", set()),
        ("fujian_2023", 21, 0, "college", {"fujian_college_sites"}),
        ("fujian_2023", 21, 0, "secondary", {"fujian_secondary_sites"}),
        ("fujian_2023", 2, 2, "secondary", set()),
        ("fujian_2023", 3, 2, "secondary", {"fujian_secondary_sites"}),
        ("fujian_2023", 1, 0, "secondary", set()),
        ("region_2023", 2, 3, "secondary", set()),
        ("region_2023", 3, 4, "secondary", {"region_sites"}),
        ("region_2023", 2, 3, "college", set()),
        ("customary", 2, 3, "college", set()),
        ("customary", 3, 4, "college", {"crowded_sites"}),
    ],
)
def test_sites(preset: str, offering: int, others: int, level: str, expected: set[str]) -> None:
    table = schools(offering, others, level)
    sites = {"fujian_college_sites", "fujian_secondary_sites", "region_sites", "crowded_sites"}
    assert names(table, cohorts(table), preset) & sites == expected


@pytest.mark.parametrize(
    ("level", "intakes", "expected"),
    [
        ("college", (100, 100, 99), {"fujian_college_size"}),
        ("college", (100, 100, 100), set()),
        ("college", (100, 100, 101), set()),
        ("secondary", (67, 66, 66), {"fujian_secondary_size"}),
        ("secondary", (67, 67, 66), set()),
        ("bachelor", (1, 1, 1), set()),
    ],
)
def test_students_of_a_programme(level: str, intakes: tuple[float, ...], expected: set[str]) -> None:
    table = programmes("460103", level=level)
    sizes = {"fujian_college_size", "fujian_secondary_size"}
    frame = cohorts(table, enrolled=intakes)
    assert names(table, frame, "fujian_2023") & sizes == expected
    if expected:
        lacking = frame[frame["intake_year"] != 2024]
        assert not names(table, lacking, "fujian_2023") & sizes
        assert "在校各届数据不全" in unjudged(table, lacking, "fujian_2023")[expected.pop()]


@pytest.mark.parametrize(("opened", "closed", "flagged"), [(1, 0, 0), (2, 0, 2), (2, 1, 0), (3, 1, 3), (0, 2, 0)])
def test_net_new_programmes(opened: int, closed: int, flagged: int) -> None:
    old = [f"6601{number:02d}" for number in range(5)]
    new = [f"6603{number:02d}" for number in range(opened)]
    table = programmes(*new, *old, level="secondary")
    frame = cohorts(table)
    frame = frame[~frame["programme"].isin(new) | (frame["intake_year"] == YEAR)]
    frame.loc[frame["programme"].isin(old[:closed]) & (frame["intake_year"] == YEAR), ["seats", "enrolled"]] = 0.0
    flags = flag_programmes(table, frame, {}, year=YEAR, presets=("region_2023",))
    found = flags[flags["name"] == "region_net_new"]
    assert set(found["programme"]) == set(new if flagged else [])
    assert len(found) == flagged


def test_net_new_needs_both_years() -> None:
    table = programmes("660103", level="secondary")
    frame = cohorts(table)
    assert "region_net_new" in unjudged(table, frame[frame["intake_year"] != 2024], "region_2023")


@pytest.mark.parametrize(("first", "expected"), [(2020, False), (2021, False), (2022, True), (2025, True)])
def test_new_programmes_are_kept_five_years(first: int, expected: bool) -> None:
    table = programmes("660103", "660104", level="secondary")
    frame = cohorts(table)
    frame = frame[(frame["programme"] != "660103") | (frame["intake_year"] >= first)]
    assert ("region_young" in names(table, frame, "region_2023")) == expected


def test_age_is_not_known_where_the_table_begins_with_the_programme() -> None:
    table = programmes("660103", level="secondary")
    assert "region_young" in unjudged(table, cohorts(table, since=2023), "region_2023")
    assert "region_young" not in unjudged(table, cohorts(table, since=2021), "region_2023")
    assert "region_young" not in names(table, cohorts(table, since=2023), "region_2023")


STAFF = pd.DataFrame({"school": ["甲校"], "programme": ["460103"], "student_teacher": [21.0], "teachers": [5.0]})
BOUND = {"warning_placement": 70.0, "warning_first_choice": 30.0, "warning_student_teacher": 20.0}


@pytest.mark.parametrize(
    ("bounds", "placement", "choice", "staff", "expected"),
    [
        (BOUND, 69.9, 29.9, None, "flag"),
        (BOUND, 70.0, 29.9, None, "unjudged"),  # one, and three that are not known
        (BOUND, 69.9, 30.0, STAFF, "flag"),
        (BOUND, 70.0, 30.0, STAFF, "unjudged"),
        (BOUND | {"warning_site_share": 100.0, "warning_teachers": 5.0}, 70.0, 30.0, STAFF, "fine"),
        (BOUND | {"warning_site_share": 100.0, "warning_teachers": 5.1}, 70.0, 30.0, STAFF, "flag"),
        (BOUND | {"warning_site_share": 99.9, "warning_teachers": 5.0}, 70.0, 30.0, STAFF, "flag"),
        (BOUND | {"warning_student_teacher": 21.0}, 69.9, 30.0, STAFF, "unjudged"),
        ({}, 10.0, 5.0, STAFF, "unjudged"),
    ],
)
def test_two_of_five(
    bounds: dict[str, float], placement: float, choice: float, staff: pd.DataFrame | None, expected: str
) -> None:
    table = programmes("460103")
    frame = cohorts(table, placement=(placement,), first_choice=(choice,))
    found = apply_rules(table, frame, bounds, year=YEAR, presets=("heilongjiang",), staff=staff)
    assert (len(found.flags), len(found.unjudged)) == {"flag": (1, 0), "unjudged": (0, 1), "fine": (0, 0)}[expected]
    if expected == "unjudged":
        assert "标准未设定" in found.unjudged["reason"].iloc[0]


def test_shortage_directions() -> None:
    table = programmes("460103", "460104")
    frame = cohorts(table)
    assert "未提供紧缺职业目录" in unjudged(table, frame, "gansu_2025")["gansu_priority"]
    flags = flag_programmes(table, frame, {}, year=YEAR, presets=("gansu_2025",), shortage={"460104": "车工"})
    assert flags[["programme", "consequence"]].values.tolist() == [["460104", "priority"]]
    assert "车工" in flags["reason"].iloc[0]


@pytest.mark.parametrize(
    ("placement", "judged"),
    [
        ((NAN, 50.0), False),  # an older class is missing
        ((50.0, 50.0, NAN), True),  # the class of the last year is not yet reported
        ((50.0, NAN, NAN), False),
        ((NAN, 90.0), True),  # in order whatever the other is
    ],
)
def test_a_missing_class_is_not_a_weak_one(placement: tuple[float, ...], judged: bool) -> None:
    table = programmes("460103")
    frame = cohorts(table, placement=placement)
    assert ("moe_low_placement" in unjudged(table, frame, "moe_2011")) == (not judged)
    if not judged:
        assert names(table, frame, "moe_2011") == set()


def test_years_without_an_intake_are_passed_over() -> None:
    table = programmes("460103")
    frame = cohorts(table, placement=(50.0, 90.0, 50.0))
    skipped = frame["intake_year"] == 2021
    frame.loc[skipped, ["enrolled", "graduates", "placed", "further_study"]] = 0.0
    values = last_classes(outcomes(table, frame, YEAR), "placement", 2, year=YEAR)
    assert values.to_numpy().tolist() == [[50.0, 50.0]]
    assert names(table, frame, "moe_2011") == {"moe_low_placement"}


def test_a_programme_without_cohorts_is_not_judged() -> None:
    table = programmes("460104", "460103")
    frame = cohorts(table)
    found = apply_rules(
        table, frame[frame["programme"] == "460103"], THRESHOLDS, year=YEAR, presets=("moe_2011", "customary")
    )
    assert "460104" not in set(found.flags["programme"])
    assert {"moe_low_placement", "small_intake"} <= set(
        found.unjudged.loc[found.unjudged["programme"] == "460104", "name"]
    )


@pytest.mark.parametrize("preset", PRESETS)
def test_nothing_is_flagged_on_unknown_values(preset: str) -> None:
    table = programmes(*(f"4603{number:02d}" for number in range(12)), level="bachelor")
    frame = cohorts(table).assign(first_choice=NAN)
    frame[["graduates", "placed", "further_study"]] = NAN
    assert flag_programmes(table, frame, THRESHOLDS, year=YEAR, presets=(preset,)).empty


@pytest.mark.parametrize("preset", PRESETS)
def test_later_years_are_not_used(preset: str) -> None:
    table = programmes("460103", "460104", level="secondary")
    frame = cohorts(table, placement=(40, 40, 40), enrolled=(20, 20, 20))
    now, then = (
        apply_rules(table, part, THRESHOLDS, year=2023, presets=(preset,)).flags
        for part in (frame, frame[frame["intake_year"] <= 2023])
    )
    pd.testing.assert_frame_equal(now, then)


def test_every_flag_says_what_and_where_from() -> None:
    table = programmes("460103", level="bachelor")
    frame = cohorts(table, placement=(40, 40, 40), enrolled=(20, 20, 20), first_choice=(5, 5, 5))
    flags = flag_programmes(table, frame, THRESHOLDS, year=YEAR, presets=PRESETS)
    assert set(flags["preset"]) >= {"customary", "moe_2011", "red_card", "undergraduate_collected", "jiangxi_2015"}
    for column in ("reason", "reason_en", "rule", "rule_en", "clause", "source", "date", "status"):
        assert flags[column].str.len().gt(0).all()
    assert not flags["reason"].str.contains("[{}]|nan").any()
    assert flags["reason_en"].str.isascii().all()
    assert set(flags.loc[flags["preset"] == "undergraduate_collected", "status"]) == {"unverified"}


def test_rule_books_are_complete() -> None:
    books = rule_books()
    assert tuple(books) == PRESETS
    rules = [rule for book in books.values() for rule in book.rules]
    assert len({rule.name for rule in rules}) == len(rules)
    assert {rule.kind for rule in rules} == set(KINDS)
    for item in (*books.values(), *rules):
        assert item.status in STATUS_ZH and item.source and item.date and item.zh and item.en.isascii()


def test_what_is_not_verified_is_off() -> None:
    chosen = chosen_presets(load_parameters(YEAR))
    assert chosen == ("customary",)
    assert all(rule.status == "practice" for name in chosen for rule in rule_books()[name].rules)


def test_bounds_that_are_not_set_are_absent() -> None:
    assert not set(BOUNDS) & set(THRESHOLDS)
    own = load_parameters(YEAR, {"programme_rules.warning_teachers": 6, "programme_rules.heilongjiang": "on"})
    assert rule_thresholds(own)["warning_teachers"] == 6
    assert "heilongjiang" in chosen_presets(own)


def test_unknown_rule_books_are_refused() -> None:
    table = programmes("460103")
    with pytest.raises(ParameterError, match="moe_2012"):
        flag_programmes(table, cohorts(table), THRESHOLDS, year=YEAR, presets=("moe_2012",))


def test_order_of_rows_does_not_matter() -> None:
    table = programmes(*(f"4603{number:02d}" for number in range(12)))
    frame = cohorts(table, placement=(40, 40, 40), enrolled=(20, 20, 20))
    straight = flag_programmes(table, frame, THRESHOLDS, year=YEAR, presets=PRESETS)
    turned = flag_programmes(table[::-1], frame[::-1], THRESHOLDS, year=YEAR, presets=PRESETS)
    pd.testing.assert_frame_equal(straight, turned)
