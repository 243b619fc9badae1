"""Sentences on table 1 of the standard form and on its tables by group, in the patterns of the published analyses.

Each takes the frame of its table as published and the period (``2026`` or ``2026Q3``); what counts as hardly changed is a fact.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from skillcast.publication.periods import LAST_QUARTER, LAST_YEAR, earlier_words, period_words
from skillcast.publication.sentences import form_groups
from skillcast.publication.words import Words

_FIELDS = {LAST_QUARTER: ("change_qoq", "change_rate_qoq"), LAST_YEAR: ("change", "change_rate")}


def balance(ratio: float, slight: float, say: Words) -> str:
    """Return how demand stands to supply, in the bulletin's customary words.

    Examples
    --------
    >>> [balance(ratio, 1.1, Words("zh")) for ratio in (1.03, 2.0, 0.9)]
    ['市场需求略大于供给', '市场需求大于供给', '市场需求小于供给']
    """
    if ratio == 1:
        return say("市场供求平衡", "demand equals supply")
    if ratio < 1:
        return say("市场需求小于供给", "demand is below supply")
    if ratio <= slight:
        return say("市场需求略大于供给", "demand slightly exceeds supply")
    return say("市场需求大于供给", "demand exceeds supply")


def total_sentence(frame: pd.DataFrame, *, period: str, slight: float, say: Words) -> str:
    """Describe the table of totals (rows demand, seekers, ratio; column total)."""
    totals = frame.set_index("row")["total"]
    demand, seekers, ratio = (float(totals[name]) for name in ("demand", "seekers", "ratio"))
    when = period_words(period, say)
    if pd.isna(demand) or pd.isna(seekers):
        return say(f"{when}需求或求职人数缺报。", f"Vacancies or seekers of {when} were not reported.")
    if pd.isna(ratio):
        return say(
            f"{when}，用人单位通过公共就业服务机构招聘各类人员{demand:,.0f}人，没有求职登记，不计算求人倍率。",
            f"In {when} employers registered {demand:,.0f} vacancies at the public employment service; nobody sought work there, so no ratio is given.",
        )
    choice = round(100 * ratio)
    return say(
        f"{when}，用人单位通过公共就业服务机构招聘各类人员{demand:,.0f}人，进入市场的求职人员{seekers:,.0f}人，"
        f"求人倍率为{ratio:.2f}，说明每100名求职者可以选择{choice}个空缺岗位，{balance(ratio, slight, say)}。",
        f"In {when} employers registered {demand:,.0f} vacancies at the public employment service and {seekers:,.0f} persons "
        f"sought work: a ratio of {ratio:.2f}, or {choice} vacancies for every 100 seekers; {balance(ratio, slight, say)}.",
    )


def change_sentence(frame: pd.DataFrame, *, period: str, still: float, say: Words) -> str:
    """Describe the changes of vacancies, seekers and ratio; a period that cannot be compared is said to be so."""
    rows: Any = frame.set_index("row")
    keys = [key for key in (LAST_QUARTER, LAST_YEAR) if _FIELDS[key][0] in rows]
    known = [key for key in keys if rows.loc[["demand", "seekers"], _FIELDS[key][0]].notna().all()]
    moves = {key: _moves(rows, key, still, say) for key in known}
    if len(known) > 1 and set(moves.values()) == {_stable(say)}:
        both = say("和", " and ").join(earlier_words(key, period, say) for key in known)
        clauses = [say(f"与{both}相比，{_stable(say)}", f"compared with {both}, {_stable(say)}")]
    else:
        clauses = [
            say(f"与{words}相比，{moves[key]}", f"compared with {words}, {moves[key]}")
            for key in known
            for words in (earlier_words(key, period, say),)
        ]
    ratio = [_ratio_move(rows, key, period, say) for key in known if pd.notna(rows.loc["ratio", _FIELDS[key][0]])]
    if ratio:
        clauses.append(say("求人倍率" + "，".join(ratio), "the ratio " + " and ".join(ratio)))
    clauses += [
        say(f"{words}数据缺报，不作比较", f"{words} was not fully reported, so no comparison is made")
        for key in keys
        if key not in known
        for words in (earlier_words(key, period, say),)
    ]
    text = say("；", "; ").join(clauses)
    return say(f"{text}。", f"{text[:1].upper()}{text[1:]}.")


def _stable(say: Words) -> str:
    return say("需求人数和求职人数基本持平", "vacancies and seekers hardly changed")


def _moves(rows: Any, key: str, still: float, say: Words) -> str:
    """Return how vacancies and seekers moved, in one phrase where both went the same way."""
    change, rate = _FIELDS[key]
    counts = [float(rows.loc[side, change]) for side in ("demand", "seekers")]
    rates = [float(rows.loc[side, rate]) for side in ("demand", "seekers")]
    quiet = [abs(value) <= still for value in rates]
    if all(quiet):
        return _stable(say)
    if not any(quiet) and (counts[0] > 0) == (counts[1] > 0) and not pd.isna(rates).any():
        up = counts[0] > 0
        a, b = (f"{abs(count):,.0f}" for count in counts)
        c, d = (f"{100 * abs(value):.2f}%" for value in rates)
        return say(
            f"需求人数和求职人数分别{'增加' if up else '减少'}了{a}人和{b}人，{'增幅' if up else '降幅'}分别为{c}和{d}",
            f"vacancies and seekers {'rose' if up else 'fell'} by {a} and {b} persons, or {c} and {d}",
        )
    names = (say("需求人数", "vacancies"), say("求职人数", "seekers"))
    return say("，", " and ").join(
        say(f"{name}基本持平", f"{name} hardly changed") if calm else name + _moved(count, value, say)
        for name, count, value, calm in zip(names, counts, rates, quiet, strict=True)
    )


def _moved(count: float, rate: float, say: Words) -> str:
    up = count > 0
    size = f"{abs(count):,.0f}"
    if pd.isna(rate):
        return say(f"{'增加' if up else '减少'}了{size}人", f" {'rose' if up else 'fell'} by {size} persons")
    percent = f"{100 * abs(rate):.2f}%"
    return say(
        f"{'增加' if up else '减少'}了{size}人，{'增幅' if up else '降幅'}为{percent}",
        f" {'rose' if up else 'fell'} by {size} persons ({percent})",
    )


def _ratio_move(rows: Any, key: str, period: str, say: Words) -> str:
    change = float(rows.loc["ratio", _FIELDS[key][0]])
    words = earlier_words(key, period, say)
    if round(change, 2) == 0:
        return say(f"与{words}持平", f"equals that of {words}")
    up = change > 0
    return say(
        f"比{words}{'上升' if up else '下降'}{abs(change):.2f}",
        f"{'rose' if up else 'fell'} by {abs(change):.2f} on {words}",
    )


SENTENCES: dict[str, Callable[..., str]] = {
    "form.total": total_sentence,
    "form.change": change_sentence,
    **form_groups.SENTENCES,
}
