"""Statutory and customary programme rules, each returning flagged programmes with the reason.

Rules read the outcomes of past cohorts only; none of them looks at demand. Their thresholds are parameters
(`programmes.*`) with their sources.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Consequence = Literal["suspend", "cut", "adjust", "no-new-site", "cap"]
KEYS = ["school", "programme"]


@dataclass(frozen=True)
class Rule:
    """One rule: what it does to a flagged programme and how it finds them."""

    name: str
    zh: str
    consequence: Consequence
    flag: Callable[[pd.DataFrame, dict[str, float]], pd.DataFrame]


def outcomes(programmes: pd.DataFrame, cohorts: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return one row a cohort admitted up to `year` with its rates.

    Returns
    -------
    DataFrame
        cohorts plus graduation_year, fill (% of seats enrolled), and for cohorts graduated by `year` placement
        (%, 去向落实率 = (placed + further study) / graduates), matched_share (%, of placed), local_share (%, of placed).
    """
    frame = cohorts[cohorts["intake_year"] <= year].merge(programmes[[*KEYS, "years"]], on=KEYS)
    frame = frame.assign(graduation_year=frame["intake_year"] + frame["years"])
    done = (frame["graduation_year"] <= year) & (frame["graduates"] > 0)
    frame["fill"] = 100 * frame["enrolled"] / frame["seats"].where(frame["seats"] > 0)
    frame["placement"] = (100 * (frame["placed"] + frame["further_study"]) / frame["graduates"]).where(done)
    for name in ("matched", "placed_local"):
        frame[f"{name}_share"] = (100 * frame[name] / frame["placed"].where(frame["placed"] > 0)).where(done)
    return frame.sort_values([*KEYS, "intake_year"], ignore_index=True)


def flag_programmes(
    programmes: pd.DataFrame, cohorts: pd.DataFrame, thresholds: dict[str, float], *, year: int
) -> pd.DataFrame:
    """Apply every rule.

    Parameters
    ----------
    programmes, cohorts
        The tables of these names.
    thresholds
        ``placement_low``, ``placement_bottom_share``, ``minimum_intake``, ``site_share``, ``placement_weak``, ``seat_cap_low`` (see the parameters).
    year
        Last known year.

    Returns
    -------
    DataFrame
        school, programme, rule, consequence, reason, reason_en; one row a flag.
    """
    frame = outcomes(programmes, cohorts, year)
    parts = [
        rule.flag(frame, thresholds).assign(rule=rule.zh, consequence=rule.consequence, name=rule.name)
        for rule in RULES
    ]
    return pd.concat(parts, ignore_index=True).sort_values([*KEYS, "name"], ignore_index=True)


def _last(frame: pd.DataFrame, column: str, count: int) -> pd.DataFrame:
    """Return the last `count` known values of each programme, latest first, for programmes that have so many."""
    known = frame.dropna(subset=[column])
    recent = known.groupby(KEYS)[column].apply(lambda values: values.to_numpy()[::-1][:count])
    recent = recent[recent.map(len) == count]
    return pd.DataFrame(np.array(recent.to_list()).reshape(-1, count), index=recent.index)


def _flags(found: pd.DataFrame, reasons: list[tuple[str, str]]) -> pd.DataFrame:
    index = found.index.to_frame(index=False) if len(found) else pd.DataFrame(columns=KEYS)
    return index.assign(reason=[zh for zh, _ in reasons], reason_en=[en for _, en in reasons])


def low_placement(frame: pd.DataFrame, thresholds: dict[str, float]) -> pd.DataFrame:
    """Placement below the line two years running."""
    line = thresholds["placement_low"]
    recent = _last(frame, "placement", 2)
    found = recent[(recent < line).all(axis=1)]
    return _flags(
        found,
        [
            (
                f"去向落实率连续两年低于{line:g}%（{before:.1f}%、{latest:.1f}%）",
                f"placement below {line:g}% two years running ({before:.1f}%, {latest:.1f}%)",
            )
            for latest, before in found.to_numpy()
        ],
    )


def bottom_placement(frame: pd.DataFrame, thresholds: dict[str, float]) -> pd.DataFrame:
    """Among the lowest share of programmes by placement two years running; a tie that reaches beyond the share is spared."""
    share = thresholds["placement_bottom_share"] / 100
    known = frame.dropna(subset=["placement"])
    rank = known.groupby("graduation_year")["placement"].rank(method="max")
    count = known.groupby("graduation_year")["placement"].transform("size")
    marked = known.assign(bottom=(rank <= np.floor(share * count)).astype(float))
    recent = _last(marked, "bottom", 2)
    found = recent[(recent > 0).all(axis=1)]
    words = (f"去向落实率连续两年居末位{100 * share:g}%", f"placement in the lowest {100 * share:g}% two years running")
    return _flags(found, [words] * len(found))


def small_intake(frame: pd.DataFrame, thresholds: dict[str, float]) -> pd.DataFrame:
    """Intake below the minimum three years running."""
    line = thresholds["minimum_intake"]
    recent = _last(frame, "enrolled", 3)
    found = recent[(recent < line).all(axis=1)]
    return _flags(
        found,
        [
            (
                f"连续三年实际招生不足{line:g}人（{row[2]:.0f}、{row[1]:.0f}、{row[0]:.0f}人）",
                f"intake below {line:g} three years running ({row[2]:.0f}, {row[1]:.0f}, {row[0]:.0f})",
            )
            for row in found.to_numpy()
        ],
    )


def crowded_sites(frame: pd.DataFrame, thresholds: dict[str, float]) -> pd.DataFrame:
    """Offered by more than the allowed share of schools: no site is added."""
    pairs = frame[KEYS].drop_duplicates()
    schools = pairs["school"].nunique()
    sites = pairs.groupby("programme")["school"].transform("size")
    crowded = (100 * sites / schools > thresholds["site_share"]) & (sites > 1)
    return _flags(
        pairs[crowded].set_index(KEYS),
        [
            (
                f"已有{count}所学校设置，布点率{100 * count / schools:.0f}%，不再增设",
                f"offered by {count} schools ({100 * count / schools:.0f}%): no site is added",
            )
            for count in sites[crowded]
        ],
    )


def weak_placement(frame: pd.DataFrame, thresholds: dict[str, float]) -> pd.DataFrame:
    """Last placement below the line that caps seats."""
    line, cap = thresholds["placement_weak"], thresholds["seat_cap_low"]
    recent = _last(frame, "placement", 1)
    found = recent[(recent < line).all(axis=1)]
    return _flags(
        found,
        [
            (
                f"去向落实率{row[0]:.1f}%，低于{line:g}%，招生不超过{cap:g}人",
                f"placement {row[0]:.1f}%, below {line:g}%: at most {cap:g} seats",
            )
            for row in found.to_numpy()
        ],
    )


RULES = (
    Rule("low_placement", "连续两年去向落实率过低", "suspend", low_placement),
    Rule("bottom_placement", "连续两年去向落实率末位", "cut", bottom_placement),
    Rule("small_intake", "连续三年招生不足", "adjust", small_intake),
    Rule("crowded_sites", "布点率过高", "no-new-site", crowded_sites),
    Rule("weak_placement", "去向落实率偏低", "cap", weak_placement),
)
