"""Output scenarios of the table `drivers`: employment follows what output does beyond what was to be expected."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.draws import Draws
from skillcast.errors import DataError, Problem
from skillcast.forecasting.scenarios import (
    ElasticityPrior,
    apply_paths,
    estimate_elasticities,
    expected_path,
    path_draws,
)
from skillcast.panel import Panel
from skillcast.parameters import Parameters


def follow_drivers(
    history: Panel, forecast: Draws, table: pd.DataFrame, *, parameters: Parameters, seed: int = 0
) -> Draws:
    """Move a forecast of employment by industry along the output scenarios.

    Parameters
    ----------
    history
        (I, T) annual employment; index column `industry`.
    forecast
        (I, H, S) scenarios made without output.
    table
        Table `drivers`: growth up to the last year of `history` is what happened; after it, one path a scenario. What a
        scenario does not mention (an industry, a year) goes as expected.
    parameters
        ``scenarios.elasticity…``, and ``scenarios.output_error`` for the uncertainty around a path.
    seed
        Seed of paths and elasticities.

    Returns
    -------
    Draws
        (I, H, S). Industries without output in the last year known stay as they are: see `without_past`.

    Notes
    -----
    Scenarios are joint draws: a draw takes one scenario for all industries, by its probability (equal where none is given),
    and an elasticity from the posterior, estimated on the years known and shrunken toward the prior.
    """
    past = _past(table, history.periods)
    if not len(past.index):
        return forecast
    baseline = expected_path(past, horizon=len(forecast.periods))
    chances = probabilities(table, int(history.periods[-1].year))
    if not chances:
        return forecast
    future = path_draws(
        {name: _path(table[table["scenario"] == name], past, baseline) for name in chances},
        error=parameters.number("scenarios.output_error"),
        size=forecast.size,
        probabilities=chances,
        seed=seed,
    )
    elasticities = estimate_elasticities(history, past, prior=ElasticityPrior.of(parameters))
    return apply_paths(forecast, elasticities, future, baseline, narrow=True, seed=seed)


def probabilities(table: pd.DataFrame, year: int) -> dict[str, float]:
    """Return the probability of each scenario of the years after `year`, equal ones where the table has none."""
    ahead = table[table["period"].astype(int) > year]
    names = sorted(set(ahead["scenario"]))
    if "probability" not in ahead or ahead["probability"].isna().all():
        return dict.fromkeys(names, 1 / len(names)) if names else {}
    known = ahead.groupby("scenario")["probability"].max().fillna(0.0)
    return {name: float(known[name]) for name in names}


def without_past(table: pd.DataFrame, year: int) -> list[str]:
    """Return the industries whose output in `year` the table lacks: what was to be expected of them is not known."""
    known = table.loc[table["period"].astype(int) == year, "industry"]
    return sorted(set(table["industry"]) - set(known))


def _past(table: pd.DataFrame, periods: pd.PeriodIndex) -> Panel:
    """(G, T + 1) levels of output up to the last year, which is 100; unknown before a gap."""
    year = int(periods[-1].year)
    known = table[table["period"].astype(int) <= year]
    known = known.drop_duplicates(["industry", "period", "output_growth"])
    twice = known[known.duplicated(["industry", "period"])]
    if len(twice):
        raise DataError([_two_pasts(f"{row['industry']} {row['period']}") for row in twice.to_dict("records")])
    industries = sorted(set(table["industry"]) - set(without_past(table, year)))
    first = min(int(periods[0].year), known["period"].astype(int).min() - 1) if len(known) else year
    years = range(first, year + 1)
    growth = known.assign(year=known["period"].astype(int)).pivot(
        index="industry", columns="year", values="output_growth"
    )
    steps = growth.reindex(index=industries, columns=list(years)[1:]).to_numpy(dtype=np.float64)
    since = np.cumsum(steps[:, ::-1], axis=1)[:, ::-1]
    logs = np.concatenate([-since, np.zeros((len(industries), 1))], axis=1)
    calendar = pd.period_range(str(first), str(year), freq="Y")
    return Panel(pd.DataFrame({"industry": industries}), calendar, 100 * np.exp(logs))


def _two_pasts(where: str) -> Problem:
    facts = {
        "reason": f"{where} 的实际产出增长率不一致",
        "reason_en": f"{where} has more than one growth that happened",
    }
    return Problem("inconsistent", table="drivers", column="output_growth", value=where, facts=facts)


def _path(rows: pd.DataFrame, past: Panel, baseline: Panel) -> Panel:
    """(G, H) levels of one scenario: its own growth where it has one, else the expected growth."""
    start = np.concatenate([past.values[:, -1:], baseline.values], axis=1)
    expected = np.diff(np.log(start), axis=1)
    wide = rows.assign(year=rows["period"].astype(int)).pivot(index="industry", columns="year", values="output_growth")
    told = wide.reindex(index=list(past.index["industry"]), columns=list(baseline.periods.year)).to_numpy(np.float64)
    growth = np.where(np.isnan(told), expected, told)
    return Panel(past.index, baseline.periods, past.values[:, -1:] * np.exp(np.cumsum(growth, axis=1)))
