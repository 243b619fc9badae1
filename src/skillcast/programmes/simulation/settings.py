"""What a simulated world of seats is like."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SeatWorldSettings:
    """Knobs of worlds in which seats are planned: a stock of workers for posts that move, schools whose classes take years.

    Parameters
    ----------
    occupations
        Occupations a world, each served by one programme.
    history
        Years of demand known before the first plan.
    burn_in
        Years the policy plans before its results count: what was in school at the start has left by then.
    years
        Years that count.
    lead
        Years from intake to graduation, L. A plan made with the figures of year t is for the intake of t + 1, which joins the stock in
        t + 1 + L.
    persistence
        Autocorrelation of yearly log growth.
    shock
        Standard deviation of the yearly shock to log growth (Student's t with five degrees of freedom).
    common
        Share of the shock's variance that all occupations of a world have in common.
    drift
        Standard deviation of the occupations' long-run growth.
    breaks
        Share of occupations whose demand jumps once by `break_size` up or down (as a share).
    break_years
        First and last year in which it may, from the first plan's year on; any planned year if not given.
    announced
        Share of the jumps that are announced `notice` years ahead (fewest, most).
    realisation
        Share of announcements that come true: the others are made for occupations without a jump.
    exits
        Share of the stock that leaves a year; where there are ages, about so many on average over the years.
    career
        Years from graduation to retirement; 0 if nobody retires by age and `exits` leave every year.
    attrition
        Share that leaves a year for other reasons than age; only where there are ages.
    wave
        Least and greatest share of the first workers who were hired within a few years of each other and will retire so.
    retention
        Workers an enrolled student becomes: completion, placement, staying.
    change_limit
        Largest yearly change of seats as a share of the year before.
    noise
        Standard deviation of the log error of observed demand.
    response
        Elasticity of enrolment to the published change of seats.
    followers
        Schools that each answer the whole of a published change as if they were alone.
    shortage_cost, surplus_cost
        Weight of a person missing and of one too many, a year.
    believed_retention, believed_exits
        What the planner takes retention and the yearly exits to be; the truth if not given. Attrition is misjudged by the same factor as
        exits.
    """

    occupations: int = 30
    history: int = 15
    burn_in: int = 10
    years: int = 15
    lead: int = 3
    persistence: float = 0.7
    shock: float = 0.028
    common: float = 0.3
    drift: float = 0.01
    breaks: float = 0.1
    break_size: float = 0.35
    break_years: tuple[int, int] | None = None
    announced: float = 0.0
    notice: tuple[int, int] = (2, 6)
    realisation: float = 0.85
    exits: float = 0.06
    career: int = 0
    attrition: float = 0.045
    wave: tuple[float, float] = (0.2, 0.5)
    retention: float = 0.7
    change_limit: float = 0.3
    noise: float = 0.0
    response: float = 0.0
    followers: int = 1
    shortage_cost: float = 2.0
    surplus_cost: float = 1.0
    believed_retention: float | None = None
    believed_exits: float | None = None

    def __post_init__(self) -> None:
        if self.burn_in <= self.lead:
            raise ValueError("burn_in must be longer than lead: until then nothing that is planned shows")
        if not 0 < self.retention <= 1 or not 0 < self.exits < 1:
            raise ValueError("retention and exits are shares above 0")

    @property
    def planned(self) -> int:
        """Plans made, one a year."""
        return self.burn_in + self.years

    @property
    def flat(self) -> bool:
        """Whether nobody retires by age."""
        return self.career == 0

    @property
    def leaving(self) -> float:
        """Share that leaves a year for other reasons than age."""
        return self.exits if self.flat else self.attrition


WORLD_A = SeatWorldSettings()
"""Growth that nobody announces: flat exits, one occupation in ten with a jump."""

WORLD_B = SeatWorldSettings(breaks=0.25, announced=0.7, career=35)
"""What can be known ahead: retirement waves in the age structure, and jumps of which 70 % are announced, with false ones among them."""
