"""Vacancies of the whole city from two partial views: what the employment service registers and what firms report.

The service sees a part of the vacancies, a different part in each occupation; the survey sees all of them in few firms.
Both are read at the same date. What an occupation's own two counts cannot say of its reporting rate, its group and all
occupations say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln

from skillcast.demand.survey import weigh_survey
from skillcast.demand.survey_totals import survey_totals
from skillcast.draws import Draws
from skillcast.errors import DataError, Problem
from skillcast.labour_market import LabourMarket
from skillcast.parameters import Parameters
from skillcast.streams import stream

Floats = NDArray[np.float64]
# Grids: rates and group means around the rate of all (log scale), spreads (sd / mean) of rates about their mean.
RATES = np.linspace(-3.4, 3.4, 137)
MEANS = RATES[34:103:2]
SPREADS = np.linspace(0.05, 1.0, 16)


@dataclass(frozen=True)
class TotalVacancies:
    """Vacancies by occupation, seen together.

    Parameters
    ----------
    table
        occupation, group, `registered`, `surveyed` and `survey_se` (persons; NaN where not seen), `rate` with
        `rate_lo80` and `rate_hi80` (registered per vacancy), `vacancies` with `lo80` and `hi80` (persons), `basis`:
        ``both``, ``survey``, ``registrations`` (rate from other occupations) or ``assumed rate``.
    rates, vacancies
        (O, 1, S) joint scenarios of both.
    """

    table: pd.DataFrame
    rates: Draws
    vacancies: Draws


def market_vacancies(market: LabourMarket, parameters: Parameters, *, year: int, seed: int = 0) -> TotalVacancies:
    """Combine a city's registrations and enterprise survey.

    Parameters
    ----------
    market
        Tables with `vacancies`; with `firms` of a period up to `year` rates are estimated, else assumed.
    parameters
        `demand.reporting_rate` and `demand.reporting_spread`, used where there is no survey.
    year, seed
        The last year that is known, and the seed.

    Returns
    -------
    TotalVacancies
        At the date of the survey (without one: at the end of `year`). Registrations that name no occupation are not
        shared out: they lower the rates.

    Raises
    ------
    DataError
        As `weigh_survey`; or if nothing is registered up to that date.
    """
    firms = market.table("firms") if market.has("firms") else None
    survey, period = None, str(year)
    if firms is not None and (firms["period"].str[:4].astype(int) <= year).any():
        weighed = weigh_survey(firms, market.table("employment"), year=year, seed=seed)
        survey, period = survey_totals(weighed, ["occupation"], measures=["vacancies"]), weighed.period
    return total_vacancies(
        registered_at(market.table("vacancies"), period),
        survey,
        year=int(period[:4]),
        assumed_rate=parameters.number("demand.reporting_rate"),
        assumed_spread=parameters.number("demand.reporting_spread"),
        draws=parameters.integer("forecast.draws"),
        seed=seed,
    )


def registered_at(vacancies: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return valid registrations by occupation in one period.

    Parameters
    ----------
    vacancies
        Table `vacancies`.
    period
        Such as ``2025Q2``; of a year the last period stands for its end.

    Returns
    -------
    DataFrame
        occupation, registered (persons). Occupation ``any`` is left out.

    Raises
    ------
    DataError
        If nothing is registered in the period.

    Examples
    --------
    >>> table = pd.DataFrame({"period": ["2025Q3", "2025Q4"], "occupation": "4-10-01-05", "demand": [30, 20]})
    >>> registered_at(table, "2025")["registered"].tolist()
    [20]
    """
    inside = vacancies[vacancies["period"].str.startswith(period)]
    if inside.empty:
        facts = {"allowed": f"[{vacancies['period'].min()}, {vacancies['period'].max()}]", "unit": "period"}
        raise DataError([Problem("out-of-range", table="vacancies", column="period", value=period, facts=facts)])
    rows = inside[(inside["period"] == inside["period"].max()) & (inside["occupation"] != "any")]
    sums: pd.DataFrame = rows.groupby("occupation", as_index=False)[["demand"]].sum()
    return sums.rename(columns={"demand": "registered"})


