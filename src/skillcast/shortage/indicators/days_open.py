"""Days a vacancy stays open."""

import pandas as pd

from skillcast.shortage.evidence import Evidence


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return the mean days open of each occupation and year."""
    frame = evidence.occupations()
    return frame.assign(value=frame["days_open"], size=frame["demand"])
