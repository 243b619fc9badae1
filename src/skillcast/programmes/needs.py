"""The seat problem of a city: what its occupations need from the schools, drawn from the chain's scenarios."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.draws import Draws
from skillcast.programmes.links import link_matrix
from skillcast.supply.cohorts import GraduateFlow
from skillcast.supply.paths import KEYS

Floats = NDArray[np.float64]


class Needs(NamedTuple):
    """What a seat plan answers to, of the occupations that programmes lead to.

    Parameters
    ----------
    occupations
        (O) codes.
    need
        (O, T, S) persons a year wanted from the schools, years ``year + 1 … year + T``: what they send if seats are kept, and
        the gap that leaves. Below zero where others are too many already.
    pipeline
        (O, T, S) of them, those whom the classes admitted by `year` will send.
    links
        (P, O) shares of a programme's local graduates entering each occupation.
    yields
        (P, S) posts filled by one more planned seat.
    """

    occupations: pd.Index[str]
    need: Floats
    pipeline: Floats
    links: Floats
    yields: Floats


def seat_needs(
    programmes: pd.DataFrame,
    crosswalk: pd.DataFrame,
    last: pd.Series,
    *,
    gap: Draws,
    flow: GraduateFlow,
    years: int = 10,
    displaced: float = 0.5,
) -> Needs:
    """Return needs, pipeline and yields of programmes whose seats are planned.

    Parameters
    ----------
    programmes
        Table of that name, only rows whose seats are planned, in the order of the result (P).
    crosswalk
        Table of that name.
    last
        (P) seats of the last plan.
    gap
        (O, H, S) forecast gap by occupation, in which every programme keeps its last seats.
    flow
        The graduates in that gap.
    years
        Years of need, T; those beyond the H of the forecast take its last year.
    displaced
        Share of one more graduate whose post would else have gone to an entrant from elsewhere: entrants come less where less is open
        (`supply.entrant_response`).

    Notes
    -----
    ``need = pipeline + W' (yield * last) + gap``: with the last seats what is missing is the gap, scenario by scenario, and one seat
    more changes it by the posts it fills beyond those that entrants would have filled.
    """
    keys = pd.MultiIndex.from_frame(flow.local.index[KEYS])
    rows = keys.get_indexer(pd.MultiIndex.from_frame(programmes[KEYS]))
    local = flow.local.samples[rows].astype(np.float64)
    links = link_matrix(crosswalk, list(programmes["programme"]), list(gap.index["occupation"]))
    place = np.flatnonzero(links.any(axis=0))
    occupations, links = pd.Index(gap.index["occupation"].iloc[place]), links[:, place]

    horizon = len(gap.periods)
    column = np.minimum(np.arange(years), horizon - 1)
    lead = programmes["years"].to_numpy(dtype=np.int64)
    yields = _yields(programmes, last, flow, local) * (1 - displaced)
    admitted = np.arange(years) < lead[:, None]
    pipeline = np.einsum("po,pts->ots", links, local[:, column] * admitted[:, :, None], optimize=True)
    planned = yields * last.to_numpy(dtype=np.float64)[:, None]
    kept = pipeline + np.einsum("po,pts->ots", links, planned[:, None, :] * ~admitted[:, :, None], optimize=True)
    need = kept + gap.samples[place][:, column].astype(np.float64)
    return Needs(occupations, need, pipeline, links, yields)


def _yields(programmes: pd.DataFrame, last: pd.Series, flow: GraduateFlow, local: Floats) -> Floats:
    """(P, S) local workers a planned seat: of the first class that is not admitted yet, or of the last within the forecast."""
    seats = flow.pipeline.set_index([*KEYS, "graduation_year"])["seats"]
    first, horizon = int(flow.local.periods[0].year), local.shape[1]
    found = np.zeros((len(programmes), local.shape[2]))
    for row, (school, programme, length) in enumerate(programmes[[*KEYS, "years"]].itertuples(index=False, name=None)):
        at = min(int(length), horizon - 1)
        places = float(last.iloc[row]) if at == length else float(seats[(school, programme, first + at)])
        if places > 0:
            found[row] = local[row, at] / places
    return found
