"""职业技能培训职业（工种）目录: the training catalogue."""

from __future__ import annotations

import numpy as np
import pandas as pd


def training_catalogue(
    evidence: pd.DataFrame, training: pd.DataFrame | None, *, markup: float = 20.0, coverage: float = 0.5
) -> pd.DataFrame:
    """Return the training catalogue: every occupation and level with hours, subsidy and suggested places.

    Parameters
    ----------
    evidence
        One row an occupation: occupation, name, mark, listed, shortfall with lo80 and hi80 (persons a year), level_shares
        (share of vacancies by skill level, a mapping).
    training
        Table `training`, or None: then only shortage occupations are listed, hours and subsidies left empty.
    markup
        Subsidy mark-up of shortage occupations, %.
    coverage
        Suggested places as a share of the expected shortfall.

    Returns
    -------
    DataFrame
        occupation, name, mark, level, hours, practice_share, subsidy_base, is_shortage, markup, subsidy_final (yuan),
        places, places_lo, places_hi (persons a year; empty for occupations without shortage), completions, note.
        A shortage occupation without a course is kept with the note 待补充课时和补贴标准.

    Examples
    --------
    >>> shortfall = {"shortfall": 100, "shortfall_lo80": 40, "shortfall_hi80": 160, "level_shares": {"L4": 1.0}}
    >>> evidence = pd.DataFrame([{"occupation": "6-18-02-04", "name": "焊工", "mark": "L", "listed": True, **shortfall}])
    >>> course = {"occupation": "6-18-02-04", "level": "L4", "hours": 160, "subsidy_base": 1500, "completions": 30}
    >>> training_catalogue(evidence, pd.DataFrame([course]))[["subsidy_final", "places"]].values.tolist()
    [[1800.0, 50.0]]
    """
    known = evidence.set_index("occupation")
    courses = (
        training
        if training is not None
        else pd.DataFrame(columns=["occupation", "level", "hours", "subsidy_base", "completions"])
    )
    covered = set(courses["occupation"])
    lacking = pd.DataFrame(
        {"occupation": [code for code in known.index[known["listed"]] if code not in covered], "level": ""}
    )
    rows = pd.concat([courses, lacking], ignore_index=True) if len(lacking) else courses.copy()
    inside = rows["occupation"].isin(known.index)
    rows["name"] = rows["occupation"].map(known["name"])
    rows["mark"] = rows["occupation"].map(known["mark"])
    rows["is_shortage"] = rows["occupation"].map(known["listed"]).where(inside, False).astype(bool)
    rows["markup"] = np.where(rows["is_shortage"], markup, 0.0)
    rows["subsidy_final"] = np.rint(rows["subsidy_base"].astype(float) * (1 + rows["markup"] / 100))
    share = _level_share(rows, known)
    for name, source in (
        ("places", "shortfall"),
        ("places_lo", "shortfall_lo80"),
        ("places_hi", "shortfall_hi80"),
    ):
        shortfall = rows["occupation"].map(known[source]).astype(float)
        rows[name] = (coverage * shortfall * share).round().where(rows["is_shortage"])
    rows["note"] = np.where(rows["level"] == "", "待补充课时和补贴标准", "")
    return rows.sort_values(["is_shortage", "occupation", "level"], ascending=[False, True, False], ignore_index=True)


def _level_share(rows: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Return the share of an occupation's places that each course receives: vacancies by level, else evenly."""
    shares = known["level_shares"].to_dict()
    pairs = zip(rows["occupation"], rows["level"], strict=True)
    weight = pd.Series([float(shares.get(code, {}).get(level, 0.0)) for code, level in pairs], index=rows.index)
    total = weight.groupby(rows["occupation"]).transform("sum")
    courses = weight.groupby(rows["occupation"]).transform("size")
    return (weight / total.where(total > 0)).fillna(1 / courses)
