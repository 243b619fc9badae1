"""The carrier of history: many short series on one calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Panel:
    """N series over T periods.

    Parameters
    ----------
    index
        (N rows) the key of each series, one column a key field; row order is the order of `values`.
    periods
        (T,) the calendar, evenly spaced, one frequency.
    values
        (N, T) floats in the unit of the variable; NaN where missing.

    Examples
    --------
    >>> frame = pd.DataFrame({"industry": ["C31", "C31"], "period": ["2024", "2025"], "employed": [10, 12]})
    >>> Panel.from_frame(frame, keys=["industry"], value="employed").values
    array([[10., 12.]])
    """

    index: pd.DataFrame
    periods: pd.PeriodIndex
    values: Floats

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.index), len(self.periods)):
            raise ValueError(
                f"values have shape {self.values.shape}, the keys and periods ask for {(len(self.index), len(self.periods))}"
            )
        self.values.flags.writeable = False

    @property
    def mask(self) -> NDArray[np.bool_]:
        """(N, T) true where a value is known."""
        return ~np.isnan(self.values)

    @property
    def keys(self) -> list[str]:
        """(N) the text key of each series, used for its random stream."""
        return ["/".join(map(str, row)) for row in self.index.itertuples(index=False)]

    @classmethod
    def from_frame(
        cls, frame: pd.DataFrame, *, keys: Sequence[str], value: str, period: str = "period", freq: str | None = None
    ) -> Panel:
        """Build a panel from a long frame; series are sorted by key, missing cells become NaN.

        `period` holds text such as ``2025``, ``2025Q3`` or ``2025-03`` (or pandas periods). Duplicate
        keys raise ``ValueError``.
        """
        code, labels = pd.factorize(frame[period])
        stamps = pd.PeriodIndex(labels, freq=freq or frequency(frame[period]))
        calendar = pd.period_range(stamps.min(), stamps.max(), freq=stamps.freq)
        series = frame.groupby(list(keys), sort=True, dropna=False).ngroup().to_numpy()
        cell = series * len(calendar) + calendar.get_indexer(stamps)[code]
        if len(np.unique(cell)) < len(cell):
            raise ValueError(f"a key and period occur more than once ({', '.join(keys)}, {period})")
        _, first = np.unique(series, return_index=True)
        values = np.full((len(first), len(calendar)), np.nan)
        values.flat[cell] = frame[value].to_numpy(dtype=np.float64, na_value=np.nan)
        return cls(frame[list(keys)].iloc[first].reset_index(drop=True), calendar, values)

    def until(self, origin: pd.Period) -> Panel:
        """Return the panel as it was known at `origin` (that period included)."""
        keep = self.periods <= origin
        return Panel(self.index, self.periods[keep], self.values[:, keep].copy())

    def to_frame(self, value: str) -> pd.DataFrame:
        """Return the long frame: key columns, period (text), value; missing cells are left out."""
        rows, columns = np.nonzero(self.mask)
        frame = self.index.iloc[rows].reset_index(drop=True)
        return frame.assign(period=self.periods.astype(str).to_numpy()[columns], **{value: self.values[rows, columns]})

    def annual(self) -> Panel:
        """Return yearly means, complete years only (stocks are averaged, not summed)."""
        if self.periods.freqstr.startswith(("Y", "A")):
            return self
        years = self.periods.year.to_numpy()
        per_year = {"Q": 4, "M": 12}[self.periods.freqstr[0]]
        whole = [year for year in np.unique(years) if (years == year).sum() == per_year]
        values = np.column_stack([self.values[:, years == year].mean(axis=1) for year in whole])
        return Panel(self.index, pd.PeriodIndex([str(year) for year in whole], freq="Y"), values)


def frequency(periods: pd.Series) -> str:
    """Return the pandas frequency (``Y``, ``Q`` or ``M``) of period labels such as ``2025Q3``.

    Examples
    --------
    >>> frequency(pd.Series(["2025Q3"]))
    'Q'
    """
    label = str(periods.iloc[0])
    return "Q" if "Q" in label else "M" if "-" in label else "Y"
