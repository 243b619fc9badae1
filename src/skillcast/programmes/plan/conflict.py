"""Which limits to relax, and by how much, where no plan keeps them all."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from skillcast.errors import DataError, Problem
from skillcast.programmes.plan.problem import Floats, SeatProblem

WORDS = {
    "statute": ("规定的最多招生数", "most seats by rule"),
    "capacity": ("招生能力", "capacity"),
    "fill": ("能招满的人数", "seats that can be filled"),
    "floor": ("规定的最少招生数", "fewest seats by rule"),
    "minimum": ("开班最低人数", "fewest seats of an open programme"),
    "change": ("按年度减幅限制不得低于的招生数", "fewest seats by the yearly change limit"),
}
"""Names of a programme's own limits; shared ones go by the names of their resources."""

PREFERENCE = {"resource": 1.0, "change": 1.001, "floor": 1.002, "minimum": 1.003, "ceiling": 1.004}
"""Weight of a seat by which each kind of limit gives way: nearly equal, so that only ties are settled by it."""


def infeasible(problem: SeatProblem) -> DataError:
    """Return the error that names the limits to relax, and by how much, so that a plan exists.

    Notes
    -----
    Every limit of the first intake may be broken at one a seat (shared ones: what the average seat uses); the least total is sought, in
    whole classes. Later intakes can always repeat the first, whose limits include theirs.
    """
    count, size = len(problem.index), problem.class_size
    rows, ones = np.arange(count), np.ones(count)
    shared = list(problem.resources.items())
    tightest = np.argmin(np.stack(list(problem.ceilings.values())), axis=0)
    ceiling = np.minimum.reduce(list(problem.ceilings.values()))
    change = np.where(problem.last < problem.minimum, 0.0, problem.last - problem.room)
    change = np.minimum(change, np.floor(ceiling / size) * size)
    # Columns: classes, open or not, then by how much each limit gives way.
    kinds = ("classes", "open", "ceiling", "floor", "minimum", "change")
    at = {kind: place * count + rows for place, kind in enumerate(kinds)}
    extra = len(kinds) * count + np.arange(len(shared))
    width = len(kinds) * count + len(shared)
    largest = np.maximum.reduce([problem.last + problem.room, problem.minimum, problem.floor]) + size

    def block(*entries: tuple[str, Floats]) -> sparse.csr_array:
        row = np.tile(rows, len(entries))
        column = np.concatenate([at[kind] for kind, _ in entries])
        return sparse.csr_array((np.concatenate([value for _, value in entries]), (row, column)), shape=(count, width))

    rules = [
        LinearConstraint(block(("classes", size), ("ceiling", -ones)), -np.inf, ceiling),
        LinearConstraint(block(("classes", size), ("floor", ones)), problem.floor, np.inf),
        LinearConstraint(block(("classes", size), ("change", ones)), change, np.inf),
        LinearConstraint(block(("classes", size), ("open", -largest)), -np.inf, 0),
        LinearConstraint(block(("classes", size), ("minimum", ones), ("open", -problem.minimum)), 0, np.inf),
    ]
    weights = np.concatenate([np.zeros(2 * count), *(PREFERENCE[kind] * ones for kind in kinds[2:])])
    for (_, part), column in zip(shared, extra, strict=True):
        using = np.zeros((1, width))
        using[0, at["classes"]], using[0, column] = part.use * size, -1.0
        rules.append(LinearConstraint(using, -np.inf, part.limit))
        used = part.use[part.use > 0]
        weights = np.append(weights, PREFERENCE["resource"] / (used.mean() if used.size else 1.0))
    whole = np.concatenate([np.ones(2 * count), np.zeros(width - 2 * count)])
    most = np.full(width, np.inf)
    most[at["open"]] = 1.0
    found = milp(weights, integrality=whole, bounds=Bounds(0, most), constraints=rules).x

    faults = []
    keys = problem.index[["school", "programme"]].itertuples(index=False, name=None)
    for row, (school, programme) in enumerate(keys):
        own = {
            list(problem.ceilings)[tightest[row]]: (ceiling[row], found[at["ceiling"][row]]),
            "floor": (problem.floor[row], -found[at["floor"][row]]),
            "minimum": (problem.minimum[row], -found[at["minimum"][row]]),
            "change": (change[row], -found[at["change"][row]]),
        }
        for name, (limit, by) in own.items():
            if abs(by) > 1e-6:
                faults.append(_fault(f"{school} / {programme}", *WORDS[name], limit, by))
    for (name, part), column in zip(shared, extra, strict=True):
        if found[column] > 1e-6:
            faults.append(_fault(name, "限额", "limit", part.limit, found[column]))
    return DataError(faults)


def _fault(label: str, zh: str, en: str, limit: float, by: float) -> Problem:
    facts = {
        "reason": f"{zh}（{limit:g}）至少须{'提高' if by > 0 else '降低'}{abs(by):.6g}",
        "reason_en": f"{en} ({limit:g}) must be {'raised' if by > 0 else 'lowered'} by at least {abs(by):.6g}",
    }
    return Problem("no-plan", table="programmes", value=label, facts=facts)
