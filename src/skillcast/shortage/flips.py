"""Steps to flip: how much would have to change, and in which indicator, for a call to become another."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from skillcast.shortage.indicators import INDICATORS
from skillcast.shortage.tightness import Tightness, update

Floats = NDArray[np.float64]
FARTHEST, HALVINGS = 6.0, 30
REMEMBERED = ("stay", "hold", "leave")
"""Reasons of calls on occupations that were on the last year's list."""
SETTLED = ("thin", "minimum")
"""Reasons that no score changes: too little evidence to enter, too short on the list to leave."""


def steps_to_flip(
    tightness: Tightness,
    calls: pd.DataFrame,
    *,
    threshold: float = 1.0,
    enter: float = 0.6,
    leave: float = 0.4,
    year: int | None = None,
) -> pd.DataFrame:
    """Return the smallest change that would take an entry off the list or an occupation onto it.

    Parameters
    ----------
    tightness, calls
        Filtered tightness and the calls made from it by `make_calls` with the same threshold and levels.
    threshold, enter, leave
        As in `make_calls`: what counts for an occupation that was on the last year's list is `leave`, for all others `enter`.
    year
        Default: the last.

    Returns
    -------
    DataFrame
        occupation, year, listed, indicator (the one that needs the least change; empty if none alone would do), value
        (now), value_needed, steps (change of its score, in standard deviations over occupations; negative: down),
        steps_all (the same for all indicators seen changing at once; NaN where none was seen). Calls that no score
        changes (too little evidence to enter, too short on the list to leave) are left out.

    Notes
    -----
    Found by running the filter's last step again with another score, halving the interval up to 6 standard deviations
    away. An indicator far from all others counts less, so often none alone is enough: then nothing but a common change
    would flip the call.
    """
    when = tightness.years[-1] if year is None else year
    column = tightness.years.index(when)
    last = calls[calls["year"] == when].set_index("occupation").loc[list(tightness.occupations)]
    on = last["listed"].to_numpy(dtype=bool)
    goal = np.where(last["reason"].isin(REMEMBERED), leave, enter)
    step = _Step(tightness, column, threshold, goal, np.where(on, -1.0, 1.0))
    known = np.isfinite(tightness.error[:, column])
    alone = np.column_stack([step.distance(np.eye(known.shape[1])[j]) for j in range(known.shape[1])])
    alone = np.where(known, alone, np.inf)
    together = np.where(known.any(axis=1), step.distance(np.ones(known.shape[1])), np.inf)
    nearest = alone.argmin(axis=1)
    rows = np.arange(len(on))
    found = np.isfinite(alone[rows, nearest])
    names = np.where(found, np.array(tightness.measurement.names, dtype=object)[nearest], "")
    frame = pd.DataFrame(
        {
            "occupation": tightness.occupations,
            "year": when,
            "listed": on,
            "indicator": names,
            "steps": np.where(found, step.way * alone[rows, nearest], np.nan),
            "steps_all": np.where(np.isfinite(together), step.way * together, np.nan),
        }
    )
    frame = _with_values(frame, tightness.indicators)
    able: pd.DataFrame = frame[~last["reason"].isin(SETTLED).to_numpy()]
    return able.reset_index(drop=True)


class _Step:
    """The filter's step of one year, run again with scores moved toward the goal of each occupation."""

    def __init__(self, tightness: Tightness, column: int, threshold: float, goal: Floats, way: Floats) -> None:
        mean, variance = tightness.expected()
        self.mean, self.variance = mean[:, column], variance[:, column]
        self.score, self.error = tightness.score[:, column], tightness.error[:, column]
        self.measurement, self.threshold, self.goal, self.way = tightness.measurement, threshold, ndtri(goal), way

    def reached(self, shift: Floats, which: Floats) -> NDArray[np.bool_]:
        """(O,) whether the call has flipped once the scores `which` (J,) stand `shift` (O,) nearer the goal."""
        moved = self.score + (self.way * shift)[:, None] * which
        mean, variance, _ = update(self.mean, self.variance, moved, self.error, self.measurement)
        return np.asarray(self.way * ((mean - self.threshold) / np.sqrt(variance) - self.goal) >= 0)

    def distance(self, which: Floats) -> Floats:
        """(O,) smallest shift that flips the call, infinite if none up to `FARTHEST` does."""
        low, high = np.zeros(len(self.score)), np.full(len(self.score), FARTHEST)
        possible = self.reached(high, which)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            flipped = self.reached(middle, which)
            low, high = np.where(flipped, low, middle), np.where(flipped, middle, high)
        return np.where(possible, high, np.inf)


def _with_values(frame: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the indicator's value as it is and as it would have to be."""
    rows = frame.merge(indicators, on=["occupation", "year", "indicator"], how="left")
    needed = rows["centre"] + rows["spread"] * (rows["score"] + rows["steps"])
    out = pd.Series(np.nan, index=rows.index)
    for name, part in rows.groupby("indicator"):
        item = INDICATORS.get(str(name))
        own = needed[part.index]
        out[part.index] = item.restore(own, part["size"], part["typical"]) if item else own
    frame.insert(4, "value", rows["value"].to_numpy())
    frame.insert(5, "value_needed", out.to_numpy())
    return frame
