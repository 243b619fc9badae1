"""Forecast gap of the next three years as a share of employment."""

import pandas as pd

from skillcast.shortage.evidence import Evidence

YEARS_AHEAD = 3


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return the mean yearly gap over the next three years / persons employed, dated at the last known year."""
    if evidence.gap is None:
        return pd.DataFrame({"occupation": [], "year": [], "value": [], "size": []})
    occupations = evidence.gap.index["occupation"]
    stock = evidence.stock().xs(evidence.year, level="year").reindex(occupations).to_numpy()
    gap = evidence.gap.mean()[:, :YEARS_AHEAD].mean(axis=1)
    frame = pd.DataFrame({"occupation": occupations, "year": evidence.year, "value": gap / stock, "size": stock})
    return frame[frame["size"] > 0]
