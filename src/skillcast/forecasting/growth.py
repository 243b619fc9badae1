"""Features of past growth that the pooled regressions share."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.protocol import Floats

WARM_UP = 3
"""Steps of growth a row must have seen."""


def spans(season: int) -> tuple[int, ...]:
    """Return over how many periods recent growth is averaged."""
    return (1, 3) if season == 1 else (1, 3, season)


def features(values: Floats, season: int) -> Floats:
    """Return (N, T, F): mean growth over recent spans and over all the past, as known at each period.

    Entry ``[:, t]`` uses ``values[:, :t + 1]`` only; a span longer than the past is cut to it.
    """
    length = values.shape[1]
    time = np.arange(length)
    columns = []
    for span in (*spans(season), length):
        back = np.minimum(span, np.maximum(time, 1))
        columns.append((values - values[:, np.maximum(time - back, 0)]) / back)
    return np.stack(columns, axis=2)


def targets(values: Floats, step: int) -> Floats:
    """Return (N, T - step): mean growth a period over the next `step` periods."""
    return np.asarray((values[:, step:] - values[:, :-step]) / step)


def noise(values: Floats) -> Floats:
    """Return (N) root mean square growth of each series."""
    return np.asarray(np.sqrt(np.mean(np.diff(values, axis=1) ** 2, axis=1)))
