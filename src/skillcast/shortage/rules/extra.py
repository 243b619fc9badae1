"""Inputs that only some rules read and few cities have: their names, and what can be wrong with them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.errors import DataError, Problem

EXTRA = {
    "unemployment_rate": ("失业率", "unemployment rate"),
    "unemployed": ("失业人数", "unemployed persons"),
    "unemployed_short": ("短期失业人数", "short-term unemployed"),
    "foreign_share": ("外籍就业者比重", "share of foreign employees"),
    "job_finding_rate": ("失业者再就业率", "exit rate from unemployment"),
    "pay": ("实发工资", "pay received"),
    "hours": ("工时", "hours worked"),
    "underqualified_share": ("学历不足者比重", "share of under-qualified workers"),
    "qualified_applicants": ("每岗合格应聘人数", "qualified applicants per vacancy"),
    "suitable_applicants": ("每岗合适应聘人数", "suitable applicants per vacancy"),
    "long_training": ("是否需长期培训", "whether training is long"),
    "retention": ("留任率", "retention rate"),
    "education": ("学历要求", "education required"),
    "experience": ("经验要求", "experience required"),
    "requirement": ("综合要求", "composite requirement"),
}
"""Pay is in yuan a month, hours are a week, applicants are counted per vacancy; requirements may be on any scale on which more
is more."""

SHARES = {
    *("unemployment_rate", "foreign_share", "job_finding_rate"),
    *("underqualified_share", "long_training", "retention"),
}
KEYS = ("occupation", "year")
CUT_POINTS = ("indicator", "one", "two", "three")


def check_extra(extra: pd.DataFrame) -> None:
    """Raise ``DataError`` for an unknown column, text for numbers, a figure out of range or two rows for one year."""
    known = [*KEYS, *EXTRA]
    problems = _lacking(extra, KEYS, "extra")
    problems += [
        Problem("unknown-column", table="extra", column=str(name), facts={"allowed": "、".join(known)})
        for name in extra
        if name not in known
    ]
    numbers = [name for name in known[1:] if name in extra]
    text = [name for name in numbers if not pd.api.types.is_numeric_dtype(extra[name])]
    problems += [Problem("not-a-number", table="extra", column=name, value=extra[name].iloc[0]) for name in text]
    if not problems:
        problems = [*_outside(extra), *_repeated(extra)]
    if problems:
        raise DataError(problems)


def check_cut_points(cuts: pd.DataFrame) -> None:
    """Raise ``DataError`` unless the table of cut-points has its columns."""
    if problems := _lacking(cuts, CUT_POINTS, "cut_points"):
        raise DataError(problems)


def _lacking(frame: pd.DataFrame, names: tuple[str, ...], table: str) -> list[Problem]:
    return [
        Problem("missing-column", table=table, column=name, facts={"allowed": "、".join(names)})
        for name in names
        if name not in frame
    ]


def _outside(extra: pd.DataFrame) -> list[Problem]:
    found = []
    for name in EXTRA:
        if name not in extra:
            continue
        most = 1.0 if name in SHARES else np.inf
        facts = {"allowed": "[0, 1]" if name in SHARES else "[0, ∞)", "unit": "share" if name in SHARES else "number"}
        values = extra[name].to_numpy(dtype=np.float64)
        found += [
            Problem("out-of-range", table="extra", row=int(row) + 2, column=name, value=values[row], facts=facts)
            for row in np.flatnonzero((values < 0) | (values > most))
        ]
    return found


def _repeated(extra: pd.DataFrame) -> list[Problem]:
    first: dict[tuple[object, object], int] = {}
    found = []
    for row, key in enumerate(zip(extra["occupation"], extra["year"], strict=True), start=2):
        if key in first:
            facts = {"other": first[key]}
            found.append(Problem("duplicate-key", table="extra", row=row, value=f"{key[0]}, {key[1]}", facts=facts))
        first.setdefault(key, row)
    return found
