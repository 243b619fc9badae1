"""The few distribution functions needed, loaded when first used (scipy ships no types)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from skillcast.forecasting.protocol import Floats, Ints


def _special() -> Any:
    return import_module("scipy.special")


def t_quantile(freedom: float | Floats, probability: float) -> Floats:
    """Return quantiles of Student's t.

    Examples
    --------
    >>> float(t_quantile(4.0, 0.975).round(3))
    2.776
    """
    return np.asarray(_special().stdtrit(freedom, probability))


def t_two_sided(t: float, freedom: float) -> float:
    """Return the two-sided p value of a t statistic."""
    return float(2 * _special().stdtr(freedom, -abs(t)))


def f_upper(numerator: float, denominator: float | Ints, ratio: Floats) -> Floats:
    """Return the upper tail probability of F ratios."""
    return np.asarray(_special().fdtrc(numerator, denominator, ratio))
