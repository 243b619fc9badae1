"""How errors of one forecast hang together from step to step: paths whose yearly changes are as wide as they were."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.protocol import Floats

PRIOR = 0.6
"""Exponent where there are no errors to learn from; 0.5 is a random walk, above it a change goes on in the next step."""
PRIOR_YEARS = 4.0
"""Origin years that the prior is worth."""
CANDIDATES = np.linspace(0.2, 0.98, 40)
FARTHEST = 4.0
"""Errors beyond this many half widths count as so many."""


def correlations(exponent: float, steps: int) -> Floats:
    """Return (H, H) correlations between steps of fractional Brownian motion (Mandelbrot and Van Ness, *SIAM Review* 1968).

    Examples
    --------
    >>> correlations(0.5, 2).round(4).tolist()
    [[1.0, 0.7071], [0.7071, 1.0]]
    """
    power = 2 * exponent
    step = np.arange(1.0, steps + 1)
    apart = np.abs(step[:, None] - step) ** power
    size = step**power
    return np.asarray((size[:, None] + size - apart) / 2 / np.sqrt(size[:, None] * size))


def persistence(unit: Floats, years: int) -> float:
    """Return the exponent at which neighbouring steps of a path correlate as the errors did, shrunk toward the prior.

    Widths by step alone do not tell how wide the change from one step to the next is: independent steps, trends that go on and
    errors that turn back may all have the same widths.

    Parameters
    ----------
    unit
        (O, N, H) errors in units of their step's width; NaN where there is none.
    years
        Origin years they come from.

    Examples
    --------
    >>> walk = np.random.default_rng(1).standard_normal((40, 50, 4)).cumsum(axis=2) / np.sqrt(np.arange(1, 5))
    >>> abs(persistence(walk, 40) - 0.5) < 0.05
    True
    """
    horizon = unit.shape[2]
    clipped = np.clip(unit, -FARTHEST, FARTHEST)
    both = ~np.isnan(clipped[:, :, 1:]) & ~np.isnan(clipped[:, :, :-1])
    if horizon < 2 or not both.any() or not years:
        return PRIOR
    here, there = (np.where(both, part, 0.0) for part in (clipped[:, :, :-1], clipped[:, :, 1:]))
    together, sizes = (here * there).sum(axis=(0, 1)), (here**2).sum(axis=(0, 1)) * (there**2).sum(axis=(0, 1))
    use = sizes > 0
    if not use.any():
        return PRIOR
    seen = float((together[use] / np.sqrt(sizes[use])).mean())
    step = np.arange(1.0, horizon)[use]
    power = 2 * CANDIDATES[:, None]
    expected = ((step + 1) ** power + step**power - 1) / (2 * (step * (step + 1)) ** CANDIDATES[:, None])
    found = float(np.interp(seen, expected.mean(axis=1), CANDIDATES))
    return (years * found + PRIOR_YEARS * PRIOR) / (years + PRIOR_YEARS)
