"""Calls with memory: an occupation enters the list on strong evidence and leaves it only when that is gone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.shortage.tightness import Tightness

REASONS = {
    "enter": ("概率达到列入门槛", "probability reached the entry level"),
    "stay": ("概率保持在列入门槛以上", "probability stays above the entry level"),
    "hold": ("上期已列入，概率未低于退出门槛", "between the two levels and listed before: kept"),
    "minimum": ("列入未满最短年限，予以保留", "kept until it has been listed for the shortest term"),
    "leave": ("概率低于退出门槛", "probability fell below the exit level"),
    "out": ("概率未达列入门槛", "probability below the entry level"),
    "thin": ("当年证据不足，不作判定", "too little evidence of the year for a call"),
}


def make_calls(
    tightness: Tightness,
    *,
    threshold: float = 1.0,
    enter: float = 0.6,
    leave: float = 0.4,
    minimum_evidence: float = 0.5,
    minimum_stay: int = 1,
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
        Least evidence of the year for an entry, in indicators that rest on very many persons (one that rests on few counts for
        less than one); with less an occupation does not enter and the reason says so. One that is listed stays or goes by its probability, which fades toward the average while nothing is seen of it.
    minimum_stay
        Years an entry stays at least.
    published
        Lists actually published, by the year of the data behind them; where known they are the memory instead of
        the list this rule would have made.

    Returns
    -------
    DataFrame
        occupation, year, tightness, probability, indicators (seen), listed, reason (a key of `REASONS`).
    """
    chance = tightness.probability(threshold)
    stayed = np.zeros(len(tightness.occupations), dtype=np.int64)
    rows = []
    for t, year in enumerate(tightness.years):
        if published and year - 1 in published:
            stayed = _stayed(tightness.occupations, published, year - 1)
        p, before = chance[:, t], stayed > 0
        thin = ~before & (tightness.readings[:, t] < minimum_evidence)
        young = before & (stayed < minimum_stay)
        listed = ~thin & ((p >= enter) | (before & (p >= leave)) | young)
        reason = np.select(
            [thin, listed & ~before, listed & (p >= enter), listed & (p >= leave), listed, before],
            ["thin", "enter", "stay", "hold", "minimum", "leave"],
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
        stayed = np.where(listed, stayed + 1, 0)
    return pd.concat(rows, ignore_index=True)


def _stayed(occupations: tuple[str, ...], published: Mapping[int, set[str]], year: int) -> NDArray[np.int64]:
    """Return for how many years in a row up to `year` each occupation was on the published list."""
    stayed = np.zeros(len(occupations), dtype=np.int64)
    running = np.ones(len(occupations), dtype=bool)
    while year in published and running.any():
        running &= np.array([occupation in published[year] for occupation in occupations])
        stayed += running
        year -= 1
    return stayed
