"""Share of vacancies still unfilled after 90 days: one less the fill rate at 90 days."""

import pandas as pd

from skillcast.shortage.evidence import Evidence


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return unfilled / demand of each occupation and year; nothing where there was no demand."""
    return unfilled_share(evidence, "unfilled_90d")


def unfilled_share(evidence: Evidence, column: str) -> pd.DataFrame:
    """Return `column` / demand of each occupation and year; nothing where there was no demand or no such column."""
    frame = evidence.occupations()
    if column not in frame:
        return frame.iloc[:0].assign(value=0.0, size=0.0)
    frame = frame[frame["demand"] > 0]
    return frame.assign(value=frame[column] / frame["demand"], size=frame["demand"])
