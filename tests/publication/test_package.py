"""The data package: valid, complete, and enough to print the document again."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample import document, totals

from skillcast.publication.content import ColumnFormat, Document, Table
from skillcast.publication.data.csvs import csv_bytes, guard, read_csv, unguard, write_csv
from skillcast.publication.data.package import read_package, write_package
from skillcast.publication.printing import headers, printed_rows


def test_frictionless_finds_it_valid(published: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(published / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "note"])
    assert len(report.tasks) == 3 + 8 + 1


def test_frictionless_finds_a_changed_file(copy: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    path = copy / "data" / "totals.csv"
    path.write_bytes(path.read_bytes().replace(b"2345", b"2346"))
    assert not frictionless.validate(str(copy / "data" / "datapackage.json")).valid


def test_the_package_prints_the_same_document(published: Path) -> None:
    package, tables = read_package(published)
    made = document(rows=12)
    assert package["skillcast"]["banner"] == made.banner
    assert [table.name for table in tables] == [table.name for table in made.tables]
    for ours, theirs in zip(made.tables, tables, strict=True):
        assert headers(theirs) == headers(ours)
        assert printed_rows(theirs) == printed_rows(ours)
        assert theirs.total_rows == ours.total_rows


def test_files_hold_raw_values_under_field_names(published: Path) -> None:
    data = (published / "data" / "industry_demand.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfindustry,demand,share,")
    frame = read_csv(published / "data" / "industry_demand.csv")
    assert frame.loc[0, "share"] == repr(1520 / 3545)
    assert frame.loc[4, "suppressed"] == "demand share change forecast"
    assert (published / "shortage_catalogue.csv").read_bytes() == (
        published / "data" / "shortage_catalogue.csv"
    ).read_bytes()


def test_types_keys_and_the_seven_metadata_fields(published: Path) -> None:
    package = json.loads((published / "data" / "datapackage.json").read_text(encoding="utf-8"))
    named = {resource["name"]: resource for resource in package["resources"]}
    schema = named["industry_demand"]["schema"]
    assert [field["type"] for field in schema["fields"]] == [
        "string", "integer", "number", "number", "number", "number", "number", "string",
    ]  # fmt: skip
    assert schema["primaryKey"] == ["industry"]
    words = pd.read_csv(published / "data" / "dictionary.csv", encoding="utf-8-sig")
    assert list(words.columns) == ["数据集", "中文名称", "定义", "英文名称", "数据类型", "值域", "短名", "注解"]
    assert set(words["数据集"]) == set(named) - {"dictionary"}


def test_extra_tables_are_data_only(tmp_path: Path) -> None:
    extra = Table(
        "forecast", "预测", pd.DataFrame({"a": [1.5]}), (ColumnFormat("a", "值", kind="number"),), copy="f.csv"
    )
    write_package(Document("题", (totals(),), extra=(extra,)), tmp_path)
    assert (tmp_path / "f.csv").exists()
    assert [table.name for table in read_package(tmp_path)[1]] == ["totals"]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12))
def test_guarded_texts_come_back(text: str) -> None:
    if not text.startswith("'"):
        assert unguard(guard(text)) == text
    assert not (len(guard(text)) > 1 and guard(text)[0] in "=+@")


def test_a_formula_is_defused_in_the_file_only(tmp_path: Path) -> None:
    table = Table("t", "表", pd.DataFrame({"a": ["=1+1", '引"号,逗号']}), (ColumnFormat("a", "文"),))
    write_csv(table, tmp_path / "t.csv")
    assert csv_bytes(table) == '\ufeffa\r\n\'=1+1\r\n"引""号,逗号"\r\n'.encode()
    assert list(read_csv(tmp_path / "t.csv")["a"]) == ["=1+1", '引"号,逗号']
