"""What stands beside the shortage catalogue: why each entry is there, what changed since last year, the sheet for comments."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from skillcast.outcome import Outlook
from skillcast.publication.content import ColumnFormat, Sentence, Table
from skillcast.publication.disclosure import withhold
from skillcast.publication.sections.columns import WITHHELD, interval
from skillcast.publication.sections.parameters import parameter_table, quoted
from skillcast.publication.sentences import noted
from skillcast.publication.words import Words
from skillcast.shortage.causes import CAUSES
from skillcast.shortage.changes import KINDS, STATUSES, describe_change
from skillcast.shortage.consultation import ANSWERS, consultation_period
from skillcast.shortage.indicators import INDICATORS
from skillcast.shortage.standing import basis, describe_drivers, would_leave
from skillcast.shortage.validation import MEASURES

# Readings that rest on what disclosure control withholds of a protected occupation: its stock, survey and forecast.
REVEALING = {name for name, item in INDICATORS.items() if item.source != "register"} | {"vacancy_rate"}


def words(pairs: Mapping[str, tuple[str, str]], say: Words) -> tuple[tuple[str, str], ...]:
    """Return the printed words of an enumeration."""
    return tuple((key, say(*both)) for key, both in pairs.items())


def guarded(result: Outlook, hidden: set[str]) -> pd.DataFrame:
    """Return the catalogue with the words of protected occupations rid of figures that are withheld of them."""
    assert result.shortage is not None
    rows = result.shortage.catalogue.copy()
    scores = result.shortage.tightness.indicators
    scores = scores[~scores["indicator"].isin(REVEALING)]
    leave = result.parameters.number("shortage.leave")
    for place, row in zip(rows.index, rows.to_dict("records"), strict=True):
        if row["occupation"] not in hidden:
            continue
        row["drivers"] = describe_drivers(scores, row["occupation"], result.year)
        row["drivers_en"] = describe_drivers(scores, row["occupation"], result.year, lang="en")
        rows.loc[place, ["basis", "basis_en"]] = [basis(row, "zh"), basis(row, "en")]
        if row["flip_indicator"] in REVEALING:
            row["indicator"] = ""
            ends = [would_leave(row, leave=leave, lang="zh"), would_leave(row, leave=leave, lang="en")]
            rows.loc[place, ["would_leave", "would_leave_en"]] = ends
    return rows


def standing_table(result: Outlook, hidden: set[str], say: Words) -> Table:
    """Return, entry by entry, why it is listed, how sure that is, what it costs and what would take it off."""
    frame = withhold(
        guarded(result, hidden),
        "occupation",
        hidden,
        ["places", "places_lo", "places_hi", "cost", "cost_lo", "cost_hi"],
    )
    columns = (
        ColumnFormat("rank", say("序号", "No."), kind="integer", width=2),
        ColumnFormat("occupation", say("职业编码", "Code"), kind="code", printed=False),
        ColumnFormat("name", say("职业名称", "Occupation")),
        ColumnFormat("probability", say("紧缺概率", "P(shortage)"), kind="percent", unit="%", decimals=1),
        ColumnFormat("cause", say("紧缺原因", "Cause"), labels=words(CAUSES, say)),
        ColumnFormat("cause_probability", say("原因概率", "P(cause)"), kind="percent", unit="%", decimals=0),
        ColumnFormat(say("cause_reason", "cause_reason_en"), say("原因说明", "Why this cause"), width=16),
        *interval(
            "places",
            say("建议培训规模（80%区间）", "Places (80% interval)"),
            low="places_lo",
            high="places_hi",
            unit=say("人", "persons"),
        ),
        *interval(
            "cost",
            say("上浮补贴年费用（80%区间）", "Mark-up a year (80% interval)"),
            low="cost_lo",
            high="cost_hi",
            unit=say("元", "yuan"),
        ),
        ColumnFormat(say("would_leave", "would_leave_en"), say("移出条件", "What would take it off"), width=18),
        WITHHELD,
    )
    notes = (
        quoted(
            "列入依据见目录。紧缺原因按现有证据逐项推断，概率不足{certainty}的记为“不能判定”；只有技能培养不足的职业上浮培训补贴，费用为建议培训规模乘以上浮部分。"
            "移出条件为其他情况不变时的推算；标准差指各职业历年指标的离散程度。",
            "The basis stands in the catalogue. Causes are inferred from the evidence there is; below a probability of {certainty} none is named. Only training gaps carry the mark-up; "
            "it costs places times what it adds. What would take an entry off holds with all else equal; deviations are those of the indicator over occupations and years.",
            certainty="causes.certainty",
        ),
    )
    title = say(
        "列入职业的把握程度、紧缺原因、费用和移出条件",
        "Entries: how sure, why short, what they cost, what would take them off",
    )
    checks = ("rank == row()",)
    table = Table("catalogue_standing", title, frame, columns, checks=checks, primary_key=("occupation",))
    return noted(table, [parameter_table(result.parameters, say)], say.lang, *notes)


def validation_table(result: Outlook, say: Words) -> Table | None:
    """Return what past calls were worth against what came true, beside the same list as last year; None if that is unknown."""
    if result.shortage is None or result.shortage.validation is None:
        return None
    frame = result.shortage.validation.summary
    columns = (
        ColumnFormat("measure", say("指标", "Measure"), labels=words(MEASURES, say)),
        ColumnFormat("value", say("本规则", "This rule"), kind="number", decimals=3),
        ColumnFormat("baseline", say("照抄上年目录", "Same list as last year"), kind="number", decimals=3),
        ColumnFormat("gain", say("改进", "Gain"), kind="number", decimals=3),
        ColumnFormat("n", say("判定数", "Calls"), kind="integer"),
    )
    note = quoted(
        "历年判定与次年实际比较：次年90天未招满比例高于{bound}%算作确实紧缺。新增、移出两项的基准是随机猜测，更替率、反复率的基准是实际情况自身的变动。"
        "以现行规则和现有数据重算历年判定，标准化和载荷用到全部年份，故偏乐观。",
        "Calls of past years against the year after: a share unfilled after 90 days above {bound}% counts as a shortage come true. For entries and exits the baseline is a "
        "blind guess, for turnover and flips what came true itself. Calls are reckoned anew by this edition's rule, whose standardisation has seen all years: the figures flatter.",
        bound="100 shortage.outcome_unfilled",
    )
    title = say("历年判定的检验", "How past calls fared")
    table = Table("call_validation", title, frame, columns, primary_key=("measure",))
    return noted(table, [parameter_table(result.parameters, say)], say.lang, note)


def changes_table(result: Outlook, hidden: set[str], say: Words) -> Table:
    """Return what entered and what left, and why."""
    assert result.shortage is not None
    frame = result.shortage.changes[result.shortage.changes["status"] != "kept"].reset_index(drop=True)
    text = say("text", "text_en")
    bare = frame["occupation"].isin(hidden) & frame["indicator"].isin(REVEALING)
    told = [describe_change({**row, "indicator": None}, say.lang) for row in frame[bare].to_dict("records")]
    frame.loc[bare, text] = told
    columns = (
        ColumnFormat("status", say("变动", "Change"), labels=words(STATUSES, say)),
        ColumnFormat("occupation", say("职业编码", "Code"), kind="code"),
        ColumnFormat("name", say("职业名称", "Occupation")),
        ColumnFormat("probability_last", say("上年概率", "P last year"), kind="percent", unit="%", decimals=1),
        ColumnFormat("probability", say("本年概率", "P this year"), kind="percent", unit="%", decimals=1),
        ColumnFormat("kind", say("变动来源", "Due to"), labels=words(KINDS, say)),
        ColumnFormat(text, say("说明", "What moved")),
    )
    title = say("目录变动及原因", "What changed in the catalogue, and why")
    table = Table("catalogue_changes", title, frame, columns, primary_key=("occupation",))
    kinds = ("catalogue.turnover", "catalogue.flips")
    told_of = (Sentence(kind, ("catalogue_stability",)) for kind in kinds)
    return noted(table, [stability_table(result, say)], say.lang, *told_of)


def stability_table(result: Outlook, say: Words) -> Table:
    """Return how much the lists turned over, against the last one and over the years."""
    assert result.shortage is not None
    heads = {
        "turnover": ("与上期相比的更替率", "Turnover against the last list"),
        "years": ("目录期数", "Lists"),
        "turnover_all": ("年均更替率", "Turnover a year"),
        "flips": ("反复率", "Flips"),
    }
    frame = pd.DataFrame([{name: float(result.shortage.stability[name]) for name in heads}])
    columns = tuple(ColumnFormat(name, say(*words), kind="number") for name, words in heads.items())
    return Table("catalogue_stability", say("目录的稳定性", "How steady the catalogue is"), frame, columns)


def consultation_table(result: Outlook, hidden: set[str], say: Words) -> Table:
    """Return the sheet for comments, answers left empty."""
    assert result.shortage is not None
    frame = result.shortage.consultation.copy()
    safe = guarded(result, hidden).set_index("occupation")
    for column, source in (("grounds", "basis"), ("grounds_en", "basis_en")):
        frame[column] = frame["occupation"].map(safe[source]).fillna(frame[column])
    heads = {
        "commenter": ("提出单位或个人", "Commenter"),
        "contact": ("联系方式", "Contact"),
        "opinion": ("意见", "Opinion"),
        "evidence": ("依据材料", "Evidence"),
        "reply": ("采纳情况及答复", "Reply"),
    }
    columns = (
        ColumnFormat("seq", say("序号", "No."), kind="integer", width=2),
        ColumnFormat("occupation", say("职业编码", "Code"), kind="code"),
        ColumnFormat("name", say("职业名称", "Occupation")),
        ColumnFormat("proposal", say("拟", "Proposed"), labels=words(STATUSES, say)),
        ColumnFormat(say("grounds", "grounds_en"), say("依据", "Grounds")),
        *(ColumnFormat(name, say(*heads[name]), empty="", width=5) for name in ANSWERS),
    )
    options = {name: result.parameters.integer(f"consultation.{name}") for name in ("month", "day", "days")}
    first, last = consultation_period(result.year, **options)
    notes = (
        say(
            f"公示期：{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日（起止日期为参数，由发布单位核定）。对列入、移出有不同意见的，请填写后于公示期内反馈。",
            f"Open for comment from {first} to {last} (dates are parameters). Whoever disagrees with an entry or a removal fills in the line and returns it in this time.",
        ),
    )
    title = say(
        f"{result.year + 1}年紧缺型职业（工种）目录公示意见表", f"Sheet for comments on the catalogue {result.year + 1}"
    )
    return Table(
        "catalogue_consultation",
        title,
        frame,
        columns,
        notes=notes,
        checks=("seq == row()",),
        primary_key=("occupation",),
        copy="catalogue_consultation.csv",
    )
