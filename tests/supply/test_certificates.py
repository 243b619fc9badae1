"""Certificates move incumbents up; heads do not change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.draws import Draws
from skillcast.supply.certificates import draw_certificates, raise_levels

LEVELS = ["L5", "L4", "L3", "L2", "L1", "none"]


def training(*completions: float) -> pd.DataFrame:
    levels = ["L5", "L4", "L3", "L2", "L1", "special"][: len(completions)]
    return pd.DataFrame({"occupation": "6-18-02-04", "level": levels, "completions": completions})


def workforce(counts: list[int], *, horizon: int = 3, draws: int = 50) -> Draws:
    index = pd.DataFrame({"occupation": "6-18-02-04", "skill_level": LEVELS})
    periods = pd.period_range("2026", periods=horizon, freq="Y")
    return Draws(index, periods, np.tile(np.array(counts)[:, None, None], (1, horizon, draws)))


@given(st.lists(st.integers(0, 60), min_size=6, max_size=6), st.lists(st.integers(0, 80), min_size=6, max_size=6))
def test_heads_do_not_change(counts: list[int], completions: list[int]) -> None:
    before = workforce(counts)
    found = draw_certificates(training(*map(float, completions)), year=2025, horizon=3, draws=50)
    after = raise_levels(before, found.upgrades)
    assert np.array_equal(after.samples.sum(axis=0), before.samples.sum(axis=0))
    assert (after.samples >= 0).all()


def test_a_certificate_raises_by_one_level() -> None:
    before = workforce([100, 100, 100, 100, 100, 1000])
    up = draw_certificates(training(0.0, 20.0), year=2025, horizon=3, draws=50, employed=1.0)
    change = raise_levels(before, up.upgrades).samples - before.samples
    risen = np.cumsum(up.upgrades.samples[up.upgrades.index["skill_level"] == "L4"][0], axis=0)
    assert np.array_equal(change[LEVELS.index("L4")], risen)
    assert np.array_equal(change[LEVELS.index("L5")], -risen)
    assert not change[LEVELS.index("none")].any()


def test_nobody_rises_from_an_empty_level() -> None:
    before = workforce([0, 5, 0, 0, 0, 7])
    up = draw_certificates(training(0.0, 50.0), year=2025, horizon=3, draws=50)
    assert np.array_equal(raise_levels(before, up.upgrades).samples, before.samples)


def test_single_skills_change_no_level() -> None:
    before = workforce([50] * 6)
    up = draw_certificates(training(0, 0, 0, 0, 0, 30.0), year=2025, horizon=3, draws=50)
    assert up.upgrades.samples.sum() > 0
    assert np.array_equal(raise_levels(before, up.upgrades).samples, before.samples)


def test_completions_split_exactly_and_only_the_unemployed_enter() -> None:
    found = draw_certificates(training(40.0, 30.0), year=2025, horizon=2, draws=4000, employed=0.75, entering=0.4)
    parts = found.upgrades.samples + found.entrants.samples + found.others.samples
    assert np.array_equal(parts, found.completions.samples)
    assert found.entrants.samples.sum() / found.completions.samples.sum() == pytest.approx(0.25 * 0.4, rel=0.05)
    assert not draw_certificates(training(40.0), year=2025, horizon=1).entrants.samples.any()


def test_completions_that_are_not_known_are_not_made_up() -> None:
    found = draw_certificates(training(40.0, np.nan), year=2025, horizon=1)
    assert found.completions.index["skill_level"].tolist() == ["L5"]
