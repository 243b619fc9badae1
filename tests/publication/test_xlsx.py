"""The workbook: numbers as numbers, texts as text, ready to print."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from sample import document

from skillcast.publication.content import ColumnFormat, Document, Table
from skillcast.publication.xlsx import sheet_names, write_xlsx


@pytest.fixture(scope="module")
def book(published: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(published / "tables.xlsx")


def test_the_same_bytes_twice(published: Path, tmp_path: Path) -> None:
    write_xlsx(document(rows=12), tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (published / "tables.xlsx").read_bytes()


def test_contents_tables_dictionary(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        "目录",
        "表1 供求总体人数",
        "表2 按行业分组的需求人数与预测",
        "表3 嘉峪关市2027年紧缺型职业（工种）目录",
        "数据字典",
    ]
    assert book["目录"]["B4"].hyperlink.location == "'表1 供求总体人数'!A1"


def test_numbers_stay_numbers_with_their_format(book: openpyxl.Workbook) -> None:
    sheet = book["表2 按行业分组的需求人数与预测"]
    assert [cell.value for cell in sheet[3]][-3:] == [
        "2027年预测\n（人）",
        "2027年预测下限\n（人）",
        "2027年预测上限\n（人）",
    ]
    assert sheet["B4"].value == 1520
    assert sheet["B4"].number_format == "#,##0"
    assert sheet["D7"].value == 0
    assert sheet["C4"].value == pytest.approx(1520 / 3545 * 100)
    assert [cell.value for cell in sheet[8]] == ["住宿业", *["*"] * 6]


def test_sheets_are_ready_to_print(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.freeze_panes == "A4"
        assert "模拟数据" in sheet.oddHeader.center.text
        assert "模拟数据" in sheet["A2"].value


def test_codes_and_hostile_texts_stay_text(tmp_path: Path) -> None:
    texts = ["=HYPERLINK(1)", "+1", "@SUM(A1)", "6-17-09-02", "0012", "http://example.org"]
    table = Table("t", "试/表:*?[]", pd.DataFrame({"a": texts}), (ColumnFormat("a", "代码", kind="code"),))
    write_xlsx(Document("题", (table,)), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[1]
    assert [sheet.cell(4 + row, 1).value for row in range(6)] == texts
    assert {sheet.cell(4 + row, 1).data_type for row in range(6)} == {"s"}
    assert all(sheet.cell(4 + row, 1).hyperlink is None for row in range(6))


def test_sheet_names_are_legal_and_different() -> None:
    frame, columns = pd.DataFrame({"a": [1]}), (ColumnFormat("a", "甲"),)
    tables = tuple(Table(f"t{n}", "很长" * 30 + "/[]", frame, columns) for n in range(12))
    names = list(sheet_names(Document("题", tables)).values())
    assert len(set(names)) == 12
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
