"""Forecast gap of the next three years as a share of employment."""

import pandas as pd

from skillcast.shortage.evidence import Evidence

YEARS_AHEAD = 3


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return the mean yearly gap over the next three years / persons employed, dated at the last known year."""
    if evidence.gap is None:
        return evidence.nothing()
    size = evidence.last_stock(evidence.gap.index["occupation"])
    gap = evidence.gap.mean()[:, :YEARS_AHEAD].mean(axis=1)
    frame = evidence.gap.index.assign(year=evidence.year, value=gap / size, size=size)
    return frame[frame["size"] > 0]
