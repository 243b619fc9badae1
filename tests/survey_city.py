"""A city of firms whose answers are all known, and samples drawn from it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.streams import stream

COUNTS = ["employed", "vacancies", "hard_to_fill", "planned_1y", "planned_3y"]
INDUSTRIES = 5


def all_firms(seed: int, *, firms: int = 60, occupations: int = 9, dominant: int = 4000) -> pd.DataFrame:
    """Every firm of the city; the first one of industry I0 employs `dominant` persons."""
    rng = stream(seed, "all firms")
    rates = 0.08 * rng.gamma(4, 0.25, occupations)
    rows = []
    for i in range(INDUSTRIES):
        mix = rng.dirichlet(np.full(occupations, 2.0))
        sizes = np.sort(np.rint(rng.lognormal(3.2, 0.8, firms)).astype(int) + 3)[::-1]
        sizes[0] = dominant if i == 0 else sizes[0]
        for k, size in enumerate(sizes):
            stratum = f"I{i}-{'top' if k < 2 else 'mid' if k < 20 else 'low'}"
            staff = rng.multinomial(size, rng.dirichlet(mix * 20 + 1e-9))
            for o in np.flatnonzero(staff):
                heads = int(staff[o])
                open_posts = rng.binomial(heads, min(rates[o], 1.0))
                plans = rng.poisson(0.1 * heads * rng.gamma(4, 0.25))
                key = (f"F{i}-{k:03d}", f"I{i}", stratum, f"{3 + o % 3}-{o:02d}", "L4", "2025")
                rows.append((*key, heads, open_posts, rng.binomial(open_posts, 0.3), plans, 2 * plans))
    return pd.DataFrame(
        rows, columns=["firm", "industry", "stratum", "occupation", "skill_level", "period", *COUNTS]
    ).astype({"planned_1y": "Int64", "planned_3y": "Int64"})


def industry_totals(city: pd.DataFrame) -> pd.DataFrame:
    """Table `employment` of the city."""
    return city.groupby(["industry", "period"], as_index=False)["employed"].sum()


def take_sample(
    city: pd.DataFrame, seed: int, *, size: int = 6, refuse: float = 0.0, silent: float = 0.0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return table `firms` and the number of firms asked a stratum.

    The strata named top are taken for certain. `refuse` is the share of other firms that do not answer at all (two a
    stratum always do), `silent` the share of all firms that do not answer on plans.
    """
    rng = stream(seed, "sample")
    parts, asked = [], []
    for stratum, names in city.groupby("stratum")["firm"].unique().items():
        sure = str(stratum).endswith("top")
        chosen = names if sure else rng.choice(names, size, replace=False)
        asked.append((stratum, len(chosen)))
        weight = len(names) / len(chosen)
        if not sure:
            chosen = chosen[(rng.random(size) >= refuse) | (np.arange(size) < 2)]
        parts.append(city[city["firm"].isin(chosen)].assign(weight=weight))
    firms = pd.concat(parts, ignore_index=True)
    names = firms["firm"].unique()
    quiet = firms["firm"].isin(names[rng.random(len(names)) < silent])
    for plan in ("planned_1y", "planned_3y"):
        firms[plan] = firms[plan].mask(quiet)
    return firms, pd.DataFrame(asked, columns=["stratum", "sampled"])
