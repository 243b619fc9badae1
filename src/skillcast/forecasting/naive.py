"""No change: the last value goes on. The yardstick of every other method."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.protocol import Floats, History


def forecast(history: History, horizon: int) -> Floats:
    """Return (O, N, H): the last value of each series, repeated.

    Examples
    --------
    >>> forecast(History(np.array([[1.0, 3.0]]), np.array([1])), 2)
    array([[[3., 3.]]])
    """
    return np.repeat(history.last, horizon, axis=2)
