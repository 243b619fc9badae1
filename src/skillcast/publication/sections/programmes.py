"""The annex of programmes: seats suggested, why, and what other ways of setting them would lead to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.outcome import Outlook
from skillcast.programmes.alternatives import alternatives
from skillcast.programmes.rules.seat_rule import ACTIONS as RULE_ACTIONS
from skillcast.publication.content import Block, ColumnFormat, Sentence, Table
from skillcast.publication.disclosure import Protected, withhold_rows
from skillcast.publication.sections.columns import WITHHELD, interval
from skillcast.publication.sections.parameters import parameter_table, quoted
from skillcast.publication.sections.sheets import sheet_blocks
from skillcast.publication.sentences import noted, told
from skillcast.publication.words import Words
from skillcast.standards import code_list

LEVELS = (("secondary", "中职"), ("technician", "技工"), ("college", "高职专科"), ("bachelor", "职业本科"))
ACTIONS = (("扩招", "expand"), ("稳定", "keep"), ("压减", "reduce"), ("停招", "suspend"))
WAYS = {
    "keep": ("维持上年计划", "last year's seats"),
    "rule": ("按既有招生规则", "the published seat rule"),
    "plan": ("本表建议", "the seats suggested"),
    "frontier": ("改用其他权重", "other weights"),
}


def programme_blocks(result: Outlook, protected: Protected, say: Words) -> list[Block]:
    """Return the annex: what is suggested, the reasons, and the alternatives."""
    assert result.programmes is not None
    seats, ways = seat_table(result, protected, say), alternative_table(alternatives(result.programmes.advice), say)
    sentences = (
        Sentence("programmes.seats", (seats.name,), {"year": result.year + 1}),
        Sentence("programmes.moved", (seats.name,)),
    )
    return [
        told([seats], say.lang, *sentences),
        seats,
        reason_table(result, protected, say),
        rule_table(result, say),
        told([ways], say.lang, Sentence("programmes.alternatives", (ways.name,))),
        ways,
        *sheet_blocks(result, protected, say),
    ]


def seat_table(result: Outlook, protected: Protected, say: Words) -> Table:
    """Return the programme and seat adjustments as they are published."""
    assert result.programmes is not None
    frame = _guarded(_named(result), protected)
    market = result.market
    links = market.table("crosswalk").sort_values(["programme", "weight", "occupation"], ascending=[True, False, True])
    shown = links.assign(
        text=[f"{code}({weight:.2f})" for code, weight in zip(links["occupation"], links["weight"], strict=True)]
    )
    codes = shown.groupby("programme")["text"].agg(lambda part: say("、", ", ").join(part))
    frame["occupations"] = frame["programme"].map(codes)
    if result.shortage is not None:
        frame["ratio"] = _programme_ratio(frame, links, result.shortage.assessment)
    else:
        frame["ratio"] = np.nan
    frame["sites"] = frame.groupby("programme")["school"].transform("nunique")
    for name in ("gap", "gap_lo80", "gap_hi80", "seats_later"):
        frame[name] = np.rint(frame[name])
    action = () if say.lang == "zh" else ACTIONS
    columns = (
        ColumnFormat("school", say("学校", "School")),
        ColumnFormat("level", say("层次", "Level"), labels=LEVELS if say.lang == "zh" else ()),
        ColumnFormat("programme", say("专业代码", "Code"), kind="code"),
        ColumnFormat("name", say("专业名称", "Programme")),
        ColumnFormat("years", say("学制", "Years"), kind="integer", unit=say("年", "years")),
        ColumnFormat("occupations", say("对应职业", "Occupations"), printed=False),
        ColumnFormat("seats_last", say("上年招生计划", "Seats last year"), kind="integer"),
        ColumnFormat("suggested_seats", say("建议招生数", "Suggested seats"), kind="integer"),
        ColumnFormat("action", say("建议", "Action"), labels=action),
        ColumnFormat(
            "warning",
            say("预警", "Warning"),
            labels=() if say.lang == "zh" else (("红", "red"), ("黄", "amber"), ("绿", "green")),
        ),
        ColumnFormat("enrolled_last", say("实际招生", "Enrolled"), kind="integer"),
        ColumnFormat("fill", say("计划完成率", "Fill"), kind="number", unit="%", decimals=0),
        ColumnFormat("enrolled", say("在校生", "In school"), kind="integer"),
        ColumnFormat("graduates", say("毕业生", "Graduates"), kind="integer"),
        ColumnFormat("placement", say("去向落实率", "Placement"), kind="number", unit="%", decimals=0),
        ColumnFormat("placement3", say("近三届", "Last three"), kind="number", unit="%", decimals=0),
        ColumnFormat("matched_share", say("对口率", "Matched"), kind="number", unit="%", decimals=0),
        ColumnFormat("local_share", say("留市就业率", "Local"), kind="number", unit="%", decimals=0),
        ColumnFormat("wage", say("起薪", "Wage"), kind="integer", unit=say("元/月", "yuan/month"), printed=False),
        ColumnFormat("ratio", say("对应职业求人倍率", "Ratio"), kind="number"),
        *interval("gap", say("预测缺口（80%区间）", "Forecast gap (80% interval)"), low="gap_lo80", high="gap_hi80"),
        ColumnFormat("p_more", say("缺人可能性", "Chance of lack"), kind="percent", unit="%", decimals=0),
        ColumnFormat("sites", say("布点数", "Sites"), kind="integer"),
        ColumnFormat("seats_later", say("五年后计划（参考）", "Seats in five years"), kind="integer", printed=False),
        ColumnFormat("worth", say("再多一个班的错配变化", "One class more"), kind="number", decimals=1, printed=False),
        ColumnFormat(say("reason", "reason_en"), say("建议理由", "Reason"), printed=False),
        ColumnFormat(say("rules", "rules_en"), say("依据条款", "Rules"), printed=False),
        WITHHELD,
    )
    notes = (
        say(
            "预测缺口：新生毕业当年对应职业年缺口中按留市毕业生份额由本专业承担的部分；缺人可能性：其大于0的情景所占比例。建议招生数为整班，由滚动十年的计划给出，只执行第一年，"
            "受年度增减上限、招生能力和各项规则限制；理由见下表，规则的来源见编制说明。对应职业后括号内为权重。没有报到率资料。",
            "Forecast gap: the programme's part of its occupations' gap in the year its new intake graduates; chance of lack: share of scenarios in which it is above 0. "
            "Seats are whole classes, the first year of a plan over ten, within yearly limits, capacity and rules; reasons are in the next table.",
        ),
    )
    title = say(f"{result.year + 1}年职业院校专业动态调整建议表", f"Programme and seat adjustments {result.year + 1}")
    return Table(
        "programme_adjustment",
        title,
        frame,
        columns,
        unit=say("人", "persons"),
        notes=notes,
        primary_key=("school", "programme"),
        copy="programme_adjustment.csv",
    )


def reason_table(result: Outlook, protected: Protected, say: Words) -> Table:
    """Return why each programme's seats are what they are."""
    assert result.programmes is not None
    frame = _guarded(_named(result), protected)
    columns = (
        ColumnFormat("school", say("学校", "School"), width=5),
        ColumnFormat("programme", say("专业代码", "Code"), kind="code"),
        ColumnFormat("name", say("专业名称", "Programme"), width=5),
        ColumnFormat("change", say("增减", "Change"), kind="change", decimals=0),
        ColumnFormat(say("reason", "reason_en"), say("建议理由", "Reason"), width=18),
        ColumnFormat(say("rules", "rules_en"), say("依据条款", "Rules"), empty="", width=7),
    )
    title = say("招生建议的理由和依据", "Reasons behind the seats")
    note = quoted(
        "错配：缺一人按{cost}计、多一人按1计；“再多一个班”只改这一专业的这一届。",
        "Mismatch: a post nobody fills counts {cost}, a graduate without a post 1; one class more changes this intake of this programme only.",
        cost="programmes.shortage_cost",
    )
    table = Table(
        "programme_reasons", title, frame, columns, unit=say("人", "persons"), primary_key=("school", "programme")
    )
    return noted(table, [parameter_table(result.parameters, say)], say.lang, note)


