"""The input cells behind a figure, with the file and row where a spreadsheet shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from skillcast.errors import DataError, Problem
from skillcast.io.config import FILE, Config, Correction, read_config
from skillcast.io.convert import convert, find_columns
from skillcast.io.corrections import apply_corrections
from skillcast.io.raw import RawTable
from skillcast.io.sources import find_tables, sha256
from skillcast.publication.periods import within
from skillcast.publication.printing import is_missing
from skillcast.publication.trace.conditions import Context, chosen
from skillcast.publication.trace.edition import Edition
from skillcast.publication.trace.registry import Cells, Lineage
from skillcast.tables import TABLES


@dataclass(frozen=True)
class InputCell:
    """One cell: where it stands, its header as written, what the file says and what was used.

    `row` is the row as a spreadsheet numbers it; `used` is the number after corrections, or None where the cell is no number;
    `correction` is the declared correction that changed it.
    """

    table: str
    file: str
    sheet: str
    row: int
    column: str
    header: str
    text: str
    used: float | None
    period: str = ""
    correction: Correction | None = None


@dataclass(frozen=True)
class Inputs:
    """The tables a publication was made from, as they stand in the files."""

    raws: Mapping[str, RawTable]
    places: Mapping[str, Mapping[str, int]]
    frames: Mapping[str, pd.DataFrame]
    config: Config

    @classmethod
    def read(cls, path: Path, manifest: Mapping[str, Any]) -> Inputs:
        """Read the files and refuse them if they are not those the publication was made from.

        Raises
        ------
        DataError
            ``input-changed`` for every file that differs from its fingerprint in ``run.json``, is missing or was not there.
        """
        raws, problems, hashes = find_tables(path)
        if any(problem.kind == "no-input" for problem in problems):
            raise DataError(problems)
        place = (path if path.is_dir() else path.parent) / FILE
        if place.exists():
            hashes[FILE] = sha256(place)
        known = dict(manifest["inputs"])
        wrong = sorted(name for name in hashes.keys() | known.keys() if hashes.get(name) != known.get(name))
        if wrong:
            raise DataError([Problem("input-changed", file=name, value=name) for name in wrong])
        config = read_config(place)[0]
        used = {raw.name: apply_corrections(raw, config.corrections)[0] for raw in raws}
        frames = {name: convert(raw)[0] for name, raw in used.items()}
        places = {raw.name: find_columns(raw, TABLES[raw.name])[0] for raw in raws}
        return cls({raw.name: raw for raw in raws}, places, frames, config)

    def cells(self, wanted: Cells, period: str, facts: Mapping[str, str]) -> list[InputCell]:
        """Return the cells that are read, in the order of columns and rows."""
        context = Context(self.frames, period, facts)
        return [
            self._cell(wanted.table, int(row), column)
            for column, rows in chosen(wanted, context)
            for row in sorted(rows)
        ]

    def periods(self, table: str, period: str) -> int:
        """Return the number of periods that a table reports within one."""
        labels = self.frames[table]["period"].unique()
        return sum(within(label, pd.Period(period)) for label in labels)

    def _cell(self, table: str, row: int, column: str) -> InputCell:
        raw, frame = self.raws[table], self.frames[table]
        place = self.places[table][column]
        value: Any = frame.at[row, column]
        used = None if isinstance(value, str) or is_missing(value) else float(value)
        period = str(frame.at[row, "period"]) if "period" in frame else ""
        correction = next(
            (
                item
                for item in self.config.corrections
                if item.table == table
                and item.column == column
                and all(str(frame.at[row, name]) == wanted for name, wanted in item.key.items() if name in frame)
            ),
            None,
        )
        text = str(raw.frame.at[row, place])
        return InputCell(table, raw.file, raw.sheet, row, column, raw.header[place], text, used, period, correction)


def made_from(out: str | Path, data: Path) -> bool:
    """Return whether a publication was made from the files of a folder, as far as the fingerprints of those it names tell."""
    known = dict(Edition.read(out).manifest.get("inputs", {}))
    files = {path.name: path for path in data.iterdir() if path.name in known}
    return bool(known) and files.keys() == known.keys() and all(sha256(files[name]) == known[name] for name in known)


def remade(entry: Lineage, groups: list[list[InputCell]], inputs: Inputs, period: str) -> float | None:
    """Return the figure computed again from its cells; None where the cells are not all there is to it, or nothing is known."""
    known = [[cell.used for cell in group if cell.used is not None] for group in groups]
    if not entry.make or not any(known):
        return None
    sums = [float(sum(values)) for values in known]
    if entry.make == "mean":
        sums = [
            float(np.rint(total / inputs.periods(cells.table, period)))
            for total, cells in zip(sums, entry.cells, strict=True)
        ]
    return sum(cells.sign * total for cells, total in zip(entry.cells, sums, strict=True))
