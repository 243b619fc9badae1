"""Employment of the simulated city: industry paths, staffing shares, whole persons by industry and occupation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from skillcast.streams import stream
from skillcast.worlds.jiayuguan import BASE, INDUSTRIES, OCCUPATIONS, PANDEMIC, STAFFING, YEARS, Industry

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def industry_stocks(seed: int) -> Counts:
    """Return (I, T) persons at the ends of the years; the last year is the one `INDUSTRIES` gives.

    Log growth is the industry's trend plus a shock all industries share (sd 0.008) and one of its own whose sd falls
    with size (0.006 + 0.8 / sqrt(persons)). Shocks are centred before and after 2020, so that trends hold on average.
    """
    common = _centred(stream(seed, "industries", "year").normal(0, 0.008, len(YEARS)))
    return np.stack([_path(industry, common, stream(seed, "industries", industry.code)) for industry in INDUSTRIES])


def _path(industry: Industry, common: Floats, rng: np.random.Generator) -> Counts:
    years = np.array(YEARS)
    growth = np.where(years <= 2020, industry.growth_to_2020, industry.growth_after) + common
    growth += _centred(rng.normal(0, 0.006 + 0.8 / np.sqrt(industry.employed), len(years)))
    dip = PANDEMIC.get(industry.code, 0.0)
    growth += dip * (np.isin(years, (2020, 2022)) - 2.0 * (years == 2023))
    level = np.cumsum(growth)
    return np.asarray(np.rint(industry.employed * np.exp(level - level[-1])), dtype=np.int64)


def _centred(shocks: Floats) -> Floats:
    late = np.array(YEARS) > 2020
    return np.asarray(shocks - np.where(late, shocks[late].mean(), shocks[~late].mean()))


def staffing_shares(seed: int, *, region: str = "city") -> Floats:
    """Return (I, O, T) shares of occupations within each industry; each industry and year sums to 1.

    Shares drift on the log scale: the drift is the occupation's own, common to city and reference region, plus a
    random walk. The reference region differs from the city by a constant factor a cell (sd 0.25 on the log scale).
    """
    position = {occupation.code: row for row, occupation in enumerate(OCCUPATIONS)}
    drift = np.array([occupation.drift for occupation in OCCUPATIONS])
    elapsed = np.array(YEARS) - BASE
    weights = np.zeros((len(INDUSTRIES), len(OCCUPATIONS), len(YEARS)))
    for row, industry in enumerate(INDUSTRIES):
        for code, weight in STAFFING[industry.code].items():
            rng = stream(seed, "staffing", region, industry.code, code)
            walk = np.cumsum(rng.normal(0, 0.015, len(YEARS)))
            offset = 0.0 if region == "city" else rng.normal(0, 0.25)
            column = position[code]
            weights[row, column] = weight * np.exp(offset + drift[column] * elapsed + walk - walk[-1])
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def allocate(totals: Counts, shares: Floats) -> Counts:
    """Return (I, O, T) whole persons that add up to `totals` (I, T): largest remainders, ties by position."""
    exact = shares * totals[:, None, :]
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    return np.asarray(whole + (rank < (totals - whole.sum(axis=1))[:, None, :]))
