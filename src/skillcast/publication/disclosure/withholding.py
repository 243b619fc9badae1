"""Emptying what is withheld, and saying so in the column `suppressed`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd


def withhold(frame: pd.DataFrame, key: str, protected: Collection[str], columns: Sequence[str]) -> pd.DataFrame:
    """Empty the protected rows' columns and name them in the column `suppressed` (empty where nothing is withheld).

    Parameters
    ----------
    frame
        A table. What it withholds already stays withheld.
    key
        Column that holds the codes.
    protected
        Codes to withhold.
    columns
        Numbers to empty.

    Examples
    --------
    >>> frame = pd.DataFrame({"industry": ["A", "C31"], "base": [10, 90]})
    >>> withhold(frame, "industry", {"C31"}, ["base"])["suppressed"].tolist()
    ['', 'base']
    """
    return withhold_rows(frame, frame[key].isin(list(protected)).to_numpy(), columns)


def withhold_cells(frame: pd.DataFrame, key: str, cells: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Empty some columns of some rows: those that `cells` names for the row's code.

    Examples
    --------
    >>> frame = pd.DataFrame({"industry": ["A", "Q"], "L1": [1, 2], "L2": [3, 4]})
    >>> withhold_cells(frame, "industry", {"Q": ["L1"]})["suppressed"].tolist()
    ['', 'L1']
    """
    out = withhold_rows(frame, np.zeros(len(frame), dtype=bool), [])
    for code, columns in cells.items():
        out = withhold(out, key, {code}, columns)
    return out


def withhold_rows(frame: pd.DataFrame, hidden: np.ndarray, columns: Sequence[str]) -> pd.DataFrame:
    """Empty columns of the rows marked in `hidden` ((N,) booleans), as `withhold` does for the rows of some codes."""
    before = frame["suppressed"].fillna("") if "suppressed" in frame else pd.Series("", index=frame.index)
    marks = [
        " ".join(dict.fromkeys([*str(said).split(), *(columns if gone else ())]))
        for said, gone in zip(before, hidden, strict=True)
    ]
    out = frame.assign(suppressed=marks)
    for column in columns:
        out[column] = out[column].astype("float64").mask(hidden)
    return out
