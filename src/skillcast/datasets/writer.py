"""Writing tables as CSV: one form, the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from skillcast.io.config import FILE


def write_tables(tables: Mapping[str, pd.DataFrame], directory: Path) -> None:
    """Write each table as ``<name>.csv``: UTF-8 with byte order mark (for Excel), lines ended by LF.

    Parameters
    ----------
    tables
        Frames by table name. Whole numbers are written without decimals, missing values as empty cells.
    directory
        Made if it is not there; files of the same names are overwritten.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for name, table in sorted(tables.items()):
        whole = {column: "Int64" for column in table if _is_whole(table[column])}
        table.astype(whole).to_csv(directory / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n")


def write_city(tables: Mapping[str, pd.DataFrame], config: str, directory: Path) -> None:
    """Write the tables and, unless it is empty, the text of ``skillcast.toml`` beside them.

    Parameters
    ----------
    tables, directory
        As for `write_tables`.
    config
        Text of the configuration.
    """
    write_tables(tables, directory)
    if config:
        (directory / FILE).write_text(config, encoding="utf-8", newline="\n")


def _is_whole(column: pd.Series) -> bool:
    """Whether floats stand for counts, some of them missing."""
    return bool(pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all())
