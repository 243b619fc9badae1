"""Does a list tell anything? Its calls beside what came true later, and beside the list of the year before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from skillcast.errors import DataError, Problem

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
MEASURES = {
    "brier": ("Brier 评分（越小越好）", "Brier score (smaller is better)"),
    "precision": ("查准率", "precision"),
    "recall": ("查全率", "recall"),
    "entry_auc": ("新增判定的 AUC", "AUC of entries"),
    "exit_auc": ("移出判定的 AUC", "AUC of exits"),
    "entry_precision": ("前 k 个新增候选的查准率", "precision among the first k candidates to enter"),
    "exit_precision": ("前 k 个移出候选的查准率", "precision among the first k candidates to leave"),
    "turnover": ("目录更替率（1−Jaccard）", "turnover of the list (1 - Jaccard)"),
    "flips": ("反复率", "flips"),
}


@dataclass(frozen=True)
class Validation:
    """What a list is worth.

    Parameters
    ----------
    summary
        measure (a key of `MEASURES`), value, baseline ("same list as last year", or what chance would give), gain (improvement over the
        baseline; for the Brier score as a share of it), n (occupation-years it rests on).
    reliability
        By tenth of the stated probability: low, high, n, stated (mean probability), observed (share that came true).
    """

    summary: pd.DataFrame
    reliability: pd.DataFrame

    def value(self, measure: str) -> float:
        """Return the value of a measure."""
        return float(self.summary.set_index("measure")["value"][measure])


def validate_list(calls: pd.DataFrame, outcomes: pd.DataFrame, *, top: int = 5) -> Validation:
    """Score a list, year by year, against what came true later.

    Parameters
    ----------
    calls
        occupation, year, listed and, if there are chances, probability. A list without chances is scored as chances of 0
        and 1, and nothing can be said of its candidates.
    outcomes
        occupation, year (of the call it answers), outcome: whether the occupation proved short (1) or not (0), such as a share unfilled or a
        growth of pay in the year after above a bound set beforehand. Missing outcomes are left out.
    top
        k of the precision among candidates: per year, the k likeliest occupations to enter (to leave) the last year's list.

    Returns
    -------
    Validation

    Raises
    ------
    DataError
        If an occupation and year is called or answered twice, or no call has an outcome.

    Notes
    -----
    Calls repeat themselves, so a list that only repeats the last one looks good. Therefore AUC and precision among
    candidates are taken apart for occupations that were not on the last year's list (who enters?) and that were
    (who leaves?): there the last list knows nothing, and its AUC is one half. Pairs are compared within a year. Baseline of
    the Brier score: how often the listed and the unlisted of the year before proved short in the other years.
    Turnover: mean of 1 - Jaccard of neighbouring years. Flips: calls that are taken back the next year, on-off-on or
    off-on-off, a year and per occupation listed.

    Examples
    --------
    >>> calls = pd.DataFrame(
    ...     {"occupation": ["a", "b", "a", "b"], "year": [2023, 2023, 2024, 2024], "listed": [True, False, True, True],
    ...      "probability": [0.9, 0.2, 0.8, 0.7]}
    ... )
    >>> outcomes = calls[["occupation", "year"]].assign(outcome=[1, 0, 1, 1])
    >>> found = validate_list(calls, outcomes)
    >>> round(found.value("brier"), 3), found.value("turnover")
    (0.045, 0.5)
    """
    rows = _rows(calls, outcomes)
    years = [_Year(part) for _, part in rows.groupby("year")]
    parts = [*_hits(rows), *_candidates(years, top, certain="probability" in calls), *_stability(calls, rows)]
    summary = pd.DataFrame(parts, columns=["measure", "value", "baseline", "gain", "n"])
    return Validation(summary.set_index("measure").loc[list(MEASURES)].reset_index(), _reliability(rows))


@dataclass(frozen=True)
class _Year:
    rows: pd.DataFrame

    def candidates(self, *, entering: bool) -> tuple[Floats, Flags]:
        """Return chance and truth of a change among those who were off (on) the last year's list; empty in a first year."""
        part = self.rows[self.rows["before"].eq(not entering) & self.rows["before"].notna()]
        chance, truth = part["probability"].to_numpy(), part["outcome"].to_numpy(dtype=bool)
        return (chance, truth) if entering else (1 - chance, ~truth)


