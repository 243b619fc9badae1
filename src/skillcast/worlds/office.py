"""Tables an office of a simulated world keeps: earlier catalogues and announced events."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.streams import stream
from skillcast.worlds.catalogues import GRADES
from skillcast.worlds.labels import Labels
from skillcast.worlds.settings import Settings
from skillcast.worlds.stocks import Counts, Floats

CATALOGUES = 6
LISTED_ABOVE, LONGEST, ERROR = 0.25, 0.3, 0.08


def history_table(settings: Settings, names: Labels, tightness: Floats, *, seed: int) -> pd.DataFrame:
    """Return table `history`: catalogues a committee drew up from what it saw of last year's tightness.

    Parameters
    ----------
    tightness
        (O, T-1) yearly log tightness from the second year on. A committee errs (sd 0.08), lists what it sees above 0.25 and at
        most three in ten occupations.
    """
    rows: list[tuple[object, ...]] = []
    for year in range(max(settings.base - CATALOGUES + 1, settings.years[2]), settings.base + 1):
        seen = tightness[:, year - 1 - settings.years[1]]
        score = seen + stream(seed, "history", year).normal(0, ERROR, len(seen))
        rank = np.argsort(np.argsort(-score, kind="stable"), kind="stable") + 1
        listed = (score > LISTED_ABOVE) & (rank <= LONGEST * len(seen))
        for row, code in enumerate(names.occupations):
            grade = next(word for floor, word in GRADES if score[row] > floor)
            rows.append(
                (year, code, "listed", grade, int(rank[row])) if listed[row] else (year, code, "unlisted", None, None)
            )
    return pd.DataFrame(rows, columns=["year", "occupation", "status", "grade", "rank"])


def events_table(settings: Settings, names: Labels, employed: Counts) -> pd.DataFrame:
    """Return table `events`: what is announced, with the posts announced and the chance that it comes true.

    Parameters
    ----------
    employed
        (I,) persons in the base year, to which `Event.share` refers.
    """
    rows = [
        (
            f"{'项目' if event.share > 0 else '关停'}{number + 1}（模拟）",
            names.industries[event.industry],
            settings.base + event.start,
            round(event.share * float(employed[event.industry])),
            event.probability,
        )
        for number, event in enumerate(settings.events)
        if event.announced
    ]
    return pd.DataFrame(rows, columns=["name", "industry", "start", "jobs", "probability"])
