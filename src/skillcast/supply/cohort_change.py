"""Who left and who entered between two age structures, cohort by cohort."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import least_squares

from skillcast.errors import DataError, ParameterError, Problem
from skillcast.supply.structures import ALIKE, check_alike, check_structure

Floats = NDArray[np.float64]
PRIOR_EXITS = 50.0
"""Exits of a series at which its own attrition counts as much as that of all series together."""
DECADE = 10.0
CENTRE = 75.0


@dataclass(frozen=True)
class CohortChange:
    """Yearly flows that lead from the earlier structure to the later one, net of movements that cancel.

    Parameters
    ----------
    rates
        By cause, (N x A) shares leaving within a year by age at its beginning: ``attrition`` (death, and at old age
        what else thins a cohort), then ``withdrawal`` (ages below which more leave than enter).
    entrants
        (N) net entrants a year, for a driver of 1.
    profile
        (N x A) their shares by age at the end of the year.
    """

    rates: dict[str, pd.DataFrame]
    entrants: pd.Series
    profile: pd.DataFrame


def cohort_change(
    earlier: pd.DataFrame,
    later: pd.DataFrame,
    *,
    years: int,
    drivers: pd.DataFrame | None = None,
    settled: int = 65,
    smoothness: float = 1.0,
) -> CohortChange:
    """Return the yearly flows between two age structures.

    Parameters
    ----------
    earlier, later
        (N x A) persons by series and consecutive single ages, the last one open, `years` apart.
    years
        Years between the two.
    drivers
        (N x years) relative number of entrants in each year (completions over their mean); equal years by default.
    settled
        First age at which nobody enters any more: older cohorts show attrition alone.
    smoothness
        Weight of the smoothness of entrants over age against the fit to each cohort.

    Returns
    -------
    CohortChange
        For `skillcast.supply.ageing.project_ages`.

    Raises
    ------
    DataError
        Structures that are not whole persons by consecutive ages, or of different series or ages.
    ParameterError
        `years`, `settled` or `smoothness` that leave nothing to learn from.

    Notes
    -----
    Attrition: hazard ``exp(b0 + b1 z + b2 z^2)``, z decades from age 75, by least squares on the cohorts of all series
    together that are `settled`, then times ``(D + k) / (E + k)`` of each series (D exits, E those expected, k = 50).
    Below the settled age the curve is an extrapolation. Net entrants ``a_x`` at each age below it:
    ``P[x + years] = P[x] survived + sum of drivers * a survived``, one equation a cohort, weighted by 1 / P, second
    differences of ``a`` penalised. Where ``a`` is negative more leave than enter: a share of those at risk.
    Two structures show net flows only: deaths below the settled age are confounded with entry.

    Examples
    --------
    >>> ages = range(20, 91)
    >>> people = pd.DataFrame([[400] * 71], index=pd.Index(["C31"], name="industry"), columns=ages)
    >>> change = cohort_change(people, people, years=5)
    >>> bool(change.entrants["C31"] > 0), round(float(change.profile.loc["C31"].sum()), 9)
    (True, 1.0)
    """
    check_structure(earlier, table="earlier")
    check_structure(later, table="later")
    check_alike(earlier, {"later": later})
    relative = pd.DataFrame(1.0, earlier.index, range(years)) if drivers is None else drivers
    if not relative.index.equals(earlier.index) or relative.shape[1] != years:
        raise DataError([Problem("inconsistent", table="drivers", facts=ALIKE)])
    ages = earlier.columns.to_numpy()
    _check_options(ages, years, settled, smoothness)
    first, last = earlier.to_numpy(dtype=np.float64), later.to_numpy(dtype=np.float64)
    attrition = _attrition(first, last, ages, years, settled)
    net = np.zeros_like(first)
    below = int(settled - ages[0])
    for row, driver in enumerate(relative.to_numpy(dtype=np.float64)):
        net[row, :below] = _net_entrants(first[row], last[row], 1 - attrition[row], driver, below, smoothness)
    # Those who are missing at age x left at age x - 1, at which the two structures show how many there were.
    missing = np.roll(np.maximum(-net, 0.0), -1, axis=1) * relative.to_numpy(dtype=np.float64).mean(axis=1)[:, None]
    at_risk = (first + last) / 2 * (1 - attrition)
    withdrawal = np.minimum(np.divide(missing, at_risk, out=np.zeros_like(net), where=at_risk > 0), 1.0)
    entering = np.maximum(net, 0.0)
    total = entering.sum(axis=1)
    flat = (np.arange(len(ages)) < below) / below
    shares = np.where(total[:, None] > 0, entering / np.where(total > 0, total, 1.0)[:, None], flat)

    def framed(values: Floats) -> pd.DataFrame:
        return pd.DataFrame(values, index=earlier.index, columns=earlier.columns)

    rates = {"attrition": framed(attrition), "withdrawal": framed(withdrawal)}
    return CohortChange(rates, pd.Series(total, index=earlier.index, name="entrants"), framed(shares))


def _attrition(first: Floats, last: Floats, ages: NDArray[np.int64], years: int, settled: int) -> Floats:
    """Return (N, A) shares leaving within a year, from cohorts that nobody joins and whose ages are all single."""
    start = np.arange(settled - ages[0], len(ages) - 1 - years)
    before, after = first[:, start], last[:, start + years]
    whole, left = before.sum(axis=0), after.sum(axis=0)
    z = (ages - CENTRE) / DECADE
    window = start[:, None] + np.arange(years)

    def hazards(curve: Floats) -> Floats:
        # Capped where nobody would be left anyway, so that the search cannot overflow.
        return np.asarray(np.exp(np.minimum(curve[0] + curve[1] * z + curve[2] * z**2, 3.0)))

    def misfit(curve: Floats) -> Floats:
        expected = whole * np.exp(-hazards(curve)[window].sum(axis=1))
        return np.asarray((left - expected) / np.sqrt(np.maximum(whole, 1.0)))

    curve = least_squares(misfit, np.array([-3.0, 1.0, 0.0])).x
    pooled = hazards(curve)
    # Far from the cohorts a parabola may turn; mortality does not.
    pooled[start[0] :] = np.maximum.accumulate(pooled[start[0] :])
    expected = (before * -np.expm1(-pooled[window].sum(axis=1))).sum(axis=1)
    gone = np.maximum((before - after).sum(axis=1), 0.0)
    own = (gone + PRIOR_EXITS) / (expected + PRIOR_EXITS)
    return np.asarray(-np.expm1(-own[:, None] * pooled))


def _net_entrants(first: Floats, last: Floats, stay: Floats, drivers: Floats, below: int, smoothness: float) -> Floats:
    """Return (below) net entrants by age reached, for a driver of 1, that make the cohorts of `first` those of `last`."""
    years = len(drivers)
    cohorts = np.arange(min(below + years, len(last) - 1))
    design = np.zeros((len(cohorts), below))
    survivors = np.zeros(len(cohorts))
    for row, end in enumerate(cohorts.tolist()):
        start = end - years
        survivors[row] = first[start] * stay[start:end].prod() if start >= 0 else 0.0
        for age in range(max(start + 1, 0), min(end + 1, below)):
            design[row, age] = drivers[age - start - 1] * stay[age:end].prod()
    weight = 1 / np.sqrt(np.maximum(last[cohorts], 1.0))
    bend = np.diff(np.eye(below), n=2, axis=0) * np.sqrt(smoothness / max(last[:below].mean() / years, 1.0))
    system = np.vstack([design * weight[:, None], bend])
    target = np.concatenate([(last[cohorts] - survivors) * weight, np.zeros(len(bend))])
    net = np.linalg.lstsq(system, target, rcond=None)[0]
    # Nobody is there to leave before the first age.
    net[0] = max(net[0], 0.0)
    return np.asarray(net)


def _check_options(ages: NDArray[np.int64], years: int, settled: int, smoothness: float) -> None:
    most = int(ages[-1]) - years - 3
    options = (
        ("years", years, years >= 1, "≥ 1"),
        ("settled", settled, ages[0] + 3 <= settled <= most, f"{int(ages[0]) + 3}…{most}"),
        ("smoothness", smoothness, smoothness > 0, "> 0"),
    )
    problems = [
        Problem("bad-parameter", column=name, value=value, facts={"reason": allowed, "reason_en": allowed})
        for name, value, right, allowed in options
        if not right
    ]
    if problems:
        raise ParameterError(problems)
