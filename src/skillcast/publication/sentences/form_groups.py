"""Sentences on the tables of the form by group: who leads, what moved, where demand exceeds supply, what is required."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from skillcast.publication.periods import LAST_QUARTER, LAST_YEAR, earlier_words
from skillcast.publication.words import Words

ANY, NONE, TOTAL = "any", "none", "total"
_NUMERALS = "零一两三四五六七八九十"  # before a measure word


def shares_sentence(frame: pd.DataFrame, *, what: str, side: str, say: Words) -> str:
    """Name every group of the top with its share, in the order of the form."""
    top = _top(frame, side)
    names, shares = _named(top, side, say)
    if top.empty:
        return ""
    return say(
        f"从{what}看，{names}{_side(side, say)}所占比重依次为{shares}。",
        f"By {what}, {names} account for {shares} of {_side(side, say)}{' respectively' * (len(top) > 1)}.",
    )


def leading_sentence(frame: pd.DataFrame, *, what: str, side: str = "demand", say: Words, count: int = 3) -> str:
    """Name the groups with most persons, their shares and what these come to."""
    top = _largest(_top(frame, side), side, count)
    if top.empty:
        return ""
    names, shares = _named(top, side, say)
    together = f"{100 * top[f'{side}_share'].sum():.2f}%"
    if side == "demand":
        return say(
            f"各{what}中，{names}的用人需求居前{_NUMERALS[len(top)]}位，需求比重依次为{shares}，合计为{together}。",
            f"By {what}, vacancies are most numerous in {names}: {shares} of the total, {together} together.",
        )
    return say(
        f"求职人员主要集中在{names}，所占比重依次为{shares}，合计为{together}。",
        f"Seekers are most numerous among {names}: {shares} of the total, {together} together.",
    )


def moves_sentence(frame: pd.DataFrame, *, period: str, side: str, points: float, say: Words) -> str:
    """Say whose share rose and fell most; empty when nothing can be compared."""
    keys = [key for key in (LAST_QUARTER, LAST_YEAR) if _change(side, key) in frame]
    moved = {key: _moved(frame, side, key, points, say) for key in keys if frame[_change(side, key)].notna().any()}
    if len(moved) > 1 and not any(moved.values()):
        both = say("和", " and ").join(earlier_words(key, period, say) for key in moved)
        return say(f"与{both}相比，各组比重基本持平。", f"Compared with {both}, the shares hardly changed.")
    clauses = []
    for key, text in moved.items():
        words, quiet = earlier_words(key, period, say), say("各组比重基本持平", "the shares hardly changed")
        clauses.append(say(f"与{words}相比，{text or quiet}", f"compared with {words}, {text or quiet}"))
    return _sentence(clauses, say)


def owners_sentence(frame: pd.DataFrame, *, say: Words) -> str:
    """Say what share of demand enterprises have, and which of them lead."""
    shares = frame.set_index("code")["demand_share"]
    if pd.isna(shares.get("enterprise")):
        return ""
    parts = _largest(frame[(frame["parent"] == "enterprise") & (frame["demand"] > 0)], "demand", 3)
    rest = frame[frame["code"].isin(["government", "institution", "other"]) & frame["demand_share"].notna()]
    others, other_shares = _named(rest, "demand", say)
    share = f"{100 * shares['enterprise']:.2f}%"
    text = say(
        f"从用人单位看，企业的用人需求占总需求的{share}" + (f"，{others}分别占{other_shares}" if len(rest) else ""),
        f"By type of employer, enterprises account for {share} of vacancies"
        + (f", {others} for {other_shares}" if len(rest) else ""),
    )
    if parts.empty:
        return say(f"{text}。", f"{text}.")
    names, part_shares = _named(parts, "demand", say)
    return say(
        f"{text}。企业中，{names}居前{_NUMERALS[len(parts)]}位，占企业需求的比重依次为{part_shares}。",
        f"{text}. Among enterprises, {names} lead, with {part_shares} of their vacancies.",
    )


def ratios_sentence(frame: pd.DataFrame, *, what: str, say: Words, count: int = 3) -> str:
    """Name the groups with the highest ratios and those where supply exceeds demand; empty when no ratio is printed."""
    known = frame[(frame["code"] != TOTAL) & (frame["parent"] == "") & frame["ratio"].notna()]
    above = known[known["ratio"] > 1].sort_values("ratio", ascending=False, kind="stable")
    below = known[known["ratio"] < 1].sort_values("ratio", kind="stable")
    clauses = []
    if len(above):
        clauses.append(_above(above, len(above) == len(known), count, say))
    if len(below):
        names, ratios = _ratios(below.head(count), say)
        it = "it" if len(above) else "the ratio"
        if len(below) > count:
            zh = f"{names}等{len(below)}组的求人倍率小于1，最低的{_NUMERALS[count]}组分别为{ratios}"
            en = f"{it} is below 1 for {len(below)} groups, lowest for {names} ({ratios})"
        else:
            zh = f"{names}的求人倍率小于1，{'分别' * (len(below) > 1)}为{ratios}"
            en = f"{it} is below 1 for {names} ({ratios})"
        clauses.append(say(zh, en))
    return say(f"从{what}的供求对比看，{'；'.join(clauses)}。", f"By {what}, {'; '.join(clauses)}.") if clauses else ""


def _above(above: pd.DataFrame, every: bool, count: int, say: Words) -> str:
    """Name the groups with the highest ratios above one; `every` says that there are no others."""
    names, ratios = _ratios(above.head(count), say)
    each = "分别" * (len(above) > 1)
    if every and len(above) > count:
        zh = f"各组求人倍率均大于1，其中{names}较高，{each}为{ratios}"
    elif every and len(above) > 1:
        zh = f"各组求人倍率均大于1，{names}{each}为{ratios}"
    else:
        zh = f"{names}的求人倍率{'较高，' if len(above) > 1 else '最高，'}{each}为{ratios}"
    highest = f"highest for {names} ({ratios})"
    return say(zh, f"all ratios exceed 1, {highest}" if every and len(above) > 1 else f"the ratio is {highest}")


def required_sentence(frame: pd.DataFrame, *, what: str, say: Words, count: int = 3) -> str:
    """Say what share of demand states a requirement and where it is concentrated."""
    by_code = frame.set_index("code")
    free = by_code["demand_share"].get(ANY)
    asked = frame[~frame["code"].isin([ANY, NONE, TOTAL]) & (frame["parent"] == "")]
    largest = _largest(asked[asked["demand"] > 0], "demand", count)
    if pd.isna(free):
        return ""
    if largest.empty:
        return say(
            f"用人单位对{what}均无要求，不作分组供求对比。",
            f"No vacancy states a requirement on {what}; no ratio is worked out by group.",
        )
    share = f"{100 * (1 - free):.2f}%"
    names, shares = _named(largest, "demand", say)
    together = f"{100 * largest['demand_share'].sum():.2f}%"
    if len(asked) <= 2:
        return say(
            f"对{what}有明确要求的占总需求人数的{share}，其中要求为{names}的{'分别' * (len(largest) > 1)}占{shares}。",
            f"Vacancies that state a requirement on {what} make up {share} of the total: {names} {shares}.",
        )
    each = len(largest) > 1
    return say(
        f"对{what}有明确要求的占总需求人数的{share}，主要集中在{names}，"
        + (f"所占比重依次为{shares}，合计为{together}。" if each else f"所占比重为{shares}。"),
        f"Vacancies that state a requirement on {what} make up {share} of the total, most of them {names} ({shares}"
        + (f"; {together} together)." if each else ")."),
    )


def holders_sentence(frame: pd.DataFrame, *, say: Words, count: int = 3) -> str:
    """Say what share of seekers hold a skill level or title, and which; empty where that is not known."""
    shares = frame.set_index("code")["seekers_share"]
    held = _top(frame, "seekers")
    largest = _largest(held[held["seekers"] > 0], "seekers", count)
    if largest.empty or pd.isna(shares.get(NONE)):
        return ""
    names, parts = _named(largest, "seekers", say)
    without, having = (f"{100 * value:.2f}%" for value in (shares[NONE], held["seekers_share"].sum()))
    return say(
        f"求职人员中，无技术等级或职称的占{without}，具有技术等级或职称的占{having}，其中{names}所占比重依次为{parts}。",
        f"Of the seekers {without} have no level; {having} hold a level or title, most of them {names} ({parts}).",
    )


def applicants_sentence(frame: pd.DataFrame, *, say: Words) -> str:
    """Say who the seekers are: the largest categories, and the graduates among the new entrants."""
    top = _largest(_top(frame, "seekers"), "seekers", 3)
    if top.empty:
        return ""
    names, shares = _named(top, "seekers", say)
    text = say(
        f"从求职人员类别看，{names}居前{_NUMERALS[len(top)]}位，所占比重依次为{shares}",
        f"Among seekers, {names} are the largest categories, with {shares}",
    )
    rows = frame.set_index("code")
    graduates = rows["seekers_share"].get("new_graduates")
    if not pd.isna(graduates):
        part = f"{100 * graduates:.2f}%"
        text += say(
            f"；新成长失业青年中，应届高校毕业生占{part}", f"; this year's graduates are {part} of the new entrants"
        )
    return say(f"{text}。", f"{text}.")


def top_sentence(shortage: pd.DataFrame, surplus: pd.DataFrame, *, say: Words) -> str:
    """Name the occupations with the largest gap and the largest surplus."""
    clauses = []
    for frame, zh, en in (
        (shortage, "需求大于求职", "Vacancies exceed seekers most for"),
        (surplus, "需求小于求职", "Seekers exceed vacancies most for"),
    ):
        if len(frame):
            names = say.listed([str(name) for name in frame["name"]])
            number = _NUMERALS[len(frame)]
            clauses.append(say(f"{zh}缺口最大的前{number}个职业是：{names}。", f"{en} {names}."))
    return say.together(*clauses)


def _top(frame: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return the groups of the top that have persons."""
    return frame[(frame["parent"] == "") & ~frame["code"].isin([TOTAL, ANY, NONE]) & frame[side].notna()]