def rule_table(result: Outlook, say: Words) -> Table:
    """Return last year's seats, those suggested, and what a published seat rule says of each programme."""
    assert result.programmes is not None
    frame = _named(result)
    actions = tuple((name, say(*words)) for name, words in RULE_ACTIONS.items())
    columns = (
        ColumnFormat("school", say("学校", "School")),
        ColumnFormat("programme", say("专业代码", "Code"), kind="code"),
        ColumnFormat("name", say("专业名称", "Programme")),
        ColumnFormat("seats_last", say("上年计划", "Last year"), kind="integer"),
        ColumnFormat("suggested_seats", say("本表建议", "Suggested"), kind="integer"),
        ColumnFormat("rule_action", say("招生规则", "Rule"), labels=actions),
        ColumnFormat("rule_lowest", say("规则下限", "Rule: fewest"), kind="integer"),
        ColumnFormat("rule_highest", say("规则上限", "Rule: most"), kind="integer"),
    )
    note = say(
        "招生规则：江西信息应用职业技术学院2015年招生计划分配办法，只看计划完成率和去向落实率，不看需求；仅作对照，默认不作约束。“—”为规则未规定。",
        "The rule is that of a Jiangxi college of 2015: it looks at fill and placement, not at demand; it is shown for comparison and does not bind.",
    )
    title = say("建议与上年计划、既有招生规则的对照", "Seats suggested, last year's, and a published rule's")
    return Table(
        "programme_rule",
        title,
        frame,
        columns,
        unit=say("人", "persons"),
        notes=(note,),
        primary_key=("school", "programme"),
    )


