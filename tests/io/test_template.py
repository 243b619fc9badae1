"""The template is what the reader reads."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from mini_city import tables

from skillcast.errors import DataError
from skillcast.io.config import read_config
from skillcast.io.load import check, load
from skillcast.io.template import write_template
from skillcast.tables import TABLES


def test_the_empty_template_lacks_only_the_data(tmp_path: Path) -> None:
    path = write_template(tmp_path / "new")
    assert [item.kind for item in check(path)] == ["missing-table"]
    assert [item.kind for item in check(path.parent)] == ["missing-table"]
    assert read_config(path.parent / "skillcast.toml")[1] == []


def test_a_filled_template_is_read(tmp_path: Path) -> None:
    path = write_template(tmp_path)
    book = openpyxl.load_workbook(path)
    for name, (header, *rows) in tables().items():
        sheet = book[TABLES[name].zh]
        places = {TABLES[name].header_map()[str(cell.value)]: cell.column for cell in sheet[1]}
        for number, row in enumerate(rows, start=2):
            for column, value in zip(header, row, strict=True):
                sheet.cell(number, places[str(column)], value)
        # Optional columns that stay unused are taken out, as a user would.
        unused = [place for column, place in places.items() if column not in header]
        assert not any(TABLES[name].column(column).required for column in places if column not in header)
        for place in sorted(unused, reverse=True):
            sheet.delete_cols(place)
    book.save(path)
    assert load(tmp_path).missing() == []


def test_two_templates_are_the_same_bytes(tmp_path: Path) -> None:
    files = [write_template(tmp_path / name) for name in ("a", "b")]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_headers_choices_and_remarks(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template(tmp_path))
    assert book.sheetnames == ["说明", *(spec.zh for spec in TABLES.values())]
    for spec in TABLES.values():
        sheet = book[spec.zh]
        assert [cell.value for cell in sheet[1]] == [column.zh for column in spec.columns]
        lists = {str(item.sqref).split(":")[0]: item.formula1 for item in sheet.data_validations.dataValidation}
        for cell, column in zip(sheet[1], spec.columns, strict=True):
            assert column.name in cell.comment.text
            assert column.description in cell.comment.text
            assert (f"{cell.column_letter}2" in lists) == bool(column.values)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "skillcast.toml").write_text("# mine", encoding="utf-8")
    with pytest.raises(DataError, match="output-exists"):
        write_template(tmp_path)
    assert [item.name for item in tmp_path.iterdir()] == ["skillcast.toml"]
