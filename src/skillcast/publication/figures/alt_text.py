"""The words of a figure for those who do not see it, with its main numbers, derived from its frame alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from skillcast.errors import Language
from skillcast.publication.content import Document, Figure, FigureKind
from skillcast.publication.figures.figure_data import figure_words
from skillcast.publication.printing import format_interval, format_number, is_missing, plain
from skillcast.publication.words import Words

MOST_NAMES = 8  # named one by one; the table under the figure has the others

Said = Mapping[str, str]


def described(figure: Figure, lang: Language = "zh") -> Figure:
    """Return the figure with the alternative text its frame gives it."""
    return replace(figure, alt=alt_text(figure.frame, figure.kind, Words(lang), options=figure.options))


def with_words(document: Document) -> Document:
    """Return the document with every figure described."""
    blocks = (described(block, document.lang) if isinstance(block, Figure) else block for block in document.blocks)
    return replace(document, blocks=tuple(blocks))


def alt_text(frame: pd.DataFrame, kind: FigureKind, say: Words, *, options: Mapping[str, object] | None = None) -> str:
    """Return what a figure shows, in words.

    Parameters
    ----------
    frame, kind, options
        Of the figure (`skillcast.publication.content.Figure`).
    say
        Language.

    Examples
    --------
    >>> frame = pd.DataFrame({"group": ["初级工", "高级工"], "demand": [1200, 940], "seekers": [1500.0, None]})
    >>> alt_text(frame, "level_bars", Words())
    '条形图。需求人数、求职人数（人）：初级工1,200、1,500；高级工940、缺。'
    """
    return _TELLERS[kind](frame, say, figure_words(say.lang, options))


def _number(value: object, places: int, say: Words) -> str:
    return say("缺", "missing") if is_missing(value) else format_number(value, places)


def _told(row: Mapping[str, object], name: str, low: str, high: str, say: Words) -> str:
    """Return a number with its interval, where there is one."""
    middle = _number(row[name], 0, say)
    if is_missing(row[name]) or is_missing(row.get(low)) or is_missing(row.get(high)):
        return middle
    return format_interval(middle, format_number(row[low], 0), format_number(row[high], 0), say.lang)


def _several(parts: list[str], say: Words) -> str:
    return say("；", "; ").join(parts)


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _fan(frame: pd.DataFrame, say: Words, words: Said) -> str:
    panels = []
    for panel in dict.fromkeys(frame["panel"]):
        part = frame[frame["panel"] == panel]
        known, ahead = part[part["actual"].notna()], part[part["median"].notna()]
        past, last = _rows(known)[-1:], _rows(ahead)[-1:]
        told = [f"{_when(row, words['actual'], say)}{_number(row['actual'], 0, say)}" for row in past]
        told += [f"{_when(row, words['median'], say)}{_told(row, 'median', 'lo80', 'hi80', say)}" for row in last]
        panels.append(f"{panel}{say('', ': ')}{say('，', ', ').join(told)}")
    unit = words["persons"]
    text = say(f"扇形图（{unit}）。{_several(panels, say)}。", f"Fan charts ({unit}). {_several(panels, say)}.")
    return text + _hits(frame, say, words)


def _when(row: Mapping[str, object], word: str, say: Words) -> str:
    period = plain(row["period"])
    return say(f"{period}{'年' if period.isdigit() else ''}{word}", f"{period} {word.lower()} ")


def _hits(frame: pd.DataFrame, say: Words, words: Said) -> str:
    """Return how many of the earlier forecasts had what came inside their interval."""
    if "backtest_lo80" not in frame:
        return ""
    tested = frame[frame["backtest_lo80"].notna() & frame["actual"].notna()]
    if tested.empty:
        return ""
    inside = int(tested["actual"].between(tested["backtest_lo80"], tested["backtest_hi80"]).sum())
    return say(
        f"{words['backtest']}：{len(tested)}个中有{inside}个包含后来的实际值。",
        f" {words['backtest']}: {inside} of {len(tested)} held what came.",
    )


def _ratio_line(frame: pd.DataFrame, say: Words, words: Said) -> str:
    told = []
    for group in dict.fromkeys(frame["group"]) if "group" in frame else [""]:
        part = frame[frame["group"] == group] if group else frame
        known = part[part["ratio"].notna()].reset_index(drop=True)
        if known.empty:
            continue
        places = [("首期", "first", 0), ("末期", "last", len(known) - 1)]
        places += [("最高", "highest", int(known["ratio"].argmax())), ("最低", "lowest", int(known["ratio"].argmin()))]
        facts = [
            say(
                f"{zh}{format_number(known['ratio'][at], 2)}（{plain(known['period'][at])}）",
                f"{en} {format_number(known['ratio'][at], 2)} ({plain(known['period'][at])})",
            )
            for zh, en, at in places
        ]
        head = f"{group}{say('：', ': ')}" if group else ""
        told.append(head + say("，", ", ").join(facts))
    lacking = int(frame["ratio"].isna().sum())
    gaps = say(f"缺报{lacking}期，线在该处断开。", f" Missing periods: {lacking}; the line is broken there.")
    text = say(f"折线图，{words['ratio']}。{_several(told, say)}。", f"Lines, {words['ratio']}: {_several(told, say)}.")
    return text + gaps * (lacking > 0)


def _level_bars(frame: pd.DataFrame, say: Words, words: Said) -> str:
    gap = say("、", " and ")
    parts = [
        f"{row['group']}{say('', ' ')}{_number(row['demand'], 0, say)}{gap}{_number(row['seekers'], 0, say)}"
        for row in _rows(frame)
    ]
    head = f"{words['demand']}{gap}{words['seekers']}"
    return say(
        f"条形图。{head}（{words['persons']}）：{_several(parts, say)}。",
        f"Bars. {head} ({words['persons']}): {_several(parts, say)}.",
    )


def _gap_interval(frame: pd.DataFrame, say: Words, words: Said) -> str:
    rows = sorted(_rows(frame.dropna(subset=["median"])), key=lambda row: -float(str(row["median"])))
    sure = sum((float(str(row["lo80"])) > 0) or (float(str(row["hi80"])) < 0) for row in rows)

    def listed(some: list[dict[str, object]]) -> str:
        told = [f"{row['label']}{say('', ' ')}{_told(row, 'median', 'lo80', 'hi80', say)}" for row in some]
        return say("、", ", ").join(told)

    few = min(3, len(rows) // 2 or 1)
    ends = [say("最大", "largest ") + listed(rows[:few])]
    if len(rows) > few:
        ends.append(say("最小", "smallest ") + listed(rows[-few:]))
    return say(
        f"点线图，{words['gap']}，{words['band']}，共{len(rows)}项，其中{sure}项区间不含0。{_several(ends, say)}。",
        f"Dots with intervals, {words['gap']}, {words['band']}: {len(rows)} items, {sure} with an interval that excludes 0; {_several(ends, say)}.",
    )


def _entries_exits(frame: pd.DataFrame, say: Words, words: Said) -> str:
    rows = frame.assign(year=[plain(value) for value in frame["year"]])
    years = sorted(set(rows["year"]))
    last = rows[rows["year"] == years[-1]]

    def count(year: str) -> int:
        return int((rows["year"].eq(year) & rows["status"].isin(("listed", "entered"))).sum())

    def named(status: str) -> str:
        names = last.loc[last["status"] == status, "label"].tolist()
        more = say("等", " and others") if len(names) > MOST_NAMES else ""
        inside = say("、", ", ").join(names[:MOST_NAMES]) + more
        total = say(f"{words[status]}{len(names)}个", f"{len(names)} {words[status].lower()}")
        return total + (say(f"（{inside}）", f" ({inside})") if names else "")

    moves = say("，", ", ").join(named(status) for status in ("entered", "left"))
    counts = say("、", ", ").join(say(f"{year}年{count(year)}个", f"{year} {count(year)}") for year in years)
    return say(
        f"图中每行一个职业、每列一年，标出列入、新增和移出。{years[-1]}年列入{count(years[-1])}个，{moves}。各年列入：{counts}。",
        f"One line an occupation, one column a year: listed, entered, left. In {years[-1]} {count(years[-1])} are listed, {moves}. Listed by year: {counts}.",
    )


def _backtest(frame: pd.DataFrame, say: Words, words: Said) -> str:
    parts = []
    for method in dict.fromkeys(frame["method"]):
        part = frame[frame["method"] == method]
        errors = [
            say(
                f"提前{plain(row['horizon'])}年{_number(row['error'], 1, say)}",
                f"{plain(row['horizon'])} ahead {_number(row['error'], 1, say)}",
            )
            for row in _rows(part.sort_values("horizon"))
        ]
        parts.append(f"{method}{say('', ': ')}{say('、', ', ').join(errors)}")
    return say(
        f"折线图，{words['error']}。{_several(parts, say)}。", f"Lines, {words['error']}. {_several(parts, say)}."
    )


def _reliability(frame: pd.DataFrame, say: Words, words: Said) -> str:
    def percent(value: object) -> str:
        return say("缺", "missing") if is_missing(value) else format_number(float(str(value)) * 100, 0)

    parts = [
        say(
            f"{percent(row['nominal'])}对{percent(row['observed'])}",
            f"{percent(row['nominal'])} against {percent(row['observed'])}",
        )
        for row in _rows(frame.sort_values("nominal"))
    ]
    head = say(f"{words['nominal']}对{words['observed']}", f"{words['nominal']} against {words['observed']}")
    return say(f"折线图，{head}：{_several(parts, say)}。", f"Line, {head}: {_several(parts, say)}.")


def _pipeline(frame: pd.DataFrame, say: Words, words: Said) -> str:
    rows = frame.assign(year=[plain(value) for value in frame["year"]])
    totals = rows.groupby("year")["graduates"].sum()
    ahead = set()
    if "expected" in rows:
        ahead = {year for year, value in zip(rows["year"], rows["expected"], strict=True) if plain(value) == "true"}
    told = []
    for year in sorted(totals.index):
        mark = say(f"（{words['expected']}）", f" ({words['expected'].lower()})") if year in ahead else ""
        told.append(f"{year}{say('年', '')}{mark}{say('', ' ')}{format_number(totals[year], 0)}")
    final = rows[rows["year"] == max(totals.index)].sort_values(["graduates", "group"], ascending=[False, True])
    shares = [f"{row['group']}{say('', ' ')}{_number(row['graduates'], 0, say)}" for row in _rows(final)]
    return say(
        f"堆叠条形图，{words['graduates']}。合计：{say('、', ', ').join(told)}。{max(totals.index)}年分组：{say('、', ', ').join(shares)}。",
        f"Stacked bars, {words['graduates']}. Totals: {', '.join(told)}. By group in {max(totals.index)}: {', '.join(shares)}.",
    )


_TELLERS: dict[FigureKind, Callable[[pd.DataFrame, Words, Said], str]] = {
    "fan": _fan,
    "ratio_line": _ratio_line,
    "level_bars": _level_bars,
    "gap_interval": _gap_interval,
    "entries_exits": _entries_exits,
    "backtest": _backtest,
    "reliability": _reliability,
    "pipeline": _pipeline,
}
