"""From programme to occupation: links whose weights are judgements, not facts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.errors import DataError, Problem
from skillcast.streams import stream

Counts = NDArray[np.int64]


def check_links(programmes: pd.DataFrame, crosswalk: pd.DataFrame) -> None:
    """Raise `DataError` unless every programme has links and their weights sum to 1."""
    totals = crosswalk.groupby("programme")["weight"].sum()
    problems = [
        Problem("dangling-key", table="programmes", column="programme", value=code, facts={"other": "crosswalk"})
        for code in sorted(set(programmes["programme"]) - set(totals.index))
    ]
    problems += [
        Problem("weights-not-one", table="crosswalk", column="weight", value=code, facts={"total": f"{total:g}"})
        for code, total in totals.items()
        if abs(total - 1) > 1e-6
    ]
    if problems:
        raise DataError(problems)


def split_occupations(
    local: Counts, programmes: Sequence[str], crosswalk: pd.DataFrame, *, certainty: float, seed: int
) -> tuple[list[str], Counts]:
    """Split local graduates into occupations.

    Parameters
    ----------
    local
        (P, H, S) whole persons.
    programmes
        (P,) programme codes; schools that offer the same programme share its weights.
    crosswalk
        Table of this name, weights summing to 1 within a programme.
    certainty
        Graduates whose observation the weights are worth: weights are drawn once a scenario from
        ``Dirichlet(certainty * weight)``, links of weight 0 stay empty.

    Returns
    -------
    (O,) occupations and (O, H, S) whole persons that add up to `local`.
    """
    occupations = sorted(crosswalk["occupation"].unique())
    entering = np.zeros((len(occupations), *local.shape[1:]), dtype=np.int64)
    links = crosswalk[crosswalk["weight"] > 0].sort_values("occupation")
    by_code = np.array(programmes)
    for code in dict.fromkeys(programmes):
        own = links[links["programme"] == code]
        rng = stream(seed, "destinations", code)
        chance = rng.dirichlet(certainty * own["weight"].to_numpy(), size=local.shape[2])
        rest, room = local[by_code == code].sum(axis=0), np.ones(local.shape[2])
        for position, occupation in enumerate(own["occupation"]):
            last = position == len(own) - 1
            share = 1.0 if last else np.clip(chance[:, position] / np.maximum(room, 1e-12), 0.0, 1.0)
            taken = rng.binomial(rest, share)
            entering[occupations.index(occupation)] += taken
            rest, room = rest - taken, room - chance[:, position]
    return occupations, entering
