"""The intakes behind future graduates: admitted ones as they are, later ones as the plan is likely to be filled."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.streams import stream
from skillcast.supply.paths import KEYS, past_arrivals
from skillcast.supply.rates import fit_rates

Counts = NDArray[np.int64]


class Intakes(NamedTuple):
    """Who is admitted, those who arrive from the first part of a path after the last known year apart.

    Parameters
    ----------
    table
        One row a school, programme and future graduation year: intake_year, seats and status (``admitted``, ``assumed`` or
        ``none``).
    persons
        (P, H, S) by graduation year.
    """

    table: pd.DataFrame
    persons: Counts


def draw_intakes(
    programmes: pd.DataFrame,
    known: pd.DataFrame,
    *,
    year: int,
    horizon: int,
    draws: int,
    window: int,
    shock: float,
    shock_years: float,
    planned: pd.Series | None = None,
    seed: int,
) -> Intakes:
    """Return the intakes of the classes that graduate in the years after `year`.

    Parameters
    ----------
    programmes, known
        Table `programmes` in the order of the result; table `cohorts` up to `year`.
    window, shock, shock_years
        Years of intakes used for the fill rate, and its common yearly shock as in `fit_rates`.
    planned
        Seats of every intake after `year` by school and programme; the last plan where there is none.

    Notes
    -----
    ``enrolled ~ beta-binomial(places, fill rate)``. Places are the plan, or more where a programme has been overfilled: the
    plan times its largest ratio of intake to plan. Of the second part of a path only the places and the intake beside
    the arrivals from the first count; later arrivals come in with `skillcast.supply.cohorts.graduate_flow`.
    """
    past = _places(programmes, known, planned)
    years = range(year - window + 1, year + 1)
    places, enrolled = (
        past.pivot(index=KEYS, columns="intake_year", values=name)
        .reindex(index=pd.MultiIndex.from_frame(programmes[KEYS]), columns=years)
        .fillna(0.0)
        .to_numpy()
        for name in ("places", "direct")
    )
    ahead = past.drop_duplicates(KEYS, keep="last").set_index(KEYS)["ahead"]
    fill = fit_rates(enrolled, places, shock=shock, shock_years=shock_years)
    common = fill.shock.draw(horizon, draws, stream(seed, "supply", "fill", "year"))
    admitted = {
        tuple(key): (seats, enrolled)
        for *key, seats, enrolled in known[[*KEYS, "intake_year", "seats", "enrolled"]].itertuples(
            index=False, name=None
        )
    }
    persons = np.zeros((len(programmes), horizon, draws), dtype=np.int64)
    rows = []
    item: Any
    for row, item in enumerate(programmes.itertuples(index=False)):
        rng = stream(seed, "intakes", item.school, item.programme)
        room = int(ahead.get((item.school, item.programme), 0))
        later = rng.binomial(room, fill.draw(row, common, rng))
        for h in range(horizon):
            intake = year + 1 + h - item.years
            key = (item.school, item.programme, intake)
            seats, status = 0, "none"
            if key in admitted:
                (seats, persons[row, h]), status = admitted[key], "admitted"
            elif intake > year:
                seats, status = room, "assumed"
                persons[row, h] = later[intake - year - 1]
            rows.append((*key[:2], year + 1 + h, intake, seats, status))
    columns = [*KEYS, "graduation_year", "intake_year", "seats", "status"]
    return Intakes(pd.DataFrame(rows, columns=columns), persons)


def _places(programmes: pd.DataFrame, known: pd.DataFrame, planned: pd.Series | None) -> pd.DataFrame:
    """One row a past intake: direct intake, its places, and the places of later intakes (`ahead`)."""
    past = known.sort_values([*KEYS, "intake_year"], ignore_index=True)
    places = pd.MultiIndex.from_frame(past[[*KEYS, "intake_year"]])
    came = past_arrivals(programmes, known).reindex(places, fill_value=0.0).to_numpy()
    direct = past["enrolled"] - came
    plan = (past["seats"] - came).where(past["seats"] > came, direct)  # no plan reported: as many as came
    past = past.assign(came=came, direct=direct, plan=plan, over=(direct / plan.where(plan > 0)).fillna(1.0))
    over = past.groupby(KEYS)["over"].transform("max").clip(lower=1.0)
    last = past.groupby(KEYS)[["plan", "came"]].transform("last")
    if planned is not None:
        wanted = planned.reindex(pd.MultiIndex.from_frame(past[KEYS])).to_numpy() - last["came"]
        last["plan"] = wanted.clip(lower=0.0).where(wanted.notna(), last["plan"])
    most = past.groupby(KEYS)[["came", "direct"]].transform("max")
    closed = (most["came"] > 0) & (most["direct"] <= 0)  # nobody but those of the path was ever taken
    return past.assign(places=_whole(plan * over), ahead=_whole(last["plan"] * over).mask(closed, 0.0))


def _whole(persons: pd.Series) -> pd.Series:
    return (persons - 1e-9).apply(np.ceil)
