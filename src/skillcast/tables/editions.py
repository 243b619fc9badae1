"""Occupations that changed code, so that their history goes on under the new one."""

import pandas as pd

from skillcast.errors import Problem
from skillcast.tables.spec import Column, TableSpec

SLACK = 1e-9
"""How far the weights of a code may be from 1."""


def _weights_sum_to_one(frame: pd.DataFrame) -> list[Problem]:
    """Where the persons of an old code went is told of all of them."""
    if not {"old", "since", "weight"} <= set(frame):
        return []
    sums = frame.groupby(["old", "since"])["weight"].sum()
    wrong = sums[(sums - 1).abs() > SLACK]
    return [
        Problem("weights-not-one", column="weight", value=code, facts={"total": f"{total:.6g}"})
        for code, total in zip(wrong.index.get_level_values("old"), wrong, strict=True)
    ]


EDITIONS = TableSpec(
    "editions",
    "职业编码变更",
    (
        Column("old", "原编码", "text", key=True, description="变更前登记和目录使用的职业编码"),
        Column(
            "new", "新编码", "code", key=True, codes="occupation", description="《职业分类大典（2022年版）》职业编码"
        ),
        Column("since", "启用年份", "year", key=True, minimum=1950, maximum=2100, description="开始使用新编码的年份"),
        Column(
            "weight",
            "权重",
            "number",
            unit="share",
            minimum=0,
            maximum=1,
            description="原编码人数归入新编码的比重，每个原编码合计为 1",
        ),
        Column("source", "来源", "text"),
    ),
    description_zh="职业编码的变更：启用年份以前的登记和历年目录按权重归入新编码，使历史连续。",
    description_en="Changes of occupation codes: registrations and catalogues before `since` follow the new code by weight.",
    row_checks=(_weights_sum_to_one,),
    without_zh="未提供职业编码变更表（editions），各年编码按同一版本理解",
    without_en="no editions table: codes of all years are taken to be of one edition",
)
