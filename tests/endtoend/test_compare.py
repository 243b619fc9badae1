"""`skillcast compare`: one command, a folder that verifies, and bad scenarios refused with nothing written."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

import skillcast
from skillcast import cli


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["skillcast", *arguments])
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_half_the_steel_workforce(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "half"
    assert run(monkeypatch, "compare", "--close", "C31=0.5", "--from", "2027", "--out", str(out)) == 0
    shown = capsys.readouterr().out
    for words in (
        "黑色金属冶炼和压延加工业减少",
        "80%区间",
        "炼钢工",
        "需要安置转岗",
        "紧缺目录由",
        "建议招生数合计",
    ):
        assert words in shown
    assert {"comparison.docx", "comparison.html", "tables.xlsx", "changes.csv", "run.json"} <= {path.name for path in out.iterdir()}  # fmt: skip
    assert skillcast.verify(out) == []
    page = (out / "comparison.html").read_text(encoding="utf-8")
    for sentence in shown.splitlines()[:-1]:
        assert sentence in page
    assert "模拟数据" in page
    assert "不得公开" in page
    changes = pd.read_csv(out / "changes.csv", encoding="utf-8-sig", dtype={"code": str, "period": str})
    assert set(changes["data_label"]) == {"模拟数据"}
    last = changes[changes["period"] == "2030"].set_index(["kind", "code"])["change"]
    assert last["employment", "total"] == last["stock", "total"] < -10_000
    assert last["employment", "C31"] == last["employment", "total"]
    (event,) = json.loads((out / "run.json").read_text(encoding="utf-8"))["scenario_events"]
    assert (event["industry"], event["start"], event["probability"]) == ("C31", 2027, 1.0)


BAD = {
    "half.toml": '[[close]]\nindustry = "C31"\n',
    "both.toml": '[[close]]\nindustry = "C31"\nshare = 0.5\njobs = 10\n',
    "sure.toml": '[[open]]\nindustry = "C31"\njobs = 10\nprobability = 1.0\n',
    "ends.toml": '[[close]]\nindustry = "C31"\nshare = 0.5\nspillover = [0.5, -0.3]\n',
    "word.toml": '[[shut]]\nindustry = "C31"\n',
    "text.toml": "close: C31",
    "rows.csv": "name,industry,start,jobs\n关停,C31,2027,-5\n",
    "head.csv": "name,industry\n关停,C31\n",
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_ends_with_two_and_nothing_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, lang: str
) -> None:
    (tmp_path / name).write_text(BAD[name], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, "compare", "--scenario", name, "--out", "out", "--lang", lang) == 2
    shown = capsys.readouterr().err
    assert name in shown
    assert "Traceback" not in shown
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--scenario", "nowhere.toml"),
        ("--close", "C31"),
        ("--close", "C31=much"),
        ("--open", "C31=-5"),
        ("--close", "C31=0.5", "--scenario", "x.toml"),
        ("--close", "C99=0.5"),
    ],
)
def test_bad_options_end_with_two_and_nothing_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, "compare", *options, "--out", "out") == 2
    assert list(tmp_path.iterdir()) == []
