"""Lines under the tables of the form: how ratios are worked out, what was not reported, what cannot be compared."""

from __future__ import annotations

from collections.abc import Sequence

from skillcast.publication.periods import earlier_words
from skillcast.publication.sections.form.measured import RatioRule
from skillcast.publication.sections.form.registrations import Comparison, Registrations
from skillcast.publication.words import Words


def ratio_note(rule: RatioRule, say: Words) -> str:
    """Return the formula of the ratio, as it stands under the tables."""
    formula = (
        say(
            "分组求人倍率 =（本组需求 + 无要求需求 × 本组求职比重）÷（本组求职 + 无要求求职 × 本组需求比重）",
            "ratio of a group = (its vacancies + vacancies without requirement x its share of seekers) / (its seekers + seekers without preference x its share of vacancies)",
        )
        if rule.method == "official"
        else say("分组求人倍率 = 需求人数 ÷ 求职人数", "ratio = vacancies / seekers")
    )
    return formula + say(
        f"；合计为需求除以求职；求职不足{rule.minimum}人的组不计算。",
        f"; totals are plain quotients; none is given below {rule.minimum} seekers.",
    )


def marks_note(say: Words) -> str:
    """Return what the signs in empty cells mean."""
    return say(
        "“/”为表式无此项或全部为无要求；“——”为无可比数据或不计算。",
        '"/": the form has no such cell, or all is without requirement; "——": nothing to compare with, or not worked out.',
    )


def gap_notes(now: Registrations, compared: Sequence[Comparison], say: Words) -> tuple[str, ...]:
    """Return what was not reported, and which comparisons are therefore not made."""
    notes = []
    if not now.complete:
        notes.append(
            say(
                f"本期只有{len(now.reported)}个报告期有数，合计不含缺报的报告期。",
                f"Only {len(now.reported)} periods were reported; totals leave out the missing ones.",
            )
        )
    for comparison in compared:
        if comparison.past is None:
            words = earlier_words(comparison.key, now.period, say)
            notes.append(
                say(
                    f"{words}（{comparison.period}）缺报或报告期不一致，不作比较。",
                    f"No comparison with {words} ({comparison.period}): not reported, or other parts of it were.",
                )
            )
    return tuple(notes)
