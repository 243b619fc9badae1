"""Industry employment ahead in whole persons: the forecast, moved by output and laid over with events."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from skillcast.demand.drivers import follow_drivers, probabilities, without_past
from skillcast.demand.events import left_out, read_events, together
from skillcast.draws import Draws
from skillcast.forecasting.scenarios import apply_events, at_one_end
from skillcast.panel import Panel
from skillcast.parameters import Parameters


def industry_scenarios(
    history: Panel,
    forecast: Draws,
    *,
    parameters: Parameters,
    events: pd.DataFrame | None = None,
    drivers: pd.DataFrame | None = None,
    end: Literal["low", "high"] | None = None,
    seed: int = 0,
) -> Draws:
    """Return whole persons by industry, the base year first, with output and events as scenarios.

    Parameters
    ----------
    history
        (I, T) annual employment.
    forecast
        (I, H, S) scenarios of employment without output and events.
    parameters
        Those in force.
    events, drivers
        Tables of these names, or None.
    end
        Fix the spill-over of every closure at its low or high end, to show both side by side; by default it is drawn.
    seed
        Seed of output and events; an event's numbers depend on its name alone.

    Returns
    -------
    Draws
        (I, H+1, S) non-negative whole persons.

    Raises
    ------
    DataError
        An industry without employment; closures that take more than is there.
    """
    ahead = forecast
    if drivers is not None:
        ahead = follow_drivers(history, ahead, drivers, parameters=parameters, seed=seed)
    known = [] if events is None else read_events(events, years=years_of(forecast), parameters=parameters)
    for part in together(known if end is None else at_one_end(known, end, parameters=parameters)):
        ahead = apply_events(ahead, part, seed=seed, parameters=parameters).draws
    base = np.repeat(np.rint(history.values[:, -1:, None]), ahead.size, axis=2)
    whole = np.rint(np.concatenate([base, ahead.samples], axis=1)).astype(np.int64)
    periods = pd.period_range(history.periods[-1], periods=whole.shape[1], freq=history.periods.freq)
    return Draws(forecast.index, periods, whole)


def unused_scenarios(
    events: pd.DataFrame | None, drivers: pd.DataFrame | None, forecast: Draws
) -> list[tuple[str, str]]:
    """Return notes (Chinese, English) on events and output paths that bear on no year, and on chances not given."""
    notes, years = [], years_of(forecast)
    late = left_out(events, years=years) if events is not None else []
    if late:
        notes.append(
            (
                f"不影响预测期、未计入的项目和关停：{'、'.join(late)}",
                f"events that bear on no year of the forecast were left out: {', '.join(late)}",
            )
        )
    if drivers is None:
        return notes
    year = years[0] - 1
    lost = without_past(drivers, year)
    if lost:
        notes.append(
            (
                f"产出情景未用于行业{'、'.join(lost)}：缺少{year}年的实际产出增长率，无从判断多少在预期之内",
                f"output scenarios were not used for {', '.join(lost)}: growth of output in {year} is missing, so that "
                "what was to be expected is not known",
            )
        )
    chances = probabilities(drivers, year)
    if len(chances) > 1 and ("probability" not in drivers or drivers["probability"].isna().all()):
        notes.append(
            (f"产出情景（{'、'.join(chances)}）按等可能计", f"output scenarios {', '.join(chances)} are equally likely")
        )
    return notes


def years_of(forecast: Draws) -> range:
    """Return the years of a forecast."""
    return range(int(forecast.periods[0].year), int(forecast.periods[-1].year) + 1)
