"""The modelling scale: from counts to logs and back, saying what was done to each series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from skillcast.forecasting.protocol import Bools, Floats, Ints

Kind = Literal["empty", "zero", "short", "constant", "intermittent", "regular"]
FEWEST_PERIODS = 4
"""Below this length only "no change" is offered."""


@dataclass(frozen=True)
class Window:
    """A panel as the members see it.

    Parameters
    ----------
    logs
        (N, T) log(y + offset); NaN before a series starts and after it ends.
    offset
        (N) 0 where every value is positive, else half the smallest positive value (1 for all-zero series).
    first, last
        (N) positions of the first and last known value (0 and -1 for a series without any).
    imputed
        (N, T) gaps inside a series, filled in by straight lines in logs so that members can be fitted.
    kind
        (N) what kind of series it is, see `Kind`.
    """

    logs: Floats
    offset: Floats
    first: Ints
    last: Ints
    imputed: Bools
    kind: NDArray[np.str_]

    @property
    def lead(self) -> Ints:
        """(N) periods between a series' last value and the end of the panel."""
        return np.asarray(self.logs.shape[1] - 1 - self.last)


def model_scale(values: Floats) -> Window:
    """Return the window of (N, T) non-negative values, NaN where missing.

    Examples
    --------
    >>> window = model_scale(np.array([[1.0, np.nan, 4.0, 4.0, 5.0]]))
    >>> np.exp(window.logs).round(6).tolist(), str(window.kind[0])
    ([[1.0, 2.0, 4.0, 4.0, 5.0]], 'regular')
    """
    known = ~np.isnan(values)
    length = values.shape[1]
    some = known.any(axis=1)
    first = np.where(some, known.argmax(axis=1), 0)
    last = np.where(some, length - 1 - known[:, ::-1].argmax(axis=1), -1)
    zeros = (values == 0).any(axis=1)
    smallest = np.where(values > 0, values, np.inf).min(axis=1, initial=np.inf)
    offset = np.where(zeros, np.where(np.isfinite(smallest), smallest / 2, 1.0), 0.0)
    time = np.arange(length)
    inside = (time >= first[:, None]) & (time <= last[:, None])
    imputed = inside & ~known
    logs = np.log(values + offset[:, None])
    for row in np.flatnonzero(imputed.any(axis=1)):
        logs[row, imputed[row]] = np.interp(time[imputed[row]], time[known[row]], logs[row, known[row]])
    return Window(logs, offset, first, last, imputed, _kinds(values, last - first + 1, zeros))


def natural(logs: Floats, offset: Floats) -> Floats:
    """Return counts from the modelling scale, never below 0; `offset` is broadcast."""
    counts = np.exp(logs)
    counts -= offset
    return np.asarray(np.maximum(counts, 0.0, out=counts))


def _kinds(values: Floats, length: Ints, zeros: Bools) -> NDArray[np.str_]:
    low = np.where(np.isnan(values), np.inf, values).min(axis=1, initial=np.inf)
    high = np.where(np.isnan(values), -np.inf, values).max(axis=1, initial=-np.inf)
    return np.select(
        [length == 0, high == 0, length < FEWEST_PERIODS, low == high, zeros],
        ["empty", "zero", "short", "constant", "intermittent"],
        "regular",
    )
