"""Shocks of a year that everybody shares: how large they have been and how large the next may be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class YearShock:
    """What is known of a common yearly shock.

    Parameters
    ----------
    scale
        Its size: the prior's and the past years' together.
    freedom
        Degrees of freedom behind `scale`: future shocks are Student t with so many.
    effects
        (T,) effects of the past years, shrunk for their own error.
    lag
        Variance of the past years' mean in units of ``scale ** 2``: 1 over the number of years where all count alike.
    """

    scale: float
    freedom: float
    effects: Floats
    lag: float

    def draw(self, horizon: int, draws: int, rng: np.random.Generator) -> Floats:
        """Draw (H, S) future shocks, measured from the past years' mean.

        The mean of few years is itself uncertain, so every scenario has a constant part (variance ``lag``), and one
        scale, because the size of the shocks is uncertain for all its years alike.
        """
        scale = self.scale * np.sqrt(self.freedom / rng.chisquare(self.freedom, size=draws))
        constant = np.sqrt(self.lag) * rng.standard_normal(draws)
        return np.asarray(scale * (constant + rng.standard_normal((horizon, draws))))


def estimate_shock(
    effects: Floats, errors: Floats, weights: Floats, *, prior: float = 0.15, prior_years: float = 2.0
) -> YearShock:
    """Return the size of a yearly shock from the effects of past years.

    Parameters
    ----------
    effects, errors
        (T,) estimated effects of the years that were seen and their standard errors.
    weights
        (T,) weights that sum to 1 and by which the effects' mean is 0.
    prior, prior_years
        Size to shrink toward, and how many years of observation it counts for.

    Notes
    -----
    The observed variance less the variance of estimation is averaged with ``prior ** 2`` (scaled inverse chi-squared
    posterior; Gelman et al., *Bayesian Data Analysis*, 3rd ed., 2.6), so the predictive distribution is a Student t.

    Examples
    --------
    >>> few = np.full(2, 0.5)
    >>> float(estimate_shock(np.zeros(2), np.zeros(2), few, prior=0.3, prior_years=2.0).scale.__round__(3))
    0.245
    """
    years = len(effects)
    if years == 0:
        return YearShock(prior, prior_years, effects, 0.0)
    lag = float((weights**2).sum())
    seen = years - 1
    excess = max(float((effects**2).sum()) - float((errors**2).sum()) * (1 - lag), 0.0)
    variance = (prior_years * prior**2 + excess) / (prior_years + seen)
    shrunk = effects * (variance / np.maximum(variance + errors**2, 1e-12))
    return YearShock(float(np.sqrt(variance)), prior_years + seen, shrunk, lag)
