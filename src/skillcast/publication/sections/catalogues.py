"""The annexes that decide: shortage catalogue and training catalogue."""

from __future__ import annotations

import pandas as pd

from skillcast.outcome import Outlook
from skillcast.publication.content import ColumnFormat, Sentence, Table
from skillcast.publication.disclosure import withhold
from skillcast.publication.sections.columns import WITHHELD, interval
from skillcast.publication.sections.forecast import industry_labels, own_eco
from skillcast.publication.sections.listing import guarded, words
from skillcast.publication.sections.parameters import parameter_table, quoted
from skillcast.publication.sentences import noted
from skillcast.publication.words import Words
from skillcast.shortage.causes import CAUSES
from skillcast.shortage.changes import STATUSES
from skillcast.standards import code_list, eco_industries

# An occupation is tagged with a green-ecological industry only where at least this share of its main industry belongs to it.
ECO_SHARE = 0.4


def shortage_table(result: Outlook, hidden: set[str], say: Words) -> Table:
    """Return the shortage catalogue as it is published."""
    assert result.shortage is not None
    frame = guarded(result, hidden)
    label = industry_labels(result, say)
    frame["industry_name"] = [label(code) for code in frame["industry"]]
    mapping = eco_industries(own_eco(result))
    frame["eco_sector"] = [_eco(mapping, code, say) for code in frame["industry"]]
    frame["previous_rank"] = pd.to_numeric(frame["previous_rank"])
    names = (
        {"L5": "五级", "L4": "四级", "L3": "三级", "L2": "二级", "L1": "一级"}
        if say.lang == "zh"
        else {f"L{n}": f"L{n}" for n in range(1, 6)}
    )
    frame["levels"] = [
        say("、", ", ").join(names[level] for level in levels.split("、") if level) for levels in frame["levels"]
    ]
    frame = withhold(
        frame,
        "occupation",
        hidden,
        ["forecast_gap", "forecast_gap_lo80", "forecast_gap_hi80", "gap_probability", "hard_share", "cost"],
    )
    columns = (
        ColumnFormat("rank", say("序号", "No."), kind="integer"),
        ColumnFormat("occupation", say("职业编码", "Code"), kind="code", english="occupation code", domain="CSCO-2022"),
        ColumnFormat("name", say("职业名称", "Occupation")),
        ColumnFormat("mark", say("标识", "Mark"), empty="", description="L 绿色职业，S 数字职业"),
        ColumnFormat("industry_name", say("所属行业", "Industry")),
        ColumnFormat("eco_sector", say("绿色生态产业", "Green industry"), empty=""),
        ColumnFormat("levels", say("适用等级", "Levels"), empty=""),
        ColumnFormat("demand", say("需求人数", "Vacancies"), kind="integer", unit=say("人", "persons")),
        ColumnFormat("seekers", say("求职人数", "Seekers"), kind="integer", unit=say("人", "persons")),
        ColumnFormat("registered_gap", say("缺口数", "Gap"), kind="integer", unit=say("人", "persons")),
        ColumnFormat("ratio", say("求人倍率", "Ratio"), kind="number"),
        ColumnFormat("days_open", say("平均招聘天数", "Days open"), kind="integer", unit=say("天", "days")),
        ColumnFormat("hard_share", say("难招比例", "Hard to fill"), kind="percent", unit="%", decimals=0),
        *interval(
            "forecast_gap",
            say("年均预测缺口（80%区间）", "Forecast gap a year (80% interval)"),
            low="forecast_gap_lo80",
            high="forecast_gap_hi80",
            unit=say("人", "persons"),
        ),
        ColumnFormat("gap_probability", say("缺口概率", "P(gap)"), kind="percent", unit="%", decimals=0),
        ColumnFormat("probability", say("紧缺概率", "P(shortage)"), kind="percent", unit="%", decimals=1),
        ColumnFormat(
            "grade",
            say("紧缺程度", "Grade"),
            labels=()
            if say.lang == "zh"
            else (("特别紧缺", "severe"), ("比较紧缺", "marked"), ("一般紧缺", "moderate")),
        ),
        ColumnFormat("previous_rank", say("上期排位", "Last rank"), kind="integer"),
        ColumnFormat("years_in", say("连续入选年数", "Years in"), kind="integer"),
        ColumnFormat("status", say("新增/保留", "New or kept"), labels=words(STATUSES, say)),
        ColumnFormat(say("basis", "basis_en"), say("入选依据", "Basis")),
        ColumnFormat("cause", say("紧缺原因", "Cause"), labels=words(CAUSES, say), printed=False),
        ColumnFormat(
            "cost", say("上浮补贴年费用", "Mark-up a year"), kind="integer", unit=say("元", "yuan"), printed=False
        ),
        ColumnFormat(say("would_leave", "would_leave_en"), say("移出条件", "What would take it off"), printed=False),
        WITHHELD,
    )
    notes = (
        say(
            "需求、求职人数为本年各季平均登记数；预测缺口为未来三年年均岗位需求减供给；紧缺概率由各项指标综合推断，列入门槛、分级门槛见编制说明（分级门槛为假定，由发布单位核定）。",
            "Vacancies and seekers are means of the year's quarters; the forecast gap is openings less supply a year over three years; levels and grades are explained in the notes (grade thresholds are assumptions).",
        ),
    )
    title = say(f"{result.year + 1}年紧缺型职业（工种）目录", f"Shortage occupations {result.year + 1}")
    return Table(
        "shortage_catalogue",
        title,
        frame,
        columns,
        notes=notes,
        checks=("registered_gap == demand - seekers", "rank == row()"),
        primary_key=("occupation",),
        copy="shortage_catalogue.csv",
    )


