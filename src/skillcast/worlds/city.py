"""The simulated city, from its truth to the tables an analyst receives."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.worlds.accounts import AGES, FLOWS, SEXES, Accounts, run_accounts
from skillcast.worlds.catalogues import editions_table, events_table, history_table, overrides_table, training_table
from skillcast.worlds.frames import long
from skillcast.worlds.jiayuguan import BASE, INDUSTRIES, OCCUPATIONS, SEED, YEARS
from skillcast.worlds.market import market_table
from skillcast.worlds.postings import registrations, vacancies_table
from skillcast.worlds.schools import cohorts_table, crosswalk_table, local_graduates, programmes_table
from skillcast.worlds.stocks import Counts, Floats, allocate, industry_stocks, staffing_shares
from skillcast.worlds.surveys import (
    CODES,
    ages_table,
    employment_table,
    firms_table,
    staffing_reference_table,
    staffing_table,
)
from skillcast.worlds.tightness import SHORTAGE, log_tightness, yearly
from skillcast.worlds.world import World


def city(seed: int = SEED) -> World:
    """Simulate the city: the same seed gives the same tables.

    Parameters
    ----------
    seed
        Seed of every random stream; the bundled data set is the city of the default.

    Returns
    -------
    World
        Input tables and truth; see `World`.

    Examples
    --------
    >>> world = city()
    >>> int(world.truth["industries"].query("industry == 'C31' and year == 2025")["employed"].iloc[0])
    25000
    """
    industries = industry_stocks(seed)
    shares = staffing_shares(seed)
    cells = allocate(industries, shares)
    stocks = cells.sum(axis=0)
    tightness = log_tightness(seed)
    cohorts = cohorts_table(seed)
    accounts = run_accounts(stocks, local_graduates(cohorts, seed), seed=seed)
    registered = registrations(stocks, tightness, seed=seed)
    tables = {
        "employment": employment_table(industries, seed=seed),
        "staffing": staffing_table(shares, seed=seed),
        "staffing_reference": staffing_reference_table(
            industries, staffing_shares(seed, region="reference"), seed=seed
        ),
        "ages": ages_table(CODES, accounts.ages, year=BASE),
        "market": market_table(registered, industries.astype(np.float64), seed=seed),
        "vacancies": vacancies_table(registered),
        "firms": firms_table(industries, shares, yearly(tightness)[:, -1], seed=seed),
        "programmes": programmes_table(),
        "cohorts": cohorts,
        "crosswalk": crosswalk_table(),
        "editions": editions_table(),
        "events": events_table(),
        "overrides": overrides_table(),
        "history": history_table(yearly(tightness), seed=seed),
        "training": training_table([item.code for item in OCCUPATIONS], stocks[:, -1], seed=seed),
    }
    return World(tables, _truth(industries, cells, accounts, yearly(tightness)))


def _truth(industries: Counts, cells: Counts, accounts: Accounts, tightness: Floats) -> dict[str, pd.DataFrame]:
    sectors = [industry.code for industry in INDUSTRIES]
    codes = [occupation.code for occupation in OCCUPATIONS]
    staffing = long(cells, {"industry": sectors, "occupation": codes, "year": YEARS}, "employed")
    totals = staffing.groupby(["industry", "year"])["employed"].transform("sum")
    state = long(tightness, {"occupation": codes, "year": YEARS}, "log_tightness")
    keys = pd.MultiIndex.from_product([codes, YEARS[1:]], names=["occupation", "year"])
    flows = pd.DataFrame(accounts.flows.reshape(len(keys), len(FLOWS)), index=keys, columns=list(FLOWS))
    return {
        "industries": long(industries, {"industry": sectors, "year": YEARS}, "employed"),
        "staffing": staffing.assign(share=staffing["employed"] / totals).query("employed > 0").reset_index(drop=True),
        "stocks": long(cells.sum(axis=0), {"occupation": codes, "year": YEARS}, "employed"),
        "accounts": flows.reset_index(),
        "tightness": state.assign(shortage=state["log_tightness"] > SHORTAGE),
        "ages": long(accounts.ages, {"occupation": codes, "sex": SEXES, "age": AGES}, "employed"),
    }
