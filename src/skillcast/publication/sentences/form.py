"""Sentences on the tables of the standard form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from skillcast.publication.words import Words


def balance(ratio: float, say: Words) -> str:
    """Return how demand stands to supply, in the bulletin's customary words.

    Examples
    --------
    >>> balance(1.03, Words("zh")), balance(2.0, Words("zh")), balance(0.9, Words("zh"))
    ('市场需求略大于供给', '市场需求大于供给', '市场需求小于供给')
    """
    if ratio > 1.1:
        return say("市场需求大于供给", "demand exceeds supply")
    if ratio > 1.0:
        return say("市场需求略大于供给", "demand slightly exceeds supply")
    return (
        say("市场需求小于供给", "demand is below supply")
        if ratio < 1.0
        else say("市场供求平衡", "demand equals supply")
    )


def total_sentence(frame: pd.DataFrame, *, year: int, say: Words) -> str:
    """Describe the table of totals (rows demand, seekers, ratio; columns carried, new, total, change)."""
    totals = frame.set_index("row")["total"]
    demand, seekers, ratio = (float(totals[name]) for name in ("demand", "seekers", "ratio"))
    choice = round(100 * ratio)
    return say(
        f"{year}年，用人单位通过公共就业服务机构招聘{demand:,.0f}人，进入市场的求职人员{seekers:,.0f}人，"
        f"求人倍率为{ratio:.2f}，说明每100名求职者可以选择{choice}个空缺岗位，{balance(ratio, say)}。",
        f"In {year} employers registered {demand:,.0f} vacancies at the public employment service and {seekers:,.0f} persons "
        f"sought work: a ratio of {ratio:.2f}, or {choice} vacancies for every 100 seekers; {balance(ratio, say)}.",
    )


def change_sentence(frame: pd.DataFrame, *, say: Words) -> str:
    """Describe the change on the year before; empty when that year is not comparable."""
    rows: Any = frame.set_index("row")
    demand, seekers = rows.loc["demand", "change"], rows.loc["seekers", "change"]
    if pd.isna(demand) or pd.isna(seekers):
        return say("上年数据不完整，不作同比。", "The year before is incomplete; no comparison is made.")

    def moved(count: float) -> str:
        return say(
            f"{'增加' if count >= 0 else '减少'}{abs(count):,.0f}人",
            f"{'rose' if count >= 0 else 'fell'} by {abs(count):,.0f}",
        )

    d, s = rows.loc["demand", "change_rate"], rows.loc["seekers", "change_rate"]
    return say(
        f"与上年相比，需求人数{moved(demand)}（{100 * d:+.2f}%），求职人数{moved(seekers)}（{100 * s:+.2f}%）。",
        f"On the year before, vacancies {moved(demand)} ({100 * d:+.2f}%) and seekers {moved(seekers)} ({100 * s:+.2f}%).",
    )


def leading_sentence(frame: pd.DataFrame, *, what: str, say: Words, count: int = 3) -> str:
    """Name the groups with most demand and their shares (frame columns: code, label, demand, demand_share)."""
    top = (
        frame[frame["code"] != "total"]
        .dropna(subset=["demand"])
        .sort_values(["demand", "label"], ascending=[False, True])
        .head(count)
    )
    names = say.listed(list(top["label"]))
    shares = say.listed([f"{100 * share:.2f}%" for share in top["demand_share"]])
    return say(
        f"各{what}中，{names}的用人需求居前{len(top)}位，需求比重依次为{shares}，合计{100 * top['demand_share'].sum():.2f}%。",
        f"By {what}, demand is largest in {names} ({shares} of all vacancies).",
    )


def highest_ratio_sentence(frame: pd.DataFrame, *, what: str, say: Words) -> str:
    """Name the group with the highest ratio (frame columns: code, label, ratio); empty when no ratio is printed."""
    known = frame[frame["code"] != "total"].dropna(subset=["ratio"])
    if known.empty:
        return ""
    top = known.sort_values(["ratio", "label"], ascending=[False, True]).iloc[0]
    return say(
        f"从{what}看，{top['label']}的求人倍率最高，为{top['ratio']:.2f}。",
        f"By {what}, the ratio is highest for {top['label']} ({top['ratio']:.2f}).",
    )


SENTENCES: dict[str, Callable[..., str]] = {
    "form.total": total_sentence,
    "form.change": change_sentence,
    "form.leading": leading_sentence,
    "form.highest_ratio": highest_ratio_sentence,
}
