"""Which cells rest on too few firms: the primary rules, read off the enterprise survey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from skillcast.parameters import Parameters


@dataclass(frozen=True)
class Rules:
    """When a cell is sensitive.

    Parameters
    ----------
    minimum_firms
        Fewest firms (a firm of weight w counts as w).
    dominance_firms, dominance
        (n,k) rule: the `dominance_firms` largest may hold at most `dominance` % of the cell.
    p_percent
        p% rule: the second largest firm takes the total less its own figure for the largest one's; it must be at least
        `p_percent` % off.

    Notes
    -----
    Source of the rules: Hundepool et al., Statistical Disclosure Control (2012), chapter 4.
    """

    minimum_firms: int = 3
    dominance_firms: int = 1
    dominance: float = 80.0
    p_percent: float = 10.0

    @classmethod
    def of(cls, parameters: Parameters) -> Rules:
        """Return the rules in force."""
        return cls(
            parameters.integer("disclosure.minimum_firms"),
            parameters.integer("disclosure.dominance_firms"),
            parameters.number("disclosure.dominance"),
            parameters.number("disclosure.p_percent"),
        )


def survey_of(firms: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the last survey up to a year, else the first one after it: protection must not lapse because a survey came late."""
    years = firms["period"].str[:4].astype(int)
    known = years <= year
    chosen = firms["period"][known].max() if known.any() else firms["period"].min()
    return pd.DataFrame(firms[firms["period"] == chosen])


def is_sensitive(sizes: np.ndarray, weights: np.ndarray, rules: Rules) -> bool:
    """Return whether a cell of these firms may not be published.

    Parameters
    ----------
    sizes
        (F,) persons each firm of the sample employs in the cell.
    weights
        (F,) how many firms each one stands for. Those it stands for are taken to be of its own size.
    rules
        The rules in force.

    Examples
    --------
    >>> is_sensitive(np.array([90.0, 5.0, 5.0]), np.ones(3), Rules())
    True
    >>> is_sensitive(np.array([40.0, 30.0, 30.0]), np.ones(3), Rules())
    False
    >>> is_sensitive(np.array([50.0]), np.array([6.0]), Rules())  # stands for six firms
    False
    """
    return breach(sizes, weights, rules) is not None


def breach(sizes: np.ndarray, weights: np.ndarray, rules: Rules) -> np.ndarray | None:
    """Return the first rule that a cell breaks, as what its firms' persons count for; None if it keeps them all.

    Returns
    -------
    ndarray or None
        (F,) counts such that ``counts @ sizes < 0``; in a larger cell the same sum must not be below zero. All zeros where there are
        too few firms.

    Examples
    --------
    >>> breach(np.array([90.0, 5.0, 5.0]), np.ones(3), Rules(dominance=80)).tolist()
    [-0.2, 0.8, 0.8]
    """
    if weights.sum() < rules.minimum_firms - 1e-9:
        return np.zeros(len(sizes))
    if sizes @ weights <= 0:
        return None
    largest = np.zeros(len(sizes))
    largest[int(np.argmax(sizes))] = 1.0
    for counts in (
        rules.dominance / 100 * weights - largest_firms(sizes, weights, rules.dominance_firms),
        weights - largest_firms(sizes, weights, 2) - rules.p_percent / 100 * largest,
    ):
        if counts @ sizes < -1e-9 * (sizes @ weights):
            return np.asarray(np.round(counts, 12))
    return None


def largest_firms(sizes: np.ndarray, weights: np.ndarray, count: int) -> np.ndarray:
    """Return how often each firm is among the `count` largest: it fills as many places as its weight.

    Examples
    --------
    >>> largest_firms(np.array([4.0, 10.0]), np.array([3.0, 1.0]), 2).tolist()
    [1.0, 1.0]
    """
    order = np.argsort(-sizes, kind="stable")
    places = np.zeros(len(sizes))
    before = np.cumsum(weights[order]) - weights[order]
    places[order] = np.clip(count - before, 0, weights[order])
    return places


def sensitive_cells(
    firms: pd.DataFrame, keys: list[str], rules: Rules, share: Mapping[str, float] | None = None
) -> set[tuple[str, ...]]:
    """Return the keys of the cells of a survey that are sensitive.

    Parameters
    ----------
    firms
        One survey, as `survey_of` returns it.
    keys
        Columns that make up a cell, such as ``["industry", "skill_level"]``.
    rules
        The rules in force.
    share
        Share of each industry's persons that belongs to the cell (others: none); for sums over industries.

    Examples
    --------
    >>> firms = pd.DataFrame({"firm": ["a", "b", "c"], "industry": "C31", "weight": 1.0, "employed": [98, 1, 1]})
    >>> sensitive_cells(firms, ["industry"], Rules())
    {('C31',)}
    """
    rows = firms[firms["employed"] > 0]
    if share is not None:
        rows = rows.assign(employed=rows["employed"] * rows["industry"].map(share).fillna(0.0).astype("float64"))
        rows = rows[rows["employed"] > 0]
    if rows.empty:
        return set()
    held = rows.groupby([*keys, "firm"], observed=True).agg(size=("employed", "sum"), weight=("weight", "first"))
    found = set()
    for key, part in held.groupby(level=list(range(len(keys)))):
        if is_sensitive(part["size"].to_numpy(dtype=np.float64), part["weight"].to_numpy(dtype=np.float64), rules):
            found.add(tuple(map(str, key if isinstance(key, tuple) else (key,))))
    return found
