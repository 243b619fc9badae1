"""How good the forecast would have been: rolling origins, "no change" and drift always beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from skillcast.errors import DataError, Language, Problem
from skillcast.forecasting import scores as scoring
from skillcast.forecasting.combination import ENSEMBLE
from skillcast.forecasting.ensemble import MEMORY, check_options, check_values, guard_share, season_of, yardstick
from skillcast.forecasting.intervals import Calibration, calibrate, draw_errors, half_widths
from skillcast.forecasting.protocol import Floats, Ints
from skillcast.forecasting.rolling import Track, fewest_periods, origin_grid, roll
from skillcast.forecasting.scale import model_scale, natural
from skillcast.panel import Panel

SCORED = 12
"""Latest origins scored where there are seasons; annual data are scored at every origin."""
LEVELS = (80, 95)
FEWEST_YEARS = 2
"""Origin years needed before an interval is made and scored."""


@dataclass(frozen=True)
class Backtest:
    """Errors of past forecasts and what they amount to.

    Parameters
    ----------
    errors
        One row a series, origin, step and method: key columns, origin, period, h, method, actual, forecast, lo80,
        hi80, lo95, hi95 (empty where too few errors were known at the origin to make an interval), scale (mean
        absolute seasonal change known at the origin).
    scores
        One row a method and step: mase, wape, relative (MASE over that of no change), coverage80, coverage95,
        msis95, origins, forecasts.
    overall
        The same over all steps, one row a method.
    total
        The sum over series from the joint scenarios of the first method: origin, period, h, actual, forecast, lo80,
        hi80, lo95, hi95; only where every series is known.
    methods, baseline
        The methods compared and the name of "no change" among them.
    """

    errors: pd.DataFrame
    scores: pd.DataFrame
    overall: pd.DataFrame
    total: pd.DataFrame
    methods: tuple[str, ...]
    baseline: str

    def verdict(self, lang: Language = "zh") -> str:
        """Return one sentence on skill: better than no change, not distinguishable, or none.

        The test compares yearly means of scaled absolute errors of the first method and "no change".
        """
        ratio, p, years = self.skill()
        change = f"{abs(1 - ratio) * 100:.0f}%"
        if not np.isfinite(ratio):
            zh = "数据不足以判断预测是否优于不变预测。"
            en = "Too little data to tell whether the forecast beats no change."
        elif abs(ratio - 1) < 0.005:
            zh = f"回测误差（MASE）与不变预测相当（{years} 个起点年份），未显示优势。"
            en = f"No skill over no change: the errors (MASE) are equal ({years} origin years)."
        elif ratio > 1:
            zh = f"回测未显示预测优于不变预测（MASE 为其 {ratio:.2f} 倍，{years} 个起点年份）。"
            en = f"No skill over no change: MASE is {ratio:.2f} times as large ({years} origin years)."
        elif not p < 0.1:
            zh = f"回测误差（MASE）比不变预测小 {change}，但 {years} 个起点年份尚不足以断定确有优势。"
            en = f"The error (MASE) is {change} smaller than that of no change, but {years} origin years cannot tell this from chance."
        else:
            zh = f"回测误差（MASE）比不变预测小 {change}（按年份检验 p={p:.2f}，{years} 个起点年份）。"
            en = f"The error (MASE) is {change} smaller than that of no change (test over years: p={p:.2f}, {years} origin years)."
        return zh if lang == "zh" else en

    def skill(self) -> tuple[float, float, int]:
        """Return MASE relative to no change, p of the year-clustered test of the difference, origin years."""
        if self.methods[0] == self.baseline:
            return np.nan, np.nan, 0
        wide = self.errors.assign(loss=_scaled(self.errors)).dropna(subset="loss")
        ours, plain = (wide[wide["method"] == name] for name in (self.methods[0], self.baseline))
        if not len(ours) or not plain["loss"].sum() > 0:
            return np.nan, np.nan, 0
        gain = ours["loss"].to_numpy() - plain["loss"].to_numpy()
        years = ours["origin"].str[:4].to_numpy()
        _, p = scoring.clustered_test(gain, years)
        return float(ours["loss"].mean() / plain["loss"].mean()), p, len(np.unique(years))


def backtest_panel(
    panel: Panel,
    *,
    horizon: int,
    seed: int = 0,
    draws: int = 400,
    methods: Sequence[str] = (ENSEMBLE, "naive", "drift"),
    min_train: int | None = None,
) -> Backtest:
    """Forecast from past origins, each with what was known then, and score the forecasts.

    Parameters
    ----------
    panel
        As for `forecast_panel`.
    horizon
        Steps ahead to score; later origins are scored on the steps that have come.
    seed, draws
        For the scenarios behind the intervals of the total.
    methods
        Methods to compare, the one judged first. "No change" (with seasons: same season last year) is added.
    min_train
        Shortest history of an origin; by default 6 years, or 3 where there are seasons.

    Raises
    ------
    DataError
        Fewer than `min_train` + 1 periods, or values that cannot be.

    Notes
    -----
    Intervals at an origin are calibrated on errors of earlier origins as far as they had come true by then.

    Examples
    --------
    >>> periods = pd.period_range("2013", "2025", freq="Y")
    >>> panel = Panel(pd.DataFrame({"industry": ["C31"]}), periods, 100 * 1.02 ** np.arange(13.0)[None])
    >>> backtest_panel(panel, horizon=2).overall.set_index("method")["relative"].round(2).to_dict()
    {'ensemble': 0.06, 'naive': 1.0, 'drift': 0.0}
    """
    for name in methods:
        check_options(horizon=horizon, draws=draws, method=name)
    check_values(panel)
    season = season_of(panel.periods)
    baseline = yardstick(season)
    names = tuple(dict.fromkeys((*methods, baseline)))
    grid = origin_grid(panel.periods, season, min_train)
    if not len(grid):
        needed = (min_train or fewest_periods(season)) + 1
        raise DataError([Problem("too-short", value="panel", facts={"length": len(panel.periods), "needed": needed})])
    scored = grid if season == 1 else grid[-SCORED:]
    grid = grid[-(len(scored) + MEMORY) :]
    order = np.argsort(np.array(panel.keys), kind="stable")
    ordered = Panel(panel.index.iloc[order].reset_index(drop=True), panel.periods, panel.values[order])
    tracks = {name: roll(ordered.values, grid, horizon=horizon, season=season, method=name) for name in names}
    parts, totals = [], []
    for name in names:
        for origin in scored:
            said = _at_origin(ordered, tracks[name], tracks[baseline], name, int(origin))
            parts.append(_rows(ordered, said, name, season))
            if name == names[0]:
                totals.append(_total(ordered, said, seed=seed, draws=draws))
    errors = pd.concat(parts, ignore_index=True)
    by_step, overall = (_score(errors, ["method", "h"], names, baseline), _score(errors, ["method"], names, baseline))
    return Backtest(errors, by_step, overall, pd.concat(totals, ignore_index=True), names, baseline)


@dataclass(frozen=True)
class _Said:
    """What was said at one origin about the K steps that have come since.

    `logs` (N, K) is the centre, `calibration` (None where too little was known) with `scale` and `lead` (N) the
    intervals around it.
    """

    origin: int
    logs: Floats
    offset: Floats
    scale: Floats
    lead: Ints
    calibration: Calibration | None

    @property
    def steps(self) -> int:
        return int(self.logs.shape[1])

    def band(self, level: int) -> tuple[Floats, Floats]:
        """Return the ends (N, K) of the central interval of `level` %."""
        if self.calibration is None:
            blank = np.full(self.logs.shape, np.nan)
            return blank, blank
        width = half_widths(self.calibration, self.scale, self.lead, level / 100)[:, : self.steps]
        return natural(self.logs - width, self.offset[:, None]), natural(self.logs + width, self.offset[:, None])


def _at_origin(panel: Panel, track: Track, plain: Track, name: str, origin: int) -> _Said:
    """Settle centre and intervals at an origin from what was known there."""
    known, before = track.until(origin, most=MEMORY), plain.until(origin, most=MEMORY)
    share = guard_share(known, before) if name == ENSEMBLE else 0.0
    row = int(np.flatnonzero(track.origins == origin)[0])
    steps = min(track.logs.shape[2], len(panel.periods) - 1 - origin)
    logs = (1 - share) * track.logs[row] + share * plain.logs[row]
    calibration = calibrate(known.mixed(before, share), panel.periods.year.to_numpy()[known.origins])
    lead = model_scale(panel.values[:, : origin + 1]).lead
    enough = calibration.years >= FEWEST_YEARS
    return _Said(origin, logs[:, :steps], track.offset[row], track.scale[row], lead, calibration if enough else None)


def _rows(panel: Panel, said: _Said, name: str, season: int) -> pd.DataFrame:
    """Return the long rows of one origin and method where the actual is known and a forecast was possible."""
    actual = panel.values[:, said.origin + 1 : said.origin + 1 + said.steps]
    row, step = np.nonzero(~np.isnan(actual) & ~np.isnan(said.logs))
    labels = panel.periods.astype(str).to_numpy()
    scale = np.array([scoring.scale_absolute(past, season) for past in panel.values[:, : said.origin + 1]])
    columns = {
        "origin": labels[said.origin],
        "period": labels[said.origin + 1 + step],
        "h": step + 1,
        "method": name,
        "actual": actual[row, step],
        "forecast": natural(said.logs, said.offset[:, None])[row, step],
    }
    for level in LEVELS:
        low, high = said.band(level)
        columns |= {f"lo{level}": low[row, step], f"hi{level}": high[row, step]}
    return panel.index.iloc[row].reset_index(drop=True).assign(**columns, scale=scale[row])


def _total(panel: Panel, said: _Said, *, seed: int, draws: int) -> pd.DataFrame:
    """Return the rows of the sum over series at one origin; none unless every series has forecast and actual."""
    names = [f"{end}{level}" for level in LEVELS for end in ("lo", "hi")]
    actual = panel.values[:, said.origin + 1 : said.origin + 1 + said.steps].sum(axis=0)
    at = np.flatnonzero(~np.isnan(actual))
    if said.calibration is None or np.isnan(said.logs).any():
        at = at[:0]
    labels = panel.periods.astype(str).to_numpy()
    table = pd.DataFrame({"period": labels[said.origin + 1 + at], "h": at + 1, "actual": actual[at]})
    table.insert(0, "origin", labels[said.origin])
    if said.calibration is None or not len(at):
        return table.assign(forecast=0.0, **dict.fromkeys(names, 0.0))
    errors = draw_errors(said.calibration, said.scale, said.lead, panel.keys, seed=seed, draws=draws)[:, : said.steps]
    sums = natural(said.logs[:, :, None] + errors, said.offset[:, None, None]).sum(axis=0)[at]
    tails = [(1 + sign * level / 100) / 2 for level in LEVELS for sign in (-1, 1)]
    bands = dict(zip(names, np.quantile(sums, tails, axis=1), strict=True))
    return table.assign(forecast=np.median(sums, axis=1), **bands)


def _scaled(errors: pd.DataFrame) -> pd.Series:
    """Return the absolute scaled error of each row; empty where the history never changed."""
    scale = errors["scale"].where(errors["scale"] > 0)
    return (errors["actual"] - errors["forecast"]).abs() / scale


def _score(errors: pd.DataFrame, by: list[str], names: tuple[str, ...], baseline: str) -> pd.DataFrame:
    """Return the scores of each group, methods in the order asked for."""
    low, high, actual = errors["lo95"], errors["hi95"], errors["actual"]
    made = low.notna()
    table = errors[by].assign(
        origin=errors["origin"],
        mase=_scaled(errors),
        miss=(actual - errors["forecast"]).abs(),
        size=actual.abs(),
        msis95=scoring.interval_score(actual, low, high, level=0.95) / errors["scale"].where(errors["scale"] > 0),
        **{
            f"coverage{level}": ((actual >= errors[f"lo{level}"]) & (actual <= errors[f"hi{level}"])).where(made)
            for level in LEVELS
        },
    )
    for level in LEVELS:
        table[f"coverage{level}"] = table[f"coverage{level}"].astype("float64")
    groups = table.groupby(by, sort=True)
    result = groups[["mase", "coverage80", "coverage95", "msis95"]].mean()
    result.insert(1, "wape", groups["miss"].sum() / groups["size"].sum().where(lambda size: size > 0))
    result["origins"], result["forecasts"] = groups["origin"].nunique(), groups.size()
    result = result.reset_index()
    base = result[result["method"] == baseline]
    reference = base.set_index("h")["mase"].reindex(result["h"]).to_numpy() if "h" in by else base["mase"].iloc[0]
    relative: pd.Series = result["mase"] / np.where(reference > 0, reference, np.nan)
    result.insert(list(result).index("wape") + 1, "relative", relative)
    rank = result["method"].map({name: place for place, name in enumerate(names)})
    return result.iloc[np.argsort(rank.to_numpy(), kind="stable")].reset_index(drop=True)
