"""Simulated cities with known truth: try your own settings where the answer is known."""

from skillcast.worlds.city import city
from skillcast.worlds.settings import Event, Settings
from skillcast.worlds.simulate import simulate
from skillcast.worlds.world import World

__all__ = ["Event", "Settings", "World", "city", "simulate"]
