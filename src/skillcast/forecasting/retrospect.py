"""What the forecaster would have said at past origins, each time from what was known then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from skillcast.forecasting.ensemble import covariates, teaching_rows
from skillcast.forecasting.intervals import Calibration, calibrate, draw_errors, half_widths
from skillcast.forecasting.protocol import Floats, Ints
from skillcast.forecasting.rolling import Track, roll
from skillcast.forecasting.scale import model_scale, natural
from skillcast.forecasting.spread import MEMORY
from skillcast.forecasting.vintages import Vintages
from skillcast.panel import Panel

FEWEST_YEARS = 2
"""Origin years needed before an interval is made."""


@dataclass(frozen=True)
class Said:
    """What one method said at one origin.

    Parameters
    ----------
    method, origin
        Its name; the position of the last period known.
    known
        (N, origin + 1) what was known then.
    logs, offset
        (N, K) centre on the modelling scale and (N) its offset; K the steps that have come since.
    unit, lead
        (N) the unit of widths (`spread.units`), and periods between a series' end and the origin.
    calibration
        What the intervals rest on; None where too little was known to make any.
    groups
        (N) group of each series, where groups share shocks.
    """

    method: str
    origin: int
    known: Floats
    logs: Floats
    offset: Floats
    unit: Floats
    lead: Ints
    calibration: Calibration | None
    groups: list[str] | None = None

    @property
    def steps(self) -> int:
        """K."""
        return int(self.logs.shape[1])

    @property
    def points(self) -> Floats:
        """(N, K) central forecast in the unit of the variable."""
        return natural(self.logs, self.offset[:, None])

    def band(self, level: int) -> tuple[Floats, Floats]:
        """Return the ends (N, K) of the central interval of `level` %; NaN where there is none."""
        if self.calibration is None:
            blank = np.full(self.logs.shape, np.nan)
            return blank, blank
        width = half_widths(self.calibration, self.unit, self.lead, level / 100)[:, : self.steps]
        return natural(self.logs - width, self.offset[:, None]), natural(self.logs + width, self.offset[:, None])

    def sums(self, keys: list[str], *, seed: int, draws: int) -> Floats | None:
        """Return (K, S) scenarios of the sum over series; None where a series has no forecast or there is no interval."""
        if self.calibration is None or np.isnan(self.logs).any():
            return None
        errors = draw_errors(self.calibration, self.unit, self.lead, keys, seed=seed, draws=draws, groups=self.groups)[
            :, : self.steps
        ]
        return np.asarray(natural(self.logs[:, :, None] + errors, self.offset[:, None, None]).sum(axis=0))


@dataclass(frozen=True)
class _Job:
    """What is the same at every origin."""

    years: Ints
    horizon: int
    season: int
    groups: list[str] | None
    breaks: Sequence[int]
    teachers: Ints
    covariates: Ints | None

    def track(self, values: Floats, origins: Ints, method: str) -> Track:
        """Return the forecasts of all series, learned from the same ones as in `forecast_panel`."""
        rows = np.concatenate([self.teachers, np.setdiff1d(np.arange(len(values)), self.teachers)])
        found = roll(
            values[rows],
            origins,
            horizon=self.horizon,
            season=self.season,
            years=self.years[: values.shape[1]],
            method=method,
            teachers=len(self.teachers),
            covariates=None if self.covariates is None else self.covariates[rows],
        )
        return found.rows(np.argsort(rows))

    def said(self, track: Track, method: str, origin: int, known: Floats) -> Said:
        """Settle centre and intervals at an origin from errors known there, as `forecast_panel` does."""
        before = track.until(origin, most=MEMORY).rows(self.teachers)
        row = int(np.flatnonzero(track.origins == origin)[0])
        end = int(self.years[origin])
        groups = None if self.groups is None else [self.groups[row] for row in self.teachers]
        calibration = calibrate(before, self.years[before.origins], groups=groups, breaks=self.breaks, end=end)
        steps = min(self.horizon, len(self.years) - 1 - origin)
        return Said(
            method,
            origin,
            known,
            track.logs[row][:, :steps],
            track.offset[row],
            track.unit[row],
            model_scale(known).lead,
            calibration if calibration.years >= FEWEST_YEARS else None,
            self.groups,
        )


def retrospect(
    panel: Panel,
    grid: Ints,
    scored: Ints,
    methods: Sequence[str],
    *,
    horizon: int,
    season: int,
    group: str | None = None,
    breaks: Sequence[int] = (),
    vintages: Vintages | None = None,
) -> Iterator[Said]:
    """Yield what each method said at each of the origins `scored`.

    Parameters
    ----------
    panel
        The series, sorted by key.
    grid
        Positions of all admissible origins; errors of the ones before a scored origin calibrate its intervals.
    scored
        Positions to forecast from; without vintages, of `grid`.
    methods
        Names, "no change" among them.
    horizon, season
        Steps ahead; periods in a year.
    group, breaks
        As for `forecast_panel`; a break counts from its own year on.
    vintages
        What was published when, series in the order of the panel. Without it a figure counts as known, as it is now,
        from its own period on.
    """
    groups = None if group is None else panel.index[group].astype(str).tolist()
    teachers = teaching_rows(len(panel.index))
    job = _Job(np.asarray(panel.periods.year), horizon, season, groups, breaks, teachers, covariates(panel))
    # From where all series go on without gaps, zeros and ends, all origins can be forecast from in one pass. Elsewhere
    # what comes later must not decide which series are learned from earlier: each origin has a pass of its own.
    settled = vintages is None and bool((panel.values[:, scored[0] + 1 :] > 0).all())
    recent = grid[-(len(scored) + MEMORY) :]
    tracks = {method: job.track(panel.values, recent, method) for method in methods} if settled else {}
    for origin in map(int, scored):
        period = panel.periods[origin]
        known = panel.values[:, : origin + 1] if vintages is None else vintages.known(period).values
        if not settled:
            recent = np.append(grid[grid < origin][-MEMORY:], origin)
            tracks = {method: job.track(known, recent, method) for method in methods}
        for method in methods:
            yield job.said(tracks[method], method, origin, known)
