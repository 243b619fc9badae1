"""求人倍率: official formula, published totals, edge cases."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.shortage.ratio import openings_ratio

# Published national totals (10,000 persons): quarter, demand, seekers, ratio printed.
PUBLISHED = [
    ("2010Q3", 668, 677, 0.99),
    ("2010Q4", 478.5, 473.3, 1.01),
    ("2014Q3", 554, 509, 1.09),
    ("2017Q4", 433.7, 354.2, 1.22),
    ("2021Q2 top 100", 153.8, 51.7, 2.97),
    ("2021Q3 top 100", 111.4, 41.8, 2.67),
]


@pytest.mark.parametrize(("quarter", "demand", "seekers", "printed"), PUBLISHED)
def test_published_totals(quarter: str, demand: float, seekers: float, printed: float) -> None:
    frame = pd.DataFrame({"g": ["total"], "demand": [demand], "seekers": [seekers]})
    assert openings_ratio(frame, group="g", method="plain").iloc[0] == pytest.approx(printed, abs=0.006)


def table(demand: list[float], seekers: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"g": ["a", "b", "any"], "demand": demand, "seekers": seekers})


def test_without_requirement_on_either_side() -> None:
    frame = table([100, 50, 60], [80, 40, 30])
    d, s, total_d, total_s = 100, 80, 210, 150
    expected = (d + 60 * s / total_s) / (s + 30 * d / total_d)
    assert openings_ratio(frame, group="g").iloc[0] == pytest.approx(expected)
    assert np.isnan(openings_ratio(frame, group="g").iloc[2])


def test_without_any_row_the_official_ratio_is_plain() -> None:
    frame = table([100, 50, 0], [80, 40, 0])
    assert (
        openings_ratio(frame, group="g").tolist()[:2] == openings_ratio(frame, group="g", method="plain").tolist()[:2]
    )


def test_zero_and_few_seekers() -> None:
    frame = table([10, 5, 0], [0, 1, 0])
    ratio = openings_ratio(frame, group="g", method="plain")
    assert np.isnan(ratio.iloc[0])
    assert ratio.iloc[1] == 5
    assert openings_ratio(frame, group="g", method="plain", minimum=2).isna().all()


def test_missing_is_not_zero() -> None:
    frame = table([10, 5, 3], [np.nan, 4, 2])
    assert np.isnan(openings_ratio(frame, group="g").iloc[0])


@given(st.lists(st.integers(1, 1000), min_size=6, max_size=6), st.integers(2, 50))
def test_scale_does_not_matter(counts: list[int], factor: int) -> None:
    frame = table([float(value) for value in counts[:3]], [float(value) for value in counts[3:]])
    scaled = frame.assign(demand=frame["demand"] * factor, seekers=frame["seekers"] * factor)
    a, b = (openings_ratio(part, group="g").tolist()[:2] for part in (frame, scaled))
    assert a == pytest.approx(b)
