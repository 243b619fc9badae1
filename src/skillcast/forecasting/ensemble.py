"""From history to the joint scenarios of the future: the one function the chain calls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from skillcast.draws import Draws
from skillcast.errors import DataError, ParameterError, Problem
from skillcast.forecasting.combination import ENSEMBLE, Centre, centre
from skillcast.forecasting.intervals import Calibration, calibrate, draw_errors
from skillcast.forecasting.notes import Note, note
from skillcast.forecasting.protocol import Floats
from skillcast.forecasting.registry import MEMBERS
from skillcast.forecasting.rolling import Track, origin_grid, roll
from skillcast.forecasting.scale import Window, model_scale, natural
from skillcast.panel import Panel

MEMORY = 16
"""Latest origins that intervals learn from."""
GUARD_SHARE = 0.5
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
    """

    draws: Draws
    point: Floats
    methods: list[str]
    notes: tuple[Note, ...]
    calibration: Calibration


def season_of(periods: pd.PeriodIndex) -> int:
    """Return the periods in a year: 1, 4 or 12."""
    return SEASONS[periods.freqstr[0]]


def yardstick(season: int) -> str:
    """Return the name of "no change" for data of this frequency."""
    return "naive" if season == 1 else "seasonal_naive"


def guard_share(track: Track, plain: Track) -> float:
    """Return how far to move toward "no change": half-way if the method erred more on the panel's own past.

    Only errors handed in are used, so a caller that cuts them at an origin does not peek.
    """
    both = ~np.isnan(track.errors) & ~np.isnan(plain.errors) & (track.scale > 0)[:, :, None]
    if not both.any():
        return 0.0
    unit = np.broadcast_to(track.scale[:, :, None], both.shape)[both]
    worse = (np.abs(track.errors) - np.abs(plain.errors))[both] / unit
    return GUARD_SHARE if worse.mean() > 1e-9 else 0.0


def forecast_panel(
    panel: Panel, *, horizon: int, seed: int = 0, draws: int = 1000, method: str = ENSEMBLE
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

    Returns
    -------
    PanelForecast

    Raises
    ------
    DataError
        Negative or infinite values; a series without any value.
    ParameterError
        Horizon, draws or method that cannot be.

    Notes
    -----
    Points: equal-weight mean, in logs, of the members named in `combination.default_members`, moved half-way to
    "no change" where the panel's own past says that this is better. Intervals: `intervals.calibrate` on rolling-origin
    errors of the very same procedure, spread jointly by `intervals.draw_errors`.

    Examples
    --------
    >>> periods = pd.period_range("2014", "2025", freq="Y")
    >>> panel = Panel(pd.DataFrame({"industry": ["C31"]}), periods, np.full((1, 12), 500.0))
    >>> forecast_panel(panel, horizon=2).point
    array([[500., 500.]])
    """
    check_options(horizon=horizon, draws=draws, method=method)
    check_values(panel)
    keys = panel.keys
    order = np.argsort(np.array(keys), kind="stable")
    back = np.argsort(order, kind="stable")
    values, names = panel.values[order], [keys[row] for row in order]
    season = season_of(panel.periods)
    years = panel.periods.year.to_numpy()
    end = len(panel.periods) - 1
    window = model_scale(values)
    said = centre(window, horizon=horizon, season=season, method=method)
    origins = origin_grid(panel.periods, season)[-MEMORY:]
    known = roll(values, origins, horizon=horizon, season=season, method=method).until(end)
    logs, share = said.logs, 0.0
    if method == ENSEMBLE:
        plain = roll(values, origins, horizon=horizon, season=season, method=yardstick(season)).until(end)
        share = guard_share(known, plain)
        known = known.mixed(plain, share)
        naive = centre(window, horizon=horizon, season=season, method=yardstick(season))
        logs = (1 - share) * logs + share * naive.logs
    calibration = calibrate(known, years[known.origins])
    errors = draw_errors(calibration, said.scale, window.lead, names, seed=seed, draws=draws)
    samples = natural(logs[:, :, None] + errors, window.offset[:, None, None]).astype(np.float32)
    future = pd.period_range(panel.periods[-1] + 1, periods=horizon, freq=panel.periods.freq)
    return PanelForecast(
        Draws(panel.index, future, samples[back]),
        natural(logs, window.offset[:, None])[back],
        [said.methods[row] for row in back],
        _notes(window, said, names, share, calibration.years),
        calibration,
    )


def check_options(*, horizon: int, draws: int, method: str) -> None:
    """Raise ParameterError for options that cannot be."""
    problems = []
    for name, value, least in (("horizon", horizon, 1), ("draws", draws, 2)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            reason = {"reason": f"须为不小于 {least} 的整数", "reason_en": f"a whole number from {least} is needed"}
            problems.append(Problem("bad-parameter", column=name, value=value, facts=reason))
    if method != ENSEMBLE and method not in MEMBERS:
        allowed = ", ".join((ENSEMBLE, *MEMBERS))
        reason = {"reason": f"可用：{allowed}", "reason_en": f"known: {allowed}"}
        problems.append(Problem("bad-parameter", column="method", value=method, facts=reason))
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


def _notes(window: Window, said: Centre, names: list[str], share: float, years: int) -> tuple[Note, ...]:
    def which(flags: ArrayLike) -> list[str]:
        return [names[row] for row in np.flatnonzero(np.asarray(flags))]

    kind = window.kind
    found = [
        ("interpolated", which(window.imputed.any(axis=1))),
        ("ragged-end", which(window.lead > 0)),
        ("ragged-start", which(window.first > 0)),
        *((word, which(kind == word)) for word in ("short", "zero", "constant")),
        ("intermittent", [name for name, used in zip(names, said.methods, strict=True) if ":intermittent" in used]),
    ]
    notes = [note(word, series) for word, series in found if series]
    if share:
        notes.append(note("guard"))
    if years < SOUND_YEARS:
        notes.append(note("few-years", years=years))
    return tuple(notes)
