"""Share of vacancies still unfilled after 90 days."""

import pandas as pd

from skillcast.shortage.evidence import Evidence


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return unfilled / demand of each occupation and year; nothing where there was no demand."""
    frame = evidence.registrations
    frame = frame[(frame["occupation"] != "any") & (frame["demand"] > 0)]
    return frame.assign(value=frame["unfilled_90d"] / frame["demand"], size=frame["demand"])[
        ["occupation", "year", "value", "size"]
    ]
