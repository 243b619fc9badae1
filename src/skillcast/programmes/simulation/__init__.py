"""Seat policies judged in a closed loop over simulated worlds with known truth: try your own policy where the answer is known."""

from skillcast.programmes.simulation.foresight import Foreseen, perfect_foresight
from skillcast.programmes.simulation.loop import ClosedLoop, run_policy
from skillcast.programmes.simulation.observation import Observation, Policy
from skillcast.programmes.simulation.planner import SkillcastPlan
from skillcast.programmes.simulation.policies import POLICIES, best_in_hindsight, simulate_policy
from skillcast.programmes.simulation.rules import Constant, ExitsAndGap, PlacementBands, RatioRule
from skillcast.programmes.simulation.settings import WORLD_A, WORLD_B, SeatWorldSettings
from skillcast.programmes.simulation.swings import Swings, swings
from skillcast.programmes.simulation.world import SeatWorlds, seat_worlds

__all__ = [
    "ClosedLoop", "Constant", "ExitsAndGap", "Foreseen", "Observation", "PlacementBands", "POLICIES", "Policy", "RatioRule",
    "SeatWorlds", "SeatWorldSettings", "SkillcastPlan", "Swings", "WORLD_A", "WORLD_B", "best_in_hindsight", "perfect_foresight",
    "run_policy", "seat_worlds", "simulate_policy", "swings",
]  # fmt: skip
