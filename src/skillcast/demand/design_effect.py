"""How much less a clustered sample tells than its size says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def design_effect(shares: Floats, sizes: Floats) -> float | None:
    """Estimate the design effect of yearly samples from the scatter of successive years.

    Parameters
    ----------
    shares
        (T, I, O) shares in the sample of each year, the trend taken out; rows sum to 1 where there is a sample.
    sizes
        (T, I) persons in the sample.

    Returns
    -------
    float or None
        Variance of a share relative to that of a simple random sample of the same size (Kish 1965, *Survey
        Sampling*), at least 1. None where no industry was sampled in two years: nothing shows it then.

    Notes
    -----
    Two independent samples of sizes n and m with design effect D have shares f and g with
    ``E sum_o (f_o - g_o)^2 = D (1/n + 1/m) sum_o p_o (1 - p_o)``; the sums over pairs of successive years are divided.

    Examples
    --------
    >>> shares = np.array([[[0.5, 0.5]], [[0.6, 0.4]], [[0.4, 0.6]]])
    >>> round(design_effect(shares, np.full((3, 1), 100.0)), 2)
    5.0
    """
    gap, expected = 0.0, 0.0
    for i in range(shares.shape[1]):
        years = np.flatnonzero(sizes[:, i] > 0)
        if len(years) < 2:
            continue
        f, n = shares[years, i], sizes[years, i]
        pooled = n @ f / n.sum()
        weight = 1.0 / (1.0 / n[1:] + 1.0 / n[:-1])
        gap += float(weight @ ((f[1:] - f[:-1]) ** 2).sum(axis=1))
        expected += len(weight) * float((pooled * (1.0 - pooled)).sum())
    return max(gap / expected, 1.0) if expected > 0 else None


def cluster_effect(persons: Floats, weights: Floats, groups: NDArray[np.int64]) -> float | None:
    """Estimate the design effect of a weighted firm survey from the scatter of firms.

    Parameters
    ----------
    persons
        (U, K) persons by category (skill level) that a firm employs in a group (occupation).
    weights
        (U,) firms that each one stands for.
    groups
        (U,) number of the group, from 0.

    Returns
    -------
    float or None
        Variance of a weighted share relative to that of a simple random sample of as many persons as the weighted
        counts add up to, pooled over groups; None where no group was found in two firms.

    Notes
    -----
    Linearised variance of a ratio, firms drawn with replacement (Kish 1965, *Survey Sampling*, chapter 6):
    ``m / (m - 1) sum w^2 sum_k (y_k - n p_k)^2 / (sum w n)^2`` over the m firms of a group. It holds what clustering
    and unequal weights cost, and may lie below 1 where firms resemble each other.
    """
    count, groups_seen = np.bincount(groups), int(groups.max(initial=-1)) + 1
    weighted = np.zeros((groups_seen, persons.shape[1]))
    np.add.at(weighted, groups, persons * weights[:, None])
    size = weighted.sum(axis=1)
    shares = weighted / np.where(size > 0, size, 1.0)[:, None]
    residual = persons - persons.sum(axis=1, keepdims=True) * shares[groups]
    scatter = np.bincount(groups, weights=weights**2 * (residual**2).sum(axis=1), minlength=groups_seen)
    several = (count > 1) & (size > 0)
    expected = float((size * (shares * (1.0 - shares)).sum(axis=1))[several].sum())
    found = float((scatter * count / np.where(several, count - 1, 1))[several].sum())
    return found / expected if expected > 0 and found > 0 else None
