"""One world: the chain's answer at the base year beside what then came true."""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from cities import settings
from numpy.typing import NDArray

import skillcast
from skillcast.draws import Draws
from skillcast.outcome import Outlook
from skillcast.worlds import World, simulate

LOW, HIGH = 0.1, 0.9
MIX_STEP = 3
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Result:
    """Rows of one world: forecasts (a quantity, occupation or total, and step), chances of shortage, one row of figures."""

    forecasts: pd.DataFrame
    chances: pd.DataFrame
    figures: dict[str, float]


def measure(seed: int) -> Result:
    """Simulate, forecast and compare one world and its twin without shortages."""
    warnings.simplefilter("ignore")
    knobs = settings(seed)
    world = simulate(knobs, seed)
    market = world.market()
    began = time.process_time()
    found = skillcast.outlook(market, seed=seed)
    seconds = time.process_time() - began
    twin = skillcast.outlook(simulate(settings(seed, shortages=False), seed).market(), seed=seed)
    if found.demand.openings is None or found.demand.staffing is None or found.supply is None:
        raise RuntimeError(f"world {seed}: a stage was switched off")
    steps = {
        "stocks": (found.demand.openings.stock, 1),
        "exits": (_exits(found), 0),
        "openings": (found.demand.openings.openings, 0),
    }
    steps |= {"supply": (found.supply.gap.supply, 0), "gap": (found.supply.gap.gap, 0)}
    parts = [_compare(name, draws, world, first, seed) for name, (draws, first) in steps.items()]
    parts.append(_industries(found, world, seed))
    figures = {
        "seed": seed,
        "sample": knobs.sample,
        "concentration": knobs.concentration,
        "concentration_ratio": found.demand.staffing.concentration / knobs.concentration,
        **_mix(found, world),
        "listed": _listed(found),
        **_hits(found, world),
        "listed_twin": _listed(twin),
        "seconds": seconds,
    }
    return Result(pd.concat(parts, ignore_index=True), _chances(found, world, seed), figures)


def true_values(world: World, name: str) -> pd.DataFrame:
    """Return the truth of a quantity, occupations x years."""
    frame, value = {
        "stocks": ("stocks", "employed"),
        "exits": ("openings", "exits"),
        "openings": ("openings", "openings"),
        "supply": ("supply", "supply"),
        "gap": ("gap", "gap"),
    }[name]
    return world.truth[frame].pivot(index="occupation", columns="year", values=value)


def _exits(found: Outlook) -> Draws:
    openings = found.demand.openings
    return openings.openings.with_samples(openings.exits.total)


def _compare(name: str, draws: Draws, world: World, first: int, seed: int) -> pd.DataFrame:
    """Rows of every occupation and of the total; an occupation the chain does not know is outside its answer everywhere."""
    truth = true_values(world, name)
    samples, years = draws.samples[:, first:].astype(np.int64), [period.year for period in draws.periods[first:]]
    codes = list(draws.index["occupation"])
    # Where nobody works and nobody is expected there is nothing to forecast.
    alive = (truth.reindex(codes, fill_value=0) != 0).any(axis=1).to_numpy() | (
        np.abs(samples).mean(axis=(1, 2)) >= 0.5
    )
    samples, codes = samples[alive], list(np.array(codes)[alive])
    unknown = [code for code in truth.index if code not in codes and truth.loc[code, years].sum() > 0]
    ahead = truth.reindex(codes, fill_value=0)[years].to_numpy()
    lost = pd.DataFrame(
        [
            (code, step, 0.0, 0.0, 0.0, float(truth.loc[code, year]))
            for code in unknown
            for step, year in enumerate(years, 1)
        ],
        columns=["key", "step", "low", "median", "high", "true"],
    ).assign(part="cell")
    cells = _rows(samples, ahead, codes).assign(part="cell")
    total = _rows(samples.sum(axis=0, keepdims=True), truth[years].to_numpy().sum(axis=0, keepdims=True), ["total"])
    frames = [frame for frame in (cells, lost, total.assign(part="total")) if len(frame)]
    return pd.concat(frames, ignore_index=True).assign(quantity=name, seed=seed)


def _industries(found: Outlook, world: World, seed: int) -> pd.DataFrame:
    draws = found.demand.industries
    years = [period.year for period in draws.periods[1:]]
    truth = world.truth["industries"].pivot(index="industry", columns="year", values="employed")
    codes = list(draws.index["industry"])
    samples, ahead = draws.samples[:, 1:].astype(np.int64), truth.loc[codes, years].to_numpy()
    cells = _rows(samples, ahead, codes).assign(part="cell")
    total = _rows(samples.sum(axis=0, keepdims=True), ahead.sum(axis=0, keepdims=True), ["total"]).assign(part="total")
    return pd.concat([cells, total], ignore_index=True).assign(quantity="industries", seed=seed)


