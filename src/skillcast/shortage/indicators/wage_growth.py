"""Growth of offered pay against the average of all occupations."""

import numpy as np
import pandas as pd

from skillcast.shortage.evidence import Evidence


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return log growth of the offered wage less the demand-weighted mean growth of the year."""
    frame = evidence.registrations[evidence.registrations["occupation"] != "any"].sort_values(["occupation", "year"])
    follows = frame.groupby("occupation")["year"].diff() == 1
    growth = np.log(frame["wage"]).groupby(frame["occupation"]).diff().where(follows)
    frame = frame.assign(growth=growth).dropna(subset=["growth"])
    weighted = (frame["growth"] * frame["demand"]).groupby(frame["year"]).sum()
    mean = weighted / frame["demand"].groupby(frame["year"]).sum()
    return frame.assign(value=frame["growth"] - frame["year"].map(mean), size=frame["demand"])[
        ["occupation", "year", "value", "size"]
    ]
