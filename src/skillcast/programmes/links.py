"""Which occupations programmes lead to, and the supply that is already at school."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.draws import Draws
from skillcast.errors import DataError, Problem
from skillcast.standards import code_list
from skillcast.standards import programme_links as standard_links
from skillcast.supply.cohorts import GraduateFlow
from skillcast.supply.paths import KEYS

Floats = NDArray[np.float64]


def programme_links(
    crosswalk: pd.DataFrame,
    programmes: pd.DataFrame,
    occupations: Collection[str] | None = None,
    *,
    edition: str = "",
) -> pd.DataFrame:
    """Return the links of the programmes that are offered, with weight, edition and source.

    Parameters
    ----------
    crosswalk, programmes
        The tables of these names.
    occupations
        Occupations with employment in the city; None: all.
    edition
        Edition of the occupation codes, empty for the one skillcast ships.

    Returns
    -------
    DataFrame
        programme, programme_name, occupation, occupation_name, weight, edition, source, in_city (whether the occupation has
        employment in the city), standard (whether the teaching standard of the programme names the occupation; NA where there is none
        at hand); heaviest links first. Links of weight 0 are left out.

    Raises
    ------
    DataError
        If the weights of a programme sum to more than 1. What is missing to 1 is no link, see `link_remainder`.

    Examples
    --------
    >>> crosswalk = pd.DataFrame([("460103", "6-18-01-01", 0.7, "调查"), ("460103", "6-18-01-07", 0.3, "调查")],
    ...     columns=["programme", "occupation", "weight", "source"])
    >>> programmes = pd.DataFrame({"school": ["甲校"], "programme": ["460103"]})
    >>> programme_links(crosswalk, programmes, {"6-18-01-01"})[["occupation", "weight", "in_city"]].values.tolist()
    [['6-18-01-01', 0.7, True], ['6-18-01-07', 0.3, False]]
    """
    totals = crosswalk.groupby("programme")["weight"].sum()
    heavy = totals[totals > 1 + 1e-6]
    if len(heavy):
        raise DataError(
            [
                Problem(
                    "weights-not-one", table="crosswalk", column="weight", value=code, facts={"total": f"{total:g}"}
                )
                for code, total in heavy.items()
            ]
        )
    links = crosswalk[crosswalk["programme"].isin(programmes["programme"]) & (crosswalk["weight"] > 0)]
    names = code_list("programme"), code_list("occupation", edition)
    standard = standard_links()
    pairs = set(standard[["programme", "occupation"]].itertuples(index=False, name=None))
    covered = set(standard["programme"])
    listed = [
        pair in pairs if pair[0] in covered else pd.NA
        for pair in links[["programme", "occupation"]].itertuples(index=False, name=None)
    ]
    frame = pd.DataFrame(
        {
            "programme": links["programme"],
            "programme_name": links["programme"].map(names[0].label),
            "occupation": links["occupation"],
            "occupation_name": links["occupation"].map(names[1].label),
            "weight": links["weight"].astype(float),
            "edition": names[1].edition,
            "source": links["source"],
            "in_city": True if occupations is None else links["occupation"].isin(set(occupations)),
            "standard": pd.array(listed, dtype="boolean"),
        }
    )
    return frame.sort_values(["programme", "weight", "occupation"], ascending=[True, False, True], ignore_index=True)


def link_remainder(links: pd.DataFrame, programmes: pd.DataFrame) -> pd.DataFrame:
    """Return, by programme, the part of its local graduates that has no occupation in the city.

    Parameters
    ----------
    links
        Result of `programme_links`.
    programmes
        Table of that name.

    Returns
    -------
    DataFrame
        programme, programme_name, linked (share with an occupation in the city), outside (share whose occupations have no
        employment in the city), unlinked (share without an occupation; 1 for a programme without links), candidates
        (occupations the teaching standard names, for programmes without links).

    Examples
    --------
    >>> crosswalk = pd.DataFrame({"programme": ["460103"], "occupation": ["6-18-01-01"], "weight": [0.75], "source": ["调查"]})
    >>> programmes = pd.DataFrame({"school": "甲校", "programme": ["430101", "460103"]})
    >>> left = link_remainder(programme_links(crosswalk, programmes), programmes)
    >>> left[["programme", "linked", "unlinked"]].values.tolist()
    [['430101', 0.0, 1.0], ['460103', 0.75, 0.25]]
    """
    names, standard = code_list("programme"), standard_links()
    codes = sorted(set(programmes["programme"]))
    sums = {
        there: links[links["in_city"] == there].groupby("programme")["weight"].sum().reindex(codes, fill_value=0.0)
        for there in (True, False)
    }
    rest = (1 - sums[True] - sums[False]).clip(lower=0)
    found = set(links["programme"])
    named = standard.sort_values("occupation").groupby("programme")["occupation"].agg("、".join)
    return pd.DataFrame(
        {
            "programme": codes,
            "programme_name": [names.label(code) for code in codes],
            "linked": sums[True].to_numpy(),
            "outside": sums[False].to_numpy(),
            "unlinked": rest.where(rest > 1e-9, 0.0).to_numpy(),
            "candidates": ["" if code in found else str(named.get(code, "")) for code in codes],
        }
    )


def link_matrix(links: pd.DataFrame, programmes: Sequence[str], occupations: Sequence[str]) -> Floats:
    """Return the (P, O) weights; a row sums to 1, or to less where graduates have no occupation among the columns.

    Examples
    --------
    >>> links = pd.DataFrame({"programme": ["460103"], "occupation": ["6-18-01-01"], "weight": [0.75]})
    >>> link_matrix(links, ["460103", "430101"], ["6-18-01-01", "6-18-01-07"]).tolist()
    [[0.75, 0.0], [0.0, 0.0]]
    """
    wide = links.astype({"weight": float}).pivot_table(
        index="programme", columns="occupation", values="weight", aggfunc="sum", fill_value=0.0
    )
    matrix = wide.reindex(index=list(programmes), columns=list(occupations), fill_value=0.0).to_numpy(dtype=np.float64)
    if (matrix.sum(axis=1) > 1 + 1e-6).any():
        at = int(matrix.sum(axis=1).argmax())
        facts = {"total": f"{matrix[at].sum():g}"}
        raise DataError(
            [Problem("weights-not-one", table="crosswalk", column="weight", value=programmes[at], facts=facts)]
        )
    return matrix


def shortage_directions(crosswalk: pd.DataFrame, listed: pd.DataFrame) -> dict[str, str]:
    """Return, by programme, the names of the listed shortage occupations it leads to.

    Examples
    --------
    >>> crosswalk = pd.DataFrame({"programme": ["460103"], "occupation": ["6-18-01-01"], "weight": [0.7]})
    >>> shortage_directions(crosswalk, pd.DataFrame({"occupation": ["6-18-01-01"], "name": ["车工"]}))
    {'460103': '车工'}
    """
    found = crosswalk[crosswalk["weight"] > 0].merge(listed[["occupation", "name"]], on="occupation")
    return {str(code): "、".join(sorted(names)) for code, names in found.groupby("programme")["name"]}


def admitted_local(flow: GraduateFlow) -> Draws:
    """Return local graduates of the classes that are already admitted; 0 for those still to be; (P, H, S)."""
    status = flow.pipeline.set_index([*KEYS, "graduation_year"])["status"]
    keys = flow.local.index[KEYS].itertuples(index=False, name=None)
    years = flow.local.periods.year
    admitted = np.array([[status[(*key, int(at))] == "admitted" for at in years] for key in keys])
    return flow.local.with_samples(flow.local.samples * admitted[:, :, None])


def pipeline_by_programme(flow: GraduateFlow) -> pd.DataFrame:
    """Return what is already at school: one row a school, programme and graduation year.

    Parameters
    ----------
    flow
        Result of `skillcast.supply.cohorts.graduate_flow`.

    Returns
    -------
    DataFrame
        school, programme, graduation_year, intake_year, seats, enrolled (persons at school), then mean, lo80 and hi80 of graduates
        and of local (local workers), persons. Classes not yet admitted, or that
        graduate after the years of the flow, are not in it.

    Examples
    --------
    >>> from skillcast.supply.cohorts import graduate_flow
    >>> programmes = pd.DataFrame([("甲校", "460103", "college", 3, 40, 80)],
    ...     columns=["school", "programme", "level", "years", "class_size", "max_seats"])
    >>> cohorts = pd.DataFrame({"school": "甲校", "programme": "460103", "intake_year": range(2018, 2026), "seats": 40, "enrolled": 40})
    >>> fate = {"graduates": 36.0, "further_study": 4.0, "placed": 30.0, "placed_local": 20.0}
    >>> crosswalk = pd.DataFrame({"programme": ["460103"], "occupation": ["6-18-01-01"], "weight": [1.0]})
    >>> flow = graduate_flow(programmes, cohorts.assign(**fate), crosswalk, year=2025, horizon=5, draws=200)
    >>> pipeline_by_programme(flow)[["graduation_year", "enrolled"]].values.tolist()
    [[2026, 40], [2027, 40], [2028, 40]]
    """
    table = flow.pipeline.copy()
    parts = {"graduates": flow.graduates, "local": flow.local}
    order = flow.graduates.index[KEYS].merge(
        pd.DataFrame({"graduation_year": flow.graduates.periods.year.astype(int)}), how="cross"
    )
    for name, draws in parts.items():
        low, high = draws.quantiles([0.1, 0.9])
        order = order.assign(**{name: draws.mean().ravel(), f"{name}_lo80": low.ravel(), f"{name}_hi80": high.ravel()})
    frame = table[table["status"] == "admitted"].drop(columns="status").merge(order, on=[*KEYS, "graduation_year"])
    return frame.sort_values([*KEYS, "graduation_year"], ignore_index=True)


def pipeline_by_occupation(flow: GraduateFlow, links: pd.DataFrame) -> pd.DataFrame:
    """Return local workers already at school by occupation and graduation year.

    Parameters
    ----------
    flow
        Result of `skillcast.supply.cohorts.graduate_flow`.
    links
        Result of `programme_links`.

    Returns
    -------
    DataFrame
        occupation, occupation_name, graduation_year, local with local_lo80 and local_hi80 (persons). A last occupation, empty,
        holds those without one; years in which no class at school graduates are left out.

    Notes
    -----
    Expected shares: the interval carries how many graduate and stay, not the doubt about the weights.
    """
    local = admitted_local(flow)
    occupations = sorted(set(links["occupation"]))
    weights = link_matrix(links, list(local.index["programme"]), occupations)
    weights = np.column_stack([weights, np.clip(1 - weights.sum(axis=1), 0, None)])
    samples = np.einsum("po,phs->ohs", weights, local.samples.astype(np.float64), optimize=True)
    draws = Draws(pd.DataFrame({"occupation": [*occupations, ""]}), local.periods, samples)
    low, high = draws.quantiles([0.1, 0.9])
    names = dict(zip(links["occupation"], links["occupation_name"], strict=True))
    frame = draws.index.merge(pd.DataFrame({"graduation_year": local.periods.year.astype(int)}), how="cross")
    frame.insert(1, "occupation_name", frame["occupation"].map(names).fillna("无本市对应职业"))
    frame = frame.assign(local=draws.mean().ravel(), local_lo80=low.ravel(), local_hi80=high.ravel())
    empty = (frame["occupation"] == "") & (frame["local"] < 1e-9)
    return frame[(frame.groupby("graduation_year")["local"].transform("sum") > 0) & ~empty].reset_index(drop=True)
