"""The tables of the form by group: persons, shares, their changes in percentage points, ratios."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from skillcast.publication.content import ColumnFormat, Table
from skillcast.publication.disclosure import withhold
from skillcast.publication.periods import LAST_YEAR, earlier_words
from skillcast.publication.sections.columns import WITHHELD
from skillcast.publication.sections.form.measured import TOTAL, RatioRule, measured, rounded
from skillcast.publication.sections.form.registrations import SIDES, Comparison, Registrations
from skillcast.publication.words import Words
from skillcast.standards import market_groups

# Which sides of the market a dimension is printed for, in the order of the form.
DIMENSIONS: dict[str, tuple[str, ...]] = {
    "sector": ("demand",),
    "industry": ("demand",),
    "owner": ("demand",),
    "occupation": SIDES,
    "applicant": ("seekers",),
    "sex": SIDES,
    "age": SIDES,
    "education": SIDES,
    "skill_level": SIDES,
}
TITLES = {
    "sector": ("按产业分组的需求人数", "Vacancies by sector"),
    "industry": ("按行业分组的需求人数", "Vacancies by industry"),
    "owner": ("按用人单位性质分组的需求人数", "Vacancies by type of employer"),
    "occupation": ("按职业大类分组的供求人数", "Vacancies and seekers by major group"),
    "applicant": ("按求职人员类别分组的求职人数", "Seekers by category"),
    "sex": ("按性别分组的供求人数", "Vacancies and seekers by sex"),
    "age": ("按年龄分组的供求人数", "Vacancies and seekers by age"),
    "education": ("按文化程度分组的供求人数", "Vacancies and seekers by education"),
    "skill_level": ("按技术等级分组的供求人数", "Vacancies and seekers by skill level"),
}
# What an empty cell prints: the form has no such cell; there is nothing to compare with or to divide by.
NO_CELL, NOT_COMPARABLE = "/", "——"
CHANGE_WIDTH = 3.2  # ideographs: headings of changes are long, their figures short
HALF_A_SHARE, HALF_A_RATIO = "0.00010001", "0.00500001"  # what rounding may leave, as identities say it


def group_table(
    now: Registrations,
    compared: Sequence[Comparison],
    dimension: str,
    rule: RatioRule,
    say: Words,
) -> Table:
    """Return one dimension's table, the total last.

    Parameters
    ----------
    now, compared
        Registrations of the period, and the periods it is compared with.
    dimension
        A key of `DIMENSIONS`.
    rule
        How ratios are worked out.

    Returns
    -------
    Table
        ``market_<dimension>``. Of a change ``x_change`` (on last year) or ``x_change_qoq`` (on the last quarter) the data file also
        holds what it is taken from (``x_share_yoy``, ``x_share_qoq``), so that it can be worked out again.
    """
    sides = DIMENSIONS[dimension]
    shown = [f"{side}_share" for side in sides] + (["ratio"] if len(sides) > 1 else [])
    frame = measured(now, dimension, rule)
    for comparison in compared:
        past = None if comparison.past is None else measured(comparison.past, dimension, rule)
        for name in shown:
            frame = _compared(frame, name, comparison.key, past)
    groups = market_groups(dimension).set_index("code")
    frame.insert(0, "label", groups[say("zh", "en")].reindex(frame.index))
    frame.loc[TOTAL, "label"] = say("合计", "Total")
    frame = frame.reset_index(names="code")
    columns = [
        ColumnFormat("code", say("代码", "Code"), kind="code", printed=False, english="code"),
        ColumnFormat("parent", say("上级组别", "Part of"), kind="code", printed=False, empty="", english="part of"),
        ColumnFormat("label", say("组别", "Group"), width=6, english="group"),
    ]
    for side in sides:
        columns += _side_columns(side, compared, now.period, say)
    if len(sides) > 1:
        columns += _ratio_columns(compared, now.period, say)
    columns += [_past_column(name, comparison, say) for comparison in compared for name in shown]
    return Table(
        f"market_{dimension}",
        say(*TITLES[dimension]),
        frame[[column.name for column in columns]],
        tuple(columns),
        checks=_checks(frame, sides, compared),
        total_rows=(len(frame) - 1,),
        primary_key=("code",),
    )


def withheld(table: Table, hidden: Collection[str]) -> Table:
    """Return the table with the numbers of some groups withheld, those of last year's shares with them."""
    numbers = [column.name for column in table.columns if column.numeric]
    return replace(table, frame=withhold(table.frame, "code", hidden, numbers), columns=(*table.columns, WITHHELD))


