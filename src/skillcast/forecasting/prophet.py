"""Prophet as a challenger: never part of the default, there to be compared with."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd

from skillcast.forecasting.protocol import Floats, History

FEWEST = 4
FREQUENCIES = {1: "YS", 4: "QS", 12: "MS"}


def forecast(history: History, horizon: int) -> Floats:
    """Return (O, N, H) by one Prophet fit a series and origin (needs the package ``prophet``); "no change" below 4 periods.

    Weekly and daily terms are off, the yearly term is on where there are seasons and two years of data. Dates are
    artificial: the member sees numbers only, so holidays play no part.
    """
    values, season = history.padded, history.season
    said = np.repeat(history.last, horizon, axis=2)
    with _untouched_surroundings():
        for at, series in np.argwhere(history.lengths >= FEWEST):
            row = values[series, history.starts[series] : history.origins[at] + 1]
            dates = pd.date_range("2000-01-01", periods=len(row) + horizon, freq=FREQUENCIES[season])
            said[at, series] = _one(row, dates, yearly=season > 1 and len(row) >= 2 * season)
    return said


def _one(row: Floats, dates: pd.DatetimeIndex, *, yearly: bool) -> Floats:
    from prophet import Prophet

    length = len(row)
    if np.ptp(row) == 0:
        return np.full(len(dates) - length, row[0])
    model = Prophet(
        yearly_seasonality=yearly,
        weekly_seasonality=False,
        daily_seasonality=False,
        n_changepoints=min(25, length // 3),
        uncertainty_samples=0,
    )
    # centred on the last value, so that the unit of the series cannot matter
    model.fit(pd.DataFrame({"ds": dates[:length], "y": np.round(row - row[-1], 12)}), seed=0)
    ahead = model.predict(pd.DataFrame({"ds": dates[length:]}))
    return np.asarray(row[-1] + ahead["yhat"].to_numpy(dtype=np.float64))


@contextmanager
def _untouched_surroundings() -> Iterator[None]:
    """Silence the fitting engine and give numpy's global generator back as it was."""
    state = np.random.get_state()  # noqa: NPY002 - what Prophet draws from
    loggers = [logging.getLogger(name) for name in ("prophet", "cmdstanpy")]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        np.random.seed(0)  # noqa: NPY002
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own deprecations are not the caller's business
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled
