"""The best that seats could have been: demand known for all years, under the same yearly change limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from skillcast.programmes.simulation.observation import Floats, Observation
from skillcast.programmes.simulation.stocks import stay, survival
from skillcast.programmes.simulation.world import SeatWorlds


@dataclass(frozen=True)
class Foreseen:
    """Seats laid down beforehand, (T, W, O)."""

    seats: Floats

    def __call__(self, observation: Observation) -> Floats:
        return np.asarray(self.seats[observation.year])


def perfect_foresight(worlds: SeatWorlds) -> Foreseen:
    """Return the seats of least cost over the years that count, by linear programming.

    Raises
    ------
    ValueError
        If students or schools answer the plan: seats are then not what the plan says.

    Notes
    -----
    With ``u`` the persons missing, the cost of a year is ``(c_u + c_o) u + c_o (stock - demand)``, ``u >= demand - stock``, ``u >= 0``;
    stock is linear in seats. The cost of the years before is not counted, nor is it in any policy's score.
    """
    settings = worlds.settings
    if settings.response != 0 or settings.followers != 1:
        raise ValueError("perfect foresight needs response 0 and one follower")
    planned, lead, limit = settings.planned, settings.lead, settings.change_limit
    counting = planned - lead
    scored = np.arange(settings.burn_in + 1, planned + 1)
    lasting = survival(planned, settings.career, settings.leaving)
    # The class of plan s joins in year s + 1 + lead.
    since = scored[:, None] - (np.arange(counting) + 1 + lead)
    adds = settings.retention * np.where(since >= 0, lasting[np.maximum(since, 0)], 0.0)
    years, plans = len(scored), np.eye(counting)
    previous = np.eye(counting, k=-1)
    one = np.block(
        [
            [-adds, -np.eye(years)],
            [plans - (1 + limit) * previous, np.zeros((counting, years))],
            [(1 - limit) * previous - plans, np.zeros((counting, years))],
        ]
    )
    occupations = worlds.demand.shape[2]
    rows = sparse.kron(sparse.eye_array(occupations), sparse.csr_array(one), format="csr")
    weights = settings.surplus_cost * adds.sum(axis=0), np.full(years, settings.shortage_cost + settings.surplus_cost)
    cost = np.tile(np.concatenate(weights), occupations)
    missing = worlds.demand[settings.history - 1 :][scored] - _without_plans(worlds)[scored]
    seats = np.empty((planned, *worlds.demand.shape[1:]))
    for world, first in enumerate(worlds.first_seats):
        start = np.zeros((occupations, counting))
        start[:, 0] = first
        right = np.concatenate([-missing[:, world].T, (1 + limit) * start, -(1 - limit) * start], axis=1)
        found = linprog(cost, A_ub=rows, b_ub=right.ravel(), bounds=(0, None), method="highs").x
        own = found.reshape(occupations, -1)[:, :counting].T
        seats[:, world] = own[np.minimum(np.arange(planned), counting - 1)]
    return Foreseen(seats)


def _without_plans(worlds: SeatWorlds) -> Floats:
    """(T + 1, W, O) stock if no class came after those in school in year 0."""
    settings = worlds.settings
    ages, stock = worlds.ages, [worlds.ages.sum(axis=-1)]
    for year in range(1, settings.planned + 1):
        ages = stay(ages, settings.leaving)
        if year <= settings.lead:
            ages[..., -1] += settings.retention * worlds.first_seats
        stock.append(ages.sum(axis=-1))
    return np.stack(stock)
