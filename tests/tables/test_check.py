"""Checks of typed tables."""

from __future__ import annotations

import pandas as pd
import pytest

from skillcast.errors import Problem
from skillcast.tables import TABLES
from skillcast.tables.check import check_links, check_table

EMPLOYMENT = TABLES["employment"]


def employment(**series: list[int]) -> pd.DataFrame:
    """Annual employment from 2016; the index holds spreadsheet rows."""
    rows = [
        ("620200", industry, str(2016 + step), value)
        for industry, values in series.items()
        for step, value in enumerate(values)
    ]
    frame = pd.DataFrame(rows, columns=["region", "industry", "period", "employed"])
    return frame.set_axis(range(2, len(frame) + 2))


def kinds(problems: list[Problem]) -> list[tuple[str, int | None]]:
    return [(problem.kind, problem.row) for problem in problems]


def test_a_sound_table_has_no_problem() -> None:
    assert check_table(employment(C31=[100, 101, 102], G=[5, 0, 7]), EMPLOYMENT, codes={}) == []


@pytest.mark.parametrize(
    ("value", "found"), [(10, True), (30, True), (5_000, False), (500_000, False), (50_000_000, True)]
)
def test_unit_jump(value: int, found: bool) -> None:
    frame = employment(C31=[24_000, 24_100, value, 24_300, 24_200])
    assert kinds(check_table(frame, EMPLOYMENT, codes={})) == ([("unit-jump", 4)] if found else [])


def test_small_series_and_zeros_are_no_unit_jump() -> None:
    assert check_table(employment(C31=[12, 1, 0, 15], G=[9000, 0, 9100, 9200]), EMPLOYMENT, codes={}) == []


def test_gap_is_found_in_its_series_only() -> None:
    frame = employment(C31=[100, 101, 102, 103], G=[5, 6, 7, 8]).drop(index=8)
    (problem,) = check_table(frame, EMPLOYMENT, codes={})
    assert (problem.kind, problem.value, problem.facts["missing"]) == ("period-gap", "620200 / G", "2018")


def test_declared_gap_is_a_warning() -> None:
    frame = employment(C31=[100, 101, 102, 103]).drop(index=4)
    (problem,) = check_table(frame, EMPLOYMENT, codes={}, gaps=["2018"])
    assert (problem.kind, problem.severity) == ("declared-gap", "warning")


def test_series_of_different_length_have_no_gap() -> None:
    frame = employment(C31=[100, 101, 102, 103], G=[5, 6, 7, 8]).drop(index=[6, 7])
    assert check_table(frame, EMPLOYMENT, codes={}) == []


def test_every_repeat_names_the_first_row() -> None:
    frame = employment(C31=[100, 101])
    frame = pd.concat([frame, frame.iloc[[1, 1]]]).set_axis(range(2, 6))
    found = check_table(frame, EMPLOYMENT, codes={})
    assert kinds(found) == [("duplicate-key", 4), ("duplicate-key", 5)]
    assert {problem.facts["other"] for problem in found} == {3}


def test_a_series_with_an_unread_period_is_not_called_gappy() -> None:
    frame = employment(C31=[100, 101, 102], G=[5, 6, 7]).assign(period=["2016", "", "2018", "2016", "2017", "2018"])
    assert check_table(frame, EMPLOYMENT, codes={}) == []


def test_market_codes_hold_within_their_dimension() -> None:
    frame = pd.DataFrame(
        {"period": "2025Q1", "dimension": ["sex", "age"], "code": ["male", "male"], "demand_new": [1.0, 1.0]},
        index=[2, 3],
    )
    codes = {
        "market": lambda code: None,
        "market/age": lambda code: ("unknown-code", {"edition": "", "nearest": "", "nearest_en": ""}),
    }
    assert kinds(check_table(frame, TABLES["market"], codes=codes)) == [("unknown-code", 3)]


def test_links_through_a_faulty_column_are_not_followed() -> None:
    tables = {
        "crosswalk": pd.DataFrame({"programme": ["430401", "430402"]}, index=[2, 3]),
        "programmes": pd.DataFrame({"school": ["x"], "programme": ["430401"]}, index=[2]),
    }
    assert kinds(check_links(tables)) == [("dangling-key", 3)]
    assert check_links(tables, faulty={("programmes", "programme")}) == []
