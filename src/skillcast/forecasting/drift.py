"""Drift: the mean growth of the whole window goes on undamped."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.protocol import Floats


def forecast(values: Floats, horizon: int, season: int) -> Floats:  # noqa: ARG001 - every member has this signature
    """Return (N, H): last value plus h times the mean growth; a single value is repeated.

    Examples
    --------
    >>> forecast(np.array([[0.0, 1.0, 4.0]]), 2, 1)
    array([[6., 8.]])
    """
    growth = (values[:, -1:] - values[:, :1]) / max(values.shape[1] - 1, 1)
    return np.asarray(values[:, -1:] + growth * np.arange(1, horizon + 1))
