"""When workers leave, given the law and what it leaves open: early or late by choice, hardship trades, contributions.

Measures of the State Council annexed to the decision of 13 September 2024: from 2025 a worker may leave up to three
years early, but not below the age before the reform (article 3), or stay up to three years longer by agreement
(article 3); who lacks the least months of contribution goes on contributing (article 2). Earlier ages of hardship
trades (特殊工种) follow older rules and are options here, not facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillcast.demand.retirement import (
    IN_FORCE,
    SCHEDULES,
    Schedule,
    minimum_contribution,
    statutory_age,
    without_reform,
)
from skillcast.errors import ParameterError, Problem
from skillcast.parameters import Parameters

Floats = NDArray[np.float64]
Months = NDArray[np.int64]
LONGEST_CHOICE = 36


@dataclass(frozen=True)
class RetirementOptions:
    """How workers use what the law leaves open; by default everyone leaves at the statutory age.

    Parameters
    ----------
    early_share, early_months
        Share of workers who leave early by choice, and by how many months (at most 36, never below the age before the
        reform).
    late_share, late_months
        Share who stay on by agreement, and for how many months (at most 36).
    short_share
        Share who reach the statutory age with the old minimum of 180 months of contribution and go on until they have
        what the year asks for.
    hardship_men, hardship_women
        Ages in years at which workers of hardship trades leave; how many those are is told by occupation.
    women_55_share
        Share of women whose age was 55 before the reform.
    late_exit
        Yearly share leaving among those still at work although every route above has ended for them.
    reform
        False asks what would be if the decision were taken back.

    Raises
    ------
    ParameterError
        If a share is outside [0, 1], the shares of one worker's routes exceed 1, or months exceed what the law allows.

    Examples
    --------
    >>> RetirementOptions(early_share=0.2).on_time_share
    0.8
    """

    early_share: float = 0.0
    early_months: int = LONGEST_CHOICE
    late_share: float = 0.0
    late_months: int = LONGEST_CHOICE
    short_share: float = 0.0
    hardship_men: int = 55
    hardship_women: int = 45
    women_55_share: float = 0.3
    late_exit: float = 0.5
    reform: bool = True

    def __post_init__(self) -> None:
        limits = [
            *((name, 1) for name in ("early_share", "late_share", "short_share", "women_55_share", "late_exit")),
            *((name, LONGEST_CHOICE) for name in ("early_months", "late_months")),
        ]
        faults = [
            _fault(name, value, f"允许范围 [0, {limit}]", f"allowed range [0, {limit}]")
            for name, limit in limits
            if not 0 <= (value := getattr(self, name)) <= limit
        ]
        if not faults and self.on_time_share < -1e-9:
            words = ("与 late_share、short_share 合计超过 1", "with late_share and short_share it exceeds 1")
            faults = [_fault("early_share", self.early_share, *words)]
        if faults:
            raise ParameterError(faults)

    @property
    def on_time_share(self) -> float:
        """Share of workers who leave in the month they reach the statutory age."""
        return 1 - self.early_share - self.late_share - self.short_share

    def schedule(self, who: str) -> Schedule:
        """Return one of `SCHEDULES`, or what it was before the reform."""
        return SCHEDULES[who] if self.reform else without_reform(SCHEDULES[who])

    def classes(self, sex: str) -> list[tuple[float, Schedule, int]]:
        """Return share, schedule and hardship age in months of each class of workers of a sex."""
        if sex == "male":
            return [(1.0, self.schedule("men"), 12 * self.hardship_men)]
        shares = (self.women_55_share, 1 - self.women_55_share)
        names = ("women_55", "women_50")
        return [(share, self.schedule(who), 12 * self.hardship_women) for share, who in zip(shares, names, strict=True)]


def retirement_options(p: Parameters) -> RetirementOptions:
    """Return the options the parameters in force set.

    Examples
    --------
    >>> from skillcast.parameters import load_parameters
    >>> retirement_options(load_parameters(2025)) == RetirementOptions()
    True
    """
    return RetirementOptions(
        early_share=p.number("demand.early_share"),
        early_months=p.integer("demand.early_months"),
        late_share=p.number("demand.late_share"),
        late_months=p.integer("demand.late_months"),
        short_share=p.number("demand.short_share"),
        hardship_men=p.integer("demand.hardship_men"),
        hardship_women=p.integer("demand.hardship_women"),
        women_55_share=p.number("demand.women_55_share"),
        late_exit=p.number("demand.late_exit"),
        reform=p.text("demand.retirement_reform") == "in_force",
    )


def _fault(name: str, value: object, zh: str, en: str) -> Problem:
    return Problem("bad-parameter", column=f"demand.{name}", value=value, facts={"reason": zh, "reason_en": en})


def leaving_months(births: Months, schedule: Schedule, options: RetirementOptions) -> Iterator[tuple[float, Months]]:
    """Yield the share of workers on each ordinary route and the month in which each birth month leaves on it.

    Parameters
    ----------
    births
        Months since year 0, of any shape.
    schedule
        One of `SCHEDULES`.
    options
        Shares and months of the routes.
    """
    due = births + statutory_age(births, schedule)
    yield options.on_time_share, due
    yield options.early_share, np.maximum(births + schedule.before, due - options.early_months)
    yield options.late_share, np.where(due >= IN_FORCE, due + options.late_months, due)
    yield options.short_share, _enough_contributions(due) if options.reform else due


def _enough_contributions(due: Months) -> Months:
    """Return the first month in which 180 months at `due` and one more each month meet the minimum of that year."""
    waits = np.arange(61)
    later = due[..., None] + waits
    return np.asarray(due + np.argmax(180 + waits >= minimum_contribution(later // 12), axis=-1))


def retirement_flow(
    ages: NDArray[np.int64], year: int, sex: str, options: RetirementOptions, hardship: float = 0.0
) -> tuple[Floats, Floats]:
    """Return the shares of persons of each age still due to leave when `year` begins, and of those who leave within it.

    Parameters
    ----------
    ages
        (A) completed years of age at the end of the year before.
    year
        The year of the flow.
    sex
        ``male`` or ``female``.
    options
        Classes and routes.
    hardship
        Share of workers in hardship trades.

    Returns
    -------
    still, leaving
        (A) each. Births are taken as even over the months of a year.
    """
    births = (year - 1 - ages)[:, None] * 12 + np.arange(12)[None, :]
    still, leaving = np.zeros(len(ages)), np.zeros(len(ages))
    for share, schedule, hardship_age in options.classes(sex):
        routes = [((1 - hardship) * part, months) for part, months in leaving_months(births, schedule, options)]
        for part, months in [*routes, (hardship, births + hardship_age)]:
            still += share * part * (months >= year * 12).mean(axis=1)
            leaving += share * part * (months // 12 == year).mean(axis=1)
    return still, leaving


def retirement_rate(
    ages: NDArray[np.int64], year: int, sex: str, options: RetirementOptions, hardship: float = 0.0
) -> Floats:
    """Return the share of those at work at each age who retire within `year`.

    Parameters
    ----------
    ages, year, sex, options, hardship
        As in `retirement_flow`.

    Returns
    -------
    (A) shares. Who is at work after every route has ended leaves at ``options.late_exit`` a year.

    Examples
    --------
    >>> retirement_rate(np.array([40, 59, 70]), 2024, "male", RetirementOptions()).tolist()
    [0.0, 1.0, 0.5]
    """
    still, leaving = retirement_flow(ages, year, sex, options, hardship)
    due = still > 1e-12
    return np.asarray(np.where(due, leaving / np.where(due, still, 1.0), options.late_exit))


def flow_factor(years: Sequence[int], who: str, options: RetirementOptions | None = None) -> Floats:
    """Return yearly retirements relative to no reform where every birth month counts the same number of workers.

    Parameters
    ----------
    years
        Years of the flow, (H).
    who
        One of `SCHEDULES`.
    options
        Routes; everyone at the statutory age when None.

    Returns
    -------
    (H) factors; 1 is the flow of the old law.

    Examples
    --------
    >>> flow_factor([2024, 2025, 2026, 2040], "men").round(2).tolist()
    [1.0, 0.75, 0.83, 1.0]
    """
    chosen = options or RetirementOptions()
    births = np.arange(12 * (min(years) - 75), 12 * (max(years) - 40))
    flow = np.zeros(len(years))
    for share, months in leaving_months(births, chosen.schedule(who), chosen):
        flow += share * np.array([(months // 12 == year).sum() for year in years]) / 12
    return flow
