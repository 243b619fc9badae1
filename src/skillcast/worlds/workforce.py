"""The accounts of a simulated world: who left and why, who came, who was wanted and did not come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillcast.demand.retirement import SCHEDULES, statutory_age
from skillcast.streams import stream
from skillcast.worlds.accounts import AGES, standing_rates
from skillcast.worlds.schools import shifted
from skillcast.worlds.settings import Settings
from skillcast.worlds.stocks import Counts, Floats

GROUPS = ("men", "women_50", "women_55")
FLOWS = (
    "before", "death", "retirement", "withdrawal", "transfers_out", "graduates", "other_entrants", "transfers_in",
    "after",
)  # fmt: skip
FLOW = {name: column for column, name in enumerate(FLOWS)}
# Transfers end here; the youngest and the oldest age of graduates, entrants and movers.
LAST_TRANSFER = 50
NEWCOMERS = {"graduates": (19, 23), "other_entrants": (20, 45), "transfers_in": (22, 48)}
LEAST_ENTRY = 0.002
# Share of an occupation's own shock to entrants that goes on in the next year.
LASTING = 0.7
WAVE_SD = 3.0


@dataclass(frozen=True)
class Workforce:
    """The truth of flows.

    Parameters
    ----------
    flows
        (O, T-1, 9) persons in the order of `FLOWS`, from the second year on.
    ages
        (O, 3, A, T) persons at the ends of the years: men, women of the 50 and of the 55 class.
    """

    flows: Counts
    ages: Counts

    def flow(self, name: str) -> Counts:
        """(O, T-1) persons."""
        return self.flows[:, :, FLOW[name]]

    @property
    def exits(self) -> Counts:
        """(O, T-1) deaths, retirements and withdrawals."""
        return self.flow("death") + self.flow("retirement") + self.flow("withdrawal")

    @property
    def openings(self) -> Counts:
        """(O, T-1) expansion plus exits that are refilled: ``max(change of stock + exits, 0)``."""
        return np.asarray(np.maximum(self.flow("after") - self.flow("before") + self.exits, 0))

    @property
    def supply(self) -> Counts:
        """(O, T-1) local graduates and other entrants."""
        return self.flow("graduates") + self.flow("other_entrants")


def workforce(settings: Settings, stocks: Counts, graduates: Counts, *, seed: int) -> Workforce:
    """Age every occupation from the first year to the last.

    Parameters
    ----------
    stocks, graduates
        (O, T) persons at the ends of the years, which the accounts reach exactly; local graduates of each year.

    Notes
    -----
    Exits come first (death, retirement by law, withdrawal), then transfers out; graduates and other entrants join.
    What is then missing is made up by transfers from other occupations and places; who is too many leaves.
    Entrants from outside the schools come at a usual rate, meet the share `response` of what is needed beyond it, and the usual
    rate follows the need slowly (`adjustment`).
    """
    sex = stream(seed, "people", "sex").beta(1.6, 2.2, len(stocks))[:, None]
    groups = np.concatenate([1 - sex, sex * (1 - settings.women_55), sex * settings.women_55], axis=1)
    death, withdrawal = _rates(settings, len(stocks), seed)
    shocks = settings.exit_shock * stream(seed, "exits", "year").standard_normal(len(settings.years))
    coming = _Entrants(settings, seed)
    people = _founders(settings, stocks[:, 0], groups, seed)
    ages, flows = [people], []
    for step, year in enumerate(settings.years[1:], start=1):
        rng = stream(seed, "people", year)
        flow = np.zeros((len(stocks), len(FLOWS)), dtype=np.int64)
        flow[:, FLOW["before"]], flow[:, FLOW["after"]] = stocks[:, step - 1], stocks[:, step]
        left = people
        law = np.broadcast_to(retirement_rates(settings, year), death.shape)
        for cause, rate in (
            ("death", shifted(death, shocks[step])),
            ("retirement", shifted(law, shocks[step])),
            ("withdrawal", shifted(withdrawal, shocks[step])),
            ("transfers_out", np.broadcast_to(settings.transfer_rate * (AGES <= LAST_TRANSFER), death.shape)),
        ):
            leavers = rng.binomial(left, rate)
            left = left - leavers
            flow[:, FLOW[cause]] = leavers.sum(axis=(1, 2))
        exits = flow[:, FLOW["death"]] + flow[:, FLOW["retirement"]] + flow[:, FLOW["withdrawal"]]
        openings = np.maximum(stocks[:, step] - stocks[:, step - 1] + exits, 0)
        flow[:, FLOW["graduates"]] = graduates[:, step]
        flow[:, FLOW["other_entrants"]] = coming.draw(openings - graduates[:, step], stocks[:, step - 1], year)
        people = _renew(left, flow, groups, rng)
        ages.append(people)
        flows.append(flow)
    return Workforce(np.stack(flows, axis=1), np.stack(ages, axis=3))


def retirement_rates(settings: Settings, year: int) -> Floats:
    """(3, A) share of each group and age that retires in `year`.

    Births are even over the months. Workers leave in the month the law names, the share `early` of them at the age before the
    reform (which is not more than three years earlier where the reform allows that choice); who is at work past it leaves at
    `late_exit` a year, and at the last age everybody.
    """
    births = (year - 1 - AGES)[:, None] * 12 + np.arange(12)
    rows = []
    for group in GROUPS:
        schedule = SCHEDULES[group]
        due = births + statutory_age(births, schedule)
        routes = ((1 - settings.early, due), (settings.early, np.maximum(births + schedule.before, due - 36)))
        still = sum(share * (months >= year * 12).mean(axis=1) for share, months in routes)
        leaving = sum(share * (months // 12 == year).mean(axis=1) for share, months in routes)
        rows.append(np.where(still > 0, leaving / np.where(still > 0, still, 1.0), settings.late_exit))
    rates = np.stack(rows)
    rates[:, -1] = 1.0
    return rates


class _Entrants:
    """Entrants from outside the schools, year after year."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self.settings, self.seed = settings, seed
        self.usual: Floats | None = None
        self.own: Floats | float = 0.0

    def draw(self, need: Counts, stock: Counts, year: int) -> Counts:
        """(O,) persons who come, given openings less graduates (`need`) and the stock at the beginning of the year."""
        if not self.settings.shortages:
            return np.maximum(need, 0)
        rng = stream(self.seed, "entrants", year)
        rate = np.maximum(need, 0) / np.maximum(stock, 1)
        usual = np.maximum(rate if self.usual is None else self.usual, LEAST_ENTRY)
        shock = self.settings.entrant_shock
        own = rng.normal(0, self.settings.entrant_own, len(stock))
        self.own = own if self.usual is None else LASTING * self.own + np.sqrt(1 - LASTING**2) * own
        factor = rng.lognormal(-(shock**2) / 2, shock) * np.exp(self.own - self.settings.entrant_own**2 / 2)
        expected = usual * factor + self.settings.response * (rate - usual)
        self.usual = usual + self.settings.adjustment * (rate - usual)
        return np.asarray(rng.poisson(np.maximum(expected, 0) * stock), dtype=np.int64)


