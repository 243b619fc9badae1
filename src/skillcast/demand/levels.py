"""Skill levels within occupations: the second layer of the staffing pattern."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.demand.apportion import apportion
from skillcast.demand.staffing import concentration
from skillcast.draws import Draws
from skillcast.streams import stream

LEVELS = ("L5", "L4", "L3", "L2", "L1", "none")


def split_levels(cells: Draws, firms: pd.DataFrame, *, year: int, seed: int = 0) -> Draws:
    """Split employment by industry and occupation into skill levels.

    Parameters
    ----------
    cells
        (cells, H+1, S) whole persons by industry and occupation.
    firms
        Table `firms`: the employed by occupation and skill level in the last survey up to `year`.

    Returns
    -------
    Draws
        (I x 6, H+1, S) whole persons by industry and skill level; the levels of an industry add up to it exactly.

    Notes
    -----
    Shares of an occupation are Dirichlet draws: its own counts plus the mix of all occupations, weighted by the
    concentration that is most likely given how much occupations differ.
    """
    survey = firms[firms["period"].str[:4].astype(int) <= year]
    survey = survey[survey["period"] == survey["period"].max()]
    wide = survey.pivot_table(index="occupation", columns="skill_level", values="employed", aggfunc="sum", fill_value=0)
    occupations = sorted(cells.index["occupation"].unique())
    counts = wide.reindex(index=occupations, columns=list(LEVELS), fill_value=0).to_numpy(dtype=np.float64)
    prior = np.tile(counts.sum(axis=0) / counts.sum(), (len(occupations), 1))
    weight = concentration(counts, prior)
    industries = sorted(cells.index["industry"].unique())
    out = np.zeros((len(industries), len(LEVELS), *cells.samples.shape[1:]), dtype=np.int64)
    for row, key in enumerate(cells.index.itertuples(index=False)):
        alpha = counts[occupations.index(key.occupation)] + weight * prior[0]
        rng = stream(seed, "levels", key.occupation)
        shares = rng.standard_gamma(alpha[:, None], size=(len(LEVELS), cells.size))
        block = np.broadcast_to(shares[:, None, :], (len(LEVELS), *cells.samples.shape[1:]))
        out[industries.index(key.industry)] += apportion(cells.samples[row].astype(np.int64), block)
    index = pd.DataFrame(
        [(industry, level) for industry in industries for level in LEVELS], columns=["industry", "skill_level"]
    )
    return Draws(index, cells.periods, out.reshape(-1, *cells.samples.shape[1:]))
