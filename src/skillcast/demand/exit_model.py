"""Chances to leave by occupation, sex and age: death, retirement by law, withdrawal and, apart, transfer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from skillcast.demand.age_structure import AGES, SEXES, age_backward, age_forward, age_structure
from skillcast.demand.flexible_exit import RetirementOptions, retirement_rate
from skillcast.demand.odds import shift_odds
from skillcast.demand.pooling import SHIFTS, PooledRates, pooled_rates
from skillcast.errors import DataError, Problem

Floats = NDArray[np.float64]
CAUSES = ("death", "retirement", "withdrawal")
FLOWS = (*CAUSES, "transfer")
STRUCTURE_DOUBT = 0.1
"""Relative error, for each year back, of what today's age structure tells of leaving then: who has left is not in it."""
LONGEST_CAREER_PAST_AGE = 12
"""Years before the first count over which cohorts are followed: hardly anybody works on longer past the statutory age."""


def assumed_rates() -> pd.DataFrame:
    """Return the exit rates shipped with skillcast: assumptions to be replaced by the city's own.

    Returns
    -------
    DataFrame
        Table `rates`: sex, age, cause (death, withdrawal), rate a year, source.

    Notes
    -----
    Death: Gompertz curve of working ages (doubling about every eight years). Withdrawal: higher at young ages
    (study, moves) and after 50 (health, care). Neither is a published table.
    """
    rows = []
    for sex, death_at_40, withdrawal in (("male", 0.0016, 0.008), ("female", 0.0008, 0.014)):
        death = death_at_40 * np.exp(0.085 * (AGES - 40))
        leave = withdrawal * (1 + 1.0 * np.exp(-(AGES - 16) / 5) + 1.5 * np.clip((AGES - 50) / 10, 0, 1))
        for cause, rate in (("death", death), ("withdrawal", leave)):
            rows.append(pd.DataFrame({"sex": sex, "age": AGES, "cause": cause, "rate": rate}))
    return pd.concat(rows, ignore_index=True).assign(source="skillcast 假定，非公布数据")


@dataclass(frozen=True)
class ExitModel:
    """Chances to leave in each year and cell, each of those whom the earlier causes left.

    Parameters
    ----------
    occupations, years
        What the axes stand for, (O) and (H).
    chances
        (4, O, H, 2, A) yearly chances in the order of `FLOWS`; 2 sexes, ages `AGES`. They hold the occupation's own
        level as far as it is known.
    structure
        (O, H, 2, A) expected shares by sex and age at the beginning of each year.
    error
        (2, O) standard error on the logit scale of each occupation's level: exits, transfers.
    level_error
        (2) standard error of the level all occupations share: exits, transfers.
    """

    occupations: tuple[str, ...]
    years: tuple[int, ...]
    chances: Floats
    structure: Floats
    error: Floats
    level_error: Floats

    @property
    def rates(self) -> Floats:
        """(O, H, 3) expected shares a year of the stock at the beginning of the year, causes in the order of `CAUSES`."""
        leaving = _leaving(self.chances[: len(CAUSES)])
        return np.stack([(self.structure * part).sum(axis=(2, 3)) for part in leaving], axis=2)


def exit_model(
    occupations: Sequence[str],
    years: Sequence[int],
    *,
    ages: pd.DataFrame | None = None,
    rates: pd.DataFrame | None = None,
    leavers: pd.DataFrame | None = None,
    hardship: pd.DataFrame | None = None,
    options: RetirementOptions | None = None,
    spread: float = 0.2,
    shock: float = 0.15,
) -> ExitModel:
    """Put together what is known of leaving: the age structure, the law, the table of rates, and counted leavers.

    Parameters
    ----------
    occupations, years
        What to return, (O) and (H), years without a break; the age structure is the last one in `ages`, aged forward year by
        year, or for years before it the one it must have come from (`age_backward`).
    ages
        Table `ages`; see `age_structure`.
    rates
        Table `rates`; `assumed_rates` when None. Without rows of cause ``transfer`` nobody changes occupation, unless
        `leavers` counts transfers.
    leavers
        Table `leavers` (occupation, cause ``exit`` or ``transfer``, period, exposed, leavers): occupations get levels of
        their own, shrunk toward the mean of all (`pooled_rates`).
    hardship
        Table `hardship` (occupation, share of workers in hardship trades); none where it is silent.
    options
        How workers use the retirement law; everyone at the statutory age when None.
    spread
        Standard deviation on the logit scale of true levels over occupations, used where `leavers` is absent.
    shock
        Standard deviation on the logit scale of the yearly shock all occupations share.

    Returns
    -------
    ExitModel

    Raises
    ------
    DataError
        If the leavers counted are more than four times or less than a quarter of those expected.

    Notes
    -----
    ``logit rate[o, a, t] = alpha[a, t] + level + u[o] + shock[t]``: the table and the law give alpha, the city's leavers
    level and u. Chances of 0 and 1 are law and stay.

    Examples
    --------
    >>> exit_model(["6-17-02-02"], [2026]).rates.round(4).tolist()
    [[[0.0016, 0.0116, 0.0119]]]
    """
    chosen = options or RetirementOptions()
    heavy = {} if hardship is None else dict(zip(hardship["occupation"], hardship["share"], strict=True))
    share = np.array([heavy.get(occupation, 0.0) for occupation in occupations])
    table = _rate_table(assumed_rates() if rates is None else rates)
    if leavers is not None and not table["transfer"].any():
        table["transfer"] += _crude_rate(leavers[leavers["cause"] == "transfer"])
    now = age_structure(occupations, ages)

    def chances(when: Sequence[int]) -> Floats:
        law = _retirement(when, share, chosen)
        return np.stack([law if cause == "retirement" else np.broadcast_to(table[cause], law.shape) for cause in FLOWS])

    seen = years[0] - 1 if ages is None else int(ages["period"].str[:4].max())

    def structures(when: Sequence[int]) -> Floats:
        window = range(min(when) - LONGEST_CAREER_PAST_AGE, max(seen, min(when)) + 1)
        return age_backward(now, _retirement(window, share, chosen), [max(seen - year + 1, 0) for year in when])

    exits, transfers = (
        _pool(leavers, cause, occupations, structures, chances, spread, shock) for cause in ("exit", "transfer")
    )
    shifted = chances(years)
    shifted[:-1] = shift_odds(shifted[:-1], (exits.level + exits.effect)[:, None, None, None])
    shifted[-1] = shift_odds(shifted[-1], (transfers.level + transfers.effect)[:, None, None, None])
    errors = np.stack([exits.error, transfers.error])
    level_errors = np.array([exits.level_error, transfers.level_error])
    past = [year for year in years if year <= seen]
    parts = [structures(past)] if past else []
    if len(past) < len(years):
        parts.append(_ahead(now, shifted[:, :, len(past) :]))
    structure = np.concatenate(parts, axis=1)
    return ExitModel(tuple(occupations), tuple(years), shifted, structure, errors, level_errors)


