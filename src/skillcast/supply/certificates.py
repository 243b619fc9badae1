"""Short training: certificates move people who are employed up a level; they add no heads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from skillcast.draws import Draws
from skillcast.streams import stream

# The level from which a certificate leads to its own; `special` (a single skill) changes no level.
BELOW = {"L5": "none", "L4": "L5", "L3": "L4", "L2": "L3", "L1": "L2"}


@dataclass(frozen=True)
class Certificates:
    """Training completions ahead, (O x L, H, S) whole persons a year by occupation and level (L5 ... L1, special).

    ``completions = upgrades + entrants + others``: `upgrades` are incumbents who rise to the level, `entrants` were not employed and take
    up the occupation, `others` were not employed and do not.
    """

    completions: Draws
    upgrades: Draws
    entrants: Draws
    others: Draws


def draw_certificates(
    training: pd.DataFrame,
    *,
    year: int,
    horizon: int,
    draws: int = 1000,
    employed: float = 0.8,
    entering: float = 0.0,
    variation: float = 0.2,
    seed: int = 0,
) -> Certificates:
    """Draw the training completions of the years after `year` and what they change.

    Parameters
    ----------
    training
        Table `training`: completions of the last year by occupation and level; where they are not known none are assumed.
    employed
        Share of completions by people who are employed in the occupation; an assumption.
    entering
        Of the others, the share who enter the occupation and are in no other source of supply; an assumption.
    variation
        Coefficient of variation of a year's completions, common to all courses; one year of data cannot tell it.

    Returns
    -------
    Certificates

    Examples
    --------
    >>> training = pd.DataFrame({"occupation": ["6-18-02-04"], "level": ["L4"], "completions": [50.0]})
    >>> found = draw_certificates(training, year=2025, horizon=1, employed=1.0)
    >>> int(found.entrants.samples.sum()), bool(abs(found.upgrades.mean()[0, 0] - 50) < 2)
    (0, True)
    """
    rows = training.dropna(subset=["completions"]).sort_values(["occupation", "level"])
    size = max(variation, 1e-6) ** -2
    factor = stream(seed, "training", "year").gamma(size, 1 / size, (horizon, draws))
    parts = np.zeros((4, len(rows), horizon, draws), dtype=np.int64)
    for row, (occupation, level, persons) in enumerate(
        zip(rows["occupation"], rows["level"], rows["completions"], strict=True)
    ):
        rng = stream(seed, "training", occupation, level)
        completions = rng.poisson(persons * factor)
        upgrades = rng.binomial(completions, employed)
        entrants = rng.binomial(completions - upgrades, entering)
        parts[:, row] = completions, upgrades, entrants, completions - upgrades - entrants
    index = rows[["occupation", "level"]].rename(columns={"level": "skill_level"}).reset_index(drop=True)
    periods = pd.period_range(str(year + 1), periods=horizon, freq="Y")
    return Certificates(*(Draws(index, periods, values) for values in parts))


def raise_levels(levels: Draws, upgrades: Draws) -> Draws:
    """Move incumbents up by their certificates; heads do not change.

    Parameters
    ----------
    levels
        (O x 6, H, S) whole persons by occupation and skill_level (L5 ... L1, none) without new certificates.
    upgrades
        Persons a year who rise to a level, from `draw_certificates`.

    Returns
    -------
    Draws
        Levels after the certificates of all years so far, the lowest ones first in each year. No more rise than there are at the
        level below, so certificates beyond that (second certificates at a level) move nobody.
    """
    place = {
        key: row
        for row, key in enumerate(levels.index[["occupation", "skill_level"]].itertuples(index=False, name=None))
    }
    moved = np.zeros_like(levels.samples)
    rows = list(upgrades.index[["occupation", "skill_level"]].itertuples(index=False, name=None))
    for h in range(len(levels.periods)):
        if h:
            moved[:, h] = moved[:, h - 1]
        for level, below in BELOW.items():
            for row, (occupation, reached) in enumerate(rows):
                if reached != level or (occupation, level) not in place or (occupation, below) not in place:
                    continue
                up, down = place[occupation, level], place[occupation, below]
                there = np.maximum(levels.samples[down, h] + moved[down, h], 0)
                rising = np.minimum(upgrades.samples[row, h], there)
                moved[up, h] += rising
                moved[down, h] -= rising
    return levels.with_samples(levels.samples + moved)
