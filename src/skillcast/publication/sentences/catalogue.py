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


def cost_sentence(training: pd.DataFrame, *, say: Words) -> str:
    """Say what the mark-up costs (column cost, yuan a year)."""
    cost = training["cost"].sum()
    return say(
        f"上浮年费用为建议培训规模乘以上浮部分，合计约{cost:,.0f}元。",
        f"The mark-up costs places times what it adds, about {cost:,.0f} yuan a year in all.",
    )


def turnover_sentence(stability: pd.DataFrame, *, say: Words) -> str:
    """Say how much the list turned over (column turnover); empty where that is unknown."""
    turnover = stability["turnover"].iloc[0]
    if pd.isna(turnover):
        return ""
    return say(
        f"与上期目录相比更替率为{turnover:.2f}（1减去两期共有职业占两期全部职业的比例）。",
        f"Turnover against the last list: {turnover:.2f} (1 less the share of occupations on both lists among those on either).",
    )


def flips_sentence(stability: pd.DataFrame, *, say: Words) -> str:
    """Say how steady the lists were over the years (columns years, turnover_all, flips); empty where that is unknown."""
    facts = stability.iloc[0]
    if pd.isna(facts["flips"]):
        return ""
    return say(
        f"{facts['years']:.0f}期目录年均更替率{facts['turnover_all']:.2f}，反复率{facts['flips']:.2f}（次年即撤回的变动，每年、每个列入职业）。",
        f"Over {facts['years']:.0f} lists turnover is {facts['turnover_all']:.2f} a year and flips {facts['flips']:.2f} (changes taken back the next year, a year and per occupation listed).",
    )


SENTENCES: dict[str, Callable[..., str]] = {
    "catalogue.entries": catalogue_sentence,
    "catalogue.training": training_sentence,
    "catalogue.cost": cost_sentence,
    "catalogue.turnover": turnover_sentence,
    "catalogue.flips": flips_sentence,
}
