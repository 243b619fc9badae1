"""Tables 6 and 7 of the form: the ten occupations with the largest gap and the largest surplus."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.publication.content import ColumnFormat, Table
from skillcast.publication.periods import within
from skillcast.publication.sections.form.groups import NOT_COMPARABLE
from skillcast.publication.sections.form.measured import RATIO_PLACES, RatioRule, rounded
from skillcast.publication.sections.form.registrations import SIDES
from skillcast.publication.words import Words
from skillcast.shortage.ratio import openings_ratio

MOST = 10


def top_tables(
    vacancies: pd.DataFrame, names: pd.Series, period: str, rule: RatioRule, say: Words, notes: tuple[str, ...] = ()
) -> list[Table]:
    """Return the tables ``top_shortage`` and ``top_surplus``; none where nothing was reported in the period.

    Parameters
    ----------
    vacancies
        Table `vacancies`; of several periods within `period` the mean is taken.
    names
        Names by occupation.
    """
    unit = pd.Period(period)
    labels = {label for label in set(vacancies["period"]) if within(label, unit)}
    if not labels:
        return []
    rows = vacancies[vacancies["period"].isin(labels)]
    sums = rows.groupby("occupation", as_index=False)[list(SIDES)].sum()
    for side in SIDES:
        sums[side] = np.rint(sums[side] / len(labels)).astype("int64")
    ratio = openings_ratio(sums, group="occupation", method=rule.method, minimum=rule.minimum)
    sums["ratio"] = [rounded(value, RATIO_PLACES) for value in ratio]
    sums["gap"] = sums["demand"] - sums["seekers"]
    sums = sums[sums["occupation"] != "any"]
    sums["name"] = sums["occupation"].map(names)
    if len(labels) > 1:
        notes = (say("人数为各期平均。", "Means of the periods."), *notes)
    shortage = sums[sums["gap"] > 0].sort_values(["gap", "occupation"], ascending=[False, True])
    surplus = sums[sums["gap"] < 0].sort_values(["gap", "occupation"])
    titles = (
        say("需求大于求职缺口最大的前十个职业", "Ten occupations with the largest gap"),
        say("需求小于求职缺口最大的前十个职业", "Ten occupations with the largest surplus"),
    )
    parts = zip(("top_shortage", "top_surplus"), titles, (shortage, surplus), strict=True)
    return [_table(name, title, part, notes, say) for name, title, part in parts]


def _table(name: str, title: str, part: pd.DataFrame, notes: tuple[str, ...], say: Words) -> Table:
    frame = part.head(MOST).reset_index(drop=True)
    frame.insert(0, "rank", range(1, len(frame) + 1))
    columns = (
        ColumnFormat("rank", say("序号", "No."), kind="integer"),
        ColumnFormat("occupation", say("职业编码", "Code"), kind="code"),
        ColumnFormat("name", say("职业", "Occupation")),
        ColumnFormat("demand", say("需求人数", "Vacancies"), kind="integer"),
        ColumnFormat("seekers", say("求职人数", "Seekers"), kind="integer"),
        ColumnFormat("gap", say("缺口数", "Gap"), kind="integer"),
        ColumnFormat("ratio", say("求人倍率", "Ratio"), kind="number", decimals=2, empty=NOT_COMPARABLE),
    )
    return Table(
        name,
        title,
        frame,
        columns,
        unit=say("人", "persons"),
        notes=notes,
        checks=("gap == demand - seekers",),
        primary_key=("occupation",),
    )
