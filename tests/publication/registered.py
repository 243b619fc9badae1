"""Made-up registrations in the layout of table `market`, for the tests of the form."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from skillcast.publication.content import Table
from skillcast.publication.sections.form.groups import DIMENSIONS, group_table
from skillcast.publication.sections.form.measured import RatioRule
from skillcast.publication.sections.form.registrations import Registrations, comparisons, registrations
from skillcast.publication.sections.form.totals import total_table
from skillcast.publication.words import Words

COUNTS = ("demand_carried", "demand_new", "seekers_carried", "seekers_new")
OFFICIAL = RatioRule("official", 1)
# Persons by group: demand, seekers; None where the form has no such cell. Half of each is carried over.
Groups = Mapping[str, tuple[float | None, float | None]]
QUARTER: dict[str, Groups] = {
    "total": {"total": (21_300, 10_000)},
    "sector": {"1": (300, None), "2": (9_000, None), "3": (12_000, None)},
    "industry": {"A": (300, None), "B": (1_000, None), "C": (8_000, None), "F": (12_000, None)},
    "owner": {"enterprise": (21_000, None), "state": (6_000, None), "private": (15_000, None), "other": (300, None)},
    "occupation": {"4": (9_300, 6_000), "6": (11_000, 3_000), "any": (1_000, 1_000)},
    "applicant": {"new_youth": (None, 6_000), "new_graduates": (None, 2_981), "job_losers": (None, 4_000)},
    "sex": {"male": (None, 6_000), "female": (None, 4_000), "any": (21_300, None)},
    "age": {"16-24": (6_300, 4_000), "45+": (5_000, 6_000), "any": (10_000, None)},
    "education": {"senior": (8_300, 6_000), "vocational": (5_000, 3_000), "college": (3_000, 4_000), "any": (10_000, 0)},
    "skill_level": {"L5": (5_000, 1_000), "L4": (4_000, 500), "L3": (2_332, 500), "none": (0, 8_000), "any": (9_968, None)},
}  # fmt: skip

BEFORE: dict[str, Groups] = {
    **QUARTER,
    "sector": {"1": (300, None), "2": (6_000, None), "3": (15_000, None)},
    "industry": {"A": (300, None), "C": (6_000, None), "F": (15_000, None)},
}


def market(**periods: Mapping[str, Groups]) -> pd.DataFrame:
    """Return table `market` of some periods (``q2025Q3=QUARTER``)."""
    rows = [
        (label.removeprefix("q"), dimension, code, *_halves(demand), *_halves(seekers))
        for label, dimensions in periods.items()
        for dimension, groups in dimensions.items()
        for code, (demand, seekers) in groups.items()
    ]
    frame = pd.DataFrame(rows, columns=["period", "dimension", "code", *COUNTS])
    return frame.astype(dict.fromkeys(COUNTS, "float64"))


def _halves(count: float | None) -> tuple[float | None, float | None]:
    return (None, None) if count is None else (count // 2, count - count // 2)


def quarter(table: pd.DataFrame, period: str = "2025Q3") -> Registrations:
    found = registrations(table, period)
    assert found is not None
    return found


def tables(table: pd.DataFrame, period: str = "2025Q3", rule: RatioRule = OFFICIAL) -> dict[str, Table]:
    now = quarter(table, period)
    compared = comparisons(table, now)
    made = [
        total_table(now, compared, Words()),
        *(group_table(now, compared, name, rule, Words()) for name in DIMENSIONS),
    ]
    return {item.name: item for item in made}
