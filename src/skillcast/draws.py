"""The carrier of the future: one joint array of scenarios.

Draw *s* is the same possible future in every stage, so differences, sums and shares are taken draw by
draw and published totals are sums of published cells in every scenario.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True)
class Draws:
    """N series x H future periods x S joint scenarios.

    Parameters
    ----------
    index
        (N rows) key of each series.
    periods
        (H,) future periods.
    samples
        (N, H, S) numbers in the unit of the variable (float32, or integers where persons are counted).

    Examples
    --------
    >>> draws = Draws(pd.DataFrame({"o": ["a", "b"]}), pd.PeriodIndex(["2026"], freq="Y"), np.ones((2, 1, 4)))
    >>> draws.total().mean().tolist()
    [[2.0]]
    """

    index: pd.DataFrame
    periods: pd.PeriodIndex
    samples: NDArray[Any]

    def __post_init__(self) -> None:
        if self.samples.ndim != 3 or self.samples.shape[:2] != (len(self.index), len(self.periods)):
            raise ValueError(
                f"samples have shape {self.samples.shape}, keys and periods ask for ({len(self.index)}, {len(self.periods)}, S)"
            )
        self.samples.flags.writeable = False

    @property
    def size(self) -> int:
        """S, the number of scenarios."""
        return int(self.samples.shape[2])

    def mean(self) -> NDArray[np.float64]:
        """(N, H) mean over scenarios."""
        return np.asarray(self.samples.mean(axis=2, dtype=np.float64))

    def quantile(self, level: float) -> NDArray[np.float64]:
        """(N, H) quantile over scenarios (linear interpolation, Hyndman-Fan type 7)."""
        return self.quantiles([level])[0]

    def quantiles(self, levels: Sequence[float]) -> list[NDArray[np.float64]]:
        """Return the (N, H) quantile over scenarios of each level, sorting once for all."""
        ordered = np.sort(self.samples, axis=2)
        found = []
        for level in levels:
            place = level * (self.size - 1)
            low = min(int(place), max(self.size - 2, 0))
            below, above = (ordered[:, :, min(at, self.size - 1)].astype(np.float64) for at in (low, low + 1))
            found.append(below + (above - below) * (place - low))
        return found

    def probability(self, threshold: NDArray[Any] | float) -> NDArray[np.float64]:
        """(N, H) share of scenarios above `threshold` (broadcast against the samples)."""
        return np.asarray((self.samples > threshold).mean(axis=2))

    def total(self, by: Sequence[str] = ()) -> Draws:
        """Sum over series, or within groups of the key columns `by`, scenario by scenario."""
        if not by:
            return Draws(pd.DataFrame({"total": ["total"]}), self.periods, self.samples.sum(axis=0, keepdims=True))
        grouped = self.index.groupby(list(by), sort=True)
        number = grouped.ngroup().to_numpy()
        sums = np.zeros((int(number.max()) + 1, *self.samples.shape[1:]), dtype=self.samples.dtype)
        np.add.at(sums, number, self.samples)
        keys = self.index.assign(_group=number).drop_duplicates("_group").sort_values("_group")
        return Draws(keys[list(by)].reset_index(drop=True), self.periods, sums)

    def with_samples(self, samples: NDArray[Any]) -> Draws:
        """Return the same keys and periods with other numbers."""
        return Draws(self.index, self.periods, samples)

    def summary(self, levels: Sequence[int] = (80, 95)) -> pd.DataFrame:
        """Return a long frame: keys, period, mean, median and `lo-…`, `hi-…` of each level in %."""
        names = ["mean", "median", *(f"{end}-{level}" for level in levels for end in ("lo", "hi"))]
        tails = [(1 + sign * level / 100) / 2 for level in levels for sign in (-1, 1)]
        columns = [self.mean(), *self.quantiles([0.5, *tails])]
        return pd.DataFrame(
            {str(name): self.index[name].repeat(len(self.periods)).array for name in self.index}
            | {"period": np.tile(self.periods.astype(str).to_numpy(), len(self.index))}
            | {name: column.ravel() for name, column in zip(names, columns, strict=True)}
        )
