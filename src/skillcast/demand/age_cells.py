"""Cells of one occupation that age together: birth cohorts by sex, grouped where the law treats them alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillcast.demand.age_structure import AGES, ENTRY

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
WIDEST = 5
# Shares become whole-number weights of this size, so that splits are exact.
FINE = 2**30


@dataclass(frozen=True)
class AgeCells:
    """Birth cohorts of an occupation, C cells over both sexes; no one ever changes cell, so ageing is exact.

    Parameters
    ----------
    chances
        (4, H, C) yearly chances to leave; the mean over the expected ages within a cell.
    base
        (C) weights that split the first stock.
    entry
        (H, C) weights that split the newcomers of each year.
    """

    chances: Floats
    base: Counts
    entry: Counts


def age_cells(chances: Floats, structure: Floats) -> AgeCells:
    """Group the birth cohorts of an occupation.

    Parameters
    ----------
    chances
        (4, H, 2, A) yearly chances to leave by sex and age, causes in the order of `FLOWS`.
    structure
        (H, 2, A) expected shares by sex and age at the beginning of each year.

    Returns
    -------
    AgeCells

    Notes
    -----
    Neighbouring cohorts whose chance to retire is the same in every year of the horizon share a cell, five at most:
    single years of birth where the law separates them, five-year groups among the young and among those past every
    statutory age. Death and withdrawal change slowly with age, so a mean over a group loses nothing that matters.
    """
    horizon = chances.shape[1]
    cohort = np.arange(-horizon, len(AGES))  # place in AGES at the beginning of the first year
    place = cohort + np.arange(horizon)[:, None]
    within = np.clip(place, 0, len(AGES) - 1)
    own = np.take_along_axis(chances, within[None, :, None, :], axis=3)
    weight = np.where(place[:, None, :] >= 0, np.take_along_axis(structure, within[:, None, :], axis=2), 0.0)
    joining = np.where(place + 1 < len(AGES), ENTRY[np.clip(place + 1, 0, len(AGES) - 1)], 0.0) * (place >= -1)
    columns, bases, entries = [], [], []
    for sex, share in enumerate(structure[0].sum(axis=1)):
        for cell in _groups(own[1, :, sex]):
            inside = weight[:, sex, cell] + 1e-12
            columns.append((own[:, :, sex, cell] * inside).sum(axis=2) / inside.sum(axis=1))
            bases.append(weight[0, sex, cell].sum())
            entries.append(share * joining[:, cell].sum(axis=1))
    return AgeCells(np.stack(columns, axis=2), _whole(np.array(bases)), _whole(np.stack(entries, axis=1)))


def _groups(retirement: Floats) -> list[slice]:
    """Split cohorts (H, B) where the chance to retire differs in some year, and after five."""
    differs = (retirement[:, 1:] != retirement[:, :-1]).any(axis=0)
    starts = [0]
    for cohort in range(1, retirement.shape[1]):
        if differs[cohort - 1] or cohort - starts[-1] == WIDEST:
            starts.append(cohort)
    return [slice(*ends) for ends in zip(starts, [*starts[1:], retirement.shape[1]], strict=True)]


def _whole(weights: Floats) -> Counts:
    return np.rint(weights * FINE).astype(np.int64)


def portion(total: Counts, weights: Counts, rng: np.random.Generator) -> Counts:
    """Split whole totals in proportion to whole weights: systematic sampling with a random start.

    Parameters
    ----------
    total
        (S) persons to split.
    weights
        (C, S) or (C, 1) whole weights, not all zero where there is somebody to split.
    rng
        Draws the start of each scenario.

    Returns
    -------
    (C, S) persons that add up to `total` exactly. A part differs from its proportional share by less than one person, is
    right on average, and does not exceed its weight if `total` does not exceed the sum of weights.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> portion(np.array([10]), np.array([[5], [0], [15]]), rng).sum(axis=0).tolist()
    [10]
    """
    ends = np.cumsum(weights, axis=0)
    whole = np.maximum(ends[-1], 1)
    start = (rng.random(len(total)) * whole).astype(np.int64)
    steps = np.asarray((ends * total + start) // whole)
    steps[1:] -= steps[:-1].copy()
    return steps
