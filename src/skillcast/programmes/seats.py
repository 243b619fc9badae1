"""Seats for the next intake: the first year of a plan over ten, within class sizes, limits and rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.draws import Draws
from skillcast.parameters import load_parameters
from skillcast.programmes.bounds import Text, bounds_of
from skillcast.programmes.links import link_matrix
from skillcast.programmes.needs import seat_needs
from skillcast.programmes.plan import Resource, SeatPlan, SeatProblem, binding_limits, class_worth, solve
from skillcast.programmes.rules import KEYS, flag_programmes, outcomes, rule_thresholds, seat_rule
from skillcast.supply.cohorts import GraduateFlow
from skillcast.tables.capacities import RESOURCES

Floats = NDArray[np.float64]


CLOSE = 1e-5
"""Relative gap of a city's plan: most of its cost is beyond the schools, so what they can change is a small part of it."""


@dataclass(frozen=True)
class Weights:
    """What a plan weighs against each other, in persons who do not match a post, a year.

    Parameters
    ----------
    shortage, surplus
        A post nobody fills; a graduate without a post.
    change, opening
        A seat more or fewer than the year before; a programme that opens again.
    """

    shortage: float = 1.5
    surplus: float = 1.0
    change: float = 0.3
    opening: float = 20.0


@dataclass(frozen=True)
class SeatAdvice:
    """What is suggested, and the plan behind it.

    Parameters
    ----------
    table
        One row a school and programme; see `plan_seats`.
    problem, plan
        What was solved, and the seats of every year of the plan; only the first is suggested.
    """

    table: pd.DataFrame
    problem: SeatProblem
    plan: SeatPlan


