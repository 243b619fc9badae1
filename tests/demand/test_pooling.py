"""Partially pooled rates recover true levels, shrink where data are thin, and their intervals cover."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from skillcast.demand.age_structure import AGES, age_backward
from skillcast.demand.exit_model import exit_model
from skillcast.demand.exits import draw_exits
from skillcast.demand.pooling import pooled_rates
from skillcast.draws import Draws
from skillcast.errors import DataError
from skillcast.streams import stream

SPREAD, SHOCK = 0.2, 0.15
Floats = np.ndarray


def counted(world: int, sizes: Floats, years: int, *, base: float = 0.04) -> tuple[Floats, Floats, Floats]:
    """True rates (O), leavers and exposed (O, T) in a world whose occupations differ."""
    rng = stream(world, "pooling")
    effect = SPREAD * rng.standard_normal(len(sizes))
    shock = SHOCK * rng.standard_normal(years)
    exposed = np.repeat(sizes[:, None], years, axis=1)
    leavers = rng.binomial(exposed, expit(logit(base) + effect[:, None] + shock))
    return expit(logit(base) + effect), leavers.astype(float), exposed.astype(float)


def estimate(leavers: Floats, exposed: Floats, base: float = 0.04) -> Floats:
    found = pooled_rates(leavers, exposed, np.full(leavers.shape, base), shock=SHOCK)
    return np.asarray(expit(logit(base) + found.level + found.effect))


def test_rates_are_recovered_where_workers_are_many() -> None:
    """Occupations of 200 to 5,000 workers, eight years: the typical error is below a tenth and there is no bias."""
    errors = []
    for world in range(20):
        sizes = np.geomspace(200, 5000, 40).astype(int)
        truth, leavers, exposed = counted(world, sizes, years=8)
        errors.append(estimate(leavers, exposed) / truth - 1)
    assert np.median(np.abs(errors)) < 0.10
    assert np.median(np.abs(np.array(errors)[:, :10])) < 0.10
    assert abs(np.mean(errors)) < 0.03


def test_pooling_beats_the_raw_rates_of_small_occupations() -> None:
    raw, pooled = [], []
    for world in range(10):
        truth, leavers, exposed = counted(world, np.full(60, 120), years=3)
        raw.append(np.abs(leavers.sum(axis=1) / exposed.sum(axis=1) / truth - 1).mean())
        pooled.append(np.abs(estimate(leavers, exposed) / truth - 1).mean())
    assert np.mean(pooled) < 0.7 * np.mean(raw)


def test_the_spread_is_recovered() -> None:
    found = []
    for world in range(15):
        _, leavers, exposed = counted(world, np.full(80, 1500), years=5)
        found.append(pooled_rates(leavers, exposed, np.full(leavers.shape, 0.04)).spread)
    assert np.median(found) == pytest.approx(SPREAD, rel=0.15)


def test_shrinkage_goes_to_the_mean_as_data_vanish() -> None:
    sizes = np.concatenate([np.full(30, 3000), [0, 3, 30, 300, 30_000]])
    _, leavers, exposed = counted(1, sizes, years=4)
    leavers[-5:] = exposed[-5:] * 0.08  # twice the mean in all five, whatever their size
    found = pooled_rates(leavers, exposed, np.full(leavers.shape, 0.04))
    effect, error = found.effect[-5:], found.error[-5:]
    assert effect[0] == 0
    assert error[0] == found.spread
    assert (np.diff(effect) > 0).all()
    assert (np.diff(error) < 0).all()
    assert effect[1] < 0.15 * effect[-1]


def test_years_without_data_say_nothing() -> None:
    _, leavers, exposed = counted(2, np.full(20, 800), years=3)
    empty = np.zeros((20, 1))
    base = pooled_rates(leavers, exposed, np.full(leavers.shape, 0.04))
    more = pooled_rates(np.hstack([leavers, empty]), np.hstack([exposed, empty]), np.full((20, 4), 0.04))
    assert np.array_equal(base.effect, more.effect)
    with pytest.raises(ValueError, match="exposed"):
        pooled_rates(empty, empty, np.full((20, 1), 0.04))


def test_counts_beyond_belief_are_refused() -> None:
    table = pd.DataFrame(
        {"occupation": ["a"], "cause": ["exit"], "period": ["2025"], "exposed": [1000], "leavers": [700]}
    )
    with pytest.raises(DataError, match="leavers"):
        exit_model(["a"], [2026], leavers=table)


def test_counted_transfers_need_no_table_of_rates() -> None:
    table = pd.DataFrame({"occupation": ["a", "b"], "cause": "transfer", "period": "2025", "exposed": 5000})
    model = exit_model(["a", "b", "c"], [2026], leavers=table.assign(leavers=[300, 200]))
    transfer = model.chances[3, :, 0, 0, 0]
    assert transfer[2] == pytest.approx(0.05, rel=0.03)
    assert transfer[0] > transfer[2] > transfer[1]
    assert (model.chances[:3] == exit_model(["a", "b", "c"], [2026]).chances[:3]).all()


@pytest.fixture(scope="module")
def city() -> tuple[pd.DataFrame, Draws]:
    """Age structures at the end of 2020 and constant stocks of forty occupations."""
    rng = stream(0, "city")
    sizes = np.geomspace(250, 4000, 40).astype(int)
    names = [f"o{row:02d}" for row in range(40)]
    rows = []
    for name, size in zip(names, sizes, strict=True):
        middle, women = rng.uniform(33, 48), rng.uniform(0.05, 0.6)
        for sex, share, last in (("male", 1 - women, 60), ("female", women, 50)):
            profile = np.exp(-0.5 * ((AGES - middle) / 10) ** 2) * (AGES >= 19) * (last >= AGES)
            counts = rng.multinomial(round(size * share), profile / profile.sum())
            rows.append(pd.DataFrame({"occupation": name, "sex": sex, "age": AGES, "employed": counts}))
    ages = pd.concat(rows).assign(period="2020")
    totals = ages.groupby("occupation")["employed"].sum().reindex(names).to_numpy()
    samples = np.tile(totals[:, None, None], (1, 4, 250))
    return ages, Draws(pd.DataFrame({"occupation": names}), pd.period_range("2025", periods=4, freq="Y"), samples)


def live(ages: pd.DataFrame, names: list[str], world: int) -> tuple[pd.DataFrame, pd.DataFrame, Floats]:
    """Leavers counted in 2021 to 2025, the ages at their end and true exits of 2026 to 2028, person by person."""
    rng = stream(world, "life")
    truth = exit_model(names, [*range(2021, 2029)], ages=ages)
    start = (
        truth.structure[:, 0] * ages.groupby("occupation")["employed"].sum().reindex(names).to_numpy()[:, None, None]
    )
    people = np.rint(start).astype(int)
    shift = SPREAD * rng.standard_normal((len(names), 1)) + SHOCK * rng.standard_normal((1, 8))
    counts, future, then = [], [], ages
    for step, year in enumerate(range(2021, 2029)):
        now, left = people, people
        for cause in range(3):
            chance = truth.chances[cause, :, step]
            odds = chance * np.exp(shift[:, step])[:, None, None]
            left = left - rng.binomial(left, odds / (1 - chance + odds))
        gone = (now - left).sum(axis=(1, 2))
        if year <= 2025:
            row = {"occupation": names, "cause": "exit", "period": str(year), "exposed": now.sum(axis=(1, 2))}
            counts.append(pd.DataFrame(row | {"leavers": gone}))
        else:
            future.append(gone)
        older = np.zeros_like(left)
        older[..., 1:] = left[..., :-1]
        for row, missing in enumerate(gone):
            older[row, :, 4:20] += rng.multinomial(missing, np.full(32, 1 / 32)).reshape(2, 16)
        people = older
        if year == 2025:
            keys = pd.MultiIndex.from_product([names, ("male", "female"), AGES], names=["occupation", "sex", "age"])
            then = pd.DataFrame({"employed": people.ravel()}, keys).reset_index().assign(period="2025")
    return pd.concat(counts), then, np.stack(future, axis=1)


@pytest.mark.parametrize("informed", [True, False], ids=["leavers counted", "no leavers"])
def test_intervals_cover_true_exits(city: tuple[pd.DataFrame, Draws], informed: bool) -> None:
    ages, stock = city
    names, inside, totals = list(stock.index["occupation"]), [], []
    for world in range(12):
        leavers, now, truth = live(ages, names, world)
        model = exit_model(names, [2026, 2027, 2028], ages=now, leavers=leavers if informed else None, spread=SPREAD)
        drawn = draw_exits(stock, model, shock=SHOCK, seed=world).total
        low, high = np.quantile(drawn, [0.1, 0.9], axis=2)
        inside.append(((low <= truth) & (truth <= high)).mean())
        low, high = np.quantile(drawn.sum(axis=0), [0.1, 0.9], axis=1)
        totals.append(((low <= truth.sum(axis=0)) & (truth.sum(axis=0) <= high)).mean())
    assert 0.75 <= np.mean(inside) <= 0.87
    assert 0.6 <= np.mean(totals) <= 0.92  # twelve worlds whose years share shocks: 0.8 give or take 0.08


def test_past_structures_are_those_that_aged_into_todays() -> None:
    """A bulge that has just retired was there before: cohorts grow younger, those gone follow their neighbours."""
    spared = np.zeros((1, 20, 2, len(AGES)))
    spared[..., AGES >= 60] = 1.0
    profile = np.where((AGES >= 20) & (AGES <= 60), 1.02 ** (60 - AGES), 0.0)
    today = np.stack([profile, profile])[None] / (2 * profile.sum())
    now, before = age_backward(today, spared, [0, 5])[0]
    assert now.sum() == pytest.approx(1) and before.sum() == pytest.approx(1)
    assert np.allclose(now, today[0], atol=1e-12)
    ratio = before[0, AGES == 59] / before[0, AGES == 50]
    assert ratio[0] == pytest.approx(1.02**-9, rel=0.02)
    assert (before[0, AGES > 60] == 0).all()
