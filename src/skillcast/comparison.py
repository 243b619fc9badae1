"""Two outlooks side by side: what a scenario changes in industries, occupations, lists and seats.

Random streams are keyed, so draw *s* of both outlooks is the same possible future; differences are taken draw by draw and
are due to the scenario, not to chance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from skillcast.demand.industries import industry_scenarios, years_of
from skillcast.draws import Draws
from skillcast.errors import DataError, Problem
from skillcast.io.scenario import Scenario
from skillcast.labour_market import LabourMarket
from skillcast.outcome import Comparison, Outlook
from skillcast.outlook import outlook
from skillcast.panel import Floats
from skillcast.standards import code_list

FLOWS = ("openings", "exits", "layoffs", "supply", "gap")


def compare_scenario(
    market: LabourMarket,
    scenario: Scenario,
    *,
    year: int | None = None,
    horizon: int | None = None,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _stage: None,
) -> Comparison:
    """Run the chain without and with a scenario and compare.

    Parameters
    ----------
    market
        Tables from `skillcast.load`.
    scenario
        From `skillcast.io.scenario`.
    year, horizon, seed, progress
        As for `skillcast.outlook`, the same for both.

    Returns
    -------
    Comparison

    Raises
    ------
    DataError
        As `skillcast.outlook` and `with_scenario`.

    Examples
    --------
    >>> import skillcast
    >>> from skillcast.io.scenario import quick_scenario
    >>> market = skillcast.load(skillcast.sample_path("us_sector_employment"))
    >>> found = compare_scenario(market, quick_scenario([], [], None), horizon=2)
    >>> bool((found.industries["change"] == 0).all())
    True
    """
    base = outlook(market, year=year, horizon=horizon, seed=seed, progress=progress)
    changed = with_scenario(base, scenario)
    ahead = len(years_of(base.demand.forecast.draws))
    other = outlook(changed, year=base.year, horizon=ahead, seed=seed, yardstick=base, progress=progress)
    return compare(base, other)


def with_scenario(base: Outlook, scenario: Scenario) -> LabourMarket:
    """Return the tables behind `base` with the scenario's events.

    Parameters
    ----------
    base
        The outlook without the scenario; a share is taken of its median forecast of the industry for the year.
    scenario
        From `skillcast.io.scenario`.

    Returns
    -------
    LabourMarket

    Raises
    ------
    DataError
        An industry without employment, a year outside the forecast, a name the city's events have already, an event to leave
        out that there is not: all of them at once.
    """
    events = base.market.table("events") if base.market.has("events") else pd.DataFrame(columns=["name"])
    problems = _unknown(base, scenario, events)
    rows = [] if problems else [_row(base, row) for row in scenario.events.to_dict("records")]
    names = [row["name"] for row in rows]
    problems += [
        _fault(scenario, "name", name, f"“{name}”的名称已经用过", f"the name '{name}' is taken")
        for name in sorted({name for name in names if names.count(name) > 1 or name in set(events["name"])})
    ]
    if problems:
        raise DataError(problems)
    kept = events[~events["name"].isin(scenario.without)]
    records = [*kept.to_dict("records"), *rows]
    tables = {name: table for name, table in base.market.tables.items() if name != "events"}
    if not records:
        return replace(base.market, tables=tables)
    table = pd.DataFrame(records)
    texts = {name: table[name].fillna("") for name in ("occupation", "profile") if name in table}
    return replace(base.market, tables=tables | {"events": table.assign(**texts)})


def compare(base: Outlook, other: Outlook) -> Comparison:
    """Compare two outlooks that differ in a scenario.

    Parameters
    ----------
    base, other
        Outlooks of the same year, horizon, industries, occupations and seed.

    Returns
    -------
    Comparison
        In every draw differences by industry, and those of stocks by occupation, sum to the same total.

    Raises
    ------
    DataError
        If the two cannot be compared draw by draw.
    """
    _check_pair(base, other)
    pairs = _pairs(base), _pairs(other)
    differences = {
        name: draws.with_samples(pairs[1][name].samples.astype(np.int64) - draws.samples.astype(np.int64))
        for name, draws in pairs[0].items()
    }
    yearly = pd.concat(
        [_yearly(name, draws, pairs[1][name], differences[name]) for name, draws in pairs[0].items()],
        ignore_index=True,
    )
    return Comparison(
        base,
        other,
        differences,
        _events(base, other),
        _industries(pairs[0]["employment"], differences["employment"]),
        _occupations(base, pairs[0], differences) if "stock" in differences else None,
        _listing(base, other),
        _programmes(base, other),
        _ends(base, other),
        yearly,
    )


def _pairs(result: Outlook) -> dict[str, Draws]:
    """Return the draws that are compared, by name."""
    found = {"employment": result.demand.industries}
    openings = result.demand.openings
    if openings is not None:
        exits = openings.openings.with_samples(openings.leaving)
        found |= {"stock": openings.stock, "openings": openings.openings, "exits": exits, "layoffs": openings.layoffs}
    if result.supply is not None:
        found |= {"supply": result.supply.gap.supply, "gap": result.supply.gap.gap}
    return found


def _check_pair(base: Outlook, other: Outlook) -> None:
    one, two = _pairs(base), _pairs(other)
    alike = (base.year, base.seed) == (other.year, other.seed) and one.keys() == two.keys()
    alike = alike and all(
        one[name].index.equals(two[name].index) and one[name].samples.shape == two[name].samples.shape for name in one
    )
    if not alike:
        facts = {
            "reason": "两个结果的年份、预测期、种子、行业或职业不同，无法逐情景比较",
            "reason_en": "the two differ in year, horizon, seed, industries or occupations and cannot be compared draw by draw",
        }
        raise DataError([Problem("inconsistent", facts=facts)])


def _yearly(kind: str, base: Draws, other: Draws, change: Draws) -> pd.DataFrame:
    """Return one row a series (and their total) and year."""
    parts = []
    for total in (False, True):
        one, two, three = (draws.total() if total else draws for draws in (base, other, change))
        frame = three.summary([80]).rename(columns={str(three.index.columns[0]): "code", "mean": "change"})
        frame = frame.rename(columns={"median": "change_median", "lo-80": "change_lo80", "hi-80": "change_hi80"})
        frame = frame.assign(kind=kind, base=one.mean().ravel(), other=two.mean().ravel())
        parts.append(frame[["kind", "code", "period", "base", "other", *CHANGE]])
    return pd.concat(parts, ignore_index=True).round(dict.fromkeys(("base", "other", *CHANGE), 3))


CHANGE = ("change", "change_median", "change_lo80", "change_hi80")


def _industries(base: Draws, change: Draws) -> pd.DataFrame:
    """Return one row an industry and the total at the end of the forecast, in whole persons that add up."""
    frame = pd.DataFrame({"industry": [*base.index["industry"], "total"]})
    frame["now"] = _with_total(whole(base.samples[:, 0].mean(axis=1)))
    frame["base"] = _with_total(whole(base.samples[:, -1].mean(axis=1)))
    frame["change"] = _with_total(whole(change.samples[:, -1].mean(axis=1)))
    frame["other"] = frame["base"] + frame["change"]
    return frame.assign(**_range("change", change.samples[:, -1]))


def _occupations(base: Outlook, level: Mapping[str, Draws], change: Mapping[str, Draws]) -> pd.DataFrame:
    """Return one row an occupation and the total: the stock at the end of the forecast, the flows summed over it."""
    cells = base.demand.cells
    assert cells is not None
    codes = list(change["stock"].index["occupation"])
    label = code_list("occupation", base.market.config.standards.occupation).label
    sizes = cells.index.assign(stock=cells.samples[:, 0].mean(axis=1)).sort_values("stock", kind="stable")
    main = sizes.drop_duplicates("occupation", keep="last").set_index("occupation")["industry"]
    frame = pd.DataFrame({"occupation": [*codes, "total"]})
    frame["name"] = [*map(label, codes), ""]
    frame["industry"] = [*main.reindex(codes), ""]
    frame["now"] = _with_total(whole(level["stock"].samples[:, 0].mean(axis=1)))
    last = {"stock": change["stock"].samples[:, -1]}
    last |= {name: change[name].samples.sum(axis=1) for name in FLOWS if name in change}
    for name in last:
        frame[name] = _with_total(whole(last[name].mean(axis=1)))
    # what is printed closes as the draws do: stock = openings - exits - layoffs, gap = openings - supply
    frame["layoffs"] = frame["openings"] - frame["exits"] - frame["stock"]
    if "gap" in last:
        frame["gap"] = frame["openings"] - frame["supply"]
    frame["openings_base"] = _with_total(whole(level["openings"].samples.sum(axis=1).mean(axis=1)))
    ranges: dict[str, Any] = {}
    for name, samples in last.items():
        ranges |= _range(name, samples)
    return frame.assign(**ranges)


def _listing(base: Outlook, other: Outlook) -> pd.DataFrame | None:
    """Return every occupation's place in both catalogues, those that move first."""
    if base.shortage is None or other.shortage is None:
        return None
    frame = base.shortage.assessment[["occupation", "name"]].copy()
    for side, found in (("base", base.shortage), ("other", other.shortage)):
        rows = found.assessment.set_index("occupation").reindex(frame["occupation"])
        listed = found.catalogue.set_index("occupation").reindex(frame["occupation"])
        frame[f"probability_{side}"] = rows["probability"].to_numpy()
        frame[f"gap_probability_{side}"] = rows["gap_probability"].to_numpy()
        frame[f"listed_{side}"] = rows["listed"].to_numpy(dtype=bool)
        frame[f"rank_{side}"] = listed["rank"].to_numpy(dtype=np.float64)
        frame[f"grade_{side}"] = listed["grade"].fillna("").to_numpy()
    decided = other.shortage.assessment.set_index("occupation")["override"]
    frame["override"] = decided.reindex(frame["occupation"]).to_numpy()
    before, after = frame["listed_base"], frame["listed_other"]
    frame["status"] = np.select([after & ~before, before & ~after, before], ["entered", "left", "kept"], default="out")
    order = frame["status"].map({"entered": 0, "left": 1, "kept": 2, "out": 3})
    frame = frame.assign(order=order).sort_values(["order", "rank_other", "rank_base", "occupation"])
    return frame.drop(columns="order").reset_index(drop=True)


