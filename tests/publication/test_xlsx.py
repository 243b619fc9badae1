"""The workbook: numbers as numbers, texts as text, ready to print."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from sample import document
from test_docx import HOSTILE

from skillcast.publication.content import ColumnFormat, Document, Table
from skillcast.publication.data.dictionary import DICTIONARY_FIELDS
from skillcast.publication.excel.xlsx import LONGEST_CELL, sheet_names, write_xlsx

TITLES = ["表1 供求总体人数", "表2 按行业分组的需求人数与预测", "表3 嘉峪关市2027年紧缺型职业（工种）目录"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("xlsx") / "tables.xlsx"
    write_xlsx(document(rows=12), found)
    return found


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def one(texts: list[str], folder: Path, **facts: str) -> openpyxl.Workbook:
    """A workbook of one table of codes."""
    table = Table("t", "试/表:*?[]", pd.DataFrame({"a": texts}), (ColumnFormat("a", "代码", kind="code"),))
    write_xlsx(replace(Document("题", (table,)), **facts), folder / "a.xlsx")
    return openpyxl.load_workbook(folder / "a.xlsx")


def test_the_same_bytes_twice(path: Path, tmp_path: Path) -> None:
    write_xlsx(document(rows=12), tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == path.read_bytes()


def test_contents_tables_dictionary(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["目录", *TITLES, "数据字典"]
    assert book["目录"]["B4"].hyperlink.location == "'表1 供求总体人数'!A1"
    assert [cell.value for cell in book["数据字典"][3]] == list(DICTIONARY_FIELDS)


def test_numbers_stay_numbers_with_their_format(book: openpyxl.Workbook) -> None:
    sheet = book[TITLES[1]]
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
    assert sheet["B9"].font.bold


def test_title_unit_and_notes_stand_around_the_table(book: openpyxl.Workbook) -> None:
    sheet = book[TITLES[0]]
    assert sheet["A1"].value == "表1　供求总体人数"
    assert sheet["A2"].value == "模拟数据，非嘉峪关市统计数据　单位：人"
    assert sheet["A7"].value == "注：有效数＝上期结转＋本期新增。"
    assert {"A1:D1", "A2:D2", "A7:D7"} == {str(cells) for cells in sheet.merged_cells.ranges}


def test_sheets_are_ready_to_print(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)  # one page wide is Excel's default
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.print_area.endswith(f"${sheet.max_row}")
        assert sheet.freeze_panes.endswith("4")
        assert "模拟数据" in sheet.oddHeader.center.text
        assert "&P" in sheet.oddFooter.right.text
        assert "模拟数据" in sheet["A2"].value
    ways = [sheet.page_setup.orientation or "portrait" for sheet in book.worksheets]
    assert ways == ["portrait", "portrait", "portrait", "landscape", "landscape"]
    assert [book[title].auto_filter.ref for title in TITLES[:2]] == ["A3:D5", "A3:G9"]
    assert book[TITLES[2]].freeze_panes == "D4"  # rank, code and name stay in sight


def test_codes_and_hostile_texts_stay_text(tmp_path: Path) -> None:
    texts = [
        "=HYPERLINK(1)",
        "+1",
        "-1",
        "@SUM(A1)",
        "6-17-09-02",
        "0012",
        "http://example.org",
        "{=1+1}",
        "=cmd|' /C x'!A0",
    ]
    sheet = one(texts, tmp_path).worksheets[1]
    cells = [sheet.cell(4 + row, 1) for row in range(len(texts))]
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert all(cell.hyperlink is None for cell in cells)


def test_no_formula_macro_or_outside_link_in_the_file(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
        for name in names:
            assert b"<f>" not in archive.read(name)
            assert b'TargetMode="External"' not in archive.read(name)


def test_hostile_texts_neither_crash_nor_break_the_file(tmp_path: Path) -> None:
    texts = [*HOSTILE.values(), "长" * (LONGEST_CELL + 1), "_x0041_"]
    joined = "".join(text for text in texts if len(text) < 100)
    book = one(texts, tmp_path, title=joined * 9, banner="&R&8" + joined * 9, publishers=(joined * 9,))
    values = [book.worksheets[1].cell(4 + row, 1).value for row in range(len(texts))]
    assert values[0] == "焊工����"
    assert values[1] == HOSTILE["markup"]
    assert len(values[-2]) == LONGEST_CELL
    assert values[-2].endswith("…")
    for sheet in book.worksheets:
        assert "＆R＆8" in sheet.oddHeader.center.text  # the text of a banner is no code for Excel
        assert len(sheet.oddHeader.center.text) < 255
        assert not sheet.oddHeader.right.text


def test_properties_hold_no_clock(book: openpyxl.Workbook) -> None:
    facts = book.properties
    assert facts.title == "嘉峪关市2026年度技能人才供需信息"
    assert facts.creator == "嘉峪关市人力资源和社会保障局、嘉峪关市教育局"
    assert facts.created == facts.modified == dt.datetime(2000, 1, 1)


def test_sheet_names_are_legal_and_different() -> None:
    frame, columns = pd.DataFrame({"a": [1]}), (ColumnFormat("a", "甲"),)
    tables = tuple(Table(f"t{n}", "/[]\n\x00👷" + "很长" * 30, frame, columns) for n in range(12))
    names = list(sheet_names(Document("题", tables)).values())
    assert len(set(names)) == 12
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\\n\x00👷") for name in names)
