"""The sheets beside a seat plan: links, pipeline, internship posts, order-based places and targets of the policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from skillcast.draws import Draws
from skillcast.parameters.policies import read_policy
from skillcast.programmes.internships import base_posts, final_year_students, internship_posts, order_places
from skillcast.programmes.links import pipeline_by_programme, programme_links
from skillcast.programmes.targets import adjusted_share, matched_share, policy_targets
from skillcast.supply.cohorts import GraduateFlow


@dataclass(frozen=True)
class Sheets:
    """What schools, employers and bureaus are asked for besides seats.

    Parameters
    ----------
    links
        See `skillcast.programmes.links.programme_links`.
    pipeline
        See `skillcast.programmes.links.pipeline_by_programme`.
    internships
        See `skillcast.programmes.internships.internship_posts`; by industry.
    orders
        See `skillcast.programmes.internships.order_places`.
    targets
        See `skillcast.programmes.targets.policy_targets`; no row where the region has no policy at hand.
    """

    links: pd.DataFrame
    pipeline: pd.DataFrame
    internships: pd.DataFrame
    orders: pd.DataFrame
    targets: pd.DataFrame


def programme_sheets(
    programmes: pd.DataFrame,
    cohorts: pd.DataFrame,
    crosswalk: pd.DataFrame,
    *,
    cells: Draws,
    gap: Draws,
    flow: GraduateFlow,
    seats: pd.DataFrame,
    values: pd.DataFrame | None = None,
    region: str = "",
    year: int,
    edition: str = "",
    confidence: float = 0.6,
) -> Sheets:
    """Return all sheets.

    Parameters
    ----------
    programmes, cohorts, crosswalk
        The tables of these names.
    cells
        (cells, H+1, S) persons by industry and occupation.
    gap
        (O, H, S) persons a year.
    flow
        Graduates behind that gap.
    seats
        Table of `skillcast.programmes.seats.plan_seats`.
    values
        Table `targets`.
    region
        Code of the city: Jiayuguan's own policy applies to 620200, Gansu's to codes that begin with 62.
    year
        Last known year.
    edition
        Edition of the occupation codes.
    confidence
        Chance of a shortage from which order-based places are suggested.
    """
    links = programme_links(crosswalk, programmes, set(gap.index["occupation"]), edition=edition)
    policies = [
        name for name, codes in (("jiayuguan_2020", "620200"), ("gansu_2025", "62")) if region.startswith(codes)
    ]
    return Sheets(
        links=links,
        pipeline=pipeline_by_programme(flow),
        internships=internship_posts(base_posts(cells), links, final_year_students(flow)),
        orders=order_places(programmes, links, flow, gap, year=year, confidence=confidence),
        targets=policy_targets(_found(values, programmes, cohorts, links, seats, year), policies=policies, year=year),
    )


def _found(
    values: pd.DataFrame | None,
    programmes: pd.DataFrame,
    cohorts: pd.DataFrame,
    links: pd.DataFrame,
    seats: pd.DataFrame,
    year: int,
) -> pd.DataFrame:
    """Return the table `targets` and, for targets it is silent on, what the tables of this run say."""
    computed = {
        "programmes_adjusted": adjusted_share(
            cohorts, since=int(read_policy("policy_targets")["programmes_adjusted"]["since"]), year=year, plan=seats
        ),
        "programmes_matched": matched_share(links, programmes),
    }
    columns = ["target", "period", "value", "source"]
    given = pd.DataFrame(columns=columns) if values is None else values[columns]
    rows = [
        (name, str(year), value, "按本次数据计算")
        for name, value in computed.items()
        if np.isfinite(value) and name not in set(given["target"])
    ]
    own = pd.DataFrame(rows, columns=columns)
    return pd.concat([part for part in (given, own) if len(part)], ignore_index=True) if len(given) or rows else own
