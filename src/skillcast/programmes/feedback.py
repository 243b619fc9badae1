"""What a plan learns from its own errors: stocks that came out higher or lower than it had projected."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WEIGHT = 0.3
"""Weight of the newest error in the running bias."""
TRUST = 0.8
"""Share of the bias a projection is corrected by."""


def stock_feedback(bias: Floats, actual: Floats, predicted: Floats, *, weight: float = WEIGHT) -> Floats:
    """Return the running bias of a planner's one-year projections of stocks, one more year observed.

    Parameters
    ----------
    bias
        Bias so far (log); 0 at the start.
    actual, predicted
        Stocks observed and, a year before, projected for the same time (persons), in the shape of `bias`.
    weight
        Weight of the newest error.

    Notes
    -----
    ``b <- (1 - w) b + w log(actual / predicted)``. Wrong rates of staying or leaving show up as errors of one sign; a plan
    without this memory repeats them every year. Where a stock is missing or not above zero nothing is learned: the bias stays.

    Examples
    --------
    A fifth more than projected, once; then as projected:

    >>> once = stock_feedback(np.zeros(1), np.array([120.0]), np.array([100.0]))
    >>> once.round(3).tolist(), stock_feedback(once, np.array([90.0]), np.array([90.0])).round(3).tolist()
    ([0.055], [0.038])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.log(np.asarray(actual, dtype=np.float64) / predicted)
    return np.asarray(np.where(np.isfinite(error), (1 - weight) * bias + weight * error, bias))


def corrected_stock(projected: Floats, bias: Floats, years: float | Floats, *, trust: float = TRUST) -> Floats:
    """Return stocks projected `years` ahead, corrected by the bias of past one-year projections.

    Parameters
    ----------
    projected
        Stocks projected (persons).
    bias
        What `stock_feedback` has learned, broadcast against `projected`.
    years
        Years from the last observed stock to the projected one: lead time + 1 for the class that is planned now.
    trust
        Share of the bias that is believed.

    Notes
    -----
    ``projected * exp(trust * bias * years)``: a yearly error of one sign adds up over the years to graduation.

    Examples
    --------
    >>> corrected_stock(np.array([100.0]), np.array([-0.05]), 4).round(1).tolist()
    [85.2]
    """
    return np.asarray(projected * np.exp(trust * bias * years))
