"""Whether seats swing, and whether the swings grow."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from skillcast.programmes.simulation.loop import ClosedLoop
from skillcast.programmes.simulation.observation import Floats


class Swings(NamedTuple):
    """Swings of seats over the years that count.

    Parameters
    ----------
    first, last
        Amplitude in the first and in the last third: root mean square over worlds and occupations of the log of seats over demand, less
        its mean over the third.
    cycle
        Years of lag at which the yearly changes of seats are most negatively correlated: half of a cycle, if there is one.
    correlation
        That autocorrelation.
    """

    first: float
    last: float
    cycle: int
    correlation: float

    @property
    def growth(self) -> float:
        """Last amplitude over first: above one, swings grow. 0 if there never were any."""
        return self.last / self.first if self.first > 0 else 0.0


def swings(course: ClosedLoop) -> Swings:
    """Return how seats swing around demand.

    Examples
    --------
    >>> from skillcast.programmes.simulation import WORLD_A, simulate_policy
    >>> swings(simulate_policy(WORLD_A, "ratio rule", worlds=2)).correlation < 0
    True
    """
    burn_in = course.settings.burn_in
    relative = np.log(course.seats[burn_in:] / course.demand[burn_in:-1])
    thirds = np.array_split(relative, 3)
    first, last = (float(np.sqrt(part.var(axis=0).mean())) for part in (thirds[0], thirds[-1]))
    changes = np.diff(np.log(course.seats[burn_in:]), axis=0)
    found = autocorrelations(changes, len(changes) // 2)
    lag = int(np.argmin(found))
    return Swings(first, last, lag + 1, float(found[lag]))


def autocorrelations(series: Floats, lags: int) -> Floats:
    """Return autocorrelations of the columns of (T, …) at lags 1 … `lags`, pooled over all columns; 0 if nothing ever changes.

    Examples
    --------
    >>> autocorrelations(np.tile([1.0, -1.0], 10)[:, None], 2).round(2).tolist()
    [-0.95, 0.9]
    """
    deviation = series - series.mean(axis=0)
    total = (deviation**2).sum() or 1.0
    return np.array([(deviation[lag:] * deviation[:-lag]).sum() / total for lag in range(1, lags + 1)])
