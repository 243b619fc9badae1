"""From rows of all worlds to tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

MEASURES = ["precision", "recall", "turnover", "flips", "brier", "entry_auc", "exit_auc", "brier_again"]


def rules(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row a rule: means over worlds, with F1."""
    table = rows.groupby("rule", sort=False)[MEASURES].mean().reset_index()
    f1 = 2 * table["precision"] * table["recall"] / (table["precision"] + table["recall"])
    table.insert(3, "f1", f1)
    return table


def figures(chances: pd.DataFrame, ranks: pd.DataFrame, without: pd.DataFrame) -> pd.DataFrame:
    """Return what, part, n, value, stated: ranks, the first 20, lists without one indicator, reliability."""
    rows = []
    for part, some in (("all", ranks), ("listed", ranks[ranks["listed"]])):
        rows.append({"what": "90 % interval of ranks", "part": part, "n": len(some), "value": some["hit"].mean()})
    first = ranks[ranks["published"]]
    rows.append(
        {"what": "hits among the first 20", "part": "all", "n": len(first), "value": first["first"].mean(), "stated": first["stated"].mean()}
    )  # fmt: skip
    for name, some in without.groupby("indicator"):
        for what, words in (("lost", "entries lost"), ("gained", "entries gained"), ("jaccard", "1 - Jaccard")):
            rows.append(
                {
                    "what": f"without one indicator, {words}",
                    "part": str(name),
                    "n": len(some),
                    "value": some[what].mean(),
                }
            )
    tenth = np.minimum((chances["chance"] * 10).astype(int), 9)
    for place, some in chances.groupby(tenth):
        rows.append(
            {"what": "P(short)", "part": f"{place / 10:.1f}-{place / 10 + 0.1:.1f}", "n": len(some), "value": some["short"].mean(), "stated": some["chance"].mean()}
        )  # fmt: skip
    return pd.DataFrame(rows)


def markdown(table: pd.DataFrame) -> str:
    """Return a table as Markdown, figures with three decimals, nothing where a figure does not exist."""
    lines = ["| " + " | ".join(table.columns) + " |", "| --- " * len(table.columns) + "|"]
    for row in table.itertuples(index=False):
        cells = [_cell(value) for value in row]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.3f}"
    return str(value)