def total_vacancies(
    registered: pd.DataFrame,
    surveyed: pd.DataFrame | None,
    *,
    year: int,
    groups: dict[str, str] | None = None,
    assumed_rate: float = 0.4,
    assumed_spread: float = 0.5,
    draws: int = 1000,
    seed: int = 0,
) -> TotalVacancies:
    """Combine registrations with the survey by estimated reporting rates.

    Parameters
    ----------
    registered
        occupation, registered (valid registrations at the date of the survey, persons).
    surveyed
        Rows of `survey_totals` for measure ``vacancies`` by occupation, or None: then every rate is the assumed one.
    year
        Year both stand for; the period of the draws.
    groups
        Group of each occupation, whose rates resemble each other. Default: the major group (first part of the code).
    assumed_rate, assumed_spread
        Median reporting rate and its standard deviation (log scale) where there is no survey: an assumption.
    draws, seed
        Number of joint scenarios and their seed.

    Returns
    -------
    TotalVacancies

    Raises
    ------
    DataError
        If an occupation stands twice in a table.

    Notes
    -----
    Registered R ~ Poisson(ρV), surveyed S/φ ~ Poisson(V/φ). φ, the variance of the survey per vacancy, is
    ``c x sampling_weight`` with one c for all occupations (a generalised variance function) and a person of average
    weight added, so that a chance low count does not look sure of itself. Rates are gamma: ρ_o around its group's mean, the means around that of all, each with a
    shape of its own; shapes and means are summed over a grid, so their uncertainty is carried. Given ρ,
    V ~ Gamma(S/φ + R + 1/2, 1/φ + ρ): survey and registered / ρ, weighted by their precision. The correction itself:
    IW-Report 59/2020 (vacancies = registered / reporting rate).

    Examples
    --------
    >>> registered = pd.DataFrame({"occupation": ["6-17-02-02"], "registered": [40]})
    >>> found = total_vacancies(registered, None, year=2025)
    >>> found.table["basis"].tolist(), bool(found.table["lo80"][0] < 100 < found.table["hi80"][0])
    (['assumed rate'], True)
    """
    counts = _counts(registered, surveyed, groups)
    r, s, phi = (counts[name].to_numpy(dtype=np.float64) for name in ("registered", "surveyed", "phi"))
    compared = ~np.isnan(r) & ~np.isnan(s)
    rng = stream(seed, "registrations", year)
    if compared.any():
        rates = _draw_rates(r, s, phi, pd.factorize(counts["group"])[0], compared, draws, rng)
    else:
        rates = assumed_rate * np.exp(assumed_spread * _common(rng, len(counts), draws))
    precision = np.where(np.isnan(s), 0.0, 1 / phi)
    told = np.where(np.isnan(s), 0.0, s) * precision + np.where(np.isnan(r), 0.0, r)
    seen = precision[:, None] + np.where(np.isnan(r)[:, None], 0.0, rates)
    vacancies = rng.gamma(told[:, None] + 0.5, 1.0, rates.shape) / seen
    basis = np.select(
        [compared, np.isnan(r), np.full(len(r), compared.any())], ["both", "survey", "registrations"], "assumed rate"
    )
    ends = {f"{name}80": np.quantile(vacancies, level, axis=1) for name, level in (("lo", 0.1), ("hi", 0.9))}
    rate_ends = {f"rate_{name}80": np.quantile(rates, level, axis=1) for name, level in (("lo", 0.1), ("hi", 0.9))}
    table = counts.drop(columns="phi").assign(
        rate=np.median(rates, axis=1), **rate_ends, vacancies=(told[:, None] / seen).mean(axis=1), **ends, basis=basis
    )
    keys, periods = counts[["occupation"]], pd.PeriodIndex([str(year)], freq="Y")
    return TotalVacancies(table, Draws(keys, periods, rates[:, None]), Draws(keys, periods, vacancies[:, None]))


