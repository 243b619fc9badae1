"""Table `market`: the twelve-table form of the employment service, in agreement with the vacancies."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from skillcast.streams import stream
from skillcast.worlds.jiayuguan import INDUSTRIES, MISSING_QUARTER
from skillcast.worlds.stocks import Floats
from skillcast.worlds.tightness import QUARTERS

FIRST_QUARTER = "2016Q1"
# Share of this quarter's valid registrations that were carried over from the last.
CARRIED = {"demand": 0.32, "seekers": 0.42}
SECTORS = {"A": "1", "B": "2", "C": "2", "D": "2", "E": "2"}
SECTIONS = "ABCDEFGHIJKLMNOPQRST"
# Sections without simulated industries: their share of registrations.
OTHER_SECTIONS = {"J": 0.012, "K": 0.010, "M": 0.006, "N": 0.012, "O": 0.045, "R": 0.010, "S": 0.008, "T": 0.0}
# Occupations outside the sixty, as a share of the registrations within them: demand, seekers.
OTHER_GROUPS = {"1": (0.004, 0.008), "2": (0.050, 0.055), "3": (0.015, 0.030), "7": (0.0, 0.0), "8": (0.010, 0.015)}
# Shares of demand and seekers by group; None: the group does not apply to that side.
Shares = Mapping[str, tuple[float | None, float | None]]
SPLITS: dict[str, Shares] = {
    "owner": {
        "enterprise": (0.94, None), "government": (0.01, None), "institution": (0.03, None), "other": (0.02, None),
    },
    "applicant": {
        "new_youth": (None, 0.27), "job_losers": (None, 0.22), "other_unemployed": (None, 0.15),
        "employed": (None, 0.09), "laid_off": (None, 0.02), "retired": (None, 0.02), "students": (None, 0.03),
        "local_rural": (None, 0.07), "nonlocal": (None, 0.13),
    },
    "sex": {"male": (0.17, 0.55), "female": (0.11, 0.45), "any": (0.72, 0.0)},
    "age": {
        "16-24": (0.14, 0.20), "25-34": (0.33, 0.36), "35-44": (0.22, 0.25), "45+": (0.07, 0.19), "any": (0.24, 0.0),
    },
    "education": {
        "junior": (0.15, 0.24), "senior": (0.27, 0.33), "college": (0.18, 0.26), "bachelor": (0.06, 0.16),
        "postgraduate": (0.01, 0.01), "any": (0.33, 0.0),
    },
}  # fmt: skip
# Parts printed beneath a group, as shares of it; what they leave is not printed.
PARTS: dict[str, dict[str, dict[str, float]]] = {
    "owner": {
        "enterprise": {
            "state": 0.18, "collective": 0.02, "private": 0.58, "hmt": 0.01, "foreign": 0.01, "individual": 0.20,
        },
    },
    "applicant": {"new_youth": {"new_graduates": 0.52}},
    "education": {"senior": {"vocational": 0.55}},
}  # fmt: skip
# Professional titles, carved out of vacancies without level and of seekers without certificate.
TITLES = {"T3": 0.030, "T2": 0.012, "T1": 0.003}


def market_table(registered: pd.DataFrame, employed: Floats, *, seed: int) -> pd.DataFrame:
    """Return table `market`, 2016Q1 on, without the missing quarter.

    Parameters
    ----------
    registered
        From `postings.registrations`: the valid registrations of the sixty occupations and of `any`.
    employed
        (I, T) persons by industry, whose sizes the demand by industry follows.
    """
    codes = [industry.code for industry in INDUSTRIES]
    parts = []
    for place, period in enumerate(QUARTERS.astype(str)):
        if period >= FIRST_QUARTER and period != MISSING_QUARTER:
            own = registered[registered["period"] == period]
            parts.append(market_quarter(period, own, dict(zip(codes, employed[:, place // 4], strict=True)), seed=seed))
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values(["period", "dimension", "code"], ignore_index=True)


def market_quarter(period: str, registered: pd.DataFrame, employed: Mapping[str, float], *, seed: int) -> pd.DataFrame:
    """Return one quarter: each side's valid registrations, carried and new, split by every dimension.

    Parameters
    ----------
    registered
        The quarter's registrations by occupation and skill level, those of `any` included.
    employed
        Persons by industry.
    """
    sides = {}
    for place, side in enumerate(("demand", "seekers")):
        rng = stream(seed, "market", period, side)
        groups = _groups(registered, side, place, rng)
        total = sum(groups.values())
        levels = _levels(registered, side, total, rng)
        counts: dict[tuple[str, str], int] = {("total", "total"): total}
        counts |= {("occupation", code): value for code, value in groups.items()}
        counts |= {("skill_level", code): value for code, value in levels.items()}
        if side == "demand":
            counts |= _industries(total, employed, rng)
        for dimension, shares in SPLITS.items():
            counts |= _split(dimension, shares, place, total, rng)
        sides[side] = _carry(counts, CARRIED[side], rng)
    return _frame(period, sides)


def _groups(registered: pd.DataFrame, side: str, place: int, rng: np.random.Generator) -> dict[str, int]:
    group = registered["occupation"].where(registered["occupation"] == "any", registered["occupation"].str[0])
    sums = registered.groupby(group)[side].sum()
    base = int(sums.sum())
    out = {code: int(sums.get(code, 0)) for code in (*"12345678", "any")}
    for code, shares in OTHER_GROUPS.items():
        out[code] += int(rng.poisson(shares[place] * base))
    return out


def _levels(registered: pd.DataFrame, side: str, total: int, rng: np.random.Generator) -> dict[str, int]:
    sums = registered.groupby("skill_level")[side].sum()
    out = {code: int(sums.get(code, 0)) for code in ("L5", "L4", "L3", "L2", "none", "any")}
    bare = "any" if side == "demand" else "none"
    out[bare] += total - sum(out.values())
    out["L1"] = int(rng.binomial(out["L2"], 0.2))
    out["L2"] -= out["L1"]
    for title, share in TITLES.items():
        out[title] = int(rng.binomial(out[bare], share))
    out[bare] -= sum(out[title] for title in TITLES)
    return out


def _industries(total: int, employed: Mapping[str, float], rng: np.random.Generator) -> dict[tuple[str, str], int]:
    weight = dict.fromkeys(SECTIONS, 0.0)
    for industry, persons in employed.items():
        # Services turn over about twice as fast as plants.
        weight[industry[0]] += float(persons) * (1.0 if SECTORS.get(industry[0]) else 2.0)
    base = sum(weight.values())
    for code, share in OTHER_SECTIONS.items():
        weight[code] += share * base
    chance = np.array([weight[code] for code in SECTIONS])
    split = rng.multinomial(total, chance / chance.sum())
    sections = dict(zip(SECTIONS, map(int, split), strict=True))
    sectors = dict.fromkeys("123", 0)
    for code, value in sections.items():
        sectors[SECTORS.get(code, "3")] += value
    return {("industry", code): value for code, value in sections.items()} | {
        ("sector", code): value for code, value in sectors.items()
    }


def _split(
    dimension: str, shares: Shares, place: int, total: int, rng: np.random.Generator
) -> dict[tuple[str, str], int]:
    known = {code: share[place] for code, share in shares.items() if share[place] is not None}
    if not known:
        return {}
    chance = np.array(list(known.values()), dtype=np.float64) * rng.gamma(400, 1 / 400, len(known))
    counts = dict(zip(known, map(int, rng.multinomial(total, chance / chance.sum())), strict=True))
    for parent, parts in PARTS.get(dimension, {}).items():
        split = rng.multinomial(counts[parent], [*parts.values(), max(1 - sum(parts.values()), 0.0)])
        counts |= dict(zip(parts, map(int, split), strict=False))
    return {(dimension, code): value for code, value in counts.items()}


def _carry(
    counts: dict[tuple[str, str], int], share: float, rng: np.random.Generator
) -> dict[tuple[str, str], tuple[int, int]]:
    """Split every count into carried and new so that each dimension adds up to the same carried total."""
    total = counts["total", "total"]
    carried = {("total", "total"): int(rng.binomial(total, share))}
    for dimension in dict.fromkeys(key[0] for key in counts):
        if dimension in ("total", "sector"):
            continue
        within = PARTS.get(dimension, {})
        beneath = {code for parts in within.values() for code in parts}
        codes = [code for name, code in counts if name == dimension and code not in beneath]
        taken = rng.multivariate_hypergeometric([counts[dimension, code] for code in codes], carried["total", "total"])
        carried |= {(dimension, code): int(value) for code, value in zip(codes, taken, strict=True)}
        for parent, parts in within.items():
            sizes = [counts[dimension, code] for code in parts]
            sizes.append(counts[dimension, parent] - sum(sizes))
            taken = rng.multivariate_hypergeometric(sizes, carried[dimension, parent])
            carried |= {(dimension, code): int(value) for code, value in zip(parts, taken, strict=False)}
    if ("sector", "1") in counts:
        carried |= {("sector", code): 0 for code in "123"}
        for code in SECTIONS:
            carried["sector", SECTORS.get(code, "3")] += carried["industry", code]
    return {key: (carried[key], counts[key] - carried[key]) for key in counts}


def _frame(period: str, sides: dict[str, dict[tuple[str, str], tuple[int, int]]]) -> pd.DataFrame:
    keys = dict.fromkeys(key for counts in sides.values() for key in counts)
    rows = []
    for key in keys:
        pairs = [sides[side].get(key, (None, None)) for side in ("demand", "seekers")]
        rows.append((period, *key, *pairs[0], *pairs[1]))
    columns = ["period", "dimension", "code", "demand_carried", "demand_new", "seekers_carried", "seekers_new"]
    return pd.DataFrame(rows, columns=columns)