def plan_seats(
    programmes: pd.DataFrame,
    cohorts: pd.DataFrame,
    crosswalk: pd.DataFrame,
    *,
    gap: Draws,
    supply: Draws,
    flow: GraduateFlow,
    year: int,
    flags: pd.DataFrame | None = None,
    capacities: pd.DataFrame | None = None,
    weights: Weights = Weights(),
    displaced: float = 0.5,
    change_limit: float = 30.0,
    growth_limit: float = 10.0,
    cap: float = 50.0,
    full: float = 95.0,
    years: int = 10,
) -> SeatAdvice:
    """Suggest seats for the intake of ``year + 1``.

    Parameters
    ----------
    programmes, cohorts, crosswalk
        The tables of these names; programmes without a cohort are not planned.
    gap
        (O, H, S) forecast gap by occupation, persons a year, in which every programme keeps its last seats.
    supply
        (O, H, S) supply behind that gap, from schools and elsewhere.
    flow
        Graduates expected from `skillcast.supply.cohorts.graduate_flow`, for the same years and scenarios.
    year
        Last known year.
    flags
        Flagged programmes; default: `flag_programmes` with the shipped rule books and thresholds.
    capacities
        Table of that name: limits of each school on one intake.
    weights
        What is weighed.
    displaced
        Share of one more graduate whose post would else have gone to an entrant from elsewhere.
    change_limit, growth_limit
        Largest change of a programme's seats, and largest growth of all seats together, from one year to the next, %; one class is
        always allowed.
    cap
        Most seats of a programme that a rule caps.
    full
        A programme whose last two plans were filled below this on average, %, gets no more seats than it had.
    years
        Years ahead the plan looks.

    Returns
    -------
    SeatAdvice
        Rows of the table: seats_last, enrolled_last, enrolled (all classes in school), rates of the last graduated class and
        placement3 (%, last three), graduation_year the new intake leads to, gap, gap_lo80, gap_hi80 (persons a year falling
        to the programme), p_more (share of scenarios in which its occupations lack persons then), suggested_seats, change,
        seats_later (the plan's seats in its fifth year), worth (what one class more in this
        intake would add to the weighed mismatch of the year it graduates; below zero it would mend some), rule_seats (bounds of the published seat rule), action, warning, and
        reason and rules in Chinese and English (``reason_en``, ``rules_en``).

    Notes
    -----
    The plan is `skillcast.programmes.plan.solve` on `skillcast.programmes.needs.seat_needs`. A programme's part of an occupation's
    gap, as shown, is what its local graduates are of the occupation's whole supply; the plan itself sees whole occupations and
    all programmes that lead there.

    Examples
    --------
    One school whose graduates are all the supply there is, and openings for twice as many:

    >>> from skillcast.supply.cohorts import graduate_flow
    >>> key = {"school": "甲校", "programme": "660201"}
    >>> size = {"level": "中职", "years": 3, "class_size": 40, "max_seats": 200}
    >>> programmes = pd.DataFrame([key | size])
    >>> fate = {"graduates": 76, "further_study": 6, "placed": 66, "placed_local": 50, "matched": 40, "wage": 4000.0}
    >>> intake = [key | {"intake_year": year, "seats": 80, "enrolled": 80, **fate} for year in range(2018, 2026)]
    >>> cohorts = pd.DataFrame(intake)
    >>> crosswalk = pd.DataFrame([{"programme": "660201", "occupation": "6-18-02-04", "weight": 1.0}])
    >>> flow = graduate_flow(programmes, cohorts, crosswalk, year=2025, horizon=3, draws=200)
    >>> supply = flow.occupations
    >>> advice = plan_seats(programmes, cohorts, crosswalk, gap=supply, supply=supply, flow=flow, year=2025)
    >>> advice.table[["seats_last", "suggested_seats", "action"]].values.tolist()
    [[80, 120, '扩招']]
    """
    past = outcomes(programmes, cohorts, year)
    planned = programmes.merge(past[KEYS].drop_duplicates(), on=KEYS).sort_values(KEYS, ignore_index=True)
    marks = flags
    if marks is None:
        marks = flag_programmes(programmes, cohorts, rule_thresholds(load_parameters(year)), year=year)
    latest = past.groupby(KEYS).tail(1).set_index(KEYS).loc[pd.MultiIndex.from_frame(planned[KEYS])]
    last = latest["seats"].astype(np.float64)
    seats: Floats = np.asarray(last, dtype=np.float64)
    whole = planned["class_size"].to_numpy(dtype=np.float64)
    # Where last year's plan was less than a class, that is its class.
    size = np.where((seats > 0) & (seats < whole), seats, whole)
    planned = planned.assign(class_size=size)
    bounds = bounds_of(planned, last, marks, cap=cap, change_limit=change_limit / 100)
    needs = seat_needs(planned, crosswalk, last, gap=gap, flow=flow, years=years, displaced=displaced)
    problem = SeatProblem(
        index=planned[KEYS],
        occupations=needs.occupations,
        need=needs.need,
        pipeline=needs.pipeline,
        links=needs.links,
        yields=needs.yields,
        lead=planned["years"].to_numpy(dtype=np.int64),
        last=seats,
        class_size=size,
        minimum=size,
        capacity=np.maximum(planned["max_seats"].to_numpy(dtype=np.float64), seats),
        lowest=np.array([each.lowest for each in bounds]),
        highest=np.array([each.highest for each in bounds]),
        fill_cap=_fillable(past, planned, last, full),
        change_limit=change_limit / 100,
        resources=_resources(planned, last, capacities, growth_limit / 100),
        shortage_cost=weights.shortage,
        surplus_cost=weights.surplus,
        change_cost=weights.change,
        opening_cost=weights.opening,
    )
    plan = solve(problem, horizon=years, gap=CLOSE)
    # What one class more or fewer does to the mismatch, whatever changing costs.
    free = replace(problem, change_cost=0.0, opening_cost=0.0)
    worth, fewer = (class_worth(free, plan.seats, step) for step in (1, -1))
    binding = binding_limits(free, plan.seats, worth, fewer)
    parts = _programme_gap(crosswalk, gap, supply, flow)
    place = pd.MultiIndex.from_frame(flow.local.index[KEYS]).get_indexer(pd.MultiIndex.from_frame(planned[KEYS]))
    rule = seat_rule(past, year=year).set_index(KEYS)
    first, horizon = int(gap.periods[0].year), len(gap.periods)
    rows = []
    item: Any
    for row, item in enumerate(planned.itertuples(index=False)):
        key = (item.school, item.programme)
        wanted = year + 1 + int(item.years)
        need = parts[place[row], min(wanted - first, horizon - 1)]
        own = past[(past["school"] == item.school) & (past["programme"] == item.programme)]
        flagged = marks[(marks["school"] == item.school) & (marks["programme"] == item.programme)]
        found = (
            _facts(own, item, year)
            | _gap_facts(need, wanted)
            | _plan_facts(plan, row, float(worth[row]), int(last.iloc[row]), rule.loc[key])
        )
        reasons = _reasons(found, bounds[row].reasons, binding[row], wanted - first >= horizon)
        found |= {
            "warning": "红" if found["suggested_seats"] == 0 else _warning(set(flagged["consequence"])),
            "reason": "；".join(zh for zh, _ in reasons),
            "reason_en": "; ".join(en for _, en in reasons),
            "rules": "；".join(flagged["reason"]),
            "rules_en": "; ".join(flagged["reason_en"]),
        }
        rows.append(found)
    return SeatAdvice(pd.DataFrame(rows), problem, plan)


