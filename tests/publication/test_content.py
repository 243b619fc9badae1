"""Every printed cell comes from one place and reads as an official table writes it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample import catalogue, document, industries

from skillcast.publication.content import ColumnFormat, Document, Table
from skillcast.publication.printing import captions, format_cell, format_number, headers, plain, printed_rows


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0.125, 2, "0.13"),
        (-0.125, 2, "-0.13"),
        (2.5, 0, "3"),
        (1e6, 0, "1,000,000"),
        (-0.4, 0, "0"),
        (np.int64(1234), 0, "1,234"),
        (np.float32(0.5), 1, "0.5"),
        ("1600.4", 0, "1,600"),
    ],
)
def test_numbers_round_half_away_from_zero(value: object, places: int, text: str) -> None:
    assert format_number(value, places) == text


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_printed_number_is_within_half_a_unit_of_the_last_place(value: float, places: int) -> None:
    printed = float(format_number(value, places).replace(",", ""))
    assert abs(printed - value) <= 0.5 * 10**-places * (1 + 1e-9) + 1e-7


@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**12), 10**12), st.booleans()))
def test_a_value_prints_the_same_after_a_round_trip_through_text(value: object) -> None:
    column = ColumnFormat("x", "数", kind="number", decimals=3)
    if not isinstance(value, bool):
        assert format_cell(value, column) == format_cell(plain(value), column)
    assert plain(plain(value)) == plain(value)


def test_marks_for_withheld_and_missing_cells() -> None:
    rows = printed_rows(industries())
    assert rows[4][1:] == ("*", "*", "*", "*")
    assert rows[5][3] == "—"
    assert rows[0][4] == "1,600（1,400～1,800）"
    assert rows[3][3] == "0.00"
    assert rows[0][3] == "+1.25"


def test_a_column_can_be_withheld_alone() -> None:
    frame = pd.DataFrame({"a": [np.nan], "b": [np.nan], "suppressed": ["a"]})
    columns = (ColumnFormat("a", "甲", kind="integer"), ColumnFormat("b", "乙", kind="integer"))
    assert printed_rows(Table("t", "表", frame, columns)) == [("*", "—")]


def test_percent_multiplies_exactly() -> None:
    column = ColumnFormat("p", "比重", kind="percent", decimals=2)
    assert format_cell(0.28715, column) == "28.72"  # 0.28715 * 100 in binary is 28.714999...


def test_units_of_the_table_are_not_repeated() -> None:
    assert headers(document().tables[0]) == ("指标", "上期结转", "本期新增", "合计")
    assert headers(industries())[2] == "所占比重（%）"
    assert headers(industries(), "en")[2] == "所占比重 (%)"


def test_labels_print_words_for_codes() -> None:
    rows = printed_rows(catalogue(3))
    assert [row[16] for row in rows] == ["特别紧缺", "比较紧缺", "一般紧缺"]
    assert [row[19] for row in rows] == ["是", "否", "否"]
    assert rows[1][3] == ""


def test_captions_are_numbered_in_reading_order() -> None:
    found = captions(document())
    assert found["totals"] == "表1　供求总体人数"
    assert found["shortage_catalogue"].startswith("表3　")
    assert found["ratio_by_quarter"].startswith("图1　")


def test_mistakes_of_the_author_are_refused() -> None:
    frame = pd.DataFrame({"a": [1]})
    with pytest.raises(ValueError, match="lacks b"):
        Table("t", "表", frame, (ColumnFormat("b", "乙"),))
    with pytest.raises(ValueError, match="ASCII"):
        Table("表", "表", frame, (ColumnFormat("a", "甲"),))
    with pytest.raises(ValueError, match="low and high"):
        ColumnFormat("a", "甲", kind="interval")
    table = Table("t", "表", frame, (ColumnFormat("a", "甲"),))
    with pytest.raises(ValueError, match="used twice"):
        Document("题", (table, table))
