"""One world: the library's lists, made year by year from what was known, and the rivals' lists beside the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rules import ON_SCORES, longest
from world import FIRST_YEAR, INDICATORS, OCCUPATIONS, THRESHOLD, YEARS, World, world

from skillcast.parameters import load_parameters
from skillcast.shortage.calls import make_calls
from skillcast.shortage.ranks import rank_occupations
from skillcast.shortage.tightness import Tightness, filter_tightness, score_values
from skillcast.shortage.validation import validate_list

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
UNKNOWN = 0.1586553
"""Chance of shortage of an occupation nobody has seen yet: a standard normal above the threshold."""
OURS = "filter .6/.4"
PARAMETERS = load_parameters(2025)


@dataclass(frozen=True)
class Result:
    """Rows of one world: a rule each; chances; ranks; lists without one indicator."""

    rules: pd.DataFrame
    chances: pd.DataFrame
    ranks: pd.DataFrame
    without: pd.DataFrame


@dataclass(frozen=True)
class Lists:
    """(O, T) chances, filtered means, and lists by rule; ranks of all years."""

    chance: Floats
    mean: Floats
    listed: dict[str, Flags]
    ranks: pd.DataFrame


def measure(seed: int) -> Result:
    """Simulate a world, make all lists, and score them."""
    truth = world(seed)
    ours = lists(truth.values, seed=seed)
    score = mean_score(truth.values)
    found = {name: rule(score) for name, rule in ON_SCORES.items()} | ours.listed
    hard = {name: np.where(listed, 1.0, 0.0) for name, listed in found.items()}
    rows = [
        scores(name, listed, ours.chance if name.startswith("filter") else hard[name], truth)
        for name, listed in found.items()
    ]
    rows.append(scores("the true list", truth.short, truth.short.astype(float), truth))
    chances = pd.DataFrame({"chance": ours.chance.ravel(), "short": truth.short.ravel()})
    return Result(
        pd.DataFrame(rows).assign(seed=seed),
        chances.assign(seed=seed),
        covered(ours, truth).assign(seed=seed),
        pd.DataFrame(list(without(truth, ours.listed[OURS]))).assign(seed=seed),
    )


def known(values: pd.DataFrame) -> Iterator[tuple[int, Tightness]]:
    """Yield every year with the tightness found from what was seen up to it, under the parameters the library ships."""
    names = ("persistence", "reliability", "half_size", "error_correlation", "prior_weight", "huber")
    options = {name: PARAMETERS.number(f"shortage.{name}") for name in names}
    for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
        yield year, filter_tightness(score_values(values[values["year"] <= year]), **options)


def lists(values: pd.DataFrame, *, seed: int | None = None) -> Lists:
    """Return the library's lists, each year's call with the lists made before as its memory; ranks if a seed is given."""
    levels = {
        OURS: (PARAMETERS.number("shortage.enter"), PARAMETERS.number("shortage.leave")),
        "filter .65/.3": (0.65, 0.3),
    }
    chance, mean = np.full((OCCUPATIONS, YEARS), UNKNOWN), np.zeros((OCCUPATIONS, YEARS))
    listed = {name: np.zeros((OCCUPATIONS, YEARS), dtype=bool) for name in levels}
    made: dict[str, dict[int, set[str]]] = {name: {} for name in levels}
    ranks = []
    for year, tightness in known(values):
        column = year - FIRST_YEAR
        place = np.array(tightness.occupations, dtype=int)
        chance[place, column] = tightness.probability(THRESHOLD)[:, -1]
        mean[place, column] = tightness.mean[:, -1]
        for name, (enter, leave) in levels.items():
            calls = make_calls(
                tightness,
                threshold=THRESHOLD,
                enter=enter,
                leave=leave,
                minimum_evidence=PARAMETERS.number("shortage.minimum_evidence"),
                minimum_stay=PARAMETERS.integer("shortage.minimum_stay"),
                published=made[name],
            )
            now = calls[(calls["year"] == year) & calls["listed"]]["occupation"]
            made[name][year] = set(now)
            listed[name][now.astype(int), column] = True
        if seed is not None:
            ranks.append(rank_occupations(tightness, seed=seed))
    listed["filter P > .5"] = chance > 0.5
    listed["top 20 of the filtered mean"] = longest(mean)
    return Lists(chance, mean, listed, pd.concat(ranks, ignore_index=True) if ranks else pd.DataFrame())


def mean_score(values: pd.DataFrame) -> Floats:
    """(O, T) mean of the indicators seen, far below every threshold where none was."""
    means = values.groupby(["occupation", "year"])["value"].mean()
    score = np.full((OCCUPATIONS, YEARS), -np.inf)
    occupation, year = (means.index.get_level_values(name) for name in ("occupation", "year"))
    score[occupation.astype(int), year - FIRST_YEAR] = means
    return score


def scores(rule: str, listed: Flags, chance: Floats, truth: World) -> dict[str, object]:
    """Return the measures of one rule's lists."""
    calls = long(listed=listed, probability=chance)
    found = validate_list(calls, long(outcome=truth.short.astype(float))).summary.set_index("measure")
    names = ("precision", "recall", "turnover", "flips", "brier", "entry_auc", "exit_auc")
    row: dict[str, object] = {"rule": rule, **{name: found.loc[name, "value"] for name in names}}
    row["brier_again"] = found.loc["brier", "baseline"]
    return row


def long(**arrays: NDArray[np.generic]) -> pd.DataFrame:
    """Return occupation, year and a column an array (O, T)."""
    keys = pd.MultiIndex.from_product(
        [[f"{number:03d}" for number in range(OCCUPATIONS)], range(FIRST_YEAR, FIRST_YEAR + YEARS)],
        names=["occupation", "year"],
    )
    return pd.DataFrame({name: array.ravel() for name, array in arrays.items()}, index=keys).reset_index()


def covered(ours: Lists, truth: World) -> pd.DataFrame:
    """Return, by occupation and year, whether the interval of ranks holds the true rank, and the chance to be among the first 20."""
    places = (-truth.tightness).argsort(axis=0).argsort(axis=0) + 1
    rows = ours.ranks
    at = rows["occupation"].astype(int).to_numpy(), (rows["year"] - FIRST_YEAR).to_numpy()
    true = places[at]
    return pd.DataFrame(
        {
            "listed": ours.listed[OURS][at],
            "hit": (rows["rank_lo"] <= true) & (true <= rows["rank_hi"]),
            "width": rows["rank_hi"] - rows["rank_lo"] + 1,
            "stated": rows["top_probability"],
            "first": true <= 20,
            "published": rows["rank"] <= 20,
        }
    )


def without(truth: World, whole: Flags) -> Iterator[dict[str, object]]:
    """Yield what happens to the list, over all years, when one indicator is not there from the beginning."""
    for name in INDICATORS:
        less = lists(truth.values[truth.values["indicator"] != name]).listed[OURS]
        yield {
            "indicator": name,
            "lost": (whole & ~less).sum() / whole.sum(),
            "gained": (less & ~whole).sum() / whole.sum(),
            "jaccard": 1 - (whole & less).sum() / (whole | less).sum(),
        }
