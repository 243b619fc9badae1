"""Schools of a simulated world: every cohort from intake to occupation, past and future."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from skillcast.streams import stream
from skillcast.worlds.labels import Labels
from skillcast.worlds.schools import BACHELOR, CLASS_SIZE, COLLEGE, SECONDARY, TECHNICIAN, moved
from skillcast.worlds.settings import Settings
from skillcast.worlds.stocks import Counts, Floats

SCHOOLS = {"secondary": SECONDARY, "technician": TECHNICIAN, "college": COLLEGE, "bachelor": BACHELOR}
YEARS = {"secondary": 3, "technician": 2, "college": 3, "bachelor": 4}
# Mean rates: completion, further study, placement, staying in the city; how the yearly shock of the labour market moves each.
RATES = {"completion": 0.93, "further_study": 0.15, "placement": 0.90, "local": 0.55}
LOADING = {"completion": 0.0, "further_study": -0.5, "placement": 1.0, "local": 1.0}
OWN_SHOCK = 0.08
SOURCE = "假定（模拟数据）"
GRAIN = 20


@dataclass(frozen=True)
class Schools:
    """The truth of schools.

    Parameters
    ----------
    cohorts
        Table `cohorts` with the destinations of every cohort, those of the future included, and `graduation`.
    weights
        (P, O) links as the table `crosswalk` states them; rows sum to 1.
    links
        (P, O) the true links.
    entering
        (O, T) local graduates by the occupation they take up.
    """

    cohorts: pd.DataFrame
    weights: Floats
    links: Floats
    entering: Counts


def schools(settings: Settings, names: Labels, stocks: Counts, *, seed: int) -> Schools:
    """Simulate every cohort that graduates in one of the years.

    Parameters
    ----------
    stocks
        (O, T) persons by occupation: larger occupations have more programmes.
    """
    rows, years = [], np.array(settings.years)
    weights, links = _links(settings, stocks[:, 0], seed)
    entering = np.zeros(stocks.shape, dtype=np.int64)
    shocks = settings.cohort_shock * stream(seed, "schools", "year").standard_t(4, len(years)) / np.sqrt(2)
    for row, (code, level) in enumerate(zip(names.programmes, names.levels, strict=True)):
        rng = stream(seed, "schools", code)
        share = {name: moved(rate, rng.normal(0, settings.rate_spread)) for name, rate in RATES.items()}
        size = settings.intake * settings.persons / settings.programmes * rng.lognormal(-0.1, 0.45)
        for column, graduation in enumerate(years):
            size = size * np.exp(rng.normal(0, settings.intake_walk))
            own = rng.normal(0, OWN_SHOCK, len(RATES))
            rates = {
                name: moved(share[name], LOADING[name] * shocks[column] + own[place])
                for place, name in enumerate(RATES)
            }
            cohort = _cohort(int(max(round(size), 5)), rates, rng)
            entering[:, column] += rng.multinomial(cohort["placed_local"], links[row])
            wage = 10 * round(5000 * 1.04 ** (graduation - settings.base) * rng.lognormal(0, 0.05) / 10)
            key = {"school": SCHOOLS[level], "programme": code, "intake_year": int(graduation) - YEARS[level]}
            rows.append(key | cohort | {"wage": wage, "graduation": int(graduation)})
    return Schools(pd.DataFrame(rows), weights, links, entering)


def programmes_table(settings: Settings, names: Labels, cohorts: pd.DataFrame) -> pd.DataFrame:
    """Return table `programmes`."""
    most = cohorts[cohorts["intake_year"] <= settings.base].groupby("programme")["seats"].max()
    rows = [
        (SCHOOLS[level], code, level, YEARS[level], CLASS_SIZE[SCHOOLS[level]], int(most[code]) * 2)
        for code, level in zip(names.programmes, names.levels, strict=True)
    ]
    return pd.DataFrame(rows, columns=["school", "programme", "level", "years", "class_size", "max_seats"])


def cohorts_table(settings: Settings, cohorts: pd.DataFrame) -> pd.DataFrame:
    """Return table `cohorts`: intakes up to the base year, destinations of those that have graduated by then."""
    known = cohorts[cohorts["intake_year"] <= settings.base].copy()
    outcomes = ["graduates", "placed", "placed_local", "matched", "further_study", "wage"]
    known[outcomes] = known[outcomes].astype(float).where(known["graduation"] <= settings.base)
    columns = ["school", "programme", "intake_year", "seats", "enrolled", *outcomes[:5], "first_choice", "wage"]
    return known[columns].reset_index(drop=True)


def crosswalk_table(names: Labels, weights: Floats) -> pd.DataFrame:
    """Return table `crosswalk`: what is believed of the links."""
    rows = [
        (names.programmes[p], names.occupations[o], round(float(weights[p, o]), 2), SOURCE)
        for p, o in zip(*np.nonzero(weights), strict=True)
    ]
    return pd.DataFrame(rows, columns=["programme", "occupation", "weight", "source"])


def _links(settings: Settings, stocks: Counts, seed: int) -> tuple[Floats, Floats]:
    rng = stream(seed, "links")
    weights = np.zeros((settings.programmes, len(stocks)))
    links = np.zeros_like(weights)
    for row in range(settings.programmes):
        places = rng.choice(len(stocks), rng.integers(1, 5), replace=False, p=(stocks + 1) / (stocks + 1).sum())
        # Weights are multiples of 0.05, as experts give them.
        weights[row, places] = rng.multinomial(GRAIN, rng.dirichlet(np.full(len(places), 2.0))) / GRAIN
        stated = np.flatnonzero(weights[row])
        links[row, stated] = rng.dirichlet(settings.crosswalk_certainty * weights[row, stated])
    return weights, links


def _cohort(enrolled: int, rates: dict[str, float], rng: np.random.Generator) -> dict[str, int]:
    seats = 5 * int(np.ceil(enrolled / 0.95 / 5))
    graduates = int(rng.binomial(enrolled, rates["completion"]))
    further = int(rng.binomial(graduates, rates["further_study"]))
    placed = int(rng.binomial(graduates - further, rates["placement"]))
    local = int(rng.binomial(placed, rates["local"]))
    return {
        "seats": seats, "enrolled": enrolled, "graduates": graduates, "placed": placed, "placed_local": local,
        "matched": int(rng.binomial(placed, 0.7)), "further_study": further,
        "first_choice": int(rng.binomial(enrolled, 0.7)),
    }  # fmt: skip
