"""The graduates benchmark runs on invented tables, and says so where its data are not there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from skillcast.streams import stream

FOLDER = Path(__file__).parents[2] / "benchmarks" / "graduates"
NAMES = ("sources", "completions", "ages", "report")
FIELDS = ("Health", "Natural and Physical Sciences")


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    monkeypatch.syspath_prepend(str(FOLDER))
    yield {name: import_module(name) for name in NAMES}
    for name in NAMES:
        sys.modules.pop(name)


def completions() -> pd.DataFrame:
    noise = stream(0, "completions").normal(0, 0.05, (4, 18))
    values = np.array([400, 900, 2000, 300])[:, None] * np.exp(0.03 * np.arange(18) + noise)
    rows = [
        (FIELDS[row % 2], f"narrow {row}", 2006 + year, round(values[row, year]))
        for row in range(4)
        for year in range(18)
    ]
    return pd.DataFrame(rows, columns=["broad_field", "narrow_field", "year", "completions"])


def censuses() -> pd.DataFrame:
    """Return persons whose numbers at each age stay what they are, 2 % a year more of them."""
    ages = np.arange(15, 106)
    shape = 1000 / (1 + np.exp(-(ages - 25) / 3)) / (1 + np.exp((ages - 78) / 5))
    levels = ("Bachelor Degree Level", "Certificate Level")
    parts = [
        pd.DataFrame(
            {"field": field, "level": level, "age": ages.astype(float), "persons": np.round(shape * 1.02 ** (year - 2006))}
        ).assign(census=year)
        for field in FIELDS
        for level in levels
        for year in (2006, 2016, 2021)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def test_steady_growth_is_foretold(benchmark: dict[str, ModuleType]) -> None:
    ages, report = benchmark["ages"], benchmark["report"]
    structures = benchmark["sources"].structures(censuses())
    assert structures[2021].shape == (4, 86)
    assert structures[2021].to_numpy().sum() == censuses().query("census == 2021")["persons"].sum()
    fields, cells = ages.answers(structures, completions(), draws=20)
    summary = ages.summary(fields, cells)
    median = summary.set_index(["measure", "method"])["median"]
    assert median[ages.PERSONS, ages.CONSTANT] < 3
    assert median[ages.TURNED, ages.OURS] < 3 < median[ages.TURNED, "flat 1/N"]
    assert median["field x age 20-69", "no change"] == pytest.approx(100 * (1 - 1.02**-5), abs=0.5)
    assert len(report.ages_verdict(summary, 0.5)) == summary["measure"].nunique() + 2


def test_only_one_row_knows_what_came_after_2016(benchmark: dict[str, ModuleType]) -> None:
    ages = benchmark["ages"]
    structures, known = benchmark["sources"].structures(censuses()), completions()
    changed = known.assign(completions=known["completions"].where(known["year"] <= 2016, 1))
    for method, same in ((ages.OURS, True), (ages.CONSTANT, True), (ages.KNOWN, False)):
        before, after = (ages.project(structures, rows, method, draws=5).stock.samples for rows in (known, changed))
        assert np.array_equal(before, after) is same


def test_completions_are_scored_by_part_and_horizon(benchmark: dict[str, ModuleType]) -> None:
    report = benchmark["report"]
    scores = benchmark["completions"].score(completions())
    late = scores[(scores["part"] == "late") & (scores["method"] == "naive")]
    assert late["origins"].tolist() == [6, 5, 4]
    assert len(report.completions_verdict(scores)) == 3
    assert report.markdown(report.by_horizon(scores)).count("\n") == 2 + 5 * 7


def test_without_the_data_it_says_so(tmp_path: Path) -> None:
    command = [sys.executable, str(FOLDER / "run.py"), "--data", str(tmp_path / "none"), "--out", str(tmp_path / "out")]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "not here" in run.stdout
    assert not (tmp_path / "out").exists()
