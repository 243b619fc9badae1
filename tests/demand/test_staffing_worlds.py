"""Staffing in worlds whose shares, trends, concentration and sampling are known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pytest

from skillcast.demand.design_effect import design_effect
from skillcast.demand.share_trend import reference_trend
from skillcast.demand.staffing import Staffing, draw_stocks, fit_staffing
from skillcast.draws import Draws
from skillcast.streams import stream

INDUSTRIES = [f"C{number}" for number in range(13, 25)]
OCCUPATIONS = [f"6-00-00-{number:02d}" for number in range(40)]
YEARS, AHEAD, ORIGIN = 8, 5, 2025
SHAPE = (len(INDUSTRIES), len(OCCUPATIONS))
SEEDS = range(20)
FEW = range(12)


@dataclass(frozen=True)
class World:
    sample: pd.DataFrame
    reference: pd.DataFrame
    shares: np.ndarray  # (H+1, I, O), the origin first
    persons: np.ndarray  # (I,)


@cache
def world(
    seed: int, *, weight: float = 60.0, sample: int = 600, effect: float = 3.0, walk: float = 0.015, follow: float = 1.0
) -> World:
    """Reference shares with trends; a city that is one Dirichlet draw round it, follows it in part and wanders."""
    rng = stream(seed, "staffing-world")
    base = rng.dirichlet(np.full(SHAPE[1], 0.5), size=SHAPE[0])
    slope = rng.normal(0, 0.04, SHAPE[1]) + rng.normal(0, 0.013, SHAPE)
    elapsed = np.arange(1 - YEARS, AHEAD + 1)[:, None, None]
    city = np.stack([rng.dirichlet(np.maximum(weight * row, 1e-9)) for row in base])
    wander = np.cumsum(rng.normal(0, walk, (len(elapsed), *SHAPE)), axis=0)
    theirs = normal(base * np.exp(slope * elapsed))
    ours = normal(city * np.exp(follow * slope * elapsed + wander - wander[YEARS - 1]))
    counts = [sampled(ours[year], sample, effect, rng) for year in range(YEARS)]
    reported = [np.rint(2e6 * theirs[year] * np.exp(rng.normal(0, 0.02, SHAPE))) for year in range(YEARS)]
    persons = np.rint(rng.lognormal(8, 0.8, SHAPE[0])).astype(int)
    return World(long(np.array(counts)), long(np.array(reported)), ours[YEARS - 1 :], persons)


def normal(weights: np.ndarray) -> np.ndarray:
    return weights / weights.sum(axis=-1, keepdims=True)


def sampled(shares: np.ndarray, size: int, effect: float, rng: np.random.Generator) -> np.ndarray:
    """Counts whose shares vary `effect` times as much as those of a random sample."""
    if effect == 1:
        return np.stack([rng.multinomial(size, row) for row in shares])
    tight = (size - effect) / (effect - 1)
    return np.stack([rng.multinomial(size, rng.dirichlet(np.maximum(tight * row, 1e-9))) for row in shares])


def long(counts: np.ndarray) -> pd.DataFrame:
    years = [str(ORIGIN - YEARS + 1 + year) for year in range(len(counts))]
    keys = pd.MultiIndex.from_product([years, INDUSTRIES, OCCUPATIONS], names=["period", "industry", "occupation"])
    frame = keys.to_frame(index=False).assign(employed=counts.ravel().astype(int))
    return frame[frame["employed"] > 0].reset_index(drop=True)


def fitted(one: World, **options: object) -> Staffing:
    return fit_staffing(one.sample, one.reference, industries=INDUSTRIES, year=ORIGIN, **options)


def drawn(one: World, fit: Staffing, size: int = 150) -> Draws:
    periods = pd.period_range(str(ORIGIN), periods=AHEAD + 1, freq="Y")
    totals = np.broadcast_to(one.persons[:, None, None], (SHAPE[0], AHEAD + 1, size)).copy()
    return draw_stocks(fit, Draws(pd.DataFrame({"industry": INDUSTRIES}), periods, totals))


def truth(one: World, draws: Draws) -> np.ndarray:
    """(rows, H+1) true stocks in the order of the draws."""
    cells = np.moveaxis(one.shares, 0, 2) * one.persons[:, None, None]
    rows = pd.Index(OCCUPATIONS).get_indexer(draws.index["occupation"])
    if "industry" in draws.index:
        return cells[pd.Index(INDUSTRIES).get_indexer(draws.index["industry"]), rows]
    return cells.sum(axis=0)[rows]


@pytest.mark.parametrize(("sample", "effect"), [(300, 3.0), (1500, 1.0)])
@pytest.mark.parametrize("weight", [10.0, 60.0, 400.0])
def test_concentration_is_recovered_from_clustered_samples_of_drifting_shares(
    weight: float, sample: int, effect: float
) -> None:
    fits = [fitted(world(seed, weight=weight, sample=sample, effect=effect)) for seed in SEEDS]
    assert np.median([fit.concentration for fit in fits]) == pytest.approx(weight, rel=0.15)
    assert np.median([fit.design_effect for fit in fits]) == pytest.approx(effect, rel=0.15)


@pytest.mark.parametrize("memory", [0.5, 1.0])
def test_memory_does_not_bias_the_concentration(memory: float) -> None:
    fits = [fitted(world(seed, sample=1500), memory=memory) for seed in SEEDS]
    assert np.median([fit.concentration for fit in fits]) == pytest.approx(60, rel=0.15)


@pytest.mark.parametrize("sample", [300, 1500])
def test_the_occupation_mix_three_years_ahead_beats_frozen_shares(sample: int) -> None:
    ours, frozen = 0.0, 0.0
    for seed in FEW:
        one = world(seed, sample=sample)
        occupations = drawn(one, fitted(one)).total(["occupation"])
        true = truth(one, occupations)[:, 3]
        last = one.sample[one.sample["period"] == str(ORIGIN)]
        size = last["industry"].map(dict(zip(INDUSTRIES, one.persons, strict=True)))
        persons = last["employed"] / last.groupby("industry")["employed"].transform("sum") * size
        kept = persons.groupby(last["occupation"]).sum().reindex(occupations.index["occupation"], fill_value=0.0)
        ours += np.abs(occupations.mean()[:, 3] - true).sum()
        frozen += np.abs(kept.to_numpy() - true).sum()
    assert ours < 0.45 * frozen


@pytest.mark.parametrize(("sample", "follow"), [(300, 1.0), (600, 0.5), (1500, 1.0)])
def test_intervals_cover_cells_and_occupations_at_every_step(sample: int, follow: float) -> None:
    covered: dict[str, list[np.ndarray]] = {"cells": [], "occupations": []}
    for seed in FEW:
        one = world(seed, sample=sample, follow=follow)
        cells = drawn(one, fitted(one))
        for name, draws in (("cells", cells), ("occupations", cells.total(["occupation"]))):
            true = truth(one, draws)
            low, high = draws.quantiles([0.1, 0.9])
            large = true >= 10  # smaller ones are a matter of single persons
            inside = (np.floor(low) <= true) & (true <= np.ceil(high))
            covered[name].append(np.array([inside[large[:, h], h].mean() for h in range(AHEAD + 1)]))
    for name, rates in covered.items():
        assert ((np.mean(rates, axis=0) > 0.75) & (np.mean(rates, axis=0) < 0.875)).all(), (
            name,
            np.mean(rates, axis=0),
        )


def test_intervals_widen_with_the_step() -> None:
    one = world(3)
    low, high = drawn(one, fitted(one), size=1000).quantiles([0.1, 0.9])
    assert (np.diff((high - low).sum(axis=0)) > 0).all()


@pytest.mark.parametrize("follow", [0.0, 0.5])
def test_how_far_the_city_follows_is_learned(follow: float) -> None:
    loadings = [fitted(world(seed, sample=1500, follow=follow)).trend.loading for seed in FEW]
    assert np.median(loadings) == pytest.approx(follow, abs=0.1)


def test_a_reference_that_ends_early_is_moved_to_the_origin() -> None:
    one = world(4, sample=1500)
    late = fitted(one)
    until = one.reference[one.reference["period"] <= str(ORIGIN - 3)]
    moved = fit_staffing(one.sample, until, industries=INDUSTRIES, year=ORIGIN)
    stale = normal(np.exp(np.log(moved.prior + 1e-12) - 3 * moved.trend.reference))
    assert np.abs(moved.prior - late.prior).sum() < 0.6 * np.abs(stale - late.prior).sum()


def test_the_nation_behind_a_small_province_helps() -> None:
    errors = {"province": 0.0, "both": 0.0}
    for seed in FEW:
        one = world(seed, weight=400.0, sample=300)
        rng = stream(seed, "province")
        last = one.reference.pivot_table(
            index="industry", columns="occupation", values="employed", aggfunc="mean", fill_value=0
        )
        shares = normal(last.reindex(index=INDUSTRIES, columns=OCCUPATIONS, fill_value=0).to_numpy(dtype=float))
        few = np.stack([sampled(shares, 100, 1.0, rng) for _ in range(2)])
        province = long(few).replace({"period": {str(ORIGIN - YEARS + 1): "2024", str(ORIGIN - YEARS + 2): "2025"}})
        for name, behind in (("province", None), ("both", one.reference)):
            fit = fit_staffing(one.sample, province, industries=INDUSTRIES, year=ORIGIN, behind=behind)
            full = np.zeros(SHAPE)
            full[:, pd.Index(OCCUPATIONS).get_indexer(fit.occupations)] = fit.shares
            errors[name] += np.abs(full - one.shares[0]).sum()
    assert errors["both"] < 0.8 * errors["province"]


def test_noise_of_a_reference_is_not_taken_for_wandering() -> None:
    years = np.arange(2015.0, 2026.0)
    base = stream(0, "noise-or-walk").dirichlet(np.full(40, 2.0), size=12)
    noise = stream(1, "noise-or-walk").normal(0, 0.03, (len(years), *base.shape))
    still = reference_trend(1e7 * base * np.exp(noise), years, walk=0.0)
    moving = reference_trend(1e7 * base * np.exp(np.cumsum(noise, axis=0)), years, walk=0.0)
    assert still.walk < 0.006
    assert moving.walk == pytest.approx(0.03, rel=0.15)
    # under a walk the slope is 0.03 * sqrt(6 / 5 / 11) uncertain, under noise 0.03 / sqrt(110)
    assert np.median(moving.error) == pytest.approx(0.03 * np.sqrt(6 / 55), rel=0.25)
    assert np.median(still.error) == pytest.approx(0.03 / np.sqrt(110), rel=0.1)


def test_one_year_of_samples_shows_no_design_effect() -> None:
    assert design_effect(np.ones((1, 2, 3)) / 3, np.ones((1, 2))) is None
    one = world(5)
    last = one.sample[one.sample["period"] == str(ORIGIN)]
    fit = fit_staffing(last, one.reference, industries=INDUSTRIES, year=ORIGIN, assumed_design_effect=2.5)
    assert fit.design_effect == 2.5
    assert fitted(one, design_effect=4.0).design_effect == 4.0
