"""Openings: what expansion and replacement ask for, and the accounts that tie them to the stock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from skillcast.demand.exits import Exits
from skillcast.draws import Draws

Definition = Literal["net", "gross", "separations"]


@dataclass(frozen=True)
class Openings:
    """The yearly account of each occupation, scenario by scenario; each part is (O, H, S) whole persons.

    Parameters
    ----------
    stock
        (O, H+1, S) persons employed at the end of each year, base year first.
    expansion, replacement, openings
        ``openings = expansion + replacement``.
    exits
        Persons leaving through death, retirement and withdrawal, and apart those who change occupation.
    layoffs
        Persons who must go because the stock shrinks faster than openings and leavers allow:
        ``next stock = stock + openings - leaving - layoffs``.
    definition
        What counts as leaving and as replacement; see `count_openings`.
    """

    stock: Draws
    expansion: Draws
    replacement: Draws
    openings: Draws
    exits: Exits
    layoffs: Draws
    definition: Definition = "net"

    @property
    def leaving(self) -> NDArray[np.int64]:
        """(O, H, S) persons that the definition counts as leaving: exits, and transfers if it says separations."""
        return self.exits.total + (self.exits.transfer.samples if self.definition == "separations" else 0)

    def check(self) -> None:
        """Raise ``ValueError`` unless every account closes exactly in every scenario."""
        before, after = self.stock.samples[:, :-1], self.stock.samples[:, 1:]
        parts = (self.expansion.samples, self.replacement.samples, self.leaving, self.layoffs.samples)
        if any((part < 0).any() for part in parts):
            raise ValueError("a flow is negative")
        if not np.array_equal(self.openings.samples, self.expansion.samples + self.replacement.samples):
            raise ValueError("openings differ from expansion + replacement")
        if not np.array_equal(before + self.openings.samples - self.leaving - self.layoffs.samples, after):
            raise ValueError("stock + openings - leaving - layoffs differs from the next stock")


def count_openings(stock: Draws, exits: Exits, *, definition: Definition = "net") -> Openings:
    """Return the yearly accounts of each occupation.

    Parameters
    ----------
    stock
        (O, H+1, S) whole persons, base year first.
    exits
        Drawn exits of the same occupations and years.
    definition
        ``net``: replacement is the part of exits that is refilled once a shrinking stock is served (so openings are
        ``max(change of stock + exits, 0)``, as the U.S. Bureau of Labor Statistics counts them); ``gross``: all exits;
        ``separations``: as ``net``, with transfers out of the occupation counted as leaving too. Without it transfers are
        taken to cancel; with it the number can triple, and supply must then count those who transfer in.

    Returns
    -------
    Openings
    """
    change = np.diff(stock.samples.astype(np.int64), axis=1)
    leaving = exits.total + (exits.transfer.samples if definition == "separations" else 0)
    expansion = np.maximum(change, 0)
    contraction = np.maximum(-change, 0)
    replacement = np.maximum(leaving - contraction, 0) if definition != "gross" else leaving
    layoffs = expansion + replacement - leaving - change
    periods = stock.periods[1:]

    def carry(samples: NDArray[Any]) -> Draws:
        return Draws(stock.index, periods, samples)

    openings = carry(expansion + replacement)
    return Openings(stock, carry(expansion), carry(replacement), openings, exits, carry(layoffs), definition)
