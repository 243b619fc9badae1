"""Seat problems to plan: one programme by hand, and small provinces of the benchmark."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from skillcast.programmes.plan import SeatProblem

FOLDER = Path(__file__).parents[3] / "benchmarks" / "programmes"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(FOLDER))
    monkeypatch.delitem(sys.modules, "plan_speed", raising=False)
    module = import_module("plan_speed")
    monkeypatch.delitem(sys.modules, "plan_speed")
    return module


@pytest.fixture
def province(bench: ModuleType) -> Callable[..., SeatProblem]:
    def make(programmes: int = 8, *, seed: int = 0, random_yields: bool = True) -> SeatProblem:
        size = bench.Size(programmes, max(programmes // 2, 1), years=8, scenarios=25)
        return bench.province(size, seed=seed, random_yields=random_yields)

    return make


@pytest.fixture
def single() -> Callable[..., SeatProblem]:
    """One programme and one occupation with needs from 0 to 100, one post a seat, classes of one and no limit that binds."""

    def make(**changes: object) -> SeatProblem:
        need = np.tile(np.linspace(0, 100, 1001), (1, 4, 1))
        one = np.ones(1)
        usual: dict[str, object] = {
            "index": pd.DataFrame({"school": ["甲校"], "programme": ["460103"]}),
            "occupations": pd.Index(["6-18-02-04"]),
            "need": need,
            "pipeline": np.zeros_like(need),
            "links": np.ones((1, 1)),
            "yields": one,
            "lead": np.array([2]),
            "last": 50 * one,
            "class_size": one,
            "minimum": one,
            "capacity": 200 * one,
            "lowest": np.nan * one,
            "highest": np.nan * one,
            "change_limit": 2.0,
        }
        return SeatProblem(**(usual | changes))  # type: ignore[arg-type]

    return make