def _rows(calls: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return calls that have an outcome, with `before`: whether the occupation was on the last year's list, if there was one."""
    for table, frame in (("calls", calls), ("outcomes", outcomes)):
        keys = list(zip(frame["occupation"], frame["year"], strict=True))
        twice = np.flatnonzero(frame.duplicated(["occupation", "year"]))
        if len(twice):
            row = int(twice[0])
            value, first = f"{keys[row][0]}, {keys[row][1]}", keys.index(keys[row])
            fault = Problem(
                "duplicate-key", table=table, row=row, column="occupation", value=value, facts={"other": first}
            )
            raise DataError([fault])
    columns = [name for name in ("occupation", "year", "listed", "probability") if name in calls]
    known = calls[columns].astype({"listed": bool})
    if "probability" not in known:
        known = known.assign(probability=known["listed"].astype(float))
    last = known[["occupation", "year", "listed"]].assign(year=known["year"] + 1).rename(columns={"listed": "before"})
    known = known.merge(last, on=["occupation", "year"], how="left")
    # An occupation that last year's list did not know was not on it.
    follows = known["year"].isin(set(last["year"]))
    known["before"] = known["before"].where(known["before"].notna() | ~follows, False)
    answers = outcomes[["occupation", "year", "outcome"]].dropna()
    rows = known.merge(answers, on=["occupation", "year"])
    rows = rows.dropna(subset=["probability"]).sort_values(["year", "occupation"], ignore_index=True)
    if rows.empty:
        raise DataError([Problem("empty-table", table="outcomes")])
    return rows.assign(outcome=rows["outcome"].astype(float))


Row = tuple[str, float, float, float, int]


def _hits(rows: pd.DataFrame) -> Iterator[Row]:
    again = rows[rows["before"].notna()]
    truth, chance = rows["outcome"], rows["probability"]
    brier = float(((chance - truth) ** 2).mean())
    base = float(((_persistence(again) - again["outcome"]) ** 2).mean()) if len(again) else np.nan
    mine = float(((again["probability"] - again["outcome"]) ** 2).mean()) if len(again) else np.nan
    yield "brier", brier, base, 1 - mine / base if base > 0 else np.nan, len(rows)
    before = again["before"].astype(bool)
    for name, share in (("precision", _precision), ("recall", _recall)):
        value, baseline = share(rows["listed"], truth), share(before, again["outcome"])
        yield name, value, baseline, share(again["listed"], again["outcome"]) - baseline, len(rows)


def _precision(listed: pd.Series, truth: pd.Series) -> float:
    return float(truth[listed].mean()) if listed.any() else np.nan


def _recall(listed: pd.Series, truth: pd.Series) -> float:
    return float(listed[truth > 0].mean()) if (truth > 0).any() else np.nan


def _persistence(rows: pd.DataFrame) -> pd.Series:
    """Return how often those on (off) the last year's list proved short in all other years; with one year: in that one."""
    sums = rows.groupby(["year", "before"])["outcome"].agg(["sum", "count"])
    own = pd.MultiIndex.from_frame(rows[["year", "before"]])
    whole = sums.groupby("before").sum().reindex(rows["before"]).to_numpy(dtype=np.float64)
    rest = whole - sums.reindex(own).to_numpy(dtype=np.float64)
    used = np.where(rest[:, 1:] > 0, rest, whole)
    return pd.Series(used[:, 0] / used[:, 1], index=rows.index)


def _candidates(years: list[_Year], top: int, *, certain: bool) -> Iterator[Row]:
    for name, entering in (("entry", True), ("exit", False)):
        parts = [year.candidates(entering=entering) for year in years]
        pairs = sum(int(truth.sum()) * int((~truth).sum()) for _, truth in parts)
        wins = sum(_wins(chance, truth) for chance, truth in parts)
        area = wins / pairs if pairs and certain else np.nan
        count = sum(len(truth) for _, truth in parts)
        yield f"{name}_auc", area, 0.5, area - 0.5, count
        first = [truth[np.argsort(-chance, kind="stable")[:top]] for chance, truth in parts]
        chosen = np.concatenate(first) if first else np.array([])
        value = float(chosen.mean()) if len(chosen) and certain else np.nan
        # What a blind choice of as many would have hit.
        blind = sum(len(some) * truth.mean() for some, (_, truth) in zip(first, parts, strict=True) if len(some))
        base = float(blind / len(chosen)) if len(chosen) else np.nan
        yield f"{name}_precision", value, base, value - base, len(chosen)


def _wins(chance: Floats, truth: Flags) -> float:
    """Return in how many pairs of a true and a false candidate the true one has the higher chance; ties count half."""
    positive = int(truth.sum())
    return float(rankdata(chance)[truth].sum()) - positive * (positive + 1) / 2 if positive else 0.0


def _stability(calls: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Row]:
    mine = _grid(calls.assign(on=calls["listed"].astype(bool)))
    true = _grid(rows.assign(on=rows["outcome"] > 0))
    for name, measure in (("turnover", turnover), ("flips", flips)):
        value, base = measure(mine), measure(true)
        yield name, value, base, base - value, int(mine.size)


def _grid(frame: pd.DataFrame) -> pd.DataFrame:
    """Return occupations x years (True: on the list); an occupation a year's list does not mention is off."""
    wide = frame.pivot(index="occupation", columns="year", values="on")
    return wide.where(wide.notna(), False).astype(bool)


def turnover(lists: pd.DataFrame) -> float:
    """Return the mean of 1 - Jaccard of neighbouring years; `lists`: occupations x years, True where listed.

    Examples
    --------
    >>> turnover(pd.DataFrame({2024: [True, True, False], 2025: [True, False, True]}, index=list("abc")))
    0.6666666666666667
    """
    years = _years(lists)
    found = []
    for year in years:
        if year + 1 in years:
            before, after = years[year], years[year + 1]
            if (before | after).any():
                found.append(1 - (before & after).sum() / (before | after).sum())
    return float(np.mean(found)) if found else float("nan")


def flips(lists: pd.DataFrame) -> float:
    """Return how many calls are taken back the next year (on-off-on, off-on-off), a year and per occupation listed.

    Examples
    --------
    >>> flips(pd.DataFrame({2023: [True, True], 2024: [True, False], 2025: [True, True]}, index=list("ab")))
    0.6
    """
    years = _years(lists)
    middle = [year for year in years if year - 1 in years and year + 1 in years]
    size = float(np.mean([listed.sum() for listed in years.values()])) if years else 0.0
    if not middle or not size:
        return float("nan")
    back = [(years[year - 1] == years[year + 1]) & (years[year - 1] != years[year]) for year in middle]
    return float(np.sum(back)) / len(middle) / size


def _years(lists: pd.DataFrame) -> dict[int, Flags]:
    """Return who is listed by year, in order."""
    return {year: lists[year].to_numpy(dtype=bool) for year in sorted(map(int, lists.columns))}


def _reliability(rows: pd.DataFrame) -> pd.DataFrame:
    tenth = np.minimum((rows["probability"] * 10).astype(int), 9)
    parts = rows.groupby(tenth)
    frame = pd.DataFrame(
        {"n": parts.size(), "stated": parts["probability"].mean(), "observed": parts["outcome"].mean()}
    )
    frame.insert(0, "high", (frame.index + 1) / 10)
    frame.insert(0, "low", frame.index / 10)
    return frame.reset_index(drop=True)
