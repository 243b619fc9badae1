"""Share of those at work who retire in the next three years: a risk ahead, no shortage yet."""

import pandas as pd

from skillcast.shortage.evidence import Evidence
from skillcast.shortage.indicators.forecast_gap import YEARS_AHEAD


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return expected retirements of the next three years / persons employed, dated at the last known year."""
    if evidence.retirements is None:
        return evidence.nothing()
    size = evidence.last_stock(evidence.retirements.index["occupation"])
    leaving = evidence.retirements.mean()[:, :YEARS_AHEAD].sum(axis=1)
    frame = evidence.retirements.index.assign(year=evidence.year, value=leaving / size, size=size)
    return frame[frame["size"] > 0]
