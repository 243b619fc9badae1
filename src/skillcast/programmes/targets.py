"""Targets of published policies: what was asked, what is found, whether it is reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from skillcast.errors import DataError, Problem
from skillcast.parameters.policies import read_policy
from skillcast.programmes.rules.outcomes import KEYS

REACHED, MISSED, PENDING, UNKNOWN = "达到", "未达到", "未到期", "无数据"


def policy_targets(
    values: Mapping[str, float] | pd.DataFrame | None = None,
    *,
    policies: Sequence[str] = ("jiayuguan_2020",),
    year: int | None = None,
) -> pd.DataFrame:
    """Return the targets of some policies with what is found and whether they are reached.

    Parameters
    ----------
    values
        What was found, by target; or table `targets` (target, period, value, source), of which the latest period up to `year`
        counts. Numbers that are NaN or absent are not known.
    policies
        ``jiayuguan_2020``, ``gansu_2025``, ``fujian_2023``; none gives no rows.
    year
        Last known year; None: all periods count.

    Returns
    -------
    DataFrame
        target, zh, en, policy, clause, source, date, certainty (a key of `skillcast.parameters.policies.STATUS_ZH`), due (year, NA without one),
        side (``least`` or ``above``), bound, unit, value, period and value_source (empty where the values came without), status
        (达到, 未达到, 未到期: not reached and not due by `year` yet, 无数据).

    Raises
    ------
    DataError
        If a value names no known target.

    Examples
    --------
    >>> policy_targets({"practice_hours": 50, "campus_bases": 2})[["target", "status"]].values.tolist()[:2]
    [['practice_hours', '达到'], ['internship_posts', '无数据']]
    """
    targets = read_policy("policy_targets")
    found = _latest(values, year)
    unknown = sorted(set(found.index) - set(targets))
    if unknown:
        facts = {"allowed": "、".join(targets)}
        raise DataError(
            [Problem("not-in-list", table="targets", column="target", value=name, facts=facts) for name in unknown]
        )
    rows = [
        {
            "target": name,
            **{key: item[key] for key in ("zh", "en", "policy", "clause", "source", "date")},
            "certainty": item["status"],
            "due": item.get("due", pd.NA),
            **{key: item[key] for key in ("side", "bound", "unit")},
        }
        for name, item in targets.items()
        if item["policy"] in policies
    ]
    columns = ["target", "zh", "en", "policy", "clause", "source", "date", "certainty", "due", "side", "bound", "unit"]
    frame = pd.DataFrame(rows, columns=columns).astype({"due": "Int64", "bound": float})
    frame = frame.join(found, on="target")
    frame[["period", "value_source"]] = frame[["period", "value_source"]].fillna("")
    reached = np.where(frame["side"] == "above", frame["value"] > frame["bound"], frame["value"] >= frame["bound"])
    later = (frame["due"] > year).fillna(False).to_numpy(dtype=bool) if year is not None else False
    status = np.where(reached, REACHED, np.where(later, PENDING, MISSED))
    return frame.assign(status=np.where(frame["value"].isna(), UNKNOWN, status))


def _latest(values: Mapping[str, float] | pd.DataFrame | None, year: int | None) -> pd.DataFrame:
    """Return value, period and value_source by target."""
    columns = ["value", "period", "value_source"]
    if not isinstance(values, pd.DataFrame):
        given = pd.DataFrame({"value": dict(values or {})}, dtype=np.float64)
        return given.reindex(columns=columns).astype({"period": object, "value_source": object})
    known = values.dropna(subset=["value"]).assign(period=values["period"].astype(str))
    if year is not None:
        known = known[known["period"].str[:4].astype(int) <= year]
    last = known.sort_values("period").drop_duplicates("target", keep="last").set_index("target")
    return last.rename(columns={"source": "value_source"}).reindex(columns=columns).astype({"value": np.float64})


def adjusted_share(cohorts: pd.DataFrame, *, since: int, year: int, plan: pd.DataFrame | None = None) -> float:
    """Return the share of programmes adjusted between two intakes, %; NaN where one of them is not known.

    Parameters
    ----------
    cohorts
        Table of that name.
    since
        Year of the intake compared with.
    year
        Year of the last known intake.
    plan
        Optional: school, programme, suggested_seats of the intake after `year`; then the plan is what is compared.

    Notes
    -----
    Programmes opened and programmes stopped (no seats), as a share of those open in `since`. A change of seats alone is not
    counted: the documents do not say how large one would have to be.

    Examples
    --------
    >>> rows = [("甲", "1", 2024, 40), ("甲", "2", 2024, 40), ("甲", "1", 2025, 40), ("甲", "2", 2025, 0), ("甲", "3", 2025, 40)]
    >>> cohorts = pd.DataFrame(rows, columns=["school", "programme", "intake_year", "seats"])
    >>> adjusted_share(cohorts, since=2024, year=2025)
    100.0
    """
    before = _open(cohorts[cohorts["intake_year"] == since], "seats")
    after = _open(cohorts[cohorts["intake_year"] == year], "seats") if plan is None else _open(plan, "suggested_seats")
    return 100 * len(before ^ after) / len(before) if before and after else float("nan")


def _open(rows: pd.DataFrame, column: str) -> set[tuple[str, str]]:
    return set(rows.loc[rows[column] > 0, KEYS].itertuples(index=False, name=None))


def matched_share(links: pd.DataFrame, programmes: pd.DataFrame, *, least: float = 0.5) -> float:
    """Return the share of programmes that lead, by at least half their links, to occupations of the city, %.

    Parameters
    ----------
    links
        Result of `skillcast.programmes.links.programme_links`.
    programmes
        Table of that name.
    least
        Weight of the links that must lead to the city's occupations.

    Notes
    -----
    Our reading of 匹配: the documents do not define it. A programme without links does not match.

    Examples
    --------
    >>> links = pd.DataFrame({"programme": ["1", "2"], "weight": [1.0, 1.0], "in_city": [True, False]})
    >>> matched_share(links, pd.DataFrame({"school": "甲", "programme": ["1", "2"]}))
    50.0
    """
    weight = links[links["in_city"]].groupby("programme")["weight"].sum()
    found = programmes["programme"].map(weight).fillna(0.0)
    return float(100 * (found >= least - 1e-9).mean()) if len(found) else float("nan")
