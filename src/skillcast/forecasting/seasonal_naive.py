"""No change over the year: the same season of last year. The yardstick where there are seasons."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting import naive
from skillcast.forecasting.protocol import Floats


def forecast(values: Floats, horizon: int, season: int) -> Floats:
    """Return (N, H): the last `season` values, repeated; "no change" when there is less than a year.

    Examples
    --------
    >>> forecast(np.array([[9.0, 1.0, 2.0, 3.0, 4.0]]), 5, 4)
    array([[1., 2., 3., 4., 1.]])
    """
    if values.shape[1] < season:
        return naive.forecast(values, horizon, season)
    return np.asarray(values[:, values.shape[1] - season + np.arange(horizon) % season])
