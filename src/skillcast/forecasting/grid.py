"""Choice of smoothing parameters from a grid, series helping each other."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.protocol import Floats, Ints

PATIENCE = 24
"""Length at which a series' own fit counts as much as the panel's."""


def choose(squares: Floats, length: int) -> Ints:
    """Return (N) the grid point of each series.

    A dozen points cannot tell smoothing parameters apart, so each series' log mean squared one-step
    error is averaged with the panel's, its own weight growing with its length.

    Parameters
    ----------
    squares
        (N, G) mean squared one-step errors of N series at G grid points.
    length
        T, the number of periods fitted.
    """
    floor = 1e-12 + 1e-6 * squares.max(axis=1, keepdims=True)
    loss = np.log(squares + floor)
    loss -= loss.min(axis=1, keepdims=True)
    own = length / (length + PATIENCE)
    # rounding keeps a tie a tie whatever the order of summation
    score = np.round(own * loss + (1 - own) * loss.mean(axis=0), 9)
    return np.asarray(score.argmin(axis=1))
