"""What the gaps hang on: which stage brings in the uncertainty, and what one dominant employer makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from skillcast.demand.survey import FirmSurvey, weigh_survey
from skillcast.demand.survey_totals import firm_shares
from skillcast.draws import Draws
from skillcast.errors import DataError, Problem
from skillcast.labour_market import LabourMarket
from skillcast.outcome import Outlook
from skillcast.outlook import outlook
from skillcast.shortage.budget import error_budget
from skillcast.streams import StageSeed

# Stages in the order of the chain, with the first parts of their streams' keys.
STAGES: dict[str, tuple[str, ...]] = {
    "industries": ("forecast", "event", "events", "paths", "elasticity", "elsewhere"),
    "staffing": ("staffing",),
    "exits": ("exits",),
    "graduates": ("graduates", "supply", "intakes", "destinations"),
    "entrants": ("entrants",),
}
REST = "rest"  # every other stream
YEARS_AHEAD = 3


def gap_budget(
    result: Outlook,
    *,
    stages: Mapping[str, tuple[str, ...]] = STAGES,
    years: int = YEARS_AHEAD,
    fresh_seed: int | None = None,
) -> pd.DataFrame:
    """Share the variance of every occupation's gap out among the stages of the chain.

    Parameters
    ----------
    result
        An outlook with a gap; the chain is run again on its tables, twice a stage.
    stages
        Stages in the order of the chain, each with the first parts of its streams' keys; ``rest`` is added for all others.
    years
        Years ahead whose mean gap is looked at.
    fresh_seed
        Seed of the redrawn stages; default: the outlook's own seed + 1.

    Returns
    -------
    DataFrame
        occupation (and ``total``), stage, share, share_se, alone, interaction, sd: see `error_budget`.

    Raises
    ------
    DataError
        If the outlook has no gap.
    """
    if result.supply is None:
        raise DataError([Problem("missing-table", table="cohorts", value="cohorts")])
    # Without these the chain stops at the gap, which does not read them.
    tables = {name: table for name, table in result.market.tables.items() if name not in ("vacancies", "firms")}
    market = replace(result.market, tables=tables)
    horizon, other = len(result.supply.gap.gap.periods), result.seed + 1 if fresh_seed is None else fresh_seed

    def run(fresh: frozenset[str]) -> Draws:
        named = {key: other if stage in fresh else result.seed for stage, keys in stages.items() for key in keys}
        seed = StageSeed(other if REST in fresh else result.seed, named)
        supply = outlook(market, year=result.year, horizon=horizon, seed=seed).supply
        assert supply is not None
        return supply.gap.gap

    return error_budget(run, [*stages, REST], years=years)


def gap_without_firm(result: Outlook, firm: str | None = None) -> pd.DataFrame:
    """Compare every occupation's gap with that of the city without one employer.

    Parameters
    ----------
    result
        An outlook with a gap, of a city whose `firms` table names the employer.
    firm
        A firm of weight 1; default: the one that employs most.

    Returns
    -------
    DataFrame
        occupation, `firm`, `firm_share` (of the persons employed), then `stock`, `openings`, `supply` and `gap` (mean
        persons a year over three years), `gap_lo80`, `gap_hi80`, `probability` (of a gap beyond friction), each also with
        the ending ``_without``. Only occupations that both runs know.

    Raises
    ------
    DataError
        If there is no survey, no gap, or the firm is not in it with weight 1.

    Notes
    -----
    See `without_firm` for what is taken away. Both runs use the same random streams.
    """
    if result.supply is None or result.demand.openings is None:
        raise DataError([Problem("missing-table", table="cohorts", value="cohorts")])
    survey = weigh_survey(result.market.table("firms"), result.market.table("employment"), year=result.year)
    name = firm or _largest(survey)
    rest = outlook(
        without_firm(result.market, name, year=result.year),
        year=result.year,
        horizon=len(result.supply.gap.gap.periods),
        seed=result.seed,
    )
    friction = result.parameters.number("shortage.friction")
    share = firm_shares(survey, name, ["occupation"])
    both = _flows(result, friction).join(_flows(rest, friction).add_suffix("_without"), how="inner").reset_index()
    shares = both["occupation"].map(share.set_index("occupation")["share"]).fillna(0.0)
    both.insert(1, "firm", name)
    both.insert(2, "firm_share", shares)
    return both


def without_firm(market: LabourMarket, firm: str, *, year: int) -> LabourMarket:
    """Return the city as it would be counted without one employer.

    Parameters
    ----------
    market
        Tables with `firms`, `employment` and `staffing`.
    firm
        A firm of weight 1.
    year
        The last year that is known.

    Returns
    -------
    LabourMarket
        `employment`: its industry less the firm's share of the survey year in every year, so the rest grows as the whole
        did. `staffing`: sampled workers of its industry less its share of each occupation. `crosswalk`: graduates of an
        occupation go to the firm (a code of its own, outside the gap) in proportion to its share. `firms`: its rows are
        gone. Registrations, ages, events and cohorts are not known by firm and stay as they are.

    Raises
    ------
    DataError
        If the firm is not in the survey with weight 1.
    """
    survey = weigh_survey(market.table("firms"), market.table("employment"), year=year)
    if firm not in set(survey.units.loc[survey.units["certain"], "firm"]):
        allowed = "、".join(sorted(survey.units.loc[survey.units["certain"], "firm"]))
        raise DataError(
            [Problem("not-in-list", table="firms", column="firm", value=firm, facts={"allowed": allowed or "—"})]
        )
    tables = dict(market.tables)
    tables["employment"] = _reduce(tables["employment"], firm_shares(survey, firm, ["industry"]))
    tables["staffing"] = _reduce(tables["staffing"], firm_shares(survey, firm, ["industry", "occupation"]))
    if "crosswalk" in tables:
        tables["crosswalk"] = _divert(tables["crosswalk"], firm_shares(survey, firm, ["occupation"]), firm)
    tables["firms"] = tables["firms"][tables["firms"]["firm"] != firm].reset_index(drop=True)
    return replace(market, tables=tables)


def _largest(survey: FirmSurvey) -> str:
    certain = survey.units[survey.units["certain"]].groupby("firm")["employed"].sum()
    if certain.empty:
        raise DataError([Problem("not-in-list", table="firms", column="weight", value="", facts={"allowed": "1"})])
    return str(certain.idxmax())


def _reduce(table: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Return the table with `employed` less the firm's share, whole persons."""
    keys = [name for name in shares if name != "share"]
    share = table[keys].merge(shares, on=keys, how="left")["share"].fillna(0.0).to_numpy()
    left = np.rint(table["employed"].to_numpy(dtype=np.float64) * (1 - share)).astype(np.int64)
    return table.assign(employed=left)


