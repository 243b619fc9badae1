"""Whether a table with given zeros and given margins exists, and which margin cells stand in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, hstack, identity, vstack

from skillcast.errors import DataError, Problem

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NAMED = 12
"""Cells a message lists before it only counts them."""
PRECISE = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


@dataclass(frozen=True)
class Margin:
    """One margin of a table of N cells.

    Parameters
    ----------
    names
        The dimensions it runs over.
    keys
        (G) the label of each margin cell in each of these dimensions.
    group
        (N) the margin cell that each table cell belongs to.
    wanted
        (G, S) what the table cells of each must add up to, or (G, 1) for all scenarios.
    """

    names: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    group: NDArray[np.int64]
    wanted: Floats

    @property
    def matrix(self) -> csr_matrix:
        """(G, N) incidence of margin cells and table cells."""
        cells = np.arange(len(self.group))
        return csr_matrix((np.ones(len(cells)), (self.group, cells)), shape=(len(self.keys), len(cells)))

    def label(self, cell: int) -> str:
        """Return the name of a margin cell, such as ``industry=C31, sex=male``."""
        return ", ".join(f"{name}={key}" for name, key in zip(self.names, self.keys[cell], strict=True)) or "total"

    def onto(self, names: Sequence[str]) -> pd.DataFrame:
        """Return the wanted sums over all dimensions but `names`: one row a key, one column a scenario."""
        keep = [self.names.index(name) for name in names]
        keys = [tuple(key[place] for place in keep) for key in self.keys]
        return pd.DataFrame(self.wanted).groupby(pd.Series(keys, dtype=object)).sum()


def check_margins(margins: Sequence[Margin], support: Bools, *, tolerance: float) -> None:
    """Refuse margins that no table with the given zeros has.

    Parameters
    ----------
    margins
        The margins; wanted values are finite.
    support
        (N, S) or (N, 1) cells that may be positive.
    tolerance
        Relative difference that counts as agreement.

    Raises
    ------
    DataError
        A negative margin, margins that disagree on what they have in common, or margins that cannot be
        reached past the zeros; the conflicting cells are named.

    Notes
    -----
    The last question is a linear programme: the least total shortfall of the margins over all tables with these zeros. By
    Farkas' lemma its dual names the margin cells of a contradiction: those with positive weight ask for more
    than those with negative weight leave them.
    """
    _refuse(_negative(margins) or _disagreement(margins, tolerance))
    if len(margins) <= 2 and _complete(margins, np.asarray(support.all(axis=1))):
        return  # two margins that agree on what they share are met by conditional independence
    seen: set[bytes] = set()
    for s in range(max(support.shape[1], *(margin.wanted.shape[1] for margin in margins))):
        alive = column_of(support, s)
        wanted = np.concatenate([column_of(margin.wanted, s) for margin in margins])
        case = alive.tobytes() + wanted.tobytes()
        if case not in seen:
            seen.add(case)
            _refuse(_unreachable(margins, alive, wanted, tolerance))


def forced_zeros(margins: Sequence[Margin], support: Bools, suspects: Bools, scenario: int) -> Bools:
    """Return which of the suspected cells (N) are zero in every table with these margins and zeros."""
    alive = np.flatnonzero(support)
    matrix = vstack([margin.matrix for margin in margins]).tocsc()[:, alive]
    wanted = np.concatenate([column_of(margin.wanted, scenario) for margin in margins])
    total = float(column_of(margins[0].wanted, scenario).sum())
    open_cells = suspects[alive].copy()
    while open_cells.any():
        found = linprog(-open_cells.astype(float), A_eq=matrix, b_eq=wanted / total, method="highs", options=PRECISE)
        if found.x is None or found.x[open_cells].sum() <= 1e-9:
            break
        open_cells &= found.x <= 1e-9 / len(alive)
    zeros = np.zeros(len(support), dtype=bool)
    zeros[alive[open_cells]] = True
    return zeros


def column_of(values: NDArray[Any], scenario: int) -> NDArray[Any]:
    """Return the column of a scenario, or the only one."""
    return values[:, scenario if values.shape[1] > 1 else 0]


def _complete(margins: Sequence[Margin], alive: Bools) -> bool:
    """Tell whether every pair of margin cells that agree on what they share has a table cell in common."""
    first, second = margins[0], margins[-1]
    common = [first.names.index(name) for name in first.names if name in second.names]
    shared = [second.names.index(first.names[place]) for place in common]
    left = Counter(tuple(key[place] for place in common) for key in first.keys)
    right = Counter(tuple(key[place] for place in shared) for key in second.keys)
    pairs = sum(count * right[key] for key, count in left.items())
    return len(np.unique(first.group[alive] * len(second.keys) + second.group[alive])) == pairs


def _negative(margins: Sequence[Margin]) -> list[Problem]:
    facts = {"allowed": "[0, ∞)", "unit": "persons"}
    return [
        Problem("out-of-range", column=margin.label(int(cell)), value=float(margin.wanted[cell].min()), facts=facts)
        for margin in margins
        for cell in np.flatnonzero(~(np.isfinite(margin.wanted) & (margin.wanted >= 0)).all(axis=1))
    ]


def _disagreement(margins: Sequence[Margin], tolerance: float) -> list[Problem]:
    problems = []
    for one, other in combinations(margins, 2):
        common = [name for name in one.names if name in other.names]
        left, right = one.onto(common), other.onto(common)
        left, right = left.align(right, join="outer", axis=0, fill_value=0.0)
        a, b = np.broadcast_arrays(left.to_numpy(), right.to_numpy())
        apart = np.abs(a - b) > tolerance * np.maximum(np.maximum(a, b), 1.0)
        for row in map(int, np.flatnonzero(apart.any(axis=1))):
            s = int(np.argmax(apart[row]))
            cell = ", ".join(f"{name}={key}" for name, key in zip(common, left.index[row], strict=True)) or "total"
            ours, theirs = ("×".join(margin.names) or "total" for margin in (one, other))
            zh = f"{cell}：边际 {ours} 合计 {a[row, s]:.10g}，边际 {theirs} 合计 {b[row, s]:.10g}"
            en = f"{cell}: margin {ours} adds up to {a[row, s]:.10g}, margin {theirs} to {b[row, s]:.10g}"
            problems.append(Problem("inconsistent", value=cell, facts={"reason": zh, "reason_en": en}))
    return problems


def _unreachable(margins: Sequence[Margin], alive: Bools, wanted: Floats, tolerance: float) -> list[Problem]:
    """Return the contradiction between margins and zeros, if there is one, as one problem."""
    total = float(wanted[: len(margins[0].keys)].sum())
    if total == 0.0:
        return []
    matrix = vstack([margin.matrix for margin in margins]).tocsc()[:, np.flatnonzero(alive)]
    slack = identity(len(wanted), format="csc")
    cost = np.concatenate([np.zeros(matrix.shape[1]), np.ones(2 * len(wanted))])
    found = linprog(cost, A_eq=hstack([matrix, slack, -slack]), b_eq=wanted / total, method="highs", options=PRECISE)
    if found.fun <= tolerance:
        return []
    weight = _brief(found.eqlin.marginals, [len(margin.keys) for margin in margins])
    labels = [margin.label(cell) for margin in margins for cell in range(len(margin.keys))]
    more, less = ([k for k in np.argsort(-abs(weight), kind="stable") if sign * weight[k] > 1e-6] for sign in (1, -1))
    asked, left = float(weight[more] @ wanted[more]), float(-weight[less] @ wanted[less])
    names = [_listed([labels[k] for k in side]) for side in (more, less)]
    zh = f"零单元使边际无法达到：{names[0]} 共需 {asked:.10g}，" + (
        f"而可容纳它们的 {names[1]} 只有 {left:.10g}" if less else "而没有单元可以容纳它们"
    )
    en = f"zeros put the margins out of reach: {names[0]} ask for {asked:.10g}, where " + (
        f"{names[1]} leave {left:.10g}" if less else "no cell can hold them"
    )
    return [Problem("inconsistent", value=names[0], facts={"reason": zh, "reason_en": en})]


def _brief(weight: Floats, sizes: Sequence[int]) -> Floats:
    """Return the same contradiction with few cells: margins have equal totals, so a constant can pass between them."""
    first, *rest = (part.copy() for part in np.split(weight, np.cumsum(sizes)[:-1]))
    for part in rest:
        values, counts = np.unique(part.round(9), return_counts=True)
        common = values[np.argmax(counts)]
        part -= common
        first += common
    found = np.concatenate([first, *rest])
    return np.asarray(found / np.abs(found).max())


def _listed(labels: list[str]) -> str:
    more = f" … (+{len(labels) - NAMED})" if len(labels) > NAMED else ""
    return "; ".join(labels[:NAMED]) + more


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise DataError(problems)
