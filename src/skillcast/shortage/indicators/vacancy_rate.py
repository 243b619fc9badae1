"""Registered vacancies as a share of posts (filled and vacant)."""

import pandas as pd

from skillcast.shortage.evidence import Evidence


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return demand / (demand + employed) of each occupation and year."""
    frame = evidence.occupations()
    stock = evidence.stock().reindex(pd.MultiIndex.from_frame(frame[["occupation", "year"]])).to_numpy()
    return frame.assign(value=frame["demand"] / (frame["demand"] + stock), size=frame["demand"])
