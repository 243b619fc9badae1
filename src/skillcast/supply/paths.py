"""Paths of two parts (中高职贯通、五年一贯制 split over two schools): who finishes the first part is the intake of the second."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from skillcast.errors import DataError, Problem

KEYS = ["school", "programme"]
Key = tuple[str, str]


class Path(NamedTuple):
    """Where a programme's students go on: the second part, and the share of those in further study who enter it."""

    target: Key
    share: float


def find_paths(programmes: pd.DataFrame) -> dict[Key, Path]:
    """Return the declared path of every first part.

    Parameters
    ----------
    programmes
        Table `programmes`; the columns ``next_school``, ``next_programme`` and ``next_share`` may be absent.

    Raises
    ------
    DataError
        If a path leads to a programme that is not in the table.

    Examples
    --------
    >>> first = {"school": "甲", "programme": "660103", "next_school": "乙", "next_programme": "460103", "next_share": 0.9}
    >>> second = {"school": "乙", "programme": "460103", "next_school": "", "next_programme": ""}
    >>> find_paths(pd.DataFrame([first, second]))
    {('甲', '660103'): Path(target=('乙', '460103'), share=0.9)}
    """
    if "next_programme" not in programmes:
        return {}
    linked = programmes[programmes["next_programme"].fillna("") != ""]
    columns = (linked[name] for name in (*KEYS, "next_school", "next_programme", "next_share"))
    paths = {
        (school, code): Path((next_school, next_code), float(share))
        for school, code, next_school, next_code, share in zip(*columns, strict=True)
    }
    lost = {path.target for path in paths.values()} - set(programmes[KEYS].itertuples(index=False, name=None))
    if lost:
        facts = {"other": "programmes"}
        raise DataError(
            [
                Problem("dangling-key", table="programmes", column="next_programme", value=" / ".join(key), facts=facts)
                for key in sorted(lost)
            ]
        )
    return paths


def in_order(keys: list[Key], paths: dict[Key, Path]) -> list[Key]:
    """Return the programmes so that every first part comes before its second; a circle is a `DataError`."""
    done: list[Key] = []
    waiting = list(keys)
    while waiting:
        ahead = {paths[key].target for key in waiting if key in paths}
        ready = [key for key in waiting if key not in ahead]
        if not ready:
            facts = {"reason": "衔接关系首尾相连", "reason_en": "the path leads back to its beginning"}
            raise DataError([Problem("inconsistent", table="programmes", column="next_programme", facts=facts)])
        done += ready
        waiting = [key for key in waiting if key in ahead]
    return done


def past_arrivals(programmes: pd.DataFrame, cohorts: pd.DataFrame) -> pd.Series:
    """Return how many of each past intake came from a first part in the city.

    Parameters
    ----------
    programmes, cohorts
        The tables of these names.

    Returns
    -------
    Series
        Persons by (school, programme, intake_year) of the second part, whole numbers; the declared share of those who left
        the first part for further study in that year, at most the intake itself. Intakes without arrivals are absent.
    """
    lengths = programmes.set_index(KEYS)["years"]
    enrolled = cohorts.set_index([*KEYS, "intake_year"])["enrolled"]
    found: dict[tuple[str, str, int], float] = {}
    for key, path in find_paths(programmes).items():
        own = cohorts[(cohorts["school"] == key[0]) & (cohorts["programme"] == key[1])].dropna(subset=["further_study"])
        years = own["intake_year"] + lengths[key]
        for year, persons in zip(years.astype(int), own["further_study"], strict=True):
            place = (*path.target, int(year))
            if place in enrolled.index:
                found[place] = found.get(place, 0.0) + path.share * persons
    index = pd.MultiIndex.from_tuples(list(found), names=[*KEYS, "intake_year"])
    arrivals = pd.Series(np.rint(list(found.values())), index=index, dtype=np.float64)
    return arrivals.clip(upper=enrolled.reindex(arrivals.index)) if len(arrivals) else arrivals