def _pool(
    leavers: pd.DataFrame | None,
    cause: str,
    occupations: Sequence[str],
    structures: Callable[[Sequence[int]], Floats],
    chances: Callable[[Sequence[int]], Floats],
    spread: float,
    shock: float,
) -> PooledRates:
    """Return the levels of exits or transfers; without counts nothing is known but how far occupations may lie apart."""
    nothing = np.zeros(len(occupations))
    part = None if leavers is None else leavers[(leavers["cause"] == cause) & leavers["occupation"].isin(occupations)]
    if part is None or part["exposed"].sum() == 0:
        return PooledRates(0.0, 0.0, np.zeros(0), nothing, nothing + spread, spread)
    years = part["period"].str[:4].astype(int)
    wide = part.assign(year=years).pivot_table(
        index="occupation", columns="year", values=["exposed", "leavers"], aggfunc="sum", fill_value=0
    )
    exposed, left = (
        wide[name].reindex(index=list(occupations), fill_value=0).to_numpy(dtype=np.float64)
        for name in ("exposed", "leavers")
    )
    counted = sorted(years.unique())
    past, structure = chances(counted), structures(counted)
    flows = past[:-1] if cause == "exit" else past[-1:]
    # The curves are smooth: every eighth point is worked out, a spline gives the others.
    knots = SHIFTS[::8]
    known = np.stack([_left(structure, shift_odds(flows, shift)) for shift in knots], axis=2)
    back = STRUCTURE_DOUBT * (counted[-1] + 1 - np.array(counted))
    try:
        return pooled_rates(left, exposed, CubicSpline(knots, known, axis=2)(SHIFTS), shock=shock, doubt=back)
    except ValueError as error:
        facts = {
            "reason": "离岗人数与按年龄、性别推算的人数相差四倍以上",
            "reason_en": "leavers are far from what ages and the table of rates imply",
        }
        problem = Problem("inconsistent", table="leavers", column="leavers", value=int(left.sum()), facts=facts)
        raise DataError([problem]) from error


def _left(structure: Floats, chances: Floats) -> Floats:
    """(O, T) shares leaving for any of the causes, given the structures (O, T, 2, A)."""
    return np.asarray((structure * (1 - (1 - chances).prod(axis=0))).sum(axis=(2, 3)))


def _crude_rate(leavers: pd.DataFrame) -> float:
    """Return counted leavers over exposed persons; 0 where nobody was exposed."""
    return float(leavers["leavers"].sum() / max(leavers["exposed"].sum(), 1))


def _leaving(chances: Floats) -> Floats:
    """Turn chances given that earlier causes spared a person into shares of all persons, cause by cause."""
    spared = np.cumprod(1 - chances, axis=0)
    return np.concatenate([chances[:1], chances[1:] * spared[:-1]])


def _ahead(structure: Floats, chances: Floats) -> Floats:
    """(O, H, 2, A) expected structure at the beginning of each year."""
    path = [structure]
    for step in range(chances.shape[2] - 1):
        staying = path[-1] * (1 - chances[: len(CAUSES), :, step]).prod(axis=0)
        path.append(age_forward(path[-1], staying))
    return np.stack(path, axis=1)


def _rate_table(rates: pd.DataFrame) -> dict[str, Floats]:
    """(2, A) yearly rates by sex and age; ages beyond the table take its nearest age, causes it lacks do not occur."""
    table = {}
    for cause in ("death", "withdrawal", "transfer"):
        rows = []
        for sex in SEXES:
            part = rates[(rates["cause"] == cause) & (rates["sex"] == sex)].sort_values("age")
            rows.append(np.interp(AGES, part["age"], part["rate"]) if len(part) else np.zeros(len(AGES)))
        table[cause] = np.stack(rows)
    return table


def _retirement(years: Sequence[int], hardship: Floats, options: RetirementOptions) -> Floats:
    """(O, H, 2, A) chances to retire; occupations with the same share of hardship trades have the same."""
    shares, which = np.unique(hardship, return_inverse=True)
    rows = [
        [[retirement_rate(AGES, year, sex, options, float(share)) for sex in SEXES] for year in years]
        for share in shares
    ]
    return np.array(rows).reshape(len(shares), len(years), len(SEXES), len(AGES))[which]
