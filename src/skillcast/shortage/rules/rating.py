"""A rating: an occupation's score, its class in the rule's own words, whether it is listed, and what was missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from skillcast.shortage.rules.facts import WORDS, Facts

UNRATED = ("不评级", "not rated")
Places = NDArray[np.int64]
Note = str | Sequence[str]


@dataclass(frozen=True)
class Grade:
    """A class of a rule, in its own words, and whether the rule's list holds it."""

    zh: str
    en: str
    listed: bool


def band(score: ArrayLike, edges: Sequence[float], *, upper: bool = False) -> Places:
    """Return the class of each score: how many of the ascending `edges` it has passed; -1 where it is missing.

    A score that equals an edge has passed it, or, with `upper`, has not. Scores are rounded to nine decimals first, so
    that the noise of the arithmetic never decides a class.

    Examples
    --------
    >>> band([0.1, 0.2, 0.3, float("nan")], [0.2]).tolist()
    [0, 1, 1, -1]
    >>> band([0.1, 0.2, 0.3], [0.2], upper=True).tolist()
    [0, 0, 1]
    """
    values = np.round(np.asarray(score, dtype=np.float64), 9)
    limits = np.asarray(edges, dtype=np.float64)
    passed = np.searchsorted(limits, values, side="left") if upper else np.searchsorted(limits, values, side="right")
    return np.where(np.isnan(values), -1, passed)


def rate(
    facts: Facts,
    score: pd.Series,
    place: Places,
    grades: Sequence[Grade],
    *,
    missing: dict[str, pd.Series],
    notes: Sequence[tuple[Note, Note]] = (),
) -> pd.DataFrame:
    """Return the ratings of a rule.

    Parameters
    ----------
    facts
        What the rule has read.
    score
        The rule's score by occupation; NaN where it gives none.
    place
        Class of each occupation, a place in `grades`; -1 where the rule gives no rating.
    grades
        The classes.
    missing
        Inputs by name (`WORDS`), each with whether it is missing for an occupation.
    notes
        Stand-ins and warnings in Chinese and English, for all occupations or one an occupation.

    Returns
    -------
    DataFrame
        occupation, year, score, grade, grade_en, listed (boolean, NA without a rating), missing, missing_en, note, note_en.
    """
    rated = place >= 0
    classes = [grades[i] if i >= 0 else None for i in place]
    listed = [pd.NA if grade is None else grade.listed for grade in classes]
    lacking = np.column_stack([missing[name].to_numpy(dtype=bool) for name in missing])
    said = [_spread(note, len(place)) for note in notes]
    return pd.DataFrame(
        {
            "occupation": facts.occupations.to_numpy(),
            "year": facts.year,
            "score": np.where(rated, score.to_numpy(dtype=np.float64), np.nan),
            "grade": [UNRATED[0] if grade is None else grade.zh for grade in classes],
            "grade_en": [UNRATED[1] if grade is None else grade.en for grade in classes],
            "listed": pd.array(listed, dtype="boolean"),
            "missing": _phrases(lacking, [WORDS[name][0] for name in missing], "、"),
            "missing_en": _phrases(lacking, [WORDS[name][1] for name in missing], ", "),
            "note": ["；".join(filter(None, (zh[i] for zh, _ in said))) for i in range(len(place))],
            "note_en": ["; ".join(filter(None, (en[i] for _, en in said))) for i in range(len(place))],
        }
    )


def enough(known: pd.DataFrame, minimum: int) -> NDArray[np.bool_]:
    """Whether at least `minimum` of the columns are known, by occupation."""
    return np.asarray(known.notna().sum(axis=1) >= minimum)


def where(flag: pd.Series, words: tuple[str, str]) -> tuple[list[str], list[str]]:
    """Return a note that stands only where `flag` is true."""
    return [words[0] if yes else "" for yes in flag], [words[1] if yes else "" for yes in flag]


def zero(values: pd.Series, name: str) -> tuple[list[str], list[str]]:
    """Return the note that an input is zero, so that what is divided by it has no value: zero is not missing."""
    zh, en = WORDS[name]
    return where(values == 0, (f"{zh}为零，无从计算", f"{en}: zero, so there is nothing to reckon"))


def _spread(note: tuple[Note, Note], count: int) -> tuple[Sequence[str], Sequence[str]]:
    zh, en = ([part] * count if isinstance(part, str) else part for part in note)
    return zh, en


def _phrases(flags: NDArray[np.bool_], words: Sequence[str], mark: str) -> list[str]:
    return [mark.join(word for word, flag in zip(words, row, strict=True) if flag) for row in flags]
