"""Whole persons that add up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def apportion(totals: NDArray[np.int64], shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Split whole totals by shares so that the parts add up exactly (largest remainder).

    Parameters
    ----------
    totals
        (...) non-negative whole numbers, persons.
    shares
        (K, ...) non-negative; normalised along the first axis. Where all are zero the total goes to the first part.

    Returns
    -------
    (K, ...) whole numbers whose sum over the first axis is `totals`. Ties go to the earlier part.

    Examples
    --------
    >>> apportion(np.array(10), np.array([0.26, 0.26, 0.48])).tolist()
    [3, 2, 5]
    """
    whole = shares.sum(axis=0)
    safe = np.where(whole > 0, shares / np.where(whole > 0, whole, 1.0), 0.0)
    exact = safe * totals
    parts = np.floor(exact).astype(np.int64)
    lacking = totals - parts.sum(axis=0)
    order = np.argsort(-(exact - parts), axis=0, kind="stable")
    rank = np.argsort(order, axis=0, kind="stable")
    parts += rank < lacking
    parts[0] += np.where(whole > 0, 0, totals - parts.sum(axis=0))
    return parts
