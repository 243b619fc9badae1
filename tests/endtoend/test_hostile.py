"""Inputs made to do harm end with a clear message: nothing executed, nothing written; odd but honest ones pass and stay inert."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from broken_inputs import Case
from hostile_inputs import CALC, CASES, HONEST, ODD_NAMES, PLACES, TEXTS, named_sheets
from mini_city import put, read_rows, write_mini_city, write_rows

from skillcast.cli import main
from skillcast.errors import DataError
from skillcast.io.hostile import fault, shown
from skillcast.io.load import check, load
from skillcast.io.series import read_series


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return write_mini_city(tmp_path / "city")


def only(city: Path, *tables: str) -> None:
    """Leave the required tables and those named; reading the others would take most of the time."""
    for file in city.glob("*.csv"):
        if file.stem not in ("employment", "vacancies", *tables):
            file.unlink()


def refused(city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Publish, see that nothing but a message comes of it, and return its lines."""
    there = sorted(city.parent.rglob("*"))
    monkeypatch.chdir(city.parent)
    assert run(monkeypatch, "publish", str(city), "--out", "out") == 2
    said = capsys.readouterr()
    assert sorted(city.parent.rglob("*")) == there, "something was written"
    lines = said.err.split("\n")
    assert [line for line in lines if shown(line, 10**6) != line] == [], "the message itself would act"
    assert said.out == "" and "Traceback" not in said.err
    return lines


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["skillcast", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_refused(case: Case, city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    only(city, Path(case.file).stem, "overrides" if case.column == "reason" else "")
    case.mutate(city)
    lines = refused(city, monkeypatch, capsys)
    line = next(line for line in lines if f"[{case.kind}]" in line and case.file in line)
    assert case.row is None or f"第 {case.row} 行" in line
    assert case.column is None or case.column in line
    assert len(line) < 2000


def test_every_hostile_text_is_refused(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table of nothing else: every row is told, with what is wrong in it."""
    only(city, "overrides")
    header, first = read_rows(city / "overrides.csv")
    place = header.index("reason")
    dates = [f"20{10 + number // 12}-{number % 12 + 1:02d}-01" for number in range(len(TEXTS))]
    made = [[*first[:4], date, "2099-12-31"] for date in dates]
    for line, (text, _) in zip(made, TEXTS.values(), strict=True):
        line[place] = text
    write_rows(city / "overrides.csv", [header, *made])
    lines = refused(city, monkeypatch, capsys)
    for row, (_, reason) in enumerate(TEXTS.values(), start=2):
        (line,) = [line for line in lines if f"第 {row} 行，列 reason" in line]
        assert "[hostile-text]" in line and "overrides.csv" in line and reason in line


def test_hostile_texts_are_refused_in_every_column_of_words(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for table, row, column in PLACES:
        put(city, table, row, column, f"={CALC}")
    lines = refused(city, monkeypatch, capsys)
    assert len([line for line in lines if "[hostile-text]" in line]) == len(PLACES)
    for table, row, column in PLACES:
        assert any(f"{table}.csv，第 {row} 行，列 {column}" in line for line in lines)


def test_there_are_more_than_fifty() -> None:
    names = [*TEXTS, *(case.name for case in CASES)]
    assert len(set(names)) == len(names) >= 100


def test_honest_texts_pass_everywhere(city: Path) -> None:
    """Every odd text stands in a column of reasons, some in every column of words; none is refused or changed."""
    places = [
        (table, row, column) for table, row, column in PLACES if column not in ("school", "firm")
    ]  # keys of several rows
    only(city, *(table for table, _, _ in places))
    for number, (table, row, column) in enumerate(places):
        put(city, table, row, column, HONEST[number])
    header, first = read_rows(city / "overrides.csv")
    dates = [f"20{10 + number // 12}-{number % 12 + 1:02d}-01" for number in range(len(HONEST))]
    made = [[*first[:2], text, text, date, "2099-12-31"] for text, date in zip(HONEST, dates, strict=True)]
    write_rows(city / "overrides.csv", [header, *made])
    market = load(city)
    for column in ("reason", "role"):
        assert market.table("overrides").set_index("date").loc[dates, column].tolist() == list(HONEST)


def test_files_of_odd_names_are_passed_over(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    only(city)
    for name in ODD_NAMES:
        (city / name).write_bytes(b"x")
    problems = check(city)
    assert {problem.kind for problem in problems} == {"unknown-table"} and len(problems) == len(ODD_NAMES)
    for problem in load(city).warnings:
        for text in (problem.text("zh"), problem.note("en"), problem.file, str(problem.value)):
            assert shown(text, 10**6) == text
            ElementTree.fromstring(f"<x>{text.replace('<', '').replace('&', '')}</x>")


def test_sheets_of_odd_names_are_passed_over(city: Path) -> None:
    only(city)
    for number, name in enumerate(named_sheets(city)):
        assert [problem.kind for problem in check(city)] == ["unknown-table"], (number, name)


def test_a_file_that_may_not_be_read(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert {problem.kind for problem in check(city)} == {"unreadable-file", "missing-table"}


def test_too_many_rows(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skillcast.io.csv.ROWS", 10)
    assert ("too-many", "employment.csv") in {(problem.kind, problem.file) for problem in check(city)}


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "<script>", "a\x07"])
def test_series_and_scenarios_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    write_rows(tmp_path / "series.csv", [["unique_id", "ds", "y"], [text, 2024, 1]])
    with pytest.raises(DataError) as caught:
        read_series(tmp_path / "series.csv")
    (problem,) = caught.value.problems
    assert (problem.kind, problem.row, problem.column) == ("hostile-text", 2, "unique_id")
    scenario = f"name = {json.dumps(text)}\n"
    (tmp_path / "s.toml").write_text(scenario, encoding="utf-8")
    assert run(monkeypatch, "compare", "--scenario", str(tmp_path / "s.toml"), "--out", str(tmp_path / "out")) == 2
    assert not (tmp_path / "out").exists()


def test_reasons_name_what_is_wrong() -> None:
    for text, words in TEXTS.values():
        reason = fault(text.strip())
        assert reason is not None and words in reason[0]
    assert [text for text in HONEST if fault(text)] == []


@pytest.mark.skipif(os.name != "posix", reason="asks the system for the memory taken")
def test_bombs_take_no_memory(city: Path) -> None:
    """All bombs in a process that is watched: what would unpack to gigabytes is refused within a few megabytes."""
    script = Path(__file__).parents[1] / "hostile_memory.py"
    done = subprocess.run([sys.executable, script, str(city.parent)], capture_output=True, encoding="utf-8", check=True)
    found = json.loads(done.stdout)
    assert found["kinds"] and set(found["kinds"].values()) <= {"too-long", "too-many", "unsafe-file", "file-too-large"}
    assert found["megabytes"] < 150
