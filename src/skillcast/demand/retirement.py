"""Statutory retirement age in China since 2025.

The decision of the Standing Committee of the National People's Congress of 13 September 2024 (in force on
1 January 2025) raises the age month by month: men from 60 to 63 and women of the 55 class to 58 by one month
for every four months of birth, women of the 50 class to 55 by one month for every two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SOURCE = "全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定（2024年9月13日）"


@dataclass(frozen=True)
class Schedule:
    """One class of workers: the age before the reform and how it rises (all in months)."""

    before: int
    first_birth: int
    births_per_month: int
    longest_delay: int


def _month(year: int, month: int) -> int:
    return year * 12 + month - 1


SCHEDULES = {
    "men": Schedule(60 * 12, _month(1965, 1), 4, 36),
    "women_55": Schedule(55 * 12, _month(1970, 1), 4, 36),
    "women_50": Schedule(50 * 12, _month(1975, 1), 2, 60),
}


def statutory_age(birth: NDArray[np.int64], schedule: Schedule) -> NDArray[np.int64]:
    """Return the statutory retirement age in months of persons born in month `birth`.

    Parameters
    ----------
    birth
        Months since year 0 (year x 12 + month - 1).
    schedule
        One of `SCHEDULES`.

    Examples
    --------
    >>> statutory_age(np.array([1964 * 12 + 11, 1965 * 12, 1976 * 12 + 8]), SCHEDULES["men"]).tolist()
    [720, 721, 756]
    """
    delay = (birth - schedule.first_birth) // schedule.births_per_month + 1
    return schedule.before + np.clip(delay, 0, schedule.longest_delay)


def _leaving_months(ages: NDArray[np.int64], year: int, schedule: Schedule) -> NDArray[np.int64]:
    """(A, 12) month in which each birth month of each age reaches the statutory age."""
    births = (year - 1 - ages)[:, None] * 12 + np.arange(12)[None, :]
    return births + statutory_age(births, schedule)


def still_below(ages: NDArray[np.int64], year: int, schedule: Schedule) -> NDArray[np.float64]:
    """Return the share of persons of each age who have not reached the statutory age when `year` begins."""
    return np.asarray((_leaving_months(ages, year, schedule) >= _month(year, 1)).mean(axis=1))


def retirement_rate(ages: NDArray[np.int64], year: int, schedule: Schedule) -> NDArray[np.float64]:
    """Return the share of persons of each age who reach the statutory age within `year`.

    Parameters
    ----------
    ages
        Completed years of age at the end of the year before.
    year
        The year of the flow.

    Returns
    -------
    Shares of those still below the statutory age when the year begins, NaN where none is. Births are taken as even over
    the months of a year.

    Examples
    --------
    >>> retirement_rate(np.array([40, 59, 70]), 2024, SCHEDULES["men"]).tolist()
    [0.0, 1.0, nan]
    """
    leaves = _leaving_months(ages, year, schedule)
    still = (leaves >= _month(year, 1)).sum(axis=1)
    reaching = ((leaves >= _month(year, 1)) & (leaves <= _month(year, 12))).sum(axis=1)
    return np.asarray(np.where(still > 0, reaching / np.where(still > 0, still, 1), np.nan))
