"""What a reader finds in the published tables and figures: which cell each number is, and how exactly it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from skillcast.publication.content import Document, Table
from skillcast.publication.data.csvs import read_csv
from skillcast.publication.disclosure.cells import TOTAL, Cell
from skillcast.publication.disclosure.truth import AHEAD, ENDS, Truth
from skillcast.publication.printing import is_missing

Frames = Mapping[str, pd.DataFrame]
WHOLE, TENTH, EXACT = 0.5, 0.05, 1e-9
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """One number, or one mark that a number is withheld.

    Parameters
    ----------
    table, row, column
        Where it stands; `row` is the row's key.
    cell
        What it is.
    value
        As printed; None where it is withheld.
    slack
        How far the truth may be from it.
    """

    table: str
    row: str
    column: str
    cell: Cell
    value: float | None
    slack: float = 0.0


@dataclass(frozen=True)
class Edition:
    """How a publication's tables are to be read: its year, the base they are rounded to, years ahead shown, names printed."""

    year: int
    base: int = 1
    last: int = AHEAD
    eco: Mapping[str, str] = field(default_factory=dict)
    industries: Mapping[str, str] = field(default_factory=dict)
    occupations: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, frames: Frames, truth: Truth, *, year: int | None = None, base: int = 1) -> Edition:
        """Return how to read these frames: names are those that the tables themselves give to codes."""

        def names(table: str, code: str, name: str) -> dict[str, str]:
            frame = frames.get(table)
            return {} if frame is None else dict(zip(frame[name].map(str), frame[code].map(str), strict=True))

        industries = names("forecast_industry", "industry", "label")
        occupations = names("forecast_occupation", "occupation", "name")
        shown = [
            int(str(name)[5:])
            for name in frames.get("forecast_industry", pd.DataFrame())
            if str(name).startswith("mean_")
        ]
        last = max(shown, default=AHEAD)
        return cls(truth.year if year is None else year, base, last, truth.eco_names, industries, occupations)

    @property
    def controlled(self) -> float:
        """Slack of a figure that was rounded together with its total: less than one base."""
        return float(self.base)

    def cell(self, measure: str, code: str, ahead: int, part: str = "", stat: str = "mean") -> Cell:
        """Return a cell by how many years ahead of the edition it lies."""
        return Cell(measure, code, str(self.year + ahead), part, stat, str(self.year) if ahead > 0 else "")


def document_frames(document: Document, extra: Sequence[Table] = ()) -> dict[str, pd.DataFrame]:
    """Return what a document publishes, by the name of its data file."""
    frames = {
        table.name: table.frame[[column.name for column in table.columns]]
        for table in (*document.tables, *document.extra, *extra)
    }
    return frames | {f"figure_{figure.name}": figure.frame for figure in document.figures}


def folder_frames(out: Path) -> dict[str, pd.DataFrame]:
    """Return what a publication's folder holds, by the name of the data file; all values are texts."""
    return {path.stem: read_csv(path) for path in sorted((out / "data").glob("*.csv"))}


def read(frames: Frames, edition: Edition) -> Iterator[Reading]:
    """Yield everything that is said of a cell, and every mark in any table that a number is withheld."""
    for name, frame in frames.items():
        reader = READERS.get(name)
        for place, record in enumerate(frame.to_dict("records")):
            row = {str(column): value for column, value in record.items()}
            key = next(
                (str(row[column]) for column in ("industry", "occupation", "code", "label") if column in row),
                str(place),
            )
            marked = set() if is_missing(row.get("suppressed")) else set(str(row["suppressed"]).split())
            for column, cell, slack in reader(row, edition) if reader else ():
                if not is_missing(row.get(column)):
                    yield Reading(name, key, column, cell, float(row[column]), slack)
                elif column in marked:
                    yield Reading(name, key, column, cell, None)
                marked.discard(column)
            for column in sorted(marked):
                yield Reading(
                    name, key, column, Cell("other", key, str(edition.year), f"{name} {column} {place}"), None
                )


Found = Iterator[tuple[str, Cell, float]]


