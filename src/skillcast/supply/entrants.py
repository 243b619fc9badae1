"""Entrants from outside the schools: returners, in-migrants and movers, as the accounts of recent years show them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.draws import Draws
from skillcast.panel import Panel
from skillcast.streams import stream


def past_entrants(stocks: Panel, exit_rates: NDArray[np.float64], graduates: pd.DataFrame) -> Panel:
    """Return entrants that are not graduates, as the account of each past year leaves them.

    Parameters
    ----------
    stocks
        (O, K+1) persons by occupation at the ends of past years.
    exit_rates
        (O, K) total exit rate of each year on the stock at its beginning.
    graduates
        Occupations x years: local graduates entering.

    Returns
    -------
    Panel
        (O, K) persons: ``change of stock + exits - graduates``, at least 0.
    """
    before, after = stocks.values[:, :-1], stocks.values[:, 1:]
    years = stocks.periods[1:]
    entering = graduates.reindex(index=stocks.index["occupation"], columns=years.year, fill_value=0).to_numpy()
    return Panel(stocks.index, years, np.maximum(after - before + before * exit_rates - entering, 0.0))


def draw_entrants(past: Panel, *, horizon: int, draws: int = 1000, seed: int = 0) -> Draws:
    """Draw future entrants around the mean of the past years.

    Parameters
    ----------
    past
        (O, K) entrants of past years from `past_entrants`.

    Returns
    -------
    Draws
        (O, H, S) whole persons: a Poisson count around each occupation's mean, moved by a year factor that all
        occupations share (the total of a past year, drawn at random, over the mean of all).
    """
    totals = past.values.sum(axis=0)
    factors = totals / totals.mean() if totals.sum() > 0 else np.ones_like(totals)
    years = stream(seed, "entrants", "year").integers(len(factors), size=(horizon, draws))
    mean = past.values.mean(axis=1)
    samples = np.stack(
        [
            stream(seed, "entrants", occupation).poisson(mean[row] * factors[years])
            for row, occupation in enumerate(past.index["occupation"])
        ]
    )
    periods = pd.period_range(past.periods[-1] + 1, periods=horizon, freq=past.periods.freq)
    return Draws(past.index, periods, samples.astype(np.int64))
