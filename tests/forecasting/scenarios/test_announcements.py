"""What is known of announced projects is never certain, and follows the record of a world that is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.errors import DataError, ParameterError
from skillcast.forecasting.scenarios.announcements import ProjectPriors, update_priors

PRIOR = ProjectPriors(realised=1, failed=1, share=0.8, share_spread=0.3, share_worth=2, delay=(1, 1, 1))


def record(projects: int, *, seed: int = 0) -> pd.DataFrame:
    """Return a bureau's archive: 60 % come, with a median share of 0.7 (spread 0.25), 0 to 3 years late."""
    rng = np.random.default_rng(seed)
    came = rng.random(projects) < 0.6
    announced = rng.integers(50, 900, projects)
    start = rng.integers(2010, 2020, projects)
    late = rng.choice(4, projects, p=[0.4, 0.3, 0.2, 0.1])
    return pd.DataFrame(
        {
            "name": [f"p{number}" for number in range(projects)],
            "announced_jobs": announced,
            "realised_jobs": np.where(came, announced * 0.7 * np.exp(rng.normal(0, 0.25, projects)), 0.0),
            "announced_start": start,
            "realised_start": pd.Series(start + late).where(pd.Series(came)).astype("Int64").astype(object),
        }
    )


def test_a_long_record_is_learned() -> None:
    found = update_priors(record(4000), PRIOR)
    assert found.probability == pytest.approx(0.6, abs=0.03)
    assert (found.share, found.share_spread) == pytest.approx((0.7, 0.25), abs=0.02)
    assert np.array(found.delay) / sum(found.delay) == pytest.approx([0.4, 0.3, 0.2, 0.1], abs=0.03)
    assert found.mean_delay == pytest.approx(1.0, abs=0.06)


def test_learning_in_two_steps_is_learning_at_once() -> None:
    whole = record(30)
    once = update_priors(whole, PRIOR)
    twice = update_priors(whole.iloc[12:], update_priors(whole.iloc[:12], PRIOR))
    assert (once.realised, once.failed, once.delay) == (twice.realised, twice.failed, twice.delay)
    assert once.share == pytest.approx(twice.share) and once.share_spread == pytest.approx(twice.share_spread)
    mixed = update_priors(whole.sample(frac=1, random_state=1), PRIOR)
    assert mixed.share_spread == pytest.approx(once.share_spread) and mixed.delay == once.delay


def test_the_chance_covers_the_truth_over_many_worlds() -> None:
    rng = np.random.default_rng(3)
    levels = np.linspace(0.001, 0.999, 999)
    inside = []
    for _ in range(400):
        truth = rng.beta(PRIOR.realised, PRIOR.failed)
        came = int(rng.binomial(9, truth))
        found = replace(PRIOR, realised=PRIOR.realised + came, failed=PRIOR.failed + 9 - came)
        low, high = np.quantile(found.draw_probability(levels), [0.1, 0.9])
        inside.append(low <= truth <= high)
    assert np.mean(inside) == pytest.approx(0.8, abs=0.05)


def test_undecided_projects_tell_nothing_and_early_ones_are_on_time() -> None:
    archive = record(5).assign(realised_jobs=np.nan)
    assert update_priors(archive, PRIOR) == PRIOR
    early = pd.DataFrame(
        {
            "name": ["a"],
            "announced_jobs": [10],
            "realised_jobs": [8],
            "announced_start": ["2020"],
            "realised_start": ["2019"],
        }
    )
    assert update_priors(early, PRIOR).delay == (2, 1, 1)


def test_quarters_count_as_quarters_and_long_delays_extend_the_list() -> None:
    archive = pd.DataFrame(
        {
            "name": ["a"],
            "announced_jobs": [10],
            "realised_jobs": [8],
            "announced_start": ["2020Q1"],
            "realised_start": ["2021Q2"],
        }
    )
    assert update_priors(archive, PRIOR).delay == (1, 1, 1, 0, 0, 1)


@given(st.floats(0.2, 50), st.floats(0.2, 50), st.floats(0.1, 2), st.floats(0, 0.8), st.floats(1, 50))
def test_draws_have_the_means_they_name(
    realised: float, failed: float, share: float, spread: float, worth: float
) -> None:
    priors = ProjectPriors(realised, failed, share, spread, worth, (2, 1, 0, 1))
    rng = np.random.default_rng(0)
    uniform = (np.arange(20_000) + 0.5) / 20_000
    assert priors.draw_probability(uniform).mean() == pytest.approx(priors.probability, abs=2e-3)
    shares = priors.draw_share(rng.standard_normal(60_000), rng.standard_normal(60_000))
    assert shares.mean() == pytest.approx(priors.mean_share, rel=0.06)
    assert priors.draw_delay(uniform).mean() == pytest.approx(priors.mean_delay, abs=1e-3)


def test_certainty_is_refused_with_the_reason() -> None:
    with pytest.raises(ParameterError, match="certain-future") as caught:
        replace(PRIOR, failed=0)
    assert "A chance of 1 is not accepted" in str(caught.value) and "实现概率不能为 1" in caught.value.text("zh")


def test_priors_that_cannot_be_are_refused_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        ProjectPriors(realised=-1, failed=2, share=0, share_spread=-1, share_worth=0, delay=(0, 0))
    assert len(caught.value.problems) == 5


def test_every_fault_of_the_archive_is_told_with_its_row() -> None:
    archive = pd.DataFrame(
        {
            "name": ["a", "a", "b", "c", "d"],
            "announced_jobs": [100, 0, "many", 50, None],
            "realised_jobs": [80, -3, 5, 20, 10],
            "announced_start": [2019, 2019, 2020, 2021, 2019],
            "realised_start": [2020, 2020, 2021, None, 2020],
        }
    )
    with pytest.raises(DataError) as caught:
        update_priors(archive, PRIOR)
    assert [(p.kind, p.row, p.column) for p in caught.value.problems] == [
        ("out-of-range", 3, "announced_jobs"),
        ("duplicate-key", 3, "name"),
        ("out-of-range", 3, "realised_jobs"),
        ("not-a-number", 4, "announced_jobs"),
        ("missing-value", 5, "realised_start"),
        ("missing-value", 6, "announced_jobs"),
    ]
    with pytest.raises(DataError, match="missing-column"):
        update_priors(archive.drop(columns="realised_jobs"), PRIOR)
    mixed = archive.iloc[[0]].assign(realised_start="2020Q1", announced_start="2019")
    with pytest.raises(DataError, match="mixed-frequency"):
        update_priors(mixed, PRIOR)
