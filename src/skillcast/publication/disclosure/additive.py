"""Persons by industry and by skill level as they are printed: rounded together, so that every printed sum holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from skillcast.outcome import Outlook
from skillcast.publication.disclosure.cells import TOTAL
from skillcast.publication.disclosure.rounding import controlled_rounding
from skillcast.publication.disclosure.truth import AHEAD


@dataclass(frozen=True)
class Additive:
    """Whole persons (or multiples of `disclosure.rounding_base`) of the additive tables, nothing withheld yet.

    Parameters
    ----------
    industries
        By industry, ``total`` last: base, mean_1, … up to the last year shown. Rows add up to the total.
    levels
        By industry, ``total`` last: one column a skill level, in the last year shown; None without levels. Rows add up to the
        industry's mean in that year, columns to the total.
    """

    industries: pd.DataFrame
    levels: pd.DataFrame | None = None

    @classmethod
    def of(cls, result: Outlook) -> Additive:
        """Return the rounded means of an outlook."""
        base = float(result.parameters.integer("disclosure.rounding_base"))
        draws = result.demand.industries
        last = min(AHEAD, len(draws.periods) - 1)
        means = np.vstack([draws.mean(), draws.total().mean()])[:, : last + 1]
        codes = [*map(str, draws.index["industry"]), TOTAL]
        rounded = np.column_stack([controlled_rounding(column, base) for column in means.T])
        levels = None
        if (split := result.demand.levels) is not None:
            keys = pd.MultiIndex.from_frame(split.index[["industry", "skill_level"]].astype(str))
            order = list(dict.fromkeys(keys.get_level_values(1)))
            wide = (
                pd.Series(split.mean()[:, last], index=keys)
                .unstack()
                .reindex(index=codes[:-1], columns=order, fill_value=0.0)
            )
            parts = np.vstack([wide, wide.sum(axis=0)])
            both = controlled_rounding(np.column_stack([parts, parts.sum(axis=1)]), base)
            levels = pd.DataFrame(both[:, :-1], index=codes, columns=order)
            rounded[:, last] = both[:, -1]
        names = ["base", *(f"mean_{h}" for h in range(1, last + 1))]
        return cls(pd.DataFrame(rounded, index=codes, columns=names), levels)
