"""A simulated register: tightness that is known, and indicators that read it with noise and gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.streams import stream

OCCUPATIONS, YEARS, FIRST_YEAR = 120, 12, 2014
INDICATORS = ("a", "b", "c", "d", "e", "f")
PERSISTENCE = 0.87
ERROR = np.array([0.70, 0.83, 0.96, 1.09, 1.22, 1.35])
"""Standard deviation of each indicator's error in very large occupations; tightness has 1."""
TYPICAL, LARGER, HALF = 60.0, 1.0, 25.0
"""Median of the persons an occupation's indicators rest on, spread of their logs, and persons at which the error variance doubles."""
MISSING = 0.3
"""Share missing in an occupation of typical size; the odds go with the root of ``TYPICAL / size``."""
THRESHOLD = 1.0
"""Tightness above which an occupation is short."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """True tightness (O, T) and the indicators seen: occupation, year, indicator, value, size."""

    tightness: Floats
    values: pd.DataFrame

    @property
    def short(self) -> NDArray[np.bool_]:
        return np.asarray(self.tightness > THRESHOLD)


def world(seed: int) -> World:
    """Return the world of a seed."""
    rng = stream(seed, "shortage-world")
    shocks = rng.standard_normal((OCCUPATIONS, YEARS))
    tightness = shocks.copy()
    for year in range(1, YEARS):
        tightness[:, year] = PERSISTENCE * tightness[:, year - 1] + np.sqrt(1 - PERSISTENCE**2) * shocks[:, year]
    size = np.maximum(np.rint(TYPICAL * np.exp(LARGER * rng.standard_normal(OCCUPATIONS))), 1.0)
    error = ERROR * np.sqrt(1 + HALF / size)[:, None]
    shape = (OCCUPATIONS, YEARS, len(INDICATORS))
    values = tightness[:, :, None] + error[:, None, :] * rng.standard_normal(shape)
    odds = MISSING / (1 - MISSING) * np.sqrt(TYPICAL / size)
    seen = rng.random(shape) >= (odds / (1 + odds))[:, None, None]
    row, year, indicator = np.nonzero(seen)
    frame = pd.DataFrame(
        {
            "occupation": np.array([f"{number:03d}" for number in range(OCCUPATIONS)])[row],
            "year": FIRST_YEAR + year,
            "indicator": np.array(INDICATORS)[indicator],
            "value": values[seen],
            "size": size[row],
        }
    )
    return World(tightness, frame)
