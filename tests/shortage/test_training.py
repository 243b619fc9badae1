"""The training catalogue: who is marked up, what it costs, what is said of the others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.shortage.causes import CAUSES
from skillcast.shortage.training import markup_costs, training_catalogue, training_group

A, B, C = "6-31-01-00", "6-31-01-01", "6-31-01-02"


def evidence(cause: str = "training") -> pd.DataFrame:
    rows = pd.DataFrame({"occupation": [A, B, C], "name": ["甲工", "乙工", "丙工"], "mark": ""})
    rows = rows.assign(shortfall=[40, 10, 5], shortfall_lo80=[8, 0, 0], shortfall_hi80=[80, 20, 9])
    shares: list[dict[str, float]] = [{"L5": 0.5, "L4": 0.5}, {}, {}]
    return rows.assign(listed=[True, True, False], cause=[cause, "training", "unknown"], level_shares=shares)


def courses() -> pd.DataFrame:
    rows = pd.DataFrame({"occupation": [A, A, C], "level": ["L5", "L4", "L5"], "hours": [80, 100, 80]})
    return rows.assign(subsidy_base=[1000, 1500, 1000], assess_subsidy=[200, 300, 200], completions=[3, 4, 5])


def catalogue(cause: str = "training", **options: object) -> pd.DataFrame:
    return training_catalogue(evidence(cause), courses(), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("cause", CAUSES)
def test_only_training_gaps_are_marked_up(cause: str) -> None:
    rows = catalogue(cause).set_index(["occupation", "level"])
    own = rows.loc[A]
    assert own["is_shortage"].all() == own["is_shortage"].any() == (cause == "training")
    assert own["subsidy_final"].tolist() == ([1200.0, 1800.0] if cause == "training" else [1000.0, 1500.0])
    assert own["places"].notna().all() == (cause == "training")
    # Whoever is listed for another cause is told why training is not the answer, in both languages.
    assert own["note"].ne("").all() == own["note_en"].ne("").all() == (cause != "training")


def test_an_occupation_that_is_not_listed_has_no_note() -> None:
    assert catalogue().set_index("occupation").loc[C, "note"] == ""


def test_a_training_gap_without_a_course_is_kept_with_a_note() -> None:
    row = catalogue().set_index("occupation").loc[B]
    assert row["level"] == ""
    assert row["note"] == "待补充课时和补贴标准"
    assert "职业技能等级证书" not in row["certificate"]


def test_costs_are_places_times_what_the_markup_adds() -> None:
    rows = catalogue(markup=20, coverage=0.5)
    costs = markup_costs(rows).set_index("occupation")
    # 10 places at +200 and 10 at +300 yuan; the interval goes with the places.
    assert costs.loc[A, ["cost", "cost_lo", "cost_hi"]].tolist() == [5000.0, 1000.0, 10000.0]
    assert np.isnan(costs.loc[B, "cost"])  # no subsidy is set: not known, and not zero
    assert C not in costs.index


@pytest.mark.parametrize(
    ("last", "action"), [(set(), {A: "new", B: "new", C: ""}), ({A, C}, {A: "kept", B: "new", C: "removed"})]
)
def test_the_markup_is_new_kept_or_removed(last: set[str], action: dict[str, str]) -> None:
    rows = catalogue(last=last).drop_duplicates("occupation")
    assert dict(zip(rows["occupation"], rows["action"], strict=True)) == action


@pytest.mark.parametrize(
    ("code", "group"),
    [("6-18-02-04", "A"), ("5-05-05-01", "A"), ("4-02-02-02", "B"), ("4-03-02-01", "C"), ("4-14-01-02", "C")],
)
def test_groups(code: str, group: str) -> None:
    assert training_group(code) == group


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_higher_markup_never_costs_less(one: float, two: float) -> None:
    low, high = (markup_costs(catalogue(markup=value))["cost"].sum() for value in sorted((one, two)))
    assert low <= high
