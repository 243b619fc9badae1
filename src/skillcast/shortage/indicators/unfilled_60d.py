"""Share of vacancies still unfilled after 60 days: one less the fill rate at 60 days."""

import pandas as pd

from skillcast.shortage.evidence import Evidence
from skillcast.shortage.indicators.unfilled import unfilled_share


def compute(evidence: Evidence) -> pd.DataFrame:
    """Return unfilled / demand of each occupation and year; nothing where the register does not say."""
    return unfilled_share(evidence, "unfilled_60d")
