"""Controlled rounding: parts and totals go to neighbouring multiples of a base, and the printed parts still add up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

NEAR = 1e-9  # of a base: what is a multiple but for this stays where it is


def controlled_rounding(values: np.ndarray, base: float = 1.0) -> np.ndarray:
    """Round an additive table so that its parts still add up to its margins.

    Parameters
    ----------
    values
        (N,) parts and their total last, or (N, M) parts with the totals of rows in the last column, of columns in the last
        row and of everything in the corner. Parts must add up to the totals.
    base
        Every number becomes a multiple of it.

    Returns
    -------
    ndarray
        The same shape. Each number goes to one of the two multiples beside it (a multiple stays what it is), margins too;
        sums hold exactly; the sum of distances is the smallest possible.

    Raises
    ------
    ValueError
        The parts do not add up.

    Notes
    -----
    For one- and two-way tables such a rounding always exists: the totals are the nodes of a flow network, whose vertices are
    whole (Cox, JASA 82, 1987). It is found as a small linear programme.

    Examples
    --------
    >>> controlled_rounding(np.array([1.4, 1.4, 1.4, 4.2])).tolist()
    [1.0, 1.0, 2.0, 4.0]
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim == 1:
        both: np.ndarray = controlled_rounding(np.column_stack([table, table]), base)
        return np.asarray(both[:, 0])
    scaled = table / base
    size = max(1.0, float(np.abs(scaled).max(initial=0.0)))
    signs = [np.append(np.ones(length - 1), -1.0) for length in scaled.shape]
    if max(np.abs(signs[0] @ scaled).max(), np.abs(scaled @ signs[1]).max()) > 1e-6 * size:
        raise ValueError("the parts do not add up to the totals")
    whole = np.rint(scaled)
    scaled = np.where(np.abs(scaled - whole) <= NEAR * size, whole, scaled)
    floor = np.floor(scaled)
    rest = scaled - floor
    up = _steps(floor, rest, signs)
    return np.asarray((floor + up) * base)


def _steps(floor: np.ndarray, rest: np.ndarray, signs: list[np.ndarray]) -> np.ndarray:
    """(N, M) zeros and ones: which numbers go up."""
    rows, columns = floor.shape
    place = np.arange(rows * columns).reshape(rows, columns)
    weights = np.concatenate([(signs[0][:, None] * np.ones(columns)).ravel(), (np.ones((rows, 1)) * signs[1]).ravel()])
    equation = np.concatenate([np.tile(np.arange(columns), rows), columns + np.repeat(np.arange(rows), columns)])
    matrix = coo_array(
        (weights, (equation, np.concatenate([place.ravel(), place.ravel()]))), shape=(columns + rows, rows * columns)
    )
    owed = -np.concatenate([signs[0] @ floor, floor @ signs[1]])
    # Equal distances are told apart by place, so that every machine rounds alike.
    cost = (1 - 2 * rest).ravel() - 1e-7 * np.arange(rows * columns) / (rows * columns)
    answer = milp(
        cost,
        constraints=LinearConstraint(matrix.tocsc(), owed, owed),
        integrality=np.ones(rows * columns),
        bounds=Bounds(0.0, (rest > 0).astype(float).ravel()),
    )
    if answer.x is None:
        raise ValueError(f"no rounding adds up: {answer.message}")
    return np.asarray(np.rint(answer.x).reshape(rows, columns))


def round_parts(frame: pd.DataFrame, columns: Sequence[str], total_row: int, base: float = 1.0) -> pd.DataFrame:
    """Round additive columns of a table together with their total.

    Parameters
    ----------
    frame
        A table with one row of totals; before anything is withheld from it.
    columns
        Each is a sum of its own: the rows other than `total_row` add up to it.
    total_row
        Position of the total.
    base
        What to round to.

    Returns
    -------
    DataFrame
        A copy with the columns rounded.

    Examples
    --------
    >>> round_parts(pd.DataFrame({"n": [0.4, 0.4, 0.8]}), ["n"], 2)["n"].tolist()
    [1.0, 0.0, 1.0]
    """
    out = frame.copy()
    order = [*(row for row in range(len(frame)) if row != total_row), total_row]
    for column in columns:
        values = frame[column].to_numpy(dtype=np.float64)
        rounded = np.empty(len(values))
        rounded[order] = controlled_rounding(values[order], base)
        out[column] = rounded
    return out


def round_table(frame: pd.DataFrame, columns: Sequence[str], total_row: int, base: float = 1.0) -> pd.DataFrame:
    """Round a two-way table whose rows add up too (to a total that is not one of its columns).

    Examples
    --------
    >>> frame = pd.DataFrame({"a": [1.5, 1.5, 3.0], "b": [0.5, 0.5, 1.0]})
    >>> round_table(frame, ["a", "b"], 2).to_numpy().sum(axis=0).tolist()
    [6.0, 2.0]
    """
    order = [*(row for row in range(len(frame)) if row != total_row), total_row]
    values = frame.loc[:, list(columns)].to_numpy(dtype=np.float64)[order]
    rounded = controlled_rounding(np.column_stack([values, values.sum(axis=1)]), base)[:, :-1]
    out = frame.copy()
    unordered = np.empty_like(rounded)
    unordered[order] = rounded
    for place, column in enumerate(columns):
        out[column] = unordered[:, place]
    return out
