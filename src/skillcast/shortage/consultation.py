"""公示: the sheet on which anyone may comment on the catalogue before it takes effect."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

ANSWERS = ("commenter", "contact", "opinion", "evidence", "reply")


def consultation_period(year: int, *, month: int = 12, day: int = 10, days: int = 7) -> tuple[date, date]:
    """Return first and last day of the consultation on the catalogue made from the data of `year`.

    Examples
    --------
    >>> [str(day) for day in consultation_period(2025, days=7)]
    ['2025-12-10', '2025-12-16']
    """
    first = date(year, month, day)
    return first, first + timedelta(days=days - 1)


def consultation_sheet(catalogue: pd.DataFrame, gone: pd.DataFrame) -> pd.DataFrame:
    """Return the sheet for comments: every entry and every removal, with room for answers.

    Parameters
    ----------
    catalogue
        From `shortage_catalogue`.
    gone
        From `removed`: whoever thinks that an occupation should have stayed needs a line to say so.

    Returns
    -------
    DataFrame
        seq, occupation, name, proposal (``new``, ``kept`` or ``removed``), grounds and grounds_en, and empty commenter, contact, opinion,
        evidence and reply.

    Examples
    --------
    >>> catalogue = {"occupation": ["6-18-02-04"], "name": ["焊工"], "status": ["new"], "basis": ["求人倍率1.80"], "basis_en": [""]}
    >>> gone = pd.DataFrame({"occupation": ["4-07-05-01"], "name": ["保安员"], "why": ["概率低于退出门槛"], "why_en": [""]})
    >>> consultation_sheet(pd.DataFrame(catalogue), gone)[["seq", "name", "proposal", "opinion"]].values.tolist()
    [[1, '焊工', 'new', ''], [2, '保安员', 'removed', '']]
    """
    names = ["occupation", "name", "proposal", "grounds", "grounds_en"]
    listed = catalogue.rename(columns={"status": "proposal", "basis": "grounds", "basis_en": "grounds_en"})[names]
    left = gone.assign(proposal="removed").rename(columns={"why": "grounds", "why_en": "grounds_en"})[names]
    rows = pd.concat([listed, left], ignore_index=True)
    rows.insert(0, "seq", range(1, len(rows) + 1))
    return rows.assign(**dict.fromkeys(ANSWERS, ""))
