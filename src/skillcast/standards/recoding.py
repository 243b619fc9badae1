"""Moving counts from one edition of a code list to another: whole persons, and what is lost on the way.

Between editions codes are renamed, split and merged. A merged code can never be taken apart again, the parts of a split
one are a guess; the losses say how many persons that touches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.draws import Draws
from skillcast.errors import DataError, Problem
from skillcast.standards.editions import EditionMap

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Recoded:
    """A recoded frame and what it cost.

    Parameters
    ----------
    frame
        The rows in the new edition; rows that came to share a key are added up.
    codes
        One row an old code: persons, targets, `moved` persons (to another code), `split` (the code has several targets),
        `merged` persons (in new codes that others also go to), and `entropy` of the split in bits.
    losses
        Persons in all, `moved`, `split` and `merged`; their shares; `guessed`, bits a person that the weights had to guess
        (entropy of the new code given the old), and `lost`, bits a person that cannot be recovered (of the old given the new).
    """

    frame: pd.DataFrame
    codes: pd.DataFrame
    losses: dict[str, float]


def recode(
    frame: pd.DataFrame,
    editions: EditionMap,
    *,
    column: str,
    values: Sequence[str] = ("employed",),
    unlisted: Literal["refuse", "keep"] = "refuse",
) -> Recoded:
    """Move a long frame to another edition; every row keeps its total, so every period keeps its history.

    Parameters
    ----------
    frame
        A long frame; columns other than `values` are its key. Numbers that cannot be added up (firms sampled) do not
        belong in it.
    editions
        The map.
    column
        The column of codes.
    values
        Columns of counts. Whole numbers are split by largest remainder, others in proportion.
    unlisted
        What to do with codes that the map does not hold: refuse, or keep them as they are (a map of changes only).

    Returns
    -------
    Recoded

    Raises
    ------
    DataError
        Codes that are not in the map, all of them; a missing or negative count.

    Examples
    --------
    >>> from skillcast.standards.editions import edition_map
    >>> links = pd.DataFrame({"old": ["a", "b", "b"], "new": ["A", "B", "C"], "weight": [1, 0.7, 0.3], "source": "survey"})
    >>> codes = edition_map(links, old_edition="2015", new_edition="2022")
    >>> counts = pd.DataFrame({"occupation": ["a", "b"], "period": "2021", "employed": [10, 15]})
    >>> found = recode(counts, codes, column="occupation")
    >>> found.frame.to_dict("list")
    {'occupation': ['A', 'B', 'C'], 'period': ['2021', '2021', '2021'], 'employed': [10, 11, 4]}
    >>> found.losses["split"], round(found.losses["guessed"], 3)
    (15.0, 0.529)
    """
    rows, links = _join(frame[column], editions, unlisted)
    moved = frame.iloc[rows].assign(**{column: links["new"].to_numpy()})
    weight = links["weight"].to_numpy()
    for name in values:
        _refuse_counts(frame[name])
        whole = pd.api.types.is_integer_dtype(frame[name])
        counts = frame[name].to_numpy(dtype=np.int64 if whole else np.float64)
        parts = counts[rows] * weight
        moved[name] = _whole(parts[:, None], counts[:, None], rows)[:, 0] if whole else parts
    keys = [name for name in frame.columns if name not in values]
    summed = moved.groupby(keys, sort=False, dropna=False, as_index=False)[list(values)].sum()
    persons = frame[values[0]].to_numpy(dtype=np.float64)[rows] * weight
    codes, losses = _losses(links.assign(persons=persons))
    return Recoded(summed[list(frame.columns)], codes, losses)


def recode_draws(
    draws: Draws,
    editions: EditionMap,
    *,
    column: str,
    certainty: float | None = None,
    unlisted: Literal["refuse", "keep"] = "refuse",
    seed: int = 0,
) -> Draws:
    """Move scenarios to another edition; with `certainty` every scenario has weights of its own.

    Parameters
    ----------
    draws
        (N, H, S) persons. Whole numbers stay whole, and the total of every key other than `column` stays exact.
    editions, column, unlisted
        As in `recode`.
    certainty
        As in `EditionMap.draw_weights`; None takes the weights as they are.
    seed
        Of the weights.

    Returns
    -------
    Draws
    """
    rows, links = _join(draws.index[column], editions, unlisted)
    weights = links["weight"].to_numpy()[:, None]
    if certainty is not None:
        drawn = editions.draw_weights(certainty=certainty, size=draws.size, seed=seed)
        known = links["link"].to_numpy()
        weights = np.where(known[:, None] >= 0, drawn[known], 1.0)
    parts = draws.samples[rows] * weights[:, None, :]
    if np.issubdtype(draws.samples.dtype, np.integer):
        shape = draws.samples.shape
        flat = _whole(parts.reshape(len(rows), -1), draws.samples.reshape(len(draws.index), -1), rows)
        parts = flat.reshape(len(rows), *shape[1:])
    index = draws.index.iloc[rows].assign(**{column: links["new"].to_numpy()}).reset_index(drop=True)
    return Draws(index, draws.periods, parts).total(list(draws.index.columns))


def _refuse_counts(counts: pd.Series) -> None:
    wrong = np.flatnonzero(~(counts.to_numpy(dtype=np.float64, na_value=np.nan) >= 0))
    facts = {"allowed": "[0, ∞)", "unit": "persons"}
    if len(wrong):
        raise DataError(
            Problem("out-of-range", row=int(row) + 2, column=str(counts.name), value=counts.iloc[row], facts=facts)
            for row in wrong
        )


def _join(codes: pd.Series, editions: EditionMap, unlisted: str) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """Return which row each part comes from, and the link (-1: kept as it is) that it takes."""
    links = editions.links.assign(link=np.arange(len(editions.links)))
    absent = sorted(set(codes.astype(str)) - set(links["old"]))
    if absent and unlisted == "refuse":
        other = f"{editions.old_edition} → {editions.new_edition}"
        raise DataError(
            Problem("dangling-key", column=str(codes.name), value=code, facts={"other": other}) for code in absent
        )
    kept = pd.DataFrame({"old": absent, "new": absent, "weight": 1.0, "source": "", "link": -1})
    rows = pd.DataFrame({"old": codes.astype(str).to_numpy(), "row": np.arange(len(codes))})
    joined = rows.merge(pd.concat([links, kept]) if absent else links, on="old").sort_values(
        ["row", "new"], ignore_index=True
    )
    return joined["row"].to_numpy(dtype=np.int64), joined


def _whole(parts: Floats, totals: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Round parts (P, C) so that those of a row add up to its total (N, C): largest remainders, ties to the earlier part."""
    out = np.floor(parts + 1e-9).astype(np.int64)
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    lacking = totals[rows[starts]] - np.add.reduceat(out, starts, axis=0)
    for start, stop, missing in zip(starts, [*starts[1:], len(rows)], lacking, strict=True):
        if stop - start > 1:
            order = np.argsort(-(parts[start:stop] - out[start:stop]).round(9), axis=0, kind="stable")
            out[start:stop] += np.argsort(order, axis=0, kind="stable") < missing
    return out


