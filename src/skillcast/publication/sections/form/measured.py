"""One dimension of the form in one period: persons, shares as printed, ratios."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.publication.sections.form.registrations import SIDES, Registrations
from skillcast.shortage.ratio import Method, openings_ratio
from skillcast.standards import market_groups

TOTAL, ANY = "total", "any"
# Cells the form does not have (occupations apart): without level there are only seekers, without requirement only demand.
WITHOUT = {"demand": "none", "seekers": ANY}
SHARE_PLACES, RATIO_PLACES = 4, 2  # 12.34 %; 1.23
Floats = NDArray[np.float64]
Texts = NDArray[np.object_]
MEASURES = ("demand", "demand_share", "seekers", "seekers_share", "ratio")


@dataclass(frozen=True)
class RatioRule:
    """How the ratio of a group is worked out: the formula, and the fewest seekers for which one is given."""

    method: Method
    minimum: int


def rounded(value: float, places: int) -> float:
    """Return a number rounded half away from zero, as it is printed.

    Examples
    --------
    >>> rounded(2.125, 2), rounded(0.49675, 4)
    (2.13, 0.4968)
    """
    if np.isnan(value):
        return np.nan
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def adding_up(counts: Floats, places: int = SHARE_PLACES) -> Floats:
    """Return shares of the sum, rounded so that they add up to one: what rounding down leaves goes to the largest remainders.

    Missing counts stay missing; equal remainders are served in the order of the rows.

    Examples
    --------
    >>> adding_up(np.array([1.0, 1.0, np.nan, 1.0])).tolist()
    [0.3334, 0.3333, nan, 0.3333]
    """
    total = np.nansum(counts)
    if not total > 0:
        return np.full(len(counts), np.nan)
    whole = 10**places
    known = ~np.isnan(counts)
    # Counts are whole numbers: division in integers leaves no doubt about equal remainders.
    parts = [
        divmod(int(count) * whole, int(total)) if there else (0, -1) for count, there in zip(counts, known, strict=True)
    ]
    units = np.array([float(quotient) for quotient, _ in parts])
    left = whole - int(units.sum())
    for place in sorted(range(len(parts)), key=lambda row: -parts[row][1])[:left]:
        units[place] += 1
    return np.where(known, units / whole, np.nan)


def measured(found: Registrations, dimension: str, rule: RatioRule) -> pd.DataFrame:
    """Return persons, shares and ratios of a dimension by code in the order of the form, the total last.

    Parameters
    ----------
    found
        Registrations of the period.
    dimension
        A dimension of the table `market`.
    rule
        How ratios are worked out.

    Returns
    -------
    DataFrame
        On the codes: parent (text), demand, demand_share, seekers, seekers_share, ratio. Shares are rounded to 0.01 % and add up
        to one over the groups of the top; a part (其中) is a share of its parent. Where the form has no such cell, or all
        demand is without requirement, persons are missing; no ratio is worked out from demand that is not there.
    """
    groups = market_groups(dimension).set_index("code")["parent"]
    rows = found.of(dimension)
    codes = np.array([code for code in groups.index if code in rows.index], dtype=object)
    parents = groups[codes].to_numpy(dtype=object)
    frame = pd.DataFrame({"parent": parents}, index=pd.Index(codes, name="code"))
    for side in SIDES:
        reported = rows.loc[codes, side].to_numpy(dtype="float64")
        frame[side] = _persons(codes, parents, reported, without="" if dimension == "occupation" else WITHOUT[side])
        frame[f"{side}_share"] = _shares(codes, parents, frame[side].to_numpy())
    frame["ratio"] = _ratios(codes, parents, frame, rule)
    total = pd.DataFrame([_total(frame[parents == ""])], index=pd.Index([TOTAL], name="code"))
    return pd.concat([frame, total])[["parent", *MEASURES]]


def _persons(codes: Texts, parents: Texts, reported: Floats, *, without: str) -> Floats:
    """Return the persons the form prints of one side.

    Missing are the cell it does not have (`without`), unless somebody is reported there, and all groups where nobody states a
    requirement.
    """
    persons = np.where((codes == without) & ~(reported > 0), np.nan, reported)
    free = codes == ANY
    stated = persons[~free & (parents == "")]
    if np.nansum(persons[free]) > 0 and not np.nansum(stated) > 0:
        persons[~free] = np.nan
    return persons


def _shares(codes: Texts, parents: Texts, persons: Floats) -> Floats:
    shares = np.full(len(persons), np.nan)
    for parent in dict.fromkeys(parents):
        parts = parents == parent
        whole = float(persons[codes == parent].sum()) if parent else np.nansum(persons[parts])
        if np.nansum(persons[parts]) == whole:
            shares[parts] = adding_up(persons[parts])
        elif whole > 0:
            shares[parts] = [rounded(count / whole, SHARE_PLACES) for count in persons[parts]]
    return shares


def _ratios(codes: Texts, parents: Texts, frame: pd.DataFrame, rule: RatioRule) -> Floats:
    ratios = np.full(len(codes), np.nan)
    counts = frame[list(SIDES)].to_numpy()
    for parent in dict.fromkeys(parents):
        parts = parents == parent
        base = counts.copy()
        if parent:
            # Beside its parts a parent stands for the rest of it, or persons would be counted twice.
            base[codes == parent] -= np.nansum(counts[parts], axis=0)
        rows = parts | (parents == "")
        group = pd.DataFrame(base[rows], columns=list(SIDES)).assign(code=codes[rows])
        found = openings_ratio(group, group="code", method=rule.method, minimum=rule.minimum).to_numpy()
        ratios[parts] = found[parts[rows]]
    return np.array([rounded(value, RATIO_PLACES) for value in ratios])


def _total(top: pd.DataFrame) -> dict[str, object]:
    sums = {side: float(top[side].sum(min_count=1)) for side in SIDES}
    shares = {f"{side}_share": 1.0 if value > 0 else np.nan for side, value in sums.items()}
    there = sums["demand"] > 0 and sums["seekers"] > 0
    ratio = rounded(sums["demand"] / sums["seekers"], RATIO_PLACES) if there else np.nan
    return {"parent": "", **sums, **shares, "ratio": ratio}
