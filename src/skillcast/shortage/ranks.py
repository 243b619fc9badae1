"""Ranks by tightness, with how sure they are: intervals and the chance to be among the first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.shortage.tightness import Tightness
from skillcast.streams import stream


def rank_occupations(
    tightness: Tightness,
    *,
    year: int | None = None,
    top: int = 20,
    level: float = 0.9,
    draws: int = 4000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the rank of every occupation in a year, 1 for the tightest, and how sure it is.

    Parameters
    ----------
    tightness
        Filtered tightness.
    year
        Default: the last.
    top
        k of the chance to be among the first k.
    level
        Share of posterior draws an interval of ranks holds at least.
    draws, seed
        Number of joint draws of all occupations' tightness, and their seed.

    Returns
    -------
    DataFrame
        occupation, year, tightness, rank (of the mean), rank_lo, rank_hi, top_probability; tightest first.

    Notes
    -----
    Ranks of joint posterior draws, not of resampled indicators: resampling adds the noise once more that is already in the
    scores. Occupations take their random numbers in the order of their tightness, so that codes and the order of rows do not matter.

    Examples
    --------
    >>> from skillcast.shortage.tightness import filter_tightness, score_values
    >>> rows = {"occupation": list("abc"), "year": 2025, "indicator": "days_open", "value": [20.0, 30.0, 90.0], "size": 500.0}
    >>> ranks = rank_occupations(filter_tightness(score_values(pd.DataFrame(rows))), top=1)
    >>> ranks[["occupation", "rank", "rank_lo", "rank_hi"]].values.tolist()
    [['c', 1, 1, 2], ['b', 2, 1, 3], ['a', 3, 2, 3]]
    """
    when = tightness.years[-1] if year is None else year
    column = tightness.years.index(when)
    mean, variance = tightness.mean[:, column], tightness.variance[:, column]
    order = np.lexsort((np.arange(len(mean)), variance, -mean))
    mean, spread = mean[order], np.sqrt(variance[order])
    noise = stream(seed, "ranks", when).standard_normal((draws, len(order)))
    places = (-(mean + spread * noise)).argsort(axis=1, kind="stable").argsort(axis=1) + 1
    low, high = np.quantile(places, [(1 - level) / 2, (1 + level) / 2], axis=0, method="inverted_cdf")
    return pd.DataFrame(
        {
            "occupation": np.array(tightness.occupations, dtype=object)[order],
            "year": when,
            "tightness": mean,
            "rank": np.arange(1, len(order) + 1),
            "rank_lo": low.astype(np.int64),
            "rank_hi": high.astype(np.int64),
            "top_probability": (places <= top).mean(axis=0),
        }
    )
