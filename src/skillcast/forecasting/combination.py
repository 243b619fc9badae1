"""Which members speak for a series, and how much each of them weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from skillcast.forecasting import boosting, growth, seasonality
from skillcast.forecasting.protocol import Bools, Floats, History, Ints
from skillcast.forecasting.registry import MEMBERS, load

ENSEMBLE = "ensemble"
ANNUAL = ("naive", "drift", "shrunken_drift", "theta", "damped_holt", "ces")
SEASONAL = ("seasonal_naive", "ets", "ces")
ADJUSTMENTS = 5
"""Estimations of seasonal factors over many origins."""
SHARPNESS = 5.0
"""Exponent of relative error in a weight, once there are many years to learn from: the least that is within one standard
error (over early origin years) of the best, for errors of few years rank methods badly."""
PATIENCE_YEARS = 6.0
"""Origin years at which half of `SHARPNESS` is reached; before that, weights stay near the prior."""
PATIENCE_ORIGINS = 20.0
"""Origins at which a series' own errors count as much as the panel's."""
RECENCY = 0.8
"""Share of an origin's say in the weights that is left a year later."""
HURTS = 1.5
"""A member whose error on the panel is this many times the best member's gets no weight."""
FEWEST_YEARS = 3
"""Origin years needed to leave a member out."""


@dataclass(frozen=True)
class Weights:
    """How the members were weighed at one origin.

    Parameters
    ----------
    members
        M names.
    shares
        (M, N) weights, summing to one for every series.
    common
        (M) weights of a series about which only the panel is known.
    losses
        (M) mean scaled absolute error on the panel's own past relative to the best member's; NaN with nothing to learn from.
    years
        Origin years learned from.
    """

    members: tuple[str, ...]
    shares: Floats
    common: Floats
    losses: Floats
    years: int

    def reasons(self) -> list[tuple[str, str]]:
        """Return why each member weighs what it weighs, in Chinese and English."""
        said = []
        for loss in self.losses:
            if np.isnan(loss):
                said.append(("历史太短，按先验权重", "history too short to learn from: prior weight"))
            elif loss > HURTS and self.years >= FEWEST_YEARS:
                said.append(
                    (f"回测误差为最优成员的{loss:.2f}倍，剔除", f"erred {loss:.2f} times the best member: left out")
                )
            else:
                zh = f"{self.years}个起点年份的回测误差为最优成员的{loss:.2f}倍"
                said.append((zh, f"erred {loss:.2f} times the best member over {self.years} origin years"))
        return said


def default_members(history: History) -> tuple[str, ...]:
    """Return the members of the ensemble for a panel: local methods and, with enough rows, pooled LightGBM.

    Examples
    --------
    >>> default_members(History(np.zeros((14, 10)), np.array([9])))
    ('naive', 'drift', 'shrunken_drift', 'theta', 'damped_holt', 'ces')
    """
    if history.season == 1:
        return ANNUAL
    return (*SEASONAL, "lightgbm" if boosting.usable(history) else "dynamic_theta")


def adjust(history: History, horizon: int) -> list[tuple[History, Floats]]:
    """Return seasonally adjusted histories, each with the factors (O', N, H) to put back at its origins.

    Factors are estimated anew at a few origins, the last among them, and kept until the next: never before their own.
    """
    places = np.arange(len(history.origins))
    starts = np.unique(np.linspace(0, places[-1], min(ADJUSTMENTS, len(places))).round().astype(int))
    parts = []
    for first, end in zip(starts, [*starts[1:], len(places)], strict=True):
        origins = history.origins[first:end]
        seasonal = seasonality.remove(history.values[:, : origins[0] + 1], history.season)
        adjusted = seasonal.continued(history.values[:, : origins[-1] + 1])
        known = replace(history, values=adjusted, origins=origins)
        parts.append((known, np.stack([seasonal.after(int(origin), horizon) for origin in origins])))
    return parts


def answers(history: History, horizon: int, names: Sequence[str]) -> tuple[Floats, Floats]:
    """Return what every member says (M, O, N, H), and the noise (O, N) of each series, seasons removed."""
    parts = adjust(history, horizon) if history.season > 1 else []
    said = []
    for name in names:
        member = load(name)
        if parts and MEMBERS[name].adjusted:
            said.append(np.concatenate([member(known, horizon) + factors for known, factors in parts]))
        else:
            said.append(member(history, horizon))
    noise = np.concatenate([growth.noise(known) for known, _ in parts]) if parts else growth.noise(history)
    return np.stack(said), noise


def weigh(misses: Floats, origins: Ints, years: Ints, names: Sequence[str], teachers: int | None) -> list[Weights]:
    """Return the weights at every origin, learned from what had come true by then.

    weight = prior x exp(-k x log relative error), the error a mixture (in logs) of the series' own and the panel's, k
    growing with the number of origin years: equal errors or no errors leave the prior weights. Errors of few origins rank
    methods badly (Claeskens et al. 2016), hence the double shrinkage.

    Parameters
    ----------
    misses
        (M, O, N, H) absolute errors in units of each series' noise; NaN where there is no actual.
    origins, years
        (O) position and calendar year of each origin.
    names
        M members.
    teachers
        Number of leading rows that the panel's error is taken from.
    """
    members, _, series, horizon = misses.shape
    due = origins[:, None] + 1 + np.arange(horizon)
    scored = np.asarray(~np.isnan(misses).any(axis=0))
    filled = np.where(scored, misses, 0.0)
    fading = RECENCY ** (years[-1] - years)
    sums, count = np.zeros((members, series)), np.zeros(series)
    seen = np.zeros((len(origins), series), dtype=bool)
    found, before = [], -1
    for origin in origins:
        at, step = np.nonzero((due > before) & (due <= origin))
        before = origin
        new, say = scored[at, :, step], fading[at][:, None]
        sums += (filled[:, at, :, step] * say[:, :, None]).sum(axis=0)
        count += (new * say).sum(axis=0)
        np.logical_or.at(seen, at, new)
        if not count[:teachers].any():
            equal = np.full((members, series), 1 / members)
            found.append(Weights(tuple(names), equal, equal[:, 0], np.full(members, np.nan), 0))
            continue
        own = np.divide(sums, count, out=np.zeros_like(sums), where=count > 0)
        panel = sums[:, :teachers].sum(axis=1) / count[:teachers].sum()
        times = seen.sum(axis=0)
        number = len(np.unique(years[seen[:, :teachers].any(axis=1)]))
        found.append(_settle(own, panel, times / (times + PATIENCE_ORIGINS), number, names))
    return found


def _settle(own: Floats, panel: Floats, trust: Floats, years: int, names: Sequence[str]) -> Weights:
    """Return the weights from each series' own error (M, N) and the panel's (M)."""
    floor = 0.1 * panel.mean() + 1e-12
    whole = np.log(panel + floor)[:, None]
    loss = trust * np.log(own + floor) + (1 - trust) * whole
    relative = (panel + 1e-12) / (panel.min() + 1e-12)
    hurts = (relative > HURTS) & (years >= FEWEST_YEARS)
    shares, common = (_softmax(each, years, hurts) for each in (loss, whole))
    return Weights(tuple(names), shares, common[:, 0], relative, years)


def _softmax(loss: Floats, years: int, hurts: Bools) -> Floats:
    sharpness = SHARPNESS * years / (years + PATIENCE_YEARS)
    weights = np.where(hurts[:, None], 0.0, np.exp(-sharpness * (loss - loss[~hurts].min(axis=0))))
    return np.asarray(weights / weights.sum(axis=0))
