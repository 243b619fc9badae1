"""No text in a CSV file is a formula, and every text comes back as it was."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from skillcast.publication.content import ColumnFormat, Table
from skillcast.publication.data.csvs import csv_bytes, guard, read_csv, unguard

SIGNS = "=+-@＝＋－＠﹢﹣"
# The beginnings a spreadsheet calculates, and those that hide one.
RISKY = [
    *(f"{sign}1+1" for sign in SIGNS),
    *(f"{white}=1+1" for white in (" ", "\t", "\r", "\n", "\u3000", "\xa0", "\ufeff", "\u200b", " \t")),
    *("\tx", "\rx", "\nx", "=cmd|' /C calc'!A0", "@SUM(1,2)", "-2+3+cmd|' /C calc'!A0", "+5%", "-5", "=\n1"),
]
HARMLESS = ["", "-", "=", "焊工", "C/C++程序员", "A-1", "<3年", "'", "O'Neill", "1=1", "a\n=1", "——", "—5"]
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
odd = st.text(st.sampled_from("'=+-@ \t\r\n＝\u3000,\"5a"), max_size=6)


@pytest.mark.parametrize("text", RISKY)
def test_what_a_spreadsheet_calculates_is_guarded(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_left_alone(text: str) -> None:
    assert guard(text) == text


@given(st.one_of(texts, odd))
@example("'=1")
@example("''")
def test_unguard_gives_back_what_guard_was_given(text: str) -> None:
    assert unguard(guard(text)) == text


@given(st.lists(st.one_of(texts, odd), min_size=1, max_size=8))
def test_texts_survive_a_file(cells: list[str]) -> None:
    frame = pd.DataFrame({"name": cells, "change": [-5.5] * len(cells)})
    table = Table("t", "t", frame, (ColumnFormat("name", "名称"), ColumnFormat("change", "变化", kind="number")))
    data = csv_bytes(table)
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
    assert [line[0] for line in lines] == [guard(cell) for cell in cells]
    assert [line[1] for line in lines] == ["-5.5"] * len(cells)
    assert all(not line[0].lstrip().startswith(tuple("=+@")) or len(line[0].strip()) == 1 for line in lines)


def test_a_file_is_read_as_it_was_written(tmp_path) -> None:
    cells = [*RISKY, *HARMLESS, "'=1", "''-5", 'a"b', "a,b"]
    frame = pd.DataFrame({"name": cells, "change": [-5.5] * len(cells)})
    table = Table("t", "t", frame, (ColumnFormat("name", "名称"), ColumnFormat("change", "变化", kind="number")))
    (tmp_path / "t.csv").write_bytes(csv_bytes(table))
    found = read_csv(tmp_path / "t.csv")
    assert found["name"].tolist() == cells
    assert set(found["change"]) == {"-5.5"}
