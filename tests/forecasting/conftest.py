"""Panels that the forecasting tests share."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.panel import Panel


def panel_of(values: np.ndarray, *, freq: str = "Y", end: str = "2025") -> Panel:
    """Return a panel of `values` (N, T) ending at `end`, series named C00, C01 …"""
    periods = pd.period_range(end=pd.Period(end, freq=freq), periods=values.shape[1], freq=freq)
    index = pd.DataFrame({"industry": [f"C{row:02d}" for row in range(len(values))]})
    return Panel(index, periods, np.array(values, dtype=np.float64))


def walks(series: int, length: int, *, seed: int = 1, drift: float = 0.01, common: float = 0.02) -> np.ndarray:
    """Return (N, T) counts growing as random walks in logs, with a shock that all share."""
    rng = np.random.default_rng(seed)
    steps = drift + rng.normal(0, 0.04, (series, length)) + rng.normal(0, common, length)
    return np.round(1000 * np.exp(rng.normal(0, 1, (series, 1)) + steps.cumsum(axis=1))) + 20


@pytest.fixture
def city() -> Panel:
    """Return fourteen industries over thirteen years."""
    return panel_of(walks(14, 13))


@pytest.fixture
def odd() -> Panel:
    """Return a panel with every hard case: gap, late start, early end, zeros, constants, n = 1, 2, 3."""
    values = walks(14, 13)
    values[1, 6] = np.nan
    values[2, :4] = np.nan
    values[3, -2:] = np.nan
    values[4] = 0
    values[5] = 50
    values[6, 2:4] = 0
    values[7, :-1] = np.nan
    values[8, :-2] = np.nan
    values[9, :-3] = np.nan
    return panel_of(values)
