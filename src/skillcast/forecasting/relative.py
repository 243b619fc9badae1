"""Natural units for methods that add up persons rather than per cent: every series relative to its first value."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.drift import FLOOR
from skillcast.forecasting.protocol import Floats, History

LARGEST = 50.0
"""Logs are cut here, far beyond any count, so that squares stay finite."""


def change(history: History) -> Floats:
    """Return (N, T): each value less the first, in units of the first; 0 before a series starts.

    Examples
    --------
    >>> change(History(np.log([[2.0, 3.0, 4.0]]), np.array([2]))).round(6).tolist()
    [[0.0, 0.5, 1.0]]
    """
    return np.asarray(np.expm1(_steps(history)))


def logs(history: History, said: Floats, fewest: int) -> Floats:
    """Return (O, N, H) on the modelling scale from changes `said` relative to the first values.

    No forecast falls below `drift.FLOOR` of the last value. Series of less than `fewest` periods, and those that have
    not moved yet, are answered by "no change".
    """
    now = np.exp(_steps(history))[:, history.origins].T[:, :, None]
    paths = history.last + np.log(np.maximum((1 + said) / now, FLOOR))
    low = np.minimum.accumulate(history.padded, axis=1)[:, history.origins].T
    high = np.maximum.accumulate(history.padded, axis=1)[:, history.origins].T
    moved = (history.lengths >= fewest) & (high > low)
    return np.where(moved[:, :, None], paths, history.last)


def _steps(history: History) -> Floats:
    """Return (N, T) logs less the first."""
    padded = history.padded
    return np.asarray(np.clip(padded - padded[:, :1], -LARGEST, LARGEST))
