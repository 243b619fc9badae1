"""Which series add up to which: nested and crossed sums over one set of bottom series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.errors import DataError, ParameterError, Problem
from skillcast.forecasting.protocol import Ints
from skillcast.panel import Panel

TOTAL = "total"
"""Name of the level that sums everything."""
BLOCK = 2**23
"""Numbers summed at a time, 64 MB as float64: bounds memory, not the result."""


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """Bottom series and the sums over them that are published.

    Levels may be nested (region, region x industry) or crossed (region; industry): each is only a choice of key
    columns. Build one with `Hierarchy.of`.

    Parameters
    ----------
    index
        (B rows) key of each bottom series, text.
    levels
        Key columns of each level, ``()`` for the total; the last level is the bottom.
    nodes
        (N rows) ``level`` and the key columns of every node, empty text where a column is summed over. The A = N - B
        sums come first, level by level and sorted by key; the bottom series come last, in the order of `index`.
    members
        (L, B) row of `nodes` to which each bottom series belongs at each level.

    Examples
    --------
    >>> index = pd.DataFrame({"region": ["N", "N", "S", "S"], "industry": ["C", "F", "C", "F"]})
    >>> hierarchy = Hierarchy.of(index, [[], ["region"], ["industry"]])
    >>> hierarchy.keys
    ['total', 'region=N', 'region=S', 'industry=C', 'industry=F', 'N/C', 'N/F', 'S/C', 'S/F']
    >>> hierarchy.sums(np.array([1, 2, 3, 4])).tolist()
    [10, 3, 7, 4, 6, 1, 2, 3, 4]
    """

    index: pd.DataFrame
    levels: tuple[tuple[str, ...], ...]
    nodes: pd.DataFrame
    members: Ints

    @classmethod
    def of(cls, index: pd.DataFrame, levels: Sequence[Sequence[str]]) -> Hierarchy:
        """Build the hierarchy of bottom series from lists of key columns.

        Parameters
        ----------
        index
            (B rows) key columns of the bottom series, as in `Panel.index` and `Draws.index`; one row a series.
        levels
            One list of key columns a level: ``[]`` is the total, ``["region"]`` one sum a region. The bottom (all
            columns) is added where it is left out and always comes last.

        Returns
        -------
        Hierarchy

        Raises
        ------
        DataError
            No series, an empty key, or a key that repeats.
        ParameterError
            A column that the keys lack, a level given twice, or a key column called ``level``.
        """
        columns = [str(column) for column in index.columns]
        named = [tuple(column for column in columns if column in set(level)) for level in levels]
        _check_levels(columns, levels, named)
        keys = index.reset_index(drop=True).set_axis(columns, axis=1)
        _check_keys(keys)
        keys = keys.astype(str)
        ordered = (*(level for level in named if level != tuple(columns)), tuple(columns))
        tables, members, count = [], [], 0
        for level in ordered[:-1]:
            number = _number(keys, level)
            _, first = np.unique(number, return_index=True)
            table = keys.iloc[first].reset_index(drop=True)
            table[[column for column in columns if column not in level]] = ""
            tables.append(table.assign(level=level_name(level)))
            members.append(count + number)
            count += len(table)
        tables.append(keys.assign(level=level_name(ordered[-1])))
        members.append(count + np.arange(len(keys)))
        nodes = pd.concat(tables, ignore_index=True)[["level", *columns]]
        return cls(keys, ordered, nodes, np.stack(members).astype(np.int64))

    @property
    def aggregates(self) -> int:
        """A, the number of nodes that are sums; they stand before the bottom series."""
        return len(self.nodes) - len(self.index)

    @property
    def keys(self) -> list[str]:
        """(N) one text a node: ``total``, ``region=N``, and for a bottom series its key as in `Panel.keys`."""
        upper = [
            "/".join(f"{column}={value}" for column, value in zip(self.index, row[1:], strict=True) if value) or TOTAL
            for row in self.nodes.iloc[: self.aggregates].itertuples(index=False)
        ]
        return upper + ["/".join(row) for row in self.index.itertuples(index=False)]

    @cached_property
    def matrix(self) -> Any:
        """(N, B) sparse summing matrix S (scipy CSR, whole numbers): nodes = S x bottom series."""
        from scipy.sparse import csr_array

        levels, size = self.members.shape
        places = (self.members.ravel(), np.tile(np.arange(size), levels))
        return csr_array((np.ones(levels * size, dtype=np.int64), places), shape=(len(self.nodes), size))

    def sums(self, values: NDArray[Any], *, bottom: bool = True) -> NDArray[Any]:
        """Sum bottom series into nodes.

        Parameters
        ----------
        values
            (B, ...) numbers of the bottom series, in the order of `index`.
        bottom
            Whether the bottom series follow the sums in the result.

        Returns
        -------
        (N, ...) or, without the bottom, (A, ...): whole numbers stay whole (int64), others are summed in float64. A
        missing cell makes every sum over it missing.
        """
        kind = np.int64 if values.dtype.kind in "iub" else np.float64
        upper = self.matrix[: self.aggregates].astype(kind)
        result = np.empty((len(self.nodes) if bottom else self.aggregates, *values.shape[1:]), dtype=kind)
        flat, cells = result.reshape(len(result), -1), values.reshape(len(values), -1)
        width = max(BLOCK // max(len(values), 1), 1)
        for start in range(0, cells.shape[1], width):
            block = cells[:, start : start + width]
            flat[: self.aggregates, start : start + width] = upper @ block
            flat[self.aggregates :, start : start + width] = block[: len(result) - self.aggregates]
        return result

    def gaps(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return (A, ...) by how much each sum in `values` (N, ...) differs from the sum of its bottom series."""
        return np.asarray(values[: self.aggregates] - self.sums(values[self.aggregates :], bottom=False))

    def aggregate_panel(self, panel: Panel) -> Panel:
        """Return the history of all nodes, from a panel with the bottom series in any order.

        Raises
        ------
        DataError
            A bottom series that the panel lacks, or one that the hierarchy does not know.
        """
        values = in_order(panel.values, self.bottom_rows(panel.index))
        return Panel(self.nodes.copy(), panel.periods, self.sums(values))

    def bottom_rows(self, index: pd.DataFrame) -> Ints:
        """Return (B) the row of `index` where each bottom series stands; DataError unless they are the same set."""
        return _rows(self.index, index)

    def node_rows(self, index: pd.DataFrame) -> Ints:
        """Return (N) the row of `index` where each node stands; DataError unless they are the same set."""
        return _rows(self.nodes, index)


