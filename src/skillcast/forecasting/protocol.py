"""What a forecasting method is, as far as the rest of the package is concerned."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Member(Protocol):
    """A method: history of many series in, point forecasts of the same series out.

    Parameters
    ----------
    values
        (N, T) history on the modelling scale (the log of the variable), T >= 1, no NaN. Not altered.
    horizon
        H, the number of periods to forecast.
    season
        Periods in a year: 1, 4 or 12.

    Returns
    -------
    (N, H) point forecasts on the modelling scale. Adding a constant to a series adds it to its
    forecast, and a panel of constants stays constant. Every T >= 1 is answered, if need be by "no change".
    """

    def __call__(self, values: Floats, horizon: int, season: int) -> Floats: ...
