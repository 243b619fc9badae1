"""What a call rests on: how much each indicator and the past add to tightness, and how much of what is known they carry."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.shortage.tightness import Tightness

PAST = "past"


def contributions(tightness: Tightness, *, year: int | None = None) -> pd.DataFrame:
    """Return, for one year, what each indicator seen and the years before contribute to every occupation's tightness.

    Parameters
    ----------
    tightness
        Filtered tightness.
    year
        Default: the last.

    Returns
    -------
    DataFrame
        occupation, year, source (an indicator, or ``past``), level (standard deviations; sums to the tightness), change
        (what the indicator moved against what was expected the year before; ``past``: what fades of last year's tightness; sums to the
        change of tightness), information (share of what is known of the occupation; sums to 1), weight (below 1: the
        indicator stands far from the others and counts less). Missing indicators have no row.

    Examples
    --------
    >>> from skillcast.shortage.tightness import filter_tightness, score_values
    >>> rows = {"occupation": list("abc"), "year": 2025, "indicator": "days_open", "value": [20.0, 30.0, 90.0], "size": 500.0}
    >>> parts = contributions(filter_tightness(score_values(pd.DataFrame(rows))))
    >>> parts.groupby("occupation")["information"].sum().round(9).tolist()
    [1.0, 1.0, 1.0]
    """
    when = tightness.years[-1] if year is None else year
    column = tightness.years.index(when)
    loading = tightness.measurement.loading
    expected, before = (part[:, column] for part in tightness.expected())
    after = tightness.variance[:, column, None]
    score, error = tightness.score[:, column], tightness.error[:, column]
    gain = after * tightness.weight[:, column] * loading / error
    last = tightness.mean[:, column - 1] if column else np.zeros_like(expected)
    past = pd.DataFrame(
        {
            "occupation": tightness.occupations,
            "source": PAST,
            "level": after[:, 0] * expected / before,
            "change": expected - last,
            "information": after[:, 0] / before,
            "weight": 1.0,
        }
    )
    row, place = np.nonzero(np.isfinite(error))
    seen = pd.DataFrame(
        {
            "occupation": np.array(tightness.occupations, dtype=object)[row],
            "source": np.array(tightness.measurement.names, dtype=object)[place],
            "level": (gain * score)[row, place],
            "change": (gain * (score - loading * expected[:, None]))[row, place],
            "information": (gain * loading)[row, place],
            "weight": tightness.weight[:, column][row, place],
        }
    )
    frame = pd.concat([past, seen], ignore_index=True)
    frame.insert(1, "year", when)
    return frame.sort_values(["occupation", "source"], ignore_index=True)
