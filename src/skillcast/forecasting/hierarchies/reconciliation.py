"""Forecasts that add up: sums of the cells, or all nodes moved as little as their errors warrant.

Weighted least squares: among all coherent (and, unless asked otherwise, non-negative) figures those nearest to the base
forecasts, a unit of distance being the error the node's own forecasts have shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from skillcast.draws import Draws
from skillcast.errors import DataError, ParameterError, Problem
from skillcast.forecasting.hierarchies.hierarchy import BLOCK, Hierarchy, in_order
from skillcast.forecasting.protocol import Bools, Floats

DENSE = 3000
"""Number of sums up to which their equations are solved as a dense matrix (72 MB)."""
CERTAIN = 1e-6
"""Least variance of a sum, as a share of what the variances of its cells add up to: none is beyond all doubt."""
ROUNDS, INNER, HALVINGS = 50, 200, 30
"""Most Newton steps, conjugate-gradient steps in each, and halvings of a Newton step."""
OVERSHOOT = 1e-3
"""Slope past the lowest point that a Newton step may end on, as a share of the slope it began with."""
PRECISION = 1e-10
"""Largest remainder of the equations, relative to the largest base figure of the scenario."""


def bottom_up(draws: Draws, hierarchy: Hierarchy, *, keep_bottom: bool = True) -> Draws:
    """Sum scenarios of the bottom series into scenarios of all nodes, draw by draw.

    Parameters
    ----------
    draws
        (B, H, S) scenarios of the bottom series, rows in any order.
    hierarchy
        The sums wanted.
    keep_bottom
        Whether the bottom series are repeated after the sums; without them only the sums take memory.

    Returns
    -------
    Draws
        (N, H, S), or (A, H, S) without the bottom, indexed by `Hierarchy.nodes`. Whole numbers stay whole and add up
        exactly; others are float64, so that float32 cells add up without rounding unless their sizes differ by more
        than a factor of 2^29 over their number.

    Raises
    ------
    DataError
        Series that the hierarchy lacks or does not know.

    Examples
    --------
    >>> index = pd.DataFrame({"industry": ["C", "F"]})
    >>> draws = Draws(index, pd.PeriodIndex(["2026"], freq="Y"), np.array([[[1, 2]], [[3, 4]]]))
    >>> bottom_up(draws, Hierarchy.of(index, [[]])).samples[:, 0].tolist()
    [[4, 6], [1, 2], [3, 4]]
    """
    samples = in_order(draws.samples, hierarchy.bottom_rows(draws.index))
    nodes = hierarchy.nodes if keep_bottom else hierarchy.nodes.iloc[: hierarchy.aggregates]
    return Draws(nodes.copy(), draws.periods, hierarchy.sums(samples, bottom=keep_bottom))


def reconcile(base: Draws, hierarchy: Hierarchy, variances: ArrayLike, *, nonnegative: bool = True) -> Draws:
    """Make scenarios of all nodes coherent by weighted least squares, scenario by scenario.

    Parameters
    ----------
    base
        (N, H, S) scenarios of all nodes, forecast apart; rows in any order, keys as in `Hierarchy.nodes`.
    hierarchy
        What must add up to what.
    variances
        (N) error variance of each node in the order of `Hierarchy.nodes`, in the squared unit of the variable;
        usually `error_variances` of a backtest. Only ratios matter. A bottom series with variance 0 is not moved; a
        sum has at least a millionth of the variance its bottom series add up to, so with 0 it hardly moves.
    nonnegative
        Whether no figure may fall below zero, as for persons; False for variables that may, such as gaps.

    Returns
    -------
    Draws
        (N, H, S) float64 indexed by `Hierarchy.nodes`: sums are the sums of the bottom series, draw by draw.

    Raises
    ------
    DataError
        Nodes that the hierarchy lacks or does not know; figures that are missing or infinite.
    ParameterError
        Variances of another number than the nodes, negative, missing, or all zero.

    Notes
    -----
    y~ = S (S' W^-1 S)^-1 S' W^-1 y^ with W the diagonal matrix of `variances` (Hyndman, Lee and Wang 2016, *Computational
    Statistics & Data Analysis* 97; Wickramasuriya, Athanasopoulos and Hyndman 2019, *Journal of the American Statistical
    Association* 114), computed as b~ = b^ + W_b S_a' m with (W_a + S_a W_b S_a') m = a^ - S_a b^, where a are the sums, b
    the bottom series and m one multiplier a sum: there are as many equations as sums, however many cells.

    With `nonnegative`, scenarios whose solution has negative cells are solved again under b >= 0 (Wickramasuriya, Turlach
    and Hyndman 2020, *Statistics and Computing* 30): b~ = max(b^ + W_b S_a' m, 0) and W_a m + S_a b~ = a^, the stationary
    point of a convex function of m, by Newton's method. It is the nearest coherent non-negative point; cutting off
    the negative cells of the first solution instead would raise the sums.

    The scenarios of all nodes should be drawn jointly (one forecast of the panel `Hierarchy.aggregate_panel`): errors that
    were drawn apart cancel against each other here and leave the intervals too narrow.

    There are no named weights. Equal ones (OLS) and structural ones (the number of cells in a sum) charge the error
    of a sum to its cells in equal amounts, which swamps small cells where sizes differ a hundredfold or more.

    Examples
    --------
    >>> hierarchy = Hierarchy.of(pd.DataFrame({"industry": ["C", "F"]}), [[]])
    >>> base = Draws(hierarchy.nodes, pd.PeriodIndex(["2026"], freq="Y"), np.array([[[110.0]], [[60.0]], [[40.0]]]))
    >>> reconcile(base, hierarchy, [5.0, 4.0, 1.0]).samples.ravel().tolist()
    [105.0, 64.0, 41.0]
    """
    rows = hierarchy.node_rows(base.index)
    _check_finite(base)
    projection = _Projection.of(hierarchy, _checked(variances, len(rows)))
    flat = in_order(base.samples, rows).reshape(len(rows), -1)
    cells = np.empty((len(hierarchy.index), flat.shape[1]))
    width = max(BLOCK // len(rows), 1)
    for start in range(0, flat.shape[1], width):
        block = flat[:, start : start + width].astype(np.float64)
        cells[:, start : start + width] = projection.cells(block, nonnegative=nonnegative)
    samples = hierarchy.sums(cells).reshape(base.samples.shape)
    return Draws(hierarchy.nodes.copy(), base.periods, samples)


def error_variances(errors: pd.DataFrame, hierarchy: Hierarchy, *, method: str | None = None) -> Floats:
    """Return the mean squared one-step error of each node in a backtest.

    Parameters
    ----------
    errors
        One row a node, origin, step and method: the columns of `Hierarchy.nodes`, ``h``, ``actual``, ``forecast`` and
        ``method``, as `Backtest.errors` has them when the panel is `Hierarchy.aggregate_panel`.
    hierarchy
        Gives the nodes and their order.
    method
        The method of the base forecasts; the first that occurs by default.

    Returns
    -------
    (N) variances in the squared unit of the variable.

    Raises
    ------
    DataError
        Nodes without an error one step ahead.

    Examples
    --------
    >>> hierarchy = Hierarchy.of(pd.DataFrame({"industry": ["C"]}), [[]])
    >>> errors = pd.concat([hierarchy.nodes.assign(h=1, method="drift", actual=9.0, forecast=[7.0, 8.0])] * 3)
    >>> error_variances(errors, hierarchy).tolist()
    [4.0, 1.0]
    """
    chosen = errors[(errors["h"] == 1) & (errors["method"] == (method or errors["method"].iloc[0]))]
    columns = list(hierarchy.nodes)
    squares = chosen[columns].astype(str).assign(square=(chosen["actual"] - chosen["forecast"]) ** 2)
    means = squares.dropna().groupby(columns)["square"].mean()
    result = means.reindex(pd.MultiIndex.from_frame(hierarchy.nodes)).to_numpy(dtype=np.float64)
    lacking = np.flatnonzero(np.isnan(result))
    if len(lacking):
        keys = hierarchy.keys
        raise DataError(Problem("too-short", value=keys[row], facts={"length": 0, "needed": 1}) for row in lacking)
    return result


@dataclass(frozen=True)
class _Projection:
    """The weighted least squares problem of one hierarchy and one set of variances.

    `summing` is S_a (A, B), sparse; `above` (A, 1) and `below` (B, 1) the variances; `solve` applies the inverse of
    W_a + S_a W_b S_a'.
    """

    summing: Any
    above: Floats
    below: Floats
    solve: Callable[[Floats], Floats]

    @classmethod
    def of(cls, hierarchy: Hierarchy, variances: Floats) -> _Projection:
        from scipy.sparse import diags_array

        summing = hierarchy.matrix[: hierarchy.aggregates].astype(np.float64)
        above, below = variances[: hierarchy.aggregates], variances[hierarchy.aggregates :]
        least = variances[variances > 0].min()
        above = np.maximum(above, CERTAIN * np.maximum(summing @ below, least))
        equations = diags_array(above) + summing @ diags_array(below) @ summing.T
        return cls(summing, above[:, None], below[:, None], _factor(equations))

    def cells(self, base: Floats, *, nonnegative: bool) -> Floats:
        """Return (B, K) bottom series nearest to K scenarios `base` (N, K)."""
        count = len(self.above)
        sums, cells = base[:count], base[count:]
        multipliers = self.solve(sums - self.summing @ cells)
        result = self._free(cells, multipliers)
        negative = (result < 0).any(axis=0)
        if nonnegative and negative.any():
            multipliers = self._newton(sums[:, negative], cells[:, negative], multipliers[:, negative])
            result[:, negative] = np.maximum(self._free(cells[:, negative], multipliers), 0.0)
        return result

    def _free(self, cells: Floats, multipliers: Floats) -> Floats:
        """Return b^ + W_b S_a' m: the bottom series where nothing keeps them from falling below zero."""
        return np.asarray(cells + self.below * (self.summing.T @ multipliers))

    def _newton(self, sums: Floats, cells: Floats, multipliers: Floats) -> Floats:
        """Return the multipliers (A, K) of the non-negative problem, starting from those of the free one."""
        close = PRECISION * np.maximum(np.abs(sums).max(axis=0), np.abs(cells).max(axis=0))
        result = multipliers.copy()
        todo = np.arange(result.shape[1])
        for _ in range(ROUNDS):
            lacking = self._lacking(sums[:, todo], cells[:, todo], result[:, todo])
            unfinished = np.abs(lacking).max(axis=0) > close[todo]
            todo, lacking = todo[unfinished], lacking[:, unfinished]
            if not len(todo):
                break
            free = self._free(cells[:, todo], result[:, todo]) > 0
            step = self._conjugate_gradients(lacking, free)
            result[:, todo] = self._advance(sums[:, todo], cells[:, todo], result[:, todo], step, lacking)
        return result

    def _lacking(self, sums: Floats, cells: Floats, multipliers: Floats) -> Floats:
        """Return (A, K) a^ - W_a m - S_a b~, nil at the solution: minus the gradient of a convex function of m."""
        kept = np.maximum(self._free(cells, multipliers), 0.0)
        return np.asarray(sums - self.above * multipliers - self.summing @ kept)

    def _advance(self, sums: Floats, cells: Floats, start: Floats, step: Floats, lacking: Floats) -> Floats:
        """Return start + step, the step halved in each scenario until it no longer goes past the lowest point."""
        slope, share = (lacking * step).sum(axis=0), np.ones(step.shape[1])
        for _ in range(HALVINGS):
            ahead = (self._lacking(sums, cells, start + share * step) * step).sum(axis=0)
            beyond = ahead < -OVERSHOOT * slope
            if not beyond.any():
                break
            share = np.where(beyond, share / 2, share)
        return np.asarray(start + share * step)

    def _conjugate_gradients(self, right: Floats, free: Bools) -> Floats:
        """Solve (W_a + S_a W_b S_a') m = right with only the `free` cells (B, K) of each scenario in the sum.

        Preconditioned by the inverse with all cells: steps needed grow with the number of cells held at zero.
        """
        below = self.below * free
        solution, rest = np.zeros_like(right), right.copy()
        ahead = self.solve(rest)
        direction, size = ahead, (rest * ahead).sum(axis=0)
        enough = 1e-24 * size
        for _ in range(INNER):
            if (size <= enough).all():
                break
            image = self.above * direction + self.summing @ (below * (self.summing.T @ direction))
            along = (direction * image).sum(axis=0)
            length = np.divide(size, along, out=np.zeros_like(size), where=(along > 0) & (size > enough))
            solution, rest = solution + length * direction, rest - length * image
            ahead = self.solve(rest)
            last, size = size, (rest * ahead).sum(axis=0)
            direction = ahead + np.divide(size, last, out=np.zeros_like(size), where=last > 0) * direction
        return solution


def _factor(equations: Any) -> Callable[[Floats], Floats]:
    """Return the function that solves the symmetric positive definite sparse `equations` for (A, K) right sides."""
    if equations.shape[0] <= DENSE:
        from scipy.linalg import cho_factor, cho_solve

        factor = cho_factor(equations.toarray(), lower=True)
        return lambda right: np.asarray(cho_solve(factor, right))
    from scipy.sparse.linalg import splu

    return splu(equations.tocsc()).solve  # type: ignore[no-any-return]


def _check_finite(base: Draws) -> None:
    wrong = np.argwhere(~np.isfinite(base.samples).all(axis=2))
    if len(wrong):
        labels, keys = base.periods.astype(str), base.index.astype(str).agg("/".join, axis=1).to_numpy()
        raise DataError(Problem("not-a-number", column=labels[step], value=keys[row]) for row, step in wrong)


def _checked(variances: ArrayLike, count: int) -> Floats:
    result = np.asarray(variances, dtype=np.float64)
    faults = []
    if result.shape != (count,):
        faults.append((f"每个节点须有一个方差，共 {count} 个", f"one variance a node is needed, {count} in all"))
    if not (np.isfinite(result) & (result >= 0)).all():
        faults.append(("方差须为非负的有限数", "variances must be finite and not negative"))
    if not (result > 0).any():
        faults.append(("至少一个方差须大于零", "at least one variance must be above zero"))
    if faults:
        raise ParameterError(
            Problem("bad-parameter", column="variances", value=str(result.shape), facts={"reason": zh, "reason_en": en})
            for zh, en in faults
        )
    return result
