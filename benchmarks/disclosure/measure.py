"""One city: what its bulletin withholds, and how close an outsider comes."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd

import skillcast
from skillcast.publication.bulletin import bulletin
from skillcast.publication.content import Document, Table
from skillcast.publication.disclosure import Protected, Truth, audit
from skillcast.publication.printing import is_missing
from skillcast.publication.publish import forecast_table
from skillcast.worlds import Settings, simulate


@dataclass(frozen=True)
class Row:
    """What one city shows; shares in %, seconds.

    Parameters
    ----------
    primary, complementary
        Units (industries, occupations, cells of industry and level, groups) that are sensitive, and those withheld besides.
    withheld, share
        Marks ``*`` in all tables, and what share of all numbers they are.
    tightest
        The nearest bound of any withheld cell, as a share of its true value (``inf``: all are unbounded or zero).
    """

    city: str
    dominant: float
    primary: int
    complementary: int
    withheld: int
    share: float
    bounded: int
    tightest: float
    needed: float
    fails: int
    choosing: float
    auditing: float


def measure(seed: int | None, dominant: float, draws: int) -> pd.Series:
    """Return the row of a city: the bundled one (seed None) or a simulated one whose largest industry one firm dominates."""
    market = (
        skillcast.load(skillcast.sample_path("jiayuguan_synthetic"))
        if seed is None
        else simulate(Settings(dominant=dominant), seed=seed).market()
    )
    few = {**market.config.parameters, "forecast.draws": draws}
    market = replace(market, config=market.config.model_copy(update={"parameters": few}))
    result = skillcast.outlook(market)
    protection = result.parameters.number("disclosure.protection") / 100
    start = time.perf_counter()
    truth = Truth.of(result)
    protected = Protected.of(result, truth=truth)
    chosen = time.perf_counter()
    document = bulletin(result, protected=protected)
    forecast = forecast_table(result, protected)
    made = time.perf_counter()
    cells = audit(document, truth, protection=protection, extra=(forecast,))
    done = time.perf_counter()
    marks, numbers = _counts(document, forecast)
    rooms = [cell.room for cell in cells if np.isfinite(cell.truth)]
    groups = (protected.industries, protected.occupations, protected.eco, protected.sections, protected.sectors)
    alone = {key for key in protected.levels if key[0] not in protected.industries}
    primary = protected.primary
    row = Row(
        city="bundled" if seed is None else f"world {seed}",
        dominant=100 * dominant if seed is not None else float("nan"),
        primary=len(primary),
        complementary=sum(map(len, groups)) + len(alone) - len(primary),
        withheld=marks,
        share=100 * marks / numbers,
        bounded=sum(np.isfinite(cell.high) for cell in cells),
        tightest=100 * min(rooms, default=float("inf")),
        needed=100 * protection,
        fails=sum(not cell.ok for cell in cells),
        choosing=chosen - start,
        auditing=done - made,
    )
    return pd.Series(asdict(row))


def _counts(document: Document, forecast: Table) -> tuple[int, int]:
    """Return marks and numbers (marks included) of all tables."""
    marks = numbers = 0
    for table in (*document.tables, *document.extra, forecast):
        for row in table.frame.to_dict("records"):
            gone = set() if is_missing(row.get("suppressed")) else set(str(row["suppressed"]).split())
            for column in table.columns:
                if column.numeric and column.kind != "year":
                    marks += column.name in gone
                    numbers += column.name in gone or not is_missing(row[column.name])
    return marks, numbers