def change_name(name: str, key: str) -> str:
    """Return the field of a change (``demand_share`` on last year: ``demand_change``)."""
    return name.removesuffix("_share") + ("_change" if key == LAST_YEAR else f"_change_{key}")


def _compared(frame: pd.DataFrame, name: str, key: str, past: pd.DataFrame | None) -> pd.DataFrame:
    before = past[name].reindex(frame.index) if past is not None else pd.Series(np.nan, index=frame.index)
    before = before.where(frame.index != TOTAL) if name != "ratio" else before  # the whole is always the whole
    points = 1 if name == "ratio" else 100
    change = [rounded(points * float(value), 2) for value in frame[name] - before]
    return frame.assign(**{f"{name}_{key}": before, change_name(name, key): change})


def _side_columns(side: str, compared: Sequence[Comparison], period: str, say: Words) -> list[ColumnFormat]:
    zh, en = ("需求", "Vacancies") if side == "demand" else ("求职", "Seekers")
    columns = [
        ColumnFormat(side, say(f"{zh}人数", en), kind="integer", unit=say("人", "persons"), empty=NO_CELL, english=en.lower()),
        ColumnFormat(
            f"{side}_share", say(f"{zh}比重", f"{en}: share"), kind="percent", unit="%", decimals=2, empty=NO_CELL,
            domain="[0, 1]", english=f"share of {en.lower()}",
            description=say("占合计的比重；“其中”各行占所属组的比重", "share of the total; of a part, share of its group"),
        ),
    ]  # fmt: skip
    for comparison in compared:
        words = earlier_words(comparison.key, period, say)
        columns.append(
            ColumnFormat(
                change_name(f"{side}_share", comparison.key),
                say(f"与{words}相比{zh}变化", f"{en}: change on {words}"),
                kind="change",
                unit=say("百分点", "pp"),
                width=CHANGE_WIDTH,
                empty=NOT_COMPARABLE,
                english=f"change of the share of {en.lower()}",
            )
        )
    return columns


def _ratio_columns(compared: Sequence[Comparison], period: str, say: Words) -> list[ColumnFormat]:
    columns = [
        ColumnFormat(
            "ratio", say("求人倍率", "Ratio"), kind="number", decimals=2, empty=NOT_COMPARABLE, english="ratio"
        )
    ]
    for comparison in compared:
        words = earlier_words(comparison.key, period, say)
        header = say(f"与{words}相比变化", f"Ratio: change on {words}")
        name = change_name("ratio", comparison.key)
        columns.append(
            ColumnFormat(
                name, header, kind="change", width=CHANGE_WIDTH, empty=NOT_COMPARABLE, english="change of the ratio"
            )
        )
    return columns


def _past_column(name: str, comparison: Comparison, say: Words) -> ColumnFormat:
    words = {
        "demand_share": say("需求比重", "Vacancies: share"),
        "seekers_share": say("求职比重", "Seekers: share"),
        "ratio": say("求人倍率", "Ratio"),
    }[name]
    return ColumnFormat(
        f"{name}_{comparison.key}",
        say(f"{comparison.period}：{words}", f"{words}, {comparison.period}"),
        kind="number" if name == "ratio" else "percent",
        decimals=2,
        printed=False,
        english=f"{name} of {comparison.period}",
    )


def _checks(frame: pd.DataFrame, sides: tuple[str, ...], compared: Sequence[Comparison]) -> tuple[str, ...]:
    """Return what holds row by row; `balances` has what needs single cells."""
    checks = []
    flat = bool((frame["parent"] == "").all())
    for side in sides:
        share = f"{side}_share"
        checks += [f"{share} <= 1", f"{side} >= 0"]
        if flat:
            checks.append(f"abs({share} - {side} / total({side})) <= {HALF_A_SHARE}")
            if not frame.loc[frame["code"] != TOTAL, side].isna().any():
                checks += [f"total({side}) == sum({side})", f"total({share}) == sum({share})"]
        checks += [
            f"{change_name(share, comparison.key)} == 100 * ({share} - {share}_{comparison.key})"
            for comparison in compared
        ]
    if len(sides) > 1:
        checks += [
            f"{change_name('ratio', comparison.key)} == ratio - ratio_{comparison.key}" for comparison in compared
        ]
    return tuple(checks)


def has_ratio(table: Table) -> bool:
    return any(column.name == "ratio" for column in table.columns)


def top_codes(frame: pd.DataFrame) -> list[str]:
    """Return the codes of the groups of the top, those without requirement included."""
    return [str(code) for code in frame.loc[(frame["parent"] == "") & (frame["code"] != TOTAL), "code"]]
