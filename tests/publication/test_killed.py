"""Killed at any moment, a publication leaves the last one whole, or the new one; `benchmarks/publication/killed.py` does it to a city."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("interrupted.py")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed in forks")


def run(*words: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, SCRIPT, *words], capture_output=True, encoding="utf-8", check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("words", [["steps"], ["steps", "without-exchange"]], ids=" ".join)
def test_killed_before_every_step(words: list[str]) -> None:
    found = run(*words)
    assert found["wrong"] == []
    assert found["kills"] > 30


@pytest.mark.parametrize("words", [["random"], ["random", "without-exchange"]], ids=" ".join)
def test_killed_at_thirty_random_moments(words: list[str]) -> None:
    found = run(*words)
    assert found["wrong"] == []
    assert found["kills"] == 30 and found["published"] > 10
    if sys.platform == "linux" and "without-exchange" not in words:
        assert found["looks"] > 1000 and found["gaps"] == 0, "a reader found nothing in place"
