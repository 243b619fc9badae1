"""Announced projects and closures of the table `events`, as the scenarios room takes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import poisson

from skillcast.forecasting.scenarios import Closure, Project, ProjectPriors
from skillcast.parameters import Parameters
from skillcast.tables.events import read_profile

Event = Closure | Project
LATEST = 10
"""Years beyond which no project is thought to be late."""


def read_events(table: pd.DataFrame, *, years: range, parameters: Parameters) -> list[Event]:
    """Return the rows that bear on the forecast as events.

    Parameters
    ----------
    table
        Table `events`: more jobs are a project, fewer a closure.
    years
        Years of the forecast. A row of no job or of no chance, a project that begins later and a closure that is past or
        later are left out: see `left_out`.
    parameters
        ``scenarios.project_…``: what holds where the table says nothing. A probability in the table is the bureau's own
        judgement, a beta distribution around it worth ``scenarios.project_judgement`` known projects.

    Returns
    -------
    list of Closure and Project
        In the order of the table. Rows of one name are one thing in several places.

    Examples
    --------
    >>> from skillcast.parameters import load_parameters
    >>> row = {"name": "电池项目", "industry": "C38", "start": 2027, "jobs": 300, "probability": 0.6}
    >>> (project,) = read_events(pd.DataFrame([row]), years=range(2026, 2031), parameters=load_parameters(2026))
    >>> project.jobs, round(project.priors.probability, 3)
    (300, 0.6)
    """
    rows = table[_bears(table, years)]
    return [_event(row, parameters) for row in rows.to_dict("records")]


def left_out(table: pd.DataFrame, *, years: range) -> list[str]:
    """Return the names of events that bear on no year of the forecast."""
    return sorted(set(table.loc[~_bears(table, years), "name"]))


def together(events: list[Event]) -> Iterator[list[Event]]:
    """Yield events in parts none of which holds a name twice: what shares a name shares its random numbers."""
    names = pd.Series([event.name for event in events], dtype=object)
    turn = names.groupby(names).cumcount()
    for number in range(int(turn.max()) + 1 if events else 0):
        yield [events[place] for place in np.flatnonzero(turn == number)]


def _bears(table: pd.DataFrame, years: range) -> pd.Series:
    """Return which rows change employment in the years of the forecast."""
    closure, start = table["jobs"] < 0, table["start"]
    timely = (start <= years[-1]) & ~(closure & (start < years[0]))
    possible = table["probability"].ne(0) if "probability" in table else True
    return timely & table["jobs"].ne(0) & possible


def _event(row: dict[Any, Any], p: Parameters) -> Event:
    keys, start = {"industry": row["industry"]}, str(int(row["start"]))
    if row["jobs"] < 0:
        ends = _given(row, "spillover_low"), _given(row, "spillover_high")
        spillover = None if ends[0] is None or ends[1] is None else (ends[0], ends[1])
        return Closure(row["name"], keys, start, -row["jobs"], spillover, float(row["probability"]))
    return Project(row["name"], keys, start, row["jobs"], _priors(row, p), read_profile(row.get("profile") or "") or ())


def _priors(row: dict[Any, Any], p: Parameters) -> ProjectPriors:
    """Return what is known of a project: the bureau's own words where it gave them, else the parameters."""
    judged, worth = _given(row, "probability"), p.number("scenarios.project_judgement")
    share, delay = _given(row, "realised_share"), _given(row, "delay")
    return ProjectPriors(
        realised=p.number("scenarios.project_realised") if judged is None else judged * worth,
        failed=p.number("scenarios.project_failed") if judged is None else (1 - judged) * worth,
        share=p.number("scenarios.project_share") if share is None else share,
        share_spread=p.number("scenarios.project_share_spread"),
        share_worth=p.number("scenarios.project_share_worth"),
        delay=tuple(
            poisson.pmf(np.arange(LATEST + 1), p.number("scenarios.project_delay") if delay is None else delay)
        ),
    )


def _given(row: dict[Any, Any], name: str) -> float | None:
    value = row.get(name)
    return None if value is None or pd.isna(value) else float(value)
