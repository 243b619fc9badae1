"""The other commands: sample, template, check, forecast, backtest, and their exit statuses."""

import importlib
import sys
from pathlib import Path

import numpy as np
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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_backtest_of_the_bundled_city(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, "backtest", "jiayuguan_synthetic", "--lang", lang) == 0
    shown = capsys.readouterr().out
    rows = [line.split() for line in shown.splitlines()]
    assert [row[0] for row in rows if row and row[0] in "12345"] == list("12345")
    words = (
        ("模拟数据，非统计数据", "不变预测", "区间")
        if lang == "zh"
        else ("模拟数据 Synthetic", "no change", "interval")
    )
    assert [word for word in words if word not in shown] == []
    assert shown.splitlines()[-1] == "backtest-jiayuguan_synthetic.png"
    assert (tmp_path / "backtest-jiayuguan_synthetic.png").read_bytes().startswith(b"\x89PNG")


def test_backtest_is_of_the_series_the_publication_forecasts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    assert run(monkeypatch, "backtest", "jiayuguan_synthetic", "--horizon", "3", "--out", str(out)) == 0
    published = skillcast.outlook(skillcast.load(skillcast.sample_path()), horizon=3).demand.backtest.scores
    found = pd.read_csv(out, encoding="utf-8-sig").query("h > 0").reset_index(drop=True)
    assert found["mase"].to_numpy() == pytest.approx(published["mase"].to_numpy())
    assert found["coverage80"].to_numpy() == pytest.approx(published["coverage80"].to_numpy(), nan_ok=True)
    assert (tmp_path / "scores.png").exists()
    tests = pd.read_csv(tmp_path / "scores-tests.csv", encoding="utf-8-sig")
    assert {"comparison", "against", "h", "statistic", "p", "years"} <= set(tests)


def test_backtest_of_a_file_by_group_with_vintages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(1)
    rows = [
        (name, year, vintage, region, round(value * (1.0 if vintage > year else 1.02)))
        for name, region in (("a", "north"), ("b", "north"), ("c", "south"))
        for year, value in zip(range(2010, 2026), 900 * np.exp(rng.normal(0, 0.05, 16).cumsum()), strict=True)
        for vintage in (year, year + 1)
    ]
    path, figure = tmp_path / "series.csv", tmp_path / "picture.pdf"
    pd.DataFrame(rows, columns=["unique_id", "ds", "vintage", "region", "y"]).to_csv(path, index=False)
    options = ("--group", "region", "--horizon", "2", "--figure", str(figure), "--lang", "en")
    assert run(monkeypatch, "backtest", str(path), *options) == 0
    shown = capsys.readouterr().out
    assert "north" in shown and "south" in shown
    assert "figures were revised by 2.0% on average" in shown
    assert figure.read_bytes().startswith(b"%PDF")
    assert run(monkeypatch, "backtest", str(path), "--group", "colour", "--lang", "en", "--figure", str(figure)) == 2
    assert "column 'colour' is missing" in capsys.readouterr().err


def test_backtest_claims_no_skill_on_random_walks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    steps = np.random.default_rng(5).normal(0, 0.05, (9, 18))
    levels = np.round(5000 * np.exp(steps.cumsum(axis=1)))
    rows = [(f"s{row}", 2008 + year, levels[row, year]) for row in range(9) for year in range(18)]
    pd.DataFrame(rows, columns=["unique_id", "ds", "y"]).to_csv("walk.csv", index=False)
    assert run(monkeypatch, "backtest", "walk.csv", "--horizon", "1", "--lang", "en") == 0
    (verdict,) = (line for line in capsys.readouterr().out.splitlines() if "no change" in line and line.endswith("."))
    assert "No skill over no change" in verdict or "cannot tell this from chance" in verdict


@pytest.mark.parametrize(
    "arguments",
    [
        ("forecast", "nowhere.csv", "--horizon", "3"),
        ("forecast", "nowhere.csv"),
        ("backtest", "nowhere.csv"),
        ("backtest", "jiayuguan_synthetic", "--figure", "picture.jpg"),
        ("backtest", "jiayuguan_synthetic", "--out", "nowhere/scores.csv"),
        ("backtest", "jiayuguan_synthetic", "--group", "colour"),
        ("publish", "nowhere", "--out", "x"),
        ("publish", "--out", "x", "--date", "2026年5月"),
        ("quarter", "2025Q3", "nowhere", "--out", "x"),
        ("verify", "nowhere"),
        ("diff", "nowhere", "nowhere"),
        ("trace", "nowhere", "1", "1", "demand"),
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
    for command in cli.cli.commands:
        assert run(monkeypatch, command, "--help") == 0
        assert f"skillcast {command}" in capsys.readouterr().out
