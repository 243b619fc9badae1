from __future__ import annotations

import pytest

from skillcast.worlds import World, city


@pytest.fixture(scope="session")
def world() -> World:
    return city()
