"""Averaging over a grid of models by how well each fits, series lending each other their experience."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.protocol import Bools, Floats

LENT = 0.5
"""Weight of the panel's experience in the prior of each series; the rest is the prior all start from."""
SMOOTH = 1e-4
"""Least one-step error variance, as a share of that of no change: a perfect fit of few points proves little."""


def log_likelihood(squares: Floats, naive: Floats, lengths: Floats) -> Floats:
    """Return (N, G) Gaussian log likelihoods, variance concentrated out.

    Parameters
    ----------
    squares
        (N, G) summed squared one-step errors.
    naive
        (N) summed squared errors of no change.
    lengths
        (N) periods known.
    """
    count = np.maximum(lengths - 1, 1)[:, None]
    return np.asarray(-count / 2 * np.log((squares + SMOOTH * naive[:, None]) / count + 1e-300))


def average(fit: Floats, prior: Floats, known: Bools, teachers: int | None = None) -> Floats:
    """Return (N, G) weights of the models: posterior under a prior learned from the panel (empirical Bayes, one round).

    Parameters
    ----------
    fit
        (N, G) log (marginal) likelihoods.
    prior
        (G) weights all start from, summing to one.
    known
        (N) which series have values enough, and have moved: the others have no experience to lend.
    teachers
        Number of leading rows that make up the panel's experience.

    Examples
    --------
    >>> average(np.log([[0.9, 0.1]]), np.array([0.5, 0.5]), np.array([True])).round(3).tolist()
    [[0.955, 0.045]]
    """
    first = _normal(fit + np.log(prior))
    lent = first[:teachers][known[:teachers]]
    if len(lent) == 0:
        return first
    # sorted, so that the sum does not depend on the order of the series
    learned = LENT * np.sort(lent, axis=0).sum(axis=0) / len(lent) + (1 - LENT) * prior
    return _normal(fit + np.log(learned))


def _normal(logs: Floats) -> Floats:
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