def _programme_gap(crosswalk: pd.DataFrame, gap: Draws, supply: Draws, flow: GraduateFlow) -> Floats:
    """(P, H, S) persons a year of the occupational gaps that fall to each programme."""
    keys = flow.local.index
    expected = flow.local.mean()
    matrix = link_matrix(crosswalk, list(keys["programme"]), list(gap.index["occupation"]))
    entering = matrix[:, :, None] * expected[:, None, :]
    total = np.broadcast_to(supply.mean(), entering.shape)
    share = np.divide(entering, total, out=np.zeros_like(entering), where=total > 0)
    return np.asarray(np.einsum("poh,ohs->phs", share, gap.samples.astype(np.float64), optimize=True))


def _fillable(past: pd.DataFrame, planned: pd.DataFrame, last: pd.Series, full: float) -> Floats:
    """(P,) most seats that can be filled: those of the last plan where the last two were not filled, otherwise any number."""
    fill = past.groupby(KEYS)["fill"].apply(lambda values: values.tail(2).mean())
    known = fill.reindex(pd.MultiIndex.from_frame(planned[KEYS])).to_numpy()
    return np.where(known < full, last.to_numpy(), np.inf)


def _resources(
    planned: pd.DataFrame, last: pd.Series, capacities: pd.DataFrame | None, growth: float
) -> dict[str, Resource]:
    """Return what programmes share: the students of the city, and what each school has."""
    everyone = np.ones(len(planned))
    largest = float(planned["class_size"].max())
    rows = {"全市招生总量": Resource(everyone, last.sum() + max(growth * last.sum(), largest))}
    if capacities is None:
        return rows
    item: Any
    for item in capacities.itertuples(index=False):
        use = getattr(item, "use", np.nan)
        mine = (planned["school"] == item.school).to_numpy(dtype=np.float64)
        rows[f"{item.school}{RESOURCES[item.resource]}"] = Resource(
            mine * (1.0 if pd.isna(use) else use), float(item.limit)
        )
    return rows


