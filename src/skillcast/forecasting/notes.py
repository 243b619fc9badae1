"""What a reader must be told about a forecast, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skillcast.errors import Language

SHOWN = 5


@dataclass(frozen=True)
class Note:
    """One remark: its kind, the series it is about (empty: all), and its sentence in both languages."""

    kind: str
    series: tuple[str, ...]
    zh: str
    en: str

    def text(self, lang: Language = "zh") -> str:
        return self.zh if lang == "zh" else self.en


SENTENCES: dict[str, tuple[str, str]] = {
    "interpolated": (
        "{count} 个序列中间缺少时期，建模时按对数直线补齐，补齐值不作为实际值计分：{names}。",
        "{count} series lack periods inside; these were filled by straight lines in logs for modelling, "
        "and never scored: {names}.",
    ),
    "ragged-end": (
        "{count} 个序列的数据早于其他序列结束，预测从各自末期起算，区间相应加宽：{names}。",
        "{count} series end before the others; they are forecast from their own end, with wider intervals: {names}.",
    ),
    "ragged-start": (
        "{count} 个序列的数据晚于其他序列开始，只与长度相同的序列合并估计：{names}。",
        "{count} series start after the others; they are pooled only with series of the same calendar: {names}.",
    ),
    "short": (
        "{count} 个序列不足 4 期，按不变预测：{names}。",
        "{count} series have fewer than 4 periods; they are forecast as unchanged: {names}.",
    ),
    "zero": (
        "{count} 个序列全部为零，预测为零：{names}。",
        "{count} series are zero throughout; their forecast is zero: {names}.",
    ),
    "constant": (
        "{count} 个序列从未变动，按不变预测；区间宽度借自其他序列：{names}。",
        "{count} series never moved; they are forecast as unchanged, with a width borrowed from the others: {names}.",
    ),
    "intermittent": (
        "{count} 个序列含零值，改用简单指数平滑：{names}。",
        "{count} series contain zeros; simple exponential smoothing is used: {names}.",
    ),
    "few-years": (
        "区间仅由 {years} 个预测起点年份的误差校准，覆盖率无法由本数据证实。",
        "The intervals rest on errors of {years} origin years; their coverage cannot be confirmed from these data.",
    ),
}


def note(kind: str, series: Sequence[str] = (), **words: object) -> Note:
    """Return the note of `kind` about `series`; the first few are named.

    Examples
    --------
    >>> note("zero", ["a"]).en
    '1 series are zero throughout; their forecast is zero: a.'
    """
    shown = list(series[:SHOWN])
    more = len(series) > SHOWN
    zh, en = SENTENCES[kind]
    return Note(
        kind,
        tuple(series),
        zh.format(count=len(series), names="、".join(shown) + ("等" if more else ""), **words),
        en.format(count=len(series), names=", ".join(shown) + (" and others" if more else ""), **words),
    )
