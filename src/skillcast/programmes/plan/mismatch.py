"""What seats lead to in each occupation and year, over all scenarios, and the planes that touch its cost from below."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillcast.programmes.plan.problem import TIE, Floats, SeatProblem


@dataclass(frozen=True)
class Mismatch:
    """Persons missing and persons too many in (O, T) cells, mean over scenarios, and what they weigh.

    Parameters
    ----------
    short, surplus
        (O, T) persons a year.
    cost
        (O, T) both weighed, later years discounted.
    """

    short: Floats
    surplus: Floats
    cost: Floats


@dataclass(frozen=True)
class Tangents:
    """A plane below the cost of every cell: ``floor + sum over pairs of slope * seats``, undiscounted.

    Parameters
    ----------
    floor
        (O, T) cost of the cell if no planned seat met it.
    slope
        (E, T) change with a seat of the class that meets the year, by pair of programme and occupation; 0 where that class is in school
        already.
    """

    floor: Floats
    slope: Floats


def missing(problem: SeatProblem, seats: Floats) -> Floats:
    """(O, T, S) persons missing (below zero: too many) if seats (P, T) are planned."""
    left = problem.need - problem.pipeline
    for year in range(problem.years):
        left[:, year] -= problem.links.T @ (meeting(problem, seats, year)[:, None] * problem.spread)
    return left


def meeting(problem: SeatProblem, seats: Floats, year: int) -> Floats:
    """(P) seats of the classes that meet a year of need; 0 where that class has been admitted already."""
    intake = year - problem.lead
    chosen = np.take_along_axis(seats, np.clip(intake, 0, seats.shape[1] - 1)[:, None], axis=1)[:, 0]
    return np.where(intake >= 0, chosen, 0.0)


def mismatch(problem: SeatProblem, left: Floats) -> Mismatch:
    """Return what persons missing (O, T, S) come to."""
    short, surplus = np.maximum(left, 0).mean(axis=2), np.maximum(-left, 0).mean(axis=2)
    return Mismatch(short, surplus, problem.weight * (problem.shortage_cost * short + problem.surplus_cost * surplus))


def tangents(problem: SeatProblem, left: Floats) -> Tangents:
    """Return the planes that touch the cost of every cell where so many persons (O, T, S) are missing.

    Notes
    -----
    In scenario *s* the cost rises by ``g_s`` with each person sent, ``-c_u`` where persons are missing and ``c_o`` where not. So
    ``mean_s g_s (sent_s + pipeline_s - need_s)`` never exceeds the cost, whatever the seats, and equals it where `left` was taken.
    """
    rises = np.where(left > 0, -problem.shortage_cost, problem.surplus_cost)
    floor = (rises * (problem.pipeline - problem.need)).mean(axis=2)
    programme, occupation = np.nonzero(problem.links)
    slope = np.zeros((len(programme), problem.years))
    for year in range(problem.years):
        mean = np.einsum("es,es->e", problem.spread[programme], rises[occupation, year]) / problem.scenarios
        slope[:, year] = np.where(problem.lead[programme] <= year, problem.links[programme, occupation] * mean, 0.0)
    return Tangents(floor, slope)


def change_cost(problem: SeatProblem, seats: Floats) -> float:
    """Return the cost of the changes from year to year and of opening programmes in the first."""
    moved = np.abs(np.diff(np.column_stack([problem.last, seats]), axis=1)).sum(axis=0)
    opened = ((problem.last <= 0) & (seats[:, 0] > 0)).sum()
    return float(max(problem.change_cost, TIE) * (problem.weight @ moved) + problem.opening_cost * opened)


def plan_cost(problem: SeatProblem, seats: Floats) -> float:
    """Return what seats (P, T) cost in all on the scenarios of the problem: mismatch, changes and openings."""
    return float(mismatch(problem, missing(problem, seats)).cost.sum()) + change_cost(problem, seats)
