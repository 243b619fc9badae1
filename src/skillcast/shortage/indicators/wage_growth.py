"""Growth of offered pay against the average of all occupations."""

import numpy as np
import pandas as pd

from skillcast.shortage.evidence import Evidence


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return log growth of the offered wage less the demand-weighted mean growth of the year."""
    frame = evidence.occupations().sort_values(["occupation", "year"])
    follows = frame.groupby("occupation")["year"].diff() == 1
    growth = np.log(frame["wage"]).groupby(frame["occupation"]).diff().where(follows)
    return less_average(frame.assign(growth=growth, size=frame["demand"]))


def less_average(frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` (year, growth, size) with `value`: growth less the mean growth of the year, sizes as weights.

    Occupations without growth are left out, of the mean too.
    """
    # Summed in the order of the numbers, so that codes and the order of rows do not matter to the last bit.
    known = frame.dropna(subset=["growth"]).sort_values(["year", "growth", "size"])
    weighted = (known["growth"] * known["size"]).groupby(known["year"]).sum()
    mean = weighted / known.groupby("year")["size"].sum()
    return known.assign(value=known["growth"] - known["year"].map(mean))
