"""Vacancies per applicant: the fewer apply for a vacancy, the higher."""

import pandas as pd

from skillcast.shortage.evidence import Evidence


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return demand / applicants of each occupation and year; nothing where nobody applied or applicants are not counted."""
    frame = evidence.occupations()
    if "applicants" not in frame:
        return frame.iloc[:0].assign(value=0.0, size=0.0)
    frame = frame[frame["applicants"] > 0]
    return frame.assign(value=frame["demand"] / frame["applicants"], size=frame["demand"] + frame["applicants"])
