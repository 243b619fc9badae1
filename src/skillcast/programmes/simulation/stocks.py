"""Workers by years to retirement: who leaves in a year, and how many are left some years on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def stay(ages: Floats, attrition: float) -> Floats:
    """Return the (…, Y) workers still there a year later, by years to retirement from one to Y.

    Workers in the first column retire; the others leave with the chance `attrition`. A single column is a stock whose ages are not
    known: nobody in it comes nearer to retirement.

    Examples
    --------
    >>> stay(np.array([10.0, 20.0, 30.0]), 0.1)
    array([18., 27.,  0.])
    >>> stay(np.array([60.0]), 0.1)
    array([54.])
    """
    left = ages * (1 - attrition)
    if ages.shape[-1] == 1:
        return left
    return np.concatenate([left[..., 1:], np.zeros_like(left[..., :1])], axis=-1)


def project(ages: Floats, entrants: Floats, attrition: float) -> tuple[Floats, Floats]:
    """Return the (…) stocks when the last of the (K, …) yearly entrants has joined, and a year later with no more entrants.

    Examples
    --------
    >>> project(np.array([60.0]), np.array([6.0, 6.0]), 0.1)
    (array(60.), array(54.))
    """
    for joining in entrants:
        ages = stay(ages, attrition)
        ages[..., -1] += joining
    return np.asarray(ages.sum(axis=-1)), np.asarray(stay(ages, attrition).sum(axis=-1))


def survival(years: int, career: int, attrition: float) -> Floats:
    """Return (years) shares of entrants still there 0, 1, … years after they joined; a `career` of 0 never ends.

    Examples
    --------
    >>> survival(4, 2, 0.1)
    array([1. , 0.9, 0. , 0. ])
    """
    after = np.arange(years)
    return np.where((after < career) | (career == 0), (1 - attrition) ** after, 0.0)
