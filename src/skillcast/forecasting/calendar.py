"""Reading the `ds` column: what frequency it has, and how its labels go on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.errors import Problem
from skillcast.forecasting.protocol import Ints

Style = Literal["number", "text", "period", "date", "date-text"]
YEAR = re.compile(r"[12]\d{3}")
LABEL = {
    "Y": YEAR,
    "Q": re.compile(r"([12]\d{3})-?[Qq]([1-4])"),
    "M": re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])"),
}
DATE = re.compile(r"[12]\d{3}-\d{2}-\d{2}([ T].*)?")


@dataclass(frozen=True)
class Calendar:
    """How `ds` was written: its frequency, its style, and for dates the month and day of a period's label.

    `month` is the place of the month within the period (1 the first), `at_end` whether dates are the last of a month,
    `day` the day otherwise.
    """

    freq: str
    style: Style
    month: int = 1
    day: int = 1
    at_end: bool = False

    def labels(
        self, periods: pd.PeriodIndex, *, repeat: int = 1
    ) -> NDArray[np.generic] | pd.PeriodIndex | pd.DatetimeIndex:
        """Return labels of `periods` written as the column was, the whole repeated `repeat` times."""
        whole = pd.PeriodIndex(np.tile(periods.to_numpy(), repeat), freq=periods.freq)
        if self.style == "number":
            return np.asarray(whole.year)
        if self.style == "text":
            return np.asarray(whole.astype(str))
        if self.style == "period":
            return whole
        months = whole.asfreq("M", how="S") + (self.month - 1)
        stamps = months.to_timestamp(how="start")
        stamps = stamps + pd.offsets.MonthEnd(0) if self.at_end else stamps + pd.Timedelta(days=self.day - 1)
        return stamps if self.style == "date" else np.asarray(stamps.strftime("%Y-%m-%d"))


def read_calendar(column: pd.Series) -> tuple[Calendar, pd.PeriodIndex, list[Problem]]:
    """Return calendar and periods of a `ds` column, with a problem for each label that is not one.

    Where there are problems the periods are empty. Labels of several frequencies are a problem, not a guess.

    Examples
    --------
    >>> calendar, periods, problems = read_calendar(pd.Series(["2025Q3", "2025Q4"]))
    >>> calendar.freq, calendar.labels(periods + 1).tolist(), problems
    ('Q', ['2025Q4', '2026Q1'], [])
    """
    empty = pd.PeriodIndex([], freq="Y")
    lost = np.flatnonzero(column.isna())
    if len(lost):
        return Calendar("Y", "text"), empty, [_problem("missing-value", row) for row in lost]
    if isinstance(column.dtype, pd.PeriodDtype):
        freq = column.dtype.freq.freqstr[0].replace("A", "Y")
        if freq in LABEL:
            return Calendar(freq, "period"), pd.PeriodIndex(column).asfreq(freq), []
        return Calendar("Y", "period"), empty, [_problem("bad-period", 0, column.iloc[0])]
    if pd.api.types.is_datetime64_any_dtype(column):
        return _from_dates(pd.DatetimeIndex(column).tz_localize(None), "date")
    place, labels = pd.factorize(column)
    if all(hasattr(label, "isoformat") for label in labels):
        return _from_dates(pd.DatetimeIndex(pd.to_datetime(column)).tz_localize(None), "date")
    return _from_labels(list(labels), place)


def _from_labels(labels: list[object], place: Ints) -> tuple[Calendar, pd.PeriodIndex, list[Problem]]:
    """Read labels that differ, each row's being the one at its `place`."""
    numeric = all(isinstance(label, int | float | np.number) for label in labels)
    texts = pd.Series([f"{label:g}" if isinstance(label, float) else str(label).strip() for label in labels])
    kinds = texts.map(_kind)

    def refused(kind: str, wrong: pd.Series) -> tuple[Calendar, pd.PeriodIndex, list[Problem]]:
        problems = [_problem(kind, row, labels[place[row]]) for row in np.flatnonzero(wrong.to_numpy()[place])]
        return Calendar("Y", "text"), pd.PeriodIndex([], freq="Y"), problems

    if (kinds == "").any():
        return refused("bad-period", kinds == "")
    usual = kinds.iloc[place].mode().iloc[0]
    if (kinds != usual).any():
        return refused("mixed-frequency", kinds != usual)
    if usual == "D":
        stamps = pd.to_datetime(texts, errors="coerce")
        if stamps.isna().any():
            return refused("bad-period", stamps.isna())
        return _from_dates(pd.DatetimeIndex(stamps.iloc[place]), "date-text")
    if usual == "Q":
        texts = texts.str.upper().str.replace("-", "")
    return Calendar(usual, "number" if numeric else "text"), pd.PeriodIndex(texts, freq=usual).take(place), []


def _kind(text: str) -> str:
    for freq, pattern in LABEL.items():
        if pattern.fullmatch(text):
            return freq
    return "D" if DATE.fullmatch(text) else ""


def _from_dates(stamps: pd.DatetimeIndex, style: Style) -> tuple[Calendar, pd.PeriodIndex, list[Problem]]:
    """Infer the frequency of dates from the months they fall in."""
    months = np.unique(stamps.month)
    if len(months) == 1:
        freq, place = "Y", int(months[0])
    elif len(months) <= 4 and len(np.unique(months % 3)) == 1:
        freq, place = "Q", int((months[0] - 1) % 3 + 1)
    else:
        freq, place = "M", 1
    at_end = bool(stamps.is_month_end.all())
    day = 1 if at_end else int(min(stamps.day.min(), 28))
    return Calendar(freq, style, place, day, at_end), stamps.to_period(freq), []


def _problem(kind: str, row: int | np.integer, value: object = "") -> Problem:
    return Problem(kind, row=int(row) + 2, column="ds", value=value)
