"""Theta: half the long trend, half the recent level."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting import ses
from skillcast.forecasting.protocol import Floats, History

FEWEST = 3


def forecast(history: History, horizon: int) -> Floats:
    """Return (O, N, H): mean of the extrapolated straight line and the smoothed theta-2 line.

    Assimakopoulos & Nikolopoulos (2000), the line straight in logs; the smoothing parameter is chosen on a grid. Below
    three periods: no change.

    Examples
    --------
    >>> forecast(History(np.array([[0.0, 1.0, 2.0, 3.0]]), np.array([3])), 2).round(2)
    array([[[3.49, 3.99]]])
    """
    said = np.stack([_from_origin(history, at, horizon) for at in range(len(history.origins))])
    return np.where((history.lengths >= FEWEST)[:, :, None], said, history.last)


def _from_origin(history: History, at: int, horizon: int) -> Floats:
    origin = int(history.origins[at])
    values = history.padded[:, : origin + 1]
    length = np.maximum(history.lengths[at], 1)[:, None]
    time = np.arange(origin + 1) - history.starts[:, None] - (length - 1) / 2
    inside = time >= -(length - 1) / 2
    weight = np.where(inside, time, 0.0)
    slope = (values * weight).sum(axis=1) / np.maximum((weight**2).sum(axis=1), 1e-300)
    centre = np.where(inside, values, 0.0).sum(axis=1) / length[:, 0]
    line = centre[:, None] + slope[:, None] * time
    ahead = centre[:, None] + slope[:, None] * ((length - 1) / 2 + np.arange(1, horizon + 1))
    bent = np.where(inside, 2 * values - line, np.nan)
    smooth = ses.forecast(History(bent, history.origins[at : at + 1], history.season, history.teachers), horizon)[0]
    return np.asarray((ahead + smooth) / 2)
