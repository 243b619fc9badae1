"""Seats for the next intake: from the expected gap at graduation, within class sizes, limits and rules."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.draws import Draws
from skillcast.programmes.rules import KEYS, flag_programmes, outcomes
from skillcast.supply.cohorts import GraduateFlow

Floats = NDArray[np.float64]
Text = tuple[str, str]
DEFAULT_THRESHOLDS = {
    "placement_low": 60.0,
    "placement_bottom_share": 10.0,
    "minimum_intake": 30.0,
    "site_share": 40.0,
    "placement_weak": 70.0,
    "seat_cap_low": 50.0,
}


def plan_seats(
    programmes: pd.DataFrame,
    cohorts: pd.DataFrame,
    crosswalk: pd.DataFrame,
    *,
    gap: Draws,
    supply: Draws,
    flow: GraduateFlow,
    year: int,
    step: float = 0.5,
    change_limit: float = 30.0,
    confidence: float = 0.6,
    thresholds: dict[str, float] | None = None,
) -> pd.DataFrame:
    """Suggest seats for the intake of ``year + 1``.

    Parameters
    ----------
    programmes, cohorts, crosswalk
        The tables of these names.
    gap
        (O, H, S) forecast gap by occupation, persons a year, in which every programme keeps its last seats.
    supply
        (O, H, S) supply behind that gap, from schools and elsewhere.
    flow
        Graduates expected from `skillcast.supply.cohorts.graduate_flow`, for the same years and scenarios.
    year
        Last known year.
    step
        Share of the distance to the target taken at once.
    change_limit
        Largest change of seats in one year, %; one class is always allowed.
    confidence
        Share of scenarios that must ask for the same direction before seats move.
    thresholds
        Rule thresholds by name; the defaults are the shipped parameters.

    Returns
    -------
    DataFrame
        One row a school and programme: seats_last, enrolled_last, rates of the last graduated cohort, graduation_year the
        new intake leads to, gap, gap_lo80, gap_hi80 (persons a year falling to the programme), target_seats with
        target_lo80 and target_hi80, p_more (share of scenarios that ask for more than last year), suggested_seats, change,
        action, warning, and reason and rules in Chinese and English (``reason_en``, ``rules_en``).

    Notes
    -----
    A programme answers for that part of an occupation's gap which its local graduates are of the occupation's whole supply;
    the rest falls to other programmes and to entrants from elsewhere. One more seat yields ``fill x completion x (1 - further study) x placement x staying`` local workers, so the target is last year's seats plus
    the gap over that yield. A year beyond the scenarios takes their last year, and the reason says so.

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
    >>> plan = plan_seats(programmes, cohorts, crosswalk, gap=supply, supply=supply, flow=flow, year=2025)
    >>> plan[["seats_last", "suggested_seats", "action"]].values.tolist()
    [[80, 120, '扩招']]
    """
    limits = DEFAULT_THRESHOLDS | (thresholds or {})
    past = outcomes(programmes, cohorts, year)
    flags = flag_programmes(programmes, cohorts, limits, year=year)
    parts = _programme_gap(crosswalk, gap, supply, flow)
    keys = flow.graduates.index
    first = int(gap.periods[0].year)
    rows = []
    item: Any
    for item in programmes.sort_values(KEYS).itertuples(index=False):
        mine = past[(past["school"] == item.school) & (past["programme"] == item.programme)]
        if mine.empty:
            continue
        wanted = year + 1 + item.years
        h = min(wanted - first, len(gap.periods) - 1)
        position = int(np.flatnonzero((keys["school"] == item.school) & (keys["programme"] == item.programme))[0])
        need = parts[position, h]
        last = mine.iloc[-1]
        yields = _yield(mine)
        target = last["seats"] + need / yields if yields > 0 else np.full(need.shape, float(last["seats"]))
        own = flags[(flags["school"] == item.school) & (flags["programme"] == item.programme)]
        seats, bound = _suggest(last["seats"], target, item, own, step, change_limit, confidence, limits)
        rows.append(_describe(item, mine, need, target, seats, bound, own, wanted, wanted - first > h))
    return pd.DataFrame(rows)


def _programme_gap(crosswalk: pd.DataFrame, gap: Draws, supply: Draws, flow: GraduateFlow) -> Floats:
    """(P, H, S) persons a year of the occupational gaps that fall to each programme."""
    keys = flow.local.index
    expected = flow.local.mean()
    occupations = list(gap.index["occupation"])
    weights = crosswalk.pivot_table(
        index="programme", columns="occupation", values="weight", aggfunc="sum", fill_value=0
    )
    matrix = weights.reindex(index=keys["programme"], columns=occupations, fill_value=0).to_numpy()
    entering = matrix[:, :, None] * expected[:, None, :]
    total = np.broadcast_to(supply.mean(), entering.shape)
    share = np.divide(entering, total, out=np.zeros_like(entering), where=total > 0)
    return np.asarray(np.einsum("poh,ohs->phs", share, gap.samples.astype(np.float64), optimize=True))


def _yield(past: pd.DataFrame) -> float:
    """Local workers per planned seat over the last graduated cohorts of a programme."""
    done = past.dropna(subset=["placement", "placed_local"]).tail(4)
    return float(done["placed_local"].sum() / done["seats"].sum()) if len(done) and done["seats"].sum() > 0 else 0.0


def _suggest(
    last: float,
    target: Floats,
    item: Any,
    flags: pd.DataFrame,
    step: float,
    change_limit: float,
    confidence: float,
    limits: dict[str, float],
) -> tuple[int, list[Text]]:
    """Return seats and what bounds them, in both languages."""
    size, capacity = int(item.class_size), int(item.max_seats)
    consequences = set(flags["consequence"])
    # A programme of one class could never change by less than a class, so one class is always within the limit.
    room = max(last * change_limit / 100, float(size))
    # A gap alone never closes a programme; only a rule that cuts does.
    low = max(last - room, 0.0 if consequences & {"suspend", "cut"} else float(min(size, last)))
    high = last + room
    more, less = float((target > last).mean()), float((target < last).mean())
    bound: list[Text] = []
    wish = last + step * (float(target.mean()) - last)
    if max(more, less) < confidence:
        wish = last
        bound.append(
            (
                f"方向不明（不足{100 * confidence:g}%的情景同向），维持上年计划",
                f"direction unclear (fewer than {100 * confidence:g}% of scenarios agree): seats are kept",
            )
        )
    elif not low <= wish <= high:
        bound.append(
            (
                f"年度增减不超过{change_limit:g}%或一个班，且不因缺口停招",
                f"at most {change_limit:g}% or one class a year, and no closure for a gap alone",
            )
        )
    if consequences & {"suspend", "cut"}:
        wish = low
        bound.append(("按规则调减", "cut by rule"))
    if "adjust" in consequences:
        wish = min(wish, last)
        bound.append(("按规则不扩招", "no expansion by rule"))
    if "cap" in consequences and wish > limits["seat_cap_low"]:
        wish = limits["seat_cap_low"]
        bound.append((f"招生上限{wish:g}人", f"capped at {wish:g} seats"))
    if wish > capacity:
        bound.append((f"招生能力{capacity}人", f"capacity of {capacity}"))
    options = [count for count in range(0, capacity + 1, size) if low <= count <= high]
    if not options:
        return int(last), [
            *bound,
            ("限额内没有整班的选择，维持上年计划", "no whole class within the limits: seats are kept"),
        ]
    return min(options, key=lambda count: (abs(count - wish), abs(count - last), count)), bound


def _describe(
    item: Any,
    past: pd.DataFrame,
    need: Floats,
    target: Floats,
    seats: int,
    bound: list[Text],
    flags: pd.DataFrame,
    graduation_year: int,
    beyond: bool,
) -> dict[str, object]:
    last = past.iloc[-1]
    done = past.dropna(subset=["placement"])
    latest = done.iloc[-1] if len(done) else None
    change = seats - int(last["seats"])
    quantile = {
        name: float(np.quantile(values, q))
        for name, values, q in (
            ("gap_lo80", need, 0.1),
            ("gap_hi80", need, 0.9),
            ("target_lo80", target, 0.1),
            ("target_hi80", target, 0.9),
        )
    }
    p_more = float((target > last["seats"]).mean())
    action = "停招" if seats == 0 else "扩招" if change > 0 else "压减" if change < 0 else "稳定"
    mean, low, high = (round(float(value)) for value in (need.mean(), quantile["gap_lo80"], quantile["gap_hi80"]))
    reasons: list[Text] = [
        (
            f"{graduation_year}年毕业时对应职业缺口中由本专业承担的部分平均每年{mean}人（80%区间{low}～{high}人）",
            f"its part of the gap when this intake graduates in {graduation_year}: {mean} persons a year "
            f"(80% interval {low} to {high})",
        ),
        (f"需要扩招的可能性{100 * p_more:.0f}%", f"chance that more seats are needed: {100 * p_more:.0f}%"),
    ]
    if beyond:
        reasons.append(
            ("毕业年份超出预测期，按预测期末年计", "graduation lies beyond the forecast: its last year is used")
        )
    if bound:
        zh, en = "、".join(item[0] for item in bound), ", ".join(item[1] for item in bound)
        reasons.append((f"受限于：{zh}", f"bounded by: {en}"))
    return {
        "school": last["school"],
        "level": item.level,
        "programme": last["programme"],
        "years": int(item.years),
        "class_size": int(item.class_size),
        "max_seats": int(item.max_seats),
        "seats_last": int(last["seats"]),
        "enrolled_last": int(last["enrolled"]),
        "fill": float(last["fill"]),
        "graduates": float(latest["graduates"]) if latest is not None else np.nan,
        "placement": float(latest["placement"]) if latest is not None else np.nan,
        "matched_share": float(latest["matched_share"]) if latest is not None else np.nan,
        "local_share": float(latest["placed_local_share"]) if latest is not None else np.nan,
        "wage": float(latest["wage"]) if latest is not None else np.nan,
        "graduation_year": graduation_year,
        "gap": float(need.mean()),
        "gap_lo80": quantile["gap_lo80"],
        "gap_hi80": quantile["gap_hi80"],
        "target_seats": float(target.mean()),
        "target_lo80": quantile["target_lo80"],
        "target_hi80": quantile["target_hi80"],
        "p_more": p_more,
        "suggested_seats": seats,
        "change": change,
        "action": action,
        "warning": "红" if seats == 0 else _warning(set(flags["consequence"])),
        "reason": "；".join(zh for zh, _ in reasons),
        "reason_en": "; ".join(en for _, en in reasons),
        "rules": "；".join(flags["reason"]),
        "rules_en": "; ".join(flags["reason_en"]),
    }


def _warning(consequences: set[str]) -> str:
    if "suspend" in consequences:
        return "红"
    return "黄" if consequences & {"cut", "adjust", "cap"} else "绿"
