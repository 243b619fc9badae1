"""Expert overrides: dated, reasoned, expiring, and scored by what came true."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

VERDICTS = {
    "helped": ("专家调整正确，模型判定不正确", "the expert was right and the rule wrong"),
    "harmed": ("专家调整不正确，模型判定正确", "the expert was wrong and the rule right"),
    "same": ("与模型判定相同", "the rule said the same"),
    "open": ("尚无结果", "no outcome yet"),
}


def apply_overrides(evidence: pd.DataFrame, overrides: pd.DataFrame | None, *, date: str) -> pd.DataFrame:
    """Set the calls that experts have decided, while their decision is in force.

    Parameters
    ----------
    evidence
        One row an occupation with `listed`.
    overrides
        Table `overrides`, or None.
    date
        Day of publication (``2025-12-31``): a decision counts from its date to its expiry; the latest wins.

    Returns
    -------
    DataFrame
        `evidence` with `listed` as decided, `override` and `override_en` holding who decided when and why (the reason in the words of
        the record; empty where there is none), and `override_expires` its last day.
    """
    out = evidence.assign(override="", override_en="", override_expires="")
    if overrides is None:
        return out
    force = overrides[(overrides["date"] <= date) & (overrides["expires"] >= date)].sort_values("date")
    items: Any = force.itertuples(index=False)
    for item in items:
        row = out["occupation"] == item.target
        out.loc[row, "listed"] = item.value == "list"
        out.loc[row, "override"] = f"专家调整（{item.role}，{item.date}，{item.expires}到期）：{item.reason}"
        out.loc[row, "override_en"] = (
            f"expert decision ({item.role}, {item.date}, expires {item.expires}): {item.reason}"
        )
        out.loc[row, "override_expires"] = item.expires
    return out


def score_overrides(overrides: pd.DataFrame, calls: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Say of every past override whether it was right, and whether the rule would have been.

    Parameters
    ----------
    overrides
        Table `overrides`.
    calls
        What the rule said, without overrides: occupation, year (of the data; the catalogue takes effect on 1 January of the next),
        listed, probability.
    outcomes
        occupation, year, outcome: whether the occupation proved short (1) or not (0), as for `validate_list`.

    Returns
    -------
    DataFrame
        One row an override and year it was in force and there is a call: target, value, role, date, expires, year, listed
        (by the rule), probability, outcome, verdict (a key of `VERDICTS`) and gain (squared error of the rule's
        probability less that of the decision, taken as 0 or 1: positive where the expert came nearer; NaN without outcome).

    Examples
    --------
    >>> decision = {"target": "a", "value": "list", "reason": "new plant", "role": "office", "date": "2024-06-01"}
    >>> overrides = pd.DataFrame([decision | {"expires": "2025-06-30"}])
    >>> calls = pd.DataFrame({"occupation": ["a"], "year": [2024], "listed": [False], "probability": [0.3]})
    >>> outcomes = pd.DataFrame({"occupation": ["a"], "year": [2024], "outcome": [1.0]})
    >>> score_overrides(overrides, calls, outcomes)[["verdict", "gain"]].round(2).values.tolist()
    [['helped', 0.49]]
    """
    known = calls[["occupation", "year", "listed", "probability"]].merge(
        outcomes[["occupation", "year", "outcome"]], on=["occupation", "year"], how="left"
    )
    rows = overrides.merge(known, left_on="target", right_on="occupation").drop(columns="occupation")
    effect = (rows["year"] + 1).astype(str) + "-01-01"
    rows = rows[(rows["date"] <= effect) & (rows["expires"] >= effect)].sort_values(["target", "year", "date"])
    # As in the catalogue, the latest decision of a day in force is the one that counted.
    rows = rows.drop_duplicates(["target", "year"], keep="last", ignore_index=True)
    decided, listed, outcome = rows["value"] == "list", rows["listed"].astype(bool), rows["outcome"].astype(float)
    rows["verdict"] = np.select(
        [outcome.isna(), decided == listed, decided == (outcome > 0)], ["open", "same", "helped"], default="harmed"
    )
    rows["gain"] = (rows["probability"] - outcome) ** 2 - (decided.astype(float) - outcome) ** 2
    return rows.drop(columns="reason")
