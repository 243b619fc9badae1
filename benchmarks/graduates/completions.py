"""Completions by narrow field, forecast from rolling origins with what was known then."""

from __future__ import annotations

import pandas as pd

from skillcast.forecasting import backtest_panel
from skillcast.forecasting.skill import compare
from skillcast.panel import Panel

OURS, RIVALS = "ensemble", ("naive", "drift")
MEMBERS = ("shrunken_drift", "theta", "damped_holt", "ces")
FEWEST_YEARS, HORIZON, LATE = 8, 3, 2017
"""Shortest history scored; steps ahead; first of the late origins, which count: choices are made on earlier ones."""
COVID = range(2020, 2023)
LATE_PART, EARLY_PART = "late", "early"


def panel(completions: pd.DataFrame, *, until: int | None = None) -> Panel:
    """Return the panel of narrow fields, up to the year `until`."""
    known = completions if until is None else completions[completions["year"] <= until]
    return Panel.from_frame(
        known.assign(period=known["year"].astype(str)), keys=["broad_field", "narrow_field"], value="completions"
    )


def score(completions: pd.DataFrame, *, seed: int = 1) -> pd.DataFrame:
    """Return a row a part of the forecasts, horizon and method: origins, WAPE in %, p of "as good as ours", 80 % coverage.

    `p` is the package's year-clustered test of scaled absolute errors. The default learns from every origin it would
    learn from in use; only origins with `FEWEST_YEARS` behind them are scored.
    """
    methods = (OURS, *RIVALS, *MEMBERS)
    found = backtest_panel(panel(completions), horizon=HORIZON, seed=seed, methods=methods)
    origin, target = (found.errors[name].astype(int) for name in ("origin", "period"))
    scored, late = origin >= completions["year"].min() + FEWEST_YEARS - 1, origin >= LATE
    parts = {
        LATE_PART: late,
        EARLY_PART: scored & ~late,
        "late, for 2018-2019": late & (target < COVID.start),
        "late, for 2020-2022": late & target.isin(COVID),
        "late, for 2023": late & (target >= COVID.stop),
    }
    rows = [
        _row(errors, method, h, p) | {"part": part}
        for part, chosen in parts.items()
        if chosen.any()
        for p in [_tests(found.errors[chosen], found.total, methods)]
        for (h, method), errors in found.errors[chosen].groupby(["h", "method"])
    ]
    table = pd.DataFrame(rows)
    for name, order in (("part", list(parts)), ("method", list(methods))):
        table[name] = pd.Categorical(table[name], order, ordered=True)
    columns = ["part", "h", "method", "origins", "wape", "p", "cov80"]
    return table.sort_values(["part", "h", "method"])[columns].reset_index(drop=True)


def _tests(errors: pd.DataFrame, total: pd.DataFrame, methods: tuple[str, ...]) -> pd.Series:
    """Return p of equal errors by horizon and rival."""
    tests = compare(errors, total[total["origin"].isin(errors["origin"])], methods, 1)
    return tests[tests["comparison"] == "error"].set_index(["h", "against"])["p"]


def _row(errors: pd.DataFrame, method: str, h: int, p: pd.Series) -> dict[str, object]:
    known = errors.dropna(subset=["lo80", "hi80"])
    return {
        "h": h,
        "method": method,
        "origins": errors["origin"].nunique(),
        "wape": 100 * (errors["actual"] - errors["forecast"]).abs().sum() / errors["actual"].sum(),
        "p": p.get((h, method)),
        "cov80": 100 * known["actual"].between(known["lo80"], known["hi80"]).mean(),
    }
