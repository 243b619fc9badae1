"""The tampering benchmark on a small publication: one number in every kind of file, fingerprints refreshed, each is found."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks" / "publication"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in ("places", "tampering"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return import_module("tampering")


def test_one_number_in_every_kind_of_file_is_found(bench: ModuleType, published: Path) -> None:
    tasks = bench.chosen(published, 400)
    first = {}
    for place, digit in tasks:
        kind = (place.file.split("/")[0], Path(place.file).suffix)
        first.setdefault(kind, (place, digit))
    assert {"run.json", "bulletin.html", "bulletin.docx", "tables.xlsx", "data", "figures"} <= {
        kind[0] for kind in first
    }
    missed = [row for row in (bench.attempt((published, *task)) for task in first.values()) if not row["found"]]
    assert missed == []


def test_the_summary_counts_by_kind(bench: ModuleType) -> None:
    import pandas as pd

    rows = pd.DataFrame({"file": ["data/a.csv", "data/b.csv", "bulletin.html"], "found": [True, False, True]})
    assert bench.summary(rows).to_dict("list") == {
        "kind": ["bulletin.html", "data/csv"], "changed": [1, 2], "found": [1, 1],
    }  # fmt: skip
