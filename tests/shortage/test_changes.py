"""The difference from last year's list: what moved, and whether data, parameters, an expert or a new code did it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.shortage.calls import make_calls
from skillcast.shortage.changes import KINDS, STATUSES, explain_changes, stability
from skillcast.shortage.recoding import follow_listing, follow_registrations
from skillcast.shortage.tightness import Tightness, filter_tightness, score_values

CODES = [f"6-31-01-{n:02}" for n in range(1, 13)]
RISING, FALLING = CODES[0], CODES[1]


def tightness() -> Tightness:
    """Twelve occupations; one becomes tight in 2025, one ceases to be."""
    rows = []
    for place, code in enumerate(CODES):
        for year in range(2020, 2026):
            ratio = 1.0 + 0.02 * place
            if code == RISING and year == 2025:
                ratio = 3.0
            if code == FALLING and year < 2025:
                ratio = 3.0
            for indicator, value in (("openings_ratio", ratio), ("days_open", 30 * ratio**0.8)):
                rows.append((code, year, indicator, value, 2000.0))
    frame = pd.DataFrame(rows, columns=["occupation", "year", "indicator", "value", "size"])
    return filter_tightness(score_values(frame), persistence=0.3, prior_weight=np.inf)


def changes(history: pd.DataFrame | None, *, override: str = "", **options: object) -> pd.DataFrame:
    found = tightness()
    published = (
        None if history is None else {int(y) - 1: set(part["occupation"]) for y, part in history.groupby("year")}
    )
    calls = make_calls(found, published=published, minimum_evidence=1)
    last = calls[calls["year"] == 2025].drop(columns="year")
    rows = last.assign(name=last["occupation"], override="", override_en="", override_expires="")
    rows.loc[rows["occupation"] == RISING, ["override", "override_en"]] = override
    return explain_changes(rows, found, calls, history, year=2025, **options).set_index("occupation")  # type: ignore[arg-type]


def published(*codes: str) -> pd.DataFrame:
    return pd.DataFrame({"year": 2025, "occupation": list(codes), "status": "listed"})


def test_data_explain_who_came_and_who_went_by_the_indicator_that_moved() -> None:
    rows = changes(published(FALLING))
    assert rows["status"].to_dict() == {RISING: "new", FALLING: "removed"}
    assert set(rows["kind"]) == {"data"}
    assert rows.loc[RISING, "value"] > rows.loc[RISING, "value_last"]
    assert rows.loc[FALLING, "value"] < rows.loc[FALLING, "value_last"]
    assert "→" in rows.loc[RISING, "text"]
    assert rows.loc[RISING, "text_en"].isascii()


def test_a_list_not_made_by_the_rule_is_said_to_be_so() -> None:
    rows = changes(published(FALLING, CODES[5]))
    assert rows.loc[CODES[5], ["status", "kind"]].tolist() == ["removed", "rule"]


@pytest.mark.parametrize("since", [2025, 2024])
def test_a_change_of_code_explains_only_in_its_year(since: int) -> None:
    editions = pd.DataFrame({"old": ["x"], "new": [RISING], "since": [since], "weight": 1.0, "source": ""})
    kind = changes(published(FALLING), editions=editions).loc[RISING, "kind"]
    assert kind == ("recoding" if since == 2025 else "data")


def test_an_override_and_a_parameter_explain_before_the_data() -> None:
    assert changes(published(FALLING), override="专家").loc[RISING, "kind"] == "override"
    old = make_calls(tightness(), threshold=9.0, minimum_evidence=1)
    assert changes(published(FALLING), old_calls=old).loc[RISING, "kind"] == "parameter"


def test_without_history_all_is_new() -> None:
    assert set(changes(None)["status"]) == {"new"}
    assert all(len(both) == 2 for both in (*KINDS.values(), *STATUSES.values()))


def test_stability() -> None:
    history = pd.DataFrame({"year": [2023, 2024, 2024, 2025], "occupation": ["a", "a", "b", "a"], "status": "listed"})
    found = stability(history, {"a", "c"}, year=2025)
    assert found["turnover"] == 0.5
    assert found["years"] == 4
    # b came in 2024 and went in 2025: one call taken back in 2 middle years, 1.5 occupations listed on average.
    assert found["flips"] == pytest.approx(1 / 2 / 1.5)
    assert np.isnan(stability(None, {"a"}, year=2025)["turnover"])


EDITIONS = pd.DataFrame(
    {"old": ["x", "y", "y"], "new": ["X", "Y", "Z"], "since": 2022, "weight": [1.0, 0.75, 0.25], "source": "test"}
)


def register(occupation: str, period: str, *, demand: int = 8, unfilled: float = 4.0) -> dict[str, object]:
    keys = {"region": "620200", "period": period, "occupation": occupation, "skill_level": "any"}
    return keys | {"demand": demand, "seekers": 4, "days_open": 20.0, "unfilled_90d": unfilled, "wage": 5000.0}


def test_registrations_follow_their_code_with_every_person() -> None:
    rows = [register("x", "2021Q4"), register("y", "2021Q4"), register("y", "2021Q3", unfilled=np.nan)]
    frame = pd.DataFrame([*rows, register("x", "2022Q1"), register("other", "2021Q4")])
    found = follow_registrations(frame, EDITIONS)
    assert found["demand"].sum() == frame["demand"].sum()
    assert found.groupby("period")["seekers"].sum().to_dict() == frame.groupby("period")["seekers"].sum().to_dict()
    # From 2022 on the old code is another occupation and stays.
    assert set(found.loc[found["period"] == "2022Q1", "occupation"]) == {"x"}
    split = found[(found["period"] == "2021Q4")].set_index("occupation")
    assert split.loc[["Y", "Z"], "demand"].tolist() == [6, 2]
    assert split.loc[["Y", "Z"], "unfilled_90d"].tolist() == [3, 1]
    assert split.loc["Z", "wage"] == 5000.0
    assert found.loc[found["period"] == "2021Q3", "unfilled_90d"].isna().all()


def test_the_list_follows_its_code() -> None:
    history = pd.DataFrame(
        {"year": [2021, 2021, 2022], "occupation": ["y", "x", "x"], "status": ["listed", "unlisted", "listed"]}
    ).assign(rank=[3.0, np.nan, 1.0])
    found = follow_listing(history, EDITIONS)
    assert found is not None
    listed = set(map(tuple, found.loc[found["status"] == "listed", ["year", "occupation"]].to_numpy()))
    assert listed == {(2021, "Y"), (2021, "Z"), (2022, "x")}


def test_merged_codes_are_listed_if_one_of_them_was() -> None:
    merged = pd.DataFrame({"old": ["x", "y"], "new": "M", "since": 2022, "weight": 1.0, "source": ""})
    history = pd.DataFrame(
        {"year": 2021, "occupation": ["x", "y"], "status": ["unlisted", "listed"], "rank": [np.nan, 7]}
    )
    found = follow_listing(history, merged)
    assert found is not None
    assert found[["occupation", "status", "rank"]].to_numpy().tolist() == [["M", "listed", 7.0]]


def test_without_changes_of_code_nothing_moves() -> None:
    frame = pd.DataFrame([register("x", "2021Q4")])
    assert follow_registrations(frame, None) is frame
    assert follow_listing(None, EDITIONS) is None
