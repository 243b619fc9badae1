"""Errors of past forecasts summed up: scores by method, and by step or any group of series."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from skillcast.forecasting.scores import interval_score

LEVELS = (80, 95)
SIZES = ("small", "middle", "large")


def scaled(errors: pd.DataFrame) -> pd.Series:
    """Return the absolute error of each row in units of the scale known at its origin; empty where the history never changed."""
    return (errors["actual"] - errors["forecast"]).abs() / _positive(errors["scale"])


def inside(table: pd.DataFrame, level: int) -> pd.Series:
    """Return 1 where the actual lies in the interval of `level` %, 0 where not, empty where there is no interval."""
    low, high, actual = table[f"lo{level}"], table[f"hi{level}"], table["actual"]
    return ((actual >= low) & (actual <= high)).astype("float64").where(low.notna())


def score(errors: pd.DataFrame, by: Sequence[str], methods: Sequence[str], baseline: str) -> pd.DataFrame:
    """Return the scores of each method, in the order of `methods`, within each group of the columns `by`.

    Columns: method, `by`, then

    - mase: mean absolute error over the mean absolute seasonal change known at the origin (Hyndman & Koehler 2006);
    - rmsse: root mean square of errors scaled by the root mean square seasonal change, mean over series (M5);
    - wape: sum of absolute errors over sum of actuals;
    - relative, relative_drift: mase over that of "no change", of drift (where it was run);
    - sql: scaled quantile loss, mean over the deciles, twice the pinball loss (of the order of mase);
    - coverage80, coverage95: share of actuals inside; msis80, msis95: scaled interval score (M4);
    - origins, years, forecasts: number of origins, of their calendar years, and of forecasts.

    Intervals are scored where there was one.
    """
    groups = ["method", *(name for name in by if name != "method")]
    series = [str(name) for name in errors.columns[: errors.columns.get_loc("origin")]]
    scale, root = _positive(errors["scale"]), _positive(errors["root_scale"])
    miss = errors["actual"] - errors["forecast"]
    table = errors[list(dict.fromkeys([*groups, *series]))].assign(
        _origin=errors["origin"],
        _year=errors["origin"].str[:4],
        _square=(miss / root) ** 2,
        _miss=miss.abs(),
        _size=errors["actual"].abs(),
        mase=miss.abs() / scale,
        sql=errors["quantile_loss"] / scale,
    )
    for level in LEVELS:
        low, high = errors[f"lo{level}"], errors[f"hi{level}"]
        table[f"coverage{level}"] = inside(errors, level)
        table[f"msis{level}"] = interval_score(errors["actual"], low, high, level=level / 100) / scale
    each = table.groupby(groups, sort=True, observed=True)
    roots = np.sqrt(table.groupby(list(dict.fromkeys([*groups, *series])), observed=True)["_square"].mean())
    result = each[["mase"]].mean()
    result["rmsse"] = roots.groupby(level=groups, observed=True).mean()
    result["wape"] = each["_miss"].sum() / _positive(each["_size"].sum())
    result = result.reset_index()
    result["relative"] = _relative(result, groups[1:], baseline)
    if "drift" in methods:
        result["relative_drift"] = _relative(result, groups[1:], "drift")
    means = ["sql", *(f"{word}{level}" for word in ("coverage", "msis") for level in LEVELS)]
    result[means] = each[means].mean().to_numpy()
    result[["origins", "years"]] = each[["_origin", "_year"]].nunique().to_numpy()
    result["forecasts"] = each.size().to_numpy()
    rank = result["method"].map({name: place for place, name in enumerate(methods)})
    return result.iloc[np.argsort(rank.to_numpy(), kind="stable")].reset_index(drop=True)


def toughest(errors: pd.DataFrame, names: Sequence[str]) -> str:
    """Return the one of `names` with the lower error, the first among equals.

    On data with seasons "no change" can mean the last value or the same season last year. Judged by the weaker of the
    two, any method would look skilful.
    """
    means = {name: scaled(errors[errors["method"] == name]).mean() for name in names}
    return min(means, key=lambda name: np.inf if np.isnan(means[name]) else means[name])


def size_classes(errors: pd.DataFrame) -> pd.DataFrame:
    """Return the key columns and `size` of every series: small, middle or large, thirds by the median of its actuals."""
    keys = [str(name) for name in errors.columns[: errors.columns.get_loc("origin")]]
    medians = errors.groupby(keys, observed=True)["actual"].median()
    thirds = np.asarray((medians.rank(method="first") - 1) * len(SIZES) // len(medians), dtype=np.int64)
    return medians.index.to_frame(index=False).assign(
        size=pd.Categorical.from_codes(thirds, pd.Index(SIZES), ordered=True)
    )


def _positive(values: pd.Series) -> pd.Series:
    return values.where(values > 0)


def _relative(result: pd.DataFrame, by: Sequence[str], name: str) -> pd.Series:
    """Return mase over that of the method `name` in the same group."""
    reference = result["mase"].where(result["method"] == name)
    groups = [result[column] for column in by] or [pd.Series(0, index=result.index)]
    return result["mase"] / _positive(reference.groupby(groups, observed=True).transform("max"))
