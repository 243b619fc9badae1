"""What a seat plan is asked: needs, the pipeline, programmes, limits and what is weighed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

SLACK = 1e-6
"""Share of a class by which a limit may be missed: what rounding leaves, never a person."""
TIE = 1e-6
"""Least weight of a seat changed, so that of plans of equal cost the one that changes less is taken."""


class Resource(NamedTuple):
    """Something programmes share, the same every year: what a seat of each (P) uses, and how much there is for one intake."""

    use: Floats
    limit: float


@dataclass(frozen=True)
class SeatProblem:
    """Seats of P programmes for the intakes of the next years, against the needs of O occupations in T years and S scenarios.

    Parameters
    ----------
    index
        (P) rows: school, programme and any further key.
    occupations
        (O) codes.
    need
        (O, T, S) persons a year wanted from the schools: openings less every other supply, by year of graduation.
    pipeline
        (O, T, S) of them, those whom admitted classes send; 0 once every admitted class has left.
    links
        (P, O) share of a programme's local graduates entering each occupation; rows add up to at most 1.
    yields
        (P,) or (P, S) local workers per planned seat (fill x completion x no further study x placement x staying).
    lead
        (P) whole years from the first planned intake to the year of need its class meets: intake t meets year ``lead + t``.
    last
        (P) seats of the last plan.
    class_size, minimum, capacity
        (P) seats of a class, fewest seats of a programme that is open, and most seats.
    lowest, highest
        (P) bounds of the first intake by rules, missing or infinite where there are none. A programme whose highest is 0 is closed in
        every year.
    change_limit
        Largest change as a share of the seats the year before; one class is always allowed. Law, building and the smallest class go
        before it: where the last plan lies beyond `highest`, `capacity` or `minimum`, seats move as far as those ask.
        (Where such a limit is relaxed, the change limit holds again.) Later intakes may change by the share and one class together.
    resources
        Shared limits by name (school places, teachers, workshops, budget), in force every year.
    shortage_cost, surplus_cost
        Weight of a person missing, and of one too many, a year.
    change_cost, opening_cost
        Weight of a seat more or fewer than the year before, and of opening a programme that had no seats.
    discount
        Weight of a year relative to the one before.
    fill_cap
        (P) most seats that can be filled; missing where unknown.

    Raises
    ------
    ValueError
        If the shapes do not agree, a figure is missing or a weight is negative.
    """

    index: pd.DataFrame
    occupations: pd.Index
    need: Floats
    pipeline: Floats
    links: Floats
    yields: Floats
    lead: Counts
    last: Floats
    class_size: Floats
    minimum: Floats
    capacity: Floats
    lowest: Floats
    highest: Floats
    change_limit: float = 0.3
    resources: Mapping[str, Resource] = field(default_factory=dict)
    shortage_cost: float = 1.5
    surplus_cost: float = 1.0
    change_cost: float = 0.0
    opening_cost: float = 0.0
    discount: float = 1.0
    fill_cap: Floats | None = None

    def __post_init__(self) -> None:
        programmes, occupations = self.links.shape
        if len(self.index) != programmes or len(self.occupations) != occupations:
            raise ValueError("links do not have the shape of programmes and occupations")
        if self.need.shape != self.pipeline.shape or self.need.shape[0] != occupations:
            raise ValueError("need and pipeline do not have the shape of occupations, years and scenarios")
        for name in ("lead", "last", "class_size", "minimum", "capacity", "lowest", "highest"):
            if getattr(self, name).shape != (programmes,):
                raise ValueError(f"{name} does not have the shape of programmes")
        if self.yields.shape not in {(programmes,), (programmes, self.need.shape[2])}:
            raise ValueError("yields do not have the shape of programmes and scenarios")
        for name in ("need", "pipeline", "links", "yields", "last", "class_size", "minimum"):
            if not np.isfinite(getattr(self, name)).all():
                raise ValueError(f"{name} has missing figures")
        if (self.class_size <= 0).any() or (self.lead < 0).any() or (self.links < 0).any() or (self.yields < 0).any():
            raise ValueError("classes must have seats, and leads, links and yields must not be negative")
        for name, part in self.resources.items():
            if part.use.shape != (programmes,) or (part.use < 0).any() or np.isnan(part.limit):
                raise ValueError(f"{name} needs a limit and a use of each programme, not negative")
        weights = (self.shortage_cost, self.surplus_cost, self.change_cost, self.opening_cost, self.change_limit)
        if min(weights) < 0 or not 0 < self.discount <= 1:
            raise ValueError("weights and limits must not be negative, and the discount lies above 0 and up to 1")

    @property
    def years(self) -> int:
        """Years of need, T."""
        return int(self.need.shape[1])

    @property
    def scenarios(self) -> int:
        return int(self.need.shape[2])

    @cached_property
    def weight(self) -> Floats:
        """(T) weight of each year."""
        return np.asarray(self.discount ** np.arange(self.years, dtype=np.float64))

    @cached_property
    def spread(self) -> Floats:
        """(P, S) yields in every scenario."""
        wide = self.yields if self.yields.ndim == 2 else self.yields[:, None]
        return np.broadcast_to(wide, (len(self.index), self.scenarios))

    @cached_property
    def intakes(self) -> Counts:
        """(P) intakes whose classes meet a year of need, at least the first."""
        return np.maximum(self.years - self.lead, 1)

    @cached_property
    def room(self) -> Floats:
        """(P) largest change of the first intake, seats."""
        return np.maximum(self.change_limit * self.last, self.class_size)

    @cached_property
    def ceilings(self) -> dict[str, Floats]:
        """(P) upper limits of the first intake that no plan may pass, by name."""
        missing = np.full(len(self.index), np.inf)
        fill = missing if self.fill_cap is None else np.where(np.isnan(self.fill_cap), np.inf, self.fill_cap)
        return {
            "statute": np.where(np.isnan(self.highest), np.inf, self.highest),
            "capacity": np.where(np.isnan(self.capacity), np.inf, self.capacity),
            "fill": fill,
        }

    @cached_property
    def floor(self) -> Floats:
        """(P) fewest seats of the first intake by rule; 0 where there is none."""
        return np.where(np.isfinite(self.lowest), np.maximum(self.lowest, 0.0), 0.0)

    @cached_property
    def top(self) -> Floats:
        """(P) most seats of any later intake; 0 where the programme is closed by rule."""
        most = np.minimum(self.ceilings["capacity"], self.ceilings["fill"])
        return np.where(self.ceilings["statute"] <= 0, 0.0, most)

    @cached_property
    def viable(self) -> Floats:
        """(P) fewest classes of a programme that is open."""
        return np.maximum(up(self.minimum / self.class_size), 1.0)

    @cached_property
    def classes(self) -> tuple[Floats, Floats]:
        """(P) fewest and most classes of the first intake, all limits of a programme alone taken together.

        Where the fewest are more than the most, rules contradict each other and no plan exists. A programme below its minimum may
        close or grow to it, whatever the change.
        """
        hard = down(np.minimum.reduce(list(self.ceilings.values())) / self.class_size)
        hard = np.where(hard < self.viable, 0.0, hard)
        asked = up(self.floor / self.class_size)
        below = self.last < self.minimum
        least = np.where(below, 0.0, up((self.last - self.room) / self.class_size))
        most = down((self.last + self.room) / self.class_size)
        least = np.maximum(np.minimum(least, hard), asked)
        most = np.minimum(np.maximum(np.where(below, np.maximum(most, self.viable), most), asked), hard)
        return np.where(least > 0, np.maximum(least, np.minimum(self.viable, hard)), 0.0), most

    def paths(self, seats: Floats) -> Floats:
        """(P, T) seats of every year from the (P, n) seats that count: later ones stay at the last that counts."""
        column = np.minimum(np.arange(self.years), np.minimum(self.intakes, seats.shape[1])[:, None] - 1)
        return np.take_along_axis(seats, column, axis=1)

    def kept(self) -> Floats:
        """(P, T) last year's seats, every year."""
        return np.tile(np.asarray(self.last, dtype=np.float64)[:, None], (1, self.years))

    def take(self, order: Counts) -> SeatProblem:
        """Return the problem with its programmes in another order."""
        names = ("links", "yields", "lead", "last", "class_size", "minimum", "capacity", "lowest", "highest")
        return replace(
            self,
            index=self.index.iloc[order].reset_index(drop=True),
            resources={name: part._replace(use=part.use[order]) for name, part in self.resources.items()},
            fill_cap=None if self.fill_cap is None else self.fill_cap[order],
            **{name: getattr(self, name)[order] for name in names},
        )

    def until(self, years: int) -> SeatProblem:
        """Return the problem of the first so many years of need."""
        if years >= self.years:
            return self
        return replace(self, need=self.need[:, :years], pipeline=self.pipeline[:, :years])

    def every(self, step: int) -> SeatProblem:
        """Return the problem of every `step`-th scenario."""
        yields = self.yields[:, ::step] if self.yields.ndim == 2 else self.yields
        return replace(self, need=self.need[:, :, ::step], pipeline=self.pipeline[:, :, ::step], yields=yields)


def down(classes: Floats) -> Floats:
    """Return whole classes that fit, forgiving what rounding leaves."""
    return np.asarray(np.floor(classes + SLACK))


def up(classes: Floats) -> Floats:
    """Return whole classes that are needed, forgiving what rounding leaves."""
    return np.asarray(np.ceil(classes - SLACK))