def training_table(result: Outlook, hidden: set[str], say: Words) -> Table:
    """Return the training catalogue as it is published."""
    assert result.shortage is not None
    frame = result.shortage.training.copy()
    frame.insert(0, "seq", range(1, len(frame) + 1))
    # Places follow from the gap. The total below is of the courses that show them, or it would tell the others.
    frame = withhold(frame, "occupation", hidden, ["places", "places_lo", "places_hi", "cost", "cost_lo", "cost_hi"])
    levels = code_list("skill_level", "").frame
    special = ("special", say("专项职业能力", "special ability"))
    practice, assessed = _optional(frame, say)
    labels = (*zip(levels["code"], levels[say("zh", "en")], strict=True), special)
    columns = (
        ColumnFormat("seq", say("序号", "No."), kind="integer"),
        ColumnFormat("group", say("类别", "Group"), width=2),
        ColumnFormat("occupation", say("职业编码", "Code"), kind="code"),
        ColumnFormat("name", say("职业（工种）名称", "Occupation")),
        ColumnFormat("mark", say("标识", "Mark"), empty=""),
        ColumnFormat("level", say("培训等级", "Level"), labels=labels, width=6),
        ColumnFormat("hours", say("培训课时", "Hours"), kind="integer", unit=say("课时", "hours")),
        *practice,
        ColumnFormat(
            "completions", say("上年合格人数", "Completed last year"), kind="integer", unit=say("人", "persons")
        ),
        ColumnFormat("subsidy_base", say("补贴标准", "Subsidy"), kind="integer", unit=say("元/人", "yuan")),
        *assessed,
        ColumnFormat(
            "is_shortage", say("是否紧缺", "Shortage"), labels=(("true", say("是", "yes")), ("false", say("否", "no")))
        ),
        ColumnFormat("markup", say("上浮比例", "Mark-up"), kind="number", unit="%", decimals=0),
        ColumnFormat("subsidy_final", say("执行标准", "Final subsidy"), kind="integer", unit=say("元/人", "yuan")),
        *interval(
            "places",
            say("建议培训规模（80%区间）", "Suggested places (80% interval)"),
            low="places_lo",
            high="places_hi",
            unit=say("人", "persons"),
        ),
        ColumnFormat(
            "cost", say("上浮年费用", "Mark-up a year"), kind="integer", unit=say("元", "yuan"), printed=False
        ),
        ColumnFormat(
            "cost_lo", say("上浮年费用：下限", "lower end"), kind="integer", unit=say("元", "yuan"), printed=False
        ),
        ColumnFormat(
            "cost_hi", say("上浮年费用：上限", "upper end"), kind="integer", unit=say("元", "yuan"), printed=False
        ),
        ColumnFormat("certificate", say("证书类型", "Certificate"), empty="", printed=False),
        ColumnFormat(
            "action", say("上浮新增/保留/移出", "Mark-up"), labels=(*words(STATUSES, say), ("", "")), empty=""
        ),
        ColumnFormat(say("note", "note_en"), say("备注", "Note"), empty=""),
        WITHHELD,
    )
    rule = quoted(
        "紧缺职业补贴上浮{markup}%为假定参数，须按本地文件核定；建议培训规模按预期短缺人数（缺口为正的情景的平均）的{coverage}%推算。",
        "The mark-up of {markup}% is an assumption to be set by local rules; places are {coverage}% of the expected shortfall.",
        markup="training.markup",
        coverage="100 training.coverage",
    )
    notes = (
        rule,
        Sentence("catalogue.cost", ("training_catalogue",)),
        say(
            "只有紧缺原因为技能培养不足的职业作为紧缺职业上浮补贴；因其他原因紧缺的，备注说明培训为何不能解决。类别：A 生产制造，B 生产服务，C 生活服务（按职业编码划分，为假定）。",
            "Only occupations short for want of training carry the mark-up; for others the note says why training is not the answer. Groups: A production, B services to production, C services to persons (by code, assumed).",
        ),
    )
    title = say(f"{result.year + 1}年职业技能培训职业（工种）目录", f"Training occupations {result.year + 1}")
    table = Table(
        "training_catalogue",
        title,
        frame,
        columns,
        checks=(
            "seq == row()",
            "subsidy_final == rint(subsidy_base * (1 + markup / 100))",
            *(f"cost{end} == places{end} * (subsidy_final - subsidy_base)" for end in ("", "_lo", "_hi")),
        ),
        primary_key=("occupation", "level"),
        copy="training_catalogue.csv",
    )
    return noted(table, [parameter_table(result.parameters, say)], say.lang, *notes)


def _optional(frame: pd.DataFrame, say: Words) -> tuple[list[ColumnFormat], list[ColumnFormat]]:
    """Return the columns of a course that a bureau may not keep, where it does."""
    practice = ColumnFormat(
        "practice_share", say("实操课时占比", "Practice"), kind="number", unit="%", decimals=0, printed=False
    )
    assessed = ColumnFormat(
        "assess_subsidy", say("其中：评价补贴", "Of which assessment"), kind="integer", unit=say("元/人", "yuan")
    )
    return ([practice] if practice.name in frame else []), ([assessed] if assessed.name in frame else [])


def _eco(mapping: pd.DataFrame, industry: str, say: Words) -> str:
    mine = mapping[(mapping["code"] == industry) & (mapping["share"] >= ECO_SHARE)]
    return (
        ""
        if mine.empty
        else str(mine.sort_values(["share", "sector"], ascending=[False, True])[say("zh", "en")].iloc[0])
    )