def _largest(frame: pd.DataFrame, side: str, count: int) -> pd.DataFrame:
    return frame.sort_values(side, ascending=False, kind="stable").head(count)


def _named(rows: pd.DataFrame, side: str, say: Words) -> tuple[str, str]:
    return _names(rows, say), _numbers([f"{100 * share:.2f}%" for share in rows[f"{side}_share"]], say)


def _ratios(rows: pd.DataFrame, say: Words) -> tuple[str, str]:
    return _names(rows, say), _numbers([f"{ratio:.2f}" for ratio in rows["ratio"]], say)


def _names(rows: pd.DataFrame, say: Words) -> str:
    """Return the names of groups in a row; those that are themselves lists are kept apart."""
    names = [_name(label, say) for label in rows["label"]]
    if say.lang == "zh":
        return "、".join(names)
    return "; ".join(names) if any("," in name or " and " in name for name in names) else say.listed(names)


def _name(label: object, say: Words) -> str:
    """Return a group's name as running text says it.

    Examples
    --------
    >>> _name("农、林、牧、渔业", Words("zh")), _name("of whom: this year's graduates", Words("en")), _name("Men", Words("en"))
    ('“农、林、牧、渔业”', "this year's graduates", 'men')
    """
    name = str(label).removeprefix("其中：").removeprefix("of whom: ").removeprefix("of which: ")
    if say.lang == "zh":
        return f"“{name}”" if "、" in name else name
    return name if name.startswith("Hong Kong") else name[:1].lower() + name[1:]