def _industry(row: Row, edition: Edition) -> Found:
    code = str(row["industry"])
    yield "base", edition.cell("employment", code, 0), edition.controlled
    for h in range(1, edition.last + 1):
        for stat in ("mean", "lo80", "hi80"):
            slack = edition.controlled if stat == "mean" else WHOLE
            yield f"{stat}_{h}", edition.cell("employment", code, h, stat=stat), slack


def _level(row: Row, edition: Edition) -> Found:
    for column in row:
        level, _, stat = str(column).rpartition("_")
        if level and stat in ("mean", "lo80", "hi80"):
            slack = edition.controlled if stat == "mean" else WHOLE
            yield str(column), edition.cell("level", str(row["industry"]), edition.last, level, stat), slack


def _eco(row: Row, edition: Edition) -> Found:
    name = edition.eco.get(str(row["label"]), str(row["label"]))
    yield "base", edition.cell("eco", name, 0), WHOLE
    for column in row:
        stat, _, ahead = str(column).rpartition("_")
        if stat in ("mean", "lo80", "hi80"):
            yield str(column), edition.cell("eco", name, int(ahead), stat=stat), WHOLE


def _average(measure: str, code: str, edition: Edition, stat: str) -> Cell:
    return Cell(measure, code, f"{edition.year + 1}-{edition.year + AHEAD}", "", stat, str(edition.year))


def _occupation(row: Row, edition: Edition) -> Found:
    code = str(row["occupation"])
    if "stock" in row:
        yield "stock", edition.cell("stock", code, 0), WHOLE
    for column, measure in (("openings", "openings"), ("supply", "supply"), ("forecast_gap", "gap")):
        for ending, stat in (("", "mean"), ("_lo80", "lo80"), ("_hi80", "hi80")):
            # Gaps are printed as the difference of rounded figures, so that they add up.
            slack = 2 * WHOLE if measure == "gap" else WHOLE
            yield column + ending, _average(measure, code, edition, stat), slack


def _series(row: Row, edition: Edition) -> Found:
    ahead = int(str(row["period"])[:4]) - edition.year
    for column, stat in {"mean": "mean", "median": "median", **ENDS}.items():
        yield column, edition.cell(str(row["kind"]), str(row["code"]), ahead, stat=stat), TENTH


def _technical(row: Row, edition: Edition) -> Found:
    yield "technical", edition.cell("technical", str(row["industry"]), 0), WHOLE


def _vacancies(part: str) -> Callable[[Row, Edition], Found]:
    def reader(row: Row, edition: Edition) -> Found:
        yield "demand", edition.cell("vacancies", str(row["code"]), 0, part), EXACT

    return reader


def _fan(row: Row, edition: Edition) -> Found:
    code = edition.industries.get(str(row["panel"]))
    if code is None or code == TOTAL:
        return
    ahead = int(str(row["period"])[:4]) - edition.year
    if ahead <= 0:
        yield "actual", edition.cell("employment", code, ahead), EXACT
    for stat in ("median", "lo80", "hi80") if ahead > 0 else ():
        yield stat, edition.cell("employment", code, ahead, stat=stat), EXACT


def _gap_figure(row: Row, edition: Edition) -> Found:
    code = edition.occupations.get(str(row["label"]))
    if code is not None:
        # The figure calls its dot a median; it is the mean of the table.
        for column, stat in (("median", "mean"), ("lo80", "lo80"), ("hi80", "hi80")):
            yield column, _average("gap", code, edition, stat), 2 * WHOLE


READERS: dict[str, Callable[[Row, Edition], Found]] = {
    "forecast_industry": _industry,
    "forecast_level": _level,
    "eco_industries": _eco,
    "forecast_occupation": _occupation,
    "shortage_catalogue": _occupation,
    "forecast": _series,
    "internship_posts": _technical,
    "market_industry": _vacancies("industry"),
    "market_sector": _vacancies("sector"),
    "figure_industry_fan": _fan,
    "figure_occupation_gap": _gap_figure,
}
