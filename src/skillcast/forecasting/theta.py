"""Theta: half the long trend, half the recent level."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting import naive
from skillcast.forecasting.protocol import Floats
from skillcast.forecasting.ses import smooth


def forecast(values: Floats, horizon: int, season: int) -> Floats:
    """Return (N, H): mean of the extrapolated straight line and the smoothed theta-2 line.

    Assimakopoulos & Nikolopoulos (2000); the smoothing parameter is chosen on a grid.

    Examples
    --------
    >>> forecast(np.array([[0.0, 1.0, 2.0, 3.0]]), 2, 1).round(2)
    array([[3.49, 3.99]])
    """
    length = values.shape[1]
    if length < 3:
        return naive.forecast(values, horizon, season)
    time = np.arange(length) - (length - 1) / 2
    slope = values @ time / (time @ time)
    centre = values.mean(axis=1)
    line = centre[:, None] + slope[:, None] * time
    ahead = centre[:, None] + slope[:, None] * (time[-1] + np.arange(1, horizon + 1))
    return np.asarray((ahead + smooth(2 * values - line)[:, None]) / 2)