def _numbers(items: Sequence[str], say: Words) -> str:
    if say.lang == "zh" and len(items) > 1:
        return "、".join(items[:-1]) + "和" + items[-1]
    return say.listed(list(items))


def _side(side: str, say: Words) -> str:
    return say("需求人数", "vacancies") if side == "demand" else say("求职人数", "seekers")


def _change(side: str, key: str) -> str:
    return f"{side}_change" if key == LAST_YEAR else f"{side}_change_{key}"


def _moved(frame: pd.DataFrame, side: str, key: str, points: float, say: Words) -> str:
    """Return the largest rise and the largest fall beyond what counts as hardly changed; empty when there is neither."""
    field = _change(side, key)
    rows = frame[(frame["parent"] == "") & (frame["code"] != TOTAL)].dropna(subset=[field])
    found: list[str] = []
    for row, up in ((rows.nlargest(1, field), True), (rows.nsmallest(1, field), False)):
        value = float(row[field].iloc[0])
        if (value if up else -value) > points:
            name, size = _name(row["label"].iloc[0], say), f"{abs(value):.2f}"
            of = f"的{_side(side, say)[:2]}比重" * (not found)
            found.append(
                say(
                    f"{name}{of}{'上升' if up else '下降'}最多（{size}个百分点）",
                    f"the share of {name} {'rose' if up else 'fell'} most ({size} percentage points)",
                )
            )
    return say("，", " and ").join(found)


def _sentence(clauses: Sequence[str], say: Words) -> str:
    text = say("；", "; ").join(clauses)
    return say(f"{text}。", f"{text[:1].upper()}{text[1:]}.") if clauses else ""


SENTENCES: dict[str, Callable[..., str]] = {
    "form.shares": shares_sentence,
    "form.leading": leading_sentence,
    "form.moves": moves_sentence,
    "form.owners": owners_sentence,
    "form.ratios": ratios_sentence,
    "form.required": required_sentence,
    "form.holders": holders_sentence,
    "form.applicants": applicants_sentence,
    "form.top": top_sentence,
}
