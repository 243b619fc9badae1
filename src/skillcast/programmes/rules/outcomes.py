"""What became of past intakes, as rates."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Key = tuple[str, str]
KEYS = ["school", "programme"]
AT_GRADUATION = ("placement",)


def outcomes(programmes: pd.DataFrame, cohorts: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return one row a cohort admitted up to `year` with its rates.

    Returns
    -------
    DataFrame
        cohorts plus graduation_year, fill (% of seats enrolled), and for cohorts graduated by `year` placement
        (%, 去向落实率 = (placed + further study) / graduates), matched_share (%, of placed), local_share (%, of placed).
    """
    frame = cohorts[cohorts["intake_year"] <= year].merge(programmes[[*KEYS, "years"]], on=KEYS)
    frame = frame.assign(graduation_year=frame["intake_year"] + frame["years"])
    done = (frame["graduation_year"] <= year) & (frame["graduates"] > 0)
    frame["fill"] = 100 * frame["enrolled"] / frame["seats"].where(frame["seats"] > 0)
    frame["placement"] = (100 * (frame["placed"] + frame["further_study"]) / frame["graduates"]).where(done)
    for name in ("matched", "placed_local"):
        frame[f"{name}_share"] = (100 * frame[name] / frame["placed"].where(frame["placed"] > 0)).where(done)
    return frame.sort_values([*KEYS, "intake_year"], ignore_index=True)


def last_classes(past: pd.DataFrame, column: str, count: int, *, year: int) -> pd.DataFrame:
    """Return the last classes of each programme, latest first; a class whose value is not known is NaN.

    Parameters
    ----------
    past
        Result of `outcomes`, with `column`.
    column
        A rate known at graduation (``placement``) or at intake (any other).
    count
        Number of classes.
    year
        Last known year.

    Returns
    -------
    DataFrame
        (programmes, count), index school and programme.

    Notes
    -----
    Years without an intake (nobody enrolled) are passed over: two years running are then two classes running. A year
    without a row is not known, and so is the time before the first row. The class of `year` itself is passed over where it is
    not yet reported; an older class that is missing is not.

    Examples
    --------
    >>> programmes = pd.DataFrame({"school": ["甲校"], "programme": ["460103"], "years": [3]})
    >>> cohorts = pd.DataFrame({"school": "甲校", "programme": "460103", "intake_year": [2023, 2025], "enrolled": [28, 25]})
    >>> for name in ("seats", "graduates", "placed", "further_study", "matched", "placed_local"):
    ...     cohorts[name] = float("nan")
    >>> last_classes(outcomes(programmes, cohorts, 2025), "enrolled", 3, year=2025).values.tolist()
    [[25.0, nan, 28.0]]
    """
    graduated = column in AT_GRADUATION
    clock = past["graduation_year" if graduated else "intake_year"]
    due = past.assign(clock=clock)[clock <= year]
    rows: dict[Key, NDArray[np.float64]] = {}
    for (school, code), group in due.groupby(KEYS):
        empty = (group["enrolled"] == 0) | (group["graduates"] == 0) if graduated else pd.Series(False, group.index)
        values = dict(zip(group["clock"], group[column].astype(float), strict=True))
        no_class = set(group.loc[empty, "clock"])
        known = [values.get(at, np.nan) for at in range(year, int(group["clock"].min()) - 1, -1) if at not in no_class]
        if known and np.isnan(known[0]) and year not in no_class:
            known = known[1:]
        rows[str(school), str(code)] = np.array((known + [np.nan] * count)[:count])
    index = pd.MultiIndex.from_tuples(list(rows), names=KEYS)
    return pd.DataFrame(np.array(list(rows.values())).reshape(-1, count), index=index)


def by_programme(values: pd.Series) -> dict[Key, float]:
    """Return numbers indexed by school and programme as a mapping."""
    return {(str(school), str(code)): float(value) for (school, code), value in zip(values.index, values, strict=True)}


def first_intakes(cohorts: pd.DataFrame) -> pd.Series:
    """Return the year of each programme's first intake; NaN where the table may begin after it.

    Examples
    --------
    >>> rows = [("甲校", "460103", 2018), ("甲校", "460103", 2019), ("甲校", "460104", 2021)]
    >>> cohorts = pd.DataFrame(rows, columns=["school", "programme", "intake_year"]).assign(seats=40, enrolled=40)
    >>> first_intakes(cohorts).tolist()
    [nan, 2021.0]
    """
    active = cohorts[(cohorts["seats"] > 0) | (cohorts["enrolled"] > 0)]
    first = active.groupby(KEYS)["intake_year"].min().astype(float)
    return first.where(first > cohorts["intake_year"].min())
