"""Sentences on a comparison, generated from its frames."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from skillcast.outcome import Comparison
from skillcast.publication.sections.forecast import industry_labels
from skillcast.publication.words import Words

MOST = 5  # names in one sentence


def moved(count: float, say: Words) -> str:
    """Return a change of persons in words.

    Examples
    --------
    >>> moved(-12500, Words("zh")), moved(3, Words("en")), moved(0, Words("zh"))
    ('减少12,500人', 'up 3 persons', '不变')
    """
    if round(count) == 0:
        return say("不变", "unchanged")
    verb = say("增加" if count > 0 else "减少", "up " if count > 0 else "down ")
    return verb + say.people(abs(count))


def within(low: float, high: float, say: Words) -> str:
    """Return the 80 % interval of a change in the words of `moved`, signs only where it has both.

    Examples
    --------
    >>> within(-17800, -9200, Words("zh")), within(-20, 8, Words("en"))
    ('（80%区间9,200～17,800人）', ' (80% interval -20 to +8)')
    """
    if low < 0 < high:
        first, last = f"{low:+,.0f}", f"{high:+,.0f}"
    else:
        first, last = (f"{abs(end):,.0f}" for end in sorted((low, high), key=abs))
    return say(f"（80%区间{first}～{last}人）", f" (80% interval {first} to {last})")


def relative(change: float, base: float, say: Words) -> str:
    """Return a change relative to its base in words, nothing where the base is zero.

    Examples
    --------
    >>> relative(-20, 200, Words("zh")), relative(5, 0, Words("zh"))
    ('，下降10.0%', '')
    """
    if base == 0 or change == 0:
        return ""
    share = 100 * change / base
    return say(f"，{'上升' if share > 0 else '下降'}{abs(share):.1f}%", f", {share:+.1f}%")


def change_sentences(found: Comparison, say: Words) -> list[str]:
    """Return what the scenario changes, one sentence a subject; one sentence alone where it changes nothing."""
    if not any(draws.samples.any() for draws in found.differences.values()):
        return [say("情景与基准没有差别。", "The scenario changes nothing.")]
    parts = [employment_sentence(found, say), spillover_sentence(found, say)]
    if found.occupations is not None:
        parts += [stock_sentence(found.occupations, say), flow_sentence(found, say)]
    if found.listing is not None:
        parts.append(listing_sentence(found.listing, say))
    if found.programmes is not None:
        parts.append(programme_sentence(found.programmes, say))
    return [part for part in parts if part]


def employment_sentence(found: Comparison, say: Words) -> str:
    """Describe the change of employment and which industries it falls in."""
    frame: Any = found.industries
    total, label = frame.iloc[-1], industry_labels(found.base, say)
    year = found.base.demand.industries.periods[-1].year
    parts = frame.iloc[:-1]
    parts = parts[parts["change"] != 0]
    parts = parts.reindex(parts["change"].abs().sort_values(ascending=False, kind="stable").index)
    named = [f"{label(row.industry)}{say('', ' ')}{moved(row.change, say)}" for row in parts.head(MOST).itertuples()]
    rest, others = parts["change"].iloc[MOST:].sum(), len(frame) - 1 - min(len(parts), MOST)
    if others:
        named.append(say(f"其余{others}个行业{moved(rest, say)}", f"the other {others} industries {moved(rest, say)}"))
    interval = within(total.change_lo80, total.change_hi80, say)
    share = relative(total.change, total.base, say)
    return say(
        f"到{year}年末，全市从业人员比基准{moved(total.change, say)}{interval}{share}：{'，'.join(named)}。",
        f"At the end of {year} employment is {moved(total.change, say)} on the base{interval}{share}: {'; '.join(named)}.",
    )


def spillover_sentence(found: Comparison, say: Words) -> str:
    """Say what the change is at both ends of the spill-over; empty without closures."""
    total = found.ends[found.ends["industry"] == "total"].set_index("end")["change"]
    if total.empty:
        return ""
    low, high = moved(total["low"], say), moved(total["high"], say)
    return say(
        f"连带影响不是已知数，按范围计：同行业其他企业吸纳最多时，全市从业人员{low}；随之裁减最多时，{high}。",
        f"Spill-over is not known and is taken as a range: employment is {low} where other firms of the industry take on most, {high} where they shed most.",
    )


def stock_sentence(frame: pd.DataFrame, say: Words) -> str:
    """Name the occupations whose stock changes most in each direction."""
    parts: Any = frame.iloc[:-1]
    touched = int((parts["stock"] != 0).sum())
    sentences = []
    for sign, zh, en in ((-1, "减少", "lose"), (1, "增加", "gain")):
        side = parts[np.sign(parts["stock"]) == sign].copy()
        side = side.reindex(side["stock"].abs().sort_values(ascending=False, kind="stable").index).head(MOST)
        if len(side):
            names = say.listed([f"{row.name}{say('', ' ')}{abs(row.stock):,}" for row in _named(side)])
            sentences.append(say(f"在岗人数{zh}最多的是{names}（人）", f"{names} {en} most persons"))
    head = say(f"{touched}个职业受影响", f"{touched} occupations are affected")
    return say("，", "; ").join([head, *sentences]) + say("。", ".")


def flow_sentence(found: Comparison, say: Words) -> str:
    """Describe openings, exits, layoffs, supply and gap of all occupations over the forecast."""
    assert found.occupations is not None
    total: Any = found.occupations.iloc[-1]
    layoffs = found.differences["layoffs"]
    by_year = layoffs.samples.sum(axis=0).mean(axis=1)
    peak = int(np.argmax(np.abs(by_year)))
    years, share = len(layoffs.periods), relative(total.openings, total.openings_base, say)
    worst = say(
        f"（其中{layoffs.periods[peak].year}年{moved(by_year[peak], say)}）",
        f" ({layoffs.periods[peak].year}: {moved(by_year[peak], say)})",
    )
    text = say(
        f"{years}年合计，岗位需求{moved(total.openings, say)}{share}；"
        f"自然退出{moved(total.exits, say)}；超出自然退出、需要安置转岗的{moved(total.layoffs, say)}{worst}",
        f"Over {years} years openings are {moved(total.openings, say)}{share}; exits {moved(total.exits, say)}; "
        f"and persons to be placed beyond natural exits {moved(total.layoffs, say)}{worst}",
    )
    if "gap" not in found.occupations:
        return text + say("。", ".")
    return text + say(
        f"；技能人才供给{moved(total.supply, say)}，缺口合计{moved(total.gap, say)}。",
        f"; supply {moved(total.supply, say)}, gap {moved(total.gap, say)}.",
    )


def listing_sentence(frame: pd.DataFrame, say: Words) -> str:
    """Describe which occupations enter and leave the shortage catalogue, and whose probability moves most among those kept."""
    before, after = int(frame["listed_base"].sum()), int(frame["listed_other"].sum())

    def names(rows: pd.DataFrame) -> str:
        return say.listed([_shift(row, say) for row in _named(rows)])

    text = say(f"紧缺目录由{before}个变为{after}个", f"The catalogue goes from {before} to {after} occupations")
    for status, zh, en in (("entered", "列入", "entering"), ("left", "移出", "leaving")):
        rows = frame[frame["status"] == status]
        text += say(
            f"，{zh}{len(rows)}个" + (f"：{names(rows)}" if len(rows) else ""),
            f"; {en}: " + (names(rows) if len(rows) else "none"),
        )
    kept = frame[frame["status"] == "kept"]
    shift = (kept["probability_other"] - kept["probability_base"]).abs()
    most = kept.loc[shift[shift >= 0.05].sort_values(ascending=False, kind="stable").index].head(3)
    if len(most):
        text += say(f"；保留的职业中紧缺概率变化大的是{names(most)}", f"; of those kept {names(most)} move most")
    return text + say("。", ".")


def _shift(row: Any, say: Words) -> str:
    """Return an occupation with its probability in both, and whether an expert's decision keeps it where it is."""
    text = f"{100 * row.probability_base:.1f}%{say('→', ' to ')}{100 * row.probability_other:.1f}%"
    if row.override:
        text += say("，由专家调整决定，请复核", ", by expert decision, to be reviewed")
    return say(f"{row.name}（{text}）", f"{row.name} ({text})")


