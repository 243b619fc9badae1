"""Graduates by cohort flow: intake, completion, further study, placement, staying in the city, occupation.

Every step splits whole persons, so each graduate ends in exactly one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.draws import Draws
from skillcast.streams import stream
from skillcast.supply.rates import draw_rates, fit_beta

STEPS = {
    "completion": ("graduates", "enrolled"),
    "further_study": ("further_study", "graduates"),
    "placement": ("placed", "seeking"),
    "local": ("placed_local", "placed"),
}
KEYS = ["school", "programme"]


@dataclass(frozen=True)
class GraduateFlow:
    """What becomes of each programme's graduates: `Draws` of (P, H, S) whole persons by school and programme.

    ``graduates = further_study + unplaced + left + local`` and `occupations` (O, H, S) adds up to `local`.
    """

    graduates: Draws
    further_study: Draws
    unplaced: Draws
    left: Draws
    local: Draws
    occupations: Draws
    pipeline: pd.DataFrame

    def check(self) -> None:
        """Raise ``ValueError`` unless every graduate is in exactly one place in every scenario."""
        parts = self.further_study.samples + self.unplaced.samples + self.left.samples + self.local.samples
        if not np.array_equal(parts, self.graduates.samples):
            raise ValueError("graduates do not split exactly")
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
    cohorts_used: int = 4,
    shock: float = 0.2,
    certainty: float = 40.0,
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
        Most recent graduated cohorts whose destinations are pooled.
    shock
        Scale of the yearly shock all programmes share (logit, Student t with 4 degrees of freedom).
    certainty
        How sure the crosswalk weights are, as if so many graduates had been observed (Dirichlet).

    Returns
    -------
    GraduateFlow
        `pipeline` lists, for each school, programme and graduation year, the intake it comes from and whether
        that intake has been admitted or is assumed to keep the last year's size.
    """
    known = cohorts[cohorts["intake_year"] <= year].merge(programmes[[*KEYS, "years"]], on=KEYS, validate="many_to_one")
    pipeline = _pipeline(programmes, known, year, horizon)
    keys = pipeline[KEYS].drop_duplicates().reset_index(drop=True)
    enrolled = pipeline.pivot(index=KEYS, columns="graduation_year", values="enrolled").to_numpy(dtype=np.int64)
    counts = _destinations(known, keys, year, cohorts_used)
    rates = _draw_all(counts, keys, horizon, draws, shock, seed)

    shape = (len(keys), horizon, draws)
    flows = {
        name: np.zeros(shape, dtype=np.int64) for name in ("graduates", "further_study", "unplaced", "left", "local")
    }
    occupations = sorted(crosswalk["occupation"].unique())
    placed_in = np.zeros((len(occupations), horizon, draws), dtype=np.int64)
    for row, key in enumerate(keys.itertuples(index=False)):
        rng = stream(seed, "graduates", key.school, key.programme)
        graduates = rng.binomial(enrolled[row][:, None], rates["completion"][row])
        further = rng.binomial(graduates, rates["further_study"][row])
        placed = rng.binomial(graduates - further, rates["placement"][row])
        local = rng.binomial(placed, rates["local"][row])
        for name, values in (
            ("graduates", graduates),
            ("further_study", further),
            ("unplaced", graduates - further - placed),
            ("left", placed - local),
            ("local", local),
        ):
            flows[name][row] = values
        _split(local, crosswalk[crosswalk["programme"] == key.programme], occupations, certainty, rng, placed_in)
    periods = pd.period_range(str(year + 1), periods=horizon, freq="Y")
    carried = {name: Draws(keys, periods, values) for name, values in flows.items()}
    return GraduateFlow(
        **carried, occupations=Draws(pd.DataFrame({"occupation": occupations}), periods, placed_in), pipeline=pipeline
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


def _pipeline(programmes: pd.DataFrame, known: pd.DataFrame, year: int, horizon: int) -> pd.DataFrame:
    """One row a school, programme and future graduation year: the intake behind it."""
    admitted = known.set_index([*KEYS, "intake_year"])["enrolled"]
    last = known.sort_values("intake_year").groupby(KEYS)["enrolled"].last()
    rows = []
    item: Any
    for item in programmes.sort_values(KEYS).itertuples(index=False):
        for graduation in range(year + 1, year + horizon + 1):
            intake = graduation - item.years
            key = (item.school, item.programme, intake)
            status = "admitted" if key in admitted.index else "assumed" if intake > year else "none"
            persons = admitted[key] if status == "admitted" else last.get(key[:2], 0) if status == "assumed" else 0
            rows.append((*key[:2], graduation, intake, int(persons), status))
    return pd.DataFrame(rows, columns=[*KEYS, "graduation_year", "intake_year", "enrolled", "status"])


def _destinations(known: pd.DataFrame, keys: pd.DataFrame, year: int, cohorts_used: int) -> pd.DataFrame:
    """Sum the destinations of the last graduated cohorts of each programme."""
    done = known.dropna(subset=["graduates", "placed", "placed_local", "further_study"])
    done = done[done["intake_year"] + done["years"] <= year].sort_values("intake_year")
    recent = done.groupby(KEYS).tail(cohorts_used)
    sums = recent.groupby(KEYS)[["enrolled", "graduates", "further_study", "placed", "placed_local"]].sum()
    sums = keys.merge(sums.reset_index(), on=KEYS, how="left").fillna(0.0)
    return sums.assign(seeking=sums["graduates"] - sums["further_study"])


def _draw_all(
    counts: pd.DataFrame, keys: pd.DataFrame, horizon: int, draws: int, shock: float, seed: int
) -> dict[str, NDArray[np.float64]]:
    """(P, H, S) rates of each step."""
    rates = {}
    for step, (success, trial) in STEPS.items():
        y, n = counts[success].to_numpy(dtype=np.float64), counts[trial].to_numpy(dtype=np.float64)
        prior = fit_beta(y, n)
        common = shock * stream(seed, "supply", step, "year").standard_t(4, (horizon, draws))
        rates[step] = np.stack(
            [
                draw_rates(y[row], n[row], common, stream(seed, "supply", step, key.school, key.programme), prior)
                for row, key in enumerate(keys.itertuples(index=False))
            ]
        )
    return rates


def _split(
    local: NDArray[np.int64],
    links: pd.DataFrame,
    occupations: list[str],
    certainty: float,
    rng: np.random.Generator,
    placed_in: NDArray[np.int64],
) -> None:
    """Add a programme's local graduates to their occupations, weights drawn once a scenario."""
    weights = links.sort_values("occupation")
    chance = rng.dirichlet(certainty * np.maximum(weights["weight"].to_numpy(), 1e-9), size=local.shape[1])
    rest, room = local.copy(), np.ones(local.shape[1])
    for position, occupation in enumerate(weights["occupation"]):
        last = position == len(weights) - 1
        share = np.ones_like(room) if last else np.clip(chance[:, position] / np.maximum(room, 1e-12), 0, 1)
        taken = rng.binomial(rest, share)
        placed_in[occupations.index(occupation)] += taken
        rest, room = rest - taken, room - chance[:, position]
