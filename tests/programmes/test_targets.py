"""Targets: reached at the bound, missing without a value; what the bureau reports is read as a table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.errors import DataError
from skillcast.parameters.policies import STATUS_ZH, read_policy
from skillcast.programmes.targets import adjusted_share, matched_share, policy_targets
from skillcast.tables.check import check_table
from skillcast.tables.policy_values import POLICY_VALUES, TARGETS

ALL = ("jiayuguan_2020", "gansu_2025", "fujian_2023")
BOUNDS = {
    "practice_hours": 50,
    "internship_posts": 10,
    "training_funds": 60,
    "education_surcharge": 30,
    "campus_bases": 3,
    "partner_bases": 20,
    "teacher_practice": 6,
    "programmes_adjusted": 30,
    "programmes_matched": 95,
    "programmes_adjusted_yearly": 10,
}


def status(name: str, value: float) -> str:
    found = policy_targets({name: value}, policies=ALL).set_index("target")
    return str(found.loc[name, "status"])


@pytest.mark.parametrize(("name", "bound"), BOUNDS.items())
def test_every_bound(name: str, bound: float) -> None:
    at_bound = "未达到" if name == "programmes_matched" else "达到"  # above 95 %
    assert [status(name, bound + step) for step in (-0.1, 0, 0.1)] == ["未达到", at_bound, "达到"]
    assert status(name, np.nan) == "无数据"
    assert status(name, 0) == "未达到"


def test_missing_data_says_so() -> None:
    found = policy_targets(policies=ALL)
    assert found["target"].tolist() == list(BOUNDS)
    assert set(found["status"]) == {"无数据"}
    assert found["value"].isna().all()
    for column in ("zh", "en", "clause", "source", "date", "unit"):
        assert found[column].str.len().gt(0).all()
    assert set(found["certainty"]) <= set(STATUS_ZH)
    assert found.set_index("target")["due"].dropna().to_dict() == {
        "campus_bases": 2022,
        "partner_bases": 2022,
        "programmes_adjusted": 2027,
        "programmes_matched": 2035,
    }


def test_the_latest_known_period_counts() -> None:
    table = pd.DataFrame(
        [("practice_hours", "2023", 45, "教育局"), ("practice_hours", "2025", 52, "教育局"), ("campus_bases", "2024", np.nan, "教育局")],
        columns=["target", "period", "value", "source"],
    )  # fmt: skip
    now, before = (policy_targets(table, year=year).set_index("target") for year in (2025, 2024))
    assert now.loc["practice_hours", ["value", "period", "value_source", "status"]].tolist() == [
        52,
        "2025",
        "教育局",
        "达到",
    ]
    assert before.loc["practice_hours", "status"] == "未达到"
    assert now.loc["campus_bases", "status"] == "无数据"
    assert policy_targets(table, year=2020)["status"].eq("无数据").all()


def test_no_policy_no_rows() -> None:
    found = policy_targets({"practice_hours": 50}, policies=())
    assert found.empty
    assert list(found) == list(policy_targets())


def test_unknown_targets_are_refused() -> None:
    with pytest.raises(DataError, match="pratice_hours"):
        policy_targets({"pratice_hours": 50})


def test_table_and_data_name_the_same_targets() -> None:
    assert list(TARGETS) == list(read_policy("policy_targets")) == list(BOUNDS)


def test_the_table_is_checked_like_any_other() -> None:
    good = pd.DataFrame({"target": ["practice_hours"], "period": ["2025"], "value": [52.5], "source": ["教育局"]})
    assert check_table(good, POLICY_VALUES, codes={}) == []
    wrong = {"twice": pd.concat([good, good], ignore_index=True), "negative": good.assign(value=-1.0)}
    found = {
        name: {problem.kind for problem in check_table(frame, POLICY_VALUES, codes={})} for name, frame in wrong.items()
    }
    assert found == {"twice": {"duplicate-key"}, "negative": {"out-of-range"}}


def seats(**programmes: tuple[int, int]) -> pd.DataFrame:
    rows = [("甲校", code, 2025 + at, count) for code, pair in programmes.items() for at, count in enumerate(pair)]
    return pd.DataFrame(rows, columns=["school", "programme", "intake_year", "seats"])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 0.0),
        ({"p0": (40, 0)}, 10.0),
        ({"p0": (40, 0), "q": (0, 40)}, 20.0),
        ({"p0": (40, 0), "p1": (40, 0), "q": (0, 40)}, 30.0),
        ({"p0": (40, 120)}, 0.0),  # a change of seats alone
        ({"q": (0, 0)}, 0.0),
    ],
)
def test_adjusted_share(changes: dict[str, tuple[int, int]], expected: float) -> None:
    table = seats(**({f"p{number}": (40, 40) for number in range(10)} | changes))
    assert adjusted_share(table, since=2025, year=2026) == pytest.approx(expected)
    plan = table[table["intake_year"] == 2026].rename(columns={"seats": "suggested_seats"})
    known = table[table["intake_year"] == 2025]
    assert adjusted_share(known, since=2025, year=2025, plan=plan) == pytest.approx(expected)
    assert np.isnan(adjusted_share(known, since=2025, year=2026))
    assert np.isnan(adjusted_share(known, since=2020, year=2025))


def test_matched_share_needs_half_the_links() -> None:
    links = pd.DataFrame(
        [("1", 0.5, True), ("1", 0.5, False), ("2", 0.4, True), ("2", 0.6, False)],
        columns=["programme", "weight", "in_city"],
    )
    programmes = pd.DataFrame({"school": "甲校", "programme": ["1", "2", "3", "1"]})
    assert matched_share(links, programmes) == 50.0
    assert np.isnan(matched_share(links, programmes.iloc[:0]))


@pytest.mark.parametrize(("year", "status"), [(2026, "未到期"), (2027, "未达到"), (None, "未达到")])
def test_a_target_is_not_missed_before_its_year(year: int | None, status: str) -> None:
    found = policy_targets({"programmes_adjusted": 10.0}, policies=("gansu_2025",), year=year).set_index("target")
    assert found.loc["programmes_adjusted", "due"] == 2027
    assert found.loc["programmes_adjusted", "status"] == status
