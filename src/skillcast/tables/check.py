"""Checks of typed tables: within a column, across rows, across tables. Every check reports all it finds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import cast

import numpy as np
import pandas as pd

from skillcast.errors import Problem
from skillcast.tables.spec import UNITS_ZH, TableSpec

CodeFault = Callable[[str], tuple[str, dict[str, object]] | None]
ANY_ALLOWED = {"vacancies"}
# A key of the first table must stand in the last.
LINKS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("cohorts", ("school", "programme"), "programmes"),
    ("crosswalk", ("programme",), "programmes"),
    ("programmes", ("programme",), "crosswalk"),
    ("staffing", ("industry",), "employment"),
    ("events", ("industry",), "employment"),
    ("drivers", ("industry",), "employment"),
)


def check_table(
    frame: pd.DataFrame, spec: TableSpec, *, codes: Mapping[str, CodeFault], gaps: Collection[str] = ()
) -> list[Problem]:
    """Return every problem of one table.

    Parameters
    ----------
    frame
        Typed columns; the index holds spreadsheet rows.
    spec
        Description of the table.
    codes
        For each code list the function that tells what is wrong with a code (None: nothing); ``market/sex`` and the
        like hold for one dimension of the standard form.
    gaps
        Periods declared missing for this table.
    """
    problems = _ranges(frame, spec) + _codes(frame, spec, codes) + _frequencies(frame)
    problems += [problem for check in spec.row_checks for problem in check(frame)]
    problems += _duplicates(frame, spec)
    if all(problem.severity == "warning" for problem in problems):
        problems += _calendar(frame, spec, gaps) + _jumps(frame, spec)
    if spec.name == "crosswalk":
        problems += _weights(frame)
    return problems


def check_links(tables: Mapping[str, pd.DataFrame], *, faulty: Collection[tuple[str, str]] = ()) -> list[Problem]:
    """Return every key of one table that another table should hold and does not.

    Parameters
    ----------
    tables
        Typed tables by name; the index holds spreadsheet rows.
    faulty
        (table, column) pairs in which something was found already; links through them are not followed, or one wrong
        code would be told again in every table.
    """
    problems = []
    for table, columns, other in LINKS:
        names = list(columns)
        if any((side, name) in faulty for side in (table, other) for name in names):
            continue
        if table not in tables or other not in tables or not set(names) <= set(tables[table]) & set(tables[other]):
            continue
        known = set(tables[other][names].itertuples(index=False, name=None))
        for row, *key in tables[table][names].drop_duplicates().itertuples(name=None):
            if tuple(key) not in known:
                value, facts = " / ".join(key), {"other": other}
                problems.append(
                    Problem("dangling-key", table=table, row=int(row), column=names[-1], value=value, facts=facts)
                )
    return problems


def _ranges(frame: pd.DataFrame, spec: TableSpec) -> list[Problem]:
    problems = []
    for column in spec.columns:
        if column.name not in frame or column.kind not in ("integer", "number", "year"):
            continue
        values = frame[column.name]
        low = -np.inf if column.minimum is None else column.minimum
        high = np.inf if column.maximum is None else column.maximum
        facts = {"allowed": column.range_text, "unit": UNITS_ZH[column.unit], "unit_en": column.unit or "none"}
        for row in frame.index[(values < low) | (values > high)]:
            problems.append(
                Problem("out-of-range", row=int(row), column=column.name, value=f"{values[row]:g}", facts=facts)
            )
    return problems


def _codes(frame: pd.DataFrame, spec: TableSpec, codes: Mapping[str, CodeFault]) -> list[Problem]:
    problems = []
    for column in spec.columns:
        if column.kind != "code" or column.name not in frame or column.codes not in codes:
            continue
        # The codes of the standard form mean something only within their dimension.
        dimensions = frame["dimension"] if "dimension" in frame else pd.Series("", index=frame.index)
        for key, rows in frame.groupby([dimensions, frame[column.name]], sort=True).groups.items():
            dimension, code = cast("tuple[str, str]", key)
            if code == "" or (code == "any" and spec.name in ANY_ALLOWED):
                continue
            fault = codes.get(f"{column.codes}/{dimension}", codes[column.codes])(code)
            if fault:
                problems += [
                    Problem(fault[0], row=int(row), column=column.name, value=code, facts=fault[1]) for row in rows
                ]
    return problems


def _frequencies(frame: pd.DataFrame) -> list[Problem]:
    if "period" not in frame:
        return []
    kind = frame["period"].map(lambda label: "Q" if "Q" in label else "M" if "-" in label else "Y" if label else "")
    usual = kind[kind != ""].mode()
    wrong = frame.index[(kind != "") & (kind != usual.iloc[0])] if len(usual) else []
    return [Problem("mixed-frequency", row=int(row), column="period", value=frame.at[row, "period"]) for row in wrong]


def _duplicates(frame: pd.DataFrame, spec: TableSpec) -> list[Problem]:
    keys = [name for name in spec.keys if name in frame]
    if not keys:
        return []
    twice = frame.loc[frame.duplicated(keys, keep=False), keys]
    first: dict[tuple[object, ...], int] = {}
    problems = []
    for row, *key in twice.itertuples(name=None):
        other = first.setdefault(tuple(key), int(row))
        if other != row:
            value = " / ".join(map(str, key))
            problems.append(
                Problem("duplicate-key", row=int(row), column="/".join(keys), value=value, facts={"other": other})
            )
    return problems


def _calendar(frame: pd.DataFrame, spec: TableSpec, gaps: Collection[str]) -> list[Problem]:
    """Holes inside a series; for tables without series, holes in the calendar of the whole table."""
    if "period" not in frame or spec.name not in ("employment", "vacancies", "market"):
        return []
    series = [name for name in spec.series if name in frame]
    groups = frame.groupby(series, sort=True) if series else [("", frame)]
    problems = []
    for key, part in groups:
        labels = sorted(set(part["period"]))
        if not labels[0]:
            continue  # a period that could not be read may be the one that is missing
        freq = "Q" if "Q" in labels[0] else "M" if "-" in labels[0] else "Y"
        calendar = pd.period_range(labels[0], labels[-1], freq=freq).astype(str)
        name = " / ".join(map(str, key)) if isinstance(key, tuple) else str(key) or spec.zh
        for label in calendar[~calendar.isin(labels)]:
            kind = "declared-gap" if label in gaps else "period-gap"
            after = part.index[part["period"] > label][0]
            problems.append(Problem(kind, row=int(after), column="period", value=name, facts={"missing": label}))
    return problems


def _jumps(frame: pd.DataFrame, spec: TableSpec) -> list[Problem]:
    """Values 300 times or more away from the middle of their series: a mixed-up unit."""
    if not spec.measure or spec.measure not in frame:
        return []
    series = [name for name in spec.keys if name != "period" and name in frame]
    values = frame[spec.measure].astype("float64")
    usual = values.where(values > 0).groupby([frame[name] for name in series]).transform("median")
    factor = values / usual
    size = frame.groupby(series)[spec.measure].transform("size")
    wrong = frame.index[(size >= 3) & (usual > 20) & (values > 0) & ((factor > 300) | (factor < 1 / 300))]
    return [
        Problem(
            "unit-jump",
            row=int(row),
            column=spec.measure,
            value=f"{values[row]:g}",
            facts={
                "usual": f"{usual[row]:g}",
                "factor": f"{max(factor[row], 1 / factor[row]):,.0f}",
                "unit": UNITS_ZH[spec.column(spec.measure).unit],
                "unit_en": spec.column(spec.measure).unit,
            },
        )
        for row in wrong
    ]


def _weights(frame: pd.DataFrame) -> list[Problem]:
    if not {"programme", "weight"} <= set(frame):
        return []
    # Without every weight of a programme nothing can be said of their sum.
    known = frame[~frame["programme"].isin(frame.loc[frame["weight"].isna(), "programme"])]
    totals = known.groupby("programme")["weight"].sum()
    return [
        Problem(
            "weights-not-one",
            row=int(frame.index[frame["programme"] == code][0]),
            column="weight",
            value=code,
            facts={"total": f"{total:g}"},
        )
        for code, total in totals.items()
        if abs(total - 1) > 1e-6
    ]


def check_region(tables: Mapping[str, pd.DataFrame], region: str) -> list[Problem]:
    """Return the first row of every region that is not the published one, in the tables that describe the city.

    `region` is the configured one; empty takes the first region of the table `employment`.
    """
    if not region and "employment" in tables and "region" in tables["employment"]:
        region = str(tables["employment"]["region"].iloc[0])
    problems = []
    for name in ("employment", "staffing", "vacancies"):
        if name not in tables or "region" not in tables[name]:
            continue
        first = tables[name]["region"].drop_duplicates()
        for row, code in first[(first != region) & (first != "")].items():
            problems.append(
                Problem(
                    "other-region", table=name, row=int(str(row)), column="region", value=code, facts={"region": region}
                )
            )
    return problems


def placed(problems: list[Problem], *, table: str, file: str, sheet: str) -> list[Problem]:
    """Return the problems with the table's place filled in."""
    return [replace(problem, table=table, file=file, sheet=sheet) for problem in problems]