def _programmes(base: Outlook, other: Outlook) -> pd.DataFrame | None:
    """Return every programme's seats and gap in both outlooks."""
    if base.programmes is None or other.programmes is None:
        return None
    keys = ["school", "programme"]
    wanted = ["suggested_seats", "action", "gap", "p_more"]
    one = base.programmes.seats[[*keys, "level", "class_size", "seats_last", "graduation_year", *wanted]]
    frame = one.merge(other.programmes.seats[[*keys, *wanted]], on=keys, suffixes=("_base", "_other"))
    label = code_list("programme", base.market.config.standards.programme).label
    gaps = {f"gap_{side}": np.rint(frame[f"gap_{side}"]).astype("int64") for side in ("base", "other")}
    frame = frame.assign(name=[label(code) for code in frame["programme"]], **gaps)
    return frame.assign(
        change=frame["suggested_seats_other"] - frame["suggested_seats_base"],
        gap_change=frame["gap_other"] - frame["gap_base"],
    )


def _ends(base: Outlook, other: Outlook) -> pd.DataFrame:
    """Return the change of employment with every spill-over at its low and high end; no row without closures."""
    if not (_events(base, other)["jobs"] < 0).any():
        return pd.DataFrame(columns=["end", "industry", *CHANGE])
    parts = []
    ends: tuple[Literal["low", "high"], ...] = ("low", "high")
    for end in ends:
        one, two = (_at_end(result, end) for result in (base, other))
        change = one.with_samples(two.samples - one.samples)
        parts.append(_industries(one, change)[["industry", *CHANGE]].assign(end=end))
    return pd.concat(parts, ignore_index=True)


