"""How good the forecast would have been: rolling origins, "no change" and drift always beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from skillcast.errors import DataError, Language, ParameterError, Problem
from skillcast.forecasting import scoreboard
from skillcast.forecasting.combination import ENSEMBLE
from skillcast.forecasting.ensemble import check_options, check_values, season_of, yardstick
from skillcast.forecasting.protocol import Floats, Ints
from skillcast.forecasting.retrospect import Said, retrospect
from skillcast.forecasting.rolling import fewest_periods, origin_grid
from skillcast.forecasting.scores import YearTest, pinball, seasonal_scales
from skillcast.forecasting.skill import compare, gains, interval_sentence, skill_sentence
from skillcast.forecasting.vintages import Vintages
from skillcast.panel import Panel

SCORED_YEARS = 10
"""Latest years of origins that are scored where there are seasons; annual data are scored at every origin."""
LEVELS = scoreboard.LEVELS
NO_CHANGE = ("naive", "seasonal_naive")


@dataclass(frozen=True)
class Backtest:
    """Errors of past forecasts and what they amount to.

    Parameters
    ----------
    errors
        One row a series, origin, step and method: key columns, origin, period, h, method, actual, forecast, lo80,
        hi80, lo95, hi95 (empty where too few errors were known at the origin to make an interval), quantile_loss
        (mean over the deciles, twice the pinball loss), scale and root_scale (mean absolute and root mean square
        seasonal change known at the origin).
    scores
        One row a method and step; the columns are explained in `skillcast.forecasting.scoreboard.score`.
    overall
        The same over all steps, one row a method.
    total
        The sum over series from the joint scenarios of the first method: origin, period, h, actual, forecast, lo80,
        hi80, lo95, hi95; only where every series is known.
    tests
        Year-clustered tests of differences and of coverage, see `skillcast.forecasting.skill.compare`.
    methods, baseline
        The methods compared and the name of "no change" among them: with seasons, the better of the last value and the
        same season last year.
    history
        What the forecasts were scored against, series sorted by key.
    revisions
        How far the figures were revised, see `Vintages.revisions`; None without vintages.
    """

    errors: pd.DataFrame
    scores: pd.DataFrame
    overall: pd.DataFrame
    total: pd.DataFrame
    tests: pd.DataFrame
    methods: tuple[str, ...]
    baseline: str
    history: Panel
    revisions: pd.DataFrame | None = None

    def score(self, by: Sequence[str]) -> pd.DataFrame:
        """Return the scores by any columns of `errors`, such as a key column, the origin or ``h``."""
        return scoreboard.score(self.errors, by, self.methods, self.baseline)

    def gathered(self, groups: Sequence[str] = ()) -> pd.DataFrame:
        """Return all scores in one long table: by step, over all steps (``h`` 0), and by each column of `groups`."""
        parts = [self.scores, self.overall, *(self.score([group]) for group in groups)]
        table = pd.concat(parts, ignore_index=True)
        table["h"] = table["h"].fillna(0).astype("int64")
        first = ["method", "h", *groups]
        return table[[*first, *(name for name in table if name not in first)]]

    def labelled(self, labels: pd.DataFrame) -> Backtest:
        """Return the backtest with further columns to score by: `labels` holds the key columns, each key once, and those.

        Raises ``ParameterError`` for a column that `errors` has already.
        """
        keys = [str(name) for name in self.history.index]
        reason = {"reason": "此列名已有他用", "reason_en": "the name is taken"}
        taken = [name for name in labels if name in self.errors and name not in keys]
        if taken:
            raise ParameterError(Problem("bad-parameter", column="labels", value=name, facts=reason) for name in taken)
        named = self.errors[keys].merge(labels, on=keys, how="left", validate="many_to_one")
        return replace(self, errors=pd.concat([named, self.errors.drop(columns=keys)], axis=1))

    def verdict(self, lang: Language = "zh", *, against: str = "") -> str:
        """Return one sentence on skill against "no change" or the method `against`: better, not distinguishable, or none."""
        other = against or self.baseline
        return skill_sentence(*self.skill(other), other, lang)

    def interval_verdict(self, lang: Language = "zh", *, total: bool = False) -> str:
        """Return one sentence on whether the intervals of the series (or of their total) held."""
        word = "total" if total else "coverage"
        return interval_sentence({level: self.test(f"{word}{level}") for level in LEVELS}, lang, total=total)

    def skill(self, against: str = "") -> tuple[float, float, int]:
        """Return MASE relative to that of `against` ("no change"), p of the year-clustered test of the difference, origin years."""
        other = against or self.baseline
        if self.methods[0] == other:
            return np.nan, np.nan, 0
        losses = gains(self.errors, self.methods[0], other)
        if not losses["other"].sum() > 0:
            return np.nan, np.nan, 0
        found = self.test("error", against=other)
        return float(losses["ours"].mean() / losses["other"].mean()), found.p, found.years

    def test(self, comparison: str, *, against: str = "nominal", h: int = 0) -> YearTest:
        """Return one of the `tests`: ``error`` against a method, ``coverage80``, ``total95`` …; all steps, or step `h`."""
        table = self.tests
        row = table[(table["comparison"] == comparison) & (table["against"] == against) & (table["h"] == h)]
        return YearTest(**{name: row[name].item() for name in YearTest.__dataclass_fields__})


def backtest_panel(
    panel: Panel,
    *,
    horizon: int,
    seed: int = 0,
    draws: int = 400,
    methods: Sequence[str] = (ENSEMBLE, "naive", "drift"),
    min_train: int | None = None,
    group: str | None = None,
    breaks: Sequence[int] = (),
    vintages: Vintages | None = None,
) -> Backtest:
    """Forecast from past origins, each with what was known then, and score the forecasts.

    Parameters
    ----------
    panel
        As for `forecast_panel`. With `vintages`, only what the forecasts are scored against: the same series by the
        latest release (`Vintages.latest`) or the first (`Vintages.first`).
    horizon
        Steps ahead to score; later origins are scored on the steps that have come.
    seed, draws
        For the scenarios behind the intervals of the total.
    methods
        Methods to compare, the one judged first. "No change" (with seasons: same season last year) is added.
    min_train
        Shortest history of an origin; by default 6 years, or 3 where there are seasons.
    group, breaks
        As for `forecast_panel`; the interval of the total rests on them.
    vintages
        What was published when; each forecast then uses only what had been published at its origin.

    Raises
    ------
    DataError
        Fewer than `min_train` + 1 periods (with `vintages`: no origin with as many behind it), values that cannot be,
        or vintages of other series than the panel's.

    Notes
    -----
    Intervals at an origin are calibrated on errors of earlier origins as far as they had come true by then.

    Examples
    --------
    >>> periods = pd.period_range("2013", "2025", freq="Y")
    >>> panel = Panel(pd.DataFrame({"industry": ["C31"]}), periods, 100 + 2 * np.arange(13.0)[None])
    >>> backtest_panel(panel, horizon=2, methods=["drift"]).overall.set_index("method")["relative"].round(2).to_dict()
    {'drift': 0.0, 'naive': 1.0}
    """
    for name in methods:
        check_options(
            horizon=horizon, draws=draws, method=name, group=group, columns=[str(name) for name in panel.index]
        )
    check_values(panel)
    season = season_of(panel.periods)
    names = tuple(dict.fromkeys((*methods, yardstick(season))))
    order = np.argsort(np.array(panel.keys), kind="stable")
    ordered = Panel(panel.index.iloc[order].reset_index(drop=True), panel.periods, panel.values[order])
    released = None if vintages is None else vintages.arranged(ordered)
    grid = origin_grid(panel.periods, season, min_train)
    fewest = min_train or fewest_periods(season)
    known = grid if released is None else np.array(sorted(released.origins), dtype=np.int64)
    scored = _scored(panel.periods, known, season, fewest)
    if not len(scored):
        facts = {"length": len(panel.periods), "needed": fewest + 1}
        if released is not None:
            facts = {"length": int(known[known < len(panel.periods) - 1].max(initial=-1)) + 1, "needed": fewest}
        raise DataError([Problem("too-short", value="panel" if released is None else "vintages", facts=facts)])
    parts, totals = [], []
    told = retrospect(
        ordered,
        grid,
        scored,
        names,
        horizon=horizon,
        season=season,
        group=group,
        breaks=breaks,
        vintages=released,
    )
    for said in told:
        parts.append(_rows(ordered, said, season))
        if said.method == names[0]:
            totals.append(_total(ordered, said, seed=seed, draws=draws))
    errors, total = pd.concat(parts, ignore_index=True), pd.concat(totals, ignore_index=True)
    baseline = scoreboard.toughest(errors, [yardstick(season), *(name for name in names if name in NO_CHANGE)])
    return Backtest(
        errors,
        scoreboard.score(errors, ["h"], names, baseline),
        scoreboard.score(errors, [], names, baseline),
        total,
        compare(errors, total, names, season),
        names,
        baseline,
        ordered,
        None if released is None else released.revisions(),
    )


def _scored(periods: pd.PeriodIndex, known: Ints, season: int, fewest: int) -> Ints:
    """Return the origins to score: those with history behind and a period ahead, where there are seasons of the latest years."""
    usable = known[(known >= fewest - 1) & (known < len(periods) - 1)]
    years = periods.year.to_numpy()[usable]
    return usable if season == 1 else usable[years > years.max(initial=0) - SCORED_YEARS]


def _rows(panel: Panel, said: Said, season: int) -> pd.DataFrame:
    """Return the long rows of one origin and method where the actual is known and a forecast was possible."""
    actual = panel.values[:, said.origin + 1 : said.origin + 1 + said.steps]
    row, step = np.nonzero(~np.isnan(actual) & ~np.isnan(said.logs))
    labels = panel.periods.astype(str).to_numpy()
    scale, root = seasonal_scales(said.known, season)
    columns = {
        "origin": labels[said.origin],
        "period": labels[said.origin + 1 + step],
        "h": step + 1,
        "method": said.method,
        "actual": actual[row, step],
        "forecast": said.points[row, step],
    }
    for level in LEVELS:
        low, high = said.band(level)
        columns |= {f"lo{level}": low[row, step], f"hi{level}": high[row, step]}
    columns |= {"quantile_loss": _quantile_loss(said, actual)[row, step], "scale": scale[row], "root_scale": root[row]}
    return panel.index.iloc[row].reset_index(drop=True).assign(**columns)


def _quantile_loss(said: Said, actual: Floats) -> Floats:
    """Return the (N, K) mean over the deciles of twice the pinball loss; the deciles are the centre and ends of intervals."""
    total = pinball(actual, said.points, level=0.5)
    for level in (20, 40, 60, 80):
        low, high = said.band(level)
        tail = (1 - level / 100) / 2
        total = total + pinball(actual, low, level=tail) + pinball(actual, high, level=1 - tail)
    return total / 9


def _total(panel: Panel, said: Said, *, seed: int, draws: int) -> pd.DataFrame:
    """Return the rows of the sum over series at one origin; none unless every series has forecast and actual."""
    names = [f"{end}{level}" for level in LEVELS for end in ("lo", "hi")]
    actual = panel.values[:, said.origin + 1 : said.origin + 1 + said.steps].sum(axis=0)
    sums = said.sums(panel.keys, seed=seed, draws=draws)
    at = np.flatnonzero(~np.isnan(actual)) if sums is not None else np.array([], dtype=np.int64)
    labels = panel.periods.astype(str).to_numpy()
    table = pd.DataFrame({"period": labels[said.origin + 1 + at], "h": at + 1, "actual": actual[at]})
    table.insert(0, "origin", labels[said.origin])
    if sums is None:
        return table.assign(**dict.fromkeys(("forecast", *names), 0.0))
    tails = [(1 + sign * level / 100) / 2 for level in LEVELS for sign in (-1, 1)]
    bands = dict(zip(names, np.quantile(sums[at], tails, axis=1), strict=True))
    return table.assign(forecast=np.median(sums[at], axis=1), **bands)
