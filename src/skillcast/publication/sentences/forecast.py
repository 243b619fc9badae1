"""Sentences on the industry forecast and its backtest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from skillcast.forecasting.skill import skill_sentence
from skillcast.publication.words import Words


def forecast_sentence(frame: pd.DataFrame, *, year: int, ahead: int, say: Words) -> str:
    """Describe the industry forecast `ahead` years on (columns industry, label, mean_h, lo80_h, hi80_h, growth; one row the total)."""
    mean, low, high = (f"{part}_{ahead}" for part in ("mean", "lo80", "hi80"))
    total: Any = frame[frame["industry"] == "total"].iloc[0]
    parts: Any = frame[frame["industry"] != "total"].dropna(subset=["growth"])
    text = (
        ""
        if pd.isna(total[mean])
        else say(
            f"预计{year}年全市从业人员{total[mean]:,.0f}人（80%预测区间{total[low]:,.0f}～{total[high]:,.0f}人）。",
            f"Employment in {year} is forecast at {total[mean]:,.0f} persons (80% interval {total[low]:,.0f} to {total[high]:,.0f}).",
        )
    )
    if parts.empty:
        return text
    up, down = parts.loc[parts["growth"].idxmax()], parts.loc[parts["growth"].idxmin()]
    return say.together(
        text,
        say(
            f"可公布的行业中，{up['label']}年均增速最高（{100 * up['growth']:+.1f}%），{down['label']}最低（{100 * down['growth']:+.1f}%）。",
            f"Among the industries that can be published, {up['label']} grows fastest ({100 * up['growth']:+.1f}% a year) and {down['label']} slowest ({100 * down['growth']:+.1f}%).",
        ),
    )


def verdict_sentence(frame: pd.DataFrame, *, against: str, say: Words) -> str:
    """Say whether the forecast beat another method in the backtest (columns against, ratio, p, years)."""
    row: Any = frame[frame["against"] == against].iloc[0]
    return skill_sentence(float(row["ratio"]), float(row["p"]), int(row["years"]), against, say.lang)


SENTENCES: dict[str, Callable[..., str]] = {
    "forecast.industries": forecast_sentence,
    "forecast.verdict": verdict_sentence,
}
