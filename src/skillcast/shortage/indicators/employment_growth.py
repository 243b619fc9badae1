"""Growth of employment against the average of all occupations."""

import numpy as np
import pandas as pd

from skillcast.shortage.evidence import Evidence
from skillcast.shortage.indicators.wage_growth import less_average


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return log growth of the stock less the mean growth of the year, weighted by the stock; `size` is the stock before."""
    stocks = evidence.stock().rename("stock").reset_index().sort_values(["occupation", "year"])
    stocks = stocks[(stocks["year"] <= evidence.year) & (stocks["stock"] > 0)]
    by_occupation = stocks.groupby("occupation")
    follows = by_occupation["year"].diff() == 1
    growth = np.log(stocks["stock"]).groupby(stocks["occupation"]).diff().where(follows)
    return less_average(stocks.assign(growth=growth, size=by_occupation["stock"].shift()))
