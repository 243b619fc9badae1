"""Statutory retirement age in China since 2025.

The decision of the Standing Committee of the National People's Congress of 13 September 2024 (in force on
1 January 2025) raises the age month by month: men from 60 to 63 and women of the 55 class to 58 by one month
for every four months of birth, women of the 50 class to 55 by one month for every two. From 2030 the least
months of contribution rise from 180 to 240 by six a year. How workers use the room the law leaves (early, late,
hardship trades) stands in `flexible_exit`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

SOURCE = "全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定（2024年9月13日）"


IN_FORCE = 2025 * 12


@dataclass(frozen=True)
class Schedule:
    """One class of workers: the age before the reform and how it rises (all in months)."""

    before: int
    first_birth: int
    births_per_month: int
    longest_delay: int


def month_number(year: int, month: int) -> int:
    """Return months since year 0, as births and retirements are counted here."""
    return year * 12 + month - 1


SCHEDULES = {
    "men": Schedule(60 * 12, month_number(1965, 1), 4, 36),
    "women_55": Schedule(55 * 12, month_number(1970, 1), 4, 36),
    "women_50": Schedule(50 * 12, month_number(1975, 1), 2, 60),
}


def without_reform(schedule: Schedule) -> Schedule:
    """Return the schedule as it was: the age before the reform for everyone."""
    return replace(schedule, longest_delay=0)


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


def minimum_contribution(year: NDArray[np.int64] | int) -> NDArray[np.int64]:
    """Return the months of contribution a monthly pension asks for, by year of retirement (article 2 of the measures).

    Examples
    --------
    >>> minimum_contribution(np.array([2029, 2030, 2035, 2039, 2050])).tolist()
    [180, 186, 216, 240, 240]
    """
    return np.asarray(15 * 12 + 6 * np.clip(np.asarray(year) - 2029, 0, 10))
