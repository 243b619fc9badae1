"""What a policy sees when it plans the next intake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Observation:
    """What is known at the end of year t, in W worlds and O occupations.

    Parameters
    ----------
    year
        Years since the first plan, t.
    lead
        Years from intake to graduation, L: the intake planned now joins the stock in ``t + 1 + L``.
    demand
        (history + t, W, O) posts observed up to now.
    ages
        (t + 1, W, O, Y) workers by years to retirement, from year 0 to now; a single column where ages are not known.
    classes
        (t + 1 + L, W, O) students enrolled, by the year they graduate in: 0 … t + L.
    seats
        (W, O) the last plan.
    placement
        (W, O) share of the last graduates who found a post.
    event_size, event_in
        (W, O) relative size of an announced jump still to come (0 if none), and years until it is due.
    realisation
        Share of announcements that come true.
    retention, exits, attrition
        What the planner takes for true: workers a student becomes, share of the stock leaving a year, share leaving for other reasons
        than age.
    quantile
        Share of futures whose demand is worth meeting: ``c_u / (c_u + c_o)``.
    """

    year: int
    lead: int
    demand: Floats
    ages: Floats
    classes: Floats
    seats: Floats
    placement: Floats
    event_size: Floats
    event_in: Counts
    realisation: float
    retention: float
    exits: float
    attrition: float
    quantile: float

    @property
    def stock(self) -> Floats:
        """(W, O) workers now."""
        return np.asarray(self.ages[-1].sum(axis=-1))

    @property
    def ratio(self) -> Floats:
        """(W, O) posts a worker."""
        return np.asarray(self.demand[-1] / self.stock)

    @property
    def pipeline(self) -> Floats:
        """(L, W, O) students in school, by graduation year from the next on."""
        return self.classes[self.year + 1 :]


class Policy(Protocol):
    """Anything that plans seats."""

    def __call__(self, observation: Observation) -> Floats:
        """Return the (W, O) seats wished for; what goes beyond the yearly change limit is cut off by the world."""
        ...