def _at_end(result: Outlook, end: Literal["low", "high"]) -> Draws:
    demand, market = result.demand, result.market
    return industry_scenarios(
        demand.history,
        demand.forecast.draws,
        parameters=result.parameters,
        events=market.tables.get("events"),
        drivers=market.tables.get("drivers"),
        end=end,
        seed=result.seed,
    )


def _events(base: Outlook, other: Outlook) -> pd.DataFrame:
    """Return the events only one of the two has."""
    sides = []
    for side, mine, its in (("added", other, base), ("removed", base, other)):
        table = mine.market.tables.get("events", pd.DataFrame({"name": []}))
        known = set(its.market.tables.get("events", table.iloc[:0])["name"])
        sides += [row | {"side": side} for row in table.to_dict("records") if row["name"] not in known]
    names = ["side", "name", "industry", "start", "jobs", "probability", "spillover_low", "spillover_high"]
    return pd.DataFrame(sides).reindex(columns=names) if sides else pd.DataFrame(columns=names).astype({"jobs": float})


def _unknown(base: Outlook, scenario: Scenario, events: pd.DataFrame) -> list[Problem]:
    """Return what the scenario speaks of and the city does not have."""
    industries, years = set(base.demand.history.index["industry"]), years_of(base.demand.forecast.draws)
    problems = [
        Problem("dangling-key", file=scenario.file, column="industry", value=code, facts={"other": "employment"})
        for code in sorted(set(scenario.events.get("industry", [])) - industries)
    ]
    allowed = {"allowed": f"[{years[0]}, {years[-1]}]", "unit": "预测期内的年份", "unit_en": "a year of the forecast"}
    problems += [
        Problem("out-of-range", file=scenario.file, column="start", value=int(start), facts=allowed)
        for start in scenario.events.get("start", [])
        if start and start not in years
    ]
    return problems + [
        Problem("dangling-key", file=scenario.file, column="without", value=name, facts={"other": "events"})
        for name in sorted(set(scenario.without) - set(events["name"]))
    ]