def _losses(flows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, float]]:
    pairs = flows.groupby(["old", "new"], as_index=False)[["persons", "weight"]].agg(
        {"persons": "sum", "weight": "first"}
    )
    old, new = (pairs.groupby(side)["persons"].transform("sum") for side in ("old", "new"))
    several = pairs.groupby("old")["new"].transform("size") > 1
    shared = pairs.groupby("new")["old"].transform("size") > 1
    pairs = pairs.assign(
        moved=pairs["persons"].where(pairs["old"] != pairs["new"], 0.0),
        split=pairs["persons"].where(several, 0.0),
        merged=pairs["persons"].where(shared, 0.0),
        bits=_bits(pairs["weight"], 1.0) * pairs["weight"],
    )
    grouped = pairs.groupby("old")
    codes = grouped[["persons", "moved", "split", "merged"]].sum()
    codes = codes.assign(targets=grouped.size(), entropy=grouped["bits"].sum()).reset_index()
    total = float(pairs["persons"].sum())
    safe = total or 1.0
    sums = {name: float(pairs[name].sum()) for name in ("moved", "split", "merged")}
    return codes, {
        "persons": total,
        **sums,
        **{f"{name}_share": value / safe for name, value in sums.items()},
        "guessed": float((pairs["persons"] * _bits(pairs["persons"], old)).sum()) / safe,
        "lost": float((pairs["persons"] * _bits(pairs["persons"], new)).sum()) / safe,
    }


def _bits(part: pd.Series, whole: pd.Series | float) -> pd.Series:
    share = (part / whole).where(part > 0, 1.0)
    return pd.Series(-np.log2(share), index=part.index)
