"""Features of past growth that the pooled regression uses."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.protocol import Floats, History

WARM_UP = 3
"""Steps of growth a row must have seen."""


def spans(season: int) -> tuple[int, ...]:
    """Return over how many periods recent growth is averaged."""
    return (1, 3) if season == 1 else (1, 3, season)


def features(history: History) -> Floats:
    """Return (N, T, F): mean growth over recent spans and over all the past, as known at each period.

    Entry ``[:, t]`` uses ``values[:, :t + 1]`` only; a span longer than a series' past is cut to it.
    """
    values = history.padded
    time = np.arange(values.shape[1])
    age = np.maximum(time - history.starts[:, None], 1)
    columns = []
    for span in (*spans(history.season), len(time)):
        back = np.minimum(span, age)
        before = np.take_along_axis(values, np.maximum(time - back, 0), axis=1)
        columns.append((values - before) / back)
    return np.stack(columns, axis=2)


def targets(values: Floats, step: int) -> Floats:
    """Return (N, T - step): mean growth a period over the next `step` periods."""
    return np.asarray((values[:, step:] - values[:, :-step]) / step)


def noise(history: History) -> Floats:
    """Return (O, N) root mean square growth of each series as known at each origin; 0 where there was no step yet.

    Where there are seasons: the geometric mean of growth a period and growth a year, since months that jump about tell
    little about where a series will be in three years. Below a year, growth a year is that of a random walk.
    """
    step = _mean_square(history, 1)
    if history.season == 1:
        return np.sqrt(step)
    year = _mean_square(history, history.season)
    return np.asarray((step * np.where(year > 0, year, step * history.season)) ** 0.25)


def _mean_square(history: History, span: int) -> Floats:
    """Return (O, N) mean squared growth over `span` periods as known at each origin; 0 where there was none yet."""
    values = history.padded
    change = values[:, span:] - values[:, :-span]
    inside = np.arange(change.shape[1]) >= history.starts[:, None]
    sums = np.cumsum(np.where(inside, change**2, 0.0), axis=1)
    sums = np.concatenate([np.zeros((len(values), 1)), sums], axis=1)
    return sums[:, np.maximum(history.origins - span + 1, 0)].T / np.maximum(history.lengths - span, 1)


def shrunken_scale(scale: Floats, teachers: int | None = None) -> Floats:
    """Return each series' noise, half-way (in logs) to the median along the last axis of the leading `teachers`.

    A dozen changes say little about a series' noise. Series that never moved (0) count as a quarter of the median
    before that. Series without noise to speak of (NaN: all zero, or no value yet) get 0.
    """
    if scale.shape[-1] == 0:
        return scale
    middle = _median(np.where(scale > 0, scale, np.nan)[..., :teachers])
    return np.asarray(np.where(np.isnan(scale), 0.0, np.sqrt(np.maximum(scale, middle / 4) * middle)))


def _median(moving: Floats) -> Floats:
    """Return the median over the last axis of what is known, 0 where nothing is, the axis kept."""
    count = (~np.isnan(moving)).sum(axis=-1, keepdims=True)
    ordered = np.sort(moving, axis=-1)
    low = np.take_along_axis(ordered, np.maximum((count - 1) // 2, 0), axis=-1)
    high = np.take_along_axis(ordered, np.minimum(count // 2, ordered.shape[-1] - 1), axis=-1)
    return np.asarray(np.where(count > 0, (low + high) / 2, 0.0))
