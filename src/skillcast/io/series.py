"""Read a file of series (unique_id, ds, y) for the commands `forecast` and `backtest`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from skillcast.errors import DataError, Problem
from skillcast.io.convert import NUMBER
from skillcast.io.raw import unreadable
from skillcast.io.sources import LARGEST

COLUMNS = ("unique_id", "ds", "y")


def read_series(path: Path) -> pd.DataFrame:
    """Return the long frame of a CSV file.

    Parameters
    ----------
    path
        CSV with the columns unique_id, ds (2025, 2025Q3, 2025-03 or a date) and y.

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
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding=encoding)
            break
        except UnicodeDecodeError:
            continue
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            raise DataError([unreadable(path.name, str(error), str(error))]) from error
    else:
        raise DataError([Problem("wrong-encoding", file=path.name)])
    missing = [
        Problem("missing-column", file=path.name, row=1, column=name, facts={"allowed": name})
        for name in COLUMNS
        if name not in frame
    ]
    if missing:
        raise DataError(missing)
    number = frame["y"].str.strip()
    wrong = ~number.map(lambda cell: bool(NUMBER.fullmatch(cell)) or cell == "")
    if wrong.any():
        raise DataError(
            Problem("not-a-number", file=path.name, row=int(row) + 2, column="y", value=frame.at[row, "y"])
            for row in frame.index[wrong]
        )
    return frame[list(COLUMNS)].assign(y=pd.to_numeric(number.where(number != ""), errors="raise"))