def _rates(settings: Settings, size: int, seed: int) -> tuple[Floats, Floats]:
    """(O, 3, A) yearly rates of death and withdrawal; those of an occupation are off the common ones by one factor."""
    offset = stream(seed, "exits", "occupation").normal(0, settings.exit_spread, (2, size, 1, 1))
    death, withdrawal = (rates[[0, 1, 1]][None] for rates in standing_rates())
    return shifted(death, offset[0]), shifted(withdrawal, offset[1])


def _founders(settings: Settings, totals: Counts, groups: Floats, seed: int) -> Counts:
    """(O, 3, A) persons at the end of the first year; an occupation hired in one wave is of one age, give or take 3 years."""
    rng = stream(seed, "people", "founders")
    wave = rng.random(len(totals)) < settings.waves
    # Half of a wave reaches the old retirement age of its group in the third year after the base year.
    years_to = settings.base + 3 - settings.years[0]
    oldest = np.array([60, 50, 55])
    centre = np.where(wave[:, None], oldest - years_to, rng.uniform(31, 44, len(totals))[:, None])
    spread = np.where(wave, WAVE_SD, 10.0)[:, None, None]
    shape = np.exp(-0.5 * ((AGES - centre[:, :, None]) / spread) ** 2) * (AGES >= 18) * (oldest[:, None] > AGES)
    flat = (AGES >= 20) & (oldest[:, None] > AGES)
    shape = shape / shape.sum(axis=2, keepdims=True)
    # Even an occupation hired in one wave has some of every age.
    mixed = np.where(wave[:, None, None], 0.6 * shape + 0.4 * flat / flat.sum(axis=1, keepdims=True), shape)
    return _multinomial(totals, groups[:, :, None] * mixed, rng)


def _renew(left: Counts, flow: Counts, groups: Floats, rng: np.random.Generator) -> Counts:
    """Return (O, 3, A) persons at the end of the year, transfers (in `flow`) making up what is missing or too many."""
    people = np.zeros_like(left)
    people[:, :, 1:] = left[:, :, :-1]
    for name in ("graduates", "other_entrants"):
        people = people + _newcomers(name, flow[:, FLOW[name]], groups, rng)
    missing = flow[:, FLOW["after"]] - people.sum(axis=(1, 2))
    flow[:, FLOW["transfers_in"]] = np.maximum(missing, 0)
    flow[:, FLOW["transfers_out"]] += np.maximum(-missing, 0)
    people = people + _newcomers("transfers_in", np.maximum(missing, 0), groups, rng)
    for row in np.flatnonzero(missing < 0):
        gone = rng.multivariate_hypergeometric(people[row].ravel(), -missing[row], method="marginals")
        people[row] -= gone.reshape(people[row].shape)
    return people


def _newcomers(name: str, counts: Counts, groups: Floats, rng: np.random.Generator) -> Counts:
    youngest, oldest = NEWCOMERS[name]
    profile = np.exp(-(AGES - youngest) / 9) * np.isin(AGES, range(youngest, oldest + 1))
    return _multinomial(counts, groups[:, :, None] * (profile / profile.sum()), rng)


def _multinomial(counts: Counts, chance: Floats, rng: np.random.Generator) -> Counts:
    flat = chance.reshape(len(counts), -1)
    drawn = rng.multinomial(counts, flat / flat.sum(axis=1, keepdims=True))
    return np.asarray(drawn.reshape(chance.shape), dtype=np.int64)
