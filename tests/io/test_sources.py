"""Tables are found whatever their file: names, encodings, separators, kinds."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from mini_city import read_rows, write_mini_city, write_rows

from skillcast.io.excel import error_cells
from skillcast.io.load import check, load
from skillcast.io.sources import find_tables
from skillcast.tables import TABLES

FULL = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code) != "-"})


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """The tables of the city as `write_mini_city` writes them."""
    return dict(load(write_mini_city(tmp_path_factory.mktemp("plain"))).tables)


def recoded(encoding: str) -> Callable[[Path], None]:
    return lambda file: file.write_bytes(file.read_text(encoding="utf-8-sig").encode(encoding)) and None


def separated(sign: str) -> Callable[[Path], None]:
    return lambda file: file.write_text(file.read_text(encoding="utf-8").replace(",", sign), encoding="utf-8") and None


def windows_lines(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))


def renamed(file: Path) -> None:
    file.rename(file.with_name(f"{TABLES[file.stem].zh}.CSV"))


def chinese_headers(file: Path) -> None:
    header, *rows = read_rows(file)
    spec = TABLES[file.stem]
    units = {"persons": "（人）"}
    write_rows(file, [[spec.column(name).zh + units.get(spec.column(name).unit, "") for name in header], *rows])


def as_people_write(file: Path) -> None:
    """Full-width digits and letters, thousands with commas, periods with their words."""
    header, *rows = read_rows(file)
    spec = TABLES[file.stem]
    for row in rows:
        for place, (name, cell) in enumerate(zip(header, row, strict=True)):
            kind = spec.column(name).kind
            if kind == "integer" and cell:
                row[place] = f"{int(cell):,}".translate(FULL)
            elif kind == "period":
                year, _, quarter = cell.partition("Q")
                row[place] = f"{year}第{quarter}季度" if quarter else f"{year}年"
            elif kind == "code":
                row[place] = cell.translate(FULL)
    write_rows(file, [header, *rows])


def spaced_by_blank_lines(file: Path) -> None:
    header, *rows = read_rows(file)
    write_rows(file, [[], header, [], *[line for row in rows for line in (row, [])]])


def parquet(file: Path) -> None:
    pytest.importorskip("pyarrow")
    header, *rows = read_rows(file)
    pd.DataFrame(rows, columns=header).to_parquet(file.with_suffix(".parquet"))
    file.unlink()


def shuffled(file: Path) -> None:
    header, *rows = read_rows(file)
    write_rows(file, [header, *reversed(rows)])


@pytest.mark.parametrize(
    "change",
    [
        recoded("utf-8"), recoded("utf-8-sig"), recoded("gb18030"), separated(";"), separated("\t"), windows_lines, renamed, chinese_headers,
        as_people_write, spaced_by_blank_lines, parquet, shuffled,
    ],
    ids=["no mark", "mark", "gb18030", "semicolon", "tab", "crlf", "chinese name", "chinese headers", "as people write", "blank lines", "parquet", "row order"],
)  # fmt: skip
def test_the_same_city_in_another_form(
    city: Path, plain: dict[str, pd.DataFrame], change: Callable[[Path], None]
) -> None:
    for file in sorted(city.glob("*.csv")):
        change(file)
    after = load(city)
    assert set(after.tables) == set(TABLES)
    for name, frame in plain.items():
        pd.testing.assert_frame_equal(frame, after.tables[name])


@pytest.mark.parametrize("numbers", [False, True])
def test_the_same_city_as_one_workbook(
    city: Path, plain: dict[str, pd.DataFrame], tmp_path: Path, numbers: bool
) -> None:
    path = tmp_path / "book" / "city.xlsx"
    path.parent.mkdir()
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": numbers}) as book:
        for name, spec in TABLES.items():
            sheet = book.add_worksheet(spec.zh)
            for row, cells in enumerate(read_rows(city / f"{name}.csv")):
                for place, cell in enumerate(cells):
                    sheet.write(row, place, cell)
    (path.parent / "skillcast.toml").write_bytes((city / "skillcast.toml").read_bytes())
    market = load(path)
    assert sorted(market.sources or {}) == ["city.xlsx", "skillcast.toml"]
    for name, frame in plain.items():
        pd.testing.assert_frame_equal(frame, market.tables[name])


def test_files_that_are_no_tables(city: Path) -> None:
    (city / "~$data.xlsx").write_bytes(b"a spreadsheet program's lock file")
    (city / ".hidden.csv").write_bytes(b"x")
    (city / "readme.md").write_text("x", encoding="utf-8")
    (city / "notes.csv").write_text("x", encoding="utf-8")
    (city / "old.xls").write_bytes(b"x")
    assert [(item.kind, item.file, item.severity) for item in check(city)] == [
        ("unknown-table", "notes.csv", "warning"),
        ("unknown-table", "old.xls", "warning"),
    ]
    assert len(load(city).warnings) == 2


@pytest.mark.parametrize("name", ["other.csv", "other.txt", "other.parquet", "employment.xls"])
def test_a_single_file_of_another_kind(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("x\n1\n", encoding="utf-8")
    assert (
        {"missing-table"}
        <= {item.kind for item in check(path)}
        <= {"missing-table", "unknown-table", "unreadable-file"}
    )


def test_a_bomb_is_not_unpacked(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skillcast.io.parts.UNPACKED_BYTES", 10)
    with zipfile.ZipFile(city / "data.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "x" * 11)
    assert [item.kind for item in check(city)] == ["file-too-large"]


def test_a_bomb_of_columns_is_not_unpacked(city: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    same = arrow.DictionaryArray.from_arrays(arrow.array([0] * 100_000, arrow.int32()), arrow.array(["x" * 100_000]))
    bombs = {
        "too-long": {"region": same},
        "too-many": {"region": arrow.array([0] * 1_000_001, arrow.int8())},
        "unreadable-file": {"region": arrow.array([["x"]])},
    }
    (city / "employment.csv").unlink()
    for kind, columns in bombs.items():
        parquet.write_table(arrow.table(columns), city / "employment.parquet", store_schema=False)
        assert kind in {item.kind for item in check(city) if item.file == "employment.parquet"}


def test_a_file_above_the_limit(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skillcast.io.sources.FILE_BYTES", 100)
    kinds = {item.kind for item in check(city)}
    assert "file-too-large" in kinds


def test_hashes_are_of_the_files_read(city: Path) -> None:
    _, problems, hashes = find_tables(city)
    assert problems == []
    assert set(hashes) == {f"{name}.csv" for name in TABLES}
    assert all(len(value) == 64 for value in hashes.values())


def test_error_cells_are_found_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("甲").write(0, 0, "x")
        sheet = book.add_worksheet("乙")
        sheet.write_formula("AB7", "=NA()", value="#N/A")
        sheet.write_formula("A2", "=1/0", value="#DIV/0!")
    assert error_cells(path) == {"甲": {}, "乙": {(2, 0): "#DIV/0!", (7, 27): "#N/A"}}
