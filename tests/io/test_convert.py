"""Text becomes numbers, periods and codes without loss and without a guess."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.errors import Problem
from skillcast.io.convert import convert, half_width, read_date, read_period
from skillcast.io.raw import raw_table
from skillcast.tables import TABLES

FULL = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


def one(table: str, **cells: str) -> tuple[pd.Series, list[Problem]]:
    """Convert one row; columns that are not named are left out."""
    (raw,), _ = raw_table(table, "x.csv", "", [list(cells), list(cells.values())])
    frame, problems = convert(raw)
    return frame.iloc[0], [problem for problem in problems if problem.kind != "missing-column"]


@given(st.integers(0, 50_000_000))
def test_every_way_to_write_a_whole_number(value: int) -> None:
    for text in (str(value), f"{value:,}", f" {value} ", f"{value:,}".translate(FULL), f"{value}.0"):
        row, problems = one("employment", employed=text)
        assert not problems and row["employed"] == value


@given(st.decimals(0, 1, places=4))
def test_every_way_to_write_a_share(value: object) -> None:
    for text in (str(value), str(value).translate(FULL)):
        row, problems = one("crosswalk", weight=text)
        assert not problems and row["weight"] == float(str(value))


@pytest.mark.parametrize(
    "text", ["1,23", "12,34,567", "1 234", "24000人", "约5", "1..2", "--3", "inf", "1e", "٣", "=1+1", "#N/A", "5%"]
)
def test_what_is_no_number(text: str) -> None:
    _, problems = one("employment", employed=text)
    assert [problem.kind for problem in problems] == ["not-a-number"]


@pytest.mark.parametrize("text", ["", "—", "-", "/", "…", "……", "NA"])
def test_a_sign_for_nothing_is_accepted_only_where_nothing_may_stand(text: str) -> None:
    row, problems = one("cohorts", graduates=text, enrolled="5")
    assert not problems and pd.isna(row["graduates"])
    _, problems = one("cohorts", graduates="5", enrolled=text)
    assert [problem.kind for problem in problems] == ["missing-value"]


@given(st.integers(1950, 2100), st.integers(1, 12))
def test_periods(year: int, month: int) -> None:
    quarter = (month - 1) // 3 + 1
    assert read_period(str(year)) == read_period(f"{year}年") == str(year)
    for text in (
        f"{year}Q{quarter}",
        f"{year}-Q{quarter}",
        f"{year} q{quarter}",
        f"{year}年第{quarter}季度",
        f"{year}年{quarter}季度",
    ):
        assert read_period(text) == f"{year}Q{quarter}"
    for text in (f"{year}-{month:02d}", f"{year}/{month}", f"{year}年{month}月"):
        assert read_period(text) == f"{year}-{month:02d}"


@pytest.mark.parametrize(
    "text",
    ["", "25", "1949", "2101", "2025Q5", "2025Q0", "2025-13", "2025-00", "2025.3", "2025-03-01", "20251", "２０25x"],
)
def test_what_is_no_period(text: str) -> None:
    assert read_period(text) is None


@given(st.dates())
def test_dates(value: object) -> None:
    text = str(value)
    year, month, day = text.split("-")
    assert read_date(text) == read_date(f"{text} 00:00:00") == read_date(f"{year}/{int(month)}/{int(day)}") == text
    assert read_date(f"{year}年{month}月{day}日") == text


def test_a_name_is_kept_as_written() -> None:
    row, _ = one("cohorts", school="示例学校（Ａ区）")
    assert row["school"] == "示例学校（Ａ区）"


def test_codes_keep_their_text() -> None:
    row, problems = one("employment", region="0６２02", industry="Ｃ31")
    assert (row["region"], row["industry"]) == ("06202", "C31") and not problems


def test_words_for_values() -> None:
    row, problems = one("firms", skill_level="三级／高级工", firm="F1")
    assert row["skill_level"] == "L3" and not problems
    row, problems = one("programmes", level="中职")
    assert row["level"] == "secondary" and not problems
    # A word of another table's list is not allowed here.
    _, problems = one("programmes", level="技师")
    assert [problem.kind for problem in problems] == ["not-in-list"]


@pytest.mark.parametrize("spec", TABLES.values(), ids=lambda spec: spec.name)
def test_every_header_is_understood(spec: object) -> None:
    assert isinstance(spec, type(TABLES["ages"]))
    for column in spec.columns:
        for header in column.headers:
            for written in (header, f" {header} ", f"{header}（单位）", f"{header}(x)", header.upper()):
                (raw,), _ = raw_table(spec.name, "x.csv", "", [[written], ["1"]])
                _, problems = convert(raw)
                assert "unknown-column" not in {problem.kind for problem in problems}, written


@given(st.text(max_size=12))
def test_half_width_is_stable(text: str) -> None:
    assert half_width(half_width(text)) == half_width(text)
