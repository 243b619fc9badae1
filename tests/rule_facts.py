"""A few occupations whose every figure is set by hand, for the published rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from skillcast.draws import Draws
from skillcast.panel import Panel
from skillcast.parameters import load_parameters
from skillcast.shortage.evidence import Evidence
from skillcast.shortage.rules.facts import Facts

YEAR = 2025
USUAL = {"demand": 100.0, "seekers": 100.0, "unfilled_90d": 0.0, "days_open": 30.0, "wage": 5000.0, "employed": 1000.0}
Columns = Mapping[str, Sequence[float]]


def make_facts(
    now: Columns,
    *,
    before: Sequence[Columns] = (),
    ahead: Columns | None = None,
    extra: Sequence[Columns] = (),
    parameters: Mapping[str, float | str] | None = None,
    vacancies: pd.DataFrame | None = None,
    cut_points: pd.DataFrame | None = None,
) -> Facts:
    """Return facts on as many occupations (a, b, ...) as the columns are long.

    Parameters
    ----------
    now, before
        Columns of the year 2025, and of the years before it, oldest first; what is not named is as in `USUAL`.
    ahead
        Persons a year of `openings` and `supply`, the same in each of six years.
    extra
        Columns of the extra inputs, oldest year first; the last is 2025.
    parameters
        Thresholds by name, without ``rules.``.
    """
    count = len(next(iter(now.values())))
    codes = [f"{'abcdefghijklmnopqrstuvwxyz'[i % 26]}{i // 26 or ''}" for i in range(count)]
    years = [*before, now]
    frames = []
    for place, columns in enumerate(years):
        full = {name: columns.get(name, [usual] * count) for name, usual in USUAL.items()}
        frames.append(pd.DataFrame({"occupation": codes, "year": YEAR - len(years) + 1 + place, **full}))
    table = pd.concat(frames, ignore_index=True)
    periods = pd.PeriodIndex([str(year) for year in sorted(set(table["year"]))], freq="Y")
    stocks = table.pivot(index="occupation", columns="year", values="employed").loc[codes].to_numpy(dtype=float)
    index = pd.DataFrame({"occupation": codes})
    future = pd.PeriodIndex([str(YEAR + h) for h in range(1, 7)], freq="Y")
    draws = {
        name: Draws(index, future, np.tile(np.asarray(values, dtype=float)[:, None, None], (1, 6, 2)))
        for name, values in (ahead or {}).items()
    }
    gap = None
    if ahead is not None:
        gap = draws["openings"].with_samples(draws["openings"].samples - draws["supply"].samples)
    inputs = [
        pd.DataFrame({"occupation": codes, "year": YEAR - len(extra) + 1 + place, **columns})
        for place, columns in enumerate(extra)
    ]
    return Facts(
        Evidence(table.drop(columns="employed"), Panel(index, periods, stocks), None, gap, YEAR),
        load_parameters(YEAR, {f"rules.{name}": value for name, value in (parameters or {}).items()}),
        openings=draws.get("openings"),
        supply=draws.get("supply"),
        vacancies=vacancies,
        extra=pd.concat(inputs, ignore_index=True) if inputs else None,
        cut_points=cut_points,
    )
