"""How far rows of shares lie from a reference: the concentration of a Dirichlet-multinomial distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

Floats = NDArray[np.float64]

LARGEST = 1e5
"""Concentrations are looked for between 1 and this: beyond it rows are the reference for every practical purpose."""


def concentration(counts: Floats, prior: Floats) -> float:
    """Return the maximum-likelihood weight of the prior, in persons (between 1 and 100,000).

    Parameters
    ----------
    counts
        (I, O) sample counts, not necessarily whole: a sample that is as informative as a third of its size is
        given as a third of its counts.
    prior
        (I, O) reference shares. Cells without one, and empty rows, are left out.

    Returns
    -------
    float
        The larger, the more rows resemble the reference.

    Notes
    -----
    Dirichlet-multinomial likelihood: Minka (2000), "Estimating a Dirichlet distribution".

    Examples
    --------
    >>> prior = np.array([[0.5, 0.5], [0.5, 0.5]])
    >>> alike, apart = np.array([[50.0, 50.0], [48.0, 52.0]]), np.array([[90.0, 10.0], [15.0, 85.0]])
    >>> concentration(alike, prior) > concentration(apart, prior)
    True
    """
    alive = prior > 0
    y = np.where(alive, counts, 0.0)
    n = y.sum(axis=1)
    row, column = np.nonzero(y)
    cells, shares, n = y[row, column], prior[row, column], n[n > 0]

    def loss(log_weight: float) -> float:
        weight = np.exp(log_weight)
        alpha = weight * shares
        inside = (gammaln(cells + alpha) - gammaln(alpha)).sum()
        return -float(inside + (gammaln(weight) - gammaln(n + weight)).sum())

    grid = np.linspace(0.0, np.log(LARGEST), 25)
    best = int(np.argmin([loss(point) for point in grid]))
    bounds = (grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)])
    found = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-6})
    return float(np.exp(found.x))
