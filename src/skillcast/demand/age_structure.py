"""The age and sex of those at work in each occupation: as observed, and as expected in the years ahead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SEXES = ("male", "female")
AGES = np.arange(16, 80)
# Newcomers replace leavers at these ages; the flat profile is an assumption that matters little within five years.
ENTRY_AGES = (18, 35)
SEEN = 0.2
"""Share of a cohort that must still be at work for it to show how large it was."""
NEIGHBOURS = 5
"""Ages whose mean, and twice as many whose trend, tells how large a cohort was that has gone."""
STEEPEST = 1.2
"""Most by which such cohorts are taken to differ from one year of birth to the next, either way."""
ENTRY = ((ENTRY_AGES[0] <= AGES) & (ENTRY_AGES[1] >= AGES)) / (ENTRY_AGES[1] - ENTRY_AGES[0] + 1)


def age_structure(occupations: Sequence[str], ages: pd.DataFrame | None) -> Floats:
    """Return the latest structure of each occupation.

    Parameters
    ----------
    occupations
        What to return, (O).
    ages
        Table `ages` by occupation; an occupation that is absent takes the structure of all occupations together, and
        with no table at all men are spread evenly over ages 20 to 59 and women over 20 to 49.

    Returns
    -------
    (O, 2, A) shares by sex and age, summing to 1 for each occupation.
    """
    flat = np.stack([(AGES >= 20) & (last >= AGES) for last in (59, 49)]) / 70.0
    if ages is None or "occupation" not in ages:
        return np.tile(flat, (len(occupations), 1, 1))
    latest = ages[ages["period"] == ages["period"].max()]
    counts = np.zeros((len(occupations), len(SEXES), len(AGES)))
    place = {occupation: row for row, occupation in enumerate(occupations)}
    known = latest[latest["occupation"].isin(place)]
    # Persons beyond the last single year are counted in it.
    column = np.clip(known["age"].to_numpy(), AGES[0], AGES[-1]) - AGES[0]
    np.add.at(
        counts,
        (known["occupation"].map(place).to_numpy(), (known["sex"] == "female").to_numpy().astype(int), column),
        known["employed"].to_numpy(),
    )
    overall = counts.sum(axis=0) if counts.sum() > 0 else flat
    totals = counts.sum(axis=(1, 2), keepdims=True)
    return np.asarray(np.where(totals > 0, counts / np.where(totals > 0, totals, 1.0), overall / overall.sum()))


def age_forward(structure: Floats, staying: Floats) -> Floats:
    """Return the structure a year later if leavers are replaced by newcomers of the occupation's mix of sexes.

    Parameters
    ----------
    structure
        (O, 2, A) shares at the beginning of the year.
    staying
        (O, 2, A) the part of them still there at its end.

    Returns
    -------
    (O, 2, A) shares; persons at the last age stay in it.
    """
    older = np.zeros_like(staying)
    older[..., 1:] = staying[..., :-1]
    older[..., -1] += staying[..., -1]
    vacant = 1 - older.sum(axis=(1, 2), keepdims=True)
    return np.asarray(older + vacant * structure.sum(axis=2, keepdims=True) * ENTRY)


def age_backward(structure: Floats, retiring: Floats, back: Sequence[int]) -> Floats:
    """Return the structures of past years that today's comes from.

    Those who have retired since are no longer there to be counted: a cohort of which part has retired is as large as what
    is left of it says; one that has gone is taken to follow the trend of the cohorts after it.

    Parameters
    ----------
    structure
        (O, 2, A) shares today.
    retiring
        (O, W, 2, A) chances to retire by age at the beginning of each of the last W years, the latest last.
    back
        (T) how many years ago, each less than W.

    Returns
    -------
    (O, T, 2, A) shares, summing to 1 for each occupation and year.
    """

    def left(years: int) -> Floats:
        """(O, 2, A) part of each cohort that has not retired by the end of the first `years` of the W."""
        part = np.ones_like(structure)
        for ago in range(1, min(years, len(AGES) - 1) + 1):
            part[..., ago:] *= 1 - retiring[:, years - ago, :, :-ago]
        return part

    whole = left(retiring.shape[1])
    cohorts = np.divide(structure, whole, out=np.zeros_like(structure), where=whole > SEEN)
    for age in range(2 * NEIGHBOURS, len(AGES)):
        near, far = (cohorts[..., end - NEIGHBOURS : end].mean(axis=-1) for end in (age, age - NEIGHBOURS))
        step = np.divide(near, far, out=np.ones_like(near), where=far > 0) ** (1 / NEIGHBOURS)
        guess = near * np.clip(step, 1 / STEEPEST, STEEPEST) ** ((NEIGHBOURS + 1) / 2)
        cohorts[..., age] = np.where(whole[..., age] > SEEN, cohorts[..., age], guess)
    then = [
        cohorts[..., np.minimum(np.arange(len(AGES)) + ago, len(AGES) - 1)] * left(retiring.shape[1] - ago)
        for ago in back
    ]
    past = np.stack(then, axis=1)
    return np.asarray(past / past.sum(axis=(2, 3), keepdims=True))
