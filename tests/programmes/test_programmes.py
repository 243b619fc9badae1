"""Rules flag what they say; seats stay within every limit."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from skillcast.draws import Draws
from skillcast.errors import DataError
from skillcast.parameters import load_parameters
from skillcast.programmes.rules import flag_programmes, rule_thresholds
from skillcast.programmes.seats import Weights, plan_seats
from skillcast.supply.cohorts import graduate_flow

LIMITS = rule_thresholds(load_parameters(2025))


def programmes(count: int = 12) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "school": "甲校",
            "programme": [f"4603{number:02d}" for number in range(count)],
            "level": "college",
            "years": 3,
            "class_size": 40,
            "max_seats": 200,
        }
    )


def cohorts(table: pd.DataFrame, **changes: dict[int, float]) -> pd.DataFrame:
    """Ten intakes of 80 with 90 % placement; `changes` sets a column of programme 0 by intake year."""
    rows = []
    for item in table.itertuples(index=False):
        for year in range(2016, 2026):
            done = year + 3 <= 2025
            row = {"school": item.school, "programme": item.programme, "intake_year": year, "seats": 80, "enrolled": 80}
            row |= {"graduates": 80.0, "placed": 60.0, "placed_local": 40.0, "matched": 50.0, "further_study": 12.0}
            row |= {"first_choice": 60.0, "wage": 4200.0}
            if not done:
                row |= dict.fromkeys(
                    ("graduates", "placed", "placed_local", "matched", "further_study", "wage"), np.nan
                )
            if item.programme == "460300":
                row |= {name: values[year] for name, values in changes.items() if year in values}
            rows.append(row)
    return pd.DataFrame(rows)


def flagged(frame: pd.DataFrame, table: pd.DataFrame) -> set[tuple[str, str]]:
    flags = flag_programmes(table, frame, LIMITS, year=2025)
    return set(zip(flags["programme"], flags["name"], strict=True))


def test_low_placement_needs_two_years_running() -> None:
    table = programmes()
    once = cohorts(
        table, placed={2022: 20.0}, further_study={2022: 0.0}, placed_local={2022: 10.0}, matched={2022: 10.0}
    )
    twice = cohorts(
        table,
        placed={2021: 20.0, 2022: 20.0},
        further_study={2021: 0.0, 2022: 0.0},
        placed_local={2021: 10.0, 2022: 10.0},
        matched={2021: 10.0, 2022: 10.0},
    )
    assert ("460300", "low_placement") not in flagged(once, table)
    assert ("460300", "low_placement") in flagged(twice, table)
    assert ("460300", "bottom_placement") in flagged(twice, table)
    assert ("460301", "low_placement") not in flagged(twice, table)


def test_boundaries_of_the_placement_line() -> None:
    table = programmes()
    exactly = dict.fromkeys((2021, 2022), 48.0)
    none = dict.fromkeys((2021, 2022), 0.0)
    at_line = cohorts(table, placed=exactly, further_study=none, placed_local=none, matched=none)
    below = cohorts(
        table, placed=dict.fromkeys((2021, 2022), 47.0), further_study=none, placed_local=none, matched=none
    )
    assert ("460300", "low_placement") not in flagged(at_line, table)
    assert ("460300", "low_placement") in flagged(below, table)


def test_small_intake_needs_three_years() -> None:
    table = programmes()
    assert ("460300", "small_intake") in flagged(cohorts(table, enrolled={2023: 29, 2024: 29, 2025: 29}), table)
    assert ("460300", "small_intake") not in flagged(cohorts(table, enrolled={2023: 30, 2024: 29, 2025: 29}), table)


def test_crowded_sites() -> None:
    table = pd.concat(
        [programmes(2), programmes(1).assign(school="乙校"), programmes(2).iloc[1:].assign(school="丙校")]
    )
    table = pd.concat(
        [
            table,
            pd.DataFrame(
                {
                    "school": ["丁校", "戊校"],
                    "programme": ["460307", "460308"],
                    "level": "college",
                    "years": 3,
                    "class_size": 40,
                    "max_seats": 200,
                }
            ),
        ]
    )
    flags = flag_programmes(table, cohorts(table), LIMITS | {"site_share": 39.0}, year=2025)
    assert set(flags[flags["name"] == "crowded_sites"]["programme"]) == {"460300", "460301"}


def test_no_flags_in_good_order() -> None:
    table = programmes()
    flags = flag_programmes(table, cohorts(table), LIMITS, year=2025)
    assert set(flags["name"]) <= {"bottom_placement"}


def plan(
    gap: float, *, frame: pd.DataFrame | None = None, table: pd.DataFrame | None = None, **options: Any
) -> pd.DataFrame:
    table = programmes(1) if table is None else table
    frame = cohorts(table) if frame is None else frame
    links = pd.DataFrame(
        {"programme": table["programme"].unique(), "occupation": "6-31-01-03", "weight": 1.0, "source": ""}
    )
    flow = graduate_flow(table, frame, links, year=2025, horizon=5, draws=200)
    index = pd.DataFrame({"occupation": ["6-31-01-03"]})
    noise = np.arange(200) % 21 - 10
    gaps = Draws(index, flow.graduates.periods, np.tile(np.round(gap + noise), (1, 5, 1)).astype(np.int64))
    supply = Draws(index, flow.graduates.periods, flow.occupations.samples.sum(axis=0, keepdims=True))
    return plan_seats(table, frame, links, gap=gaps, supply=supply, flow=flow, year=2025, **options).table


def test_more_gap_never_means_fewer_seats() -> None:
    seats = [int(plan(gap)["suggested_seats"].iloc[0]) for gap in (-200, -60, -20, 0, 20, 60, 200)]
    assert seats == sorted(seats)
    assert seats[0] < 80 < seats[-1]


@pytest.mark.parametrize("gap", [-1000, -100, 0, 100, 1000])
def test_seats_are_whole_classes_within_limits(gap: float) -> None:
    row = plan(gap).iloc[0]
    assert row["suggested_seats"] % 40 == 0
    assert 40 <= row["suggested_seats"] <= 200
    assert abs(row["suggested_seats"] - 80) <= max(0.3 * 80, 40)


def test_uncertain_direction_keeps_the_seats() -> None:
    row = plan(0, weights=Weights(shortage=1.0)).iloc[0]
    assert row["suggested_seats"] == 80
    assert row["action"] == "稳定"
    assert "维持上年计划" in row["reason"]


def test_capacity_binds_and_is_said() -> None:
    row = plan(1000, table=programmes(1).assign(max_seats=100)).iloc[0]
    assert row["suggested_seats"] == 80
    assert "受限于：招生能力" in row["reason"]


def test_seats_nobody_took_are_not_added_to() -> None:
    table = programmes(1)
    empty = cohorts(table, enrolled={2024: 60, 2025: 60})
    assert plan(1000, frame=empty, table=table)["suggested_seats"].iloc[0] == 80
    assert plan(1000, frame=empty, table=table, full=70.0)["suggested_seats"].iloc[0] == 120


def test_schools_share_what_they_have() -> None:
    table = programmes(2)
    rows = [("甲校", "places", 200.0, np.nan, "假定")]
    enough = pd.DataFrame(
        [("甲校", "places", 240.0, np.nan, "假定")], columns=["school", "resource", "limit", "use", "source"]
    )
    scarce = enough.assign(limit=rows[0][2])
    free, bound = (
        plan(1000, table=table, capacities=each, growth_limit=100.0)["suggested_seats"].sum()
        for each in (enough, scarce)
    )
    assert (free, bound) == (240, 200)


def test_a_limit_that_cannot_be_kept_is_named() -> None:
    table = programmes(1)
    tight = pd.DataFrame(
        [("甲校", "teachers", 1.0, 0.06, "假定")], columns=["school", "resource", "limit", "use", "source"]
    )
    with pytest.raises(DataError, match="甲校教师"):
        plan(0, table=table, capacities=tight)


def test_more_weight_on_shortage_never_means_fewer_seats() -> None:
    seats = [
        plan(0, weights=Weights(shortage=weight)).iloc[0]["suggested_seats"] for weight in (0.5, 1.0, 2.0, 4.0, 8.0)
    ]
    assert seats == sorted(seats)


def test_half_a_class_keeps_its_size() -> None:
    table = programmes(1)
    frame = cohorts(table)
    people = ["seats", "enrolled", "graduates", "placed", "placed_local", "matched", "further_study"]
    frame[people] = np.floor(frame[people] * 0.375)
    assert plan(0, frame=frame, table=table, weights=Weights(shortage=1.0)).iloc[0]["suggested_seats"] == 30


def test_a_suspended_programme_shrinks_whatever_the_gap() -> None:
    table = programmes(1)
    weak = dict.fromkeys((2021, 2022), 10.0)
    none = dict.fromkeys((2021, 2022), 0.0)
    frame = cohorts(table, placed=weak, further_study=none, placed_local=weak, matched=weak)
    row = plan(500, frame=frame, table=table).iloc[0]
    assert row["warning"] == "红"
    assert row["suggested_seats"] < 80


def test_a_programme_answers_only_for_its_part_of_the_supply() -> None:
    alone = plan(60).iloc[0]["gap"]
    table = programmes(1)
    frame = cohorts(table)
    links = pd.DataFrame({"programme": ["460300"], "occupation": ["6-31-01-03"], "weight": [1.0], "source": [""]})
    flow = graduate_flow(table, frame, links, year=2025, horizon=5, draws=200)
    index = pd.DataFrame({"occupation": ["6-31-01-03"]})
    gaps = Draws(index, flow.graduates.periods, np.full((1, 5, 200), 60))
    supply = Draws(index, flow.graduates.periods, 4 * flow.occupations.samples.sum(axis=0, keepdims=True))
    shared = plan_seats(table, frame, links, gap=gaps, supply=supply, flow=flow, year=2025).table.iloc[0]["gap"]
    assert shared == pytest.approx(alone / 4, rel=0.05)


def test_a_programme_of_one_class_that_must_be_cut_is_suspended() -> None:
    table = programmes(12)
    none = dict.fromkeys((2021, 2022), 0.0)
    weak = dict.fromkeys((2021, 2022), 50.0)
    frame = cohorts(table, placed=weak, further_study=none, placed_local=weak, matched=weak)
    frame.loc[frame["programme"] == "460300", "seats"] = 40
    row = plan(500, frame=frame, table=table).set_index("programme").loc["460300"]
    assert (row["suggested_seats"], row["action"], row["warning"]) == (0, "停招", "红")
