"""An outsider at work on published folders, with no code of the library: sums, shares, growth rates, figures, old editions.

Everything that is printed becomes an equation. Unknowns are narrowed by interval arithmetic (persons are not negative), and what the
equations determine is solved for by least squares.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

Equation = tuple[dict[str, float], float]  # coefficients, and how far from zero rounding may leave the sum
Interval = tuple[float, float]


def attack(folders: Iterable[Path], eco: Mapping[str, Mapping[str, float]]) -> dict[str, Interval]:
    """Return what can be said of every number that is withheld, by name, such as ``employed/C31/2025``."""
    known: dict[str, Interval] = {}
    equations: list[Equation] = []
    for folder in folders:
        for name, value, slack in numbers(folder):
            low, high = known.get(name, (-np.inf, np.inf))
            known[name] = max(low, value - slack), min(high, value + slack)
        equations += list(sums(folder, eco))
    every = {name for terms, _ in equations for name in terms}
    bounds = {name: known.get(name, (0.0, np.inf)) for name in every}
    narrow(bounds, equations)
    hidden = sorted(every - set(known))
    for name, value in determined(hidden, known, equations).items():
        low, high = bounds[name]
        bounds[name] = max(low, value - 3), min(high, value + 3)
    return {name: bounds[name] for name in hidden}


def recovered(bounds: Mapping[str, Interval], truth: Mapping[str, float], protection: float) -> set[str]:
    """Return the names whose bounds come closer to the truth than they may, on either side."""
    return {
        name
        for name, (low, high) in bounds.items()
        if truth[name] > 0 and (high < (1 + protection) * truth[name] - 1 or low > (1 - protection) * truth[name] + 1)
    }


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "data" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def year_of(folder: Path) -> int:
    return int(json.loads((folder / "run.json").read_text(encoding="utf-8"))["year"])


def periods(folder: Path) -> dict[str, str]:
    """Name the columns of the forecast by year; a forecast is another number in every edition."""
    year = year_of(folder)
    return {"base": str(year)} | {f"mean_{h}": f"{year + h}@{year}" for h in (1, 2, 3)}


def numbers(folder: Path) -> Iterator[tuple[str, float, float]]:
    year, labels = year_of(folder), {}
    for row in rows(folder, "forecast_industry"):
        labels[row["label"]] = row["industry"]
        yield from (
            (f"employed/{row['industry']}/{period}", float(row[column]), 0.5)
            for column, period in periods(folder).items()
            if row[column]
        )
    for row in rows(folder, "forecast_level"):
        for column in row:
            if column.endswith("_mean") and row[column]:
                yield f"level/{row['industry']}/{column[:-5]}/{year}", float(row[column]), 0.5
    for row in rows(folder, "forecast"):
        if row["mean"]:
            yield f"employed/{row['code']}/{row['period']}@{year}", float(row["mean"]), 0.05
    for row in rows(folder, "figure_industry_fan"):
        if row["actual"]:
            yield f"employed/{labels[row['panel']]}/{row['period']}", float(row["actual"]), 1e-6
    for row in rows(folder, "forecast_occupation"):
        if row["stock"]:
            yield f"stock/{row['occupation']}/{year}", float(row["stock"]), 0.5
    for row in rows(folder, "market_industry"):
        if row["demand"]:
            yield f"vacant/{row['code']}/{year}", float(row["demand"]), 0.0
    for row in rows(folder, "eco_industries"):
        yield from (
            (f"eco/{row['label']}/{period}", float(row[column]), 0.5)
            for column, period in periods(folder).items()
            if row.get(column)
        )


def sums(folder: Path, eco: Mapping[str, Mapping[str, float]]) -> Iterator[Equation]:
    year = year_of(folder)
    table = rows(folder, "forecast_industry")
    codes = [row["industry"] for row in table if row["industry"] != "total"]
    sectors = rows(folder, "eco_industries")
    for column, period in periods(folder).items():
        yield {**{f"employed/{code}/{period}": 1.0 for code in codes}, f"employed/total/{period}": -1.0}, 0.0
        for row in sectors:
            if column in row:
                sector, shares = row["label"], eco[row["label"]]
                yield (
                    {
                        **{f"employed/{code}/{period}": share for code, share in shares.items()},
                        f"eco/{sector}/{period}": -1.0,
                    },
                    0.0,
                )
    last = periods(folder)["mean_3"]
    for row in table:
        if row["growth"]:
            terms = {
                f"employed/{row['industry']}/{year}": (1 + float(row["growth"])) ** 3,
                f"employed/{row['industry']}/{last}": -1.0,
            }
            yield terms, 2.0
    levels = [column[:-5] for column in rows(folder, "forecast_level")[0] if column.endswith("_mean")]
    for level in levels:
        yield {**{f"level/{code}/{level}/{year}": 1.0 for code in codes}, f"level/total/{level}/{year}": -1.0}, 0.0
    for code in codes:
        yield {**{f"level/{code}/{level}/{year}": 1.0 for level in levels}, f"employed/{code}/{last}": -1.0}, 0.0
    stocks = {f"stock/{row['occupation']}/{year}": 1.0 for row in rows(folder, "forecast_occupation")}
    if stocks:
        yield {**stocks, f"employed/total/{year}": -1.0}, 0.0
    market = rows(folder, "market_industry")
    yield (
        {
            **{f"vacant/{row['code']}/{year}": 1.0 for row in market if row["code"] != "total"},
            f"vacant/total/{year}": -1.0,
        },
        0.0,
    )
    for row in market:
        if row["demand_share"] and float(row["demand_share"]) and row["code"] != "total":
            yield {f"vacant/{row['code']}/{year}": 1.0, f"vacant/total/{year}": -float(row["demand_share"])}, 1e-6


def narrow(bounds: dict[str, Interval], equations: list[Equation], sweeps: int = 50) -> None:
    """Take each equation for each of its unknowns in turn until nothing moves."""
    for _ in range(sweeps):
        moved = False
        for terms, slack in equations:
            for name, weight in terms.items():
                rest = [
                    sorted((factor * bounds[other][0], factor * bounds[other][1]))
                    for other, factor in terms.items()
                    if other != name
                ]
                low, high = -slack - sum(end for _, end in rest), slack - sum(end for end, _ in rest)
                low, high = sorted((low / weight, high / weight))
                old = bounds[name]
                new = max(old[0], low), min(old[1], high)
                moved |= new[0] > old[0] + 1e-6 or new[1] < old[1] - 1e-6
                bounds[name] = new
        if not moved:
            return


def determined(hidden: list[str], known: Mapping[str, Interval], equations: list[Equation]) -> dict[str, float]:
    """Solve for the unknowns that the equations pin down, however many of them hang together."""
    place = {name: column for column, name in enumerate(hidden)}
    matrix, right = np.zeros((len(equations), len(hidden))), np.zeros(len(equations))
    for at, (terms, _) in enumerate(equations):
        for name, weight in terms.items():
            if name in place:
                matrix[at, place[name]] = weight
            else:
                right[at] -= weight * sum(known[name]) / 2
    solution = np.linalg.lstsq(matrix, right, rcond=None)[0]
    # An unknown is pinned down if no direction that the equations leave open touches it.
    _, sizes, directions = np.linalg.svd(matrix)
    open_ones = directions[int((sizes > 1e-9).sum()) :]
    pinned = np.abs(open_ones).max(axis=0, initial=0.0) < 1e-7
    return {name: float(solution[column]) for name, column in place.items() if pinned[column]}