def _rows(samples: NDArray[Any], truth: Floats, keys: list[str]) -> pd.DataFrame:
    low, median, high = np.quantile(samples, [LOW, 0.5, HIGH], axis=2)
    size, steps = truth.shape
    return pd.DataFrame(
        {
            "key": np.repeat(keys, steps), "step": np.tile(np.arange(1, steps + 1), size), "low": low.ravel(),
            "median": median.ravel(), "high": high.ravel(), "true": truth.ravel(),
        }
    )  # fmt: skip


def _mix(found: Outlook, world: World) -> dict[str, float]:
    """Dissimilarity of the occupation mix, chain and frozen shares: of the city as forecast, and within industries.

    Frozen shares are those of the last sample. Both are laid on the same industries: for the city the median forecast, within
    industries the true sizes.
    """
    sample = world.tables["staffing"]
    last = sample[sample["period"] == sample["period"].max()]
    cells, industries = found.demand.cells, found.demand.industries
    truth = world.truth["staffing"]
    truth = truth[truth["year"] == cells.periods[MIX_STEP].year]
    truth = truth.pivot(index="industry", columns="occupation", values="employed").fillna(0)
    names = sorted({*truth.columns, *last["occupation"], *cells.index["occupation"]})
    rows = list(industries.index["industry"])
    truth = truth.reindex(index=rows, columns=names, fill_value=0.0)
    chain = cells.index.assign(n=cells.samples[:, MIX_STEP].mean(axis=1)).pivot(
        index="industry", columns="occupation", values="n"
    )
    frozen = last.pivot(index="industry", columns="occupation", values="employed")
    shares = {
        name: _normal(frame.reindex(index=rows, columns=names).fillna(0.0).to_numpy())
        for name, frame in (("chain", chain), ("frozen", frozen), ("true", truth))
    }
    sizes = np.median(industries.samples[:, MIX_STEP], axis=1)[:, None]
    exact = truth.to_numpy().sum(axis=1)[:, None]
    out = {}
    for name in ("chain", "frozen"):
        out[f"mix_{name}"] = _dissimilarity((shares[name] * sizes).sum(axis=0), truth.to_numpy().sum(axis=0))
        out[f"mix_{name}_exact"] = _dissimilarity((shares[name] * exact).sum(axis=0), truth.to_numpy().sum(axis=0))
        within = np.abs(shares[name] - shares["true"]).sum(axis=1) / 2
        out[f"within_{name}"] = float((within * exact[:, 0]).sum() / exact.sum())
    return out


def _normal(counts: Floats) -> Floats:
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-12)


def _dissimilarity(one: Floats, other: Floats) -> float:
    return float(np.abs(one / one.sum() - other / other.sum()).sum() / 2)


def _chances(found: Outlook, world: World, seed: int) -> pd.DataFrame:
    friction = found.parameters.number("shortage.friction")
    chance = found.supply.gap.probability(found.demand.openings.stock, friction=friction)
    gap = found.supply.gap.gap
    years = [period.year for period in gap.periods]
    truth = world.truth["gap"].set_index(["occupation", "year"])
    keys = pd.MultiIndex.from_product([gap.index["occupation"], years], names=["occupation", "year"])
    known = truth.reindex(keys)
    frame = pd.DataFrame(
        {"chance": chance.ravel(), "short": (known["gap"] > friction * known["before"]).to_numpy()}, index=keys
    )
    return frame.reset_index().assign(seed=seed, step=lambda rows: rows["year"] - years[0] + 1)


def _listed(found: Outlook) -> float:
    return float(found.shortage.assessment["listed"].mean())


def _hits(found: Outlook, world: World) -> dict[str, float]:
    """Return how many occupations were listed, short in the base year or the next, and both."""
    truth = world.truth["tightness"]
    near = truth[truth["year"].isin([found.year, found.year + 1])].groupby("occupation")["shortage"].any()
    rows = found.shortage.assessment
    listed = rows["listed"].to_numpy(dtype=bool)
    short = near.reindex(rows["occupation"], fill_value=False).to_numpy(dtype=bool)
    return {
        "count": len(rows),
        "count_listed": listed.sum(),
        "count_short": short.sum(),
        "count_both": (listed & short).sum(),
    }
