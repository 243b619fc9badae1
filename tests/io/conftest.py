"""A valid city in a folder of its own, and the shared modules of the test folder on the path."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from mini_city import write_mini_city


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return write_mini_city(tmp_path / "city")
