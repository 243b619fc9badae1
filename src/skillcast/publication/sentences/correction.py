"""Sentences of a correction note, told from the published tables of editions (``vintages``) and of changes (``changes``)."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from skillcast.publication.printing import SUPPRESSED
from skillcast.publication.words import Words

# Figures that readers quote: table, row, column and what they are called.
HEADLINES: tuple[tuple[str, str, str, str, str], ...] = (
    ("market_total", "demand", "total", "需求总人数", "vacancies in all"),
    ("market_total", "seekers", "total", "求职总人数", "seekers in all"),
    ("market_total", "ratio", "total", "求人倍率", "the openings-to-seekers ratio"),
    ("forecast_industry", "total", "base", "全市在岗人数", "employment"),
    ("forecast_industry", "total", "mean_1", "次年全市在岗人数预测", "forecast employment of the next year"),
    ("forecast_industry", "total", "mean_3", "第三年全市在岗人数预测", "forecast employment of the third year"),
)


def replaces(editions: pd.DataFrame, *, say: Words) -> str:
    """Say which edition this is and which it replaces."""
    last, before = editions.iloc[-1], editions.iloc[-2]
    when = say(f"（{last['date']}）", f" ({last['date']})") if last["date"] else ""
    return say(
        f"本件为第{last['number']:.0f}版，替代编号{before['identifier']}的第{before['number']:.0f}版，以本件为准{when}。",
        f"This is edition {last['number']:.0f}; it replaces edition {before['number']:.0f}, identifier {before['identifier']}{when}.",
    )


def reason(editions: pd.DataFrame, *, say: Words) -> str:
    """Say why it is issued again."""
    words = str(editions["reason"].iloc[-1])
    return say(f"更正理由：{words.rstrip('。')}。", f"Reason: {words.rstrip('.')}.")


def listing(changes: pd.DataFrame, *, say: Words) -> str:
    """Name what entered and what left the list."""
    named = {kind: list(changes.loc[changes["change"] == kind, "name"]) for kind in ("entered", "left")}
    if not any(named.values()):
        return say("紧缺职业目录的列入和移出没有变化。", "The list of shortage occupations has the same entries.")
    parts = [
        say(f"{zh}{say.listed(names)}", f"{en} {say.listed(names)}")
        for (zh, en), names in zip((("增列", "added"), ("移出", "taken off")), named.values(), strict=True)
        if names
    ]
    return say(f"紧缺职业目录：{'；'.join(parts)}。", f"Shortage list: {'; '.join(parts)}.")


def headlines(changes: pd.DataFrame, *, say: Words) -> str:
    """Say how the figures changed that readers quote; nothing if none did."""
    cells = changes[changes["change"] == "value"].set_index(["table", "row", "column"])
    moved = []
    for table, row, column, zh, en in HEADLINES:
        if (table, row, column) in cells.index:
            before, after = cells.loc[(table, row, column), ["before", "after"]]
            if after != SUPPRESSED:  # what is withheld now is not repeated
                moved.append(say(f"{zh}由{before}改为{after}", f"{en} from {before} to {after}"))
    return say(f"主要数字：{'；'.join(moved)}。", f"Headline figures: {'; '.join(moved)}.") if moved else ""


def extent(changes: pd.DataFrame, *, say: Words) -> str:
    """Say how many cells of how many tables are different."""
    if changes.empty:
        return say("数据没有改动。", "No figure is different.")
    cells, tables = int((changes["change"] == "value").sum()), changes["table"].nunique()
    return say(
        f"共改动{cells}个单元格，涉及{tables}张表，逐表处数见文末，逐格对照见数据包。",
        f"{cells} cells in {tables} tables are different; the end of this document counts them, the data package has them all.",
    )


def withheld(changes: pd.DataFrame, *, say: Words) -> str:
    """Say how many cells are now withheld; nothing if none are."""
    newly = int((changes["after"] == SUPPRESSED).sum())
    if not newly:
        return ""
    return say(
        f"{newly}个单元格改为不予公布；留存的旧版数据中也已隐去。",
        f"{newly} cells are now withheld, also in the data kept of earlier editions.",
    )


SENTENCES: dict[str, Callable[..., str]] = {
    "correction.replaces": replaces,
    "correction.reason": reason,
    "correction.listing": listing,
    "correction.headlines": headlines,
    "correction.extent": extent,
    "correction.withheld": withheld,
}
