"""Plant closures and announced projects, laid over a forecast as scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from skillcast.draws import Draws
from skillcast.errors import DataError, Problem
from skillcast.forecasting.calendar import LABEL
from skillcast.forecasting.protocol import Floats, Ints
from skillcast.forecasting.scenarios.announcements import ProjectPriors, require
from skillcast.parameters import Parameters, load_parameters
from skillcast.streams import stream

PERIODS = "2027, 2027Q3, 2027-03"
PER_YEAR = {"Y": 1, "A": 1, "Q": 4, "M": 12}


@dataclass(frozen=True)
class Closure:
    """A plant that closes: its posts are lost for good, and others with them or instead of them.

    Parameters
    ----------
    name
        Its name, which is also the key of its random numbers.
    keys
        Key columns and values of the series it is in, such as ``{"industry": "C31"}``; where these are several, the
        loss is shared in proportion to their size.
    period
        First period without the posts, such as ``"2027"``.
    direct_jobs
        Posts of the plant itself, persons.
    spillover
        Lowest and highest further loss, relative to the direct one, negative where other firms take people on; evenly
        likely in between. By default the parameters ``scenarios.spillover_low`` and ``scenarios.spillover_high``.
    probability
        That it closes; 1 for a closure that has been decided.
    """

    name: str
    keys: Mapping[str, object]
    period: str
    direct_jobs: float
    spillover: tuple[float, float] | None = None
    probability: float = 1.0

    def __post_init__(self) -> None:
        low, high = self.spillover or (0.0, 0.0)
        require(
            ("period", self.period, _is_period(self.period), PERIODS),
            ("direct_jobs", self.direct_jobs, 0 < self.direct_jobs < np.inf, "(0, +∞)"),
            ("spillover", self.spillover, -1 < low <= high < np.inf, "-1 < low <= high"),
            ("probability", self.probability, 0 < self.probability <= 1, "(0, 1]"),
        )

    def losses(self, periods: pd.PeriodIndex, size: int, *, seed: int, parameters: Parameters) -> Floats:
        """Return (H, S) posts lost: direct jobs x (1 + spill-over), the same in every period from the closure on."""
        rng = stream(seed, "event", self.name)
        happens = rng.random(size) < self.probability
        low, high = _ends(self, parameters)
        loss = self.direct_jobs * (1 + rng.uniform(low, high, size)) * happens
        return np.where(_lags(periods, self.period)[:, None] >= 0, loss, 0.0)


@dataclass(frozen=True)
class Project:
    """An announced project: whether, how much of it and how late are not known.

    Parameters
    ----------
    name, keys
        As for `Closure`.
    start
        Announced first period, such as ``"2027"``. Of a project begun before the forecast only the posts still to come
        are added.
    jobs
        Announced posts when it is complete, persons.
    priors
        What is known of announcements: chance, share and delay.
    profile
        Share of the posts that exist in the first, second … period; the last holds on. By default equal steps over the
        parameter ``forecast.event_ramp`` (years).
    """

    name: str
    keys: Mapping[str, object]
    start: str
    jobs: float
    priors: ProjectPriors
    profile: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        good = all(np.isfinite(share) and share >= 0 for share in self.profile)
        require(
            ("start", self.start, _is_period(self.start), PERIODS),
            ("jobs", self.jobs, 0 < self.jobs < np.inf, "(0, +∞)"),
            ("profile", self.profile, good, "[0, +∞)"),
        )

    def gains(self, periods: pd.PeriodIndex, size: int, *, seed: int, parameters: Parameters) -> Floats:
        """Return (H, S) posts added: jobs x share x profile(t - start - delay) in the draws where it is realised."""
        rng = stream(seed, "event", self.name)
        chance = self.priors.draw_probability(stream(seed, "events", "probability").random(size))
        happens = rng.random(size) < chance
        typical = stream(seed, "events", "share").standard_normal(size)
        share = self.priors.draw_share(typical, rng.standard_normal(size))
        delay = self.priors.draw_delay(rng.random(size))
        ramp = parameters.integer("forecast.event_ramp") * PER_YEAR[periods.freqstr[0]]
        steps = np.array([0.0, *(self.profile or np.arange(1, ramp + 1) / ramp)])
        base = pd.period_range(end=periods[-1], periods=len(periods) + 1, freq=periods.freq)
        elapsed = _lags(base, self.start)[:, None] - delay + 1
        exist = steps[np.clip(elapsed, 0, len(steps) - 1)]
        return np.asarray(self.jobs * share * happens * (exist[1:] - exist[0]))


Event = Closure | Project


@dataclass(frozen=True)
class EventForecast:
    """A forecast with events in it.

    Parameters
    ----------
    draws
        (N, H, S) persons, never below zero.
    effects
        One row an event, sorted by name: ``event``, ``kind``, ``mean``, ``lo-80``, ``hi-80`` (persons it adds in the last
        period, negative for losses, before any limit) and ``limited``: the share of draws in which losses exceeded what was
        there and were cut to it.
    """

    draws: Draws
    effects: pd.DataFrame


def apply_events(
    draws: Draws, events: Iterable[Event], *, seed: int = 0, parameters: Parameters | None = None
) -> EventForecast:
    """Lay closures and projects over a forecast, draw by draw.

    Parameters
    ----------
    draws
        (N, H, S) forecast without the events, persons.
    events
        Closures and projects; their order does not matter.
    seed
        Seed; an event's numbers depend on its name alone, the uncertainty of common rates is shared by all projects.
    parameters
        By default those in force in the first year of the forecast.

    Returns
    -------
    EventForecast

    Raises
    ------
    DataError
        Names used twice; keys that no series has; a closure, or a project's start, outside the forecast; closures that
        take more than the median forecast has.

    Notes
    -----
    y' = max(y + sum of gains - sum of losses, 0): jobs = sum_k p_k rho_k J_k profile(t - start - delay); a closure takes
    direct jobs x (1 + m), m its spill-over, and they do not come back. Where a draw has fewer left than are lost, what is
    there is lost; ``effects`` tells how often.

    Examples
    --------
    >>> draws = Draws(pd.DataFrame({"industry": ["C31"]}), pd.PeriodIndex(["2026", "2027"], freq="Y"), np.full((1, 2, 400), 900.0))
    >>> plant = Closure("old mill", {"industry": "C31"}, "2027", 200, spillover=(-0.35, 0.5))
    >>> priors = ProjectPriors(realised=3, failed=2, share=0.8, share_spread=0.3, share_worth=4, delay=(2, 2, 1))
    >>> works = Project("battery works", {"industry": "C31"}, "2026", 500, priors)
    >>> result = apply_events(draws, [plant, works])
    >>> result.effects.round(1)[["event", "kind", "limited"]].values.tolist()
    [['battery works', 'project', 0.0], ['old mill', 'closure', 0.0]]
    >>> bool(result.draws.quantile(0.9)[0, 0] > 900), bool(result.draws.quantile(0.1)[0, 1] < 720)
    (True, True)
    """
    ordered = sorted(events, key=lambda event: event.name)
    parameters = parameters or load_parameters(draws.periods[0].year)
    rows = [_rows(draws.index, event) for event in ordered]
    _check_events(draws, ordered, rows)
    base = draws.samples.astype(np.float64)
    stock, lost = base.copy(), np.zeros_like(base)
    effects = []
    for event, at in zip(ordered, rows, strict=True):
        if isinstance(event, Closure):
            change = event.losses(draws.periods, draws.size, seed=seed, parameters=parameters)
            lost[at] += _shares(base[at]) * change
            effects.append(-change[-1])
        else:
            change = event.gains(draws.periods, draws.size, seed=seed, parameters=parameters)
            stock[at] += _shares(base[at]) * change
            effects.append(change[-1])
    stock = np.maximum(stock, 0.0)
    short = lost > stock
    limited = [
        float(short[at].any(axis=(0, 1)).mean()) if isinstance(event, Closure) else 0.0
        for event, at in zip(ordered, rows, strict=True)
    ]
    table = _effects(ordered, effects, limited)
    return EventForecast(draws.with_samples(np.maximum(stock - lost, 0.0).astype(np.float32)), table)


def at_one_end(
    events: Iterable[Event], end: Literal["low", "high"], *, parameters: Parameters | None = None
) -> list[Event]:
    """Return the events with every closure's spill-over fixed at one end, to run both and show them side by side.

    Parameters
    ----------
    events
        Closures and projects; projects are left as they are.
    end
        ``low``: others take people on as far as is thought possible; ``high``: they shed as many.
    parameters
        By default those in force in the year of each closure.

    Returns
    -------
    list of events

    Examples
    --------
    >>> plant = Closure("old mill", {"industry": "C31"}, "2027", 200)
    >>> [event.spillover for end in ("low", "high") for event in at_one_end([plant], end)]
    [(-0.35, -0.35), (0.5, 0.5)]
    """
    fixed: list[Event] = []
    for event in events:
        if isinstance(event, Closure):
            known = parameters or load_parameters(pd.Period(event.period).year)
            value = _ends(event, known)[end == "high"]
            fixed.append(replace(event, spillover=(value, value)))
        else:
            fixed.append(event)
    return fixed


def _check_events(draws: Draws, events: list[Event], rows: list[Ints]) -> None:
    """Raise DataError for all that is wrong with names, keys, periods and sizes."""
    names = [event.name for event in events]
    reason = {"reason": "名称重复", "reason_en": "used twice"}
    problems = [
        Problem("bad-parameter", column="name", value=name, facts=reason)
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    dated: list[tuple[Event, Ints, Ints]] = []
    for event, at in zip(events, rows, strict=True):
        if not len(at):
            value = f"{event.name}: {dict(event.keys)}"
            problems.append(Problem("dangling-key", value=value, facts={"other": "预测", "other_en": "forecast"}))
        start = event.period if isinstance(event, Closure) else event.start
        lags = _lags(draws.periods, start)
        if lags[-1] < 0 or (isinstance(event, Closure) and lags[0] > 0):
            facts = {"allowed": f"[{draws.periods[0]}, {draws.periods[-1]}]", "unit": "预测期内的时期"}
            facts["unit_en"] = "a period of the forecast"
            problems.append(Problem("out-of-range", column=event.name, value=start, facts=facts))
        elif len(at):
            dated.append((event, at, lags))
    problems += _excesses(draws, dated)
    if problems:
        raise DataError(problems)


def _excesses(draws: Draws, dated: list[tuple[Event, Ints, Ints]]) -> list[Problem]:
    """Return a problem for every closure that, with earlier ones in the same series, takes more than the median has."""
    problems = []
    for event, at, lags in dated:
        if isinstance(event, Closure):
            step = int(np.argmax(lags >= 0))
            stock = float(np.median(draws.samples[at, step].sum(axis=0)))
            loss = sum(
                other.direct_jobs
                for other, rows, since in dated
                if isinstance(other, Closure) and since[step] >= 0 and set(rows) <= set(at)
            )
            if loss > stock:
                facts = {"loss": f"{loss:g}", "stock": f"{stock:.0f}", "period": draws.periods[step]}
                problems.append(Problem("loss-exceeds-stock", value=event.name, facts=facts))
    return problems


def _is_period(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in LABEL.values())


def _ends(closure: Closure, parameters: Parameters) -> tuple[float, float]:
    """Return the lowest and highest spill-over of a closure."""
    names = ("scenarios.spillover_low", "scenarios.spillover_high")
    low, high = closure.spillover or tuple(parameters.number(name) for name in names)
    require((", ".join(names), (low, high), low <= high, "low <= high"))
    return low, high


def _lags(periods: pd.PeriodIndex, start: str) -> Ints:
    """Return (H) periods since `start`, negative before it."""
    return np.asarray(periods.asi8 - pd.Period(start, freq=periods.freqstr[0]).ordinal)


def _rows(index: pd.DataFrame, event: Event) -> Ints:
    """Return the rows whose key columns have the event's values."""
    found = np.full(len(index), bool(event.keys))
    for name, value in event.keys.items():
        found &= (index[name] == value).to_numpy() if name in index.columns else False
    return np.flatnonzero(found)


def _shares(stock: Floats) -> Floats:
    """Return (R, H, S) each series' share of them all, equal where there is nobody."""
    total = stock.sum(axis=0, keepdims=True)
    return np.asarray(np.divide(stock, total, out=np.full_like(stock, 1 / len(stock)), where=total > 0))


def _effects(events: list[Event], changes: list[Floats], limited: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "event": [event.name for event in events],
            "kind": ["closure" if isinstance(event, Closure) else "project" for event in events],
            "mean": [float(change.mean()) for change in changes],
            "lo-80": [float(np.quantile(change, 0.1)) for change in changes],
            "hi-80": [float(np.quantile(change, 0.9)) for change in changes],
            "limited": limited,
        }
    )
