"""No change from the same season last year: the yardstick where there are seasons."""

from __future__ import annotations

import numpy as np

from skillcast.forecasting.protocol import Floats, History


def forecast(history: History, horizon: int) -> Floats:
    """Return (O, N, H): the value of the same season a year before; below a year of data, the last value.

    Examples
    --------
    >>> quarters = np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]])
    >>> forecast(History(quarters, np.array([7]), season=4), 6)[0, 0].tolist()
    [5.0, 6.0, 7.0, 8.0, 5.0, 6.0]
    """
    back = history.origins[:, None] - history.season + 1 + np.arange(horizon) % history.season
    before = history.padded[:, np.maximum(back, 0)].transpose(1, 0, 2)
    whole = (history.lengths >= history.season)[:, :, None]
    return np.where(whole, before, history.last)
