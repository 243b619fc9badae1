"""Sentences on the shortage and training catalogues."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from skillcast.publication.words import Words


def catalogue_sentence(catalogue: pd.DataFrame, changes: pd.DataFrame | None = None, *, year: int, say: Words) -> str:
    """Describe the shortage catalogue (columns name, status) and, where anything changed, what left it (name, status)."""
    new = list(catalogue.loc[catalogue["status"] == "new", "name"])
    gone = [] if changes is None else list(changes.loc[changes["status"] == "removed", "name"])
    text = say(
        f"{year}年紧缺型职业（工种）目录共{len(catalogue)}个",
        f"The catalogue for {year} lists {len(catalogue)} occupations",
    )
    if new:
        text += say(f"，其中新增{len(new)}个：{say.listed(new)}", f"; new ({len(new)}): {say.listed(new)}")
    if gone:
        text += say(f"；移出{len(gone)}个：{say.listed(gone)}", f"; removed ({len(gone)}): {say.listed(gone)}")
    return text + say("。", ".")


def training_sentence(catalogue: pd.DataFrame, training: pd.DataFrame, *, say: Words) -> str:
    """Recommend training for the entries short for want of it (columns cause; is_shortage, places)."""
    places = training.loc[training["is_shortage"], "places"].sum()
    gaps = int((catalogue["cause"] == "training").sum())
    return say(
        f"职业培训：列入目录的{len(catalogue)}个职业中，{gaps}个因技能培养不足而紧缺，优先安排培训，建议规模每年约{places:,.0f}人（见附件2）；其余的紧缺原因和对策见附件1。",
        f"Training: of the {len(catalogue)} listed occupations {gaps} are short for want of training; they come first, with about {places:,.0f} places a year (annex 2). For the causes of the others see annex 1.",
    )


SENTENCES: dict[str, Callable[..., str]] = {
    "catalogue.entries": catalogue_sentence,
    "catalogue.training": training_sentence,
}
