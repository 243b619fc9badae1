"""Simulated worlds of seats: demand, jumps, announcements and the first workers, all before anyone plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from skillcast.programmes.simulation.settings import SeatWorldSettings
from skillcast.streams import stream

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
SIZE = 1000.0
"""Posts of every occupation in the year of the first plan."""
WAVE_SPREAD = 3.0
"""Standard deviation of the years in which a wave retires."""
WARM_UP = 20
"""Years of growth drawn before the first that is kept, so that growth starts from what is usual."""


@dataclass(frozen=True)
class SeatWorlds:
    """W worlds of O occupations over the years ``-history + 1 … planned`` (year 0: the first plan).

    Parameters
    ----------
    settings
        Knobs.
    seeds
        (W) seed of each.
    demand, observed
        (history + planned, W, O) posts, and as the planner sees them.
    ages
        (W, O, Y) workers in year 0 by years to retirement; a single column where there are no ages.
    event_year, event_size
        (W, O) year and relative size of the announced jump, true or false; year 0 where none is announced.
    event_known
        (W, O) year in which it is announced.
    """

    settings: SeatWorldSettings
    seeds: tuple[int, ...]
    demand: Floats
    observed: Floats
    ages: Floats
    event_year: Counts
    event_size: Floats
    event_known: Counts

    @property
    def first_seats(self) -> Floats:
        """(W, O) seats before the first plan: what replaces the usual exits."""
        settings = self.settings
        return np.asarray(self.demand[settings.history - 1] * settings.exits / settings.retention)


def seat_worlds(settings: SeatWorldSettings, seeds: Sequence[int]) -> SeatWorlds:
    """Draw the worlds of `seeds`.

    Notes
    -----
    An occupation's numbers come from a stream of its own, so they do not depend on how many worlds or occupations there are, nor on
    lead, limits or beliefs: the same seed is the same world for every question asked of it.

    Examples
    --------
    >>> worlds = seat_worlds(SeatWorldSettings(occupations=2), [0, 1, 2])
    >>> worlds.demand.shape, worlds.demand[worlds.settings.history - 1, 0]
    ((40, 3, 2), array([1000., 1000.]))
    """
    years, shape = settings.history + settings.planned, (len(seeds), settings.occupations)
    drawn = []
    for seed in seeds:
        together = _shocks(stream(seed, "seat-world", "common"), years + WARM_UP)
        for place in range(settings.occupations):
            drawn.append(_occupation(settings, together, stream(seed, "seat-world", "occupation", place)))
    parts = [np.stack(part) for part in zip(*drawn, strict=True)]
    growth, noise = (np.moveaxis(part.reshape(*shape, years), -1, 0) for part in parts[:2])
    ages = parts[2].reshape(*shape, -1)
    jump_year, event_year, event_known, size = (part.reshape(shape) for part in parts[3:])
    after = np.arange(years)[:, None, None] - (settings.history - 1) >= jump_year
    level = np.cumsum(growth, axis=0) + np.where((jump_year > 0) & after, np.log1p(size), 0.0)
    demand = SIZE * np.exp(level - level[settings.history - 1])
    return SeatWorlds(
        settings=settings,
        seeds=tuple(seeds),
        demand=demand,
        observed=demand * np.exp(settings.noise * noise),
        ages=demand[settings.history - 1][:, :, None] * ages,
        event_year=event_year,
        event_size=np.where(event_year > 0, size, 0.0),
        event_known=event_known,
    )


class _Occupation(NamedTuple):
    """Log growth, noise and age structure of an occupation; years of its jump and of the one announced (0: none), when that becomes
    known, and the jump's size."""

    growth: Floats
    noise: Floats
    ages: Floats
    jump_year: int
    event_year: int
    event_known: int
    size: float


def _occupation(settings: SeatWorldSettings, together: Floats, rng: np.random.Generator) -> _Occupation:
    """Draw an occupation; every knob draws its numbers, used or not, so that turning one leaves the others' as they are."""
    years = settings.history + settings.planned
    first, last = settings.break_years or (1, settings.planned)
    growth, noise = _growth(settings, together, rng, years), rng.standard_normal(years)
    happens, told, false, up = rng.random(4)
    year, notice = int(rng.integers(first, last + 1)), int(rng.integers(settings.notice[0], settings.notice[1] + 1))
    jump = happens < settings.breaks
    announced = told < settings.announced if jump else false < _false_share(settings)
    return _Occupation(
        growth=growth,
        noise=noise,
        ages=_structure(settings, rng),
        jump_year=year if jump else 0,
        event_year=year if announced else 0,
        event_known=max(year - notice, 0) if announced else 0,
        size=settings.break_size * (1 if up < 0.5 else -1),
    )


def _shocks(rng: np.random.Generator, years: int) -> Floats:
    """(years) shocks of unit variance with heavy tails."""
    return np.asarray(rng.standard_t(5, years) * np.sqrt(3 / 5))


def _growth(settings: SeatWorldSettings, together: Floats, rng: np.random.Generator, years: int) -> Floats:
    """(years) log growth: around the occupation's own long-run growth, with memory."""
    mean = settings.drift * rng.standard_normal()
    own = _shocks(rng, years + WARM_UP)
    shock = settings.shock * (np.sqrt(settings.common) * together + np.sqrt(1 - settings.common) * own)
    deviation = np.zeros(years + WARM_UP)
    for year in range(1, len(deviation)):
        deviation[year] = settings.persistence * deviation[year - 1] + shock[year]
    return np.asarray(mean + deviation[WARM_UP:])


def _false_share(settings: SeatWorldSettings) -> float:
    """Share of occupations without a jump for which one is announced, so that `realisation` of all announcements come true."""
    true = settings.breaks * settings.announced
    quiet = 1 - settings.breaks
    return min(true * (1 - settings.realisation) / settings.realisation / quiet, 1.0) if quiet > 0 else 0.0


def _structure(settings: SeatWorldSettings, rng: np.random.Generator) -> Floats:
    """(Y) shares of the first workers by years to retirement: a stationary stock and a wave."""
    centre = rng.uniform(1, settings.planned)
    share = rng.uniform(*settings.wave)
    if settings.flat:
        return np.ones(1)
    left = np.arange(1, settings.career + 1)
    usual = (1 - settings.attrition) ** (settings.career - left)
    wave = np.exp(-0.5 * ((left - centre) / WAVE_SPREAD) ** 2)
    return np.asarray((1 - share) * usual / usual.sum() + share * wave / wave.sum())
