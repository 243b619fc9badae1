"""The tables as Markdown, and what was promised beside what was found."""

from __future__ import annotations

import ages
import completions
import pandas as pd

PUBLISHED = 9.5
"""Median absolute error in %, 2016 to 2021, of Hyndman and Nguyen: read in other people's words, not verified by us."""
CHANCE = 0.1


def markdown(table: pd.DataFrame) -> str:
    """Return a Markdown table; columns of p have two places, other numbers one, whole numbers none."""
    lines = ["| " + " | ".join(map(str, table.columns)) + " |", "| " + " | ".join("---" for _ in table.columns) + " |"]
    for row in table.itertuples(index=False):
        cells = [_cell(str(name), value) for name, value in zip(table.columns, row, strict=True)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(name: str, value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    places = 2 if name.startswith(("p", "wape")) else 1
    return "" if pd.isna(value) else f"{value:.{places}f}"


def by_horizon(scores: pd.DataFrame) -> pd.DataFrame:
    """Return a row a part and method, horizons side by side."""
    wide = scores.pivot(index=["part", "method"], columns="h", values=["wape", "p", "cov80"]).astype(float)
    wide.columns = [f"{name} {h}" for name, h in wide.columns]
    return wide.sort_index().reset_index()


def by_field(table: pd.DataFrame) -> pd.DataFrame:
    """Return our forecast, what happened and the error in % by field, for each measure."""
    own = table[table["method"] == ages.OURS].drop(columns="method")
    return own.assign(forecast=own["forecast"].round().astype(int), actual=own["actual"].round().astype(int))


def completions_verdict(scores: pd.DataFrame) -> list[str]:
    """Return a line a horizon: does the default beat no change and drift at the late origins?"""
    late = scores[scores["part"] == completions.LATE_PART].set_index(["h", "method"])
    lines = []
    for h, found in late.groupby(level="h"):
        wape, p = found.loc[h, "wape"], found.loc[h, "p"].astype(float)
        rivals = list(completions.RIVALS)
        word = "reached" if (wape[completions.OURS] < wape[rivals]).all() else "MISSED"
        told = ", ".join(f"{rival} {wape[rival]:.2f} (p {p[rival]:.2f})" for rival in rivals)
        chance = "" if (p[rivals] < CHANCE).all() else "; not to be told from chance"
        lines.append(
            f"{word:9} completions, h={h}, WAPE %: {wape[completions.OURS]:.2f}; {told}{chance}; "
            f"best of all: {wape.idxmin()} {wape.min():.2f}"
        )
    return lines


def ages_verdict(summary: pd.DataFrame, covered: float) -> list[str]:
    """Return the errors on the held-out census beside the published figure and the naive rows."""
    median = summary.set_index(["measure", "method"])["median"]
    lines = []
    for measure in summary["measure"].unique():
        rivals = "; ".join(f"{name} {value:.1f}" for name, value in median[measure].items() if name != ages.OURS)
        lines.append(f"reported  {measure}, median absolute error %: {median[measure, ages.OURS]:.1f}; {rivals}")
    return [
        *lines,
        f"          beside {PUBLISHED} % published by Hyndman and Nguyen: single ages, 2016 to 2021, five sciences, degrees, "
        "labour force; other data and smaller cells; read, not verified",
        f"{'note':9} the 80 % intervals hold {100 * covered:.0f} % of field x single age: they know chance and the "
        "completions, not that yearly flows change from one decade to the next",
    ]
