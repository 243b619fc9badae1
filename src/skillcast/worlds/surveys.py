"""Tables that sample the stocks: employment, staffing, its reference, ages and the enterprise survey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from skillcast.streams import stream
from skillcast.worlds.accounts import AGES, SEXES
from skillcast.worlds.jiayuguan import (
    BASE,
    DOMINANT_EMPLOYED,
    DOMINANT_FIRM,
    DOMINANT_INDUSTRY,
    INDUSTRIES,
    OCCUPATIONS,
    REFERENCE_REGION,
    REGION,
    YEARS,
)
from skillcast.worlds.stocks import Counts, Floats

CODES = tuple(occupation.code for occupation in OCCUPATIONS)
SAMPLE_YEARS = range(2019, BASE + 1)
REFERENCE_YEARS = range(2015, BASE + 1)
# The reference region is about this many times the city in every industry but the dominant one.
REFERENCE_SCALE = {DOMINANT_INDUSTRY: 4.0}
REFERENCE_DEFAULT = 45.0


def employment_table(industries: Counts, *, seed: int) -> pd.DataFrame:
    """Return table `employment`: the true stocks with an error of report (sd 0.004 + 1.6 / sqrt(persons), log)."""
    rows = []
    for row, industry in enumerate(INDUSTRIES):
        error = stream(seed, "employment", industry.code).normal(
            0, 0.004 + 1.6 / np.sqrt(industry.employed), len(YEARS)
        )
        reported = np.rint(industries[row] * np.exp(error)).astype(int)
        rows += [(REGION, industry.code, str(year), int(value)) for year, value in zip(YEARS, reported, strict=True)]
    return pd.DataFrame(rows, columns=["region", "industry", "period", "employed"])


def staffing_table(shares: Floats, *, seed: int) -> pd.DataFrame:
    """Return table `staffing`: 300 to 1,500 workers a year and industry, clustered by firm."""
    rows = []
    for row, industry in enumerate(INDUSTRIES):
        size = int(np.clip(industry.employed / 14, 300, 1500))
        firms = 6 if industry.code == DOMINANT_INDUSTRY else int(np.clip(size / 22, 14, 60))
        for year in SAMPLE_YEARS:
            rng = stream(seed, "staffing-sample", industry.code, year)
            # Workers of one firm resemble each other: the sample is as informative as about a third of its size.
            mix = rng.dirichlet(np.maximum(shares[row, :, year - YEARS[0]], 1e-12) * size / 2)
            counts = rng.multinomial(size, mix)
            for code, count in _seen(counts):
                seen = min(count, 1 + rng.binomial(firms - 1, 1 - np.exp(-count / firms)))
                rows.append((REGION, industry.code, str(code), str(year), int(count), int(seen)))
    return pd.DataFrame(rows, columns=["region", "industry", "occupation", "period", "employed", "firms"])


def staffing_reference_table(industries: Counts, reference: Floats, *, seed: int) -> pd.DataFrame:
    """Return table `staffing_reference`: employment of a reference region with its own shares and the common drift."""
    rows = []
    for row, industry in enumerate(INDUSTRIES):
        scale = REFERENCE_SCALE.get(industry.code, REFERENCE_DEFAULT)
        for year in REFERENCE_YEARS:
            column = year - YEARS[0]
            rng = stream(seed, "reference-sample", industry.code, year)
            expected = reference[row, :, column] * industries[row, column] * scale
            counts = np.rint(expected * np.exp(rng.normal(0, 0.02, len(expected)))).astype(int)
            for code, count in _seen(counts):
                rows.append((REFERENCE_REGION, industry.code, str(code), str(year), int(count)))
    return pd.DataFrame(rows, columns=["region", "industry", "occupation", "period", "employed"])


def _seen(counts: Counts) -> Iterator[tuple[str, int]]:
    """Yield the occupations that were found and how many persons."""
    for place in np.flatnonzero(counts):
        yield CODES[place], counts[place]


def ages_table(codes: Sequence[str], ages: Counts, *, year: int) -> pd.DataFrame:
    """Return table `ages` at the end of `year`; ages without anybody are left out.

    Parameters
    ----------
    codes, ages
        Occupations and (O, 2, A) persons by sex and age.
    """
    rows = [
        (str(codes[o]), SEXES[s], int(AGES[a]), str(year), int(ages[o, s, a]))
        for o, s, a in zip(*np.nonzero(ages), strict=True)
    ]
    return pd.DataFrame(rows, columns=["occupation", "sex", "age", "period", "employed"])


LEVELS = ("L5", "L4", "L3", "L2", "L1", "none")
LEVEL_SHARES = {True: (0.18, 0.27, 0.23, 0.08, 0.02, 0.22), False: (0.22, 0.13, 0.06, 0.01, 0.0, 0.58)}
# Firms an industry: the two largest for certain, five more (six in the large industries) in order of size.
CERTAIN, OTHERS, OTHERS_LARGE, LARGE = 2, 5, 6, 10_000


def firms_table(industries: Counts, shares: Floats, tightness: Floats, *, seed: int) -> pd.DataFrame:
    """Return table `firms`: about 120 firms of 2025, the dominant one and the two largest of each industry for certain.

    Parameters
    ----------
    industries, shares
        (I, T) persons and (I, O, T) staffing shares.
    tightness
        (O) mean log tightness of the base year.
    """
    rows: list[tuple[object, ...]] = []
    number = 1
    for row, industry in enumerate(INDUSTRIES):
        rng = stream(seed, "firms", industry.code)
        mix = shares[row, :, -1]
        rest = int(industries[row, -1])
        if industry.code == DOMINANT_INDUSTRY:
            rows += _answers(DOMINANT_FIRM, industry.code, "dominant", 1.0, DOMINANT_EMPLOYED, mix, tightness, rng)
            rest -= DOMINANT_EMPLOYED
        for stratum, weight, employed in _sample(rest, industry.code, rng):
            number += 1
            own = rng.dirichlet(np.maximum(mix, 1e-12) * 30)
            rows += _answers(f"F{number:03d}", industry.code, stratum, weight, employed, own, tightness, rng)
    columns = [
        "firm", "industry", "stratum", "weight", "occupation", "skill_level", "period", "employed", "vacancies",
        "hard_to_fill",
        "planned_1y", "planned_3y",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _sample(total: int, industry: str, rng: np.random.Generator) -> list[tuple[str, float, int]]:
    """Make a population of firms and sample it: the largest for certain, the others every n-th in order of size."""
    mean = 18 if industry in ("F", "H", "L72") else 60 if industry in ("A", "E", "G", "I", "P", "Q") else 160
    population = rng.lognormal(0, 0.9, max(int(total / mean), 9))
    sizes = np.sort(np.maximum(np.rint(population / population.sum() * total), 1).astype(int))[::-1]
    chosen = [(f"{industry}-large", 1.0, int(size)) for size in sizes[:CERTAIN]]
    others = sizes[CERTAIN:]
    count = min(OTHERS_LARGE if total >= LARGE else OTHERS, len(others))
    step = len(others) / count
    picked = others[((np.arange(count) + rng.uniform(0.3, 0.7)) * step).astype(int)]
    return chosen + [(f"{industry}-other", round(step, 4), int(size)) for size in picked]


def _answers(
    firm: str,
    industry: str,
    stratum: str,
    weight: float,
    employed: int,
    mix: Floats,
    tightness: Floats,
    rng: np.random.Generator,
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    answers_plans = rng.random() < 0.9
    for place in np.flatnonzero(staff := rng.multinomial(employed, mix)):
        occupation = OCCUPATIONS[place]
        for level, heads in zip(LEVELS, rng.multinomial(staff[place], LEVEL_SHARES[occupation.craft]), strict=True):
            if heads == 0:
                continue
            open_posts = int(rng.binomial(heads, np.clip(0.035 * np.exp(0.9 * tightness[place]), 0, 1)))
            hard = int(rng.binomial(open_posts, 1 / (1 + np.exp(0.9 - 1.8 * tightness[place]))))
            year, three = rng.poisson(np.array([0.045, 0.11]) * heads * np.exp(0.6 * tightness[place]))
            plans = (int(year), int(max(year, three))) if answers_plans else (None, None)
            rows.append(
                (
                    firm,
                    industry,
                    stratum,
                    weight,
                    occupation.code,
                    level,
                    str(BASE),
                    int(heads),
                    open_posts,
                    hard,
                    *plans,
                )
            )
    return rows
