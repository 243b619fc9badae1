"""Age structures and the rates that go with them, checked before anything is computed from them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from skillcast.errors import DataError, Problem

TOLERANCE = 1e-9
CONSECUTIVE = {"reason": "年龄须为连续的单岁", "reason_en": "ages must be consecutive single years"}
ALIKE = {
    "reason": "序列和年龄须与年龄构成一致且同序",
    "reason_en": "series and ages must be those of the age structure, in its order",
}


def check_structure(structure: pd.DataFrame, *, table: str = "structure") -> None:
    """Raise DataError unless a structure (N x A) holds whole persons by consecutive single ages."""
    if structure.empty:
        raise DataError([Problem("empty-table", table=table)])
    ages, values = structure.columns.to_numpy(), structure.to_numpy(dtype=np.float64)
    problems = []
    if not np.array_equal(ages, ages[0] + np.arange(len(ages))):
        problems.append(Problem("inconsistent", table=table, column="age", facts=CONSECUTIVE))
    facts = {"allowed": "[0, +∞)", "unit": "人"}
    for row, column in np.argwhere(~((values >= 0) & (values < np.inf)) | (values % 1 != 0)):
        value = values[row, column]
        kind = "not-an-integer" if 0 < value < np.inf else "out-of-range"
        problems.append(Problem(kind, table=table, column=str(ages[column]), value=value, facts=facts))
    if problems:
        raise DataError(problems)


def check_alike(structure: pd.DataFrame, others: Mapping[str, pd.DataFrame]) -> None:
    """Raise DataError unless the `others` have the series and ages of `structure`."""
    wrong = [
        name
        for name, other in others.items()
        if not (other.index.equals(structure.index) and other.columns.equals(structure.columns))
    ]
    if wrong:
        raise DataError([Problem("inconsistent", table=name, facts=ALIKE) for name in wrong])


def check_shares(tables: Mapping[str, pd.DataFrame], *, whole: str) -> None:
    """Raise DataError unless all tables hold shares and each row of the one called `whole` sums to 1."""
    problems = []
    for name, table in tables.items():
        values = table.to_numpy(dtype=np.float64)
        for row, column in np.argwhere(~((values >= 0) & (values <= 1))):
            where = {"table": name, "column": str(table.columns[column]), "value": values[row, column]}
            problems.append(Problem("out-of-range", **where, facts={"allowed": "[0, 1]", "unit": "-"}))
    sums = tables[whole].sum(axis=1)
    for key, total in sums[~((sums - 1).abs() < TOLERANCE)].items():
        problems.append(Problem("weights-not-one", table=whole, value=key, facts={"total": f"{total:g}"}))
    if problems:
        raise DataError(problems)
