"""Forecasts as they would have been made: one set a past origin, each from what was known then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from skillcast.forecasting.combination import ENSEMBLE, centre
from skillcast.forecasting.protocol import Floats, Ints
from skillcast.forecasting.scale import model_scale

STRIDE = {1: 1, 4: 1, 12: 3}
"""Periods between origins; monthly origins are ends of quarters, so the grid does not move with the data."""


@dataclass(frozen=True)
class Track:
    """What a method said at O origins about N series, H steps ahead, and how wrong it was.

    Parameters
    ----------
    origins
        (O) positions of the last period known.
    logs, errors
        (O, N, H) forecast and actual minus forecast on the modelling scale; NaN where there is no actual.
    scale, offset
        (O, N) noise of each series and its offset, as known at the origin.
    """

    origins: Ints
    logs: Floats
    errors: Floats
    scale: Floats
    offset: Floats

    def until(self, end: int, *, most: int | None = None) -> Track:
        """Return what was known of these forecasts at position `end`: origins before it, errors up to it."""
        keep = np.flatnonzero(self.origins < end)
        keep = keep if most is None else keep[-most:]
        ahead = self.origins[keep][:, None] + 1 + np.arange(self.logs.shape[2])
        errors = np.where((ahead <= end)[:, None, :], self.errors[keep], np.nan)
        return Track(self.origins[keep], self.logs[keep], errors, self.scale[keep], self.offset[keep])

    def mixed(self, other: Track, share: float) -> Track:
        """Return the forecasts moved by `share` of the way toward another method's, on the same origins."""
        keep = 1 - share
        return Track(
            self.origins,
            keep * self.logs + share * other.logs,
            keep * self.errors + share * other.errors,
            self.scale,
            self.offset,
        )


def fewest_periods(season: int) -> int:
    """Return the shortest history an origin may have: six years, or three where there are seasons."""
    return 6 if season == 1 else 3 * season


def origin_grid(periods: pd.PeriodIndex, season: int, fewest: int | None = None) -> Ints:
    """Return positions of admissible origins: enough history behind, at least one period ahead."""
    ordinals = periods.month.to_numpy() if season == 12 else np.zeros(len(periods), dtype=np.int64)
    start = (fewest or fewest_periods(season)) - 1
    positions = np.arange(start, len(periods) - 1)
    return np.asarray(positions[ordinals[positions] % STRIDE[season] == 0], dtype=np.int64)


def roll(values: Floats, origins: Ints, *, horizon: int, season: int, method: str = ENSEMBLE) -> Track:
    """Forecast from every origin, using ``values[:, :origin + 1]`` only.

    Values filled in for modelling are never taken as actuals.
    """
    series, length = values.shape
    shape = (len(origins), series)
    logs, errors = np.full((*shape, horizon), np.nan), np.full((*shape, horizon), np.nan)
    scale, offset = np.zeros(shape), np.zeros(shape)
    for row, origin in enumerate(origins):
        window = model_scale(values[:, : origin + 1])
        said = centre(window, horizon=horizon, season=season, method=method)
        logs[row], scale[row], offset[row] = said.logs, said.scale, window.offset
        steps = min(horizon, length - 1 - int(origin))
        actual = values[:, origin + 1 : origin + 1 + steps] + window.offset[:, None]
        # a series without offset that falls to zero is infinitely wrong in logs: count it as a fall by 20
        floor = np.exp(logs[row, :, :steps]) / 20
        with np.errstate(invalid="ignore"):
            errors[row, :, :steps] = np.log(np.maximum(actual, floor)) - logs[row, :, :steps]
    return Track(np.asarray(origins), logs, errors, scale, offset)