def _divert(crosswalk: pd.DataFrame, shares: pd.DataFrame, firm: str) -> pd.DataFrame:
    """Return the crosswalk with the firm as an occupation of its own; the weights of a programme still add up to 1."""
    share = crosswalk["occupation"].map(shares.set_index("occupation")["share"]).fillna(0.0)
    kept = crosswalk.assign(weight=crosswalk["weight"] * (1 - share))
    moved = crosswalk.assign(weight=crosswalk["weight"] * share, occupation=firm)
    first = {name: "first" for name in crosswalk if name not in ("programme", "occupation", "weight")}
    moved = (
        moved[moved["weight"] > 0].groupby(["programme", "occupation"], as_index=False).agg({"weight": "sum", **first})
    )
    both = pd.concat([kept[kept["weight"] > 0], moved[list(crosswalk)]], ignore_index=True)
    return both.sort_values(["programme", "occupation"], ignore_index=True)


def _flows(result: Outlook, friction: float) -> pd.DataFrame:
    """Return one row an occupation: stock, openings, supply, gap with its interval and probability."""
    assert result.supply is not None
    assert result.demand.openings is not None
    openings, gap = result.demand.openings, result.supply.gap
    flows = {"openings": openings.openings, "supply": gap.supply, "gap": gap.gap}
    means = {name: draws.samples[:, :YEARS_AHEAD].mean(axis=1) for name, draws in flows.items()}
    stock = openings.stock.samples[:, :YEARS_AHEAD].mean(axis=1)
    lo, hi = np.quantile(means["gap"], [0.1, 0.9], axis=1)
    columns = {
        "stock": openings.stock.mean()[:, 0],
        **{name: values.mean(axis=1) for name, values in means.items()},
        "gap_lo80": lo,
        "gap_hi80": hi,
        "probability": (means["gap"] > friction * stock).mean(axis=1),
    }
    return pd.DataFrame(columns, index=pd.Index(openings.stock.index["occupation"], name="occupation"))
