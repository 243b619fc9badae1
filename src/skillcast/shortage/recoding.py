"""Occupations that changed code: registrations and catalogues kept under an old code follow the new one."""

from __future__ import annotations

import pandas as pd

from skillcast.standards.editions import edition_map
from skillcast.standards.recoding import recode

COUNTS = ("demand", "seekers", "unfilled_60d", "unfilled_90d", "applicants")


def follow_registrations(vacancies: pd.DataFrame, editions: pd.DataFrame | None) -> pd.DataFrame:
    """Return table `vacancies` with the rows before each change of code under today's codes.

    Parameters
    ----------
    vacancies
        Table `vacancies`.
    editions
        old, new, since (the first year of the new code), weight, source: where the persons of an old code went, weights summing to 1;
        None: no code changed. An old code may live on, for another occupation, from `since` on; only rows before move.

    Returns
    -------
    DataFrame
        Counts are split by the weights, days and pay stay as they were; a new code may have several rows a period.

    Examples
    --------
    >>> rows = {"region": "620200", "period": ["2021Q4", "2022Q1"], "occupation": ["4-01-06-01", "4-01-06-02"], "demand": [8, 9]}
    >>> frame = pd.DataFrame(rows).assign(skill_level="any", seekers=5, days_open=20.0, unfilled_90d=2.0, wage=5000.0)
    >>> change = {"old": "4-01-06-01", "new": "4-01-06-02", "since": 2022, "weight": 1.0, "source": "notice"}
    >>> follow_registrations(frame, pd.DataFrame([change]))["occupation"].tolist()
    ['4-01-06-02', '4-01-06-02']
    """
    if editions is None or editions.empty:
        return vacancies
    years = vacancies["period"].str[:4].astype(int)
    parts = []
    left = pd.Series(True, index=vacancies.index)
    for since in sorted(editions["since"].unique().tolist()):
        links = editions[editions["since"] == since]
        mine = left & (years < int(since)) & vacancies["occupation"].isin(links["old"])
        left &= ~mine
        codes = edition_map(links, old_edition=f"<{since}", new_edition=f">={since}")
        partial = [name for name in COUNTS if name in vacancies]
        # A count that is not known in a row stays not known; the others are divided all the same.
        for known, rows in vacancies[mine].groupby([vacancies.loc[mine, name].notna() for name in partial]):
            counts = [name for name, there in zip(partial, known, strict=True) if there]
            whole = rows.astype(dict.fromkeys(counts, "int64"))
            parts.append(recode(whole, codes, column="occupation", values=counts).frame)
    moved = pd.concat([vacancies[left], *parts], ignore_index=True)
    return moved.sort_values(["period", "occupation", "skill_level"], kind="stable", ignore_index=True)


def follow_listing(history: pd.DataFrame | None, editions: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return table `history` under today's codes: whoever takes over an old code takes over its years on the list.

    Parameters
    ----------
    history
        Table `history`, or None.
    editions
        As for `follow_registrations`.

    Returns
    -------
    DataFrame
        Where several old codes became one, it was listed if one of them was, at the best of their ranks.
    """
    if history is None or editions is None or editions.empty:
        return history
    rows = history.merge(editions[["old", "new", "since"]], left_on="occupation", right_on="old", how="left")
    moves = rows["since"].notna() & (rows["year"] < rows["since"])
    rows["occupation"] = rows["new"].where(moves, rows["occupation"])
    best = ["year", "occupation", "status", *(["rank"] if "rank" in history else [])]
    rows = rows.sort_values(best, kind="stable")  # "listed" stands before "unlisted"
    return rows.drop_duplicates(["year", "occupation"], ignore_index=True)[list(history.columns)]
