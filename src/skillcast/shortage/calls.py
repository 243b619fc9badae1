"""Calls with memory: an occupation enters the list on strong evidence and leaves it only when that is gone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from skillcast.shortage.tightness import Tightness

REASONS = {
    "enter": ("概率达到列入门槛", "probability reached the entry level"),
    "stay": ("概率保持在列入门槛以上", "probability stays above the entry level"),
    "hold": ("上期已列入，概率未低于退出门槛", "between the two levels and listed before: kept"),
    "leave": ("概率低于退出门槛", "probability fell below the exit level"),
    "out": ("概率未达列入门槛", "probability below the entry level"),
    "thin": ("指标数不足，不作判定", "too few indicators for a call"),
}


def make_calls(
    tightness: Tightness,
    *,
    threshold: float = 0.8,
    enter: float = 0.6,
    leave: float = 0.4,
    minimum_evidence: int = 3,
    published: Mapping[int, set[str]] | None = None,
) -> pd.DataFrame:
    """Return the call of every occupation and year.

    Parameters
    ----------
    tightness
        Filtered tightness.
    threshold
        Tightness above which an occupation is short.
    enter, leave
        Probability at which an occupation enters, and below which it leaves.
    minimum_evidence
        Fewest indicators for a call; with fewer the occupation is not listed and the reason says so.
    published
        Lists actually published, by the year of the data behind them; where known they are the memory instead of
        the list this rule would have made.

    Returns
    -------
    DataFrame
        occupation, year, tightness, probability, indicators (seen), listed, reason (a key of `REASONS`).
    """
    chance = tightness.probability(threshold)
    before = np.zeros(len(tightness.occupations), dtype=bool)
    rows = []
    for t, year in enumerate(tightness.years):
        if published and year - 1 in published:
            before = np.array([occupation in published[year - 1] for occupation in tightness.occupations])
        p = chance[:, t]
        thin = tightness.seen[:, t] < minimum_evidence
        listed = ~thin & ((p >= enter) | (before & (p >= leave)))
        reason = np.select(
            [thin, listed & ~before, listed & (p >= enter), listed, before],
            ["thin", "enter", "stay", "hold", "leave"],
            default="out",
        )
        rows.append(
            pd.DataFrame(
                {
                    "occupation": tightness.occupations,
                    "year": year,
                    "tightness": tightness.mean[:, t],
                    "probability": p,
                    "indicators": tightness.seen[:, t],
                    "listed": listed,
                    "reason": reason,
                }
            )
        )
        before = listed
    return pd.concat(rows, ignore_index=True)
