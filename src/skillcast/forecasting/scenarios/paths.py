"""The future of a driver, such as an industry's output, as scenarios that a forecast is moved along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.draws import Draws
from skillcast.errors import DataError, ParameterError, Problem
from skillcast.forecasting.protocol import Floats, Ints
from skillcast.forecasting.scenarios.elasticities import Elasticities, check_drivers, keys_of, places
from skillcast.forecasting.shrunken_drift import damped_steps
from skillcast.panel import Panel
from skillcast.streams import stream

COMMON = 0.3
"""Share of the variance around a path that all drivers have in common, unless the caller knows better."""


def expected_path(drivers: Panel, *, horizon: int) -> Panel:
    """Return the driver's own continuation, which a forecast of the series without the driver takes for granted.

    Parameters
    ----------
    drivers
        (G, T) positive annual levels, known in the last year.
    horizon
        H, years ahead.

    Returns
    -------
    Panel
        (G, H): the last level and mean growth, which dies out as in `shrunken_drift`.

    Examples
    --------
    >>> output = Panel(pd.DataFrame({"industry": ["C31"]}), pd.period_range("2024", "2025", freq="Y"), np.array([[100.0, 110]]))
    >>> expected_path(output, horizon=1).values.round(6).tolist()
    [[121.0]]
    """
    check_drivers(drivers)
    missing = {"missing": str(drivers.periods[-1])}
    lost = np.flatnonzero(~drivers.mask[:, -1])
    if len(lost):
        raise DataError([Problem("incomplete-forecast", value=drivers.keys[row], facts=missing) for row in lost])
    first = drivers.mask.argmax(axis=1)
    start, end = np.log(drivers.values[np.arange(len(first)), first]), np.log(drivers.values[:, -1])
    growth = (end - start) / np.maximum(len(drivers.periods) - 1 - first, 1)
    logs = end[:, None] + growth[:, None] * damped_steps(horizon)
    future = pd.period_range(drivers.periods[-1] + 1, periods=horizon, freq=drivers.periods.freq)
    return Panel(drivers.index, future, np.exp(logs))


def changed_path(path: Panel, changes: Mapping[str, float | Sequence[float]]) -> Panel:
    """Return a path with some drivers higher or lower than in `path`.

    Parameters
    ----------
    path
        (G, H) levels.
    changes
        By driver key, the relative change of its level: one number or one a period; -0.1 is 10 % below `path`.

    Returns
    -------
    Panel

    Raises
    ------
    DataError
        An unknown driver; a change of -1 or below, or not one a period.

    Examples
    --------
    >>> path = Panel(pd.DataFrame({"industry": ["C31"]}), pd.PeriodIndex(["2026"], freq="Y"), np.array([[200.0]]))
    >>> changed_path(path, {"C31": -0.1}).values.tolist()
    [[180.0]]
    """
    problems, values = [], path.values.copy()
    for key, change in changes.items():
        factor = 1 + np.asarray(change, dtype=np.float64)
        if key not in path.keys:
            problems.append(Problem("dangling-key", value=key, facts={"other": "drivers"}))
        elif factor.shape not in ((), (len(path.periods),)) or not (np.isfinite(factor) & (factor > 0)).all():
            facts = {"allowed": "(-1, +∞)", "unit": f"{len(path.periods)} × 1", "unit_en": "one a period"}
            problems.append(Problem("out-of-range", column=key, value=change, facts=facts))
        else:
            values[path.keys.index(key)] *= factor
    if problems:
        raise DataError(problems)
    return Panel(path.index, path.periods, values)


def path_draws(
    paths: Mapping[str, Panel],
    *,
    error: float,
    size: int,
    probabilities: Mapping[str, float] | None = None,
    common: float = COMMON,
    certain: bool = False,
    seed: int = 0,
) -> Draws:
    """Return joint draws of the drivers' future from named paths.

    Parameters
    ----------
    paths
        By name, (G, H) levels; all with the same drivers and periods.
    error
        Standard deviation of a year's log growth around the path taken, such as 0.03; it adds up over the years.
    size
        S, the number of draws: that of the forecast they are laid over.
    probabilities
        By name, summing to 1; not needed for a single path. Each path is taken by its share of the draws.
    common
        Share of the variance around the path that all drivers have in common, 0 to 1.
    certain
        Whether a single path may be taken without error: then what follows is conditional on it.
    seed
        Seed of the draws; a driver's numbers do not depend on the others'.

    Returns
    -------
    Draws
        (G, H, S) levels.

    Raises
    ------
    ParameterError
        A single path without error, unless `certain`; probabilities that are not those of the paths or do not sum to 1.
    DataError
        Paths of different drivers or periods; levels that are not positive.

    Examples
    --------
    >>> path = Panel(pd.DataFrame({"industry": ["C31"]}), pd.PeriodIndex(["2026"], freq="Y"), np.array([[200.0]]))
    >>> draws = path_draws({"plan": path, "cut": changed_path(path, {"C31": -0.2})}, error=0.0, size=4,
    ...     probabilities={"plan": 0.75, "cut": 0.25})
    >>> np.sort(draws.samples[0, 0]).tolist()
    [160.0, 200.0, 200.0, 200.0]
    """
    shares = _check_paths(paths, probabilities, error=error, common=common, certain=certain)
    names = sorted(paths)
    first = paths[names[0]]
    # every path is taken by its share of the draws, to one draw
    rng = stream(seed, "paths", "scenario")
    spaced = rng.permutation((np.arange(size) + rng.random()) / size)
    edges = np.cumsum([shares[name] for name in names])
    taken = np.minimum(np.searchsorted(edges, spaced, side="right"), len(names) - 1)
    levels = np.stack([paths[name].values for name in names])
    steps = len(first.periods)
    shared = stream(seed, "paths", "common").standard_normal((steps, size))
    samples = np.empty((len(first.index), steps, size), dtype=np.float32)
    for row, key in enumerate(first.keys):
        own = stream(seed, "paths", "driver", key).standard_normal((steps, size))
        walk = np.cumsum(np.sqrt(common) * shared + np.sqrt(1 - common) * own, axis=0)
        samples[row] = levels[taken, row].T * np.exp(error * walk)
    return Draws(first.index, first.periods, samples)


def apply_paths(
    draws: Draws,
    elasticities: Elasticities,
    drivers_future: Draws,
    baseline: Panel,
    *,
    narrow: bool = False,
    seed: int = 0,
) -> Draws:
    """Move a forecast, draw by draw, by what its drivers do beyond what was to be expected.

    Parameters
    ----------
    draws
        (N, H, S) forecast made without the drivers.
    elasticities
        From `estimate_elasticities`; series it does not hold, or that follow no driver, stay as they are.
    drivers_future
        (G, H, S) joint levels of the drivers, from `path_draws` or a forecast of the drivers themselves.
    baseline
        (G, H) levels that the forecast takes for granted, from `expected_path`.
    narrow
        Whether to draw each series toward its median first, by the share of its growth's variance that the driver
        explains. Errors the forecast made in the past contain the drivers' usual surprises; laid over draws that contain
        them again, its interval errs on the wide side unless this is set.
    seed
        Seed of the elasticities; the same seed gives the same elasticities in every scenario.

    Returns
    -------
    Draws
        log y' = log y + b_is (log x_gs - log baseline), b_is from the posterior. A driver that goes as expected
        changes nothing.

    Raises
    ------
    DataError
        Drivers or periods missing in the future or the baseline; levels that are not positive.
    ParameterError
        Another number of draws in the drivers' future than in the forecast.

    Examples
    --------
    >>> from skillcast.forecasting import forecast_panel
    >>> from skillcast.forecasting.scenarios.elasticities import estimate_elasticities
    >>> years, steps = pd.period_range("2014", "2025", freq="Y"), np.sin(np.arange(12.0))
    >>> output = Panel(pd.DataFrame({"industry": ["C31"]}), years, 900 * np.exp(0.1 * steps[None, :]))
    >>> posts = Panel(output.index, years, 500 * np.exp(0.07 * steps[None, :]))
    >>> draws = forecast_panel(posts, horizon=1, draws=200).draws
    >>> baseline = expected_path(output, horizon=1)
    >>> lower = path_draws({"-10 %": changed_path(baseline, {"C31": -0.1})}, error=0.02, size=200)
    >>> moved = apply_paths(draws, estimate_elasticities(posts, output), lower, baseline)
    >>> bool(0.9 < (moved.quantile(0.5) / draws.quantile(0.5)).item() < 0.95)
    True
    """
    if drivers_future.size != draws.size:
        reason = {"reason": f"情景数须为 {draws.size}", "reason_en": f"{draws.size} draws are needed"}
        raise ParameterError(
            [Problem("bad-parameter", column="drivers_future", value=drivers_future.size, facts=reason)]
        )
    place, driver = _followed(draws, elasticities)
    needed = np.unique(driver[driver >= 0])
    future = _aligned(drivers_future, elasticities.drivers, needed, draws.periods)
    surprise = future - _aligned(baseline, elasticities.drivers, needed, draws.periods)
    betas = elasticities.draw(draws.size, seed=seed)
    explained = elasticities.explained
    samples = draws.samples.astype(np.float32)
    for row in np.flatnonzero(driver >= 0):
        if narrow:
            samples[row] = _drawn_in(samples[row], explained[place[row]])
        samples[row] = samples[row] * np.exp(betas[place[row]] * surprise[driver[row]])
    return draws.with_samples(samples)


def conditional(
    draws: Draws,
    elasticities: Elasticities,
    scenarios: Mapping[str, Panel | Draws],
    baseline: Panel,
    *,
    narrow: bool = False,
    seed: int = 0,
) -> dict[str, Draws]:
    """Return the forecast under each named scenario, all with the same random numbers.

    Differences between scenarios, taken draw by draw, are due to the drivers alone.

    Parameters
    ----------
    draws, elasticities, baseline, narrow, seed
        As for `apply_paths`.
    scenarios
        By name, the drivers' levels: a (G, H) path, taken as a condition ("if output fell by a tenth"), or (G, H, S)
        draws.

    Returns
    -------
    dict of Draws
        By name, in the order given.

    Raises
    ------
    DataError, ParameterError
        As `apply_paths`.

    Examples
    --------
    >>> from skillcast.forecasting.scenarios.elasticities import estimate_elasticities
    >>> years, steps = pd.period_range("2014", "2025", freq="Y"), np.sin(np.arange(12.0))
    >>> output = Panel(pd.DataFrame({"industry": ["C31"]}), years, 900 * np.exp(0.1 * steps[None, :]))
    >>> posts = Panel(output.index, years, 500 * np.exp(0.07 * steps[None, :]))
    >>> baseline = expected_path(output, horizon=1)
    >>> draws = Draws(posts.index, baseline.periods, np.full((1, 1, 100), 500.0))
    >>> told = conditional(draws, estimate_elasticities(posts, output),
    ...     {"as expected": baseline, "-10 %": changed_path(baseline, {"C31": -0.1})}, baseline)
    >>> {name: told[name].mean().round(0).tolist() for name in told}
    {'as expected': [[500.0]], '-10 %': [[464.0]]}
    """
    told = {}
    for name, scenario in scenarios.items():
        if isinstance(scenario, Panel):
            scenario = path_draws({name: scenario}, error=0.0, size=draws.size, certain=True)
        told[name] = apply_paths(draws, elasticities, scenario, baseline, narrow=narrow, seed=seed)
    return told


def _drawn_in(samples: NDArray[np.float32], share: np.float64) -> NDArray[np.float32]:
    """Return (H, S) draws with `share` of their variance in logs taken away and their median kept."""
    median = np.median(samples, axis=1, keepdims=True)
    ratio = np.divide(samples, median, out=np.zeros_like(samples), where=median > 0)
    return np.where(median > 0, median * ratio ** np.float32(np.sqrt(1 - share)), samples)


def _followed(draws: Draws, elasticities: Elasticities) -> tuple[Ints, Ints]:
    """Return (N) the row of each forecast series among the elasticities, and of its driver; -1 where there is none."""
    place = places(draws.index, elasticities.index)
    driver = np.where(place >= 0, elasticities.place[place], -1)
    if (driver < 0).all():
        facts = {"other": "elasticities"}
        raise DataError([Problem("dangling-key", value=key, facts=facts) for key in keys_of(draws.index)])
    return place, driver


def _aligned(carrier: Draws | Panel, drivers: pd.DataFrame, needed: Ints, periods: pd.PeriodIndex) -> Floats:
    """Return (G, H, S) logs of levels, or (G, H, 1) of a path, in the order of `drivers`; NaN for those not needed."""
    levels = carrier.samples if isinstance(carrier, Draws) else carrier.values[:, :, None].astype(np.float32)
    rows, columns = places(drivers, carrier.index), carrier.periods.get_indexer(periods)
    keys, problems = keys_of(drivers), []
    facts = {"allowed": "(0, +∞)", "unit": "水平值，不是增长率", "unit_en": "a level, not a growth rate"}
    logs = np.full((len(drivers), len(periods), levels.shape[2]), np.nan)
    for row in needed:
        absent = periods if rows[row] < 0 else periods[columns < 0]
        found = levels[rows[row]][columns[columns >= 0]] if rows[row] >= 0 else levels[:0, 0]
        if len(absent):
            missing = {"missing": ", ".join(absent.astype(str))}
            problems.append(Problem("incomplete-forecast", value=keys[row], facts=missing))
        elif not (np.isfinite(found) & (found > 0)).all():
            wrong = found[~(np.isfinite(found) & (found > 0))]
            problems.append(Problem("out-of-range", column=keys[row], value=float(wrong[0]), facts=facts))
        else:
            logs[row] = np.log(found.astype(np.float64))
    if problems:
        raise DataError(problems)
    return logs


def _check_paths(
    paths: Mapping[str, Panel], probabilities: Mapping[str, float] | None, *, error: float, common: float, certain: bool
) -> dict[str, float]:
    """Return the probability of each path, or raise all that is wrong with paths and options."""
    if not paths:
        raise DataError([Problem("empty-table", table="paths")])
    names = sorted(paths)
    shares = dict.fromkeys(names, 1.0) if probabilities is None and len(names) == 1 else dict(probabilities or {})
    problems = []
    for name, value, good in (("error", error, error >= 0), ("common", common, 0 <= common <= 1)):
        if not good:
            reason = {"reason": "超出允许范围", "reason_en": "out of range"}
            problems.append(Problem("bad-parameter", column=name, value=value, facts=reason))
    if set(shares) != set(names) or any(not 0 <= share <= 1 for share in shares.values()):
        reason = {
            "reason": f"须逐一给出 {'、'.join(names)} 的概率",
            "reason_en": f"one each is needed for {', '.join(names)}",
        }
        problems.append(Problem("bad-parameter", column="probabilities", value=shares, facts=reason))
    elif abs(sum(shares.values()) - 1) > 1e-6:
        problems.append(Problem("weights-not-one", value="probabilities", facts={"total": f"{sum(shares.values()):g}"}))
    elif error == 0 and not certain and max(shares.values()) == 1:
        remedy = {
            "remedy": "请给出误差 error，或几条路径及其概率；只想看“如果如此”的结果时，写 certain=True",
            "remedy_en": "Give its error, or several paths with probabilities; for a mere what-if, say certain=True",
        }
        problems.append(Problem("certain-future", value=names[0], facts=remedy))
    if problems:
        raise ParameterError(problems)
    first = paths[names[0]]
    for name in names:
        check_drivers(paths[name])
        _aligned(paths[name], first.index, np.arange(len(first.index)), first.periods)
    return shares
