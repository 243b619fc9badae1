"""From a printed figure back to the cells of the files it was made from."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from mini_city import CASTING, SOLAR, STEEL, find_row, put, write_mini_city
from small_edition import document, manifest, write

from skillcast import cli
from skillcast.errors import DataError
from skillcast.publication.trace import made_from, provenance, trace_figure, trace_text

OVERRIDE = {
    "target": SOLAR,
    "value": "list",
    "reason": "基地集中投产",
    "role": "职业能力建设科",
    "date": "2025-11-20",
    "expires": "2026-12-31",
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_mini_city(tmp_path_factory.mktemp("trace") / "city")


@pytest.fixture(scope="module")
def out(city: Path) -> Path:
    return write(city.parent / "out", document(), manifest(city, overrides=[OVERRIDE]))


@pytest.mark.parametrize(
    ("table", "row", "column", "cells", "again"),
    [
        ("market_total", "demand", "合计", [300, 500, 500, 500, 500], 2300),
        ("表1", "求职人数（人）", "total", [250, 420, 420, 420, 420], 1930),
        ("market_sex", "女", "需求人数（人）", [90, 180, 180, 180, 180], 810),
        ("2", "total", "demand", [100, 90, 110, *[200, 180, 120] * 4], 2300),
        ("紧缺目录", STEEL, "需求人数", [64, 65, 66, 67], 66),
        ("shortage_catalogue", "高炉原料工", "registered_gap", [54, 55, 56, 57, 66, 65, 64, 63], -8),
    ],
)
def test_sums_are_made_again_from_the_cells(
    city: Path, out: Path, table: str, row: str, column: str, cells: list[float], again: float
) -> None:
    found = trace_figure(out, table, row, column, data=city)
    read = [cell for group in found.groups for cell in group]
    assert sorted(cell.used for cell in read) == sorted(cells)
    assert found.again == again
    assert found.agrees
    for cell in read:
        lines = (city / cell.file).read_text(encoding="utf-8-sig").splitlines()
        place = lines[0].split(",").index(cell.column)
        assert lines[cell.row - 1].split(",")[place] == cell.text
    assert "一致" in trace_text(found)


def test_a_tampered_figure_does_not_agree(city: Path, out: Path, tmp_path: Path) -> None:
    copy = tmp_path / "out"
    made = document()
    made.tables[1].frame.loc[0, "demand"] = 901
    write(copy, made, manifest(city))
    found = trace_figure(copy, "market_sex", "male", "demand", data=city)
    assert found.agrees is False
    assert "不一致" in trace_text(found)
    assert "DISAGREES" in trace_text(found, "en")


def test_what_is_withheld_stays_withheld(city: Path, out: Path) -> None:
    found = trace_figure(out, "shortage_catalogue", STEEL, "forecast_gap", data=city)
    assert found.printed == "*"
    assert found.groups == ()
    assert "不列出" in trace_text(found)


def test_parameters_overrides_and_upstream_figures(out: Path) -> None:
    found = trace_figure(out, "shortage_catalogue", SOLAR, "紧缺概率")
    assert [item.name for item in found.parameters] == ["shortage.enter", "shortage.minimum_count", "demand.exit_shock"]
    assert [item.user_set for item in found.parameters] == [True, False, False]
    assert found.parameters[0].status == "method"
    assert found.overrides == (" ".join(OVERRIDE.values()),)
    assert trace_figure(out, "shortage_catalogue", CASTING, "紧缺概率").overrides == ()
    assert trace_figure(out, "shortage_catalogue", SOLAR, "demand").overrides == ()
    gap = trace_figure(out, "shortage_catalogue", SOLAR, "registered_gap")
    assert [(heading, text) for _, heading, text in gap.upstream] == [("需求人数", "96"), ("求职人数", "64")]
    text = trace_text(found)
    assert "用户设定" in text
    assert "专家调整" in text
    assert "经过：缺口" in text
    assert "--data" in text


def test_a_column_without_a_lineage_says_so(out: Path) -> None:
    found = trace_figure(out, "remarks", "乙", "value")
    assert found.entry is None
    assert found.printed == "2"
    assert "来源登记中没有这一列" in trace_text(found)


def test_a_correction_is_told_beside_its_cell(tmp_path: Path) -> None:
    city = write_mini_city(tmp_path / "city")
    row = find_row(city, "market", period="2025Q2", dimension="sex", code="male")
    put(city, "market", row, "demand_new", 20)
    with (city / "skillcast.toml").open("a", encoding="utf-8") as handle:
        handle.write(
            '\n[[corrections]]\ntable = "market"\nkey = { period = "2025Q2", dimension = "sex", code = "male" }\n'
            'column = "demand_new"\nexpect = "20"\nvalue = "200"\nreason = "漏录一位"\n'
        )
    out = write(tmp_path / "out", document(), manifest(city))
    found = trace_figure(out, "market_sex", "male", "demand", data=city)
    assert found.agrees
    (mended,) = [cell for group in found.groups for cell in group if cell.correction]
    assert (mended.row, mended.text, mended.used) == (row, "20", 200)
    assert found.corrections == ("market demand_new: 20 → 200（漏录一位）",)
    assert "更正为 200：漏录一位" in trace_text(found)


@pytest.mark.parametrize(
    ("change", "file"), [("changed", "market.csv"), ("missing", "ages.csv"), ("added", "targets.csv")]
)
def test_other_files_are_refused(city: Path, tmp_path: Path, change: str, file: str) -> None:
    other = write_mini_city(tmp_path / "city")
    known = manifest(city)
    if change == "changed":
        put(other, "market", 2, "demand_new", 499)
    elif change == "missing":
        (other / file).unlink()
    else:
        del known["inputs"][file]
    out = write(tmp_path / "out", document(), known)
    with pytest.raises(DataError) as caught:
        trace_figure(out, "market_total", "demand", "total", data=other)
    assert [problem.value for problem in caught.value.problems] == [file]


@pytest.mark.parametrize(
    ("table", "row", "column", "names"),
    [
        ("nothing", "1", "n", "market_total"),
        ("market_sex", "nobody", "demand", "male 男"),
        ("market_sex", "male", "nothing", "demand（需求人数）"),
        ("market_sex", "9", "demand", "male 男"),
    ],
)
def test_what_there_is_not_is_answered_with_what_there_is(
    out: Path, table: str, row: str, column: str, names: str
) -> None:
    with pytest.raises(DataError) as caught:
        trace_figure(out, table, row, column)
    assert names in caught.value.text("zh")


def test_the_folder_a_publication_was_made_from_is_known(city: Path, out: Path, tmp_path: Path) -> None:
    assert made_from(out, city)
    other = write_mini_city(tmp_path / "city")
    put(other, "ages", 2, "employed", 6)
    assert not made_from(out, other)
    assert not made_from(write(tmp_path / "out", document(), manifest()), city)


def test_a_row_by_its_number(out: Path) -> None:
    assert trace_figure(out, "remarks", "2", "value").figure.raw == "2"


def test_provenance_is_written_from_document_and_run(city: Path) -> None:
    facts = provenance(document(), manifest(city))
    assert json.loads(json.dumps(facts)) == facts
    demand = facts["figures"]["market_sex"]["demand"]
    assert demand["cells"][0]["table"] == "market"
    assert demand["parameters"] == {}
    assert facts["figures"]["shortage_catalogue"]["probability"]["stages"][-1] == "calls"
    assert facts["stages"]["calls"]["parameters"] == ["shortage.enter"]
    assert "remarks" not in facts["figures"]


def test_the_command(
    monkeypatch: pytest.MonkeyPatch, city: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["skillcast", "trace", *map(str, arguments)])
        try:
            cli.main()
        except SystemExit as end:
            return int(end.code or 0)
        return 0

    assert run(out, "market_sex", "total", "demand", "--data", city) == 0
    shown = capsys.readouterr().out
    assert "由这些单元格重新算得 2,300，与印出的一致" in shown
    assert run(out, "market_sex", "nobody", "demand", "--lang", "en") == 2
    assert "has no 'nobody'" in capsys.readouterr().err
