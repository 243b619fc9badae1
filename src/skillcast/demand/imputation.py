"""Answers a firm did not give: filled in by a ratio to its employment, with what that guess may be wrong by."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.streams import stream

Floats = NDArray[np.float64]


def impute_ratio(
    answers: pd.DataFrame, weights: Floats, measure: str, *, minimum_donors: int = 5, seed: int = 0
) -> Floats:
    """Return values for the rows of `answers` where `measure` is missing.

    Parameters
    ----------
    answers
        Rows with unit, firm, occupation, employed and `measure`.
    weights
        (U, R+1) weights of the units: the estimate, then the replicates.
    measure
        Column to fill in, persons.
    minimum_donors
        Fewest answering firms for a ratio of the occupation's own; with fewer the ratio of all occupations is used.
    seed
        Seed of the replicates.

    Returns
    -------
    (m, R+1) persons, one row a missing row in the order of `answers`; NaN where nobody answered. Column 0 is
    employed x ratio. A replicate takes the ratio its own weights give and draws a gamma-Poisson count around it, all
    rows of a firm moved by the same gamma effect: an imputed answer is never as sure as a given one.

    Notes
    -----
    Ratio imputation with replicates that impute anew: Shao and Sitter (1996). The drawn count makes the error of a
    certain firm right; for sampled firms it overstates the variance by at most p (1 - p) of itself, p the share
    imputed. Dispersion between firms is a moment estimate from the answering firms: E[e²/m] = 1 + v m.
    """
    missing = answers[measure].isna().to_numpy()
    if not missing.any():
        return np.empty((0, weights.shape[1]))
    given, gap = answers[~missing], answers[missing]
    w = weights[given["unit"].to_numpy()]
    asked, told = (given[name].to_numpy(dtype=np.float64)[:, None] * w for name in ("employed", measure))
    donors = given[given["employed"] > 0].groupby("occupation")["firm"].nunique()
    own = sorted(donors.index[donors >= minimum_donors])
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = [told.sum(axis=0) / asked.sum(axis=0)]
        for occupation in own:
            at = (given["occupation"] == occupation).to_numpy()
            ratio.append(told[at].sum(axis=0) / asked[at].sum(axis=0))
    place = {occupation: row for row, occupation in enumerate(own, start=1)}
    classes = answers["occupation"].map(place).fillna(0).astype(int).to_numpy()
    expected = answers["employed"].to_numpy(dtype=np.float64)[:, None] * np.array(ratio)[classes]
    values: Floats = expected[missing]
    if given.empty:
        return values
    spread = _dispersion(given, measure, expected[~missing, 0])
    for firm, rows in gap.reset_index(drop=True).groupby("firm").groups.items():
        at = np.asarray(rows)
        rng = stream(seed, "imputation", firm)
        effect = rng.gamma(1 / spread, spread, weights.shape[1] - 1) if spread > 0 else 1.0
        mean = values[at, 1:] * effect
        values[at, 1:] = np.where(np.isnan(mean), np.nan, rng.poisson(np.nan_to_num(mean)))
    return values


def _dispersion(given: pd.DataFrame, measure: str, expected: Floats) -> float:
    """Return the variance of the firms' effects on their answers, beyond Poisson."""
    told = given[measure].to_numpy(dtype=np.float64)
    firms = pd.DataFrame({"firm": given["firm"].to_numpy(), "m": expected, "e": told - expected}).groupby("firm").sum()
    firms = firms[firms["m"] > 0]
    if firms.empty:
        return 0.0
    excess = (firms["e"] ** 2 / firms["m"]).sum() - (len(firms) - 1)
    return float(max(excess / firms["m"].sum(), 0.0))
