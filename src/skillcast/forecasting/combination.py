"""Which members speak for a series, and how they are averaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from skillcast.forecasting import boosting, growth, seasonality
from skillcast.forecasting.protocol import Floats
from skillcast.forecasting.registry import MEMBERS, load
from skillcast.forecasting.scale import Window

ENSEMBLE = "ensemble"
LONG = 12
"""Years from which the methods that look at one series alone take part."""


@dataclass(frozen=True)
class Centre:
    """Point forecasts of one window.

    Parameters
    ----------
    logs
        (N, H) on the modelling scale; NaN for a series without any value.
    scale
        (N) root mean square growth a period, seasons removed; 0 for a constant, NaN for all-zero and empty series.
    methods
        (N) what was used, the reason after a colon where it was not the method asked for.
    """

    logs: Floats
    scale: Floats
    methods: tuple[str, ...]


def default_members(series: int, length: int, season: int) -> tuple[str, ...]:
    """Return the members of the ensemble for a block of `series` series of `length` periods.

    Below twelve years of annual data the local methods (Theta, damped Holt) do more harm than good; LightGBM
    needs about a thousand rows.

    Examples
    --------
    >>> default_members(14, 10, 1)
    ('shrunken_drift', 'ridge')
    """
    names: tuple[str, ...] = ("shrunken_drift", "ridge")
    if length >= LONG or season > 1:
        names += ("theta", "damped_holt")
    if boosting.rows(series, length) >= boosting.FEWEST_ROWS:
        names += ("lightgbm",)
    return names


def centre(window: Window, *, horizon: int, season: int, method: str = ENSEMBLE) -> Centre:
    """Forecast every series of a window, series of the same calendar and kind together.

    A series that ended before the panel is forecast from its own end, and the periods up to the panel's end
    are cut off.
    """
    series = len(window.offset)
    logs = np.full((series, horizon), np.nan)
    scale = np.full(series, np.nan)
    methods = [""] * series
    for (first, last, kind), rows in _groups(window).items():
        if kind == "empty":
            continue
        lead = window.logs.shape[1] - 1 - last
        names, label = _plan(kind, method, len(rows), last - first + 1, season)
        ahead, noise = combine(window.logs[rows, first : last + 1], horizon + lead, season, names)
        if kind != "zero":
            scale[rows] = noise
        logs[rows] = ahead[:, lead:]
        for row in rows:
            methods[row] = label + ("+interpolated" if window.imputed[row].any() else "")
    return Centre(logs, scale, tuple(methods))


def combine(values: Floats, horizon: int, season: int, names: Sequence[str]) -> tuple[Floats, Floats]:
    """Return the equal-weight mean (N, H) of the members and each series' scale (N)."""
    parts = seasonality.remove(values, season)
    factors = parts.ahead(horizon) if season > 1 else np.zeros((len(values), horizon))
    total = np.zeros((len(values), horizon))
    for name in names:
        member = load(name)
        if MEMBERS[name].adjusted:
            total += member(parts.adjusted, horizon, season) + factors
        else:
            total += member(values, horizon, season)
    scale = growth.noise(parts.adjusted) if values.shape[1] > 1 else np.zeros(len(values))
    return total / len(names), scale


def _groups(window: Window) -> dict[tuple[int, int, str], list[int]]:
    groups: dict[tuple[int, int, str], list[int]] = {}
    for row, key in enumerate(zip(window.first.tolist(), window.last.tolist(), window.kind.tolist(), strict=True)):
        groups.setdefault(key, []).append(row)
    return groups


def _plan(kind: str, method: str, series: int, length: int, season: int) -> tuple[tuple[str, ...], str]:
    """Return the members for a group and the words for the `method` column."""
    if kind in ("zero", "short", "constant"):
        return ("naive",), "naive" if method == "naive" else f"naive:{kind}"
    if method != ENSEMBLE:
        return (method,), method
    if kind == "intermittent":
        return ("ses",), "ses:intermittent"
    return default_members(series, length, season), ENSEMBLE
