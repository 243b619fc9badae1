"""How far forecasts of each series miss: the unit in which errors are pooled and intervals are drawn."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.growth import shrunken_scale
from skillcast.forecasting.protocol import Bools, Floats, Ints

MEMORY = 16
"""Latest origins that intervals learn from."""
PATIENCE_ORIGINS = 10.0
"""Origins at which a series' own errors count as much as its noise."""
RECENCY = 0.8
"""Share of an origin's say that is left a year later: calm and rough times last."""
LEAST = 0.1
"""No series is taken to err by less than this part of what its noise lets expect."""


def units(errors: Floats, scale: Floats, origins: Ints, years: Ints, teachers: int | None = None) -> Floats:
    """Return (O, N) the unit of each series as known at each origin; 0 for series without noise.

    Noise (growth, shrunken toward the panel's) times the series' own past errors in units of it, relative to the panel's
    at the same step, to the power ``n / (n + PATIENCE_ORIGINS)``; n is the number of origins these come from, recent
    ones counting more. Noise alone cannot tell a steady climb, which is forecast well, from a series that wanders.

    Parameters
    ----------
    errors
        (O, N, H) actual minus forecast on the modelling scale; NaN where there is no actual.
    scale
        (O, N) noise as known at each origin; NaN without any.
    origins, years
        (O) position of the last period known, and its calendar year.
    teachers
        Number of leading rows that the panel's noise and errors are taken from.

    Examples
    --------
    >>> errors = np.tile([[[0.1], [0.3]]], (9, 1, 1))
    >>> units(errors, np.full((9, 2), 0.2), np.arange(9), np.arange(9))[[0, 8]].round(3).tolist()
    [[0.2, 0.2], [0.153, 0.234]]
    """
    noise = shrunken_scale(scale, teachers)
    told = ~np.isnan(errors) & (noise > 0)[:, :, None]
    inverse = np.divide(1.0, noise, out=np.zeros_like(noise), where=noise > 0)
    relative = np.abs(np.where(told, errors, 0.0)) * inverse[:, :, None]
    found = noise.copy()
    due = origins[:, None] + 1 + np.arange(errors.shape[2])
    for at in range(1, len(origins)):
        before = slice(max(at - MEMORY, 0), at)
        known = told[before] & (due[before] <= origins[at])[:, None, :]
        fading = RECENCY ** (years[at] - years[before])[:, None]
        ratio, number = _own(relative[before], known, fading, teachers)
        found[at] *= np.maximum(ratio, LEAST) ** (number / (number + PATIENCE_ORIGINS))
    return found


def _own(seen: Floats, known: Bools, fading: Floats, teachers: int | None) -> tuple[Floats, Floats]:
    """Return (N) the error of each series relative to the panel's, and the number of origins it is worth."""
    count = known[:, :teachers].sum(axis=(0, 1))
    panel = np.where(known[:, :teachers], seen[:, :teachers], 0.0).sum(axis=(0, 1))
    inverse = np.divide(count, panel, out=np.zeros(len(count)), where=panel > 0)
    usable = known & (inverse > 0)
    steps = usable.sum(axis=2)
    ratios = np.where(usable, seen, 0.0) @ inverse / np.maximum(steps, 1)
    weights = np.where(steps > 0, fading, 0.0)
    total = weights.sum(axis=0)
    ratio = np.divide((ratios * weights).sum(axis=0), total, out=np.ones_like(total), where=total > 0)
    return ratio, total**2 / np.maximum((weights**2).sum(axis=0), 1e-300)
