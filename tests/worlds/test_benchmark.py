"""The worlds benchmark counts what it says: intervals, chances, dissimilarity, bounds; and the chain runs in a world."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from skillcast.worlds import Settings

FOLDER = Path(__file__).parents[2] / "benchmarks" / "worlds"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    monkeypatch.syspath_prepend(str(FOLDER))
    names = ("table", "cities", "verdict", "measure")
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)
    modules = {name: import_module(name) for name in names}
    for name in names:
        monkeypatch.delitem(sys.modules, name)
    return modules


def test_coverage_counts_inside_below_and_bias(bench: dict[str, ModuleType]) -> None:
    rows = pd.DataFrame(
        {"quantity": "supply", "part": "cell", "step": [1, 1, 2, 2], "low": [0, 0, 5, 5], "median": [2, 2, 6, 6],
         "high": [4, 4, 9, 9], "true": [4, 5, 4, 9]}
    )  # fmt: skip
    table = bench["table"].coverage(rows).set_index("step")
    assert table["value"].to_dict() == {"all": 0.5, 1: 0.5, 2: 0.5}
    assert table["below"].to_dict() == {"all": 0.25, 1: 0.0, 2: 0.5}
    assert table.loc["all", "bias"] == pytest.approx(16 / 22 - 1)
    assert table.loc["all", "error"] == pytest.approx(10 / 22)


def test_reliability_by_tenth(bench: dict[str, ModuleType]) -> None:
    chances = pd.DataFrame({"chance": [0.05, 0.05, 1.0, 0.95], "short": [False, True, True, True]})
    table = bench["table"].reliability(chances).set_index("part")
    assert table.loc["0.0-0.1", ["n", "stated", "value"]].tolist() == [2, 0.05, 0.5]
    assert table.loc["0.9-1.0", ["n", "stated", "value"]].tolist() == [2, 0.975, 1.0]
    assert table.loc["all", "value"].iloc[1] == pytest.approx(0.75 * 0.25)


def test_a_bound_is_reached_within_its_ends_only(bench: dict[str, ModuleType]) -> None:
    check = bench["verdict"].Check
    assert [check("x", value, 0.75, 0.87).reached for value in (0.74, 0.75, 0.87, 0.88)] == [False, True, True, False]
    assert not check("x", np.nan, 0, 1).reached
    assert str(check("x", 0.9, high=0.6, beside="y")) == "NOT reached x: 0.900 (<= 0.6); y"


def test_scored_worlds_go_through_the_samples_of_the_issue(bench: dict[str, ModuleType]) -> None:
    worlds = [bench["cities"].settings(seed) for seed in range(50)]
    assert {item.sample for item in worlds} == {300, 600, 1_000, 1_500}
    assert sum(any(event.share < 0 for event in item.events) for item in worlds) == 20
    assert all(item == bench["cities"].settings(seed) for seed, item in enumerate(worlds))
    assert not any(bench["cities"].settings(seed, shortages=False).shortages for seed in range(5))


def test_one_world_from_tables_to_verdict(bench: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch) -> None:
    small = {
        "industries": 5,
        "occupations": 12,
        "programmes": 4,
        "persons": 20_000,
        "history": 9,
        "firms": 30,
        "waves": 0.0,
    }
    monkeypatch.setattr(
        bench["measure"], "settings", lambda _seed, shortages=True: Settings(**small, shortages=shortages)
    )
    result = bench["measure"].measure(1000)
    counts = result.forecasts.groupby(["quantity", "part"])["step"].nunique()
    assert len(counts) == 12
    assert (counts == 5).all()
    assert len(result.chances) == 12 * 5
    assert (result.forecasts["low"] <= result.forecasts["high"]).all()
    # Accounts of the truth hold in the rows of the benchmark as well.
    total = result.forecasts.query("part == 'total'").pivot(index="step", columns="quantity", values="true")
    assert (total["stocks"] == total["industries"]).all()
    assert (total["gap"] == total["openings"] - total["supply"]).all()
    table = bench["table"].tabulate(result.forecasts, result.chances, pd.DataFrame([result.figures]))
    text = bench["verdict"].verdict(table, 1, 1000)
    assert "tuning worlds" in text
    assert "NOT reached number of worlds: 1.000 (>= 50)" in text
    assert bench["table"].markdown(table).count("\n") == len(table) + 2