def _row(base: Outlook, row: dict[Any, Any]) -> dict[Any, Any]:
    """Return a row of table `events`: posts for a share, the first year for none, a name where it has none."""
    forecast = base.demand.forecast.draws
    start = int(row["start"]) or int(forecast.periods[0].year)
    place = list(base.demand.history.index["industry"]).index(row["industry"])
    jobs, share = row["jobs"], row.pop("share")
    if pd.notna(share):
        ahead = base.demand.industries.samples[place, start - base.year]
        jobs = -int(share * np.median(ahead))
    label = code_list("industry", base.market.config.standards.industry).label(row["industry"])
    what = f"关停{share:.0%}" if pd.notna(share) else "关停" if jobs < 0 else "新建项目"
    return row | {"jobs": int(jobs), "start": start, "name": row["name"] or f"{label}{what}"}


def _fault(scenario: Scenario, column: str, value: object, zh: str, en: str) -> Problem:
    facts = {"reason": zh, "reason_en": en}
    return Problem("inconsistent", file=scenario.file, column=column, value=value, facts=facts)


def whole(values: Floats) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return whole numbers near `values` whose sum is their rounded sum (largest remainders are rounded up).

    Examples
    --------
    >>> whole(np.array([-0.4, -0.4, -0.4])).tolist()
    [0, 0, -1]
    """
    parts = np.floor(values).astype(np.int64)
    lacking = round(float(values.sum())) - int(parts.sum())
    parts[np.argsort(parts - values, kind="stable")[:lacking]] += 1
    return parts


def _with_total(parts: np.ndarray[Any, np.dtype[np.int64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.append(parts, parts.sum())


def _range(name: str, samples: np.ndarray[Any, Any]) -> dict[str, Floats]:
    """Return median and 80 % interval of each row and of their sum, whole persons."""
    rows = np.concatenate([samples, samples.sum(axis=0, keepdims=True)])
    low, middle, high = np.rint(np.quantile(rows, [0.1, 0.5, 0.9], axis=1))
    return {f"{name}_median": middle, f"{name}_lo80": low, f"{name}_hi80": high}
