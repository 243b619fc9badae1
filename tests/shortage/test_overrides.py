"""Expert overrides: in force only between their dates, and scored by what came true."""

from __future__ import annotations

import pandas as pd
import pytest

from skillcast.shortage.overrides import VERDICTS, apply_overrides, score_overrides


def record(value: str = "list", *, date: str = "2024-06-01", expires: str = "2025-06-30") -> dict[str, str]:
    return {"target": "a", "value": value, "reason": "新项目", "role": "就业科", "date": date, "expires": expires}


@pytest.mark.parametrize(
    ("day", "listed"),
    [("2024-05-31", False), ("2024-06-01", True), ("2025-06-30", True), ("2025-07-01", False)],
)
def test_in_force_from_its_date_to_its_expiry(day: str, listed: bool) -> None:
    evidence = pd.DataFrame({"occupation": ["a"], "listed": [False]})
    row = apply_overrides(evidence, pd.DataFrame([record()]), date=day).iloc[0]
    assert row["listed"] == listed
    assert bool(row["override"]) == bool(row["override_en"]) == bool(row["override_expires"]) == listed


def test_the_latest_decision_wins() -> None:
    both = pd.DataFrame([record("unlist", date="2024-09-01"), record()])
    row = apply_overrides(pd.DataFrame({"occupation": ["a"], "listed": [True]}), both, date="2025-01-01").iloc[0]
    assert not row["listed"]


@pytest.mark.parametrize(
    ("value", "listed", "outcome", "verdict"),
    [
        ("list", False, 1.0, "helped"),
        ("list", False, 0.0, "harmed"),
        ("unlist", True, 0.0, "helped"),
        ("unlist", True, 1.0, "harmed"),
        ("list", True, 0.0, "same"),
        ("list", False, None, "open"),
    ],
)
def test_verdicts(value: str, listed: bool, outcome: float | None, verdict: str) -> None:
    calls = pd.DataFrame({"occupation": ["a"], "year": [2024], "listed": [listed], "probability": [0.5]})
    outcomes = pd.DataFrame({"occupation": ["a"], "year": [2024], "outcome": [outcome]})
    row = score_overrides(pd.DataFrame([record(value)]), calls, outcomes).iloc[0]
    assert row["verdict"] == verdict
    assert verdict in VERDICTS
    assert pd.isna(row["gain"]) == (outcome is None)
    if verdict in ("helped", "harmed"):
        assert (row["gain"] > 0) == (verdict == "helped")


def test_every_year_in_force_is_scored_and_no_other() -> None:
    calls = pd.DataFrame({"occupation": "a", "year": range(2021, 2027), "listed": False, "probability": 0.2})
    outcomes = calls[["occupation", "year"]].assign(outcome=1.0)
    found = score_overrides(pd.DataFrame([record(date="2022-06-01", expires="2024-12-31")]), calls, outcomes)
    # Catalogues take effect on 1 January after the year of the data.
    assert found["year"].tolist() == [2022, 2023]
