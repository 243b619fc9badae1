"""Industry employment ahead: the forecast's scenarios with announced projects laid over them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from skillcast.draws import Draws
from skillcast.panel import Panel
from skillcast.streams import stream


def industry_scenarios(
    history: Panel, forecast: Draws, events: pd.DataFrame | None, *, ramp: int = 3, seed: int = 0
) -> Draws:
    """Return whole persons by industry, the base year first, with events as scenarios.

    Parameters
    ----------
    history
        (I, T) annual employment.
    forecast
        (I, H, S) scenarios of employment without the events.
    events
        Table `events` (industry, start, jobs, probability), or None. In each scenario an event happens or
        not, with its probability; its posts come in equal yearly steps over `ramp` years from `start` on.
        Events already begun at the base year add only the steps that lie ahead.
    ramp
        Years until all posts of a project exist.

    Returns
    -------
    Draws
        (I, H+1, S) non-negative whole persons.
    """
    base = np.repeat(np.rint(history.values[:, -1:, None]), forecast.size, axis=2)
    ahead = np.rint(np.concatenate([base, forecast.samples], axis=1)).astype(np.int64)
    years = np.array([history.periods[-1].year, *(period.year for period in forecast.periods)])
    event: Any
    for event in () if events is None else events.itertuples(index=False):
        if event.industry not in set(history.index["industry"]):
            continue
        row = int(np.flatnonzero(history.index["industry"] == event.industry)[0])
        steps = np.clip(years - event.start + 1, 0, ramp)
        posts = np.rint(event.jobs * (steps - steps[0]) / ramp).astype(np.int64)
        happens = stream(seed, "event", event.name).random(forecast.size) < event.probability
        ahead[row] = np.maximum(ahead[row] + posts[:, None] * happens, 0)
    periods = pd.period_range(history.periods[-1], periods=len(years), freq=history.periods.freq)
    return Draws(forecast.index, periods, ahead)
