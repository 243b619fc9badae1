"""A random city with known truth: history, future, and the tables an analyst would receive at the base year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from skillcast.streams import stream
from skillcast.worlds.accounts import AGES, SEXES
from skillcast.worlds.catalogues import training_table
from skillcast.worlds.economy import Economy, economy
from skillcast.worlds.frames import Axes, columns, long
from skillcast.worlds.intakes import cohorts_table, crosswalk_table, programmes_table, schools
from skillcast.worlds.labels import REGION, Labels, labels
from skillcast.worlds.office import events_table, history_table
from skillcast.worlds.registers import Registers, market_table, recode, registers, vacancies_table
from skillcast.worlds.samples import (
    employment_table,
    firms_table,
    leavers_table,
    rates_table,
    staffing_reference_table,
    staffing_table,
    vacancy_rates,
    vintages_frame,
)
from skillcast.worlds.settings import Settings
from skillcast.worlds.stocks import Counts
from skillcast.worlds.surveys import ages_table
from skillcast.worlds.workforce import FLOWS, Workforce, workforce
from skillcast.worlds.world import World

# A true shortage is a gap above this share of the stock at the beginning of the year.
FRICTION = 0.01
CONFIG = """\
# 模拟数据：由 skillcast.worlds 生成，不是任何城市的统计数据。
# Simulated data, made by skillcast.worlds; not statistics of any city.

[city]
region = "{region}"
name = "模拟市"
name_en = "Simulated City"
synthetic = true
year = {year}
horizon = {horizon}
publishers = ["模拟市人力资源和社会保障局"]

[standards]
occupation = "CSCO-2022"
industry = "GB/T 4754-2017"
programme = "专业目录-2021"
"""


def simulate(settings: Settings | None = None, seed: int = 0) -> World:
    """Simulate a city: its history, its future and the tables known at the base year.

    Parameters
    ----------
    settings
        The knobs; `Settings()` unless told.
    seed
        Seed of every random stream: the same settings and seed give the same world.

    Returns
    -------
    World
        Tables up to the base year; truth of all years, see `World`.

    Examples
    --------
    >>> world = simulate(seed=1)
    >>> sorted(world.truth)[:4]
    ['accounts', 'ages', 'cohorts', 'events']
    >>> int(world.truth["gap"]["year"].max()), world.tables["employment"]["period"].max()
    (2030, '2025')
    """
    settings = settings or Settings()
    names = labels(settings)
    jobs = economy(settings, seed=seed)
    taught = schools(settings, names, jobs.stocks, seed=seed)
    flows = workforce(settings, jobs.stocks, taught.entering, seed=seed)
    seen = registers(settings, names, flows, seed=seed)
    base = settings.history - 1
    vintages = vintages_frame(settings, names, jobs.industries, seed=seed)
    by_sex = np.stack([flows.ages[:, 0], flows.ages[:, 1] + flows.ages[:, 2]], axis=1)
    reference = staffing_reference_table(settings, names, jobs, seed=seed)
    tables = {
        "employment": employment_table(settings, vintages),
        "staffing": recode(settings, names, staffing_table(settings, names, jobs, seed=seed)),
        "staffing_reference": recode(settings, names, reference),
        "ages": ages_table(names.occupations, by_sex[..., base], year=settings.base),
        "rates": rates_table(settings, seed=seed),
        "market": market_table(names, seen.registered, jobs.industries[:, base], seed=seed),
        "vacancies": vacancies_table(settings, names, seen.registered),
        "firms": firms_table(settings, names, jobs.cells[:, :, base], seen.tightness[:, base - 1], seed=seed),
        "programmes": programmes_table(settings, names, taught.cohorts),
        "cohorts": cohorts_table(settings, taught.cohorts),
        "crosswalk": crosswalk_table(names, taught.weights),
        "history": history_table(settings, names, seen.tightness, seed=seed),
        "training": training_table(names.occupations, jobs.stocks[:, base], seed=seed),
    }
    if settings.leaver_years:
        tables["leavers"] = leavers_table(settings, names, flows)
    if any(event.announced for event in settings.events):
        tables["events"] = events_table(settings, names, jobs.industries[:, base])
    truth = _truth(settings, names, jobs, flows, seen, by_sex, seed) | {"vintages": vintages, "cohorts": taught.cohorts}
    truth["links"] = long(taught.links, {"programme": names.programmes, "occupation": names.occupations}, "weight")
    return World(tables, truth, CONFIG.format(region=REGION, year=settings.base, horizon=settings.ahead))


def _truth(
    settings: Settings, names: Labels, jobs: Economy, flows: Workforce, seen: Registers, ages: Counts, seed: int
) -> dict[str, pd.DataFrame]:
    years = list(settings.years)
    occupations, industries = names.occupations, names.industries
    staffing = long(jobs.cells, {"industry": industries, "occupation": occupations, "year": years}, "employed")
    totals = staffing.groupby(["industry", "year"])["employed"].transform("sum")
    staffing["share"] = staffing["employed"] / totals.where(totals > 0)
    reported = {"demand": seen.demand_reported, "seekers": seen.seekers_reported}
    return {
        "industries": long(jobs.industries, {"industry": industries, "year": years}, "employed"),
        "staffing": staffing[staffing["employed"] > 0].reset_index(drop=True),
        "stocks": long(jobs.stocks, {"occupation": occupations, "year": years}, "employed"),
        "reporting": pd.DataFrame({"occupation": occupations, **reported}),
        "ages": _ages(occupations, years, ages),
        "events": long(jobs.realised, {"event": range(len(jobs.realised)), "year": years}, "posts"),
        **_flows({"occupation": occupations, "year": years[1:]}, flows, seen, seed),
    }


def _flows(axes: Axes, flows: Workforce, seen: Registers, seed: int) -> dict[str, pd.DataFrame]:
    """Return the truth by occupation and year, from the second year on."""
    before, openings, change = flows.flow("before"), flows.openings, flows.flow("after") - flows.flow("before")
    expansion, gap = np.maximum(change, 0), openings - flows.supply
    account = {
        "expansion": expansion,
        "exits": flows.exits,
        "replacement": openings - expansion,
        "openings": openings,
        "layoffs": openings - flows.exits - change,
    }
    entering = {name: flows.flow(name) for name in ("graduates", "other_entrants")}
    vacant = stream(seed, "vacancies").binomial(flows.flow("after"), vacancy_rates(seen.tightness))
    return {
        "accounts": columns({name: flows.flow(name) for name in FLOWS}, axes),
        "openings": columns(account, axes),
        "supply": columns(entering | {"supply": flows.supply}, axes),
        "gap": columns({"before": before, "gap": gap}, axes),
        "tightness": columns({"log_tightness": seen.tightness, "shortage": gap > FRICTION * before}, axes),
        "vacancies": columns({"vacancies": vacant, "posts": seen.posts, "seekers": seen.seekers}, axes),
    }


def _ages(occupations: Sequence[str], years: Sequence[int], ages: Counts) -> pd.DataFrame:
    frame = long(ages, {"occupation": occupations, "sex": SEXES, "age": AGES, "year": years}, "employed")
    return frame[frame["employed"] > 0].reset_index(drop=True)
