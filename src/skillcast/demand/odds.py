"""Chances moved on the logit scale."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def shift_odds(chances: Floats, shift: Floats | float) -> Floats:
    """Return chances whose log odds are `shift` higher; those of 0 and 1 stay. The two broadcast.

    Examples
    --------
    >>> shift_odds(np.array([0.0, 0.5, 1.0]), np.log(3.0)).round(6).tolist()
    [0.0, 0.75, 1.0]
    """
    odds = chances * np.exp(shift)
    return np.asarray(odds / (1 - chances + odds))
