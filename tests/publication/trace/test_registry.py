"""The registry of sources names only what there is, and is complete in itself."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from skillcast.parameters.loader import catalogue
from skillcast.publication.trace.conditions import FIRSTS, WAY_WORDS, WAYS
from skillcast.publication.trace.registry import Lineage, chain, lineage, reach, registry, sources, stages
from skillcast.tables import TABLES

DOCS = Path(__file__).parents[3] / "docs"
ENTRIES = pytest.mark.parametrize("entry", registry(), ids=lambda entry: f"{entry.table}-{entry.columns[0]}")


def known(pattern: str) -> bool:
    return any(fnmatchcase(name, pattern) for name in catalogue())


@pytest.mark.parametrize("name", stages())
def test_stages_name_what_there_is(name: str) -> None:
    stage = stages()[name]
    assert set(stage.after) <= set(stages())
    assert set(stage.tables) <= set(TABLES)
    assert [pattern for pattern in stage.parameters if not known(pattern)] == []
    assert (DOCS / stage.page).exists()
    assert chain((name,))[-1] == name


@ENTRIES
def test_entries_name_what_there_is(entry: Lineage) -> None:
    assert {*entry.tables, *(cells.table for cells in entry.cells)} <= set(TABLES)
    assert set(entry.stages) <= set(stages())
    assert [pattern for pattern in entry.parameters if not known(pattern) and "{" not in pattern] == []
    assert (DOCS / entry.page).exists()
    assert entry.zh
    assert entry.en
    assert entry.make == "" or entry.cells
    for cells in entry.cells:
        columns = {column.name for column in TABLES[cells.table].columns}
        assert set(cells.where) <= columns
        assert [name for name in cells.columns if "{" not in name and name not in columns] == []
        ways = {wanted for wanted in cells.where.values() if wanted.startswith("@")}
        assert ways <= WAYS.keys() | FIRSTS.keys()
        assert ways <= WAY_WORDS.keys()


@ENTRIES
def test_upstream_columns_have_a_lineage(entry: Lineage) -> None:
    table = re.sub(r"\{\w+\}|\*", "sex", entry.table)
    for column in entry.columns:
        for place in sources(entry, table, column.replace("*", "x")):
            assert lineage(*place) is not None


def test_every_stage_feeds_a_figure() -> None:
    used = {name for entry in registry() for name in chain(entry.stages)}
    assert used == set(stages())


@pytest.mark.parametrize(
    ("figure", "tables", "shaped", "untouched", "drawn"),
    [
        (("market_sex", "demand"), {"market"}, (), ("shortage.enter",), False),
        (("market_sex", "demand_share"), {"market"}, (), ("shortage.ratio_method",), False),
        (("market_sex", "ratio"), {"market"}, ("shortage.ratio_method",), ("shortage.enter",), False),
        (("shortage_catalogue", "registered_gap"), {"vacancies"}, (), ("shortage.enter",), False),
        (("shortage_catalogue", "probability"), {"overrides", "ages"}, ("shortage.enter",), ("training.markup",), True),
        (("training_catalogue", "cost"), {"training"}, ("training.markup",), ("programmes.horizon",), True),
        (("programme_rule", "suggested_seats"), {"capacities"}, ("programmes.horizon",), ("training.markup",), True),
    ],
)
def test_reach(
    figure: tuple[str, str], tables: set[str], shaped: tuple[str, ...], untouched: tuple[str, ...], drawn: bool
) -> None:
    found = reach(*figure)
    assert found is not None
    assert tables <= found.tables
    assert all(map(found.shaped_by, shaped))
    assert not any(map(found.shaped_by, untouched))
    assert found.drawn == drawn


def test_a_row_decides_where_entries_differ() -> None:
    assert reach("market_total", "total", {"row": "ratio"}) == reach("market_total", "total", {"row": "demand"})
    ratio, demand = (lineage("market_total", "total", {"row": row}) for row in ("ratio", "demand"))
    assert ratio is not demand
    assert reach("parameters", "value", {"parameter": "shortage.enter"}).parameters == {"shortage.enter"}
    assert reach("remarks", "value") is None
