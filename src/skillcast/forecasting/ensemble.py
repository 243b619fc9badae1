"""From history to the joint scenarios of the future: the one function the chain calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from skillcast.draws import Draws
from skillcast.errors import DataError, ParameterError, Problem
from skillcast.forecasting.combination import ENSEMBLE, Weights
from skillcast.forecasting.intervals import Calibration, calibrate, draw_errors
from skillcast.forecasting.notes import Note, note
from skillcast.forecasting.protocol import Floats, Ints
from skillcast.forecasting.registry import MEMBERS
from skillcast.forecasting.rolling import Track, origin_grid, roll
from skillcast.forecasting.scale import Window, model_scale, natural
from skillcast.forecasting.spread import MEMORY
from skillcast.panel import Panel

TEACHERS = 1000
"""Series from which all that series share is learned."""
BLOCK = 32
"""Series drawn at once: few enough for a processor's cache."""
SOUND_YEARS = 8
SEASONS = {"Y": 1, "A": 1, "Q": 4, "M": 12}


@dataclass(frozen=True)
class PanelForecast:
    """A forecast of a panel.

    Parameters
    ----------
    draws
        (N, H, S) joint scenarios, in the row order of the panel.
    point
        (N, H) central forecast (the median path) in the unit of the variable.
    methods
        (N) what was used for each series: a member or ``ensemble``; after a colon why it was not the method
        asked for (``naive:short``), ``+interpolated`` where gaps inside the series were filled for modelling.
    notes
        What a reader must be told.
    calibration
        What the intervals rest on.
    weights
        One row a member of the ensemble: member, weight (mean over series), least and most (over series), loss (error
        on the panel's own past relative to the best member's), reason_zh, reason_en. Empty for a single method.
    """

    draws: Draws
    point: Floats
    methods: list[str]
    notes: tuple[Note, ...]
    calibration: Calibration
    weights: pd.DataFrame


def season_of(periods: pd.PeriodIndex) -> int:
    """Return the periods in a year: 1, 4 or 12."""
    return SEASONS[periods.freqstr[0]]


def yardstick(season: int) -> str:
    """Return the name of "no change" for data of this frequency."""
    return "naive" if season == 1 else "seasonal_naive"


