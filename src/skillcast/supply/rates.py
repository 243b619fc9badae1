"""Shrunken success rates: many small programmes, few cohorts each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

Floats = NDArray[np.float64]


def fit_beta(successes: Floats, trials: Floats) -> tuple[float, float]:
    """Return the Beta prior (a, b) of rates by maximum marginal likelihood over a grid.

    Parameters
    ----------
    successes, trials
        (P,) counts of each programme, persons; programmes without trials carry no information.

    Examples
    --------
    >>> a, b = fit_beta(np.array([80.0, 82.0, 78.0]), np.array([100.0, 100.0, 100.0]))
    >>> 0.75 < a / (a + b) < 0.85
    True
    """
    seen = trials > 0
    if not seen.any():
        return 1.0, 1.0
    y, n = successes[seen], trials[seen]
    means = np.linspace(0.01, 0.99, 99)[:, None]
    sizes = np.exp(np.linspace(np.log(2.0), np.log(500.0), 40))[None, :]
    a, b = means * sizes, (1 - means) * sizes
    likelihood = np.zeros_like(a)
    for success, trial in zip(y, n, strict=True):
        likelihood += betaln(success + a, trial - success + b) - betaln(a, b)
    best = np.unravel_index(int(np.argmax(likelihood)), likelihood.shape)
    return float(a[best]), float(b[best])


def draw_rates(
    successes: Floats, trials: Floats, shocks: Floats, rng: np.random.Generator, prior: tuple[float, float]
) -> Floats:
    """Draw a programme's rate by year: its posterior, moved by shocks that all programmes share.

    Parameters
    ----------
    successes, trials
        Scalars as arrays: the programme's counts.
    shocks
        (H, S) common shocks on the logit scale.
    prior
        Beta prior from `fit_beta`.

    Returns
    -------
    (H, S) rates.
    """
    level = rng.beta(successes + prior[0], trials - successes + prior[1], size=shocks.shape[1])
    level = np.clip(level, 1e-9, 1 - 1e-9)
    return np.asarray(1 / (1 + np.exp(-(np.log(level / (1 - level))[None, :] + shocks))))
