"""Prophet as a challenger: never part of the default, there to be compared with."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd

from skillcast.forecasting import naive
from skillcast.forecasting.protocol import Floats

FREQUENCIES = {1: "YS", 4: "QS", 12: "MS"}


def forecast(values: Floats, horizon: int, season: int) -> Floats:
    """Return (N, H) by one Prophet fit a series (needs the package ``prophet``); "no change" below 4 periods.

    Weekly and daily terms are off, the yearly term is on where there are seasons and two years of data. Dates are
    artificial: the member sees numbers only, so holidays play no part.
    """
    length = values.shape[1]
    if length < 4:
        return naive.forecast(values, horizon, season)
    dates = pd.date_range("2000-01-01", periods=length + horizon, freq=FREQUENCIES[season])
    with _untouched_surroundings():
        rows = [_one(row, dates, yearly=season > 1 and length >= 2 * season) for row in values]
    return np.stack(rows)


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
