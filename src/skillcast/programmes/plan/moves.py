"""One class more or fewer in the first intake: what it is worth, and which limits stand in its way."""

from __future__ import annotations

import numpy as np

from skillcast.programmes.plan.mismatch import missing
from skillcast.programmes.plan.problem import SLACK, TIE, Flags, Floats, SeatProblem


def class_worth(
    problem: SeatProblem, seats: Floats, classes: Floats | float = 1.0, *, left: Floats | None = None
) -> Floats:
    """(P) change of the cost with so many classes more (below zero: fewer) of each programme alone in the first intake.

    Parameters
    ----------
    problem, seats
        What is asked, and the seats (P, T) planned.
    classes
        Classes more, one number or one a programme (P); a fraction of one is allowed.
    left
        (O, T, S) persons missing with these seats, where they are known.

    Notes
    -----
    Worked out on every scenario; the other programmes and the later intakes stay as planned, so a better reply to the class could
    only lower the cost further.
    """
    left = missing(problem, seats) if left is None else left
    more = classes * problem.class_size
    programme, occupation = np.nonzero(problem.links)
    met = problem.lead[programme] < problem.years
    programme, occupation = programme[met], occupation[met]
    year = problem.lead[programme]
    before = left[occupation, year]
    seat = problem.links[programme, occupation, None] * problem.spread[programme]
    after = before - more[programme, None] * seat
    change = problem.weight[year] * (_weigh(problem, after) - _weigh(problem, before))
    worth = np.bincount(programme, change, minlength=len(seats)).astype(np.float64)
    first, moved = seats[:, 0], seats[:, 0] + more
    per_seat = max(problem.change_cost, TIE)
    worth += per_seat * (np.abs(moved - problem.last) - np.abs(first - problem.last))
    if problem.years > 1:
        again = np.abs(seats[:, 1] - moved) - np.abs(seats[:, 1] - first)
        worth += per_seat * problem.weight[1] * np.where(problem.intakes > 1, again, 0.0)
    opened = np.where(problem.last <= 0, (moved > 0).astype(float) - (first > 0), 0.0)
    return np.asarray(worth + problem.opening_cost * opened)


def hindrances(problem: SeatProblem, seats: Floats, classes: Floats | float) -> dict[str, Flags]:
    """Return by name of a limit the programmes (P) whose first intake it forbids to have so many classes more.

    Names are change, statute, capacity, fill and minimum; a shared limit goes by its own name.
    """
    slack, more = SLACK * problem.class_size, classes * problem.class_size
    moved = seats[:, 0] + more
    least, most = (bound * problem.class_size for bound in problem.classes)
    found = {name: moved > limit + slack for name, limit in problem.ceilings.items()}
    found["statute"] = found["statute"] | (moved < problem.floor - slack)
    small = (moved > slack) & (moved < problem.minimum - slack)
    found["minimum"] = small | (moved < -slack)
    outside = (moved < least - slack) | (moved > most + slack)
    if problem.years > 1:
        step = problem.change_limit * moved + problem.class_size
        outside |= (problem.intakes > 1) & (np.abs(seats[:, 1] - moved) > step + slack)
    found["change"] = outside & ~np.logical_or.reduce(list(found.values()))
    for name, part in problem.resources.items():
        used = part.use @ seats
        over = np.where(problem.intakes > 1, used[0], used.max()) + more * part.use - part.limit
        found[name] = (more * part.use > 0) & (over > slack * part.use)
    return found


def forbidden(problem: SeatProblem, seats: Floats, classes: Floats | float) -> Flags:
    """(P) whether any limit forbids so many classes more."""
    return np.asarray(np.logical_or.reduce(list(hindrances(problem, seats, classes).values())))


def binding_limits(problem: SeatProblem, seats: Floats, more: Floats, fewer: Floats) -> tuple[tuple[str, ...], ...]:
    """Return by programme the limits that forbid the move which would lower the cost; "class" where half a class would.

    Parameters
    ----------
    problem, seats
        What is asked, and the seats planned.
    more, fewer
        (P) worth of a class more and of a class fewer.
    """
    limits = {step: hindrances(problem, seats, step) for step in (1, -1)}
    halves = np.minimum(class_worth(problem, seats, 0.5), class_worth(problem, seats, -0.5))
    names = []
    for row in range(len(seats)):
        step = 1 if more[row] <= fewer[row] else -1
        if min(more[row], fewer[row]) < 0:
            names.append(tuple(name for name, flags in limits[step].items() if flags[row]))
        else:
            names.append(("class",) if halves[row] < 0 else ())
    return tuple(names)


def _weigh(problem: SeatProblem, left: Floats) -> Floats:
    """Return the mean cost over the last axis of persons missing."""
    cost = problem.shortage_cost * np.maximum(left, 0) + problem.surplus_cost * np.maximum(-left, 0)
    return np.asarray(cost.mean(axis=-1))
