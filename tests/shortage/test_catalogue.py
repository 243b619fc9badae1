"""The shortage catalogue: what an entry says of itself, the sheet for comments."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.shortage.catalogue import last_list, removed, shortage_catalogue
from skillcast.shortage.consultation import ANSWERS, consultation_period, consultation_sheet
from skillcast.shortage.standing import add_departures, would_leave

A, B, C = "6-31-01-00", "6-31-01-01", "6-31-01-02"
WORDS = {"drivers": "求人倍率2.00", "drivers_en": "ratio 2.00", "override": "", "override_en": ""}
HISTORY = pd.DataFrame(
    {
        "year": [2022, 2024, 2025, 2025, 2026],
        "occupation": [A, A, A, C, B],
        "status": "listed",
        "grade": "",
        "rank": [5, 3, 2, 1, 1],
    }
)


def evidence() -> pd.DataFrame:
    rows = pd.DataFrame({"occupation": [A, B, C], "name": ["甲工", "乙工", "丙工"], "probability": [0.9, 0.7, 0.3]})
    return rows.assign(forecast_gap=1, listed=[True, True, False], reason=["stay", "enter", "leave"], **WORDS)


def test_years_in_do_not_count_over_a_break_nor_lists_of_the_future() -> None:
    rows = shortage_catalogue(evidence(), history=HISTORY, year=2025).set_index("occupation")
    assert rows["years_in"].to_dict() == {A: 3, B: 1}
    assert rows["status"].to_dict() == {A: "kept", B: "new"}
    assert rows.loc[A, "previous_rank"] == 2
    assert last_list(HISTORY, 2025) == {A, C}


def test_without_history_everything_is_new_and_nothing_was_removed() -> None:
    assert set(shortage_catalogue(evidence(), year=2025)["status"]) == {"new"}
    assert removed(evidence(), None, 2025).empty


@pytest.mark.parametrize(("override", "why"), [("", "概率低于退出门槛"), ("专家调整：停产", "专家调整：停产")])
def test_a_removal_says_why(override: str, why: str) -> None:
    rows = removed(evidence().assign(override=override, override_en=override), HISTORY, 2025)
    assert rows[["occupation", "why"]].to_numpy().tolist() == [[C, why]]


def test_costs_stand_beside_the_entries_they_belong_to() -> None:
    costs = pd.DataFrame({"occupation": [B], "cost": [1200.0]})
    rows = shortage_catalogue(evidence(), year=2025, costs=costs).set_index("occupation")
    assert np.isnan(rows.loc[A, "cost"])
    assert rows.loc[B, "cost"] == 1200.0


def test_order_of_rows_does_not_matter() -> None:
    one, two = (shortage_catalogue(frame, history=HISTORY, year=2025) for frame in (evidence(), evidence()[::-1]))
    pd.testing.assert_frame_equal(one, two)


STEPS = {"indicator": "days_open", "value": 44.0, "value_needed": 31.0, "steps_all": -0.6}


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({}, "概率由0.90降至0.40以下时移出：单凭平均招聘天数由44天降至31天，或各项指标同降0.6个标准差"),
        ({"indicator": ""}, "概率由0.90降至0.40以下时移出：各项指标同降0.6个标准差"),
        ({"indicator": np.nan, "steps_all": np.nan}, "概率由0.90降至0.40以下时移出"),
        ({"probability": 0.2}, "满最短列入年限后移出"),
        ({"override_expires": "2026-12-31"}, "专家调整2026-12-31到期后按指标判定"),
    ],
)
def test_every_entry_says_what_would_take_it_off(row: dict[str, object], text: str) -> None:
    facts = {"override_expires": "", "probability": 0.9, **STEPS, **row}
    assert would_leave(facts, leave=0.4) == text
    assert would_leave(facts, leave=0.4, lang="en").isascii()


def test_an_occupation_without_steps_still_has_an_answer() -> None:
    steps = pd.DataFrame([{"occupation": A, **STEPS}])
    rows = add_departures(evidence().assign(override_expires=""), steps, leave=0.4).set_index("occupation")
    assert "44天" in rows.loc[A, "would_leave"]
    assert rows.loc[B, "would_leave"] == "概率由0.70降至0.40以下时移出"
    assert rows.loc[C, "would_leave"] == ""


def test_the_sheet_has_a_line_for_every_entry_and_removal_and_room_for_answers() -> None:
    catalogue = shortage_catalogue(evidence(), history=HISTORY, year=2025)
    sheet = consultation_sheet(catalogue, removed(evidence(), HISTORY, 2025))
    assert sheet["proposal"].tolist() == ["kept", "new", "removed"]
    assert (sheet[list(ANSWERS)] == "").all().all()
    assert sheet["grounds"].ne("").all()


def test_the_consultation_may_end_in_the_next_year() -> None:
    first, last = consultation_period(2025, month=12, day=28, days=10)
    assert (str(first), str(last)) == ("2025-12-28", "2026-01-06")
