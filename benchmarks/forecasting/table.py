"""The one table: a row a set, part of the set and method."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from methods import OURS
from metrics import KEYS, over_years, summarise

WHOLE, FIRST_YEAR = "all", "12 months"
LONG, MIDDLE, SHORT = "12+ years", "8-11 years", "under 8 years"
TWO_HORIZONS = ("usm", "aum")
"""Sets of 36 months ahead, scored at twelve months too."""
SUMMED = ("us8", "us12", "us20", "au12", "usm", "aum")
"""Sets whose series have one unit, so that their sum means something."""
COLUMNS = [
    "set",
    "part",
    "method",
    "n",
    "origins",
    "failed",
    "mase",
    "to_naive",
    "smape",
    "owa",
    "sql",
    "cov80",
    "cov80_low",
    "cov80_high",
    "cov80_p",
    "cov95",
    "cov95_low",
    "cov95_high",
    "msis",
    "total80",
    "total80_p",
    "ms",
    "cached",
    "ours_mase",
    "ours_mase_p",
    "ours_msis",
]
PLACES = {"ms": 2, "msis": 2, "smape": 2}


def parts(chosen: str, rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield a set's rows, then its first twelve months or its series by years of history, where these differ."""
    yield WHOLE, rows
    if chosen in TWO_HORIZONS:
        yield FIRST_YEAR, rows[rows["step"] <= 12]
    kinds = np.select([rows["years"] >= 12, rows["years"] >= 8], [LONG, MIDDLE], SHORT)
    for kind in (LONG, MIDDLE, SHORT):
        if 0 < (kinds == kind).sum() < len(rows):
            yield kind, rows[kinds == kind]


def tabulate(rows: pd.DataFrame, sums: pd.DataFrame, failures: pd.DataFrame) -> pd.DataFrame:
    """Return the table.

    `to_naive` divides by the naive's MASE on the rows that the method answered; `ours_mase`, `ours_msis` are skillcast's
    figure over the method's on rows that both answered, `ours_mase_p` the p of their MASE being equal, origins as sample.
    """
    found = [
        _part(part) | {"set": chosen, "part": name, "method": method}
        for chosen, of_set in rows.groupby("set", sort=False)
        for name, of_part in parts(str(chosen), of_set)
        for method, part in _methods(of_part)
    ]
    table = pd.DataFrame(found)
    failed = failures.groupby(["set", "method"], as_index=False)["failed"].sum()
    table = table.merge(failed, on=["set", "method"], how="left")
    table["failed"] = table["failed"].astype("Float64").fillna(0).astype(int)
    return table.merge(_totals(sums), on=["set", "part", "method"], how="left")[COLUMNS]


def _methods(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each method's rows with the naive's and skillcast's errors on them beside."""
    by_key = rows.set_index(KEYS)
    other = {name: by_key.loc[by_key["method"] == name, ["mase", "msis"]] for name in ("naive", OURS)}
    for method, part in by_key.groupby("method", sort=False):
        for name, errors in other.items():
            part = part.join(errors.add_suffix(f" {name}"))
        yield str(method), part.reset_index()


def _part(rows: pd.DataFrame) -> dict[str, object]:
    mase, ours = rows["mase"], rows[f"mase {OURS}"]
    both = rows[[f"msis {OURS}", "msis"]].dropna().mean()
    known = ours.notna()
    return summarise(rows) | {
        "to_naive": mase.mean() / rows["mase naive"].mean(),
        "ours_mase": ours.mean() / mase[known].mean(),
        "ours_mase_p": over_years(rows.assign(gain=ours - mase), "gain", expected=0.0).p,
        "ours_msis": both.iloc[0] / both.iloc[1],
    }


def _totals(sums: pd.DataFrame) -> pd.DataFrame:
    found = [
        {"set": chosen, "part": WHOLE, "method": method, "total80": hits["hit80"].mean()}
        | {"total80_p": over_years(hits, "hit80", expected=0.8).p}
        for (chosen, method), hits in sums[sums["set"].isin(SUMMED)].groupby(["set", "method"])
    ]
    return pd.DataFrame(found, columns=["set", "part", "method", "total80", "total80_p"])


def markdown(table: pd.DataFrame) -> str:
    """Return the table as Markdown, empty where a figure is not known."""
    shown = pd.DataFrame({name: [_text(name, value) for value in table[name]] for name in table.columns})
    lines = [list(table.columns), ["---"] * table.shape[1], *shown.to_numpy().tolist()]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _text(name: str, value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.{PLACES.get(name, 3)}f}"
    return str(value)
