"""What was read: the checked tables of a city, with their configuration and provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from skillcast.errors import DataError, Problem
from skillcast.io.config import Config, Correction
from skillcast.tables import TABLES, TableSpec


@dataclass(frozen=True)
class LabourMarket:
    """A city's tables, valid and normalised.

    Parameters
    ----------
    config
        The configuration (`skillcast.toml`).
    tables
        Frames by table name: canonical columns, sorted by key, codes and periods as text, persons as integers.
    warnings
        Findings that do not forbid the run; the bulletin's notes repeat them.
    sources
        SHA-256 of every file read, by name.
    corrections
        Declared corrections that were applied.
    """

    config: Config
    tables: Mapping[str, pd.DataFrame]
    warnings: tuple[Problem, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()

    def has(self, name: str) -> bool:
        return name in self.tables

    def table(self, name: str) -> pd.DataFrame:
        """Return a table; its absence is a `DataError`."""
        if name not in self.tables:
            raise DataError([Problem("missing-table", table=name, value=name)])
        return self.tables[name]

    def optional(self, name: str) -> pd.DataFrame | None:
        """Return a table, or None where it was not supplied."""
        return self.tables.get(name)

    def known(self, name: str, year: int) -> pd.DataFrame | None:
        """Return the rows of a table that were known by the end of `year`, or None where there are none."""
        table = self.tables.get(name)
        rows = None if table is None else table[table["period"].str[:4].astype(int) <= year]
        return None if rows is None or rows.empty else rows

    def missing(self) -> list[TableSpec]:
        """Return the tables that were not supplied."""
        return [spec for name, spec in TABLES.items() if name not in self.tables]
