"""What a pooled model sees of a series: differences of its last values, in units of its own noise."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.protocol import Floats, Ints

YEARS_BACK = 5
"""Years of the past that features are made from."""
SMALLEST_NOISE = 1 / 4
"""Least noise of a series, as a share of the panel's median: what hardly moves would be all rounding."""
DIGITS = 8
"""Decimals kept of a feature: a change of unit must not move a value across a split."""


def windows(values: Floats, season: int) -> Floats:
    """Return (N, T, K): entry ``[:, t]`` is the last K values up to and with position `t`, NaN before the start.

    Examples
    --------
    >>> windows(np.arange(9.0)[None], 1)[0, 2].tolist()
    [nan, nan, nan, nan, 0.0, 1.0, 2.0]
    """
    width = YEARS_BACK * season + 2
    before = np.full((len(values), width - 1), np.nan)
    return np.lib.stride_tricks.sliding_window_view(np.concatenate([before, values], axis=1), width, axis=1)


def noise(values: Floats, season: int, teachers: int | None = None) -> Floats:
    """Return (N) mean absolute change over a year, half-way (in logs) to the median of the leading `teachers`.

    It is 0 where no change over a year is known or none differs from 0.
    """
    change = np.abs(values[:, season:] - values[:, :-season])
    known = ~np.isnan(change)
    mean = np.where(known, change, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    moving = mean[:teachers][mean[:teachers] > 0]
    if not len(moving):
        return np.asarray(mean)
    middle = np.median(moving)
    return np.asarray(np.where(mean > 0, np.sqrt(np.maximum(mean, SMALLEST_NOISE * middle) * middle), 0.0))


def features(recent: Floats, unit: Floats, season: int) -> Floats:
    """Return (R, F) from (R, K) recent values, in units of (R) the series' noise; NaN where history is too short.

    Steps from one period to the next over the last year, and of the coming season in the two years before; mean growth
    over one, two and three years; by how much annual growth has changed over one and three periods and over a year.
    """
    columns = [_step(recent, lag) for lag in sorted({*range(1, season + 2), 2 * season, 3 * season})]
    columns += [_growth(recent, season, years) for years in (1, 2, 3)]
    columns += [_growth(recent, season) - _growth(recent, season, back=back) for back in (1, 3, season)]
    return _scaled(columns, unit)


def earlier_steps(recent: Floats, unit: Floats, season: int) -> Floats:
    """Return (R, 5): the steps around the coming season two years ago, its steps further back, and its mean step."""
    columns = [_step(recent, lag) for lag in (2 * season - 1, 2 * season + 1, 4 * season, 5 * season)]
    columns.append(_mean(np.stack([_step(recent, years * season) for years in range(1, YEARS_BACK + 1)])))
    return _scaled(columns, unit)


def season_ahead(recent: Floats, unit: Floats, season: int, step: int) -> Floats:
    """Return (R, 4): a step, and growth in the season it falls in: last year, the year before, mean of three years."""
    at = recent.shape[1] - 1 + step - years_ahead(step, season) * season
    last, before = (recent[:, at - back] - recent[:, at - back - season] for back in (0, season))
    mean = (recent[:, at] - recent[:, at - 3 * season]) / 3
    return np.column_stack([_scaled([last, before, mean], unit), np.full(len(recent), float(step))])


def targets(values: Floats, times: Ints, season: int, step: int) -> Floats:
    """Return (N, len(times)): mean growth a year from the last known value of the same season to `step` periods ahead.

    Step 0 gives the annual growth known at each time.
    """
    years = years_ahead(step, season)
    return np.asarray((values[:, times + step] - values[:, times + step - years * season]) / years)


def years_ahead(step: int, season: int) -> int:
    """Return how many years before a step its season was last seen."""
    return max(-(-step // season), 1)


def _step(recent: Floats, lag: int) -> Floats:
    return recent[:, -lag] - recent[:, -lag - 1]


def _growth(recent: Floats, season: int, years: int = 1, *, back: int = 0) -> Floats:
    """Return (R) mean growth a year over the `years` that ended `back` periods ago."""
    return np.asarray((recent[:, -1 - back] - recent[:, -1 - back - years * season]) / years)


def _scaled(columns: list[Floats], unit: Floats) -> Floats:
    return np.round(np.stack(columns, axis=1) / unit[:, None], DIGITS)


def _mean(values: Floats) -> Floats:
    """Return the mean over the first axis of what is known; NaN where nothing is."""
    count = (~np.isnan(values)).sum(axis=0)
    return np.where(count > 0, np.nansum(values, axis=0) / np.maximum(count, 1), np.nan)
