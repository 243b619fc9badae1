"""Exits of years that are over: what was counted, and where little was, what ages and the law imply."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.demand.exit_model import STRUCTURE_DOUBT, ExitModel

Floats = NDArray[np.float64]


def past_exit_rates(model: ExitModel, leavers: pd.DataFrame | None, *, shock: float = 0.15) -> Floats:
    """Return the exit rates of past years by occupation.

    Parameters
    ----------
    model
        Chances to leave in those years, from `exit_model`.
    leavers
        Table `leavers` (occupation, cause, period, exposed, leavers), of which cause ``exit`` counts here; None: nothing was
        counted.
    shock
        Standard deviation on the logit scale of the yearly shock all occupations share, which the model does not know.

    Returns
    -------
    (O, K) share of the stock at the beginning of the year that left.

    Notes
    -----
    Gamma-Poisson: with r the model's rate, y counted of n exposed and s the model's relative error,
    ``r (y + 1 / s^2) / (n r + 1 / s^2)``. The error grows with the years back, as what today's ages tell of them gets doubtful.

    Examples
    --------
    >>> from skillcast.demand.exit_model import exit_model
    >>> model = exit_model(["a"], [2025])
    >>> counted = {"occupation": "a", "cause": "exit", "period": "2025", "exposed": 10_000, "leavers": 600}
    >>> past_exit_rates(model, None).round(3).tolist(), past_exit_rates(model, pd.DataFrame([counted])).round(3).tolist()
    ([[0.031]], [[0.057]])
    """
    rates = model.rates.sum(axis=2)
    part = None if leavers is None else leavers[leavers["cause"] == "exit"]
    if part is None or part.empty:
        return np.asarray(rates)
    sums = part.groupby(["occupation", part["period"].str[:4].astype(int)])[["exposed", "leavers"]].sum()
    keys = pd.MultiIndex.from_product([model.occupations, model.years])
    exposed, left = sums.reindex(keys, fill_value=0).to_numpy(dtype=np.float64).T.reshape(2, *rates.shape)
    back = model.years[-1] + 1 - np.array(model.years)
    prior = 1 / np.maximum(shock**2 + (STRUCTURE_DOUBT * back) ** 2, 1e-12)
    return np.asarray(rates * (left + prior) / (exposed * rates + prior))
