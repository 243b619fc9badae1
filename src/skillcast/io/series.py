"""Read a file of series (unique_id, ds, y) for the commands `forecast` and `backtest`."""

from __future__ import annotations

from math import isfinite
from pathlib import Path

import pandas as pd

from skillcast.errors import DataError, Problem
from skillcast.io.convert import NUMBER
from skillcast.io.csv import read_csv
from skillcast.io.sources import LARGEST

COLUMNS = ("unique_id", "ds", "y")


def read_series(path: Path) -> pd.DataFrame:
    """Return the long frame of a CSV file.

    Parameters
    ----------
    path
        CSV with the columns unique_id, ds (2025, 2025Q3, 2025-03 or a date) and y; other columns are passed over.

    Raises
    ------
    DataError
        If the file or a cell cannot be read; every fault with its row.
    """
    if not path.exists():
        raise DataError([Problem("no-input", value=str(path))])
    if path.stat().st_size > LARGEST:
        raise DataError(
            [
                Problem(
                    "file-too-large",
                    file=path.name,
                    value=f"{path.stat().st_size // 2**20} MB",
                    facts={"limit": f"{LARGEST // 2**20} MB"},
                )
            ]
        )
    found, problems = read_csv(path, "")
    if problems:
        raise DataError(problems)
    (raw,) = found
    wrong = [("missing-column", name) for name in COLUMNS if name not in raw.header]
    wrong += [("duplicate-column", name) for name in COLUMNS if raw.header.count(name) > 1]
    if wrong:
        row = raw.header_row
        raise DataError(
            Problem(kind, file=path.name, row=row, column=name, facts={"allowed": name}) for kind, name in wrong
        )
    frame = raw.frame[[raw.header.index(name) for name in COLUMNS]].set_axis(list(COLUMNS), axis=1)
    number = frame["y"]
    lost = ~number.map(lambda cell: cell == "" or (bool(NUMBER.fullmatch(cell)) and isfinite(float(cell))))
    if lost.any():
        raise DataError(
            Problem("not-a-number", file=path.name, row=int(row), column="y", value=frame.at[row, "y"])
            for row in frame.index[lost]
        )
    known = pd.to_numeric(number.where(number != ""), errors="raise")
    return frame.astype({"unique_id": str, "ds": str}).assign(y=known.astype("float64")).reset_index(drop=True)