def forecast_panel(
    panel: Panel,
    *,
    horizon: int,
    seed: int = 0,
    draws: int = 1000,
    method: str = ENSEMBLE,
    group: str | None = None,
    breaks: Sequence[int] = (),
    chunk: int = 5000,
) -> PanelForecast:
    """Forecast every series of a panel, with joint scenarios.

    Parameters
    ----------
    panel
        N series of non-negative numbers over T years, quarters or months; NaN where not known. Gaps inside a
        series are filled for modelling and reported; series may start late and end early; one value is enough.
    horizon
        H, periods ahead of the panel's last one.
    seed, draws
        Seed and number S of scenarios.
    method
        ``ensemble`` or the name of a member (`skillcast.forecasting.MEMBERS`).
    group
        Key column whose groups share shocks beyond the common ones (a region, an industry).
    breaks
        Years with a break (a plant closure, an epidemic): they stay in the data and widen the intervals after them.
    chunk
        Series handled at once beyond the first 1,000; the result does not depend on it.

    Returns
    -------
    PanelForecast

    Raises
    ------
    DataError
        Negative or infinite values; a series without any value.
    ParameterError
        Horizon, draws, method, group or chunk that cannot be.

    Notes
    -----
    Points: mean, in logs, of the members named in `combination.default_members`, weighted by `combination.weigh`.
    Intervals: `intervals.calibrate` on rolling-origin errors of the very same procedure, spread jointly by
    `intervals.draw_errors`. In panels of more than 1,000 series all that series share (weights, widths, smoothing
    parameters) is learned from 1,000 of them, evenly spaced in the order of the keys.

    Examples
    --------
    >>> periods = pd.period_range("2014", "2025", freq="Y")
    >>> panel = Panel(pd.DataFrame({"industry": ["C31"]}), periods, np.full((1, 12), 500.0))
    >>> forecast_panel(panel, horizon=2).point
    array([[500., 500.]])
    """
    check_options(
        horizon=horizon,
        draws=draws,
        method=method,
        group=group,
        chunk=chunk,
        columns=[str(name) for name in panel.index],
    )
    check_values(panel)
    keys = panel.keys
    order = np.argsort(np.array(keys), kind="stable")
    job = _Job(panel, order, [keys[row] for row in order], horizon, method, group, covariates(panel))
    teachers = teaching_rows(len(order))
    taught = job.roll(teachers)
    known, end = taught.until(job.origins[-1]), int(panel.periods.year[-1])
    calibration = calibrate(known, job.years[known.origins], groups=job.groups(teachers), breaks=breaks, end=end)
    samples = np.empty((len(order), horizon, draws), dtype=np.float32)
    point, methods = np.empty((len(order), horizon)), [""] * len(order)
    shares: list[Floats] = []
    for rows in [teachers] if len(teachers) == len(order) else job.parts(chunk):
        track = taught
        if rows is not teachers:
            track = job.roll(np.concatenate([teachers, rows])).rows(len(teachers) + np.arange(len(rows)))
        window = model_scale(panel.values[order[rows]])
        logs, offset, unit = track.logs[-1], window.offset, track.unit[-1]
        at, groups = order[rows], job.groups(rows)
        for few in np.array_split(np.arange(len(rows)), -(-len(rows) // BLOCK)):
            errors = draw_errors(
                calibration,
                unit[few],
                window.lead[few],
                [job.keys[rows[row]] for row in few],
                seed=seed,
                draws=draws,
                groups=None if groups is None else [groups[row] for row in few],
            )
            samples[at[few]] = natural(logs[few, :, None] + errors, offset[few, None, None])
        point[at] = natural(logs, offset[:, None])
        for row, used in zip(at, track.methods, strict=True):
            methods[row] = used
        shares.append(track.shares)
    future = pd.period_range(panel.periods[-1] + 1, periods=horizon, freq=panel.periods.freq)
    notes = _notes(model_scale(panel.values), methods, keys, calibration.years)
    table = weight_table(taught.weights, np.ascontiguousarray(np.concatenate(shares, axis=1)))
    return PanelForecast(Draws(panel.index, future, samples), point, methods, notes, calibration, table)


@dataclass(frozen=True)
class _Job:
    """What every part of a panel needs: the panel, its rows in the order of their keys, and the options."""

    panel: Panel
    order: Ints
    keys: list[str]
    horizon: int
    method: str
    group: str | None
    covariates: Ints | None

    @property
    def season(self) -> int:
        return season_of(self.panel.periods)

    @property
    def years(self) -> Ints:
        return np.asarray(self.panel.periods.year, dtype=np.int64)

    @property
    def origins(self) -> Ints:
        """Past origins to learn from, and the end of the panel."""
        grid = origin_grid(self.panel.periods, self.season)[-MEMORY:]
        return np.append(grid, len(self.panel.periods) - 1)

    def parts(self, chunk: int) -> Iterator[Ints]:
        """Yield rows, `chunk` at a time."""
        for start in range(0, len(self.order), chunk):
            yield np.arange(start, min(start + chunk, len(self.order)))

    def roll(self, rows: Ints) -> Track:
        """Return the forecasts of `rows`, the leading ones teaching."""
        return roll(
            self.panel.values[self.order[rows]],
            self.origins,
            horizon=self.horizon,
            season=self.season,
            years=self.years,
            method=self.method,
            teachers=min(len(self.order), TEACHERS),
            covariates=None if self.covariates is None else self.covariates[self.order[rows]],
        )

    def groups(self, rows: Ints) -> list[str] | None:
        """Return the group of each row."""
        if self.group is None:
            return None
        return self.panel.index[self.group].astype(str).iloc[self.order[rows]].tolist()


def teaching_rows(count: int) -> Ints:
    """Return the rows, of `count` in the order of their keys, that all that is shared is learned from."""
    return np.unique(np.linspace(0, count - 1, min(count, TEACHERS)).round().astype(np.int64))


def covariates(panel: Panel) -> Ints | None:
    """Return (N, K) codes of the key columns that several series share; None if there are none."""
    shared = [name for name in panel.index if 1 < panel.index[name].nunique() < len(panel.index)]
    if not shared:
        return None
    columns = [pd.factorize(panel.index[name].astype(str), sort=True)[0] for name in shared]
    return np.stack(columns, axis=1).astype(np.int64)


def weight_table(weights: Weights | None, shares: Floats) -> pd.DataFrame:
    """Return one row a member: how much it weighs and why; empty where one method was asked for."""
    columns = ["member", "weight", "least", "most", "loss", "reason_zh", "reason_en"]
    if weights is None or not shares.size:
        return pd.DataFrame(columns=columns)
    parts = [weights.members, *(kind(shares, axis=1) for kind in (np.mean, np.min, np.max)), weights.losses]
    rows = zip(*parts, *zip(*weights.reasons(), strict=True), strict=True)
    return pd.DataFrame(list(rows), columns=columns)


def check_options(
    *, horizon: int, draws: int, method: str, group: str | None = None, chunk: int = 1, columns: Sequence[str] = ()
) -> None:
    """Raise ParameterError for options that cannot be."""
    problems = []
    for name, value, least in (("horizon", horizon, 1), ("draws", draws, 2), ("chunk", chunk, 1)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            reason = {"reason": f"须为不小于 {least} 的整数", "reason_en": f"a whole number from {least} is needed"}
            problems.append(Problem("bad-parameter", column=name, value=value, facts=reason))
    if method != ENSEMBLE and method not in MEMBERS:
        allowed = ", ".join((ENSEMBLE, *MEMBERS))
        reason = {"reason": f"可用：{allowed}", "reason_en": f"known: {allowed}"}
        problems.append(Problem("bad-parameter", column="method", value=method, facts=reason))
    if group is not None and group not in columns:
        allowed = ", ".join(columns)
        reason = {"reason": f"可用：{allowed}", "reason_en": f"known: {allowed}"}
        problems.append(Problem("bad-parameter", column="group", value=group, facts=reason))
    if problems:
        raise ParameterError(problems)


def check_values(panel: Panel) -> None:
    """Raise DataError for negative or infinite values and for series without any value."""
    keys, labels = panel.keys, panel.periods.astype(str)
    wrong = np.argwhere((panel.values < 0) | np.isinf(panel.values))
    facts = {"allowed": "[0, +∞)", "unit": "-"}
    problems = [
        Problem("out-of-range", column=f"{keys[row]} {labels[at]}", value=float(panel.values[row, at]), facts=facts)
        for row, at in wrong
    ]
    problems += [
        Problem("too-short", value=keys[row], facts={"length": 0, "needed": 1})
        for row in np.flatnonzero(~panel.mask.any(axis=1))
    ]
    if problems or not keys:
        raise DataError(problems or [Problem("empty-table")])


def _notes(window: Window, methods: list[str], names: list[str], years: int) -> tuple[Note, ...]:
    def which(flags: ArrayLike) -> list[str]:
        return [names[row] for row in np.flatnonzero(np.asarray(flags))]

    kind = window.kind
    found = [
        ("interpolated", which(window.imputed.any(axis=1))),
        ("ragged-end", which(window.lead > 0)),
        ("ragged-start", which(window.first > 0)),
        *((word, which(kind == word)) for word in ("short", "zero", "constant")),
        ("intermittent", [name for name, used in zip(names, methods, strict=True) if ":intermittent" in used]),
    ]
    notes = [note(word, series) for word, series in found if series]
    if years < SOUND_YEARS:
        notes.append(note("few-years", years=years))
    return tuple(notes)
