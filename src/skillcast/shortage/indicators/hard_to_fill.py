"""Share of surveyed vacancies that firms call hard to fill."""

import pandas as pd

from skillcast.shortage.evidence import Evidence


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return weighted hard-to-fill / vacancies of each occupation and survey year; `size` is the unweighted vacancies."""
    if evidence.firms is None:
        return evidence.nothing()
    frame = evidence.firms.assign(year=evidence.firms["period"].str[:4].astype(int))
    frame = frame[frame["year"] <= evidence.year]
    frame = frame.assign(hard=frame["weight"] * frame["hard_to_fill"], open=frame["weight"] * frame["vacancies"])
    # Summed in the order of the numbers, so that the order of rows does not matter to the last bit.
    frame = frame.sort_values(["hard", "open"])
    sums = frame.groupby(["occupation", "year"])[["hard", "open", "vacancies"]].sum()
    sums = sums[sums["open"] > 0]
    return sums.assign(value=sums["hard"] / sums["open"], size=sums["vacancies"]).reset_index()
