"""Rates shrink, and what differs between programmes, cohorts and years is told apart."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit, logit

from skillcast.streams import stream
from skillcast.supply.rates import NODES, fit_rates
from skillcast.supply.shocks import YearShock, estimate_shock

Floats = NDArray[np.float64]


def counts(
    seed: int, *, programmes: int = 60, years: int = 6, shock: float = 0.2, spread: float = 0.01, drift: float = 0.0
) -> tuple[Floats, Floats, Floats]:
    """Return successes, trials and true levels of the last year (logit)."""
    rng = np.random.default_rng(seed)
    walk = np.cumsum(drift * rng.standard_normal((programmes, years)), axis=1)
    level = logit(rng.beta(16, 4, programmes))[:, None] + walk
    mean = expit(level + shock * rng.standard_normal(years))
    trials = rng.integers(30, 120, (programmes, years))
    chance = rng.beta(mean * (1 / spread - 1), (1 - mean) * (1 / spread - 1)) if spread else mean
    return rng.binomial(trials, chance).astype(float), trials.astype(float), level[:, -1]


def test_what_drives_the_rates_is_recovered() -> None:
    fits = [(fit_rates(*counts(seed)[:2]), seed) for seed in range(8)]
    assert np.mean([fit.shock.scale for fit, _ in fits]) == pytest.approx(0.2, rel=0.25)
    assert np.mean([fit.spread for fit, _ in fits]) == pytest.approx(0.01, rel=0.25)
    assert np.mean([fit.drift for fit, _ in fits]) < 0.08
    means = [(a / (a + b), a + b) for (a, b) in (fit.prior for fit, _ in fits)]
    assert np.mean([mean for mean, _ in means]) == pytest.approx(0.8, rel=0.1)
    assert np.median([size for _, size in means]) == pytest.approx(20, rel=0.25)


def test_levels_are_recovered_within_ten_percent() -> None:
    successes, trials, level = counts(1, shock=0.0, spread=0.0, years=8)
    found = fit_rates(successes, trials, shock=0.0).expected()
    assert np.abs(found / expit(level) - 1).max() < 0.1


def test_drift_is_seen_where_there_is_some() -> None:
    still, moving = (np.mean([fit_rates(*counts(seed, drift=drift, spread=0.0)[:2]).drift for seed in range(4)])
                     for drift in (0.0, 0.2))  # fmt: skip
    assert still < 0.08 < moving
    assert moving == pytest.approx(0.2, rel=0.25)


def test_a_small_programme_is_pulled_toward_the_rest() -> None:
    successes, trials = np.array([[80.0], [160], [240], [3]]), np.array([[100.0], [200], [300], [10]])
    fit = fit_rates(successes, trials)
    assert 0.4 < fit.expected()[3] < 0.8
    assert fit.expected()[:3] == pytest.approx([0.8] * 3, abs=0.04)


def test_a_programme_without_classes_has_the_rate_of_the_others_and_is_less_certain() -> None:
    successes, trials, _ = counts(2, programmes=20)
    trials[0] = successes[0] = 0.0
    fit = fit_rates(successes, trials)
    a, b = fit.prior
    assert fit.expected()[0] == pytest.approx(a / (a + b), abs=0.03)
    sd = np.sqrt(fit.levels @ NODES**2 - (fit.levels @ NODES) ** 2)
    assert (sd[0] > sd[1:]).all()


def test_nothing_known_is_no_error() -> None:
    fit = fit_rates(np.zeros((2, 3)), np.zeros((2, 3)), shock=0.3)
    assert fit.shock.scale == pytest.approx(0.3)
    assert fit.draw(0, np.zeros((1, 2000)), stream(0, "x")).std() > 0.1


def test_more_successes_than_trials_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and trials"):
        fit_rates(np.array([[3.0]]), np.array([[2.0]]))


def test_drawn_rates_have_the_spread_and_the_mean_of_the_fit() -> None:
    successes, trials, _ = counts(3)
    fit = fit_rates(successes, trials)
    none = fit.draw(0, np.zeros((1, 20_000)), stream(0, "a"))
    assert none.mean() == pytest.approx(fit.expected()[0], rel=0.01)
    assert ((none > 0) & (none < 1)).all()


def test_every_year_of_a_scenario_shares_its_size_and_its_lag() -> None:
    shock = YearShock(scale=0.2, freedom=6.0, effects=np.zeros(4), lag=0.25)
    drawn = shock.draw(3, 40_000, stream(0, "shock"))
    variance = 0.2**2 * 6 / 4
    assert drawn.var() == pytest.approx(1.25 * variance, rel=0.05)
    assert np.cov(drawn[0], drawn[2])[0, 1] == pytest.approx(0.25 * variance, rel=0.15)


@pytest.mark.parametrize(("size", "low", "high"), [(0.0, 0.0, 0.15), (0.15, 0.13, 0.17), (0.6, 0.4, 0.6)])
def test_the_size_of_shocks_lies_between_the_prior_and_the_years(size: float, low: float, high: float) -> None:
    effects = size * np.array([-1.0, 1.0, -1.0, 1.0, 0.0]) * np.sqrt(5 / 4)
    found = estimate_shock(effects, np.zeros(5), np.full(5, 0.2), prior=0.15, prior_years=2.0).scale
    assert low <= found <= high


def test_what_is_error_of_estimation_is_no_shock() -> None:
    effects = np.array([-0.2, 0.2, -0.2, 0.2])
    sure, unsure = (estimate_shock(effects, np.full(4, error), np.full(4, 0.25)) for error in (0.0, 0.3))
    assert unsure.scale < sure.scale
    assert (np.abs(unsure.effects) < np.abs(sure.effects)).all()
