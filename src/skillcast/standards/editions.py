"""Links between two editions of a code list: where the persons of an old code go, with weights that sum to 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.errors import DataError, Problem
from skillcast.standards.lists import EDITIONS, code_list
from skillcast.streams import stream

Floats = NDArray[np.float64]

COLUMNS = ("old", "new", "weight", "source")
SLACK = 1e-9
"""How far the weights of a code may be from 1."""


@dataclass(frozen=True)
class EditionMap:
    """Where the codes of one edition go in another.

    Parameters
    ----------
    old_edition, new_edition
        Names of the editions, such as ``CSCO-2015``.
    links
        old, new, weight, source: one row a pair, sorted; the weights of an old code sum to 1.

    Examples
    --------
    >>> links = pd.DataFrame({"old": ["a", "b", "b"], "new": ["A", "B", "C"], "weight": [1, 0.7, 0.3], "source": "survey"})
    >>> codes = edition_map(links, old_edition="2015", new_edition="2022")
    >>> codes.links["weight"].groupby(codes.links["old"]).sum().tolist()
    [1.0, 1.0]
    """

    old_edition: str
    new_edition: str
    links: pd.DataFrame

    def inverse(self) -> EditionMap:
        """Return the way back.

        Raises
        ------
        DataError
            If a code was split or merged: the way back would be a guess, and needs weights of its own.
        """
        split, merged = (self.links[side].duplicated(keep=False) for side in ("old", "new"))
        if split.any() or merged.any():
            several = self.links.loc[split | merged, "old"].unique()
            raise DataError(_no_way_back(code) for code in several)
        links = self.links.rename(columns={"old": "new", "new": "old"})[list(COLUMNS)]
        return EditionMap(self.new_edition, self.old_edition, links.sort_values(["old", "new"], ignore_index=True))

    def draw_weights(self, *, certainty: float, size: int, seed: int = 0) -> Floats:
        """Draw (links, size) weights; those of an old code sum to 1 in every draw.

        Parameters
        ----------
        certainty
            How sure the weights are, as if so many persons had been recoded by hand: Dirichlet(certainty x weight).
        size, seed
            Number of draws, seed of the streams (one an old code).
        """
        drawn = np.ones((len(self.links), size))
        for code, rows in self.links.groupby("old").indices.items():
            alpha = certainty * self.links["weight"].to_numpy()[rows]
            rng = stream(seed, "editions", self.old_edition, self.new_edition, code)
            drawn[rows] = rng.dirichlet(alpha, size=size).T if len(rows) > 1 else 1.0
        return drawn


def edition_map(
    table: pd.DataFrame, *, old_edition: str, new_edition: str, classification: str | None = None
) -> EditionMap:
    """Check a table of links between two editions.

    Parameters
    ----------
    table
        old, new, weight, source; many-to-many. A code that did not change stands with itself and weight 1.
    old_edition, new_edition
        Names of the editions.
    classification
        ``occupation``, ``industry`` or ``programme``: checks codes against the edition that skillcast ships.

    Returns
    -------
    EditionMap

    Raises
    ------
    DataError
        Every problem of the table: missing columns or values, weights outside (0, 1], repeated pairs, weights that do not
        sum to 1, codes that are not in the edition.
    """
    lacking = [column for column in COLUMNS if column not in table]
    if lacking:
        facts = {"allowed": "、".join(COLUMNS)}
        raise DataError(Problem("missing-column", table="editions", column=column, facts=facts) for column in lacking)
    links = table[list(COLUMNS)].reset_index(drop=True)
    problems = [
        *_row_problems(links),
        *_sum_problems(links),
        *_code_problems(links, old_edition, new_edition, classification),
    ]
    if problems:
        raise DataError(problems)
    links = links.astype({"old": str, "new": str, "weight": float, "source": str})
    return EditionMap(old_edition, new_edition, links.sort_values(["old", "new"], ignore_index=True))


def _no_way_back(code: str) -> Problem:
    facts = {
        "reason": f"“{code}”被拆分或合并，不能反向",
        "reason_en": f"'{code}' is split or merged; there is no way back",
    }
    return Problem("inconsistent", table="editions", value=code, facts=facts)


def _row_problems(links: pd.DataFrame) -> Iterator[Problem]:
    for name in ("old", "new", "weight", "source"):
        for row in np.flatnonzero(links[name].isna() | links[name].astype(str).str.strip().eq("")):
            yield Problem("missing-value", table="editions", row=int(row) + 2, column=name)
    numbers = pd.to_numeric(links["weight"], errors="coerce")
    for row in np.flatnonzero(~((numbers > 0) & (numbers <= 1)) & links["weight"].notna()):
        facts = {"allowed": "(0, 1]", "unit": "share"}
        value = links["weight"].iloc[row]
        yield Problem("out-of-range", table="editions", row=int(row) + 2, column="weight", value=value, facts=facts)
    pairs = links["old"].astype(str) + " → " + links["new"].astype(str)
    first = {pair: row for row, pair in reversed(list(enumerate(pairs)))}
    for row in np.flatnonzero(pairs.duplicated()):
        facts = {"other": str(first[pairs[row]] + 2)}
        yield Problem("duplicate-key", table="editions", row=int(row) + 2, value=pairs[row], facts=facts)


def _sum_problems(links: pd.DataFrame) -> Iterator[Problem]:
    sums = pd.to_numeric(links["weight"], errors="coerce").groupby(links["old"]).sum()
    for code, total in sums[(sums - 1.0).abs() > SLACK].items():
        facts = {"total": f"{total:.6g}"}
        yield Problem("weights-not-one", table="editions", column="weight", value=code, facts=facts)


def _code_problems(links: pd.DataFrame, old: str, new: str, classification: str | None) -> Iterator[Problem]:
    if classification is None:
        return
    shipped = EDITIONS[classification]
    if shipped not in (old, new):
        raise ValueError(f"{classification}: neither {old} nor {new} is shipped; there is {shipped}")
    side = "old" if shipped == old else "new"
    codes = code_list(classification)
    for row, code in enumerate(links[side].astype(str)):
        if fault := codes.fault(code):
            yield Problem(fault[0], table="editions", row=row + 2, column=side, value=code, facts=fault[1])
