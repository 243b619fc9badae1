"""The backtest of a long frame: reads vintages and groups from its columns and chooses the horizon by frequency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from skillcast.errors import ParameterError, Problem
from skillcast.forecasting.backtest import Backtest, backtest_panel
from skillcast.forecasting.combination import ENSEMBLE
from skillcast.forecasting.ensemble import season_of
from skillcast.forecasting.frames import read_frame
from skillcast.forecasting.scoreboard import size_classes
from skillcast.forecasting.vintages import Vintages
from skillcast.panel import Panel

HORIZONS = {1: 5, 4: 8, 12: 12}
"""Periods ahead by periods in a year, where nothing else is asked for."""
OWN = ("size", "unique_id", "origin", "period")
"""Groups that need no column of labels."""
Release = Literal["latest", "first"]


def backtest(
    frame: pd.DataFrame,
    *,
    horizon: int | None = None,
    annual: bool = False,
    groups: Sequence[str] = (),
    release: Release = "latest",
    seed: int = 0,
    draws: int = 400,
    methods: Sequence[str] = (ENSEMBLE, "naive", "drift"),
    min_train: int | None = None,
) -> Backtest:
    """Backtest the series of a long frame.

    Parameters
    ----------
    frame
        As for `skillcast.forecast`. With a column ``vintage`` (when a figure was published) each forecast uses only what had been
        published by its origin, see `Vintages`.
    horizon
        Periods ahead; by default 5 years, 8 quarters or 12 months.
    annual
        Backtest yearly means of complete years, as a city's industries are forecast.
    groups
        Columns to score by: any column of `frame` with one value a series, ``size`` (thirds by the median of the series),
        ``unique_id``, ``origin`` or ``period``. `Backtest.score` then takes them.
    release
        With vintages, which release the forecasts are scored against.
    seed, draws, methods, min_train
        As for `backtest_panel`.

    Returns
    -------
    Backtest

    Raises
    ------
    DataError
        Every fault of the frame at once; a group that is not one value a series.
    ParameterError
        Options that cannot be.

    Examples
    --------
    >>> data = pd.DataFrame({"unique_id": "C31", "ds": range(2014, 2026), "y": 800.0, "region": "620200"})
    >>> backtest(data, groups=["region"]).score(["region"])[["method", "region", "forecasts"]].values.tolist()[0]
    ['ensemble', '620200', 20]
    """
    vintages = Vintages.from_frame(frame) if "vintage" in frame.columns else None
    once = frame if vintages is None else frame.drop_duplicates(["unique_id", "ds"], ignore_index=True)
    named, _ = read_frame(once, [name for name in groups if name not in OWN])
    panel = Panel(named.index[["unique_id"]], named.periods, named.values)
    if vintages is not None:
        panel = vintages.latest if release == "latest" else vintages.first
    if annual and vintages is not None:
        reason = {"reason": "不能与数据版本同用", "reason_en": "it cannot be used with vintages"}
        raise ParameterError([Problem("bad-parameter", column="annual", value=annual, facts=reason)])
    panel = panel.annual() if annual else panel
    found = backtest_panel(
        panel,
        horizon=horizon or HORIZONS[season_of(panel.periods)],
        seed=seed,
        draws=draws,
        methods=methods,
        min_train=min_train,
        vintages=vintages,
    )
    found = found.labelled(size_classes(found.errors)) if "size" in groups else found
    return found.labelled(named.index)
