"""职业技能培训职业（工种）目录: the training catalogue."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.shortage.causes import CAUSES, REMEDIES

CERTIFICATES = {"": "", "special": "专项职业能力证书"}
WITHOUT_COURSE = ("待补充课时和补贴标准", "hours and subsidy still to be set")


def training_catalogue(
    evidence: pd.DataFrame,
    training: pd.DataFrame | None,
    *,
    markup: float = 20.0,
    coverage: float = 0.5,
    last: set[str] | None = None,
) -> pd.DataFrame:
    """Return the training catalogue: every occupation and level with hours, subsidy and suggested places.

    Parameters
    ----------
    evidence
        One row an occupation: occupation, name, mark, listed, shortfall with lo80 and hi80 (persons a year), level_shares
        (share of vacancies by skill level, a mapping) and cause from `find_causes`; without causes every listed occupation
        is taken for a training gap.
    training
        Table `training`, or None: then only training gaps are listed, hours and subsidies left empty.
    markup
        Subsidy mark-up of shortage occupations, %.
    coverage
        Suggested places as a share of the expected shortfall.
    last
        Occupations of the last published shortage catalogue.

    Returns
    -------
    DataFrame
        occupation, name, mark, group (A production, B services to production, C services to persons), level, certificate, hours,
        practice_share, subsidy_base, assess_subsidy, is_shortage (listed and a training gap), markup, subsidy_final (yuan), places,
        places_lo, places_hi (persons a year; empty without shortage), cost, cost_lo, cost_hi (yuan a year that the mark-up adds:
        places x mark-up), completions, action (``new``, ``kept``, ``removed`` for the mark-up, else empty), note and note_en.
        A training gap without a course is kept with a note; a listed occupation with another cause has no mark-up and its note
        says why training is not the answer.

    Examples
    --------
    >>> shortfall = {"shortfall": 100, "shortfall_lo80": 40, "shortfall_hi80": 160, "level_shares": {"L4": 1.0}}
    >>> evidence = pd.DataFrame([{"occupation": "6-18-02-04", "name": "焊工", "mark": "L", "listed": True, **shortfall}])
    >>> course = {"occupation": "6-18-02-04", "level": "L4", "hours": 160, "subsidy_base": 1500, "completions": 30}
    >>> training_catalogue(evidence, pd.DataFrame([course]))[["subsidy_final", "places", "cost"]].values.tolist()
    [[1800.0, 50.0, 15000.0]]
    """
    known = evidence.set_index("occupation")
    cause = known["cause"] if "cause" in known else pd.Series("training", index=known.index)
    gap = known["listed"] & (cause == "training")
    courses = (
        training
        if training is not None
        else pd.DataFrame(columns=["occupation", "level", "hours", "subsidy_base", "completions"])
    )
    covered = set(courses["occupation"])
    lacking = pd.DataFrame({"occupation": [code for code in known.index[gap] if code not in covered], "level": ""})
    rows = pd.concat([courses, lacking], ignore_index=True) if len(lacking) else courses.copy()
    for name in ("name", "mark"):
        rows[name] = rows["occupation"].map(known[name])
    rows["group"] = [training_group(code) for code in rows["occupation"]]
    rows["certificate"] = rows["level"].map(lambda level: CERTIFICATES.get(level, "职业技能等级证书"))
    rows["is_shortage"] = rows["occupation"].isin(gap.index[gap])
    rows["markup"] = np.where(rows["is_shortage"], markup, 0.0)
    base = rows["subsidy_base"].astype(float)
    rows["subsidy_final"] = np.rint(base * (1 + rows["markup"] / 100))
    share = _level_share(rows, known)
    for end in ("", "_lo", "_hi"):
        shortfall = rows["occupation"].map(known[f"shortfall{end}80" if end else "shortfall"]).astype(float)
        rows[f"places{end}"] = (coverage * shortfall * share).round().where(rows["is_shortage"])
        rows[f"cost{end}"] = rows[f"places{end}"] * (rows["subsidy_final"] - base)
    before = rows["occupation"].isin(last or set())
    rows["action"] = np.select(
        [rows["is_shortage"] & ~before, rows["is_shortage"], before], ["new", "kept", "removed"], default=""
    )
    listed = rows["occupation"].isin(known.index[known["listed"]])
    for column, lang in (("note", 0), ("note_en", 1)):
        other = rows["occupation"].map(cause).where(listed & ~rows["is_shortage"])
        why = other.map({name: _why_not(name, lang) for name in REMEDIES}).fillna("")
        rows[column] = np.where(rows["level"] == "", WITHOUT_COURSE[lang], why)
    return rows.sort_values(["is_shortage", "occupation", "level"], ascending=[False, True, False], ignore_index=True)


def markup_costs(training: pd.DataFrame) -> pd.DataFrame:
    """Return what each entry costs: places and yuan a year that its mark-up adds, over all its levels.

    Parameters
    ----------
    training
        From `training_catalogue`.

    Returns
    -------
    DataFrame
        occupation, places, places_lo, places_hi, cost, cost_lo, cost_hi of training gaps; the ends of an occupation's levels go
        together, since they are shares of one shortfall. Where no subsidy is set, cost is missing, not zero.
    """
    names = [f"{name}{end}" for name in ("places", "cost") for end in ("", "_lo", "_hi")]
    rows = training[training["is_shortage"]]
    return rows.groupby("occupation")[names].sum(min_count=1).reset_index()


def training_group(code: str) -> str:
    """Return A (production), B (services to production) or C (services to persons) of an occupation code.

    An assumption where the bureau has no rule of its own: major group 6 and 5 are A; retail, catering, personal and social
    services and health care of major group 4 are C; everything else is B.

    Examples
    --------
    >>> [training_group(code) for code in ("6-18-02-04", "4-02-02-02", "4-10-01-05")]
    ['A', 'B', 'C']
    """
    if code[:1] in {"5", "6"}:
        return "A"
    return "C" if code[:4] in {"4-01", "4-03", "4-10", "4-13", "4-14"} else "B"


def _why_not(cause: str, lang: int) -> str:
    """Return why a listed occupation has no mark-up."""
    if cause == "unknown":
        return REMEDIES[cause][lang]
    head = (f"紧缺主要因{CAUSES[cause][0]}", f"short mainly for {CAUSES[cause][1]}")[lang]
    return f"{head}{('：', ': ')[lang]}{REMEDIES[cause][lang]}"


def _level_share(rows: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Return the share of an occupation's places that each course receives: vacancies by level, else evenly."""
    shares = known["level_shares"].to_dict()
    pairs = zip(rows["occupation"], rows["level"], strict=True)
    weight = pd.Series([float(shares.get(code, {}).get(level, 0.0)) for code, level in pairs], index=rows.index)
    total = weight.groupby(rows["occupation"]).transform("sum")
    courses = weight.groupby(rows["occupation"]).transform("size")
    return (weight / total.where(total > 0)).fillna(1 / courses)
