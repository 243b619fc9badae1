"""What a forecasting method is, as far as the rest of the package is concerned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class History:
    """What a member is given: many series on one calendar, and the origins it must forecast from.

    Parameters
    ----------
    values
        (N, T) on the modelling scale (the log of the variable); NaN before a series starts, none after.
    origins
        (O) positions of the last period known, ascending. A forecast from an origin uses ``values[:, :origin + 1]`` only.
    season
        Periods in a year: 1, 4 or 12.
    teachers
        Number of leading rows that pooled methods learn from; the others are only forecast. All rows by default.
    covariates
        (N, C) what kind of series each is, as codes of categories from 0 (region, industry …); negative where not known.
    """

    values: Floats
    origins: Ints
    season: int = 1
    teachers: int | None = None
    covariates: Ints | None = None

    @cached_property
    def starts(self) -> Ints:
        """(N) position of the first value; T for a series that has none yet."""
        known = ~np.isnan(self.values)
        return np.asarray(np.where(known.any(axis=1), known.argmax(axis=1), self.values.shape[1]), dtype=np.int64)

    @cached_property
    def padded(self) -> Floats:
        """(N, T) values with each series' first value carried back to the start of the calendar; 0 without any."""
        first = self.values[np.arange(len(self.values)), np.minimum(self.starts, self.values.shape[1] - 1)]
        return np.where(np.isnan(self.values), np.nan_to_num(first)[:, None], self.values)

    @cached_property
    def lengths(self) -> Ints:
        """(O, N) periods known of each series at each origin; 0 or less before it starts."""
        return np.asarray(self.origins[:, None] - self.starts + 1)

    @cached_property
    def last(self) -> Floats:
        """(O, N, 1) the last value known at each origin."""
        return self.padded[:, self.origins].T[:, :, None]


class Member(Protocol):
    """A method: history of many series in, point forecasts of the same series out, from every origin.

    Returns (O, N, H) point forecasts on the modelling scale. Adding a constant to a series adds it to its forecast, and
    a panel of constants stays constant. A series with one value at an origin is answered by "no change" if need be; one
    that has not begun is answered by its first value (what is not yet known is never used in earnest).
    What is said about a series does not depend on series outside the teachers.
    """

    def __call__(self, history: History, horizon: int) -> Floats: ...
