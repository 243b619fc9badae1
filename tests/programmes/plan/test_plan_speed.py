"""The speed benchmark runs small, writes its table and judges it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest


def test_small_run(bench: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bench.main(
        [
            "--programmes",
            "6",
            "--occupations",
            "4",
            "--years",
            "7",
            "--scenarios",
            "20",
            "--seeds",
            "1",
            "--out",
            str(tmp_path),
        ]
    )
    printed = capsys.readouterr().out
    assert "Verdict: 4 of 4 reached" in printed
    assert (tmp_path / "plan_speed.txt").read_text(encoding="utf-8") == printed
    table = pd.read_csv(tmp_path / "plan_speed.csv")
    assert table["yields"].tolist() == ["random", "constant"]


def test_verdict_says_what_is_not_reached(bench: ModuleType) -> None:
    table = pd.DataFrame({"seconds": [61.0], "gap": [0.02], "plan": [2.0], "keep": [1.0], "same": [False]})
    assert bench.verdict(table).startswith("Verdict: 0 of 4 reached")
