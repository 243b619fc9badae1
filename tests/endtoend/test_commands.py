"""The other commands: sample, template, check, forecast, backtest, and their exit statuses."""

import importlib
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


def series(folder: Path) -> Path:
    frame = pd.DataFrame({"unique_id": "a", "ds": range(2010, 2026), "y": [100 + 3 * year for year in range(16)]})
    path = folder / "series.csv"
    frame.to_csv(path, index=False)
    return path


def test_sample_then_check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "sample", str(tmp_path / "city")) == 0
    assert run(monkeypatch, "check", str(tmp_path / "city")) == 0
    assert "0 个错误" in capsys.readouterr().out
    assert run(monkeypatch, "sample", str(tmp_path / "city")) == 2


def test_check_counts_every_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city = skillcast.copy_sample(tmp_path / "city")
    text = (city / "employment.csv").read_text(encoding="utf-8-sig").splitlines()
    text[1] = text[1].rsplit(",", 1)[0] + ",many"
    text[2] = text[2].rsplit(",", 1)[0] + ",-5"
    (city / "employment.csv").write_text("\n".join(text), encoding="utf-8")
    assert run(monkeypatch, "check", str(city), "--lang", "en") == 2
    shown = capsys.readouterr().err
    assert "row 2" in shown
    assert "row 3" in shown
    assert "2 errors" in shown


def test_template(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert run(monkeypatch, "template", str(tmp_path / "new")) == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"tables.xlsx", "skillcast.toml"}
    assert run(monkeypatch, "template", str(tmp_path / "new")) == 2


def test_forecast(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    out = tmp_path / "ahead.csv"
    assert run(monkeypatch, "forecast", str(series(tmp_path)), "--horizon", "3", "--out", str(out)) == 0
    frame = pd.read_csv(out)
    assert list(frame.columns[:4]) == ["unique_id", "ds", "mean", "median"]
    assert len(frame) == 3
    assert (frame["lo-80"] <= frame["hi-80"]).all()


def test_backtest_says_how_good(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "backtest", str(series(tmp_path)), "--horizon", "2", "--lang", "en") == 0
    shown = capsys.readouterr().out
    assert "naive" in shown
    assert "no change" in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ("forecast", "nowhere.csv", "--horizon", "3"),
        ("forecast", "nowhere.csv"),
        ("publish", "nowhere", "--out", "x"),
        ("verify", "nowhere"),
        ("dance",),
        ("publish",),
    ],
)
def test_bad_calls_end_with_two(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, *arguments) == 2
    assert list(tmp_path.iterdir()) == []


def test_our_own_fault_ends_with_one_and_a_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(importlib.import_module("skillcast.outlook"), "outlook", broken)
    assert (
        run(monkeypatch, "publish", str(skillcast.sample_path("us_sector_employment")), "--out", "x", "--lang", "en")
        == 1
    )
    shown = capsys.readouterr().err
    assert "Traceback" not in shown
    assert "planted" in shown
    assert "planted" in (tmp_path / "skillcast-error.log").read_text(encoding="utf-8")
    assert not (tmp_path / "x").exists()


def test_help_has_examples(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("sample", "template", "check", "publish", "forecast", "backtest", "verify"):
        assert run(monkeypatch, command, "--help") == 0
        assert f"skillcast {command}" in capsys.readouterr().out
