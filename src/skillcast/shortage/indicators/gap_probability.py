"""Probability that the forecast gap of the next three years exceeds friction."""

import numpy as np
import pandas as pd

from skillcast.shortage.evidence import Evidence
from skillcast.shortage.indicators.forecast_gap import YEARS_AHEAD


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return the share of scenarios whose mean yearly gap exceeds friction x persons employed, dated at the last known year."""
    if evidence.gap is None:
        return evidence.nothing()
    size = evidence.last_stock(evidence.gap.index["occupation"])
    gap = evidence.gap.samples[:, :YEARS_AHEAD].mean(axis=1, dtype=np.float64)
    chance = (gap > evidence.friction * size[:, None]).mean(axis=1)
    frame = evidence.gap.index.assign(year=evidence.year, value=chance, size=size)
    return frame[frame["size"] > 0]
