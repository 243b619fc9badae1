"""The knobs of a simulated world, each with its unit and range."""

from __future__ import annotations

from dataclasses import dataclass, fields

from skillcast.errors import ParameterError, Problem

INFINITY = float("inf")
# Lowest and highest value of each knob; a knob that is not here is a yes or no, or is checked by itself.
RANGES: dict[str, tuple[float, float]] = {
    "industries": (2, 24),
    "occupations": (4, 80),
    "programmes": (1, 33),
    "persons": (5_000, 5_000_000),
    "base": (2010, 2060),
    "history": (6, 30),
    "ahead": (1, 10),
    "growth_spread": (0, 0.1),
    "common_shock": (0, 0.1),
    "own_shock": (0, 0.3),
    "persistence": (0, 0.9),
    "tail": (2.1, INFINITY),
    "event_ramp": (1, 10),
    "event_delay": (0, 1),
    "event_scale": (0, 1),
    "spillover_low": (-0.9, 5),
    "spillover_high": (-0.9, 5),
    "revision": (0, 0.2),
    "revision_memory": (0, 1),
    "sample": (10, 100_000),
    "sample_years": (1, 30),
    "design_effect": (1, 50),
    "concentration": (1, 100_000),
    "reference_years": (1, 30),
    "reference_scale": (1, 10_000),
    "reference_noise": (0, 0.5),
    "trend_spread": (0, 0.3),
    "trend_shared": (0, 1),
    "trend_own": (0, 0.3),
    "share_walk": (0, 0.2),
    "waves": (0, 1),
    "exit_spread": (0, 1),
    "exit_shock": (0, 1),
    "rates_error": (0, 1),
    "leaver_years": (0, 30),
    "women_55": (0, 1),
    "early": (0, 1),
    "late_exit": (0, 1),
    "transfer_rate": (0, 0.3),
    "intake": (0, 0.1),
    "intake_walk": (0, 0.5),
    "rate_spread": (0, 2),
    "cohort_shock": (0, 1),
    "crosswalk_certainty": (1, 10_000),
    "entrant_shock": (0, 1),
    "entrant_own": (0, 1),
    "response": (0, 1),
    "adjustment": (0, 1),
    "register_years": (1, 30),
    "demand_reported": (0.01, 1),
    "seekers_reported": (0.01, 1),
    "reported_spread": (0, 2),
    "register_noise": (0, 1),
    "firms": (10, 5_000),
    "response_rate": (0.05, 1),
    "dominant": (0, 0.95),
}


@dataclass(frozen=True)
class Event:
    """A project or a closure.

    Parameters
    ----------
    industry
        Its industry: 0 is the largest.
    start
        First year with (of a closure: without) the posts, in years after the base year; 1 is the first year ahead.
    share
        Posts as a share of the industry's employment in the base year; negative for a closure.
    probability
        Chance that it comes true. It is also the one the table `events` states.
    announced
        Whether the table `events` lists it.
    """

    industry: int
    start: int
    share: float
    probability: float = 0.6
    announced: bool = True


