"""Paths of two parts: who goes on is one person, in the further study of the first and the intake of the second."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.errors import DataError, Problem
from skillcast.supply.cohorts import GraduateFlow, graduate_flow
from skillcast.supply.paths import find_paths, past_arrivals
from skillcast.tables import TABLES
from skillcast.tables.check import check_table

YEAR = 2025
FIRST, SECOND, PLAIN = ("乙校", "660103"), ("甲校", "460103"), ("甲校", "460301")


def city(*, share: float = 1.0, direct: int = 0, sure: bool = False) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """A three-year first part of 100, half of whom go on for two years, and a three-year programme of 80 beside.

    `direct` further students enter the second part from elsewhere; if `sure`, everybody finishes and stays.
    """
    rng = np.random.default_rng(7)
    rows: list[tuple[object, ...]] = []
    done = {2013: 50}

    def add(key: tuple[str, str], year: int, length: int, enrolled: int, study: float, seats: int) -> int:
        finish, work, stay = (1.0, 1.0, 1.0) if sure else (0.92, 0.9, 0.5)
        graduates = int(rng.binomial(enrolled, finish))
        further = int(rng.binomial(graduates, study))
        placed = int(rng.binomial(graduates - further, work))
        local = int(rng.binomial(placed, stay))
        fate = (graduates, placed, local, 0, further) if year + length <= YEAR else (np.nan,) * 5
        rows.append((*key, year, seats, enrolled, *fate, 0, np.nan))
        return further

    for year in range(2011, YEAR + 1):
        done[year + 3] = add(FIRST, year, 3, 100, 0.5, 100)
    for year in range(2016, YEAR + 1):
        arrived = round(share * done[year])
        add(SECOND, year, 2, arrived + direct, 0.0, round(share * 50) + direct)
        add(PLAIN, year, 3, 80, 0.1 * (not sure), 80)
    names = "school programme intake_year seats enrolled graduates placed placed_local matched further_study first_choice wage"
    programmes = pd.DataFrame(
        [
            (*FIRST, "secondary", 3, 40, 200, *SECOND, share),
            (*SECOND, "college", 2, 40, 200, "", "", np.nan),
            (*PLAIN, "college", 3, 40, 200, "", "", np.nan),
        ],
        columns=[
            "school",
            "programme",
            "level",
            "years",
            "class_size",
            "max_seats",
            "next_school",
            "next_programme",
            "next_share",
        ],
    )
    links = pd.DataFrame(
        {"programme": programmes["programme"], "occupation": "6-18-01-01", "weight": 1.0, "source": ""}
    )
    return programmes, pd.DataFrame(rows, columns=names.split()), links


def rows_of(flow: GraduateFlow) -> dict[tuple[str, str], int]:
    return {key: row for row, key in enumerate(flow.graduates.index.itertuples(index=False, name=None))}


def test_those_who_go_on_are_the_intake_of_the_second_part() -> None:
    flow = graduate_flow(*city(), year=YEAR, horizon=6, draws=300)
    flow.check()
    at = rows_of(flow)
    going_on, intake = flow.continuing.samples[at[FIRST]], flow.intakes.samples[at[SECOND]]
    assert np.array_equal(intake[2:], going_on[:-2])
    assert np.array_equal(going_on, flow.further_study.samples[at[FIRST]])
    assert going_on.mean() == pytest.approx(46, rel=0.1)


def test_entrants_are_the_persons_who_leave_education() -> None:
    """Whatever becomes of them, each person leaves once: placed or not, or to study elsewhere."""
    flow = graduate_flow(*city(share=0.8), year=YEAR, horizon=6, draws=300)
    elsewhere = flow.further_study.samples - flow.continuing.samples
    ends = elsewhere + flow.unplaced.samples + flow.left.samples + flow.local.samples
    assert np.array_equal(flow.leavers().samples.sum(axis=0), ends.sum(axis=0))
    at = rows_of(flow)
    assert (flow.leavers().samples[at[FIRST]] < flow.graduates.samples[at[FIRST]]).all()


def test_in_a_world_without_loss_every_entrant_to_education_enters_work_once() -> None:
    """100 begin the first part and 80 the other programme every year; everybody finishes, stays and works."""
    programmes, cohorts, links = city(sure=True)
    flow = graduate_flow(programmes, cohorts, links, year=YEAR, horizon=8, draws=400)
    entering = flow.local.total().mean()[0, 2:]
    assert entering == pytest.approx(np.full(6, 180), rel=0.04)
    blind = programmes.drop(columns=["next_school", "next_programme", "next_share"])
    twice = graduate_flow(blind, cohorts, links, year=YEAR, horizon=8, draws=400)
    assert twice.leavers().total().mean()[0, -1] > 1.2 * flow.leavers().total().mean()[0, -1]


def test_students_from_elsewhere_come_beside_the_arrivals() -> None:
    flow = graduate_flow(*city(share=0.8, direct=30), year=YEAR, horizon=6, draws=400)
    at = rows_of(flow)
    beside = flow.intakes.samples[at[SECOND], 2:] - flow.continuing.samples[at[FIRST], :-2]
    assert (beside >= 0).all()
    assert beside.mean() == pytest.approx(30, rel=0.1)


def test_past_arrivals_follow_the_declared_share() -> None:
    programmes, cohorts, _ = city(share=0.8, direct=10)
    came = past_arrivals(programmes, cohorts)
    study = cohorts[(cohorts["school"] == FIRST[0]) & (cohorts["intake_year"] == 2020)]["further_study"].iloc[0]
    assert came[(*SECOND, 2023)] == round(0.8 * study)


def test_a_path_to_nowhere_or_in_a_circle_is_refused() -> None:
    programmes, cohorts, links = city()
    with pytest.raises(DataError, match="dangling-key"):
        find_paths(programmes[programmes["programme"] != SECOND[1]])
    programmes.loc[1, ["next_school", "next_programme"]] = FIRST
    programmes.loc[1, "next_share"] = 1.0
    with pytest.raises(DataError, match="beginning"):
        graduate_flow(programmes, cohorts, links, year=YEAR, horizon=3, draws=10)


def findings(**changes: object) -> list[Problem]:
    programmes = city()[0]
    for name, value in changes.items():
        row, column = name.split("_", 1)
        programmes.loc[int(row.removeprefix("r")), column] = value
    return check_table(programmes, TABLES["programmes"], codes={})


@pytest.mark.parametrize(
    ("changes", "kind", "column"),
    [
        ({"r0_next_programme": "460999"}, "dangling-key", "next_programme"),
        ({"r0_next_school": ""}, "missing-value", "next_school"),
        ({"r0_next_share": np.nan}, "missing-value", "next_share"),
        ({"r0_years": 5}, "inconsistent", "next_programme"),
        ({"r1_years": 6}, "inconsistent", "next_programme"),
        ({"r1_level": "secondary", "r0_level": "college"}, "inconsistent", "next_programme"),
        ({"r0_next_school": FIRST[0], "r0_next_programme": FIRST[1]}, "inconsistent", "next_programme"),
        ({"r0_next_share": 1.5}, "out-of-range", "next_share"),
    ],
)
def test_unsound_paths_are_found(changes: dict[str, object], kind: str, column: str) -> None:
    assert [(problem.kind, problem.row, problem.column) for problem in findings(**changes)] == [(kind, 0, column)]


def test_a_circle_is_found_in_every_row_of_it() -> None:
    found = findings(r1_next_school=FIRST[0], r1_next_programme=FIRST[1], r1_next_share=1.0, r0_level="college")
    assert [(problem.kind, problem.row) for problem in found] == [("inconsistent", 0), ("inconsistent", 1)]


def test_sound_paths_are_silent() -> None:
    assert findings() == []


def test_a_column_of_a_path_may_not_be_left_out() -> None:
    programmes = city()[0].drop(columns="next_share")
    assert [problem.column for problem in check_table(programmes, TABLES["programmes"], codes={})] == ["next_share"]
    programmes = programmes.drop(columns="next_school")
    found = check_table(programmes, TABLES["programmes"], codes={})
    assert [problem.column for problem in found] == ["next_school", "next_share"]
