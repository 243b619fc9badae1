"""Australia: the share of advertised vacancies that are filled, and what drives a shortage."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.shortage.rules.facts import Facts
from skillcast.shortage.rules.rating import Grade, band, rate, zero

GRADES = (Grade("短缺", "shortage", True), Grade("不短缺", "no shortage", False))
NINETY = ("90天内填补的比重", "share filled within 90 days")
DRIVERS = {
    "long_training_gap": ("长期培训缺口", "long training gap"),
    "short_training_gap": ("短期培训缺口", "short training gap"),
    "suitability_gap": ("合适性缺口", "suitability gap"),
    "retention_gap": ("留任缺口", "retention gap"),
    "undetermined": ("成因待定", "to be determined"),
}


def rate_occupations(facts: Facts) -> pd.DataFrame:
    """Return the ratings; below ``rules.australian_fill_rate`` is a shortage, whose drivers the note names."""
    demand, unfilled = facts.now("demand"), facts.now("unfilled_90d")
    score = 1 - unfilled / demand.where(demand > 0)
    place = band(score, [facts.parameters.number("rules.australian_fill_rate")])
    causes = drivers(facts)
    words = [
        [DRIVERS[name] for name in DRIVERS if at == 0 and row[name]]
        for row, at in zip(causes.to_dict("records"), place, strict=True)
    ]
    notes = (["、".join(zh for zh, _ in row) for row in words], [", ".join(en for _, en in row) for row in words])
    missing = {"demand": demand.isna(), "unfilled_90d": unfilled.isna()}
    for name in ("qualified_applicants", "suitable_applicants", "long_training", "retention"):
        missing[name] = facts.now(name).isna() & (place == 0)
    return rate(facts, score, place, GRADES, missing=missing, notes=[zero(demand, "demand"), NINETY, notes])


def drivers(facts: Facts) -> pd.DataFrame:
    """Return which drivers of `DRIVERS` hold, as if the occupation were short; more than one may.

    Few qualified applicants are a training gap, long or short by the training needed; enough that do not suit are a
    suitability gap (small suitable share of the qualified); low retention with few applicants is a retention gap. What is
    missing decides nothing, and without any driver the cause is to be determined.
    """
    p = facts.parameters
    qualified, suitable = facts.now("qualified_applicants"), facts.now("suitable_applicants")
    long, retention = facts.now("long_training"), facts.now("retention")
    few = qualified.round(9) < p.number("rules.australian_qualified")
    fit = (suitable / qualified.where(qualified > 0)).round(9)
    found = {
        "long_training_gap": few & (long == 1),
        "short_training_gap": few & (long == 0),
        "suitability_gap": qualified.notna() & ~few & (fit < p.number("rules.australian_suitable")),
        "retention_gap": few & (retention.round(9) < p.number("rules.australian_retention")),
    }
    frame = pd.DataFrame(found, index=facts.occupations)
    return frame.assign(undetermined=~np.asarray(frame.any(axis=1)))
