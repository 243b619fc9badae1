"""Rules in use elsewhere, as policies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillcast.programmes.simulation.observation import Floats, Observation


@dataclass(frozen=True)
class Constant:
    """Seats stay as they are."""

    def __call__(self, observation: Observation) -> Floats:
        return observation.seats


@dataclass(frozen=True)
class RatioRule:
    """Seats follow today's ratio of posts to workers: ``seats * (1 + gain * (ratio - 1))``."""

    gain: float = 5.0

    def __call__(self, observation: Observation) -> Floats:
        return np.asarray(observation.seats * (1 + self.gain * (observation.ratio - 1)))


@dataclass(frozen=True)
class PlacementBands:
    """Seats follow the placement rate: more where it is high, fewer where it is not, far fewer where it is low."""

    high: float = 0.9
    low: float = 0.7
    more: float = 0.1
    fewer: float = 0.1
    far_fewer: float = 0.3

    def __call__(self, observation: Observation) -> Floats:
        placed = observation.placement
        change = np.where(placed >= self.high, self.more, np.where(placed >= self.low, -self.fewer, -self.far_fewer))
        return np.asarray(observation.seats * (1 + change))


@dataclass(frozen=True)
class ExitsAndGap:
    """Seats replace the usual exits and close a part of today's gap a year: ``(exits * stock + gain * (posts - stock)) / retention``."""

    gain: float = 0.15

    def __call__(self, observation: Observation) -> Floats:
        stock = observation.stock
        wanted = observation.exits * stock + self.gain * (observation.demand[-1] - stock)
        return np.asarray(np.maximum(wanted, 0.0) / observation.retention)
