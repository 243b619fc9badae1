"""From rows of all worlds to one table."""

from __future__ import annotations

import numpy as np
import pandas as pd

ALL = "all"


def tabulate(forecasts: pd.DataFrame, chances: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return one table: what, part, step, n, value, and beside it the error relative to the truth where there is one."""
    return pd.concat([coverage(forecasts), reliability(chances), summary(figures)], ignore_index=True)


def coverage(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Return how often 80 % intervals hold the truth, by quantity, part (cell, total) and step.

    `bias` is the sum of medians over the sum of true values less one; `below` the share of truths under the interval.
    """
    rows = forecasts.assign(hit=forecasts["true"].between(forecasts["low"], forecasts["high"]))
    rows["below"] = rows["true"] < rows["low"]
    rows["width"] = rows["high"] - rows["low"]
    out = []
    for keys, part in _by_step(rows, ["quantity", "part"]):
        true = part["true"].sum()
        out.append(
            {
                "what": f"80 % interval of {keys[0]}", "part": keys[1], "step": keys[2], "n": len(part),
                "value": part["hit"].mean(), "below": part["below"].mean(),
                "bias": part["median"].sum() / true - 1 if keys[0] != "gap" else np.nan,
                "error": (part["median"] - part["true"]).abs().sum() / np.abs(part["true"]).sum(),
                "width": part["width"].mean(),
            }
        )  # fmt: skip
    return pd.DataFrame(out)


def reliability(chances: pd.DataFrame) -> pd.DataFrame:
    """Return, by tenth of the stated chance of shortage, the mean chance and how often there was a shortage."""
    bins = np.minimum((chances["chance"] * 10).astype(int), 9)
    rows = []
    for place, part in chances.groupby(bins):
        rows.append(
            {
                "what": "P(shortage)", "part": f"{place / 10:.1f}-{place / 10 + 0.1:.1f}", "step": ALL, "n": len(part),
                "value": part["short"].mean(), "stated": part["chance"].mean(),
            }
        )  # fmt: skip
    short, chance = chances["short"].astype(float), chances["chance"]
    for name, value in (
        ("Brier score", ((chance - short) ** 2).mean()),
        ("Brier score of the base rate", short.var(ddof=0)),
    ):
        rows.append({"what": f"P(shortage), {name}", "part": ALL, "step": ALL, "n": len(chances), "value": value})
    return pd.DataFrame(rows)


def summary(figures: pd.DataFrame) -> pd.DataFrame:
    """Return figures of the worlds: dissimilarity, concentration, lists, seconds."""
    rows = []
    for name, words in (
        ("mix", "occupation mix 3 years ahead"),
        ("mix_exact", "the same, industries known"),
        ("within", "mix within industries"),
    ):
        chain, frozen = (
            ("mix_chain_exact", "mix_frozen_exact") if name == "mix_exact" else (f"{name}_chain", f"{name}_frozen")
        )
        for group, part in [(ALL, figures), *((f"sample {key}", part) for key, part in figures.groupby("sample"))]:
            rows.append(
                {
                    "what": f"{words}, dissimilarity to frozen shares", "part": group, "step": 3, "n": len(part),
                    "value": part[chain].mean() / part[frozen].mean(), "error": part[chain].mean(), "stated": part[frozen].mean(),
                }
            )  # fmt: skip
    for group, part in [(ALL, figures), *((f"true {key:g}", part) for key, part in figures.groupby("concentration"))]:
        value = part["concentration_ratio"].median()
        rows.append(
            {
                "what": "concentration, estimated over true (median)",
                "part": group,
                "step": ALL,
                "n": len(part),
                "value": value,
            }
        )
    counts = figures[["count", "count_listed", "count_short", "count_both"]].sum()
    for words, value in (
        ("short now or next year, share of all", counts["count_short"] / counts["count"]),
        ("short now or next year, share of listed", counts["count_both"] / max(counts["count_listed"], 1)),
    ):
        rows.append({"what": words, "part": ALL, "step": ALL, "n": len(figures), "value": value})
    for name, words in (
        ("listed", "share listed"),
        ("listed_twin", "share listed in the twin without shortages"),
        ("seconds", "CPU seconds of an outlook"),
    ):
        rows.append({"what": words, "part": ALL, "step": ALL, "n": len(figures), "value": figures[name].mean()})
    return pd.DataFrame(rows)


def markdown(table: pd.DataFrame) -> str:
    """Return the table as Markdown, figures with three decimals."""
    columns = ["what", "part", "step", "n", "value", "stated", "below", "bias", "error", "width"]
    shown = table.reindex(columns=columns)
    lines = ["| " + " | ".join(columns) + " |", "| --- " * len(columns) + "|"]
    for row in shown.itertuples(index=False):
        cells = [
            ""
            if isinstance(cell, float) and np.isnan(cell)
            else f"{cell:.3f}"
            if isinstance(cell, float)
            else str(cell)
            for cell in row
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _by_step(rows: pd.DataFrame, keys: list[str]) -> list[tuple[tuple[str, str, object], pd.DataFrame]]:
    whole = [((*key, ALL), part) for key, part in rows.groupby(keys, sort=False)]
    return whole + [((key[0], key[1], key[2]), part) for key, part in rows.groupby([*keys, "step"], sort=False)]
