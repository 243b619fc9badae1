"""The descriptions of the tables fit together."""

from __future__ import annotations

import pytest

from skillcast.tables import TABLES, TableSpec
from skillcast.tables.spec import UNITS_ZH

SPECS = list(TABLES.values())


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
class TestSpec:
    def test_a_header_means_one_column(self, spec: TableSpec) -> None:
        headers = [header.casefold() for column in spec.columns for header in set(column.headers)]
        assert len(headers) == len(set(headers))

    def test_names_refer_to_columns(self, spec: TableSpec) -> None:
        names = {column.name for column in spec.columns}
        assert set(spec.series) <= set(spec.keys) <= names
        assert spec.measure in names | {""}
        assert spec.keys

    def test_columns_are_complete(self, spec: TableSpec) -> None:
        for column in spec.columns:
            assert column.zh and not column.zh.isascii()
            assert column.unit in UNITS_ZH
            assert bool(column.values) == (column.kind == "enum")
            assert bool(column.codes) == (column.kind == "code")
            assert column.kind in ("integer", "number", "year") or column.minimum is column.maximum is None
            assert not (column.key and column.nullable)

    def test_absence_is_explained(self, spec: TableSpec) -> None:
        if spec.needed != "required":
            assert spec.name in spec.without_zh and spec.name in spec.without_en


def test_table_names_differ() -> None:
    names = [name.casefold() for spec in SPECS for name in (spec.name, spec.zh)]
    assert len(names) == len(set(names))
    assert list(TABLES) == [spec.name for spec in SPECS]
    assert [spec.name for spec in SPECS if spec.needed == "required"] == ["employment"]


@pytest.mark.parametrize("spec", TABLES.values(), ids=lambda spec: spec.name)
def test_every_table_says_what_a_row_holds(spec: TableSpec) -> None:
    assert spec.description_zh
    assert spec.description_en.isascii()
