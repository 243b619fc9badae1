"""Choice of smoothing parameters from a grid, series helping each other."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.protocol import Floats, Ints

PATIENCE = 24
"""Length at which a series' own fit counts as much as the panel's."""


def choose(squares: Floats, lengths: Ints, teachers: int | None = None) -> Ints:
    """Return (N) the grid point of each series.

    A dozen points cannot tell smoothing parameters apart, so each series' log squared one-step error is averaged with
    the panel's, its own weight growing with its length.

    Parameters
    ----------
    squares
        (N, G) summed squared one-step errors of N series at G grid points.
    lengths
        (N) periods fitted.
    teachers
        Number of leading rows whose errors make up the panel's, as far as they have begun; all by default.
    """
    if not (lengths[:teachers] > 0).any():
        return np.zeros(len(lengths), dtype=np.int64)
    count = np.maximum(lengths, 1)
    mean = squares / count[:, None]
    floor = 1e-12 + 1e-6 * mean.max(axis=1, keepdims=True)
    loss = np.log(mean + floor)
    loss -= loss.min(axis=1, keepdims=True)
    own = (count / (count + PATIENCE))[:, None]
    # rounding keeps a tie a tie whatever the order of summation
    score = np.round(own * loss + (1 - own) * np.round(loss[:teachers][lengths[:teachers] > 0].mean(axis=0), 9), 9)
    return np.asarray(score.argmin(axis=1))
