"""求人倍率: official formula, published totals, those without requirement, zero and few seekers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.shortage.ratio import REASONS, Method, explain_ratio, openings_ratio

# Published national totals (10,000 persons): quarter, demand, seekers, ratio printed.
PUBLISHED = [
    ("2010Q3", 668, 677, "0.99"),
    ("2010Q4", 478.5, 473.3, "1.01"),
    ("2014Q3", 554, 509, "1.09"),
    ("2017Q4", 433.7, 354.2, "1.22"),
    ("2021Q2 top 100", 153.8, 51.7, "2.97"),
    ("2021Q3 top 100", 111.4, 41.8, "2.67"),
]
COUNTS = st.lists(st.integers(1, 1000).map(float), min_size=3, max_size=3)


@pytest.mark.parametrize(("quarter", "demand", "seekers", "printed"), PUBLISHED)
@pytest.mark.parametrize("method", ["plain", "official"])
def test_published_totals(quarter: str, demand: float, seekers: float, printed: str, method: Method) -> None:
    frame = pd.DataFrame({"g": ["total"], "demand": [demand], "seekers": [seekers]})
    assert f"{openings_ratio(frame, group='g', method=method).iloc[0]:.2f}" == printed


def table(demand: list[float], seekers: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"g": ["a", "b", "any"], "demand": demand, "seekers": seekers})


@pytest.mark.parametrize(
    ("any_demand", "any_seekers", "official"),
    [
        (0, 0, [100 / 80, 50 / 40]),
        (60, 0, [(100 + 60 * 80 / 120) / 80, (50 + 60 * 40 / 120) / 40]),
        (0, 30, [100 / (80 + 30 * 100 / 150), 50 / (40 + 30 * 50 / 150)]),
        (60, 30, [(100 + 60 * 80 / 150) / (80 + 30 * 100 / 210), (50 + 60 * 40 / 150) / (40 + 30 * 50 / 210)]),
        (np.nan, 30, [100 / (80 + 30 * 100 / 150), 50 / (40 + 30 * 50 / 150)]),
        (60, np.nan, [(100 + 60 * 80 / 120) / 80, (50 + 60 * 40 / 120) / 40]),
    ],
    ids=["neither side", "demand", "seekers", "both", "demand does not apply", "seekers do not apply"],
)
def test_without_requirement(any_demand: float, any_seekers: float, official: list[float]) -> None:
    frame = table([100, 50, any_demand], [80, 40, any_seekers])
    found = explain_ratio(frame, group="g")
    assert found["ratio"].tolist()[:2] == pytest.approx(official)
    assert found["reason"].tolist() == ["", "", "any"]
    assert np.isnan(found["ratio"].iloc[2])
    plain = openings_ratio(frame, group="g", method="plain")
    assert plain.tolist()[:2] == [1.25, 1.25]


def test_a_form_without_the_row_is_one_with_nobody_in_it() -> None:
    frame = table([100, 50, 0], [80, 40, 0])
    assert openings_ratio(frame.iloc[:2], group="g").tolist() == openings_ratio(frame, group="g").tolist()[:2]


@pytest.mark.parametrize(
    ("seekers", "minimum", "reason"),
    [
        (np.nan, 1, "missing"),
        (0, 1, "no-seekers"),
        (0, 0, "no-seekers"),
        (0.5, 1, "few-seekers"),
        (1, 1, ""),
        (1, 2, "few-seekers"),
        (9, 10, "few-seekers"),
        (10, 10, ""),
        (11, 10, ""),
    ],
)
@pytest.mark.parametrize(("any_demand", "any_seekers"), [(0, 0), (60, 0), (0, 30), (60, 30)])
@pytest.mark.parametrize("method", ["official", "plain"])
def test_zero_one_and_few_seekers(
    seekers: float, minimum: int, reason: str, any_demand: float, any_seekers: float, method: Method
) -> None:
    frame = table([10, 50, any_demand], [seekers, 40, any_seekers])
    found = explain_ratio(frame, group="g", method=method, minimum=minimum).iloc[0]
    assert found["reason"] == reason
    assert np.isnan(found["ratio"]) == bool(reason)


def test_one_seeker_has_a_ratio() -> None:
    frame = table([10, 5, 0], [4, 1, 0])
    assert openings_ratio(frame, group="g").iloc[1] == 5
    shared = table([10, 5, 10], [4, 1, 3])
    assert openings_ratio(shared, group="g").iloc[1] == pytest.approx((5 + 10 / 8) / (1 + 3 * 5 / 25))


def test_nobody_seeks_anything() -> None:
    assert explain_ratio(table([10, 5, 3], [0, 0, 0]), group="g")["reason"].tolist() == ["no-seekers"] * 2 + ["any"]


def test_no_demand_is_a_ratio_of_zero_and_missing_demand_is_none() -> None:
    assert openings_ratio(table([0, 5, 0], [4, 4, 0]), group="g").iloc[0] == 0
    assert openings_ratio(table([0, 0, 0], [4, 4, 2]), group="g").tolist()[:2] == [0, 0]
    missing = explain_ratio(table([np.nan, 5, 0], [4, 4, 0]), group="g").iloc[0]
    assert (np.isnan(missing["ratio"]), missing["reason"]) == (True, "missing")


def test_every_reason_has_words() -> None:
    assert all(zh and en for reason, (zh, en) in REASONS.items() if reason)


@given(COUNTS, COUNTS, st.integers(2, 50))
def test_scale_does_not_matter(demand: list[float], seekers: list[float], factor: int) -> None:
    frame = table(demand, seekers)
    scaled = frame.assign(demand=frame["demand"] * factor, seekers=frame["seekers"] * factor)
    a, b = (openings_ratio(part, group="g").tolist()[:2] for part in (frame, scaled))
    assert a == pytest.approx(b)


@given(COUNTS, COUNTS, st.permutations([0, 1, 2]))
def test_order_and_names_do_not_matter(demand: list[float], seekers: list[float], order: list[int]) -> None:
    frame = table(demand, seekers)
    ratio = openings_ratio(frame, group="g")
    moved = frame.iloc[order].assign(g=lambda rows: rows["g"].map({"a": "y", "b": "x", "any": "any"}))
    pd.testing.assert_series_equal(openings_ratio(moved, group="g").sort_index(), ratio)


@given(COUNTS, COUNTS)
def test_sharing_out_loses_nobody(demand: list[float], seekers: list[float]) -> None:
    found = explain_ratio(table(demand, seekers), group="g").iloc[:2]
    d_all, s_all = sum(demand), sum(seekers)
    assert found["demand_used"].sum() == pytest.approx(d_all - demand[2] * seekers[2] / s_all)
    assert found["seekers_used"].sum() == pytest.approx(s_all - seekers[2] * demand[2] / d_all)