def _facts(past: pd.DataFrame, item: Any, year: int) -> dict[str, object]:
    """What is known of a programme: its last intake and its last graduated classes."""
    last = past.iloc[-1]
    done = past.dropna(subset=["placement"])
    latest = done.iloc[-1] if len(done) else None
    names = {"graduates": "graduates", "placement": "placement", "matched_share": "matched_share"}
    names |= {"local_share": "placed_local_share", "wage": "wage"}
    return {
        "school": item.school,
        "level": item.level,
        "programme": item.programme,
        "years": int(item.years),
        "class_size": int(item.class_size),
        "max_seats": int(item.max_seats),
        "seats_last": int(last["seats"]),
        "enrolled_last": int(last["enrolled"]),
        "enrolled": int(past.loc[past["graduation_year"] > year, "enrolled"].sum()),
        "fill": float(last["fill"]),
        **{name: np.nan if latest is None else float(latest[column]) for name, column in names.items()},
        "placement3": float(done["placement"].tail(3).mean()) if len(done) >= 3 else np.nan,
    }


def _gap_facts(need: Floats, graduation_year: int) -> dict[str, object]:
    low, high = (float(value) for value in np.quantile(need, [0.1, 0.9]))
    return {
        "graduation_year": graduation_year,
        "gap": float(need.mean()),
        "gap_lo80": low,
        "gap_hi80": high,
        "p_more": float((need > 0).mean()),
    }


def _plan_facts(plan: SeatPlan, row: int, worth: float, last: int, rule: pd.Series) -> dict[str, object]:
    seats = round(float(plan.seats[row, 0]))
    change = seats - last
    return {
        "suggested_seats": seats,
        "change": change,
        "seats_later": float(plan.seats[row, min(4, plan.seats.shape[1] - 1)]),
        "worth": worth,
        "rule_lowest": float(rule["lowest"]),
        "rule_highest": float(rule["highest"]),
        "rule_action": rule["action"],
        "action": "停招" if seats == 0 else "扩招" if change > 0 else "压减" if change < 0 else "稳定",
    }


RED = {"suspend", "withdraw", "red"}
YELLOW = {"cut", "alternate", "adjust", "cap", "control", "warn"}
BINDING = {
    "change": ("年度增减不超过限额或一个班", "the limit on yearly change"),
    "statute": ("规则", "a rule"),
    "fill": ("近两年没有招满，不增加招生", "seats of the last two years were not filled"),
    "class": ("整班人数", "whole classes"),
    "capacity": ("招生能力", "the programme's capacity"),
    "minimum": ("最小开班规模", "the smallest class"),
}


def _reasons(found: dict[str, Any], rules: tuple[Text, ...], binding: tuple[str, ...], beyond: bool) -> list[Text]:
    """Return why, how sure and what stands in the way, in both languages."""
    mean, low, high = (round(found[name]) for name in ("gap", "gap_lo80", "gap_hi80"))
    year, chance, worth = found["graduation_year"], 100 * found["p_more"], found["worth"]
    reasons: list[Text] = [
        (
            f"{year}年毕业时承担的缺口年均{mean}人（80%区间{low}～{high}人），缺人可能性{chance:.0f}%",
            f"its part of the gap when this intake graduates in {year}: {mean} persons a year (80% interval {low} to {high}), chance of lack {chance:.0f}%",
        ),
        (
            f"再多一个班，当年错配预计{'减少' if worth < 0 else '增加'}{abs(worth):.1f}",
            f"one class more would {'mend' if worth < 0 else 'add'} {abs(worth):.1f} that year",
        ),
    ]
    if found["change"] == 0 and not rules and not binding:
        reasons.append(("不足以抵消变动成本，维持上年计划", "no change of a class is worth its cost: seats are kept"))
    if beyond:
        reasons.append(
            ("毕业年份超出预测期，按预测期末年计", "graduation lies beyond the forecast: its last year is used")
        )
    # Where a rule is the bound, its own words say so.
    limits = [BINDING.get(name, (name, name)) for name in binding if name != "statute" or not rules]
    if words := [*rules, *limits]:
        zh, en = "、".join(zh for zh, _ in words), ", ".join(en for _, en in words)
        reasons.append((f"受限于：{zh}", f"bounded by: {en}"))
    return reasons


def _warning(consequences: set[str]) -> str:
    if consequences & RED:
        return "红"
    return "黄" if consequences & YELLOW else "绿"