@dataclass(frozen=True)
class Settings:
    """What a simulated world is like. Every number is an assumption; `docs/howto/worlds.md` gives the reasons.

    Parameters
    ----------
    industries, occupations, programmes, persons
        Size: how many of each, and persons employed in the base year.
    base, history, ahead
        Base year, years of history (the base year included) and years of truth after it.
    growth_spread, common_shock, own_shock, persistence, tail
        Industries: standard deviation of mean log growth, of the yearly shock all share and of each one's own; share of
        a year's own shock that goes on in the next; degrees of freedom of the shocks (``inf``: normal).
    events, event_ramp, event_delay, event_scale, spillover_low, spillover_high
        Projects and closures. Projects: years until all posts exist, chance of starting a year late, log standard deviation
        of realised over announced posts. Closures take all their posts at once, and beyond them (below zero: short of
        them) in the same industry a share between the two ends.
    revision, revision_memory
        Log error of the first figure of a year, and the share of it that is left after each later year.
    sample, sample_years, design_effect
        Workers sampled a year and industry, years of samples, variance over that of a simple random sample.
    concentration
        How close the city is to the reference: its shares are Dirichlet(concentration x reference shares).
    reference_years, reference_scale, reference_noise
        Years of the reference table, its size in cities, log error of its cells.
    trend_spread, trend_shared, trend_own, share_walk
        Yearly log trend of reference shares (sd over occupations), the part of it the city follows, the city's own trend
        and its random walk (sd).
    recoded
        First year of the new code of one occupation, which stood under another code before; None: none is recoded.
    waves
        Share of occupations hired in one wave, most of whom reach the retirement age soon after the base year.
    exit_spread, exit_shock, rates_error, leaver_years
        Exits: spread over occupations (death and withdrawal) and yearly shock all share (logit, sd; retirement too, where the
        law leaves it open); log error of the level of the table `rates`, cause by cause; years in which leavers were
        counted (0: no table `leavers`).
    women_55, early, late_exit
        Retirement: share of women whose statutory age was 55, share of workers who leave as early as the law lets them, and
        yearly exit rate of those at work past their age.
    transfer_rate
        Yearly share that moves to another occupation or place.
    intake, intake_walk
        Persons who enter a programme each year over persons employed, and yearly log change of an intake (sd).
    rate_spread, cohort_shock
        Rates of completion, further study, placement and staying: spread over programmes and yearly shock all
        share (logit; the shock is t with 4 degrees of freedom).
    crosswalk_certainty
        True links are Dirichlet(certainty x the weights of the table).
    shortages
        False: whoever is wanted comes, so that no occupation is ever short (the negative control).
    entrant_shock, entrant_own, response, adjustment
        Entrants from outside the schools: yearly log shock all share (sd), lasting log shock of an occupation (sd), share of
        unusual need that is met within the year, share of it that becomes usual from one year to the next.
    register_years, demand_reported, seekers_reported, reported_spread, register_noise
        Employment service: years of registrations, share of posts and of seekers that are registered, its spread over
        occupations (log sd), noise of a quarter (log sd).
    firms, response_rate, dominant
        Enterprise survey: firms asked, share that answers, share of the largest industry that one firm employs.

    Raises
    ------
    ParameterError
        With every knob outside its range.

    Examples
    --------
    >>> Settings(sample=300).sample
    300
    """

    industries: int = 12
    occupations: int = 40
    programmes: int = 14
    persons: int = 60_000
    base: int = 2025
    history: int = 12
    ahead: int = 5
    growth_spread: float = 0.015
    common_shock: float = 0.010
    own_shock: float = 0.022
    persistence: float = 0.3
    tail: float = 5.0
    events: tuple[Event, ...] = (Event(industry=1, start=2, share=0.05),)
    event_ramp: int = 3
    event_delay: float = 0.3
    event_scale: float = 0.2
    spillover_low: float = -0.35
    spillover_high: float = 0.2
    revision: float = 0.010
    revision_memory: float = 0.5
    sample: int = 600
    sample_years: int = 5
    design_effect: float = 1.0
    concentration: float = 60.0
    reference_years: int = 9
    reference_scale: float = 40.0
    reference_noise: float = 0.02
    trend_spread: float = 0.04
    trend_shared: float = 0.8
    trend_own: float = 0.015
    share_walk: float = 0.010
    recoded: int | None = None
    waves: float = 0.2
    exit_spread: float = 0.2
    exit_shock: float = 0.15
    rates_error: float = 0.1
    leaver_years: int = 5
    women_55: float = 0.3
    early: float = 0.0
    late_exit: float = 0.5
    transfer_rate: float = 0.03
    intake: float = 0.015
    intake_walk: float = 0.08
    rate_spread: float = 0.3
    cohort_shock: float = 0.2
    crosswalk_certainty: float = 40.0
    shortages: bool = True
    entrant_shock: float = 0.12
    entrant_own: float = 0.15
    response: float = 0.5
    adjustment: float = 0.2
    register_years: int = 6
    demand_reported: float = 0.4
    seekers_reported: float = 0.5
    reported_spread: float = 0.25
    register_noise: float = 0.10
    firms: int = 120
    response_rate: float = 0.75
    dominant: float = 0.5

    def __post_init__(self) -> None:
        problems = [
            _outside(item.name, getattr(self, item.name), *RANGES[item.name])
            for item in fields(self)
            if item.name in RANGES and not RANGES[item.name][0] <= getattr(self, item.name) <= RANGES[item.name][1]
        ]
        for event in self.events:
            for name, low, high in (
                ("industry", 0, self.industries - 1),
                ("start", 1 - self.history, self.ahead),
                ("share", -1.0, 5.0),
                ("probability", 0.0, 0.99),
            ):
                if not low <= getattr(event, name) <= high:
                    problems.append(_outside(f"events.{name}", getattr(event, name), low, high))
        if self.recoded is not None and not self.years[0] < self.recoded <= self.base:
            problems.append(_outside("recoded", self.recoded, self.years[0] + 1, self.base))
        if problems:
            raise ParameterError(problems)

    @property
    def years(self) -> range:
        """All years: history, then the years of truth after the base year."""
        return range(self.base - self.history + 1, self.base + self.ahead + 1)


def _outside(name: str, value: object, low: float, high: float) -> Problem:
    return Problem("out-of-range", column=name, value=value, facts={"allowed": f"[{low:g}, {high:g}]", "unit": ""})
