"""Age structures of six fields, learned from the censuses of 2006 and 2016 and carried to that of 2021."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from completions import panel
from sources import KEYS

from skillcast.draws import Draws
from skillcast.forecasting import forecast_panel
from skillcast.streams import stream
from skillcast.supply.ageing import Ageing, project_ages
from skillcast.supply.cohort_change import CohortChange, cohort_change

FIRST, LAST, HELD_OUT = 2006, 2016, 2021
WORKING = (15, 64)
OLD = (65, 84)
"""Ages that "flat 1/N" spreads the exits of the old over."""
OURS, KNOWN, CONSTANT = "skillcast", "skillcast, true completions", "skillcast, constant entrants"
TURNED, LEFT, PERSONS = "turned 65", "left at 65 and over", "all persons"
SINGLE_AGES = (20, 69)
SCIENCE = "Natural and Physical Sciences"


def learn(censuses: Mapping[int, pd.DataFrame], completions: pd.DataFrame, *, constant: bool = False) -> CohortChange:
    """Return the yearly flows of 2006 to 2016; net entrants with degrees go with the completions of their field."""
    years = range(FIRST + 1, LAST + 1)
    relative = _relative(censuses[FIRST].index, completions, years, constant=constant)
    return cohort_change(censuses[FIRST], censuses[LAST], years=LAST - FIRST, drivers=relative)


def forecast_completions(completions: pd.DataFrame, *, seed: int, draws: int) -> Draws:
    """Return completions by broad field after 2016, forecast by narrow field from those to 2016."""
    found = forecast_panel(panel(completions, until=LAST), horizon=HELD_OUT - LAST, seed=seed, draws=draws)
    return found.draws.total(by=["broad_field"])


def project(
    censuses: Mapping[int, pd.DataFrame],
    completions: pd.DataFrame,
    method: str = OURS,
    *,
    seed: int = 1,
    draws: int = 400,
) -> Ageing:
    """Return the structures of 2017 to 2021 as `method` sees them: only `KNOWN` uses anything later than 2016."""
    start = censuses[LAST]
    change = learn(censuses, completions, constant=method == CONSTANT)
    years = range(LAST + 1, HELD_OUT + 1)
    factors = np.ones((len(start), len(years), draws))
    if method == KNOWN:
        factors *= _relative(start.index, completions, years).to_numpy()[:, :, None]
    elif method == OURS:
        ahead = forecast_completions(completions, seed=seed, draws=draws)
        usual = _usual(completions)
        place = {field: row for row, field in enumerate(ahead.index["broad_field"])}
        for row, (field, group) in enumerate(start.index):
            if group == "degree":
                factors[row] = ahead.samples[place[field]] / usual[field]
    keys = start.index.to_frame(index=False)
    mean = change.entrants.to_numpy()[:, None, None] * factors
    counts = np.stack(
        [stream(seed, "entrants", *key).poisson(mean[row]) for row, key in enumerate(keys.itertuples(index=False))]
    )
    periods = pd.period_range(str(years[0]), periods=len(years), freq="Y")
    ageing = project_ages(start, change.rates, Draws(keys, periods, counts), change.profile, seed=seed)
    ageing.check()
    return ageing


def answers(
    censuses: Mapping[int, pd.DataFrame], completions: pd.DataFrame, *, seed: int = 1, draws: int = 400
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a row a field, measure and method (forecast, actual, error in %), and the same a field, group and single age."""
    start, truth = (censuses[year].groupby(level="field").sum() for year in (LAST, HELD_OUT))
    actual = _exits(start, truth)
    parts, cells = [], []
    for method in (OURS, KNOWN, CONSTANT):
        ageing = project(censuses, completions, method, seed=seed, draws=draws)
        end = np.median(ageing.stock.samples[:, -1], axis=1).reshape(censuses[LAST].shape)
        structure = pd.DataFrame(end, index=censuses[LAST].index, columns=censuses[LAST].columns)
        cells.append(structure.assign(method=method))
        parts.append(_exits(start, structure.groupby(level="field").sum()).assign(method=method))
    same = censuses[LAST]
    older = same.T.shift(HELD_OUT - LAST, fill_value=0).T
    for method, structure in (("no change", same), ("everyone 5 years older", older)):
        cells.append(structure.assign(method=method))
        parts.append(_exits(start, structure.groupby(level="field").sum()).assign(method=method))
    parts += [_same_rates(censuses).assign(method="same exit rates"), _flat(start).assign(method="flat 1/N")]
    table = (
        pd.concat(parts).reset_index().merge(actual.reset_index(), on=["field", "measure"], suffixes=("", "_actual"))
    )
    table = table.rename(columns={"persons": "forecast", "persons_actual": "actual"})
    table["error"] = 100 * (table["forecast"] / table["actual"] - 1)
    return table[["field", "measure", "method", "forecast", "actual", "error"]], _by_age(cells, censuses[HELD_OUT])


