"""Skill levels within occupations: the second layer of the staffing pattern."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.demand.apportion import apportion
from skillcast.demand.concentration import concentration
from skillcast.demand.design_effect import cluster_effect
from skillcast.draws import Draws
from skillcast.streams import stream

Floats = NDArray[np.float64]

LEVELS = ("L5", "L4", "L3", "L2", "L1", "none")


def split_levels(cells: Draws, firms: pd.DataFrame, *, year: int, walk: float = 0.01, seed: int = 0) -> Draws:
    """Split employment by industry and occupation into skill levels.

    Parameters
    ----------
    cells
        (cells, H+1, S) whole persons by industry and occupation.
    firms
        Table `firms`: the employed by firm, occupation and skill level in the last survey up to `year`, with weights.
    walk
        Yearly standard deviation of log shares since the survey, without direction.

    Returns
    -------
    Draws
        (I x 6, H+1, S) whole persons by industry and skill level; the levels of an industry add up to it exactly.

    Notes
    -----
    Shares of an occupation are Dirichlet draws: its own weighted counts over the design effect, plus the mix of all
    occupations weighted by the concentration that is most likely given how much occupations differ.
    """
    survey = firms[firms["period"].str[:4].astype(int) <= year]
    survey = survey[survey["period"] == survey["period"].max()]
    occupations = sorted(cells.index["occupation"].unique())
    alpha = _posterior(survey, occupations)
    old = year - int(survey["period"].iloc[0][:4])
    industries = sorted(cells.index["industry"].unique())
    out = np.zeros((len(industries), len(LEVELS), *cells.samples.shape[1:]), dtype=np.int64)
    for occupation, members in cells.index.groupby("occupation").groups.items():
        rng = stream(seed, "levels", occupation)
        shares = rng.standard_gamma(alpha[occupations.index(occupation)][:, None], size=(len(LEVELS), cells.size))
        steps = walk * rng.standard_normal((len(LEVELS), *cells.samples.shape[1:]))
        steps[:, 0] *= np.sqrt(old)
        moved = shares[:, None, :] * np.exp(steps.cumsum(axis=1))
        for row in members:
            parts = apportion(cells.samples[row].astype(np.int64), moved)
            out[industries.index(cells.index.at[row, "industry"])] += parts
    index = pd.DataFrame(
        [(industry, level) for industry in industries for level in LEVELS], columns=["industry", "skill_level"]
    )
    return Draws(index, cells.periods, out.reshape(-1, *cells.samples.shape[1:]))


def _posterior(survey: pd.DataFrame, occupations: list[str]) -> Floats:
    """(O, 6) Dirichlet weights of the levels of each occupation."""
    wide = survey.pivot_table(
        index=["occupation", "firm", "weight"], columns="skill_level", values="employed", aggfunc="sum", fill_value=0
    ).reindex(columns=list(LEVELS), fill_value=0)
    persons = wide.to_numpy(dtype=np.float64)
    weight = wide.index.get_level_values("weight").to_numpy(dtype=np.float64)
    group, names = pd.factorize(wide.index.get_level_values("occupation"))
    effect = cluster_effect(persons, weight, group) or 1.0
    weighted = pd.DataFrame(persons * weight[:, None] / effect).groupby(names[group]).sum()
    counts = weighted.reindex(occupations, fill_value=0.0).to_numpy(dtype=np.float64)
    prior = np.tile(weighted.to_numpy().sum(axis=0) / weighted.to_numpy().sum(), (len(occupations), 1))
    return np.asarray(counts + concentration(counts, prior) * prior)
