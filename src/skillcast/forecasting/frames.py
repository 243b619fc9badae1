"""The stand-alone face: the ecosystem's long frame in, the ecosystem's long frame out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from skillcast.errors import DataError, ParameterError, Problem
from skillcast.forecasting.calendar import Calendar, read_calendar
from skillcast.forecasting.combination import ENSEMBLE
from skillcast.forecasting.ensemble import forecast_panel
from skillcast.forecasting.protocol import Floats
from skillcast.panel import Panel

COLUMNS = ("unique_id", "ds", "y")


def forecast(
    frame: pd.DataFrame,
    *,
    horizon: int,
    levels: Sequence[int] = (80, 95),
    seed: int = 0,
    draws: int = 1000,
    method: str = ENSEMBLE,
    statics: Sequence[str] = (),
    group: str | None = None,
    breaks: Sequence[int] = (),
) -> pd.DataFrame:
    """Forecast the series of a long frame.

    Parameters
    ----------
    frame
        Columns ``unique_id``, ``ds``, ``y``; other columns are not used, row order does not matter. ``ds``
        holds years (2025 or "2025"), quarters ("2025Q3"), months ("2025-03"), pandas periods, or dates (timestamps or
        "2025-03-01"). Dates of one month of the year are annual data, of four months three apart quarterly,
        any others monthly. ``y`` is a non-negative number; empty means not known.
    horizon
        Periods ahead of the last period of the whole frame.
    levels
        Central intervals in %.
    statics
        Columns that say something fixed about each series (region, industry): read by pooled methods, named by `group`.
    seed, draws, method, group, breaks
        As for `forecast_panel`; `group` is one of `statics`.

    Returns
    -------
    DataFrame
        ``unique_id``, ``ds`` (as it was given), ``mean``, ``median``, ``lo-80``, ``hi-80`` ..., ``method``, sorted
        by series and period. What was done to odd series is in ``.attrs["notes"]``, how the members were weighed and
        why in ``.attrs["weights"]`` (rows of `PanelForecast.weights`).

    Raises
    ------
    DataError
        Every fault of the frame at once, with row numbers as a spreadsheet counts (header row 1).
    ParameterError
        Options that cannot be.

    Examples
    --------
    >>> data = pd.DataFrame({"unique_id": "C31", "ds": range(2016, 2026), "y": 800.0})
    >>> forecast(data, horizon=1)[["unique_id", "ds", "median", "method"]].values.tolist()
    [['C31', 2026, 800.0, 'naive:constant']]
    """
    _check_levels(levels)
    panel, calendar = read_frame(frame, statics)
    result = forecast_panel(panel, horizon=horizon, seed=seed, draws=draws, method=method, group=group, breaks=breaks)
    table = result.draws.summary(levels=levels)
    table["ds"] = calendar.labels(result.draws.periods, repeat=len(panel.index))
    table["method"] = np.repeat(result.methods, horizon)
    aside = {"unique_id", "ds", "period", *statics}
    table = table[["unique_id", "ds", *(name for name in table if name not in aside)]]
    table.attrs["notes"] = [note.en for note in result.notes]
    table.attrs["weights"] = result.weights.to_dict("records")
    return table


def read_frame(frame: pd.DataFrame, statics: Sequence[str] = ()) -> tuple[Panel, Calendar]:
    """Return the panel (series sorted) and the calendar of a long frame, or raise every fault found.

    The index of the panel holds ``unique_id`` and the columns `statics`.
    """
    missing = [name for name in (*COLUMNS, *statics) if name not in frame.columns]
    if missing:
        allowed = {"allowed": ", ".join(COLUMNS)}
        raise DataError([Problem("missing-column", column=name, facts=allowed) for name in missing])
    if not len(frame):
        raise DataError([Problem("empty-table")])
    names = frame["unique_id"]
    problems = [_problem("missing-value", row, "unique_id") for row in np.flatnonzero(names.isna())]
    numbers, faults = _numbers(frame["y"])
    problems += faults
    calendar, periods, faults = read_calendar(frame["ds"])
    problems += faults
    problems += _changing(frame, statics)
    if not problems:
        problems = _repeats(names, periods)
    if problems:
        raise DataError(sorted(problems, key=lambda problem: (problem.row or 0, problem.column)))
    keys = names if len(set(map(type, pd.unique(names)))) == 1 else names.astype(str)
    known = pd.DataFrame({"unique_id": keys.to_numpy(), "period": periods, "y": numbers})
    panel = Panel.from_frame(known, keys=["unique_id"], value="y", freq=calendar.freq)
    if not statics:
        return panel, calendar
    fixed = frame.assign(unique_id=keys.to_numpy()).drop_duplicates("unique_id").set_index("unique_id")[[*statics]]
    index = panel.index.join(fixed.astype(str), on="unique_id")
    return Panel(index, panel.periods, panel.values), calendar


def _changing(frame: pd.DataFrame, statics: Sequence[str]) -> list[Problem]:
    """Return a problem for every row in which a static column is empty or not what it is in the series' first row."""
    problems = []
    for name in statics:
        column = frame[name]
        problems += [_problem("missing-value", row, name) for row in np.flatnonzero(column.isna())]
        first = column.groupby(frame["unique_id"]).transform("first")
        changed = column.notna() & (column != first) & frame["unique_id"].notna()
        problems += [
            _problem("not-in-list", row, name, column.iloc[row], allowed=str(first.iloc[row]))
            for row in np.flatnonzero(changed)
        ]
    return problems


def _problem(kind: str, row: int | np.integer, column: str, value: object = "", **facts: object) -> Problem:
    return Problem(kind, row=int(row) + 2, column=column, value=value, facts=facts)


def _numbers(column: pd.Series) -> tuple[Floats, list[Problem]]:
    """Return the figures, NaN where empty, and what is wrong with them."""
    numbers = np.asarray(pd.to_numeric(column, errors="coerce"), dtype=np.float64)
    empty = column.isna().to_numpy()
    lost = np.flatnonzero(np.isnan(numbers) & ~empty)
    problems = [_problem("not-a-number", row, "y", column.iloc[row]) for row in lost]
    wrong = np.flatnonzero((numbers < 0) | np.isinf(numbers))
    problems += [_problem("out-of-range", row, "y", column.iloc[row], allowed="[0, +∞)", unit="-") for row in wrong]
    return numbers, problems


def _repeats(names: pd.Series, periods: pd.PeriodIndex) -> list[Problem]:
    """Return a problem for every row that repeats series and period of an earlier one."""
    ordinals = periods.asi8
    cells = pd.factorize(names)[0] * (ordinals.max() - ordinals.min() + 1) + ordinals
    _, first, place = np.unique(cells, return_index=True, return_inverse=True)
    return [
        _problem("duplicate-key", row, "ds", f"{names.iloc[row]} {periods[row]}", other=int(first[place[row]]) + 2)
        for row in np.flatnonzero(first[place] < np.arange(len(cells))).tolist()
    ]


def _check_levels(levels: Sequence[int]) -> None:
    reason = {"reason": "须为 1 至 99 的整数", "reason_en": "whole numbers from 1 to 99 are needed"}
    problems = [
        Problem("bad-parameter", column="levels", value=level, facts=reason)
        for level in levels
        if isinstance(level, bool) or not isinstance(level, int | np.integer) or not 1 <= level <= 99
    ]
    if problems:
        raise ParameterError(problems)
