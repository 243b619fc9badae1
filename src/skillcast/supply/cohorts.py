"""Graduates by cohort flow: intake, completion, further study, placement, staying in the city, occupation.

Every step splits whole persons, so each graduate ends in exactly one place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.draws import Draws
from skillcast.streams import stream
from skillcast.supply.destinations import check_links, split_occupations
from skillcast.supply.intakes import draw_intakes
from skillcast.supply.paths import KEYS, find_paths, in_order
from skillcast.supply.rates import Rates, fit_rates

Counts = NDArray[np.int64]

STEPS = {
    "completion": ("graduates", "enrolled"),
    "further_study": ("further_study", "graduates"),
    "placement": ("placed", "seeking"),
    "local": ("placed_local", "placed"),
}
ENDS = ("graduates", "further_study", "continuing", "unplaced", "left", "local")


@dataclass(frozen=True)
class GraduateFlow:
    """What becomes of each programme's graduates: `Draws` of (P, H, S) whole persons by school and programme.

    ``graduates = further_study + unplaced + left + local`` and `occupations` (O, H, S) adds up to `local`. `continuing` are
    those in further study who enter the second part of a path in the city: they are in the intake there, and graduate a second
    time. `leavers` counts every person once.
    """

    graduates: Draws
    further_study: Draws
    continuing: Draws
    unplaced: Draws
    left: Draws
    local: Draws
    occupations: Draws
    intakes: Draws
    pipeline: pd.DataFrame

    def leavers(self) -> Draws:
        """Return graduates who do not go on to another programme of the city, each person once."""
        return self.graduates.with_samples(self.graduates.samples - self.continuing.samples)

    def check(self) -> None:
        """Raise ``ValueError`` unless every graduate is in exactly one place in every scenario."""
        parts = self.further_study.samples + self.unplaced.samples + self.left.samples + self.local.samples
        if not np.array_equal(parts, self.graduates.samples):
            raise ValueError("graduates do not split exactly")
        if (self.graduates.samples > self.intakes.samples).any():
            raise ValueError("more graduate than were admitted")
        if (self.continuing.samples > self.further_study.samples).any():
            raise ValueError("more go on to a second part than to further study")
        if not np.array_equal(self.local.samples.sum(axis=0), self.occupations.samples.sum(axis=0)):
            raise ValueError("local graduates do not split exactly into occupations")


def graduate_flow(
    programmes: pd.DataFrame,
    cohorts: pd.DataFrame,
    crosswalk: pd.DataFrame,
    *,
    year: int,
    horizon: int,
    draws: int = 1000,
    cohorts_used: int = 8,
    shock: float = 0.15,
    shock_years: float = 2.0,
    certainty: float = 40.0,
    planned: pd.Series | None = None,
    seed: int = 0,
) -> GraduateFlow:
    """Return graduates and their destinations for the years after `year`.

    Parameters
    ----------
    programmes, cohorts, crosswalk
        The tables of these names. Cohorts admitted after `year` are not used.
    year
        The last year that is known; flows are returned for ``year + 1 … year + horizon``.
    draws
        Number of joint scenarios.
    cohorts_used
        Most recent years whose cohorts the rates are learned from.
    shock, shock_years
        Size of the yearly shock all programmes share (logit) to shrink toward, and how many years of observation it
        counts for; each step's own history does the rest.
    certainty
        How sure the crosswalk weights are, as if so many graduates had been observed (Dirichlet).
    planned
        Seats of the intakes after `year` by school and programme; without them the last plan is kept.

    Returns
    -------
    GraduateFlow
        `pipeline` lists, for each school, programme and graduation year, the intake it comes from and whether
        that intake has been admitted or is assumed from the plan and the fill rate.

    Raises
    ------
    DataError
        If a programme has no links or its weights do not sum to 1.

    Notes
    -----
    Step by step ``persons ~ beta-binomial(persons before, rate)``, rates as in `skillcast.supply.rates.fit_rates`. Arrivals in
    the second part of a path are the persons whom the same scenario lets finish the first part.
    """
    programmes = programmes.sort_values(KEYS, ignore_index=True)
    check_links(programmes, crosswalk)
    known = cohorts[cohorts["intake_year"] <= year].merge(programmes[[*KEYS, "years"]], on=KEYS, validate="many_to_one")
    rates = _fit(known, programmes, year, window=cohorts_used, shock=shock, shock_years=shock_years)
    intakes = draw_intakes(
        programmes,
        known,
        year=year,
        horizon=horizon,
        draws=draws,
        window=cohorts_used,
        shock=shock,
        shock_years=shock_years,
        planned=planned,
        seed=seed,
    )
    flows = _flows(programmes, intakes.persons, rates, seed)
    periods = pd.period_range(str(year + 1), periods=horizon, freq="Y")
    occupations, entering = split_occupations(
        flows["local"], list(programmes["programme"]), crosswalk, certainty=certainty, seed=seed
    )
    expected = np.rint(flows["intakes"].mean(axis=2)).astype(np.int64).ravel()
    return GraduateFlow(
        **{name: Draws(programmes[KEYS], periods, values) for name, values in flows.items()},
        occupations=Draws(pd.DataFrame({"occupation": occupations}), periods, entering),
        pipeline=intakes.table.assign(enrolled=expected),
    )


def local_graduates(
    cohorts: pd.DataFrame, programmes: pd.DataFrame, crosswalk: pd.DataFrame, years: range
) -> pd.DataFrame:
    """Return past local entrants by occupation and graduation year (expected persons, occupations x years)."""
    known = cohorts.merge(programmes[[*KEYS, "years"]], on=KEYS)
    known = known.assign(graduation=known["intake_year"] + known["years"]).dropna(subset=["placed_local"])
    spread = known.merge(crosswalk[["programme", "occupation", "weight"]], on="programme")
    spread["persons"] = spread["placed_local"] * spread["weight"]
    wide = spread.pivot_table(index="occupation", columns="graduation", values="persons", aggfunc="sum", fill_value=0)
    return wide.reindex(columns=list(years), fill_value=0)


def _fit(
    known: pd.DataFrame, programmes: pd.DataFrame, year: int, *, window: int, shock: float, shock_years: float
) -> dict[str, Rates]:
    """Learn the rate of each step from the classes that graduated in the last `window` years."""
    years = range(year - window + 1, year + 1)
    rows = pd.MultiIndex.from_frame(programmes[KEYS])
    done = known.assign(
        graduation=known["intake_year"] + known["years"], seeking=known["graduates"] - known["further_study"]
    )
    done = done[done["graduation"].isin(years)]
    rates = {}
    for step, columns in STEPS.items():
        wide = done.dropna(subset=list(columns)).pivot(index=KEYS, columns="graduation", values=list(columns))
        successes, trials = (
            wide.reindex(index=rows, columns=[(name, at) for at in years]).fillna(0.0).to_numpy(dtype=np.float64)
            for name in columns
        )
        rates[step] = fit_rates(successes, trials, shock=shock, shock_years=shock_years)
    return rates


def _flows(programmes: pd.DataFrame, intakes: Counts, rates: dict[str, Rates], seed: int) -> dict[str, Counts]:
    """Let every intake pass the steps, first parts of paths before second ones; (P, H, S) persons by end and `intakes`."""
    persons = intakes.copy()
    horizon, draws = persons.shape[1:]
    shocks = {step: rates[step].shock.draw(horizon, draws, stream(seed, "supply", step, "year")) for step in STEPS}
    keys = list(programmes[KEYS].itertuples(index=False, name=None))
    lengths = dict(zip(keys, programmes["years"], strict=True))
    paths = find_paths(programmes)
    flows = {name: np.zeros(persons.shape, dtype=np.int64) for name in ENDS}
    for key in in_order(keys, paths):
        row = keys.index(key)
        rng = stream(seed, "graduates", *key)
        chance = {step: rates[step].draw(row, shocks[step], rng) for step in STEPS}
        graduates = rng.binomial(persons[row], chance["completion"])
        further = rng.binomial(graduates, chance["further_study"])
        placed = rng.binomial(graduates - further, chance["placement"])
        local = rng.binomial(placed, chance["local"])
        going_on = np.zeros_like(further)
        if key in paths:
            going_on = rng.binomial(further, paths[key].share)
            second, length = keys.index(paths[key].target), lengths[paths[key].target]
            persons[second, length:] += going_on[: max(horizon - length, 0)]
        parts = (graduates, further, going_on, graduates - further - placed, placed - local, local)
        for name, values in zip(ENDS, parts, strict=True):
            flows[name][row] = values
    return flows | {"intakes": persons}
