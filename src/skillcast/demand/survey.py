"""The enterprise survey as a sample: weights that stand for the city, and replicates that show how sure they are.

A firm is the sampling unit: its answers come and go together. A firm of weight 1 was taken for certain; it stands for
itself alone, is never weighted up and brings no sampling error. The others are weighted up within their stratum and
then calibrated to the industry's known employment less that of the certain firms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.errors import DataError, Problem
from skillcast.streams import stream

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FirmSurvey:
    """The last survey with its weights.

    Parameters
    ----------
    answers
        One row a firm, industry, occupation and skill level, with its `unit` (row of `units`).
    units
        One row a firm and industry: firm, industry, stratum, `certain`, `employed` (persons).
    weights
        (U, R+1) firms each unit stands for: column 0 for the estimate, the others one joint replicate each.
    calibration
        One row an industry, surveyed or known: firms, certain_firms, `known` persons, persons in `certain` firms,
        persons `weighted` up from the others, the `factor` that meets the known total, and persons `uncovered`
        because no sampled firm stands for them. NaN where there is nothing to compare.
    period, seed
        Period of the survey as it is written in the table, and seed of the replicates.
    """

    answers: pd.DataFrame
    units: pd.DataFrame
    weights: Floats
    calibration: pd.DataFrame
    period: str
    seed: int = 0

    @property
    def year(self) -> int:
        return int(self.period[:4])


def weigh_survey(
    firms: pd.DataFrame,
    employment: pd.DataFrame | None = None,
    *,
    year: int,
    sampled: pd.DataFrame | None = None,
    replicates: int = 500,
    seed: int = 0,
) -> FirmSurvey:
    """Weight the last survey up to `year`.

    Parameters
    ----------
    firms
        Table `firms`. `weight` is the design weight: firms of the stratum / firms sampled.
    employment
        Table `employment`; without it the weights are not calibrated. An industry it does not name keeps its weights.
    year
        The last year that is known.
    sampled
        Columns stratum and sampled (firms asked). Answering firms then stand for those of their stratum that did not
        answer. Without it non-response is mended by the calibration alone: within an industry, firms that did not
        answer are taken to resemble those that did.
    replicates, seed
        Number of bootstrap replicates (R) and their seed.

    Returns
    -------
    FirmSurvey

    Raises
    ------
    DataError
        If there is no survey up to `year`, a firm has two weights or strata, a weight is below 1, a certain firm or
        a whole stratum did not answer, the certain firms employ more than the whole industry, or `employment` has no
        row of the survey's year.

    Notes
    -----
    Combined ratio estimator within industries (Cochran, *Sampling Techniques*, 3rd ed., ch. 6). Replicates: rescaled
    bootstrap of Rao and Wu (1988) with n - 1 of n firms a stratum and the finite-population correction 1 - 1/weight;
    calibrated anew in each replicate. A stratum left with a single sampled firm joins the other such strata.

    Examples
    --------
    >>> firms = pd.DataFrame({"firm": ["a", "b", "c"], "industry": "C31", "stratum": ["top", "rest", "rest"],
    ...     "weight": [1.0, 5.0, 5.0], "occupation": "6-17-02-02", "skill_level": "L4", "period": "2025",
    ...     "employed": [900, 10, 30]})
    >>> employment = pd.DataFrame({"industry": ["C31"], "period": ["2025"], "employed": [1200]})
    >>> weigh_survey(firms, employment, year=2025).weights[:, 0].tolist()
    [1.0, 7.5, 7.5]
    """
    answers, taken = _latest(firms, year)
    units = answers.groupby(["firm", "industry"], as_index=False).agg(
        stratum=("stratum", "first"), weight=("weight", "first"), employed=("employed", "sum")
    )
    _refuse(answers)
    units["certain"] = units["weight"] == 1.0
    design = units.pop("weight").to_numpy(dtype=np.float64) * _answered(units, sampled)
    place = pd.MultiIndex.from_frame(units[["firm", "industry"]])
    answers["unit"] = place.get_indexer(pd.MultiIndex.from_frame(answers[["firm", "industry"]]))
    weights = np.column_stack([design, _resample(units, design, replicates, seed)])
    known = None if employment is None else _known(employment, int(taken[:4]))
    weights, calibration = _calibrate(units, weights, known)
    return FirmSurvey(answers, units, weights, calibration, taken, seed)


def _latest(firms: pd.DataFrame, year: int) -> tuple[pd.DataFrame, str]:
    years = firms["period"].str[:4].astype(int)
    if not (years <= year).any():
        facts = {"allowed": f"<= {year}", "unit": "year"}
        raise DataError([Problem("out-of-range", table="firms", column="period", value=years.min(), facts=facts)])
    taken = firms["period"][years <= year].max()
    return firms[firms["period"] == taken].reset_index(drop=True), str(taken)


def _refuse(answers: pd.DataFrame) -> None:
    """Raise `DataError` unless every firm has one stratum and one weight of at least 1."""
    low = answers[answers["weight"] < 1].drop_duplicates("firm")
    facts = {"allowed": "[1, ∞)", "unit": "firms"}
    problems = [
        Problem("out-of-range", table="firms", column="weight", value=f"{row.firm}: {row.weight}", facts=facts)
        for row in low.itertuples()
    ]
    for column in ("stratum", "weight"):
        several = answers.groupby("firm")[column].nunique()
        problems += [
            _fault(str(firm), f"企业“{firm}”的 {column} 不止一个值", f"firm '{firm}' has more than one {column}")
            for firm in several.index[several > 1]
        ]
    if problems:
        raise DataError(problems)


def _fault(value: str, reason: str, reason_en: str) -> Problem:
    return Problem("inconsistent", table="firms", value=value, facts={"reason": reason, "reason_en": reason_en})


def _answered(units: pd.DataFrame, sampled: pd.DataFrame | None) -> Floats:
    """(U,) firms asked / firms that answered of each sampled unit's stratum; 1 for certain units."""
    if sampled is None:
        return np.ones(len(units))
    strata = units.groupby("stratum").agg(answered=("firm", "nunique"), certain=("certain", "all"))
    strata = strata.join(sampled.set_index("stratum")[["sampled"]], how="outer").reset_index()
    count = strata[["answered", "sampled"]].fillna(0)
    wrong = {
        ("没有企业答复，无从推算，请与相近的层合并", "has no answers; merge it with a stratum like it"): count[
            "answered"
        ]
        == 0,
        ("的答复企业多于抽样企业", "has more answers than firms asked"): count["answered"] > count["sampled"],
        (
            "是必查层，有企业未答复，其他企业不能代表它，请补报",
            "is taken for certain and a firm did not answer: no other can stand for it; ask again",
        ): strata["certain"].eq(True) & (count["answered"] < count["sampled"]),
    }
    problems = [
        _fault(stratum, f"抽样层“{stratum}”{zh}", f"stratum '{stratum}' {en}")
        for (zh, en), where in wrong.items()
        for stratum in strata.loc[where, "stratum"].astype(str)
    ]
    if problems:
        raise DataError(problems)
    factor = (count["sampled"] / count["answered"]).set_axis(strata["stratum"])
    return np.where(units["certain"], 1.0, factor.reindex(units["stratum"]).to_numpy(dtype=np.float64))


