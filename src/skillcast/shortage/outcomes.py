"""What came true after a call: whether posts stayed empty the year after."""

from __future__ import annotations

import pandas as pd


def later_outcomes(registrations: pd.DataFrame, *, bound: float) -> pd.DataFrame:
    """Return, for every occupation and year that a call was made for, whether posts proved hard to fill the year after.

    Parameters
    ----------
    registrations
        From `skillcast.shortage.evidence.annual_registrations`.
    bound
        Share of vacancies unfilled after 90 days above which an occupation proved short; set beforehand, not from the data.

    Returns
    -------
    DataFrame
        occupation, year (of the call, one before the outcome), outcome (1 or 0). Years whose share is not known are left out.

    Examples
    --------
    >>> rows = {"occupation": ["a", "b"], "year": 2025, "demand": [10.0, 10.0], "unfilled_90d": [4.0, 1.0]}
    >>> later_outcomes(pd.DataFrame(rows), bound=0.25)[["occupation", "year", "outcome"]].values.tolist()
    [['a', 2024, 1.0], ['b', 2024, 0.0]]
    """
    frame = registrations[(registrations["occupation"] != "any") & (registrations["demand"] > 0)]
    frame = frame.assign(share=frame["unfilled_90d"] / frame["demand"]).dropna(subset=["share"])
    found = frame.assign(year=frame["year"] - 1, outcome=(frame["share"] > bound).astype(float))
    return found[["occupation", "year", "outcome"]].reset_index(drop=True)