def _counts(registered: pd.DataFrame, surveyed: pd.DataFrame | None, groups: dict[str, str] | None) -> pd.DataFrame:
    """Return one row an occupation: group, registered, surveyed, survey_se, phi (variance of the survey per vacancy)."""
    for frame, name in ((registered, "vacancies"), (surveyed, "firms")):
        if frame is not None and frame["occupation"].duplicated().any():
            twice = frame.loc[frame["occupation"].duplicated(), "occupation"].iloc[0]
            facts = {"other": 1 + int(frame.index[frame["occupation"] == twice][0])}
            raise DataError([Problem("duplicate-key", table=name, column="occupation", value=twice, facts=facts)])
    columns = ["occupation", "surveyed", "survey_se", "sampling_weight", "persons"]
    if surveyed is None:
        survey = pd.DataFrame(columns=columns).astype(dict.fromkeys(columns[1:], float))
    else:
        survey = surveyed.rename(columns={"estimate": "surveyed", "se": "survey_se"})[columns]
    counts = registered[["occupation", "registered"]].merge(survey, on="occupation", how="outer")
    counts = counts.sort_values("occupation", ignore_index=True)
    variance, weight, persons = counts["survey_se"] ** 2, counts.pop("sampling_weight"), counts.pop("persons")
    known = variance.notna() & (weight > 0)
    excess = variance[known].sum() / (weight * counts["surveyed"])[known].sum() if known.any() else 1.0
    # One person of average weight more than was seen: a cell seen in certain firms only may have others all the same.
    average = (weight * persons).sum() / persons.sum() if persons.sum() > 0 else 0.0
    weight = (weight * persons + average * (average + 1)) / (persons + average + 1)
    phi = np.maximum(excess * weight, 1e-3)
    names = [(groups or {}).get(code, code.split("-")[0]) for code in counts["occupation"]]
    counts.insert(1, "group", names)
    return counts.assign(phi=phi)


def _common(rng: np.random.Generator, rows: int, draws: int) -> Floats:
    """(O, S) normal numbers, half of whose variance all rows share: an assumed rate is wrong for all at once."""
    return np.asarray(np.sqrt(0.5) * (rng.standard_normal(draws) + rng.standard_normal((rows, draws))))


def _draw_rates(
    r: Floats, s: Floats, phi: Floats, group: NDArray[np.int64], compared: NDArray[np.bool_], draws: int,
    rng: np.random.Generator,
) -> Floats:  # fmt: skip
    """(O, S) reporting rates: spreads and mean of all, then means of groups, then rates of occupations."""
    centre = (r[compared].sum() + 0.5) / (s[compared].sum() + 0.5)
    rates, means, shapes = centre * np.exp(RATES), centre * np.exp(MEANS), 1 / SPREADS**2
    own = np.zeros((len(r), len(rates)))
    for row in np.flatnonzero(compared):
        # Of all that either source counts, the registered part does not depend on V.
        odds = rates * phi[row]
        own[row] = r[row] * np.log(odds) - (r[row] + s[row] / phi[row]) * np.log1p(odds)
    prior = _log_gamma(rates[:, None, None], means[:, None], shapes)
    heap = np.stack([_log_sum(row[:, None, None] + prior, 0) for row in own])  # (O, means, within)
    by_group = np.stack([heap[group == g].sum(axis=0) for g in range(int(group.max()) + 1)])
    between = _log_gamma(means[:, None, None], means[:, None], shapes)  # (means of groups, mean of all, between)
    whole = np.sum([_log_sum(row.T[:, :, None, None] + between, 1) for row in by_group], axis=0)
    within, mean, shape = np.unravel_index(_pick_many(whole.ravel(), draws, rng), whole.shape)
    out = np.empty((len(r), draws))
    for g, likelihood in enumerate(by_group):
        place = _pick(likelihood[:, within].T + between[:, mean, shape].T, rng)
        for row in np.flatnonzero(group == g):
            out[row] = rates[_pick(own[row] + prior[:, place, within].T, rng)]
    return np.asarray(out * np.exp((RATES[1] - RATES[0]) * (rng.random(out.shape) - 0.5)))


def _log_gamma(x: Floats, mean: Floats, shape: Floats) -> Floats:
    """Log density of gamma variables on a grid (first axis) of equal steps in log x, adding up to 1 over the grid."""
    rate = shape / mean
    density = shape * np.log(rate * x) - rate * x - gammaln(shape)
    return np.asarray(density - _log_sum(density, 0))


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=axis, keepdims=True)) + top).squeeze(axis)


def _pick(logs: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw one column a row with probability proportional to exp(logs)."""
    heights = np.cumsum(np.exp(logs - logs.max(axis=1, keepdims=True)), axis=1)
    return np.asarray((heights < rng.random((len(logs), 1)) * heights[:, -1:]).sum(axis=1))


def _pick_many(logs: Floats, draws: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw columns of one row again and again."""
    heights = np.cumsum(np.exp(logs - logs.max()))
    return np.asarray(np.searchsorted(heights, rng.random(draws) * heights[-1]))
