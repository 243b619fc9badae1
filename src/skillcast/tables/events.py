"""Announced projects and closures."""

from __future__ import annotations

import re

import pandas as pd

from skillcast.errors import Problem
from skillcast.tables.common import INDUSTRY, OCCUPATION, optional
from skillcast.tables.spec import Column, TableSpec

CERTAIN = 0.99  # a project is never more likely than this
OF_PROJECTS, OF_CLOSURES = ("realised_share", "delay", "profile"), ("spillover_low", "spillover_high")


def read_profile(text: str) -> tuple[float, ...] | None:
    """Return the share of a project's posts that exist in its first, second … year, or None where that is not readable.

    Examples
    --------
    >>> read_profile("0.3、0.7、1"), read_profile(""), read_profile("30%")
    ((0.3, 0.7, 1.0), (), None)
    """
    parts = [part for part in re.split(r"[;；、/,，\s]+", text.strip()) if part]
    if not all(re.fullmatch(r"0?\.\d+|[01](\.\d*)?", part) for part in parts):
        return None
    shares = tuple(map(float, parts))
    return shares if all(share <= 1 for share in shares) else None


def _chances(frame: pd.DataFrame) -> list[Problem]:
    """A project is never certain; of a closure nobody but the bureau can say how likely it is."""
    chance = frame.get("probability", pd.Series(float("nan"), index=frame.index))
    facts = {"allowed": f"[0, {CERTAIN}]", "unit": "概率（0-1），公布的项目不作确定无疑"}
    facts["unit_en"] = "probability; an announced project is never certain"
    sure = frame.index[(frame["jobs"] > 0) & (chance > CERTAIN)]
    return [
        Problem("out-of-range", row=int(row), column="probability", value=f"{chance[row]:g}", facts=facts)
        for row in sure
    ] + [
        Problem("missing-value", row=int(row), column="probability")
        for row in frame.index[(frame["jobs"] < 0) & chance.isna()]
    ]


def _profiles(frame: pd.DataFrame) -> list[Problem]:
    if "profile" not in frame:
        return []
    facts = {
        "reason": "到位进度须为各年 0—1 的比例，如 0.3、0.7、1",
        "reason_en": "the profile is a share a year, 0 to 1",
    }
    wrong = frame.index[[read_profile(str(text)) is None for text in frame["profile"]]]
    return [
        Problem("inconsistent", row=int(row), column="profile", value=frame.at[row, "profile"], facts=facts)
        for row in wrong
    ]


def _own_columns(frame: pd.DataFrame) -> list[Problem]:
    """What only projects have is empty for closures, and the other way round; a spill-over has both its ends."""
    problems = []
    for names, other, zh, en in (
        (OF_PROJECTS, frame["jobs"] <= 0, "只用于增加岗位的项目", "is of projects only"),
        (OF_CLOSURES, frame["jobs"] >= 0, "只用于减少岗位的关停", "is of closures only"),
    ):
        for name in names:
            given = ~frame[name].isin(["", None]) & frame[name].notna() if name in frame else other & False
            facts = {"reason": f"“{name}”{zh}", "reason_en": f"'{name}' {en}"}
            problems += [
                Problem("inconsistent", row=int(row), column=name, value=frame.at[row, name], facts=facts)
                for row in frame.index[given & other]
            ]
    none = pd.Series(float("nan"), index=frame.index)
    low, high = (frame.get(name, none) for name in OF_CLOSURES)
    facts = {
        "reason": "连带影响的上下限须同时填写，且下限不大于上限",
        "reason_en": "a spill-over needs both ends, the low one first",
    }
    wrong = frame.index[(low.isna() != high.isna()) | (low > high)]
    return problems + [Problem("inconsistent", row=int(row), column=OF_CLOSURES[0], facts=facts) for row in wrong]


def _number(name: str, zh: str, unit: str, minimum: float, maximum: float, description: str) -> Column:
    return Column(
        name,
        zh,
        "number",
        unit=unit,
        required=False,
        nullable=True,
        minimum=minimum,
        maximum=maximum,
        description=description,
    )


EVENTS = TableSpec(
    "events",
    "重大项目",
    (
        Column("name", "项目名称", "text", key=True, description="同名的各行是同一件事，一起发生"),
        INDUSTRY,
        optional(OCCUPATION),
        Column("start", "开始年份", "year", minimum=1990, maximum=2100, description="关停填没有这些岗位的第一年"),
        Column(
            "jobs",
            "岗位数",
            "integer",
            unit="persons",
            minimum=-1_000_000,
            maximum=1_000_000,
            description="公布的岗位数（全部建成后），减少填负数",
        ),
        _number("probability", "实现概率", "probability", 0, 1, "项目留空时用参数；关停必填，1 表示已经决定"),
        _number("realised_share", "实到比例", "share", 0.05, 3, "实现的项目实到岗位与公布岗位之比的中位数"),
        _number("delay", "预计推迟年数", "years", 0, 10, "平均比公布晚几年"),
        Column(
            "profile",
            "到位进度",
            "text",
            required=False,
            nullable=True,
            description="第一、二……年已到位的比例，如 0.3、0.7、1，留空为逐年等额",
        ),
        _number("spillover_low", "连带影响下限", "share", -0.99, 5, "关停的连带减员与直接减员之比，负数为他处吸纳"),
        _number("spillover_high", "连带影响上限", "share", -0.99, 5, "同上"),
    ),
    description_zh="已公布的建设项目（岗位数为正）和关停（为负）。",
    description_en="Announced projects (jobs above zero) and closures (below).",
    row_checks=(_chances, _profiles, _own_columns),
    without_zh="未提供重大项目表（events），预测不含已公布项目的影响",
    without_en="no events table: announced projects are not in the forecast",
)