def alternative_table(ways: pd.DataFrame, say: Words) -> Table:
    """Return what each way of setting seats leads to."""
    frame = ways.copy()
    frame["label"] = [say(*WAYS[way]) for way in frame["way"]]
    for name in ("seats", "short", "surplus", "cost"):
        frame[name] = np.rint(frame[name])
    columns = (
        ColumnFormat("label", say("方案", "Way")),
        ColumnFormat("ratio", say("缺一人的权重", "Weight"), kind="number", decimals=1),
        ColumnFormat("seats", say("招生总数", "Seats"), kind="integer"),
        ColumnFormat("changed", say("变动专业数", "Changed"), kind="integer"),
        ColumnFormat("short", say("年均缺人", "Missing a year"), kind="integer"),
        ColumnFormat("surplus", say("年均多人", "Too many a year"), kind="integer"),
        ColumnFormat("cost", say("加权错配合计", "Weighted, all years"), kind="integer"),
        ColumnFormat("way", say("方案代号", "Name"), printed=False),
    )
    note = say(
        "各方案在同一组情景中比较；缺人、多人是各专业对应职业在各情景、各年的平均，大部分来自学校以外的波动，各行之差才是招生的作用。维持上年计划不执行停招等规则，所以合计可能低于建议。权重是取舍，没有对错；改用其他权重的方案见末几行。",
        "All on the same scenarios; most persons missing or too many come from what schools cannot change, so differences between rows are what seats do. Last year's seats do not keep the rules (such as a suspension) and may cost less. "
        "Weights are a choice: the last rows show plans under others.",
    )
    title = say("不同招生方案的比较", "Ways of setting seats compared")
    return Table(
        "programme_alternatives",
        title,
        frame,
        columns,
        unit=say("人", "persons"),
        notes=(note,),
        primary_key=("way", "ratio"),
    )


def _named(result: Outlook) -> pd.DataFrame:
    assert result.programmes is not None
    names = code_list("programme", result.market.config.standards.programme)
    frame = result.programmes.seats.copy()
    return frame.assign(name=[names.label(code) for code in frame["programme"]])


def _guarded(frame: pd.DataFrame, protected: Protected) -> pd.DataFrame:
    """Withhold what rests on the gap of a protected occupation: the figures, and the words that say them."""
    keys = zip(frame["school"], frame["programme"], strict=True)
    hidden = np.array([key in protected.programmes for key in keys])
    frame = withhold_rows(frame, hidden, ["gap", "gap_lo80", "gap_hi80", "p_more", "worth"])
    for column, mark, words in (
        ("reason", "；", "承担的缺口不予公布"),
        ("reason_en", "; ", "its part of the gap is withheld"),
    ):
        # The first two parts of a reason say the gap and what one class more would do.
        frame[column] = [
            mark.join([words, *text.split(mark)[2:]]) if gone else text
            for text, gone in zip(frame[column], hidden, strict=True)
        ]
    return frame


def _programme_ratio(frame: pd.DataFrame, links: pd.DataFrame, assessment: pd.DataFrame) -> pd.Series:
    """Return vacancies over seekers of a programme's occupations together."""
    known = links.merge(assessment[["occupation", "demand", "seekers"]], on="occupation")
    sums = known.groupby("programme")[["demand", "seekers"]].sum()
    ratio = sums["demand"] / sums["seekers"].where(sums["seekers"] > 0)
    return frame["programme"].map(ratio)
