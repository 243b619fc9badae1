"""Policies by name, a closed loop under one of them, and the best of several in hindsight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from skillcast.programmes.simulation.foresight import perfect_foresight
from skillcast.programmes.simulation.loop import ClosedLoop, run_policy
from skillcast.programmes.simulation.observation import Policy
from skillcast.programmes.simulation.planner import SkillcastPlan
from skillcast.programmes.simulation.rules import Constant, ExitsAndGap, PlacementBands, RatioRule
from skillcast.programmes.simulation.settings import WORLD_A, WORLD_B, SeatWorldSettings
from skillcast.programmes.simulation.world import SeatWorlds, seat_worlds


def _blind(policy: Policy) -> Callable[[SeatWorlds], Policy]:
    """Return a maker of `policy` that does not look at the worlds."""
    return lambda _: policy


POLICIES: Mapping[str, Callable[[SeatWorlds], Policy]] = {
    "constant": _blind(Constant()),
    "ratio rule": _blind(RatioRule()),
    "placement bands": _blind(PlacementBands()),
    "exits and gap": _blind(ExitsAndGap()),
    "skillcast": _blind(SkillcastPlan()),
    "skillcast, no pipeline": _blind(SkillcastPlan(pipeline=False)),
    "skillcast, no ages": _blind(SkillcastPlan(ages=False)),
    "skillcast, no events": _blind(SkillcastPlan(events=False)),
    "skillcast, no feedback": _blind(SkillcastPlan(feedback=False)),
    "perfect foresight": perfect_foresight,
}
"""Makers of policies by name; only perfect foresight looks at the worlds themselves."""


WORLDS = {"A": WORLD_A, "B": WORLD_B}


def simulate_policy(
    settings: SeatWorldSettings | Literal["A", "B"], policy: str | Policy, *, worlds: int = 40, seed: int = 0
) -> ClosedLoop:
    """Return what becomes of simulated worlds when seats are planned by `policy` every year.

    Parameters
    ----------
    settings
        What the worlds are like; ``A`` and ``B`` stand for `WORLD_A` and `WORLD_B`.
    policy
        A name in `POLICIES`, or any function from an `Observation` to (W, O) seats.
    worlds, seed
        Worlds of the seeds ``seed … seed + worlds - 1``. The same seeds are the same worlds for every policy.

    Returns
    -------
    ClosedLoop
        Arrays of the whole course; `costs` has a row a world, `paths` one a world, occupation and year.

    Raises
    ------
    ValueError
        If there is no policy of that name.

    Examples
    --------
    A policy of one's own, beside the one that changes nothing and the library's:

    >>> def follow_demand(observation):
    ...     return observation.seats * observation.demand[-1] / observation.demand[-2]
    >>> policies = {"constant": "constant", "own": follow_demand, "skillcast": "skillcast"}
    >>> cost = {name: simulate_policy("B", one, worlds=5).costs["cost"].mean() for name, one in policies.items()}
    >>> bool(cost["skillcast"] < cost["own"] < cost["constant"])
    True
    """
    chosen = WORLDS[settings] if isinstance(settings, str) else settings
    made = seat_worlds(chosen, range(seed, seed + worlds))
    if not isinstance(policy, str):
        return run_policy(made, policy)
    if policy not in POLICIES:
        raise ValueError(f"no policy named {policy!r}; there are {', '.join(POLICIES)}")
    return run_policy(made, POLICIES[policy](made))


def best_in_hindsight(worlds: SeatWorlds, candidates: Mapping[str, Policy]) -> tuple[str, ClosedLoop]:
    """Return the name and the course of the candidate of least mean cost over these very worlds: the best its rule could have done.

    Examples
    --------
    >>> from skillcast.programmes.simulation import WORLD_A, RatioRule, seat_worlds
    >>> rules = {f"gain {gain:g}": RatioRule(gain) for gain in (0.25, 5)}
    >>> best_in_hindsight(seat_worlds(WORLD_A, range(3)), rules)[0]
    'gain 0.25'
    """
    courses = {name: run_policy(worlds, policy) for name, policy in candidates.items()}
    best = min(courses, key=lambda name: courses[name].costs["cost"].mean())
    return best, courses[best]
