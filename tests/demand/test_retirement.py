"""The 2025 retirement law against rows of its official tables."""

import numpy as np
import pytest

from skillcast.demand.retirement import SCHEDULES, retirement_rate, statutory_age

# Birth (year, month) -> statutory age (years, months), typed from the tables annexed to the decision of 13 September 2024.
OFFICIAL = [
    ("men", (1964, 12), (60, 0)),
    ("men", (1965, 1), (60, 1)),
    ("men", (1965, 4), (60, 1)),
    ("men", (1965, 5), (60, 2)),
    ("men", (1976, 8), (62, 11)),
    ("men", (1976, 9), (63, 0)),
    ("men", (1990, 1), (63, 0)),
    ("women_55", (1970, 1), (55, 1)),
    ("women_55", (1981, 8), (57, 11)),
    ("women_55", (1981, 9), (58, 0)),
    ("women_50", (1975, 1), (50, 1)),
    ("women_50", (1975, 3), (50, 2)),
    ("women_50", (1984, 10), (54, 11)),
    ("women_50", (1984, 11), (55, 0)),
]


@pytest.mark.parametrize(("who", "birth", "age"), OFFICIAL)
def test_statutory_age_of_the_official_tables(who: str, birth: tuple[int, int], age: tuple[int, int]) -> None:
    months = statutory_age(np.array([birth[0] * 12 + birth[1] - 1]), SCHEDULES[who])
    assert months[0] == age[0] * 12 + age[1]


@pytest.mark.parametrize(("who", "factor"), [("men", 0.80), ("women_55", 0.80), ("women_50", 2 / 3)])
def test_flow_factor_with_flat_cohorts(who: str, factor: float) -> None:
    births = np.arange(1940 * 12, 2020 * 12)
    leaves = births + statutory_age(births, SCHEDULES[who])
    flow = ((leaves >= 2025 * 12) & (leaves < 2040 * 12)).sum() / (15 * 12)
    assert flow == pytest.approx(factor, abs=0.005)
    assert ((leaves >= 2040 * 12) & (leaves < 2041 * 12)).sum() == 12


def test_before_the_reform_everyone_leaves_at_the_old_age() -> None:
    rate = retirement_rate(np.array([58, 59, 60]), 2024, SCHEDULES["men"])
    assert rate.tolist()[:2] == [0.0, 1.0]
    assert np.isnan(rate[2])
