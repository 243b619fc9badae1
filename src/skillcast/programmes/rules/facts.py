"""What rules look at, and how they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.programmes.rules.outcomes import KEYS, Key, outcomes
from skillcast.programmes.rules.presets import Rule, number

Text = tuple[str, str]
# Whether flagged, school, programme, reason, reason_en.
Row = tuple[bool, str, str, str, str]
COLUMNS = ["flagged", *KEYS, "reason", "reason_en"]
NO_DATA: Text = ("数据不足，不能判定", "not enough data to judge")
NOT_SET: Text = ("标准未设定，不能判定", "no bound is set: not judged")
# Name, English name and unit of what rules compare.
WORDS: dict[str, tuple[str, str, str]] = {
    "placement": ("去向落实率", "placement", "%"),
    "enrolled": ("实际招生", "intake", "人"),
    "first_choice_share": ("第一志愿录取率", "first choice", "%"),
    "site_share": ("专业设置率", "share of schools", "%"),
    "student_teacher": ("生师比", "students to a teacher", ""),
    "teachers": ("专任教师", "teachers", "人"),
}


@dataclass(frozen=True)
class Facts:
    """The programmes a rule is about, and what is known of them.

    Parameters
    ----------
    programmes
        Table `programmes`.
    cohorts
        Table `cohorts` up to `year`, also of programmes that are no longer offered.
    past
        Result of `outcomes` with level and first_choice_share (%, of enrolled).
    thresholds
        Parameters by name.
    staff
        Optional: school, programme, student_teacher, teachers.
    shortage
        Optional: by programme, the names of the shortage occupations it leads to.
    """

    programmes: pd.DataFrame
    cohorts: pd.DataFrame
    past: pd.DataFrame
    year: int
    thresholds: Mapping[str, float]
    staff: pd.DataFrame | None = None
    shortage: Mapping[str, str] | None = None

    @property
    def keys(self) -> list[Key]:
        return list(self.programmes[KEYS].sort_values(KEYS).itertuples(index=False, name=None))

    def only(self, levels: Iterable[str]) -> Facts:
        """Return the same facts for the programmes of some levels."""
        wanted = set(levels)
        programmes = self.programmes[self.programmes["level"].isin(wanted)]
        cohorts = self.cohorts[self.cohorts["school"].isin(programmes["school"])]
        return replace(self, programmes=programmes, cohorts=cohorts, past=self.past[self.past["level"].isin(wanted)])

    def number(self, value: float | str) -> float:
        return number(value, self.thresholds)


Finder = Callable[[Facts, Rule], pd.DataFrame]


def collect_facts(
    programmes: pd.DataFrame,
    cohorts: pd.DataFrame,
    thresholds: Mapping[str, float],
    *,
    year: int,
    staff: pd.DataFrame | None = None,
    shortage: Mapping[str, str] | None = None,
) -> Facts:
    """Return the facts of a city as known at the end of `year`."""
    past = outcomes(programmes, cohorts, year)
    levels = programmes.set_index(KEYS)["level"]
    past["level"] = levels.reindex(pd.MultiIndex.from_frame(past[KEYS])).to_numpy()
    first = past.get("first_choice", np.nan)
    past["first_choice_share"] = 100 * first / past["enrolled"].where(past["enrolled"] > 0)
    known = cohorts[cohorts["intake_year"] <= year]
    return Facts(programmes, known, past, year, thresholds, staff, shortage)


def findings(rows: Iterable[Row]) -> pd.DataFrame:
    """Return what a rule found: programmes flagged, and (flagged False) those it cannot judge."""
    frame = pd.DataFrame(list(rows), columns=COLUMNS)
    return frame.astype({"flagged": bool})


def judge(
    facts: Facts, values: pd.DataFrame, hit: NDArray[np.bool_], words: Callable[[NDArray[np.float64]], Text]
) -> pd.DataFrame:
    """Return findings of a rule that needs every one of the last classes to be hit.

    Parameters
    ----------
    values
        (P, N) last classes by programme, NaN where not known.
    hit
        (P, N) whether the class is beyond the line; only looked at where the value is known.
    words
        From the values of a programme to its reason.

    Notes
    -----
    A programme with a known class on the right side of the line is in order whatever the others are; without one, and with
    a class that is not known, it is not judged. So are programmes without any class.
    """
    array = values.to_numpy(dtype=np.float64)
    known = ~np.isnan(array)
    spared = (known & ~hit).any(axis=1)
    rows = []
    places = {key: row for row, key in enumerate(values.index)}
    for key in facts.keys:
        row = places.get(key)
        if row is None or (not known[row].all() and not spared[row]):
            rows.append((False, *key, *NO_DATA))
        elif not spared[row]:
            rows.append((True, *key, *words(array[row])))
    return findings(rows)


def not_set(facts: Facts) -> pd.DataFrame:
    """Return findings of a rule whose bound is not set."""
    return findings((False, *key, *NOT_SET) for key in facts.keys)


def in_words(column: str, values: Iterable[float]) -> Text:
    """Return values with their unit, such as ``59.0%、58.5%``."""
    unit = WORDS[column][2]
    form = "{:.1f}%" if unit == "%" else "{:.0f}" if unit else "{:.1f}"
    parts = [form.format(value) for value in values]
    return "、".join(parts) + ("人" if unit == "人" else ""), ", ".join(parts)
