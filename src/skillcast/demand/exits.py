"""Who leaves: death, retirement and withdrawal drawn in cells of age and sex that age with each scenario; transfers apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillcast.demand.age_cells import AgeCells, age_cells, portion
from skillcast.demand.exit_model import CAUSES, FLOWS, ExitModel
from skillcast.demand.odds import shift_odds
from skillcast.draws import Draws
from skillcast.streams import stream

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Exits:
    """Persons leaving each occupation, by cause: each a `Draws` of (O, H, S) whole persons.

    `transfer` counts those who stay at work but change occupation; they are no exits and are not in `total`.
    """

    death: Draws
    retirement: Draws
    withdrawal: Draws
    transfer: Draws

    @property
    def total(self) -> Counts:
        """(O, H, S) persons leaving work: death, retirement and withdrawal."""
        return np.asarray(self.death.samples + self.retirement.samples + self.withdrawal.samples)


def draw_exits(stock: Draws, model: ExitModel, *, shock: float = 0.15, seed: int = 0) -> Exits:
    """Draw exits cell by cell, one cause after the other, so that nobody leaves twice and no more leave than are there.

    Parameters
    ----------
    stock
        (O, H+1, S) whole persons by occupation, base year first; who is there at the beginning of a year is exposed.
    model
        Chances to leave, from `exit_model`; its years are those of `stock` after the base year.
    shock
        Standard deviation on the logit scale of the yearly shock all occupations share.

    Returns
    -------
    Exits
        Sequential binomials: deaths, then retirements of the survivors, then withdrawals of the rest, then transfers of
        those who stay.

    Raises
    ------
    ValueError
        If the model lacks an occupation or its years are not those of the stock.

    Notes
    -----
    Each occupation's people stand in birth cohorts by sex (`age_cells`). In every scenario those who stay grow a year
    older; where the stock then asks for more, newcomers enter at young ages, where it asks for fewer, layoffs take from
    all cells in proportion. Transfers are taken to be replaced by people of the same age, as moves between occupations
    cancel over the city. Scenarios differ in each occupation's level (``model.error``), in the level all share
    (``model.level_error``), in the yearly shock, and in the binomials.
    """
    if list(stock.periods[1:].year) != list(model.years):
        raise ValueError("the years of the exit model are not those of the stock")
    place = {occupation: row for row, occupation in enumerate(model.occupations)}
    missing = [name for name in stock.index["occupation"] if name not in place]
    if missing:
        raise ValueError(f"the exit model lacks {missing[0]}")
    horizon, size = len(model.years), stock.size
    common = shock * stream(seed, "exits", "year").standard_normal((horizon, size))
    level = model.level_error[:, None] * stream(seed, "exits", "level").standard_normal((2, size))
    drawn = np.zeros((len(FLOWS), len(stock.index), horizon, size), dtype=np.int64)
    for row, occupation in enumerate(stock.index["occupation"]):
        at = place[occupation]
        rng = stream(seed, "exits", occupation)
        own = model.error[:, at, None] * rng.standard_normal((2, size))
        cells = age_cells(model.chances[:, at], model.structure[at])
        shift = (own + level)[:, None, :] + common
        drawn[:, row] = _leave(cells, stock.samples[row].astype(np.int64), shift, rng)
    return Exits(*(Draws(stock.index, stock.periods[1:], part) for part in drawn))


def _leave(cells: AgeCells, stock: Counts, shift: Floats, rng: np.random.Generator) -> Counts:
    """(4, H, S) persons leaving an occupation whose stock (H+1, S) is given; shifts (2, H, S) of exits and transfers."""
    gone = np.zeros((len(FLOWS), *shift.shape[1:]), dtype=np.int64)
    people = portion(stock[0], cells.base[:, None], rng)
    for step in range(shift.shape[1]):
        for flow in range(len(FLOWS)):
            chance = cells.chances[flow, step]
            some = np.flatnonzero(chance > 0)
            leavers = rng.binomial(people[some], shift_odds(chance[some, None], shift[flow // len(CAUSES), step]))
            gone[flow, step] = leavers.sum(axis=0)
            if flow < len(CAUSES):
                people[some] -= leavers
        change = stock[step + 1] - people.sum(axis=0)
        people -= portion(np.maximum(-change, 0), people, rng)
        people += portion(np.maximum(change, 0), cells.entry[step][:, None], rng)
    return gone
