"""skillcast, the peers and the plain combinations of peers, each by the name it has in the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import peers
from windows import Window

OURS = "skillcast"
ANY_SEASON = (1, 4, 12)
SPARSE = 5
"""Slow peers answer for every fifth series, in the order of their names."""


@dataclass(frozen=True)
class Answer:
    """One method's forecasts of one window.

    `frame` holds unique_id, step and quantiles, `total` step, lo80, hi80 of the sum over series (from joint draws, which
    no peer has), `ms` the CPU milliseconds a series, `cached` whether both come from an earlier run.
    """

    frame: pd.DataFrame
    total: pd.DataFrame | None = None
    ms: float = np.nan
    cached: bool = False


@dataclass(frozen=True)
class Method:
    """A way to answer windows of some `seasons`; where the season is in `sparse`, for every fifth series only."""

    name: str
    run: Callable[[Window], Answer]
    seasons: tuple[int, ...] = ANY_SEASON
    sparse: tuple[int, ...] = ()

    def narrowed(self, window: Window) -> Window:
        """Return the window with the series this method is asked about."""
        if window.season not in self.sparse:
            return window
        chosen = sorted(window.history["unique_id"].unique())[::SPARSE]
        history, future = (part[part["unique_id"].isin(chosen)] for part in (window.history, window.future))
        return replace(window, history=history, future=future)


def skillcast(method: str) -> Callable[[Window], Answer]:
    """Return a runner of one of skillcast's methods, from the long frame to the table of quantiles."""

    def run(window: Window) -> Answer:
        from skillcast.forecasting import forecast_panel
        from skillcast.forecasting.frames import read_frame

        panel, _ = read_frame(window.history)
        draws = forecast_panel(panel, horizon=window.horizon, seed=1, method=method).draws
        total = draws.total()
        bands = {name: total.quantile(peers.QUANTILES[name])[0] for name in ("lo80", "hi80")}
        steps = np.arange(1, window.horizon + 1)
        table = draws.summary(levels=peers.LEVELS)
        names = {"median": "point"} | {f"{name[:2]}-{name[2:]}": name for name in peers.QUANTILES if name != "point"}
        frame = table.rename(columns=names).assign(step=np.tile(steps, len(panel.index)))
        return Answer(frame[["unique_id", "step", *peers.QUANTILES]], pd.DataFrame({"step": steps, **bands}))

    return run


def _peer(run: peers.Runner) -> Callable[[Window], Answer]:
    return lambda window: Answer(run(window))


METHODS = {
    method.name: method
    for method in (
        Method(OURS, skillcast("ensemble")),
        Method("naive", _peer(peers.statsforecast("naive"))),
        Method("drift", _peer(peers.statsforecast("drift"))),
        Method("AutoETS", _peer(peers.statsforecast("AutoETS"))),
        Method("DOT", _peer(peers.statsforecast("DynamicOptimizedTheta"))),
        Method("AutoTheta", _peer(peers.statsforecast("AutoTheta"))),
        Method("AutoCES", _peer(peers.statsforecast("AutoCES"))),
        Method("AutoARIMA", _peer(peers.statsforecast("AutoARIMA")), sparse=(12,)),
        Method("LightGBM first", _peer(peers.lightgbm("first"))),
        Method("LightGBM seasonal", _peer(peers.lightgbm("seasonal")), seasons=(4, 12)),
        Method("Prophet", _peer(peers.prophet), sparse=ANY_SEASON),
    )
}
SINGLE = tuple(name for name in METHODS if name != OURS)
FIVE = ("AutoETS", "AutoTheta", "DOT", "AutoCES", "AutoARIMA")
FOUR = ("AutoETS", "DOT", "drift", "naive")
THREE = ("AutoETS", "DOT", "AutoCES")
MEAN_OF_FOUR, MEAN_OF_THREE = "mean of four", "mean of three"
COMBINATIONS: dict[str, tuple[tuple[str, ...], str]] = {
    MEAN_OF_FOUR: (FOUR, "mean"),
    MEAN_OF_THREE: (THREE, "mean"),
    "mean of five": (FIVE, "mean"),
    "median of five": (FIVE, "median"),
}


def find(name: str) -> Method:
    """Return a method by name; `skillcast:theta` is skillcast's member theta alone."""
    if name.startswith(f"{OURS}:"):
        return Method(name, skillcast(name.removeprefix(f"{OURS}:")))
    return METHODS[name]


def combine(answers: dict[str, Answer], members: tuple[str, ...], how: str) -> Answer:
    """Return the mean or median of members on the series that all answered; time adds up.

    Each quantile is combined by itself; a quantile that one member lacks, the combination lacks too.
    """
    chosen = [answers[name] for name in members]
    parts = [answer.frame.set_index(["unique_id", "step"]).reindex(columns=list(peers.QUANTILES)) for answer in chosen]
    common = parts[0].index
    for part in parts[1:]:
        common = common.intersection(part.index, sort=False)
    cube = np.stack([part.loc[common].to_numpy() for part in parts])
    middle = cube.mean(axis=0) if how == "mean" else np.median(cube, axis=0)
    frame = pd.DataFrame(middle, index=common, columns=list(peers.QUANTILES)).reset_index()
    return Answer(frame, None, sum(answer.ms for answer in chosen), any(answer.cached for answer in chosen))
