"""Pooled LightGBM: tree ensembles that learn from all series at once how growth goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from skillcast.forecasting import lags, seasonal_naive
from skillcast.forecasting.protocol import Bools, Floats, History, Ints
from skillcast.streams import stream

FEWEST_ROWS = 1000
"""Rows below which nothing is learned."""
MOST_ROWS = 30_000
MOST_SERIES = 2000
"""More rows or series cost time and bring next to nothing; nor do more trainings, trees and bins (early origins: 0.1 %)."""
MOST_FITS = 2
"""Trainings over many origins; a model serves the origins up to the next training, never one before its own."""
TRAINED_STEPS = 6
TRUST_YEARS = 2.0
"""Years ahead at which both ways to forecast weigh the same; before that, going step by step weighs more."""
TREES = 50
SETTINGS: dict[str, Any] = {
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "learning_rate": 0.15,
    "max_bin": 63,
    "feature_fraction": 0.5,
    "num_threads": 1,  # more threads cost more than they bring at this size
    "deterministic": True,
    "force_row_wise": True,
    "seed": 0,
    "verbosity": -1,
}


def usable(history: History) -> bool:
    """Tell whether there are enough rows to learn from at the last origin.

    Examples
    --------
    >>> walks = np.random.default_rng(1).normal(size=(30, 60)).cumsum(axis=1)
    >>> usable(History(walks, np.array([59]), season=12)), usable(History(walks, np.array([29]), season=12))
    (True, False)
    """
    return _rows(history, int(history.origins[-1])) >= FEWEST_ROWS


def forecast(history: History, horizon: int) -> Floats:
    """Return (O, N, H): two ways to go ahead, both learned from all series in units of each series' noise.

    *Step by step*: by how much annual growth changes from one period to the next, each step added to the ones before.
    *At once*: growth a year from the last value of the same season to a step ahead, the step being a feature. Errors of
    steps add up, so the second way weighs ``h / (h + 2 years)`` at `h` periods ahead. Annual panels go the second way only.

    Over many origins the models are trained at most `MOST_FITS` times, always at the last origin. Where rows are too few,
    and for series of less than a year and two periods, the answer is "no change from the same season".
    """
    said = seasonal_naive.forecast(history, horizon)
    weight = 1 / (1 + TRUST_YEARS * history.season / np.arange(1, horizon + 1))
    for first, end in _stretches(history):
        origins = history.origins[first:end]
        seen, live = _seen(history, origins)
        lessons = _Lessons(history, int(origins[0]))
        path = _at_once(lessons, seen, horizon)
        if history.season > 1:
            path = weight * path + (1 - weight) * _step_by_step(lessons, seen, horizon)
        said[first:end][live] = path
    return said


@dataclass(frozen=True)
class _Seen:
    """R series as seen at some period: (R, K) recent values, (R) noise, (R, C) codes of what kind of series each is."""

    recent: Floats
    unit: Floats
    kinds: Ints
    season: int

    def one_step(self) -> Floats:
        """Return (R, F) features to predict the next period; the last C are categories."""
        return self._table(lags.earlier_steps(self.recent, self.unit, self.season))

    def steps(self, step: int) -> Floats:
        """Return (R, F) features to predict a step ahead; the last C are categories."""
        return self._table(lags.season_ahead(self.recent, self.unit, self.season, step))

    def _table(self, more: Floats) -> Floats:
        return np.concatenate([lags.features(self.recent, self.unit, self.season), more, self.kinds], axis=1)


class _Lessons:
    """What can be learned at an origin: the past of the teaching series, in an order that is their own."""

    def __init__(self, history: History, origin: int) -> None:
        season = history.season
        values = history.values[: history.teachers, : origin + 1]
        unit = lags.noise(values, season)
        # neither sums nor the choice of some series may depend on the order of rows
        order = np.lexsort((values[:, -1] - values[:, -2], values[:, -1] - values[:, -1 - season], unit))
        order = order[unit[order] > 0]
        order = order[:: -(-len(order) // MOST_SERIES)]
        self.season, self.kinds = season, _kinds(history)[order]
        self.values, self.unit = values[order], unit[order]
        self.windows = lags.windows(self.values, season)
        self.longest = int((~np.isnan(self.values)).sum(axis=1).max()) - _warm_up(season)

    def examples(self, step: int, share: float) -> tuple[_Seen, Floats, Floats]:
        """Return R rows: what was seen, annual growth then, and what growth to `step` ahead came to, in units of noise."""
        times = np.arange(_warm_up(self.season) - 1, self.values.shape[1] - step)
        kept = times[stream(0, "lightgbm", step).random(len(times)) < share]
        times = kept if len(kept) else times
        recent = self.windows[:, times]
        whole = _whole(recent, self.season)
        each = np.nonzero(whole)[0]
        unit = self.unit[each]
        seen = _Seen(recent[whole], unit, self.kinds[each], self.season)
        now, then = (lags.targets(self.values, times, self.season, ahead)[whole] / unit for ahead in (0, step))
        return seen, now, then

    def share(self, steps: int) -> float:
        """Return what share of the periods is enough to learn `steps` steps from."""
        return min(1.0, MOST_ROWS / (self.longest * len(self.values) * steps))


def _step_by_step(lessons: _Lessons, seen: _Seen, horizon: int) -> Floats:
    """Return (R, H) the mean of two paths: by a model of the mean change of annual growth, and of its median."""
    taught, now, then = lessons.examples(1, lessons.share(1))
    season, width = lessons.season, seen.recent.shape[1]
    paths = []
    for objective in ("l2", "l1"):
        model = _train(taught.one_step(), then - now, objective, seen.kinds.shape[1])
        path = np.concatenate([seen.recent, np.empty((len(seen.recent), horizon))], axis=1)
        for at in range(width, width + horizon):
            so_far = _Seen(path[:, at - width : at], seen.unit, seen.kinds, season)
            change = _predict(model, so_far.one_step()) * seen.unit
            path[:, at] = path[:, at - season] + (path[:, at - 1] - path[:, at - 1 - season]) + change
        paths.append(path[:, width:])
    return np.asarray(np.mean(paths, axis=0))


def _at_once(lessons: _Lessons, seen: _Seen, horizon: int) -> Floats:
    """Return (R, H) by one model in which the step is a feature, trained on a few of the steps."""
    season, width = lessons.season, seen.recent.shape[1]
    steps = np.unique(np.linspace(1, min(horizon, lessons.longest), TRAINED_STEPS).round().astype(int)).tolist()
    examples = [lessons.examples(step, lessons.share(len(steps))) for step in steps]
    x = np.concatenate([taught.steps(step) for step, (taught, _, _) in zip(steps, examples, strict=True)])
    model = _train(x, np.concatenate([then for _, _, then in examples]), "l1", seen.kinds.shape[1])
    said = np.empty((len(seen.recent), horizon))
    for step in range(1, horizon + 1):
        years = lags.years_ahead(step, season)
        rate = _predict(model, seen.steps(step)) * seen.unit
        said[:, step - 1] = seen.recent[:, width - 1 + step - years * season] + years * rate
    return said


def _train(x: Floats, y: Floats, objective: str, kinds: int) -> Any:
    """Return a trained model; the last `kinds` columns are categories."""
    import lightgbm

    categories = list(range(x.shape[1] - kinds, x.shape[1]))
    data = lightgbm.Dataset(x, np.round(y, lags.DIGITS), categorical_feature=categories, params=SETTINGS)
    return lightgbm.train({**SETTINGS, "objective": objective}, data, num_boost_round=TREES)


def _predict(model: Any, x: Floats) -> Floats:
    return np.asarray(model.predict(x, num_threads=1))


def _seen(history: History, origins: Ints) -> tuple[_Seen, Bools]:
    """Return the series as seen at the origins, and (O, N) which of them move and are long enough."""
    season = history.season
    recent = lags.windows(history.values, season)[:, origins].transpose(1, 0, 2)
    unit = np.stack([lags.noise(history.values[:, : at + 1], season, history.teachers) for at in origins])
    live = (unit > 0) & _whole(recent, season)
    return _Seen(recent[live], unit[live], _kinds(history)[np.nonzero(live)[1]], season), live


def _kinds(history: History) -> Ints:
    """Return (N, C) the codes of the series; C is 0 where none are given."""
    return np.empty((len(history.values), 0), dtype=np.int64) if history.covariates is None else history.covariates


def _warm_up(season: int) -> int:
    """Return the number of values a row must have seen: a year, and a step to compare with that of a year ago."""
    return season + 2


def _whole(recent: Floats, season: int) -> Bools:
    return ~np.isnan(recent[..., -_warm_up(season)])


def _rows(history: History, origin: int) -> int:
    """Return the number of rows that series that move give at an origin, one step ahead."""
    values = history.values[: history.teachers, : origin + 1]
    moving = lags.noise(values, history.season) > 0
    known = (~np.isnan(values)).sum(axis=1) - _warm_up(history.season)
    return int(np.maximum(known, 0)[moving].sum())


def _stretches(history: History) -> Iterator[tuple[int, int]]:
    """Yield the first origin and the end of each stretch of origins that one training serves."""
    enough = [at for at, origin in enumerate(history.origins) if _rows(history, int(origin)) >= FEWEST_ROWS]
    if enough:
        starts = np.unique(np.linspace(enough[0], len(history.origins) - 1, MOST_FITS).round().astype(int)).tolist()
        yield from zip(starts, [*starts[1:], len(history.origins)], strict=True)