def summary(table: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Return a row a measure and method: median and mean absolute error in % over fields (or over fields and ages)."""
    size = table["error"].abs().groupby([table["measure"], table["method"]], sort=False)
    whole = table.groupby(["measure", "method"], sort=False)[["forecast", "actual"]].sum()
    rows = pd.DataFrame({"median": size.median(), "mean": size.mean(), "n": size.size()})
    rows["together"] = 100 * (whole["forecast"] / whole["actual"] - 1)
    parts = [rows.reset_index()]
    for name, chosen in _selections(cells).items():
        miss = (100 * (chosen["forecast"] / chosen["actual"] - 1)).abs()
        by = miss.groupby(chosen["method"], sort=False)
        parts.append(
            pd.DataFrame({"median": by.median(), "mean": by.mean(), "n": by.size()}).reset_index().assign(measure=name)
        )
    return pd.concat(parts, ignore_index=True)[["measure", "method", "n", "median", "mean", "together"]]


def coverage(censuses: Mapping[int, pd.DataFrame], completions: pd.DataFrame, *, seed: int = 1) -> float:
    """Return the share of field x single age (20 to 69) of 2021 inside the 80 % interval of our draws."""
    ageing = project(censuses, completions, seed=seed)
    ages = ageing.stock.index["age"].between(*SINGLE_AGES).to_numpy()
    by_field = Draws(ageing.stock.index[ages].reset_index(drop=True), ageing.stock.periods, ageing.stock.samples[ages])
    ends = by_field.total(by=["field", "age"])
    low, high = (found[:, -1] for found in ends.quantiles([0.1, 0.9]))
    truth = censuses[HELD_OUT].groupby(level="field").sum().stack()
    actual = truth.loc[pd.MultiIndex.from_frame(ends.index)].to_numpy()
    return float(((actual >= low) & (actual <= high)).mean())


def _usual(completions: pd.DataFrame) -> pd.Series:
    """Return mean completions a year by broad field in the years learned from."""
    by = completions.groupby(["broad_field", "year"])["completions"].sum().unstack()
    return by.loc[:, FIRST + 1 : LAST].mean(axis=1)


def _relative(index: pd.Index, completions: pd.DataFrame, years: range, *, constant: bool = False) -> pd.DataFrame:
    """Return completions of each year over the usual ones for degrees, 1 for what is below a degree."""
    by = completions.groupby(["broad_field", "year"])["completions"].sum().unstack()
    ratio = by[list(years)].div(_usual(completions), axis=0)
    frame = pd.DataFrame(1.0, index=index, columns=list(years))
    for field, group in index:
        if group == "degree" and not constant:
            frame.loc[(field, group)] = ratio.loc[field]
    return frame


def _exits(start: pd.DataFrame, end: pd.DataFrame) -> pd.DataFrame:
    """Return persons by field and measure: those who passed 65 and are there, those 65 and over who are gone, everybody."""
    years = HELD_OUT - LAST
    passed = WORKING[1] + 1
    measures = {
        TURNED: end.loc[:, passed : passed + years - 1].sum(axis=1),
        LEFT: start.loc[:, passed:].sum(axis=1) - end.loc[:, passed + years :].sum(axis=1),
        PERSONS: end.sum(axis=1),
    }
    return _long(measures)


def _same_rates(censuses: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Return exits in the same proportion to those at risk as from 2006 to 2016, ages disregarded."""
    before, start = (censuses[year].groupby(level="field").sum() for year in (FIRST, LAST))
    share = (HELD_OUT - LAST) / (LAST - FIRST)
    turned = start.loc[:, 65:74].sum(axis=1) / before.loc[:, slice(*WORKING)].sum(axis=1)
    stayed = start.loc[:, 75:].sum(axis=1) / before.loc[:, 65:].sum(axis=1)
    return _long(
        {
            TURNED: start.loc[:, slice(*WORKING)].sum(axis=1) * turned * share,
            LEFT: start.loc[:, 65:].sum(axis=1) * (1 - stayed**share),
        }
    )


def _flat(start: pd.DataFrame) -> pd.DataFrame:
    """Return exits as if ages were spread evenly: five of fifty years of work, five of twenty at old age."""
    years = HELD_OUT - LAST
    return _long(
        {
            TURNED: start.loc[:, slice(*WORKING)].sum(axis=1) * years / (WORKING[1] - WORKING[0] + 1),
            LEFT: start.loc[:, 65:].sum(axis=1) * years / (OLD[1] - OLD[0] + 1),
        }
    )


def _long(measures: Mapping[str, pd.Series]) -> pd.DataFrame:
    return pd.concat(measures, names=["measure"]).rename("persons").reset_index().set_index(["field", "measure"])


def _by_age(cells: list[pd.DataFrame], truth: pd.DataFrame) -> pd.DataFrame:
    actual = truth.stack().rename("actual").reset_index()
    forecast = pd.concat(cells).set_index("method", append=True).stack().rename("forecast").reset_index()
    return forecast.merge(actual, on=[*KEYS, "age"], validate="many_to_one")


def _selections(cells: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return field x age, all levels and degrees alone, and of these the field nearest to Hyndman and Nguyen's."""
    by_field = cells.groupby(["method", "field", "age"], sort=False)[["forecast", "actual"]].sum().reset_index()
    degrees = cells[cells["group"] == "degree"]
    science = degrees[degrees["field"] == SCIENCE]
    chosen = {
        "field x age 20-69": by_field[by_field["age"].between(*SINGLE_AGES)],
        "field x age 20-69, degrees": degrees[degrees["age"].between(*SINGLE_AGES)],
        "age 20-69, science degrees": science[science["age"].between(*SINGLE_AGES)],
        "all ages, science degrees": science,
    }
    return {name: part[part["actual"] > 0] for name, part in chosen.items()}
