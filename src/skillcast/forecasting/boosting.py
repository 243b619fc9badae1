"""Pooled LightGBM on log growth: one small tree ensemble for all series, years and steps."""

from __future__ import annotations

from typing import Any

import numpy as np

from skillcast.forecasting import growth, ridge
from skillcast.forecasting.protocol import Floats

FEWEST_ROWS = 1000
TRAINED_STEPS = 6
SETTINGS: dict[str, Any] = {
    "objective": "l1",
    "num_leaves": 8,
    "min_child_samples": 40,
    "learning_rate": 0.06,
    "n_estimators": 100,
    "n_jobs": 1,  # more threads cost more than they bring at this size
    "deterministic": True,
    "force_row_wise": True,
    "random_state": 0,
    "verbosity": -1,
}


def rows(series: int, length: int) -> int:
    """Return the number of training rows of a panel (one step ahead)."""
    return series * max(length - 1 - growth.WARM_UP, 0)


def forecast(values: Floats, horizon: int, season: int) -> Floats:
    """Return (N, H) by boosted trees with the step as a feature; pooled ridge below `FEWEST_ROWS` rows."""
    if rows(*values.shape) < FEWEST_ROWS:
        return ridge.forecast(values, horizon, season)
    from lightgbm import LGBMRegressor

    usable = min(horizon, values.shape[1] - growth.WARM_UP - 2)
    steps = np.unique(np.linspace(1, usable, min(TRAINED_STEPS, usable)).round().astype(int))
    table = _table(values, season)
    x = np.concatenate([_with_step(table[:, growth.WARM_UP : -step], step) for step in steps])
    y = np.concatenate([growth.targets(values, step)[:, growth.WARM_UP :].ravel() for step in steps])
    model = LGBMRegressor(**SETTINGS).fit(x, np.round(y, 10))
    ahead = [step * np.asarray(model.predict(_with_step(table[:, -1:], step))) for step in range(1, horizon + 1)]
    return np.asarray(values[:, -1:] + np.stack(ahead, axis=1))


def _table(values: Floats, season: int) -> Floats:
    """Return (N, T, F): own growth, its noise so far, and the growth of the cross-section."""
    own = growth.features(values, season)
    steps = np.diff(values, axis=1, prepend=values[:, :1])
    count = np.maximum(np.arange(values.shape[1]), 1)
    spread = np.sqrt(np.maximum(np.cumsum(steps**2, axis=1) / count - own[:, :, -1] ** 2, 0))
    common = np.broadcast_to(own[:, :, :2].mean(axis=0), (*values.shape, 2))
    # rounding: a change of unit must not move a value across a split
    return np.round(np.concatenate([own, spread[:, :, None], common], axis=2), 10)


def _with_step(table: Floats, step: int) -> Floats:
    flat = table.reshape(-1, table.shape[2])
    return np.column_stack([flat, np.full(len(flat), float(step))])
