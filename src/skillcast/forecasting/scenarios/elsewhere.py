"""Forecasts made elsewhere (statsforecast, mlforecast, a spreadsheet), read as joint scenarios."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.draws import Draws
from skillcast.errors import DataError, ParameterError, Problem
from skillcast.forecasting.calendar import read_calendar
from skillcast.forecasting.protocol import Floats, Ints
from skillcast.forecasting.scenarios.elasticities import keys_of
from skillcast.streams import stream

BOUND = re.compile(r"(?:(?P<maker>.+)-)?(?P<side>lo|hi)-(?P<level>\d+(?:\.\d+)?)")
SAMPLE = re.compile(r"(?:(?P<maker>.+)-)?(?:sample|draw)-(?P<number>\d+)")
TAIL = 4.0
"""Degrees of freedom of the t distribution between and beyond the quantiles given."""
LARGEST = 3.0
"""No draw leaves the centre by more than a factor e^3 unless a quantile given does: a t tail has no mean in counts."""


@dataclass(frozen=True)
class _Layout:
    """Which columns hold what: quantiles (name, probability) from low to high, or samples."""

    quantiles: tuple[tuple[str, float], ...] = ()
    samples: tuple[str, ...] = ()


def read_forecast(
    frame: pd.DataFrame,
    *,
    like: Draws | None = None,
    common: float | None = None,
    size: int = 1000,
    seed: int = 0,
    method: str = "",
    freq: str = "",
) -> Draws:
    """Read a forecast made elsewhere as joint draws.

    Parameters
    ----------
    frame
        Long: ``unique_id``, ``ds`` (as for `forecast`) and, for each cell, the centre with its intervals, as
        ``median`` (or ``mean``), ``lo-80``, ``hi-80``, ``lo-95`` … or as ``AutoETS``, ``AutoETS-lo-80`` …; or joint samples
        ``sample-1``, ``sample-2`` … Other columns are not used; the order of rows and columns does not matter.
        A mean without a median is taken for the median.
    like
        A forecast of the same series and periods (or more) whose dependence is borrowed: the draws of each cell are put
        in the rank order they have there (Schaake shuffle). ``unique_id`` then holds its keys, joined by ``/``; keys,
        row order and the number of draws are those of `like`.
    common
        Without `like` and samples: share of the variance that all series have in common, 0 to 1. It must be stated, as
        quantiles say nothing of it and totals depend on it.
    size, seed
        Without `like` and samples: number S and seed of the draws.
    method
        Which forecast to read where the frame holds several, such as ``AutoETS``.
    freq
        ``Y``, ``Q`` or ``M`` where ``ds`` holds too few dates to tell; that of `like` by default.

    Returns
    -------
    Draws
        (N, H, S), series sorted by ``unique_id`` or in the order of `like`.

    Raises
    ------
    DataError
        Every fault at once, with row numbers as a spreadsheet counts (header row 1): missing columns or cells, figures
        that are negative or no numbers, quantiles that cross, levels outside 0 to 100, rows given twice, mixed
        frequencies, series that `like` does not have.
    ParameterError
        Options that cannot be, or that are needed.

    Notes
    -----
    The quantile function of a cell goes through the quantiles given: linear in log quantile against the quantile of
    Student's t with 4 degrees of freedom, and on in the same direction beyond the outermost. Draw s of a cell is this
    function at (rank of s - 1/2) / S; the ranks are those of `like`, or of a multivariate t in which series share a
    common path and both paths are random walks over the steps, as in `intervals.draw_errors`.

    Examples
    --------
    >>> frame = pd.DataFrame({"unique_id": ["C31", "C31"], "ds": [2026, 2027], "AutoETS": [800.0, 820.0],
    ...     "AutoETS-lo-80": [760.0, 750.0], "AutoETS-hi-80": [842.0, 897.0]})
    >>> draws = read_forecast(frame, common=0.3)
    >>> draws.quantile(0.9).round().tolist(), draws.size
    ([[842.0, 897.0]], 1000)
    """
    layout = _layout(frame, method)
    _check_options(layout, like, common, size)
    names, periods, cells = _read(frame, layout, like.periods.freqstr[0] if like is not None else freq)
    if like is None and layout.samples:
        return Draws(pd.DataFrame({"unique_id": names}), periods, cells.astype(np.float32))
    if like is None:
        index, keys = pd.DataFrame({"unique_id": names}), [str(name) for name in names]
        reference: Iterable[NDArray[Any]] = _latent(keys, len(periods), size, common or 0.0, seed)
    else:
        place, steps = _borrowed(names, periods, like)
        order = np.argsort(place)
        index, cells = like.index.iloc[place[order]].reset_index(drop=True), cells[order]
        keys = keys_of(index)
        reference = (like.samples[row][steps] for row in place[order])
        size = like.size
    samples = np.empty((len(keys), len(periods), size), dtype=np.float32)
    for row, (key, values) in enumerate(zip(keys, reference, strict=True)):
        ranks = _ranks(values, stream(seed, "elsewhere", "ties", key).random(size))
        samples[row] = _spread_out(cells[row], layout, (ranks + 0.5) / size)
    return Draws(index, periods, samples)


def _layout(frame: pd.DataFrame, method: str) -> _Layout:
    """Return which columns to read, or raise what is wrong with them."""
    bounds: dict[str, dict[float, dict[str, str]]] = {}
    samples: dict[str, dict[int, str]] = {}
    for column in map(str, frame.columns):
        if found := BOUND.fullmatch(column):
            by_level = bounds.setdefault(found["maker"] or "", {})
            by_level.setdefault(float(found["level"]), {})[found["side"]] = column
        elif found := SAMPLE.fullmatch(column):
            samples.setdefault(found["maker"] or "", {})[int(found["number"])] = column
    makers = sorted({*bounds, *samples})
    problems = [
        Problem("missing-column", column=name, facts={"allowed": "unique_id, ds, median, lo-80, hi-80 …"})
        for name in ("unique_id", "ds", *(() if makers else ("lo-80", "hi-80")))
        if name not in frame.columns
    ]
    repeated = frame.columns[frame.columns.duplicated()]
    problems += [Problem("duplicate-column", column=str(name)) for name in repeated.unique()]
    if makers and (method not in makers if method or len(makers) > 1 else False):
        allowed = ", ".join(maker for maker in makers if maker)
        reason = {"reason": f"可用：{allowed}", "reason_en": f"choose from {allowed}"}
        raise ParameterError([Problem("bad-parameter", column="method", value=method, facts=reason)])
    maker = method or (makers[0] if makers else "")
    levels = bounds.get(maker, {})
    problems += _level_faults(maker, levels)
    if problems:
        raise DataError(problems)
    if maker in samples:
        return _Layout(samples=tuple(samples[maker][number] for number in sorted(samples[maker])))
    signs = {"lo": -1, "hi": 1}
    quantiles = [(name, 0.5 + signs[side] * level / 200) for level in levels for side, name in levels[level].items()]
    centres = [f"{maker}-median", maker] if maker else ["median", "mean"]
    quantiles += [(name, 0.5) for name in centres if name in frame.columns][:1]
    return _Layout(quantiles=tuple(sorted(quantiles, key=lambda item: item[1])))


def _level_faults(maker: str, levels: dict[float, dict[str, str]]) -> list[Problem]:
    """Return a problem for every level that cannot be and every bound without its partner."""
    problems = []
    for level, sides in sorted(levels.items()):
        if not 0 < level < 100:
            facts = {"allowed": "(0, 100)", "unit": "%"}
            column = ", ".join(sorted(sides.values()))
            problems.append(Problem("out-of-range", column=column, value=f"{level:g}", facts=facts))
        for side in {"lo", "hi"} - set(sides):
            name = f"{maker}-{side}-{level:g}".removeprefix("-")
            problems.append(Problem("missing-column", column=name, facts={"allowed": ", ".join(sides.values())}))
    return problems


def _check_options(layout: _Layout, like: Draws | None, common: float | None, size: int) -> None:
    """Raise ParameterError for options that cannot be or are needed."""
    problems = []
    if common is None and like is None and layout.quantiles:
        reason = {
            "reason": "请说明各序列误差中共同部分的比重，或用 like 给出可借用相依关系的预测",
            "reason_en": "say which share of the errors series have in common, or give a forecast in `like` to borrow from",
        }
        problems.append(Problem("bad-parameter", column="common", value="None", facts=reason))
    elif common is not None and not 0 <= common <= 1:
        reason = {"reason": "允许 [0, 1]", "reason_en": "allowed [0, 1]"}
        problems.append(Problem("bad-parameter", column="common", value=common, facts=reason))
    if isinstance(size, bool) or not isinstance(size, int | np.integer) or size < 2:
        reason = {"reason": "须为不小于 2 的整数", "reason_en": "a whole number from 2 is needed"}
        problems.append(Problem("bad-parameter", column="size", value=size, facts=reason))
    if problems:
        raise ParameterError(problems)


def _read(frame: pd.DataFrame, layout: _Layout, freq: str) -> tuple[pd.Index, pd.PeriodIndex, Floats]:
    """Return series (sorted), periods and (N, H, K) figures, or raise every fault found."""
    if not len(frame):
        raise DataError([Problem("empty-table")])
    columns = [*(name for name, _ in layout.quantiles), *layout.samples]
    names = frame["unique_id"]
    problems = [Problem("missing-value", row=int(row) + 2, column="unique_id") for row in np.flatnonzero(names.isna())]
    figures = np.empty((len(frame), len(columns)))
    for place, column in enumerate(columns):
        figures[:, place], faults = _figures(frame[column])
        problems += faults
    if layout.quantiles:
        problems += _crossings(figures, columns)
    calendar, periods, faults = read_calendar(frame["ds"])
    problems += faults
    if freq and not faults and calendar.freq != freq and calendar.style.startswith("date"):
        periods = pd.DatetimeIndex(pd.to_datetime(frame["ds"])).tz_localize(None).to_period(freq)
    if not problems:
        problems = _incomplete(names, periods)
    if problems:
        raise DataError(sorted(problems, key=lambda problem: (problem.row or 0, problem.column)))
    series, ids = pd.factorize(names if names.map(type).nunique() == 1 else names.astype(str), sort=True)
    future = pd.period_range(periods.min(), periods.max(), freq=periods.freq)
    cells = np.empty((len(ids), len(future), len(columns)))
    cells[series, future.get_indexer(periods)] = figures
    return pd.Index(ids), future, cells


def _figures(column: pd.Series) -> tuple[Floats, list[Problem]]:
    """Return the numbers of a column and what is wrong with them."""
    numbers = np.asarray(pd.to_numeric(column, errors="coerce"), dtype=np.float64)
    empty = column.isna().to_numpy()
    facts = {"allowed": "[0, +∞)", "unit": "-"}
    found = (
        ("missing-value", empty),
        ("not-a-number", np.isnan(numbers) & ~empty),
        ("out-of-range", (numbers < 0) | np.isinf(numbers)),
    )
    return numbers, [
        Problem(kind, row=int(row) + 2, column=str(column.name), value=column.iloc[row], facts=facts)
        for kind, wrong in found
        for row in np.flatnonzero(wrong)
    ]


def _crossings(figures: Floats, columns: Sequence[str]) -> list[Problem]:
    """Return a problem for every quantile below the next lower one of its row."""
    return [
        Problem(
            "crossing-quantiles",
            row=int(row) + 2,
            column=columns[place + 1],
            value=f"{figures[row, place + 1]:g}",
            facts={"lower": columns[place], "other": f"{figures[row, place]:g}"},
        )
        for row, place in np.argwhere(np.diff(figures, axis=1) < 0)
    ]


def _incomplete(names: pd.Series, periods: pd.PeriodIndex) -> list[Problem]:
    """Return a problem for every row given twice and every series that lacks a period."""
    first: dict[tuple[object, object], int] = {}
    problems = []
    for row, key in enumerate(zip(names, periods, strict=True)):
        if key in first:
            facts = {"other": first[key] + 2}
            problems.append(Problem("duplicate-key", row=row + 2, column="ds", value=f"{key[0]} {key[1]}", facts=facts))
        first.setdefault(key, row)
    future = pd.period_range(periods.min(), periods.max(), freq=periods.freq)
    for name in names.unique():
        absent = [str(period) for period in future if (name, period) not in first]
        if absent:
            problems.append(Problem("incomplete-forecast", value=name, facts={"missing": ", ".join(absent)}))
    return problems


def _borrowed(names: pd.Index, periods: pd.PeriodIndex, like: Draws) -> tuple[Ints, Ints]:
    """Return where the series (N) and periods (H) stand in `like`, or raise those it does not have."""
    place = pd.Index(keys_of(like.index)).get_indexer(pd.Index(names.map(str)))
    steps = like.periods.get_indexer(periods)
    problems = [
        Problem("dangling-key", value=names[row], facts={"other": "like"}) for row in np.flatnonzero(place < 0).tolist()
    ]
    facts = {
        "allowed": f"[{like.periods[0]}, {like.periods[-1]}]",
        "unit": "like 的时期",
        "unit_en": "a period of `like`",
    }
    problems += [
        Problem("out-of-range", column="ds", value=periods[step], facts=facts)
        for step in np.flatnonzero(steps < 0).tolist()
    ]
    if problems:
        raise DataError(problems)
    return np.asarray(place), np.asarray(steps)


def _latent(keys: list[str], horizon: int, size: int, common: float, seed: int) -> Iterator[Floats]:
    """Yield (H, S) numbers of each series whose ranks are those of a multivariate t with a common path."""
    rng = stream(seed, "elsewhere", "common")
    mixing = np.sqrt(TAIL / rng.chisquare(TAIL, size))
    shared = np.cumsum(rng.standard_normal((horizon, size)), axis=0)
    for key in keys:
        own = np.cumsum(stream(seed, "elsewhere", "series", key).standard_normal((horizon, size)), axis=0)
        yield mixing * (np.sqrt(common) * shared + np.sqrt(1 - common) * own)


def _ranks(values: NDArray[Any], ties: Floats) -> Ints:
    """Return (H, S) ranks from 0; draws that are equal are put in the order of `ties`, or constants would seem tied."""
    return np.stack([np.argsort(np.lexsort((ties, row))) for row in values])


def _spread_out(cells: Floats, layout: _Layout, levels: Floats) -> Floats:
    """Return (H, S) quantiles at `levels` of one series, given its (H, K) samples or quantiles."""
    if layout.samples:
        return np.stack([np.quantile(row, level, method="hazen") for row, level in zip(cells, levels, strict=True)])
    known = _t_quantile(np.array([probability for _, probability in layout.quantiles]))
    smallest = np.where(cells > 0, cells, np.inf).min()
    offset = 0.0 if (cells > 0).all() else smallest / 2 if np.isfinite(smallest) else 1.0
    logs = np.log(cells + offset)
    found = _through(known, logs, _t_quantile(levels))
    centre = _through(known, logs, np.zeros((len(logs), 1)))
    low, high = np.minimum(centre - LARGEST, logs[:, :1]), np.maximum(centre + LARGEST, logs[:, -1:])
    return np.asarray(np.maximum(np.exp(np.clip(found, low, high)) - offset, 0.0))


def _t_quantile(probability: Floats) -> Floats:
    return np.asarray(import_module("scipy.special").stdtrit(TAIL, probability))


def _through(known: Floats, logs: Floats, at: Floats) -> Floats:
    """Return (H, S): the broken line through (K) `known` and (H, K) `logs`, at (H, S) places, its ends prolonged."""
    left = np.clip(np.searchsorted(known, at, side="right") - 1, 0, len(known) - 2)
    low, high = np.take_along_axis(logs, left, axis=1), np.take_along_axis(logs, left + 1, axis=1)
    return np.asarray(low + (high - low) * (at - known[left]) / (known[left + 1] - known[left]))
