"""The peers: statsforecast, mlforecast with LightGBM, and Prophet, each called as an analyst would call it.

Every runner takes a window and returns one row a series and step: unique_id, step, and as many of `QUANTILES` as the
peer gives (`point` stands for the median).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from windows import Window

LEVELS = (50, 80, 95)
QUANTILES = {
    "lo95": 0.025,
    "lo80": 0.1,
    "lo50": 0.25,
    "point": 0.5,
    "hi50": 0.75,
    "hi80": 0.9,
    "hi95": 0.975,
}
Runner = Callable[[Window], pd.DataFrame]
LAGS = {1: (1,), 4: (1, 2, 3, 4), 12: tuple(range(1, 13))}
LEAVES = {1: 4, 4: 16, 12: 16}
"""LightGBM's lags and leaves by season: the best of those tried on the early origins (lags 1-3, a year, a year and 24; 4 to 31
leaves; 100 to 300 trees). With its own settings it is 5 to 10 % worse on annual panels."""
SHORTEST_WITH_BANDS = {"AutoCES": 10}
"""Fewest periods for which bands are asked for: below, AutoCES takes two seconds a series to simulate them."""
MOST_WINDOWS = 4
"""Hold-out windows from which mlforecast takes its conformal bands, where history is long enough."""


def statsforecast(name: str) -> Runner:
    """Return a runner of one statsforecast model, with its own bands."""

    def run(window: Window) -> pd.DataFrame:
        from statsforecast import StatsForecast

        history = relative(window)
        shortest = history.groupby("unique_id").size().min()
        level = [] if shortest < SHORTEST_WITH_BANDS.get(name, 0) else list(LEVELS)
        engine = StatsForecast(models=[_model(name, window.season)], freq=1, n_jobs=1)
        return _tidy(engine.forecast(df=history, h=window.horizon, level=level or None), "peer")

    return run


def _model(name: str, season: int) -> Any:
    from statsforecast import models

    if name == "drift":
        return models.RandomWalkWithDrift(alias="peer")
    if name == "naive":
        return models.Naive(alias="peer") if season == 1 else models.SeasonalNaive(season, alias="peer")
    return getattr(models, name)(season_length=season, alias="peer")


def lightgbm(lag: str) -> Runner:
    """Return a runner of one LightGBM for the whole panel: logs, differenced at lag 1 (`first`) or at the season.

    Bands are mlforecast's conformal ones; it needs at least two hold-out windows, so short panels get none.
    """

    def run(window: Window) -> pd.DataFrame:
        from lightgbm import LGBMRegressor
        from mlforecast import MLForecast
        from mlforecast.target_transforms import Differences, GlobalSklearnTransformer
        from mlforecast.utils import PredictionIntervals
        from sklearn.preprocessing import FunctionTransformer

        history, season, lags = relative(window), window.season, LAGS[window.season]
        distance = 1 if lag == "first" else season

        def place_in_year(steps: pd.Index) -> np.ndarray:
            return np.asarray(steps) % season

        trees = LGBMRegressor(
            n_estimators=100, learning_rate=0.05, num_leaves=LEAVES[season], n_jobs=1, verbosity=-1, random_state=1
        )
        logs = GlobalSklearnTransformer(FunctionTransformer(func=np.log1p, inverse_func=np.expm1))
        engine = MLForecast(
            models={"peer": trees},
            freq=1,
            lags=list(lags),
            date_features=[] if season == 1 else [place_in_year],
            target_transforms=[logs, Differences([distance])],
            num_threads=1,
        )
        spare = int(history.groupby("unique_id").size().min()) - distance - max(lags) - 1
        windows = min(MOST_WINDOWS, spare // window.horizon)
        if windows < 2:
            engine.fit(history, static_features=[])
            return _tidy(engine.predict(window.horizon), "peer")
        bands = PredictionIntervals(n_windows=windows, h=window.horizon)
        engine.fit(history, static_features=[], prediction_intervals=bands)
        return _tidy(engine.predict(window.horizon, level=list(LEVELS)), "peer")

    return run


def prophet(window: Window) -> pd.DataFrame:
    """Return Prophet's forecasts: its defaults, but without seasons where the data are annual."""
    from prophet import Prophet

    for name in ("prophet", "cmdstanpy"):
        logging.getLogger(name).disabled = True
    seasons = {"yearly_seasonality": False, "weekly_seasonality": False, "daily_seasonality": False}
    settings = seasons if window.season == 1 else {}
    every = {1: "YS", 4: "QS", 12: "MS"}[window.season]
    parts = []
    for series, history in window.history.groupby("unique_id", sort=True):
        stamps = pd.PeriodIndex(history["ds"].astype(str), freq=every[0]).to_timestamp()
        # Prophet draws its bands from numpy's global state.
        np.random.seed(1)  # noqa: NPY002
        engine = Prophet(**settings).fit(pd.DataFrame({"ds": stamps, "y": history["y"].to_numpy()}))
        future = engine.make_future_dataframe(window.horizon, freq=every, include_history=False)
        samples = engine.predictive_samples(future)["yhat"]
        engine.uncertainty_samples = 0
        part = {name: np.quantile(samples, level, axis=1) for name, level in QUANTILES.items()}
        part |= {"point": engine.predict(future)["yhat"].to_numpy()}
        parts.append(pd.DataFrame({"unique_id": series, "step": np.arange(1, window.horizon + 1), **part}))
    return pd.concat(parts, ignore_index=True)


def relative(window: Window) -> pd.DataFrame:
    """Return the history with whole numbers for periods: 0 is the last one, so a forecast's number is its step."""
    history = window.history.copy()
    after = history.groupby("unique_id").cumcount(ascending=False)
    return history.assign(ds=-after)


def _tidy(wide: pd.DataFrame, name: str) -> pd.DataFrame:
    columns = {"ds": "step", name: "point"} | {
        f"{name}-{end}-{level}": f"{end}{level}" for level in LEVELS for end in ("lo", "hi")
    }
    frame = wide.rename(columns=columns)
    return frame[["unique_id", "step", *(column for column in QUANTILES if column in frame)]]