def _resample(units: pd.DataFrame, design: Floats, replicates: int, seed: int) -> Floats:
    """(U, R) replicate weights; NaN for a sampled firm that has no other to be compared with."""
    out = np.repeat(design[:, None], replicates, axis=1)
    sampled = np.flatnonzero(~units["certain"])
    firm, names = pd.factorize(units["firm"].iloc[sampled])
    strata = units["stratum"].iloc[sampled].groupby(firm).first()
    strata[strata.map(strata.value_counts()) == 1] = "collapsed strata"
    times = np.full((len(names), replicates), np.nan)
    for stratum, members in strata.groupby(strata).groups.items():
        n = len(members)
        if n > 1:
            drawn = stream(seed, "survey", stratum).multinomial(n - 1, np.full(n, 1 / n), size=replicates)
            times[members] = n / (n - 1) * drawn.T
    scale = np.sqrt(1 - 1 / design[sampled])[:, None]
    out[sampled] *= 1 - scale + scale * times[firm]
    return out


def _known(employment: pd.DataFrame, year: int) -> pd.Series:
    """Persons employed by industry in the year of the survey (mean of its periods)."""
    years = employment["period"].str[:4].astype(int)
    rows = employment[years == year]
    if rows.empty:
        facts = {"allowed": f"[{years.min()}, {years.max()}]", "unit": "year"}
        raise DataError([Problem("out-of-range", table="employment", column="period", value=year, facts=facts)])
    return rows.groupby(["industry", "period"])["employed"].sum().groupby("industry").mean()


def _calibrate(units: pd.DataFrame, weights: Floats, known: pd.Series | None) -> tuple[Floats, pd.DataFrame]:
    """Meet the known employment of each industry, certain firms untouched; return weights and the account."""
    weights, persons = weights.copy(), units["employed"].to_numpy(dtype=np.float64)
    names = sorted(set(units["industry"]) | set(() if known is None else known.index))
    rows, problems = [], []
    for industry in names:
        here, sure = (units["industry"] == industry).to_numpy(), units["certain"].to_numpy()
        rest = here & ~sure
        total = np.nan if known is None or industry not in known.index else float(known[industry])
        certain = float(persons[here & sure].sum())
        raised = persons[rest] @ weights[rest]
        weighted = float(raised[0])
        factor = uncovered = np.nan
        if total < certain:
            zh = f"行业“{industry}”必查企业在岗 {certain:.0f} 人，多于全行业的 {total:.0f} 人"
            en = f"certain firms of industry '{industry}' employ {certain:.0f}, the whole industry {total:.0f}"
            problems.append(_fault(industry, zh, en))
        elif weighted > 0 and not np.isnan(total):
            weights[rest] *= (total - certain) / raised
            factor, uncovered = (total - certain) / weighted, 0.0
        else:
            uncovered = total - certain
        rows.append((industry, int(here.sum()), int((here & sure).sum()), total, certain, weighted, factor, uncovered))
    if problems:
        raise DataError(problems)
    columns = ["industry", "firms", "certain_firms", "known", "certain", "weighted", "factor", "uncovered"]
    return weights, pd.DataFrame(rows, columns=columns)
