"""Employment of a simulated world: growth of industries, events, and who works where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillcast.streams import stream
from skillcast.worlds.settings import Event, Settings
from skillcast.worlds.stocks import Counts, Floats, allocate

# An occupation is found in most industries (so many of them), or in one to three.
WIDESPREAD, PRESENCE = 0.3, 0.7
FEWEST = 6
SMALLEST = 400


@dataclass(frozen=True)
class Economy:
    """The truth of employment.

    Parameters
    ----------
    industries
        (I, T) persons at the ends of all years.
    cells
        (I, O, T) persons; they add up to `industries`.
    reference
        (I, O, T) shares of the reference region; rows sum to 1.
    scale
        (I,) persons of the reference region in the base year.
    realised
        For each event the posts that really come about, (event, T) cumulated.
    """

    industries: Counts
    cells: Counts
    reference: Floats
    scale: Floats
    realised: Counts

    @property
    def stocks(self) -> Counts:
        """(O, T) persons by occupation."""
        return np.asarray(self.cells.sum(axis=0))


def economy(settings: Settings, *, seed: int) -> Economy:
    """Simulate employment of all years, history and future."""
    sizes = _sizes(settings, seed)
    realised = np.array(
        [_posts(settings, number, event, sizes, seed) for number, event in enumerate(settings.events)], dtype=np.int64
    ).reshape(-1, len(settings.years))
    totals = _growth(settings, sizes, seed)
    for event, posts in zip(settings.events, realised, strict=True):
        totals[event.industry] = np.maximum(totals[event.industry] + posts, 0)
    city, reference = _shares(settings, seed)
    scale = settings.reference_scale * sizes * stream(seed, "reference", "size").lognormal(0, 0.3, len(sizes))
    return Economy(totals, allocate(totals, city), reference, scale, realised)


def heavy(rng: np.random.Generator, scale: float, size: int | tuple[int, ...], tail: float) -> Floats:
    """Return shocks of standard deviation `scale`: Student t with `tail` degrees of freedom, normal if infinite."""
    if np.isinf(tail):
        return np.asarray(rng.normal(0, scale, size))
    return np.asarray(scale * np.sqrt((tail - 2) / tail) * rng.standard_t(tail, size))


def _sizes(settings: Settings, seed: int) -> Floats:
    draw = np.sort(stream(seed, "industries", "size").lognormal(0, 0.7, settings.industries))[::-1]
    return np.asarray(np.maximum(draw / draw.sum() * settings.persons, SMALLEST))


def _growth(settings: Settings, sizes: Floats, seed: int) -> Counts:
    years = np.array(settings.years)
    common = heavy(stream(seed, "industries", "year"), settings.common_shock, len(years), settings.tail)
    rows = []
    for row, size in enumerate(sizes):
        rng = stream(seed, "industries", row)
        mean = rng.normal(0.0, settings.growth_spread)
        shocks = heavy(rng, settings.own_shock, len(years), settings.tail)
        own = shocks.copy()
        for step in range(1, len(years)):
            own[step] = settings.persistence * own[step - 1] + np.sqrt(1 - settings.persistence**2) * shocks[step]
        level = np.cumsum(mean + common + own)
        rows.append(size * np.exp(level - level[years == settings.base]))
    return np.asarray(np.rint(np.stack(rows)), dtype=np.int64)


def _posts(settings: Settings, number: int, event: Event, sizes: Floats, seed: int) -> Counts:
    rng = stream(seed, "event", number)
    happens, late = rng.random() < event.probability, rng.random() < settings.event_delay
    if event.share < 0:
        begins, ramp = settings.base + event.start, 1
        scale = 1 + rng.uniform(settings.spillover_low, settings.spillover_high)
    else:
        begins, ramp = settings.base + event.start + int(late), settings.event_ramp
        scale = rng.lognormal(-(settings.event_scale**2) / 2, settings.event_scale)
    steps = np.clip(np.array(settings.years) - begins + 1, 0, ramp) / ramp
    return np.asarray(np.rint(happens * scale * event.share * sizes[event.industry] * steps), dtype=np.int64)


def _shares(settings: Settings, seed: int) -> tuple[Floats, Floats]:
    """(I, O, T) shares of the city and of the reference region.

    In the base year the city's are one Dirichlet draw around the reference's; before and after both drift.
    """
    elapsed = np.array(settings.years) - settings.base
    shape = (settings.industries, settings.occupations)
    base = _pattern(settings, seed)
    common = stream(seed, "trend").normal(0, settings.trend_spread, settings.occupations)
    slope = common + stream(seed, "trend", "cell").normal(0, 0.3 * settings.trend_spread, shape)
    own = stream(seed, "trend", "city").normal(0, settings.trend_own, shape)
    walk = np.cumsum(stream(seed, "walk").normal(0, settings.share_walk, (*shape, len(elapsed))), axis=2)
    walk -= walk[:, :, elapsed == 0]
    gamma = stream(seed, "city").standard_gamma(np.maximum(settings.concentration * base, 1e-12))
    start = np.where(base > 0, np.maximum(gamma, 1e-9), 0.0)
    drift = settings.trend_shared * slope + own
    city = start[:, :, None] * np.exp(drift[:, :, None] * elapsed + walk)
    reference = base[:, :, None] * np.exp(slope[:, :, None] * elapsed)
    return city / city.sum(axis=1, keepdims=True), reference / reference.sum(axis=1, keepdims=True)


def _pattern(settings: Settings, seed: int) -> Floats:
    """(I, O) reference shares of the base year with structural zeros; every occupation is found somewhere."""
    rng = stream(seed, "pattern")
    shape = (settings.industries, settings.occupations)
    wide = rng.random(settings.occupations) < WIDESPREAD
    order = rng.random(shape).argsort(axis=0).argsort(axis=0)
    present = np.where(wide, rng.random(shape) < PRESENCE, order < rng.integers(1, 4, settings.occupations))
    present |= (order == 0) | (rng.random(shape).argsort(axis=1).argsort(axis=1) < FEWEST)
    weight = present * rng.lognormal(0, 1, shape)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))
