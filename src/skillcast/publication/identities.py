"""Arithmetic identities of a table, written as text (``gap == demand - seekers``) and evaluated without `eval`."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

Value = np.ndarray
Cells = Callable[[str, str, str], float]

_BINARY: dict[type[ast.operator], Callable[[Value, Value], Value]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_UNARY: dict[str, Callable[[Value], Value]] = {"abs": np.abs, "rint": np.rint}
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Breach:
    """A row in which an identity does not hold: its position (None: the whole table), both sides."""

    row: int | None
    left: float
    right: float


def breaches(identity: str, fields: Mapping[str, Value], *, total_rows: tuple[int, ...] = ()) -> list[Breach]:
    """Return where an identity fails.

    Parameters
    ----------
    identity
        One comparison (``==``, ``<=``, ``>=``) of sums, differences, products, quotients of fields and numbers.
        ``total(x)`` is the value in the row of totals, ``sum(x)`` the sum over the other rows (missing values make
        it missing), ``row()`` the number of the row (from 1), ``rank(x)`` the place of a value from the largest down (equal
        values share the first), ``abs(x)``, ``rint(x)`` and ``maximum(x, y)`` as usual. A row in which a side is missing is
        passed over.
    fields
        Numbers by field name, one length.
    total_rows
        Positions of the rows of totals.

    Raises
    ------
    ValueError
        The text is not such a comparison, or names an unknown field.

    Examples
    --------
    >>> table = {"gap": np.array([2.0, 5.0]), "demand": np.array([5.0, 7.0]), "seekers": np.array([3.0, 3.0])}
    >>> breaches("gap == demand - seekers", table)
    [Breach(row=1, left=5.0, right=4.0)]
    """
    node = _comparison(identity)
    left, right = (_evaluate(side, fields, total_rows) for side in (node.left, node.comparators[0]))
    single = left.ndim == right.ndim == 0
    pairs = zip(*map(np.atleast_1d, np.broadcast_arrays(left, right)), strict=True)
    return [
        Breach(None if single else row, float(one), float(other))
        for row, (one, other) in enumerate(pairs)
        if not (np.isnan(one) or np.isnan(other) or _holds(node.ops[0], one, other, identity))
    ]


def cell_breaches(identity: str, cells: Cells) -> list[Breach]:
    """Return whether an identity between cells of tables fails (a list of one or none).

    Parameters
    ----------
    identity
        As for `breaches`; a cell is ``table.field[key]``, the key being the value of the table's first key field, in quotes
        unless it is a plain name; ``table.field[a, b]`` is the sum of two.
    cells
        The table's name, the field and the keys -> the value (NaN: missing; then the identity is passed over).

    Examples
    --------
    >>> known = {("industry", "A"): 5.0, ("sector", "primary"): 6.0}
    >>> cell_breaches("industry.demand[A] == sector.demand[primary]", lambda table, field, key: known[table, key])
    [Breach(row=None, left=5.0, right=6.0)]
    """
    node = _comparison(identity)
    left, right = (float(_evaluate(side, {}, (), cells)) for side in (node.left, node.comparators[0]))
    if np.isnan(left) or np.isnan(right) or _holds(node.ops[0], left, right, identity):
        return []
    return [Breach(None, left, right)]


def _comparison(identity: str) -> ast.Compare:
    try:
        node = ast.parse(identity, mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"not an identity: {identity!r}") from error
    if not (isinstance(node, ast.Compare) and len(node.ops) == 1):
        raise ValueError(f"not one comparison: {identity!r}")
    return node


def _holds(comparison: ast.cmpop, left: float, right: float, identity: str) -> bool:
    slack = _TOLERANCE * max(1.0, abs(left), abs(right))
    if isinstance(comparison, ast.Eq):
        return abs(left - right) <= slack
    if isinstance(comparison, ast.LtE):
        return left <= right + slack
    if isinstance(comparison, ast.GtE):
        return left >= right - slack
    raise ValueError(f"only ==, <= and >= are compared: {identity!r}")


def _evaluate(
    node: ast.expr, fields: Mapping[str, Value], total_rows: tuple[int, ...], cells: Cells | None = None
) -> Value:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return np.asarray(float(node.value))
    if isinstance(node, ast.Name) and node.id in fields:
        return fields[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_evaluate(node.operand, fields, total_rows, cells)
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        sides = [_evaluate(side, fields, total_rows, cells) for side in (node.left, node.right)]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(_BINARY[type(node.op)](sides[0], sides[1]))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        values = [_evaluate(argument, fields, total_rows, cells) for argument in node.args]
        return _call(node.func.id, values, total_rows, length=len(next(iter(fields.values()), ())))
    if cells is not None and isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute):
        keys = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        table, field = ast.unparse(node.value.value), node.value.attr
        return np.asarray(sum(cells(table, field, _key(key)) for key in keys))
    raise ValueError(f"cannot be evaluated: {ast.unparse(node)}")


def _key(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


def _call(name: str, values: list[Value], total_rows: tuple[int, ...], *, length: int) -> Value:
    if name == "row" and not values:
        return np.arange(1.0, length + 1)
    if name == "rank" and len(values) == 1 and values[0].ndim == 1:
        higher = (values[0][:, None] < values[0][None, :]).sum(axis=1) + 1.0
        return np.where(np.isnan(values[0]), np.nan, higher)
    if name in ("sum", "total") and len(values) == 1 and values[0].ndim == 1:
        totals = np.isin(np.arange(len(values[0])), total_rows)
        chosen = values[0][totals if name == "total" else ~totals]
        if name == "total" and len(chosen) != 1:
            raise ValueError(f"total() needs one row of totals, there are {len(chosen)}")
        return np.asarray(chosen.sum())
    if name in _UNARY and len(values) == 1:
        return np.asarray(_UNARY[name](values[0]))
    if name == "maximum" and len(values) == 2:
        return np.asarray(np.maximum(values[0], values[1]))
    raise ValueError(f"unknown function {name}() or wrong number of arguments")
