"""What differs between two publications, and what can have caused it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mini_city import SOLAR, STEEL
from small_edition import changed, document, listed, manifest, remarks, sexes, total, without, write

from skillcast import cli
from skillcast.errors import DataError
from skillcast.publication.content import ColumnFormat, Table
from skillcast.publication.trace import diff
from skillcast.publication.trace.causes import find_causes
from skillcast.publication.trace.changes import compare_tables
from skillcast.publication.trace.diff import compare_editions
from skillcast.publication.trace.edition import Edition

OTHER = {"inputs": {"market.csv": "other"}}
CONFIG = {"skillcast.toml": "other"}


def found(*tables: Table, **changes: Any) -> pd.DataFrame:
    """Compare the small publication with another one."""
    before, after = Edition(manifest(), document()), Edition(manifest(**changes), document(*tables))
    return compare_editions(before, after, lang="en").changes


def one(*tables: Table, **changes: Any) -> dict[str, Any]:
    (row,) = found(*tables, **changes).to_dict("records")
    return row


def test_the_same_does_not_differ() -> None:
    assert found(total(), sexes(), listed(), remarks()).empty


def test_a_changed_number() -> None:
    row = one(total(), changed(sexes(), 0, demand=905), listed(), remarks(), **OTHER)
    assert (row["table"], row["row"], row["column"], row["change"]) == ("market_sex", "male", "demand", "value")
    assert (row["before"], row["after"], row["difference"]) == ("900", "905", 5)
    assert row["why"] == "data: market.csv — → +"
    assert (row["name"], row["heading"]) == ("male 男", "需求人数")


def test_digits_that_are_not_printed_are_told_as_they_are() -> None:
    row = one(total(), sexes(), changed(listed(), 0, probability=0.9101), remarks())
    assert (row["before"], row["after"]) == ("0.91", "0.9101")


def test_an_entry_and_an_exit_come_first() -> None:
    entered = changed(listed(), 0, occupation="4-10-01-05", name="养老护理员")
    rows = found(changed(total(), 0, total=2301), sexes(), entered, remarks())
    assert rows["change"].tolist()[:2] == ["entered", "left"]
    assert rows["name"].tolist()[:2] == ["4-10-01-05 养老护理员", f"{SOLAR} 光伏发电运维值班员"]


def test_rows_tables_and_columns_come_and_go() -> None:
    extra = Table("backtest", "回测", pd.DataFrame({"step": [1]}), (ColumnFormat("step", "步", kind="integer"),))
    dropped = sexes()
    fewer = Table(dropped.name, dropped.title, dropped.frame, dropped.columns[:-1], primary_key=dropped.primary_key)
    rows = found(total(), without(fewer, 1), listed(), extra)
    assert [(row["change"], row["table"], row["row"] or row["column"]) for row in rows.to_dict("records")] == [
        ("table-added", "backtest", ""),
        ("table-removed", "remarks", ""),
        ("column-removed", "market_sex", "demand_share"),
        ("row-removed", "market_sex", "female"),
    ]


def test_a_figure_withheld_is_a_change() -> None:
    withheld = changed(listed(), 0, forecast_gap=None, suppressed="forecast_gap")
    row = one(total(), sexes(), withheld, remarks())
    assert (row["before"], row["after"]) == ("12（4～20）", "*")
    assert pd.isna(row["difference"])


@pytest.mark.parametrize(
    ("changes", "table", "column", "expected"),
    [
        ({"parameters": {"shortage.enter": 0.7}}, 2, "probability", ["parameter: shortage.enter 0.6 → 0.7"]),
        ({"parameters": {"shortage.enter": 0.7}}, 1, "demand", []),
        ({"seed": 1}, 2, "probability", ["seed: seed 0 → 1"]),
        ({"seed": 1}, 1, "demand", []),
        ({"inputs": {"ages.csv": "x"}}, 2, "probability", ["data: ages.csv — → +"]),
        ({"inputs": {"ages.csv": "x"}}, 2, "demand", []),
        ({"inputs": {"city.xlsx": "x"}}, 1, "demand", ["data: city.xlsx — → +"]),
        ({"libraries": {"numpy": "2.1.0"}}, 2, "probability", ["library: numpy 2.0.0 → 2.1.0"]),
        ({"libraries": {"numpy": "2.1.0"}}, 1, "demand", []),
        ({"skillcast": "0.2.0"}, 1, "demand", ["version of skillcast: skillcast 0.1.0 → 0.2.0"]),
        ({"lang": "en"}, 1, "label", ["language: lang zh → en"]),
        ({"lang": "en"}, 1, "demand", []),
        ({"year": 2026}, 1, "demand", ["year: year 2025 → 2026"]),
        ({"skillcast": "0.2.0"}, 3, "value", ["version of skillcast: skillcast 0.1.0 → 0.2.0"]),
        ({"parameters": {"shortage.enter": 0.7}}, 3, "value", []),
    ],
)
def test_causes_reach_what_they_can(changes: dict[str, Any], table: int, column: str, expected: list[str]) -> None:
    tables = [total(), sexes(), listed(), remarks()]
    tables[table] = changed(tables[table], 0, **{column: "9" if column != "label" else "Male"})
    if "parameters" in changes:
        changes = {"parameters": manifest()["parameters"] | changes["parameters"]}
    rows = found(*tables, **changes)
    assert rows["why"].tolist() == ["; ".join(expected) or "unexplained"]


def test_a_table_without_a_key_is_compared_by_its_first_words_or_by_position() -> None:
    assert one(total(), sexes(), listed(), changed(remarks(), 1, value=3))["row"] == "乙"
    twice = changed(remarks(), 1, remark="甲")
    before, after = (Edition(manifest(), document(table)) for table in (twice, changed(twice, 1, value=3)))
    assert compare_editions(before, after).changes["row"].tolist() == ["2"]


def test_overrides_corrections_and_configuration_are_told_entry_by_entry() -> None:
    override = {
        "target": STEEL,
        "value": "list",
        "reason": "扩产",
        "role": "科",
        "date": "2025-11-20",
        "expires": "2026-12-31",
    }
    mended = {
        "table": "market",
        "key": {"period": "2025Q1", "code": "male"},
        "column": "demand_new",
        "expect": "200",
        "value": "205",
        "reason": "漏报",
    }
    after = manifest(overrides=[override], corrections=[mended], inputs={**CONFIG, "overrides.csv": "x"})
    texts = [cause.text("en") for cause in find_causes(manifest(), after)]
    assert texts == [
        f"override: {STEEL} list 扩产 科 2025-11-20 2026-12-31 — → +",
        "correction: market 2025Q1/male demand_new: 200 → 205 (漏报) — → +",
    ]
    other = find_causes(manifest(), manifest(inputs=CONFIG, config={"city": {"name": "另一市"}}))
    assert [cause.kind for cause in other] == ["config"]
    tables = (total(), changed(sexes(), 0, demand=905), listed(), remarks())
    assert one(*tables, corrections=[mended], inputs=CONFIG)["why"] == texts[1]
    assert one(*tables, overrides=[override], inputs={"overrides.csv": "x"})["why"] == "unexplained"


def test_a_run_that_only_counted_overrides_still_tells_its_files() -> None:
    causes = find_causes(manifest(overrides=1), manifest(overrides=2, inputs={"overrides.csv": "x"}))
    assert [cause.text("en") for cause in causes] == ["data: overrides.csv — → +"]


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6, unique=True),
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6, unique=True),
)
def test_swapping_sides_turns_every_sign(first: list[float], second: list[float]) -> None:
    columns = (ColumnFormat("code", "代码", kind="code"), ColumnFormat("n", "数", kind="number"))

    def table(values: list[float]) -> Table:
        frame = pd.DataFrame({"code": [f"c{place}" for place in range(len(values))], "n": values})
        return Table("t", "表", frame, columns, primary_key=("code",))

    there, back = compare_tables([table(first)], [table(second)]), compare_tables([table(second)], [table(first)])
    changed_there = there[there["change"] == "value"].set_index("row")
    changed_back = back[back["change"] == "value"].set_index("row")
    assert set(changed_there.index) == set(changed_back.index)
    assert (changed_there["difference"] == -changed_back["difference"].reindex(changed_there.index)).all()
    assert len(there) == len(back)
    assert compare_tables([table(first)], [table(first)]).empty


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["skillcast", *map(str, arguments)])
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = write(tmp_path / "a", document(), manifest())
    tables = (total(), changed(sexes(), 0, demand=905), without(listed(), 2), remarks())
    second = write(tmp_path / "b", document(*tables), manifest(**OTHER))
    assert run(monkeypatch, "diff", first, first) == 0
    assert "没有差别" in capsys.readouterr().out
    assert run(monkeypatch, "diff", first, second) == 0
    shown = capsys.readouterr().out
    assert "2 处变动，涉及 2 张表" in shown
    assert "移出目录" in shown
    assert "male 男 › 需求人数：900 → 905（+5）" in shown
    assert "1 处变动原因不明" in shown
    assert run(monkeypatch, "diff", first, second, "--exit-code", "--lang", "en", "--out", tmp_path / "c.csv") == 3
    assert run(monkeypatch, "diff", first, first, "--exit-code") == 0
    saved = pd.read_csv(tmp_path / "c.csv", encoding="utf-8-sig")
    assert saved["why"].tolist() == ["unexplained", "data: market.csv — → +"]
    assert run(monkeypatch, "diff", first, tmp_path / "nowhere") == 2


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not-a-publication"):
        diff(tmp_path, tmp_path)
