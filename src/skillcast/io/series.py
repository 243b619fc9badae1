"""Read the series (unique_id, ds, y) for the commands `forecast` and `backtest`: a file of them, or a city's employment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import pandas as pd

from skillcast.errors import DataError, Language, Problem
from skillcast.io.convert import NUMBER
from skillcast.io.csv import read_csv
from skillcast.io.hostile import cell_faults, inert
from skillcast.io.load import load

COLUMNS = ("unique_id", "ds", "y")


@dataclass(frozen=True)
class Source:
    """Series and what to call them.

    Parameters
    ----------
    frame
        Columns unique_id, ds, y and any others that were asked for.
    title, unit
        What they are and what they count, in Chinese and English; the unit empty where it is not known.
    synthetic
        Whether they are simulated data (模拟数据), to be labelled so wherever they are shown.
    """

    frame: pd.DataFrame
    title: tuple[str, str]
    unit: tuple[str, str] = ("", "")
    synthetic: bool = False

    def words(self, lang: Language) -> tuple[str, str, str]:
        """Return title, unit and the banner of simulated data (empty for real ones)."""
        at = int(lang == "en")
        banner = ("模拟数据，非统计数据", "模拟数据 Synthetic data, not statistics")[at] if self.synthetic else ""
        return self.title[at], self.unit[at], banner


def read_source(path: Path, *, needed: Sequence[str] = (), optional: Sequence[str] = ()) -> Source:
    """Return the series of a CSV file, or of a city's tables (a folder or a workbook): employment by industry.

    Parameters
    ----------
    path, needed, optional
        As for `read_series`; the further columns are those of the CSV file.

    Raises
    ------
    DataError
        If the file or the tables cannot be read, or a column is missing.
    """
    if not path.is_dir() and path.suffix.lower() != ".xlsx":
        return Source(read_series(path, needed=needed, optional=optional), (path.stem, path.stem))
    market = load(path)
    city, employment = market.config.city, market.table("employment")
    if city.year:
        employment = employment[employment["period"].str[:4].astype(int) <= city.year]
    sums = employment.groupby(["industry", "period"], as_index=False)[["employed"]].sum()
    frame = sums.rename(columns={"industry": "unique_id", "period": "ds", "employed": "y"})
    if lost := [name for name in needed if name not in frame]:
        facts = {"allowed": "unique_id, ds, y"}
        raise DataError([Problem("missing-column", table="employment", column=name, facts=facts) for name in lost])
    title = (f"{city.name or city.region}分行业就业", f"Employment by industry, {city.name_en or city.region}")
    return Source(frame.astype({"y": "float64"}), title, ("人", "persons"), city.synthetic)


def read_series(path: Path, *, needed: Sequence[str] = (), optional: Sequence[str] = ()) -> pd.DataFrame:
    """Return the long frame of a CSV file.

    Parameters
    ----------
    path
        CSV with the columns unique_id, ds (2025, 2025Q3, 2025-03 or a date) and y; other columns are passed over.
    needed, optional
        Further columns to keep as text: those that must be there, and those that may.

    Raises
    ------
    DataError
        If the file or a cell cannot be read; every fault with its row.
    """
    if not path.exists():
        raise DataError([Problem("no-input", value=str(path))])
    found, problems = read_csv(path, "")
    if problems:
        raise DataError(map(inert, problems))
    (raw,) = found
    names = list(dict.fromkeys((*COLUMNS, *needed, *(name for name in optional if name in raw.header))))
    wrong = [("missing-column", name) for name in names if name not in raw.header]
    wrong += [("duplicate-column", name) for name in names if raw.header.count(name) > 1]
    if wrong:
        row = raw.header_row
        raise DataError(
            Problem(kind, file=path.name, row=row, column=name, facts={"allowed": name}) for kind, name in wrong
        )
    frame = raw.frame[[raw.header.index(name) for name in names]].set_axis(names, axis=1)
    if hostile := [
        Problem("hostile-text", file=path.name, row=row, column=name, value=frame.at[row, name], facts=facts)
        for name in names
        for row, facts in cell_faults(frame[name]).items()
    ]:
        raise DataError(map(inert, hostile))
    number = frame["y"]
    lost = ~number.map(lambda cell: cell == "" or (bool(NUMBER.fullmatch(cell)) and isfinite(float(cell))))
    if lost.any():
        raise DataError(
            Problem("not-a-number", file=path.name, row=int(row), column="y", value=frame.at[row, "y"])
            for row in frame.index[lost]
        )
    known = pd.to_numeric(number.where(number != ""), errors="raise")
    return frame.astype({"unique_id": str, "ds": str}).assign(y=known.astype("float64")).reset_index(drop=True)
