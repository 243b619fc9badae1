"""Sentences on seats and on the ways of setting them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from skillcast.publication.words import Words


def seats_sentence(seats: pd.DataFrame, *, year: int, say: Words) -> str:
    """Describe the seat suggestions: totals and counts by direction (columns action, seats_last, suggested_seats)."""
    ways = {way: int((seats["action"] == way).sum()) for way in ("扩招", "稳定", "压减", "停招")}
    before, after = int(seats["seats_last"].sum()), int(seats["suggested_seats"].sum())
    return say(
        f"{year}年秋季招生建议：{len(seats)}个专业点计划由{before:,}人调整为{after:,}人，其中扩招{ways['扩招']}个、"
        f"稳定{ways['稳定']}个、压减{ways['压减']}个、停招{ways['停招']}个。",
        f"Suggested intake in autumn {year}: from {before:,} to {after:,} seats over {len(seats)} programmes; {ways['扩招']} to grow, "
        f"{ways['稳定']} to stay, {ways['压减']} to shrink, {ways['停招']} to be suspended.",
    )


def moved_sentence(seats: pd.DataFrame, *, say: Words) -> str:
    """Name the programmes whose seats change (columns name, programme, seats_last, suggested_seats); empty when none does."""
    frame = seats.assign(change=seats["suggested_seats"] - seats["seats_last"])
    moved = frame[frame["change"] != 0].sort_values(["change", "programme"], ascending=[False, True])
    if moved.empty:
        return ""
    named = [
        say(f"{name}（{before:.0f}→{after:.0f}）", f"{name} ({before:.0f}→{after:.0f})")
        for name, before, after in moved[["name", "seats_last", "suggested_seats"]].itertuples(index=False, name=None)
    ]
    return say(f"变动的有：{'、'.join(named)}。", f"These change: {', '.join(named)}.")


def alternatives_sentence(frame: pd.DataFrame, *, say: Words) -> str:
    """Compare the plan with last year's seats and with the rule (columns way, short, surplus)."""
    rows = frame[frame["way"] != "frontier"].set_index("way")[["short", "surplus"]].T
    short, surplus = (rows["plan"] - rows["keep"]).tolist()
    rule = float((rows["plan"] - rows["rule"]).iloc[0])

    def more(value: float) -> str:
        if round(value) == 0:
            return say("基本相同", "+0")
        return say(f"{'多' if value > 0 else '少'}{abs(value):.0f}人", f"{value:+.0f}")

    return say(
        f"与维持上年计划相比，本表建议年均缺人{more(short)}、多人{more(surplus)}；与按既有招生规则相比，年均缺人{more(rule)}。",
        f"Against last year's seats the plan changes persons missing by {more(short)} and persons too many by {more(surplus)} a year; against the published rule, persons missing by {more(rule)}.",
    )


def warnings_sentence(seats: pd.DataFrame, *, say: Words) -> str:
    """Recommend what is to be done about programmes with a red warning (column warning)."""
    red = int((seats["warning"] == "红").sum())
    return say(
        f"专业设置：{red}个专业点触发红色预警，按规则调减；其余按附件3逐步调整，一次不超过年度增减上限。",
        f"Programmes: red warnings cut the seats of {red} by rule; the others move step by step (annex 3).",
    )


SENTENCES: dict[str, Callable[..., str]] = {
    "programmes.seats": seats_sentence,
    "programmes.moved": moved_sentence,
    "programmes.alternatives": alternatives_sentence,
    "programmes.warnings": warnings_sentence,
}
