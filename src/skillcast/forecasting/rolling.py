"""Forecasts as they would have been made: one set an origin, each from what was known then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from skillcast.forecasting.combination import ENSEMBLE, Weights, answers, default_members, weigh
from skillcast.forecasting.growth import shrunken_scale
from skillcast.forecasting.protocol import Bools, Floats, History, Ints
from skillcast.forecasting.scale import FEWEST_PERIODS, Window, model_scale
from skillcast.forecasting.spread import units

STRIDE = {1: 1, 4: 1, 12: 6}
"""Periods between origins; monthly origins are ends of half-years, so the grid does not move with the data."""


@dataclass(frozen=True)
class Track:
    """What a method said at O origins about N series, H steps ahead, and how wrong it was.

    Parameters
    ----------
    origins
        (O) positions of the last period known.
    logs, errors
        (O, N, H) forecast and actual minus forecast on the modelling scale; NaN where there is no actual.
    scale, unit, offset
        (O, N) noise of each series, the unit of its widths (`spread.units`) and its offset, as known at the origin.
    lengths
        (O, N) periods from a series' start to the origin.
    fewest
        Periods a series must have before its errors are learned from.
    methods
        (N) what was used at the last origin, the reason after a colon where it was not the method asked for.
    weights
        How members were weighed at the last origin, and the row of each series among the weighed ones (-1: none).
    """

    origins: Ints
    logs: Floats
    errors: Floats
    scale: Floats
    unit: Floats
    offset: Floats
    lengths: Ints
    methods: list[str]
    fewest: int
    weights: Weights | None = None
    weighed: Ints | None = None

    def until(self, end: int, *, most: int | None = None) -> Track:
        """Return what was known of these forecasts at position `end`: origins before it, errors up to it."""
        keep = np.flatnonzero(self.origins < end)
        keep = keep if most is None else keep[-most:]
        ahead = self.origins[keep][:, None] + 1 + np.arange(self.logs.shape[2])
        errors = np.where((ahead <= end)[:, None, :], self.errors[keep], np.nan)
        picked = {name: getattr(self, name)[keep] for name in ("origins", "logs", "scale", "unit", "offset", "lengths")}
        return replace(self, errors=errors, **picked)

    def rows(self, which: Ints) -> Track:
        """Return the same of some series."""
        names = ("logs", "errors", "scale", "unit", "offset", "lengths")
        picked = {name: getattr(self, name)[:, which] for name in names}
        weighed = None if self.weighed is None else self.weighed[which]
        return replace(self, methods=[self.methods[row] for row in which], weighed=weighed, **picked)

    @property
    def shares(self) -> Floats:
        """(M, N') weights of the series that were weighed, at the last origin."""
        if self.weights is None or self.weighed is None:
            return np.empty((0, 0))
        return self.weights.shares[:, self.weighed[self.weighed >= 0]]


def fewest_periods(season: int) -> int:
    """Return the shortest history an origin may have: six years, or three where there are seasons."""
    return 6 if season == 1 else 3 * season


def origin_grid(periods: pd.PeriodIndex, season: int, fewest: int | None = None) -> Ints:
    """Return positions of admissible origins: enough history behind, at least one period ahead."""
    ordinals = periods.month.to_numpy() if season == 12 else np.zeros(len(periods), dtype=np.int64)
    start = (fewest or fewest_periods(season)) - 1
    positions = np.arange(start, len(periods) - 1)
    return np.asarray(positions[ordinals[positions] % STRIDE[season] == 0], dtype=np.int64)


def roll(
    values: Floats,
    origins: Ints,
    *,
    horizon: int,
    season: int,
    years: Ints,
    method: str = ENSEMBLE,
    teachers: int | None = None,
    covariates: Ints | None = None,
) -> Track:
    """Forecast from every origin, using ``values[:, :origin + 1]`` only.

    Series without gaps, zeros and early ends are forecast from all origins in one pass; the others origin by origin, the
    first kind being the panel they learn from. Values filled in for modelling are never taken as actuals.

    Parameters
    ----------
    values
        (N, T) non-negative numbers; NaN where missing.
    origins
        (O) positions, ascending.
    horizon, season, method
        As for `forecast_panel`.
    years
        (T) calendar year of each position.
    teachers
        Number of leading rows that pooled methods, weights and all else that is shared are learned from.
    covariates
        (N, K) codes of what is fixed about each series, for pooled methods.
    """
    series = len(values)
    shape = (len(origins), series, horizon)
    blank = np.full(shape, np.nan)
    lengths = origins[:, None] - (~np.isnan(values)).argmax(axis=1) + 1
    scale, offset = np.full(shape[:2], np.nan), np.zeros(shape[:2])
    parts = (origins, blank, blank.copy(), scale, np.zeros(shape[:2]), offset, lengths)
    track = Track(*parts, [""] * series, fewest_periods(season))
    job = _Job(values, years, horizon, method, season, series if teachers is None else teachers, covariates)
    weights: Weights | None = None
    weighed = np.full(series, -1)
    for plain, places in _stretches(values, origins):
        history = job.history(plain, origins[: places[-1] + 1])
        found = _together(track, plain, places, history, job) if len(plain) else []
        odd = np.setdiff1d(np.arange(series), plain)
        for at in places if len(odd) else ():
            _one_by_one(track, odd, at, history, found[at] if found else None, job)
        weights, weighed = found[-1] if found else None, np.full(series, -1)
        weighed[plain] = np.arange(len(plain))
    _score(track, values)
    unit = units(track.errors, track.scale, origins, years[origins], teachers)
    return replace(track, unit=unit, weights=weights, weighed=weighed)


@dataclass(frozen=True)
class _Job:
    """What every step of `roll` must know."""

    values: Floats
    years: Ints
    horizon: int
    method: str
    season: int
    teachers: int
    covariates: Ints | None

    def history(self, rows: Ints, origins: Ints) -> History:
        """Return the logs of `rows` up to the last of `origins`."""
        taught = int((rows < self.teachers).sum())
        logs = np.log(self.values[rows, : origins[-1] + 1])
        return History(logs, origins, self.season, taught or None, self.fixed(rows))

    def fixed(self, rows: Ints) -> Ints | None:
        """Return the covariates of `rows`."""
        return None if self.covariates is None else self.covariates[rows]

    def names(self, history: History) -> tuple[str, ...]:
        return default_members(history) if self.method == ENSEMBLE else (self.method,)


def _stretches(values: Floats, origins: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield rows that can be forecast together, and places in `origins` at which just these can.

    They are the rows without gap, zero or early end in what is known at the origin; most panels are one stretch.
    """
    known = ~np.isnan(values)
    begun = np.maximum.accumulate(known, axis=1)
    wrong = np.maximum.accumulate((begun & ~known) | (values == 0), axis=1)
    plain = ~wrong[:, origins] & known.any(axis=1, keepdims=True)
    starts = np.flatnonzero(np.append(True, (plain[:, 1:] != plain[:, :-1]).any(axis=0)))
    for start, end in zip(starts, [*starts[1:], len(origins)], strict=True):
        yield np.flatnonzero(plain[:, start]), np.arange(start, end)


def _together(track: Track, rows: Ints, places: Ints, history: History, job: _Job) -> list[Weights]:
    """Forecast plain rows from all origins so far at once, fill in those at `places`; return the weights at each."""
    names = job.names(history)
    said, noise = answers(history, job.horizon, names)
    found: list[Weights] = []
    logs = said[0]
    if job.method == ENSEMBLE:
        misses = np.abs(_actuals(history.values, history.origins, job.horizon) - said)
        long = _long_enough(track)[: len(said[0]), rows]
        unit = np.where(long, shrunken_scale(noise, history.teachers), 0.0)[:, :, None]
        misses = np.divide(misses, unit, out=np.full_like(misses, np.nan), where=unit > 0)
        found = weigh(misses, history.origins, job.years[history.origins], names, history.teachers)
        logs = np.stack([(each.shares[:, :, None] * said[:, at]).sum(axis=0) for at, each in enumerate(found)])
    lengths = history.lengths
    still, short = noise == 0, lengths < FEWEST_PERIODS
    logs = np.where((still | short)[:, :, None], history.last, logs)
    where = np.ix_(places, rows)
    track.logs[where] = np.where((lengths > 0)[:, :, None], logs, np.nan)[places]
    track.scale[where] = np.where(lengths > 0, noise, np.nan)[places]
    plain = "naive" if job.method == "naive" else "naive:{}"
    for row, brief, calm in zip(rows, short[-1], still[-1], strict=True):
        track.methods[row] = plain.format("short") if brief else plain.format("constant") if calm else job.method
    return found


def _one_by_one(track: Track, odd: Ints, at: int, history: History, weights: Weights | None, job: _Job) -> None:
    """Forecast rows with gaps, zeros or an early end from one origin, each from its own last value.

    They learn from the plain rows but are not learned from; the periods up to the panel's end are cut off.
    """
    origin = int(history.origins[at])
    window = model_scale(job.values[odd, : origin + 1])
    track.offset[at, odd] = window.offset
    teachers = history.values[: history.teachers]
    for (last, kind), rows in _groups(window).items():
        if kind == "empty":
            continue
        lead = origin - last
        names, label = _plan(kind, job)
        stacked = np.concatenate([teachers[:, : last + 1], window.logs[rows, : last + 1]])
        mine = job.fixed(odd[rows])
        codes = (
            None
            if mine is None or history.covariates is None
            else np.concatenate([history.covariates[: len(teachers)], mine])
        )
        own = History(stacked, np.array([last]), history.season, len(teachers) or None, codes)
        names = names or job.names(own)
        said, noise = answers(own, job.horizon + lead, names)
        shares = np.full(len(names), 1 / len(names))
        if weights is not None and tuple(names) == weights.members:
            shares = weights.common
        logs = (shares[:, None, None] * said[:, 0, len(teachers) :]).sum(axis=0)
        where = odd[rows]
        track.logs[at, where] = logs[:, lead:]
        if kind != "zero":
            track.scale[at, where] = noise[0, len(teachers) :]
        for row in rows:
            track.methods[odd[row]] = label + ("+interpolated" if window.imputed[row].any() else "")


def _plan(kind: str, job: _Job) -> tuple[tuple[str, ...], str]:
    """Return the members for a kind of series (none: those asked for) and the words for the `method` column."""
    if kind in ("zero", "short", "constant"):
        return ("naive",), "naive" if job.method == "naive" else f"naive:{kind}"
    if kind == "intermittent" and job.method == ENSEMBLE:
        return ("ses",), "ses:intermittent"
    return (), job.method


def _groups(window: Window) -> dict[tuple[int, str], list[int]]:
    groups: dict[tuple[int, str], list[int]] = {}
    for row, key in enumerate(zip(window.last.tolist(), window.kind.tolist(), strict=True)):
        groups.setdefault(key, []).append(row)
    return groups


def _actuals(values: Floats, origins: Ints, horizon: int) -> Floats:
    """Return (O, N, H) what came after each origin; NaN beyond the end."""
    beyond = np.concatenate([values, np.full((len(values), horizon), np.nan)], axis=1)
    return beyond[:, origins[:, None] + 1 + np.arange(horizon)].transpose(1, 0, 2)


def _score(track: Track, values: Floats) -> None:
    """Fill in the errors."""
    actual = _actuals(values, track.origins, track.logs.shape[2]) + track.offset[:, :, None]
    # a series without offset that falls to zero is infinitely wrong in logs: count it as a fall by 20
    with np.errstate(invalid="ignore"):
        track.errors[:] = np.log(np.maximum(actual, np.exp(track.logs) / 20)) - track.logs
    track.errors[~_long_enough(track)] = np.nan


def _long_enough(track: Track) -> Bools:
    """Return (O, N): series with enough history at the origin for their errors to tell of later ones."""
    return np.asarray(track.lengths >= min(track.fewest, int(track.origins[0]) + 1))
