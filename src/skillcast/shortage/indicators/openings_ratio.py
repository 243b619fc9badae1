"""求人倍率 by occupation and year."""

import pandas as pd

from skillcast.shortage.evidence import Evidence
from skillcast.shortage.ratio import openings_ratio


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return the official ratio of each occupation, those without requirement shared out."""
    parts = []
    for _, frame in evidence.registrations.groupby("year"):
        ratio = openings_ratio(frame, group="occupation", minimum=1)
        parts.append(frame.assign(value=ratio, size=frame["demand"] + frame["seekers"]))
    rows = pd.concat(parts)
    return rows.loc[rows["occupation"] != "any", ["occupation", "year", "value", "size"]]
