"""What was known when: a panel in all the versions in which it was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.errors import DataError, ParameterError, Problem
from skillcast.forecasting.calendar import read_calendar
from skillcast.forecasting.protocol import Floats, Ints
from skillcast.panel import Panel


@dataclass(frozen=True)
class Vintages:
    """Releases of N series over T periods.

    Parameters
    ----------
    index
        (N rows) the key of each series.
    periods
        (T,) the calendar.
    row, column
        (R) series and period of each release, in order of publication.
    day
        (R) when it was published.
    value
        (R) the figure, in the unit of the variable.

    Notes
    -----
    An origin is the day on which a period's first figures came out; what is `known` then is every release up to that day,
    of that period and earlier ones. Periods that were already history in the first vintage are no origins: nobody can say
    what was known of them in their time.

    Examples
    --------
    >>> frame = pd.DataFrame({"unique_id": "C31", "ds": [2023, 2023, 2024], "vintage": [2023, 2024, 2024], "y": [9.0, 10, 12]})
    >>> vintages = Vintages.from_frame(frame)
    >>> vintages.known(pd.Period("2023", freq="Y")).values.tolist(), vintages.latest.values.tolist()
    ([[9.0]], [[10.0, 12.0]])
    """

    index: pd.DataFrame
    periods: pd.PeriodIndex
    row: Ints
    column: Ints
    day: NDArray[np.datetime64]
    value: Floats

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        *,
        keys: Sequence[str] = ("unique_id",),
        period: str = "ds",
        value: str = "y",
        vintage: str = "vintage",
    ) -> Vintages:
        """Read a long frame.

        Parameters
        ----------
        frame
            One row a release; row order does not matter, empty figures are passed over. A vintage may hold all figures
            or only new and revised ones.
        keys, period, value
            Names of the columns; periods and figures as for `skillcast.forecast`.
        vintage
            Column that says when the figure was published: a date, or a year, quarter or month, which counts as
            its last day.

        Raises
        ------
        DataError
            A column or cell missing, a figure or label that is none, a release given twice; every fault at once.
        """
        missing = [name for name in (*keys, period, value, vintage) if name not in frame.columns]
        if missing:
            facts = {"allowed": ", ".join((*keys, period, value, vintage))}
            raise DataError([Problem("missing-column", column=name, facts=facts) for name in missing])
        calendar, periods, problems = read_calendar(frame[period])
        dates, stamps, faults = read_calendar(frame[vintage])
        problems += [Problem(fault.kind, row=fault.row, column=vintage, value=fault.value) for fault in faults]
        figures = pd.to_numeric(frame[value], errors="coerce").to_numpy(dtype=np.float64)
        problems += _faults(frame[value], figures)
        problems += [
            Problem("missing-value", row=int(at) + 2, column=name)
            for name in keys
            for at in np.flatnonzero(frame[name].isna())
        ]
        if problems or not len(frame):
            raise DataError(problems or [Problem("empty-table")])
        written = dates.style in ("date", "date-text")
        days = pd.DatetimeIndex(pd.to_datetime(frame[vintage])) if written else stamps.to_timestamp(how="end")
        releases = frame[list(keys)].assign(_period=periods, _day=days.normalize(), _value=figures)
        _refuse_repeats(releases.drop(columns="_value"), vintage)
        releases = releases.dropna(subset="_value").sort_values(["_day", *keys, "_period"], kind="stable")
        index = releases[list(keys)].drop_duplicates().sort_values(list(keys), ignore_index=True)
        place = releases[list(keys)].merge(index.assign(_row=range(len(index))), how="left")["_row"]
        whole = pd.period_range(periods.min(), periods.max(), freq=calendar.freq)
        return cls(
            index,
            whole,
            place.to_numpy(dtype=np.int64),
            whole.get_indexer(pd.PeriodIndex(releases["_period"])).astype(np.int64),
            releases["_day"].to_numpy(),
            releases["_value"].to_numpy(),
        )

    @property
    def origins(self) -> dict[int, np.datetime64]:
        """Positions of the periods that were once the last ones published, and the day when they first were."""
        furthest = np.maximum.accumulate(self.column)
        days, last = np.unique(self.day[::-1], return_index=True)
        reached = furthest[::-1][last]
        return {int(at): days[np.argmax(reached == at)] for at in np.unique(reached)}

    def known(self, origin: pd.Period) -> Panel:
        """Return the panel, up to `origin`, as it stood on the day the first figures of `origin` came out.

        Raises ``KeyError`` where that period never was the last one published.
        """
        end = int(self.periods.get_indexer(pd.PeriodIndex([origin]))[0])
        return self._panel(self.day <= self.origins[end], end + 1)

    @property
    def latest(self) -> Panel:
        """The panel by the last release of each figure."""
        return self._panel(np.ones(len(self.day), dtype=bool), len(self.periods))

    @property
    def first(self) -> Panel:
        """The panel by the first release of each figure."""
        return self._panel(np.ones(len(self.day), dtype=bool), len(self.periods), backwards=True)

    def revisions(self) -> pd.DataFrame:
        """Return how far figures moved from their first to their last release, one row a series.

        Columns: the keys, `figures` (published more than once), `mean_revision` and `mean_absolute_revision` in the unit
        of the variable, `relative` (sum of absolute revisions over sum of last releases). Periods before the first origin
        are left out, for their own first releases are not known.
        """
        times = np.zeros((len(self.index), len(self.periods)), dtype=np.int64)
        np.add.at(times, (self.row, self.column), 1)
        revised = (times > 1) & (np.arange(len(self.periods)) >= min(self.origins))
        moved = np.where(revised, self.latest.values - self.first.values, 0.0)
        size = np.where(revised, self.latest.values, 0.0).sum(axis=1)
        number = revised.sum(axis=1)
        some = np.where(number, number, np.nan)
        return self.index.assign(
            figures=number,
            mean_revision=moved.sum(axis=1) / some,
            mean_absolute_revision=np.abs(moved).sum(axis=1) / some,
            relative=np.abs(moved).sum(axis=1) / np.where(size > 0, size, np.nan),
        )

    def arranged(self, panel: Panel) -> Vintages:
        """Return the same releases with the series in the order of `panel`.

        Raises ``ParameterError`` where the panel has other series or periods.
        """
        keys = self.index.merge(panel.index.assign(_row=range(len(panel.index))), how="left", on=list(self.index))
        place = keys["_row"]
        if place.isna().any() or len(place) != len(panel.index) or not self.periods.equals(panel.periods):
            reason = {
                "reason": "序列和时期须与 panel 相同",
                "reason_en": "its series and periods must be those of the panel",
            }
            raise ParameterError([Problem("bad-parameter", column="vintages", value="Vintages", facts=reason)])
        return replace(self, index=panel.index, row=place.to_numpy(dtype=np.int64)[self.row])

    def _panel(self, use: NDArray[np.bool_], length: int, *, backwards: bool = False) -> Panel:
        """Return the last (or with `backwards` the first) of the releases in `use` of each figure."""
        values = np.full((len(self.index), len(self.periods)), np.nan)
        order = np.flatnonzero(use)[:: -1 if backwards else 1]
        values[self.row[order], self.column[order]] = self.value[order]
        return Panel(self.index, self.periods[:length], values[:, :length].copy())


def _faults(column: pd.Series, figures: Floats) -> list[Problem]:
    lost, wrong = np.isnan(figures) & column.notna().to_numpy(), (figures < 0) | np.isinf(figures)
    facts = {"allowed": "[0, +∞)", "unit": "-"}
    return [
        Problem(kind, row=int(at) + 2, column=str(column.name), value=column.iloc[at], facts=facts)
        for kind, places in (("not-a-number", lost), ("out-of-range", wrong))
        for at in np.flatnonzero(places)
    ]


def _refuse_repeats(releases: pd.DataFrame, vintage: str) -> None:
    """Raise DataError for every release that repeats series, period and day of an earlier one."""
    number = pd.Series(np.arange(len(releases)) + 2, index=releases.index)
    first = number.groupby([releases[name] for name in releases]).transform("min")
    repeats = releases[number != first]
    if len(repeats):
        raise DataError(
            Problem(
                "duplicate-key",
                row=int(number[at]),
                column=vintage,
                value=" ".join(map(str, releases.loc[at])),
                facts={"other": int(first[at])},
            )
            for at in repeats.index
        )
