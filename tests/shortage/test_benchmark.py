"""The shortage benchmark counts what it says: rivals' rules, what must be shown, and one world end to end."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks" / "shortage"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    monkeypatch.syspath_prepend(str(FOLDER))
    names = ("world", "rules", "measure", "table", "verdict")
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)
    modules = {name: import_module(name) for name in names}
    for name in names:
        monkeypatch.delitem(sys.modules, name)
    return modules


def test_rivals_by_hand(bench: dict[str, ModuleType]) -> None:
    score = np.array([[1.1, 0.9, 1.4, 0.8, 0.6], [0.0, 2.0, -np.inf, 2.0, 0.0]])
    rules = bench["rules"]
    assert rules.above(score).tolist() == [[True, False, True, False, False], [False, True, False, True, False]]
    assert rules.two_of_three(score).tolist() == [
        [False, False, True, False, False],
        [False, False, False, True, False],
    ]
    assert rules.band(score).tolist() == [[False, False, True, True, False], [False, True, False, True, False]]
    many = np.arange(50.0)[:, None]
    assert rules.longest(many).sum() == 20
    assert rules.longest(many)[30:].all()


def test_a_world_is_as_described(bench: dict[str, ModuleType]) -> None:
    worlds = [bench["world"].world(seed) for seed in range(2000, 2010)]
    short = np.mean([world.short.mean() for world in worlds])
    seen = np.mean([len(world.values) / (120 * 12 * 6) for world in worlds])
    assert short == pytest.approx(0.16, abs=0.03)
    assert seen == pytest.approx(0.7, abs=0.03)
    sizes = pd.concat([world.values for world in worlds]).groupby(["size"])["value"].size()
    assert sizes.index.max() > 200


def test_lists_use_only_what_was_known(bench: dict[str, ModuleType]) -> None:
    values = bench["world"].world(2000).values
    later = values.assign(value=values["value"].where(values["year"] < 2018, -values["value"]))
    first, second = (bench["measure"].lists(part).listed["filter .6/.4"] for part in (values, later))
    assert np.array_equal(first[:, :4], second[:, :4])
    assert not np.array_equal(first[:, 4:], second[:, 4:])


def test_verdict_judges_both_ways(bench: dict[str, ModuleType]) -> None:
    row = {
        "rule": "filter .6/.4",
        "precision": 0.8,
        "recall": 0.5,
        "flips": 0.1,
        "turnover": 0.4,
        "brier": 0.06,
        "brier_again": 0.1,
    }
    parts = [("90 % interval of ranks", "all", 0.9), ("90 % interval of ranks", "listed", 0.8)]
    parts += [
        (f"without one indicator, {words}", "a", 0.1) for words in ("entries lost", "entries gained", "1 - Jaccard")
    ]
    figures = pd.DataFrame(parts, columns=["what", "part", "value"])
    checks = {check.what: check.reached for check in bench["verdict"].checks(pd.DataFrame([row]), figures, 60)}
    assert [what for what, reached in checks.items() if not reached] == ["recall", "90 % interval of ranks, listed"]
