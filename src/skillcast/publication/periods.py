"""Quarters and years: what they are called, and which lie within which."""

from __future__ import annotations

import pandas as pd

from skillcast.publication.words import Words

LAST_QUARTER, LAST_YEAR = "qoq", "yoy"


def is_annual(period: str) -> bool:
    """Return whether a period is a year (``2026``), not a quarter (``2026Q3``)."""
    return "Q" not in period


def period_words(period: str, say: Words) -> str:
    """Return a period as running text says it.

    Examples
    --------
    >>> period_words("2026Q3", Words("zh")), period_words("2026", Words("en")), period_words("2026Q3", Words("en"))
    ('2026年第三季度', '2026', 'the third quarter of 2026')
    """
    year, _, quarter = period.partition("Q")
    if not quarter:
        return say(f"{year}年", year)
    place = int(quarter) - 1
    ordinal = ("first", "second", "third", "fourth")[place]
    return say(f"{year}年第{'一二三四'[place]}季度", f"the {ordinal} quarter of {year}")


def earlier_words(key: str, period: str, say: Words) -> str:
    """Return what the period is called that a period is compared with (``qoq``: the last quarter, ``yoy``: a year earlier).

    Examples
    --------
    >>> earlier_words("yoy", "2026Q3", Words("zh")), earlier_words("yoy", "2026", Words("zh"))
    ('去年同期', '上年')
    """
    if key == LAST_QUARTER:
        return say("上季度", "last quarter")
    return say("上年", "the year before") if is_annual(period) else say("去年同期", "a year earlier")


def within(label: str, unit: pd.Period) -> bool:
    """Return whether a period of a table lies within a longer one."""
    part = pd.Period(label)
    return bool(part.start_time >= unit.start_time and part.end_time <= unit.end_time)
