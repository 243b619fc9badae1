"""What rules and capacity leave open for next year's seats of a programme."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from skillcast.supply.paths import KEYS

Text = tuple[str, str]
CUTTING = {"suspend", "withdraw", "cut"}
"""Consequences that take a class off; a programme of one class then takes nobody in."""


class Bounds(NamedTuple):
    """Fewest and most seats of the next intake, with the rules behind them in both languages."""

    lowest: float
    highest: float
    reasons: tuple[Text, ...]


def statutory_bounds(
    last: float, class_size: float, capacity: float, flags: pd.DataFrame, *, cap: float, change_limit: float
) -> Bounds:
    """Return the bounds that the rules which flagged a programme put on its next intake.

    Parameters
    ----------
    last
        Seats of the last plan.
    class_size, capacity
        Seats of one class and the most the school can take in.
    flags
        Rows of `flag_programmes` of this programme; column ``consequence``.
    cap
        Most seats where a flag says ``cap``.
    change_limit
        Largest yearly change as a share of last year's seats; one class is always allowed. Rules and capacity are reached step by step
        within it.

    Notes
    -----
    Only a rule that cuts may close a programme; a gap alone keeps one class.

    Examples
    --------
    >>> statutory_bounds(90, 45, 180, pd.DataFrame({"consequence": ["cut"]}), cap=50, change_limit=0.3)[:2]
    (0.0, 45.0)
    """
    reachable = max(last - max(last * change_limit, class_size), 0.0)
    consequences = set(flags["consequence"])
    lowest, highest = min(float(class_size), last), np.inf
    reasons: list[Text] = []
    if consequences & CUTTING:
        lowest, highest = 0.0, max(last - class_size, 0.0)
        reasons.append(("按规则调减", "cut by rule"))
    if "adjust" in consequences and last < highest:
        highest = last
        reasons.append(("按规则不扩招", "no expansion by rule"))
    if "cap" in consequences and cap < highest:
        highest = max(cap, reachable)
        reasons.append((f"招生上限{cap:g}人", f"capped at {cap:g} seats"))
    if capacity < min(highest, last):
        highest = max(capacity, reachable)
        reasons.append((f"招生能力{capacity:g}人", f"capacity of {capacity:g}"))
    return Bounds(min(lowest, highest), float(highest), tuple(reasons))


def bounds_of(
    programmes: pd.DataFrame, last: pd.Series, flags: pd.DataFrame, *, cap: float, change_limit: float
) -> list[Bounds]:
    """Return the bounds of every programme, in the order of `programmes`."""
    own = dict(list(flags.groupby(KEYS)))
    nothing = flags.iloc[:0]
    rows = programmes[[*KEYS, "class_size", "max_seats"]].itertuples(index=False, name=None)
    return [
        statutory_bounds(
            float(seats), float(size), float(most), own.get((school, code), nothing), cap=cap, change_limit=change_limit
        )
        for seats, (school, code, size, most) in zip(last, rows, strict=True)
    ]
