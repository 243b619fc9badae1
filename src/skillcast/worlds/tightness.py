"""How hard each occupation is to fill: the latent state that postings, pay and the true shortage follow."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.streams import stream
from skillcast.worlds.jiayuguan import OCCUPATIONS, YEARS
from skillcast.worlds.stocks import Floats

QUARTERS = pd.period_range(f"{YEARS[0]}Q1", f"{YEARS[-1]}Q4", freq="Q")
# The true shortage: 1.35 vacancies a seeker on average over the year.
SHORTAGE = float(np.log(1.35))
PERSISTENCE = 0.8


def log_tightness(seed: int) -> Floats:
    """Return (O, Q) the log of vacancies per seeker: a slow mean, a shock of the city and one of the occupation."""
    year = QUARTERS.year.to_numpy() + QUARTERS.quarter.to_numpy() / 4
    city = _autoregression(0.03, stream(seed, "tightness", "city"))
    rows = []
    for occupation in OCCUPATIONS:
        mean = np.interp(year, (2014.0, 2021.0, 2025.5), occupation.tightness)
        rows.append(mean + city + _autoregression(0.06, stream(seed, "tightness", occupation.code)))
    return np.stack(rows)


def yearly(values: Floats) -> Floats:
    """Return (O, T) the mean of the four quarters of each year."""
    return np.asarray(values.reshape(len(values), len(YEARS), 4).mean(axis=2))


def _autoregression(sd: float, rng: np.random.Generator) -> Floats:
    shocks = rng.normal(0, sd, len(QUARTERS))
    state = np.empty_like(shocks)
    state[0] = shocks[0] / np.sqrt(1 - PERSISTENCE**2)
    for step in range(1, len(shocks)):
        state[step] = PERSISTENCE * state[step - 1] + shocks[step]
    return state
