"""Vocational programmes by school."""

from __future__ import annotations

from functools import partial

import pandas as pd

from skillcast.errors import Problem
from skillcast.tables.common import PROGRAMME, SCHOOL
from skillcast.tables.spec import Column, TableSpec

Key = tuple[str, str]
LEVELS = ("secondary", "technician", "college", "bachelor")
RANK = {"secondary": 0, "technician": 0, "college": 1, "bachelor": 2}
PATH = ("next_school", "next_programme", "next_share")
# A longer first part is the whole path, entered where it begins: its students would be counted there and in the second part.
LONGEST_PART, LONGEST_PATH = 4, 8


def _paths(frame: pd.DataFrame) -> list[Problem]:
    """Return what is wrong with paths of two parts: half declared, leading nowhere or in a circle, of impossible length."""
    if not {"school", "programme", "level", "years"} <= set(frame) or not set(PATH) & set(frame):
        return []
    declared = frame.reindex(columns=list(PATH))
    filled = declared.notna() & (declared != "")
    problems = [
        Problem("missing-value", row=int(row), column=name)
        for name in PATH
        for row in frame.index[filled.any(axis=1) & ~filled[name]]
    ]
    linked = declared[filled.all(axis=1)]
    keys = zip(frame["school"].astype(str), frame["programme"].astype(str), strict=True)
    rows: dict[Key, int] = {key: int(row) for row, key in zip(frame.index, keys, strict=True)}
    goals = zip(linked["next_school"].astype(str), linked["next_programme"].astype(str), strict=True)
    ahead: dict[int, Key] = {int(row): goal for row, goal in zip(linked.index, goals, strict=True)}
    following = {row: rows.get(goal) for row, goal in ahead.items()}
    for row, goal in ahead.items():
        found = partial(Problem, row=row, column="next_programme")
        if goal not in rows:
            problems.append(found("dangling-key", value=" / ".join(goal), facts={"other": "programmes"}))
        elif words := _fault(frame, row, rows[goal]) or _circle(row, following):
            problems.append(found("inconsistent", value=goal[1], facts={"reason": words[0], "reason_en": words[1]}))
    return problems


def _fault(frame: pd.DataFrame, row: int, goal: int) -> tuple[str, str] | None:
    """Return why a second part cannot follow a first, in both languages."""
    rank = frame["level"].map(RANK)
    first, second = float(frame["years"].loc[row]), float(frame["years"].loc[goal])
    if rank.loc[goal] < rank.loc[row]:
        return "衔接专业的层次低于本专业", "the second part is of a lower level than the first"
    if first > LONGEST_PART:
        return (
            f"前段学制{first:g}年，似为整个贯通培养的年限：应只填前段，否则同一学生会被计算两次",
            f"a first part of {first:g} years seems to be the whole path: give the first part only, or its students count twice",
        )
    if first + second > LONGEST_PATH:
        whole = first + second
        return (
            f"两段合计{whole:g}年，超过{LONGEST_PATH}年",
            f"both parts take {whole:g} years, more than {LONGEST_PATH}",
        )
    return None


def _circle(row: int, ahead: dict[int, int | None]) -> tuple[str, str] | None:
    """Return the words for a path that comes back to where it began."""
    place, seen = ahead.get(row), set()
    while place is not None and place not in seen:
        if place == row:
            return (
                "衔接关系首尾相连，学生永远不会毕业",
                "the path leads back to its beginning: nobody would ever leave it",
            )
        seen.add(place)
        place = ahead.get(place)
    return None


PROGRAMMES = TableSpec(
    "programmes",
    "专业设置",
    (
        SCHOOL,
        PROGRAMME,
        Column(
            "level",
            "学校层次",
            "enum",
            values=LEVELS,
            description="secondary 中职，technician 技工，college 高职专科，bachelor 职业本科",
        ),
        Column(
            "years",
            "学制",
            "integer",
            unit="years",
            minimum=1,
            maximum=6,
            description="分段贯通培养的，前段、后段各填各的年限",
        ),
        Column("class_size", "标准班额", "integer", unit="persons", minimum=5, maximum=200),
        Column("max_seats", "最大招生能力", "integer", unit="persons", minimum=0, maximum=10_000),
        Column(
            "next_school",
            "衔接学校",
            "text",
            required=False,
            nullable=True,
            description="3+2、五年一贯制等分段贯通培养的前段填写：后段所在学校；后段在外地的不填",
        ),
        Column(
            "next_programme",
            "衔接专业代码",
            "code",
            codes="programme",
            required=False,
            nullable=True,
            aliases=("衔接专业",),
            description="后段专业，须在本表中；后段的招生数包含由前段升入的学生",
        ),
        Column(
            "next_share",
            "衔接升学比例",
            "number",
            unit="share",
            minimum=0,
            maximum=1,
            required=False,
            nullable=True,
            description="前段升学学生中进入衔接专业的比例",
        ),
    ),
    description_zh="各学校开设的专业。",
    description_en="Vocational programmes by school.",
    without_zh="未提供专业设置表（programmes），不作招生建议",
    without_en="no programmes table: no seat suggestions",
    row_checks=(_paths,),
)
