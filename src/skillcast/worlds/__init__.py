"""Simulated cities with known truth: try your own settings where the answer is known."""

from skillcast.worlds.city import city
from skillcast.worlds.world import World

__all__ = ["World", "city"]
