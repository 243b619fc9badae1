"""Drift: the mean change of the whole window goes on, in persons, not in per cent."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.protocol import Floats, History

FLOOR = 0.05
"""A falling straight line is followed down to this share of the last value, not below."""


def forecast(history: History, horizon: int) -> Floats:
    """Return (O, N, H): last value plus h times the mean change a period; a single value is repeated.

    The line is straight in the unit of the variable: on fast-growing series straight growth errs less than
    growth that goes on in per cent (tourism yearly: 0.87 of no change against 1.17).

    Examples
    --------
    >>> line = np.log(np.array([[1.0, 2.0, 3.0]]))
    >>> np.exp(forecast(History(line, np.array([2])), 2)).round(6).tolist()
    [[[4.0, 5.0]]]
    """
    first = history.padded[:, 0][None, :, None]
    steps = np.maximum(history.lengths - 1, 1)[:, :, None]
    change = -np.expm1(np.minimum(first - history.last, 50.0)) / steps
    return history.last + np.log(np.maximum(1 + change * np.arange(1, horizon + 1), FLOOR))
