"""Tables an office keeps: earlier catalogues, training courses, announced projects and expert adjustments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from skillcast.streams import stream
from skillcast.worlds.jiayuguan import BASE, OCCUPATIONS, PREDECESSOR, RECODED_FROM, SUCCESSOR, YEARS
from skillcast.worlds.stocks import Counts, Floats

CATALOGUE_YEARS = range(2018, BASE + 1)
LIST_LENGTH = 18
GRADES = ((0.65, "特别紧缺"), (0.45, "比较紧缺"), (-np.inf, "一般紧缺"))
PROJECTS = (
    ("光伏组件产线扩建项目（模拟）", "C38", "6-24-02-04", 2027, 420, 0.6),
    ("风光发电基地运维中心（模拟）", "D44", "6-28-01-10", 2026, 180, 0.75),
    ("绿电铝加工项目（模拟）", "C32", "6-17-09-10", 2027, 520, 0.5),
    ("炼铁产线减量置换（模拟）", "C31", "6-17-01-06", 2027, -1100, 0.55),
    ("康养中心（模拟）", "Q", "4-10-01-05", 2026, 160, 0.8),
)
LEVELS = {"L5": (80, 1000), "L4": (100, 1500), "L3": (120, 2000), "L2": (140, 2500), "L1": (160, 3000)}


def editions_table() -> pd.DataFrame:
    """Return table `editions`: the one occupation that changed code."""
    row = {
        "old": PREDECESSOR,
        "new": SUCCESSOR,
        "since": RECODED_FROM,
        "weight": 1.0,
        "source": "模拟：登记系统改用新编码",
    }
    return pd.DataFrame([row])


def history_table(tightness: Floats, *, seed: int) -> pd.DataFrame:
    """Return table `history`: catalogues a committee drew up from last year's impression.

    A catalogue of year t sees the true tightness (O, T) of year t - 1 with an error (sd 0.18) and keeps what was on
    the list before a little longer (bonus 0.12); at most 18 occupations above 0.32 are listed.
    """
    rows: list[tuple[object, ...]] = []
    listed = np.zeros(len(OCCUPATIONS), dtype=bool)
    for year in CATALOGUE_YEARS:
        error = np.array([stream(seed, "history", year, item.code).normal(0, 0.18) for item in OCCUPATIONS])
        score = tightness[:, year - 1 - YEARS[0]] + error + 0.12 * listed
        rank = np.argsort(np.argsort(-score, kind="stable"), kind="stable") + 1
        listed = (score > 0.32) & (rank <= LIST_LENGTH)
        for row, item in enumerate(OCCUPATIONS):
            code = PREDECESSOR if item.code == SUCCESSOR and year < RECODED_FROM else item.code
            grade = next(word for floor, word in GRADES if score[row] > floor)
            rows.append(
                (year, code, "listed", grade, int(rank[row])) if listed[row] else (year, code, "unlisted", None, None)
            )
    return pd.DataFrame(rows, columns=["year", "occupation", "status", "grade", "rank"])


def training_table(codes: Sequence[str], stocks: Counts, *, seed: int) -> pd.DataFrame:
    """Return table `training`: courses by level with hours, completions of the last year and subsidy base (assumed).

    Parameters
    ----------
    codes, stocks
        Occupations and (O,) persons employed; clerks (major group 3) have no courses.
    """
    rows = []
    for code, stock in zip(codes, stocks, strict=True):
        if code.startswith("3"):
            continue
        rng = stream(seed, "training", code)
        craft = code.startswith("6")
        for level in ("L5", "L4", "L3", "L2", "L1") if craft else ("L5", "L4", "L3"):
            hours, subsidy = LEVELS[level]
            share = {"L5": 0.012, "L4": 0.010, "L3": 0.006, "L2": 0.002, "L1": 0.0005}[level]
            practice = 60 if craft else 55
            rows.append((code, level, hours, practice, int(rng.poisson(stock * share)), subsidy, subsidy // 5))
    return pd.DataFrame(
        rows,
        columns=["occupation", "level", "hours", "practice_share", "completions", "subsidy_base", "assess_subsidy"],
    )


def events_table() -> pd.DataFrame:
    """Return table `events`: announced projects, none of them certain."""
    return pd.DataFrame(PROJECTS, columns=["name", "industry", "occupation", "start", "jobs", "probability"])


def overrides_table() -> pd.DataFrame:
    """Return table `overrides`: one expert adjustment, dated and expiring."""
    row = {
        "target": "4-09-07-04", "value": "list", "reason": "重点排放单位纳入碳市场管理，岗位少而必备（模拟）",
        "role": "职业能力建设科（模拟）", "date": f"{BASE}-11-20", "expires": f"{BASE + 1}-12-31",
    }  # fmt: skip
    return pd.DataFrame([row])
