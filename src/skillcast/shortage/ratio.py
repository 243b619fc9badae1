"""求人倍率, the openings-to-seekers ratio, as the official form prints it, and why a group has none."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

Method = Literal["official", "plain"]

REASONS = {
    "": ("", ""),
    "any": ("无要求，不属任何组", "without requirement, not a group"),
    "missing": ("缺需求或求职人数", "demand or seekers are missing"),
    "no-seekers": ("没有求职者，倍率无意义", "no seekers: the ratio has no meaning"),
    "few-seekers": ("求职者过少，倍率不可靠", "too few seekers for a ratio"),
}


def openings_ratio(
    frame: pd.DataFrame,
    *,
    group: str,
    demand: str = "demand",
    seekers: str = "seekers",
    any_code: str = "any",
    method: Method = "official",
    minimum: int = 1,
) -> pd.Series:
    """Return the ratio of each group.

    Parameters
    ----------
    frame
        One row a group: the group's code, demand (persons) and seekers (persons). The row whose code is
        `any_code` holds those without requirement (无要求); missing counts stand for "does not apply".
    group, demand, seekers
        Column names.
    method
        ``official`` shares those without requirement out over the groups,
        ``(D_g + D_any * S_g / S) / (S_g + S_any * D_g / D)`` with S and D the sums over all rows; ``plain`` is ``D_g / S_g``.
    minimum
        Fewest seekers for which a ratio is given; below it the ratio is NaN.

    Returns
    -------
    Series
        Ratios on the index of `frame`; NaN for the row `any_code`, where demand or seekers are missing, without a
        seeker, and below `minimum`. `explain_ratio` says which.

    Notes
    -----
    Source of the formula: the fixed form 人力资源市场供求状况分析. It reproduces the printed ratios by skill level of three
    published tables in 22 of 23 rows. A group without a seeker has no ratio even where seekers without requirement make the
    denominator positive, since it would speak of those alone. One seeker is enough with `minimum` 1.

    Examples
    --------
    >>> frame = pd.DataFrame({"level": ["L5", "L4", "any"], "demand": [100, 50, 150], "seekers": [80, 40, 0]})
    >>> openings_ratio(frame, group="level").round(2).tolist()
    [2.5, 2.5, nan]
    >>> openings_ratio(frame, group="level", method="plain").round(2).tolist()
    [1.25, 1.25, nan]
    """
    names = {"group": group, "demand": demand, "seekers": seekers, "any_code": any_code}
    return explain_ratio(frame, **names, method=method, minimum=minimum)["ratio"]


def explain_ratio(
    frame: pd.DataFrame,
    *,
    group: str,
    demand: str = "demand",
    seekers: str = "seekers",
    any_code: str = "any",
    method: Method = "official",
    minimum: int = 1,
) -> pd.DataFrame:
    """Return the ratio of each group with its two sides and, where there is none, the reason.

    Parameters
    ----------
    frame, group, demand, seekers, any_code, method, minimum
        As for `openings_ratio`.

    Returns
    -------
    DataFrame
        On the index of `frame`: `demand_used` and `seekers_used` (persons, those without requirement shared out by the
        official method), `ratio`, `reason` (a key of `REASONS`; empty where there is a ratio).

    Examples
    --------
    >>> frame = pd.DataFrame({"level": ["L5", "L4", "L3", "any"], "demand": [9, 4, 2, 5], "seekers": [9, 0, None, 0]})
    >>> explain_ratio(frame, group="level")[["demand_used", "ratio", "reason"]].values.tolist()[:3]
    [[14.0, 1.5555555555555556, ''], [4.0, nan, 'no-seekers'], [nan, nan, 'missing']]
    """
    d = frame[demand].to_numpy(dtype=np.float64)
    s = frame[seekers].to_numpy(dtype=np.float64)
    free = (frame[group] == any_code).to_numpy()
    top, bottom = d.copy(), s.copy()
    if method == "official":
        d_any, s_any = np.nansum(d[free]), np.nansum(s[free])
        d_all, s_all = np.nansum(d), np.nansum(s)
        top = d + (d_any * s / s_all if s_all > 0 else 0.0)
        bottom = s + (s_any * d / d_all if d_all > 0 else 0.0)
    unknown = np.isnan(d) | np.isnan(s)
    conditions = [free, unknown, s <= 0, s < minimum]
    reason = np.select(conditions, ["any", "missing", "no-seekers", "few-seekers"], default="")
    ratio = np.divide(top, bottom, out=np.full(len(frame), np.nan), where=reason == "")
    columns = {"demand_used": top, "seekers_used": bottom, "ratio": ratio, "reason": reason}
    return pd.DataFrame(columns, index=frame.index)
