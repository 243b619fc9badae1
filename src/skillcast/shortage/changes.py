"""What is different from last year's catalogue, and why: data, parameters, an override, a new code or a new look."""

from __future__ import annotations

from typing import Any

import pandas as pd

from skillcast.errors import Language
from skillcast.shortage.calls import REASONS
from skillcast.shortage.catalogue import last_list
from skillcast.shortage.contributions import PAST, contributions
from skillcast.shortage.standing import label, reading
from skillcast.shortage.tightness import Tightness
from skillcast.shortage.validation import flips, turnover

KINDS = {
    "override": ("专家调整", "expert decision"),
    "recoding": ("职业编码变更", "change of code"),
    "parameter": ("参数变更", "change of parameters"),
    "data": ("数据变化", "data"),
    "rule": ("按现行规则和数据重新判定", "judged anew by today's rule and data"),
}
STATUSES = {"new": ("新增", "new"), "removed": ("移出", "removed"), "kept": ("保留", "kept")}


def explain_changes(
    assessment: pd.DataFrame,
    tightness: Tightness,
    calls: pd.DataFrame,
    history: pd.DataFrame | None,
    *,
    year: int,
    old_calls: pd.DataFrame | None = None,
    editions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return every occupation of this or the last list with what moved.

    Parameters
    ----------
    assessment
        One row an occupation: occupation, name, listed (overrides applied), reason, probability, override.
    tightness, calls
        What the calls rest on, and the calls of every year.
    history
        Table `history` under today's codes, or None: then everything is new.
    year
        Year of the data; the last list is the catalogue of this year.
    old_calls
        Calls of `year` made with the parameters of the year before, where these differ.
    editions
        Changes of code (old, new, since).

    Returns
    -------
    DataFrame
        occupation, name, status (a key of `STATUSES`), kind (a key of `KINDS`), reason, override, override_en, probability_last, probability, indicator (the one that moved
        tightness most in the direction of the change; empty if none did), value_last, value, and text with text_en. Sorted by
        status and probability.

    Notes
    -----
    An override in force explains a call whatever the data say. A change of code explains an entry whose old code was listed: its
    years go on. With last year's parameters and this year's data the call may come out as it was: then the parameters did it. If
    the rule, with all that is known now, already says of last year what it says of this one, the last list was drawn up otherwise or
    has been overtaken by later data. Else it is what moved in the year.
    """
    last = last_list(history, year)
    rows = assessment[assessment["listed"] | assessment["occupation"].isin(last)].copy()
    before = rows["occupation"].isin(last)
    rows["status"] = "kept"
    rows.loc[rows["listed"] & ~before, "status"] = "new"
    rows.loc[~rows["listed"], "status"] = "removed"
    past = calls[calls["year"] == year - 1].set_index("occupation")
    rows["probability_last"] = rows["occupation"].map(past["probability"])
    moved = _movers(rows, tightness, year)
    rows = rows.merge(moved, on="occupation", how="left")
    old = None if old_calls is None else old_calls[old_calls["year"] == year].set_index("occupation")["listed"]
    recoded = set() if editions is None else set(editions.loc[editions["since"] == year, "new"])
    said: dict[Any, Any] = past["listed"].to_dict()
    again: dict[Any, Any] = {} if old is None else old.to_dict()
    records = rows.to_dict("records")
    rows["kind"] = [_kind(row, said, again, recoded) for row in records]
    records = rows.to_dict("records")
    rows["text"] = [describe_change(row, "zh") for row in records]
    rows["text_en"] = [describe_change(row, "en") for row in records]
    order = rows["status"].map({"new": 0, "removed": 1, "kept": 2})
    rows = rows.assign(order=order).sort_values(["order", "probability", "occupation"], ascending=[True, False, True])
    names = ["occupation", "name", "status", "kind", "reason", "override", "override_en"]
    values = ["probability_last", "probability", "indicator", "value_last", "value"]
    return rows[[*names, *values, "text", "text_en"]].reset_index(drop=True)


def stability(history: pd.DataFrame | None, listed: set[str], *, year: int) -> dict[str, float]:
    """Return how much the lists of the years change, this one included.

    Parameters
    ----------
    history
        Table `history` under today's codes, or None.
    listed
        Occupations of this list, the catalogue of ``year + 1``.
    year
        Year of the data.

    Returns
    -------
    dict
        ``turnover`` against the last list and ``turnover_all`` over all years (1 - Jaccard), ``flips`` (calls taken back the next year, a year
        and per occupation listed), ``years`` (lists compared); NaN where there is too little.

    Examples
    --------
    >>> history = pd.DataFrame({"year": 2025, "occupation": ["a", "b"], "status": "listed"})
    >>> stability(history, {"a", "c"}, year=2025)["turnover"]
    0.6666666666666667
    """
    sets = {year + 1: listed}
    if history is not None:
        sets |= {int(when): last_list(history, int(when)) for when in history["year"].unique() if when <= year}
    names = sorted(set().union(*sets.values()))
    lists = pd.DataFrame({when: [name in some for name in names] for when, some in sorted(sets.items())}, index=names)
    lists = lists.astype(bool)
    near = [when for when in (year, year + 1) if when in lists]
    return {
        "turnover": turnover(lists[near]),
        "turnover_all": turnover(lists),
        "flips": flips(lists),
        "years": float(lists.shape[1]),
    }


def _movers(rows: pd.DataFrame, tightness: Tightness, year: int) -> pd.DataFrame:
    """Return, by occupation, the indicator that moved its tightness most the way its status went, with both years' values."""
    parts = contributions(tightness, year=year)
    parts = parts[(parts["source"] != PAST) & parts["occupation"].isin(rows["occupation"])]
    change = rows.set_index("occupation")
    rise = change["probability"] >= change["probability_last"].fillna(0.0)
    way = (change["status"] == "new") | ((change["status"] == "kept") & rise)
    signed = parts["change"].to_numpy() * parts["occupation"].map(way).map({True: 1.0, False: -1.0}).to_numpy()
    parts = parts.assign(signed=signed)
    parts = parts[parts["signed"] > 0].sort_values(["occupation", "signed", "source"], ascending=[True, False, True])
    best = parts.drop_duplicates("occupation")[["occupation", "source"]].rename(columns={"source": "indicator"})
    values = tightness.indicators
    for column, when in (("value_last", year - 1), ("value", year)):
        side = values.loc[values["year"] == when, ["occupation", "indicator", "value"]]
        best = best.merge(side.rename(columns={"value": column}), on=["occupation", "indicator"], how="left")
    return best


def _kind(row: dict[Any, Any], said: dict[Any, Any], old: dict[Any, Any], recoded: set[str]) -> str:
    code, listed = str(row["occupation"]), bool(row["listed"])
    if row["override"]:
        return "override"
    if code in recoded:
        return "recoding"
    if code in old and bool(old[code]) != listed:
        return "parameter"
    if row["status"] != "kept" and code in said and bool(said[code]) == listed:
        return "rule"
    return "data"


def describe_change(row: dict[Any, Any], lang: Language = "zh") -> str:
    """Return what moved, in words; a row without `indicator` is described by its probability alone."""
    zh = lang == "zh"
    if row["kind"] == "override":
        return str(row["override" if zh else "override_en"])
    parts = []
    p, before = row["probability"], row["probability_last"]
    if row["kind"] == "rule" and pd.notna(p) and pd.notna(before):
        parts.append(
            f"按现行规则，上年和本年概率为{100 * before:.1f}%和{100 * p:.1f}%"
            if zh
            else f"by this rule the probability was {100 * before:.1f}% and is {100 * p:.1f}%"
        )
        return ("；" if zh else "; ").join(parts)
    if pd.notna(p) and pd.notna(before):
        change = f"{100 * before:.1f}%{'→' if zh else ' to '}{100 * p:.1f}%"
        parts.append(f"紧缺概率{change}" if zh else f"probability {change}")
    elif row["reason"] == "thin":
        parts.append(REASONS["thin"][not zh])
    name = row["indicator"]
    if isinstance(name, str) and pd.notna(row["value"]):
        now, what = reading(name, row["value"], lang), label(name, lang)
        if pd.notna(row["value_last"]):
            last = reading(name, row["value_last"], lang)
            parts.append(f"{what}{last}→{now}" if zh else f"{what} {last} to {now}")
        else:
            parts.append(f"{what}{now}（上年无数据）" if zh else f"{what} {now} (not known the year before)")
    return ("；" if zh else "; ").join(parts) or KINDS[row["kind"]][not zh]
