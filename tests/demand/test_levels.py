"""Skill levels: exact sums, and intervals that know how firms are sampled."""

import numpy as np
import pandas as pd
import pytest

from skillcast.demand.design_effect import cluster_effect
from skillcast.demand.levels import LEVELS, split_levels
from skillcast.draws import Draws
from skillcast.streams import stream

OCCUPATIONS = [f"6-00-00-{number:02d}" for number in range(8)]
COMMON = np.array([0.18, 0.27, 0.23, 0.08, 0.02, 0.22])


def survey(seed: int, *, apart: float = 20.0, firms: int = 40) -> tuple[pd.DataFrame, np.ndarray]:
    """Firms whose levels differ from their occupation's by Dirichlet(apart), with weights of 1 to 8."""
    rng = stream(seed, "levels-world")
    truth = rng.dirichlet(60 * COMMON, size=len(OCCUPATIONS))
    rows = []
    for firm in range(firms):
        weight = float(rng.integers(1, 9))
        for occupation in rng.choice(len(OCCUPATIONS), size=3, replace=False):
            heads = rng.multinomial(30, rng.dirichlet(apart * truth[occupation]))
            rows += [
                (f"F{firm:03d}", weight, OCCUPATIONS[occupation], level, "2025", int(count))
                for level, count in zip(LEVELS, heads, strict=True)
            ]
    return pd.DataFrame(rows, columns=["firm", "weight", "occupation", "skill_level", "period", "employed"]), truth


def cells(persons: int = 10_000, size: int = 300) -> Draws:
    index = pd.DataFrame({"industry": [f"C{number}" for number in range(13, 21)], "occupation": OCCUPATIONS})
    return Draws(index, pd.period_range("2025", periods=4, freq="Y"), np.full((len(index), 4, size), persons))


def test_levels_add_up_in_every_scenario() -> None:
    firms, _ = survey(0)
    stocks = cells(persons=137)
    found = split_levels(stocks, firms, year=2025)
    assert np.array_equal(found.total(["industry"]).samples, stocks.total(["industry"]).samples)


def test_intervals_cover_the_true_levels() -> None:
    rates = []
    for seed in range(12):
        firms, truth = survey(seed)
        low, high = split_levels(cells(), firms, year=2025, walk=0.0).quantiles([0.1, 0.9])
        true = 10_000 * truth.ravel()
        rates.append(((low[:, 0] <= true) & (true <= high[:, 0])).mean())
    assert 0.74 < np.mean(rates) < 0.87


def test_intervals_widen_with_the_step_and_the_age_of_the_survey() -> None:
    firms, _ = survey(1)
    now = split_levels(cells(size=1000), firms, year=2025, walk=0.05).quantiles([0.1, 0.9])
    later = split_levels(cells(size=1000), firms, year=2029, walk=0.05).quantiles([0.1, 0.9])
    width = [(high - low).sum(axis=0) for low, high in (now, later)]
    assert (np.diff(width[0]) > 0).all()
    assert width[1][0] > width[0][0]


def test_firms_answer_for_as_many_as_they_stand_for() -> None:
    rows = [
        (firm, weight, OCCUPATIONS[0], level, "2025", 500)
        for firm, weight, level in (("F1", 1.0, "L5"), ("F2", 9.0, "L3"))
    ]
    firms = pd.DataFrame(rows, columns=["firm", "weight", "occupation", "skill_level", "period", "employed"])
    index = pd.DataFrame({"industry": ["C31"], "occupation": [OCCUPATIONS[0]]})
    stock = Draws(index, pd.period_range("2025", periods=1, freq="Y"), np.full((1, 1, 500), 1000))
    mean = split_levels(stock, firms, year=2025, walk=0.0).mean()[:, 0]
    assert mean[LEVELS.index("L3")] == pytest.approx(900, abs=40)


@pytest.mark.parametrize("apart", [5.0, 29.0, 1e6])
def test_the_design_effect_of_firms_is_recovered(apart: float) -> None:
    rng = stream(int(apart), "cluster-effect")
    shares = rng.dirichlet(np.full(6, 2.0), size=10)
    groups = np.repeat(np.arange(10), 60)
    persons = np.array([rng.multinomial(30, rng.dirichlet(apart * shares[group])) for group in groups], dtype=float)
    expected = 1 + 29 / (apart + 1)
    assert cluster_effect(persons, np.ones(len(groups)), groups) == pytest.approx(expected, rel=0.15)
    # equal weights only rescale the number of persons that the counts stand for
    assert cluster_effect(persons, np.full(len(groups), 4.0), groups) == pytest.approx(4 * expected, rel=0.15)


def test_single_firms_show_no_design_effect() -> None:
    assert cluster_effect(np.ones((3, 2)), np.ones(3), np.arange(3)) is None