def in_order(values: NDArray[Any], rows: Ints) -> NDArray[Any]:
    """Return ``values[rows]``, the array itself where that is how it stands: scenarios are large."""
    unmoved = len(values) == len(rows) and bool((rows == np.arange(len(rows))).all())
    return values if unmoved else values[rows]


def level_name(level: Sequence[str]) -> str:
    """Return the name of a level: its columns joined by ``/``.

    Examples
    --------
    >>> level_name(["region", "industry"]), level_name([])
    ('region/industry', 'total')
    """
    return "/".join(level) or TOTAL


def _number(keys: pd.DataFrame, level: tuple[str, ...]) -> Ints:
    """Return (B) the number of each series' group, groups sorted by key."""
    if not level:
        return np.zeros(len(keys), dtype=np.int64)
    return np.asarray(keys.groupby(list(level), sort=True).ngroup().to_numpy(), dtype=np.int64)


def _check_levels(columns: list[str], levels: Sequence[Sequence[str]], named: list[tuple[str, ...]]) -> None:
    faults = []
    for level, known in zip(levels, named, strict=True):
        for column in [column for column in level if column not in columns]:
            allowed = ", ".join(columns)
            faults.append((column, f"关键列只有：{allowed}", f"the key columns are: {allowed}"))
        if named.count(known) > 1:
            faults.append((level_name(known), "同一层级给出了两次", "the level is given twice"))
    if "level" in columns:
        faults.append(("level", "关键列不能叫 level", "a key column cannot be called level"))
    if faults:
        raise ParameterError(
            Problem("bad-parameter", column="levels", value=value, facts={"reason": zh, "reason_en": en})
            for value, zh, en in dict.fromkeys(faults)
        )


def _check_keys(keys: pd.DataFrame) -> None:
    if keys.empty:
        raise DataError([Problem("empty-table", table="hierarchy")])
    blank = keys.isna() | (keys.astype(str) == "")
    problems = [
        Problem("missing-value", table="hierarchy", row=int(row) + 2, column=keys.columns[column])
        for row, column in np.argwhere(blank.to_numpy())
    ]
    problems += _repeats(keys.astype(str))
    if problems:
        raise DataError(problems)


def _repeats(keys: pd.DataFrame) -> list[Problem]:
    """Return one problem a row that repeats an earlier one."""
    again = keys.index[keys.duplicated()]
    if again.empty:
        return []
    first = keys.groupby(list(keys), sort=False).ngroup().drop_duplicates()
    row_of = dict(zip(first, first.index, strict=True))
    number = keys.groupby(list(keys), sort=False).ngroup()
    return [
        Problem(
            "duplicate-key",
            table="hierarchy",
            row=row + 2,
            value="/".join(keys.loc[row]),
            facts={"other": row_of[number[row]] + 2},
        )
        for row in again
    ]


def _rows(wanted: pd.DataFrame, given: pd.DataFrame) -> Ints:
    """Return (len(wanted)) the row of `given` with each wanted key; the two must hold the same keys."""
    lacking = [column for column in wanted.columns if column not in given.columns]
    if lacking:
        allowed = "、".join(wanted.columns)
        raise DataError(
            Problem("missing-column", table="hierarchy", column=name, facts={"allowed": allowed}) for name in lacking
        )
    found = given[list(wanted.columns)].astype(str).reset_index(drop=True)
    problems = _repeats(found)
    if not problems:
        ours, theirs = pd.MultiIndex.from_frame(wanted), pd.MultiIndex.from_frame(found)
        rows = np.asarray(theirs.get_indexer(ours), dtype=np.int64)
        problems = _strangers(ours[rows < 0], "draws") + _strangers(theirs[ours.get_indexer(theirs) < 0], "hierarchy")
    if problems:
        raise DataError(problems)
    return rows


def _strangers(keys: pd.MultiIndex, other: str) -> list[Problem]:
    return [Problem("dangling-key", table="hierarchy", value="/".join(key), facts={"other": other}) for key in keys]
