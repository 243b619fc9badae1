"""求人倍率 by occupation and year."""

import pandas as pd

from skillcast.shortage.evidence import Evidence
from skillcast.shortage.ratio import openings_ratio


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return the ratio of each occupation, official (those without requirement shared out) or plain as the evidence says.

    Nothing where seekers are fewer than the evidence asks for: a ratio over two seekers says nothing.
    """
    # Totals are summed in the order of the counts, so that codes and the order of rows do not matter to the last bit.
    frame = evidence.registrations.sort_values(["year", "demand", "seekers"])
    parts = []
    for _, rows in frame.groupby("year"):
        ratio = openings_ratio(
            rows, group="occupation", method=evidence.ratio_method, minimum=max(evidence.minimum_seekers, 1)
        )
        parts.append(rows.assign(value=ratio, size=rows["demand"] + rows["seekers"]))
    out = pd.concat(parts)
    return out[out["occupation"] != "any"]
