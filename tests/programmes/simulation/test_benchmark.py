"""The closed-loop benchmark counts what it says, and a few worlds go through it end to end."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

FOLDER = Path(__file__).parents[3] / "benchmarks" / "programmes"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    monkeypatch.syspath_prepend(str(FOLDER))
    names = ("verdict", "closed_loop")
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)
    modules = {name: import_module(name) for name in names}
    for name in names:
        monkeypatch.delitem(sys.modules, name)
    return modules


def test_two_worlds_end_to_end(
    bench: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    loop = bench["closed_loop"]
    judged = ("skillcast", "skillcast, half step")
    monkeypatch.setattr(loop, "SWINGERS", {name: loop.SWINGERS[name] for name in judged})
    short = {name: replace(settings, years=24) for name, settings in loop.SWINGING.items()}
    monkeypatch.setattr(loop, "SWINGING", short)
    few = {name: dict(list(gains.items())[3:5]) for name, gains in loop.RIVALS.items()}
    monkeypatch.setattr(loop, "RIVALS", few)
    monkeypatch.setattr(sys, "argv", ["closed_loop.py", "--worlds", "2", "--first", "1000", "--out", str(tmp_path)])
    loop.main()
    printed = capsys.readouterr().out
    assert "Verdict (2 worlds, tuning worlds: choices are made here)" in printed
    assert "NOT reached number of worlds: 2.000 (>= 40)" in printed
    assert (tmp_path / "verdict.txt").read_text(encoding="utf-8") in printed
    costs = pd.read_csv(tmp_path / "costs.csv")
    assert set(loop.RIVALS) <= set(costs["policy"])
    assert costs.groupby(["world", "lead", "policy"]).size().eq(2).all()
    assert (pd.read_csv(tmp_path / "swings.csv").groupby("policy").size() == 2 * 3 * 4).all()


def test_the_paired_test_tells_the_bar_from_the_rival(bench: dict[str, ModuleType]) -> None:
    rival = pd.Series([20.0, 22.0, 24.0, 26.0])
    ours = 0.95 * rival + pd.Series([0.1, -0.1, 0.1, -0.1])
    words = bench["verdict"].paired(ours, rival, 0.9)
    assert words.startswith("less in 4 of 4 worlds, paired p 0.0")
    assert words.endswith("below the bar p 1")


def test_a_line_says_whether_it_is_reached(bench: dict[str, ModuleType]) -> None:
    check = bench["verdict"].Check
    assert str(check("x", 0.5, high=0.65)) == "reached     x: 0.500 (<= 0.65)"
    assert str(check("x", 0.7, high=0.65, beside="why")) == "NOT reached x: 0.700 (<= 0.65); why"
