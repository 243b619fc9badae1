"""From seats to whole classes: round the first intake, keep shared limits, then move single classes while that costs less."""

from __future__ import annotations

import numpy as np

from skillcast.programmes.plan.mismatch import missing
from skillcast.programmes.plan.moves import class_worth, forbidden
from skillcast.programmes.plan.problem import SLACK, Floats, SeatProblem


def rounded(problem: SeatProblem, seats: Floats) -> Floats | None:
    """Return seats (P, T) with the first intake in whole classes within all its limits; ``None`` where there are none.

    Fewer classes never use more of what is shared, so where even the fewest of every programme are too many, no plan exists.
    """
    least, most = problem.classes
    classes = np.clip(np.rint(seats[:, 0] / problem.class_size), least, most)
    small = (classes > 0) & (classes < problem.viable)
    grown = (2 * classes >= problem.viable) | (least > 0)
    classes = np.where(small, np.where(grown, problem.viable, 0.0), classes)
    for part in problem.resources.values():
        # Take classes off where rounding has added most, until the shared limit is kept.
        while part.use @ (classes * problem.class_size) > part.limit + SLACK * part.use.max(initial=0.0):
            added = classes - seats[:, 0] / problem.class_size
            fewer = np.where(classes <= problem.viable, 0.0, classes - 1)
            able = (part.use > 0) & (classes > 0) & (fewer >= least)
            if not able.any():
                return None
            row = int(np.argmax(np.where(able, added, -np.inf)))
            classes[row] = fewer[row]
    whole = seats.copy()
    whole[:, 0] = classes * problem.class_size
    return problem.paths(whole) if (problem.intakes == 1).any() else whole


def improved(problem: SeatProblem, seats: Floats) -> Floats:
    """Return seats (P, T) from which no single step in the first intake lowers the cost within the limits.

    A step is one class more or fewer, or the fewest a programme may have open, where that opens or closes it. The step that saves most is
    made first; each lowers the cost on the scenarios themselves, so the search ends.
    """
    seats = seats.copy()
    left = missing(problem, seats)
    for _ in range(4 * len(seats)):
        classes = np.rint(seats[:, 0] / problem.class_size)
        more = np.where(classes <= 0, problem.viable, 1.0)
        fewer = -np.where(classes <= problem.viable, classes, 1.0)
        steps = np.stack([more, fewer])
        worth = np.stack([class_worth(problem, seats, step, left=left) for step in steps])
        barred = np.stack([forbidden(problem, seats, step) for step in steps])
        side, row = np.unravel_index(int(np.argmin(np.where(barred, np.inf, worth))), worth.shape)
        if barred[side, row] or not worth[side, row] < -SLACK:
            break
        change = steps[side, row] * problem.class_size[row]
        columns = slice(None) if problem.intakes[row] == 1 else slice(0, 1)
        seats[row, columns] += change
        if problem.lead[row] < problem.years:
            left[:, problem.lead[row]] -= change * np.outer(problem.links[row], problem.spread[row])
    return seats
