"""The closed loop: plan, enrol, graduate, leave, look again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from skillcast.programmes.simulation.observation import Floats, Observation, Policy
from skillcast.programmes.simulation.settings import SeatWorldSettings
from skillcast.programmes.simulation.stocks import stay
from skillcast.programmes.simulation.world import SeatWorlds


@dataclass(frozen=True)
class ClosedLoop:
    """What became of seats, stock and demand under one policy.

    Parameters
    ----------
    worlds
        The worlds.
    seats, enrolled
        (T, W, O) seats planned at the end of years 0 … T - 1, and students enrolled.
    graduates
        (T + 1, W, O) students who left school in years 0 … T.
    ages
        (T + 1, W, O, Y) workers by years to retirement.
    """

    worlds: SeatWorlds
    seats: Floats
    enrolled: Floats
    graduates: Floats
    ages: Floats

    @property
    def settings(self) -> SeatWorldSettings:
        return self.worlds.settings

    @property
    def stock(self) -> Floats:
        """(T + 1, W, O) workers at the end of years 0 … T."""
        return np.asarray(self.ages.sum(axis=-1))

    @property
    def demand(self) -> Floats:
        """(T + 1, W, O) posts at the end of years 0 … T."""
        return self.worlds.demand[self.settings.history - 1 :]

    @property
    def exits(self) -> Floats:
        """(T, W, O) workers who left in years 1 … T."""
        return np.asarray(self.stock[:-1] + self.settings.retention * self.graduates[1:] - self.stock[1:])

    @property
    def need(self) -> Floats:
        """(T, W, O) seats whose graduates would keep a stock that met demand the year before at demand, years 1 … T."""
        rate = self.exits / self.stock[:-1]
        return np.asarray((self.demand[1:] - (1 - rate) * self.demand[:-1]) / self.settings.retention)

    @property
    def costs(self) -> pd.DataFrame:
        """One row a world: seed; cost, mismatch, shortage, surplus in % of demand over the years that count; and the standard deviation of
        seats over that of need within occupations (steadiness)."""
        scored = slice(self.settings.burn_in + 1, None)
        demand, stock = self.demand[scored], self.stock[scored]
        whole = demand.sum(axis=(0, 2)) / 100
        shortage = np.maximum(demand - stock, 0.0).sum(axis=(0, 2)) / whole
        surplus = np.maximum(stock - demand, 0.0).sum(axis=(0, 2)) / whole
        deviation = [part[self.settings.burn_in :].var(axis=0).mean(axis=-1) for part in (self.seats, self.need)]
        return pd.DataFrame(
            {
                "seed": self.worlds.seeds,
                "cost": self.settings.shortage_cost * shortage + self.settings.surplus_cost * surplus,
                "mismatch": shortage + surplus,
                "shortage": shortage,
                "surplus": surplus,
                "steadiness": np.sqrt(deviation[0] / deviation[1]),
            }
        )

    @property
    def paths(self) -> pd.DataFrame:
        """One row a world, occupation and year from 1 on: demand, stock, graduates, exits, and the seats planned the year before with the
        students they brought."""
        years, _, occupations = self.seats.shape
        index = pd.MultiIndex.from_product(
            [self.worlds.seeds, range(occupations), range(1, years + 1)], names=["seed", "occupation", "year"]
        )
        parts = {
            "demand": self.demand[1:],
            "stock": self.stock[1:],
            "graduates": self.graduates[1:],
            "exits": self.exits,
            "seats": self.seats,
            "enrolled": self.enrolled,
        }
        return pd.DataFrame(
            {name: np.moveaxis(part, 0, -1).ravel() for name, part in parts.items()}, index=index
        ).reset_index()


def run_policy(worlds: SeatWorlds, policy: Policy) -> ClosedLoop:
    """Return what becomes of `worlds` under `policy`."""
    settings = worlds.settings
    planned, lead = settings.planned, settings.lead
    shape = worlds.demand.shape[1:]
    ages = np.empty((planned + 1, *worlds.ages.shape))
    ages[0] = worlds.ages
    last = worlds.first_seats
    classes = np.empty((planned + lead + 1, *shape))
    classes[: lead + 1] = last
    seats = np.empty((planned, *shape))
    placement = np.ones(shape)
    for year in range(planned):
        observation = observe(worlds, year, ages[: year + 1], classes[: year + 1 + lead], last, placement)
        seats[year] = within_limits(policy(observation), last, settings)
        # Students read the plan: a programme that is to grow is applied for more.
        change = np.divide(seats[year], last, out=np.ones(shape), where=last > 0)
        classes[year + 1 + lead] = seats[year] * change**settings.response
        last = seats[year]
        staying = stay(ages[year], settings.leaving)
        entering = settings.retention * classes[year + 1]
        placement = placement_rate(worlds, year + 1, ages[year].sum(axis=-1), staying.sum(axis=-1), entering)
        staying[..., -1] += entering
        ages[year + 1] = staying
    return ClosedLoop(worlds, seats, classes[lead + 1 :], classes[: planned + 1], ages)


def within_limits(wish: Floats, last: Floats, settings: SeatWorldSettings) -> Floats:
    """Return the (W, O) seats that come of a wish: every school answers it in full, none beyond the yearly change limit."""
    room = settings.change_limit * last
    return np.asarray(last + np.clip(settings.followers * (wish - last), -room, room))


def placement_rate(worlds: SeatWorlds, year: int, before: Floats, staying: Floats, entering: Floats) -> Floats:
    """Return (W, O) the share of those without a post, graduates among them, whom the open posts of `year` take."""
    demand = worlds.demand[worlds.settings.history - 1 + year - 1 : worlds.settings.history + year]
    employed = np.minimum(before, demand[0]) * staying / before
    open_posts, seekers = np.maximum(demand[1] - employed, 0.0), staying + entering - employed
    return np.asarray(np.minimum(np.divide(open_posts, seekers, out=np.ones_like(seekers), where=seekers > 0), 1.0))


def observe(
    worlds: SeatWorlds, year: int, ages: Floats, classes: Floats, seats: Floats, placement: Floats
) -> Observation:
    """Return what is seen at the end of `year`."""
    settings = worlds.settings
    heard = (worlds.event_known <= year) & (worlds.event_year > year)
    exits = settings.exits if settings.believed_exits is None else settings.believed_exits
    return Observation(
        year=year,
        lead=settings.lead,
        demand=worlds.observed[: settings.history + year],
        ages=ages,
        classes=classes,
        seats=seats,
        placement=placement,
        event_size=np.where(heard, worlds.event_size, 0.0),
        event_in=np.where(heard, worlds.event_year - year, 0),
        realisation=settings.realisation,
        retention=settings.retention if settings.believed_retention is None else settings.believed_retention,
        exits=exits,
        attrition=settings.leaving * exits / settings.exits,
        quantile=settings.shortage_cost / (settings.shortage_cost + settings.surplus_cost),
    )