def programme_sentence(frame: pd.DataFrame, say: Words) -> str:
    """Describe the change of suggested seats, and the programmes whose need moves without a change of seats."""
    before, after = int(frame["suggested_seats_base"].sum()), int(frame["suggested_seats_other"].sum())
    rows: Any = frame[frame["change"] != 0]
    rows = rows.reindex(rows["change"].abs().sort_values(ascending=False, kind="stable").index)
    named = [
        say(
            f"{row.name}{row.suggested_seats_base}→{row.suggested_seats_other}人",
            f"{row.name} {row.suggested_seats_base} to {row.suggested_seats_other}",
        )
        for row in _named(rows)
    ]
    quiet = frame[(frame["change"] == 0) & (frame["gap_change"].abs() >= 5)]
    quiet = quiet.reindex(quiet["gap_change"].abs().sort_values(ascending=False, kind="stable").index).head(3)
    text = (
        say(f"建议招生数合计不变（{before:,}人）", f"Suggested seats stay at {before:,} in all")
        if before == after
        else say(f"建议招生数合计由{before:,}人变为{after:,}人", f"Suggested seats go from {before:,} to {after:,}")
    )
    text += say("：" + "、".join(named), ": " + ", ".join(named)) if named else ""
    if len(quiet):
        also = say.listed([f"{row.name}{say('', ' ')}{row.gap_change:+,}" for row in _named(quiet)])
        text += say(
            f"；招生数不变但承担的缺口变化较大的有{also}（人/年）",
            f"; seats are kept though the part of the gap moves for {also} (persons a year)",
        )
    return text + say("。", ".")


def _named(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples(index=False))
