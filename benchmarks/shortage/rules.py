"""Rules in use elsewhere, on the same indicators: each a (O, T) array of who is on the list."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from world import THRESHOLD

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
LENGTH = 20
BAND = 0.3


def above(score: Floats) -> Flags:
    """Mean score above the threshold."""
    return np.asarray(score > THRESHOLD)


def longest(score: Floats) -> Flags:
    """The 20 highest scores of the year."""
    place = (-score).argsort(axis=0, kind="stable").argsort(axis=0)
    return np.asarray((place < LENGTH) & np.isfinite(score))


def two_of_three(score: Floats) -> Flags:
    """Above the threshold in two of the last three years."""
    years = np.pad(above(score).astype(int), ((0, 0), (2, 0)))
    return np.asarray(years[:, 2:] + years[:, 1:-1] + years[:, :-2] >= 2)


def band(score: Floats) -> Flags:
    """On above the threshold plus 0.3, off below the threshold less 0.3, else as the year before."""
    listed = np.zeros(score.shape, dtype=bool)
    now = np.zeros(len(score), dtype=bool)
    for year in range(score.shape[1]):
        now = (score[:, year] > THRESHOLD + BAND) | (now & (score[:, year] >= THRESHOLD - BAND))
        listed[:, year] = now
    return listed


ON_SCORES: dict[str, Callable[[Floats], Flags]] = {
    "mean score > c": above,
    "top 20 of the score": longest,
    "2 of the last 3 years": two_of_three,
    "score band +-.3": band,
}
