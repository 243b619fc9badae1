"""The gap: openings less supply, scenario by scenario."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillcast.draws import Draws


@dataclass(frozen=True)
class Gap:
    """Supply and gap of each occupation; (O, H, S) whole persons a year, positive gap = shortage."""

    supply: Draws
    gap: Draws

    def probability(self, stock: Draws, *, friction: float = 0.01) -> NDArray[np.float64]:
        """(O, H) share of scenarios in which the gap exceeds `friction` of the stock at the beginning of the year."""
        return self.gap.probability(friction * stock.samples[:, :-1])


def count_gap(openings: Draws, sources: list[Draws]) -> Gap:
    """Return supply and gap of the occupations that have openings.

    Parameters
    ----------
    openings
        (O, H, S) persons a year.
    sources
        Supplies by occupation; an occupation a source does not mention receives nobody from it. Supply for
        occupations outside `openings` is not counted here: see `unused_supply`.
    """
    place = {occupation: row for row, occupation in enumerate(openings.index["occupation"])}
    total = np.zeros(openings.samples.shape, dtype=np.int64)
    for source in sources:
        for row, occupation in enumerate(source.index["occupation"]):
            if occupation in place:
                total[place[occupation]] += source.samples[row]
    supply = openings.with_samples(total)
    return Gap(supply, openings.with_samples(openings.samples.astype(np.int64) - total))


def unused_supply(openings: Draws, source: Draws) -> list[str]:
    """Return the occupations of `source` that have no employment in the city and so no place in the gap."""
    return sorted(set(source.index["occupation"]) - set(openings.index["occupation"]))
