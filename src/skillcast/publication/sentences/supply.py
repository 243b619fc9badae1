"""Sentences on graduates and where they go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from skillcast.publication.words import Words


def graduates_sentence(frame: pd.DataFrame, *, year: int, ahead: int, say: Words) -> str:
    """Describe the table of graduates (columns school, graduates, placed_local, forecast, lo80, hi80; one row the total)."""
    total: Any = frame[frame["school"] == "total"].iloc[0]
    done, local = total["graduates"], total["placed_local"]
    mean, low, high = total["forecast"], total["lo80"], total["hi80"]
    return say(
        f"{year}年，各职业院校毕业生{done:,.0f}人，留市就业{local:,.0f}人。"
        f"预计今后{ahead}年平均每年留市就业{mean:,.0f}人（80%预测区间{low:,.0f}～{high:,.0f}人）。",
        f"In {year} the schools graduated {done:,.0f} persons, of whom {local:,.0f} took local jobs; "
        f"over the next {ahead} years {mean:,.0f} a year are expected to (80% interval {low:,.0f} to {high:,.0f}).",
    )


SENTENCES: dict[str, Callable[..., str]] = {"supply.graduates": graduates_sentence}
