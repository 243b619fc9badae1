"""The sheets beside the seats: classes at school, internship posts, order-based training and targets of the policy."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from skillcast.outcome import Outlook
from skillcast.parameters.policies import read_policy
from skillcast.publication.content import Block, ColumnFormat, Paragraph, Table
from skillcast.publication.disclosure import Protected, withhold
from skillcast.publication.sections.columns import WITHHELD, interval
from skillcast.publication.sections.forecast import industry_labels
from skillcast.publication.words import Words
from skillcast.standards import code_list

OTHER = "other"
STATUS = (("达到", "reached"), ("未达到", "not reached"), ("未到期", "not due yet"), ("无数据", "no data"))


def sheet_blocks(result: Outlook, protected: Protected, say: Words) -> list[Block]:
    """Return the sheets that have rows, and a sentence for order-based training where it has none."""
    assert result.programmes is not None
    sheets = result.programmes.sheets
    blocks: list[Block] = [pipeline_table(result, say), internship_table(result, protected.industries, say)]
    if len(sheets.orders):
        blocks.append(order_table(result, protected.occupations, say))
    else:
        blocks.append(
            Paragraph(
                say(
                    "定向培养：没有职业在新生毕业那一年缺口的可能性达到60%、且分摊到一个专业的缺口不少于5人，本年不建议安排。",
                    "Order-based training: no occupation is likely enough to be short when the new intake graduates; none is suggested.",
                )
            )
        )
    return [*blocks, target_table(result, say)] if len(sheets.targets) else blocks


def pipeline_table(result: Outlook, say: Words) -> Table:
    """Return the classes at school by programme and graduation year, and how many of them are expected to work in the city."""
    assert result.programmes is not None
    frame = result.programmes.sheets.pipeline.copy()
    names = code_list("programme", result.market.config.standards.programme)
    frame["name"] = [names.label(code) for code in frame["programme"]]
    counts = [name for name in map(str, frame) if name.startswith(("graduates", "local"))]
    frame[counts] = np.rint(frame[counts])
    columns = (
        ColumnFormat("school", say("学校", "School")),
        ColumnFormat("programme", say("专业代码", "Code"), kind="code"),
        ColumnFormat("name", say("专业名称", "Programme")),
        ColumnFormat("graduation_year", say("毕业年份", "Graduates in"), kind="year"),
        ColumnFormat("intake_year", say("入学年份", "Admitted in"), kind="year", printed=False),
        ColumnFormat("seats", say("招生计划", "Seats"), kind="integer", printed=False),
        ColumnFormat("enrolled", say("在校生", "In school"), kind="integer"),
        *interval(
            "graduates",
            say("预计毕业（80%区间）", "Graduates (80% interval)"),
            low="graduates_lo80",
            high="graduates_hi80",
        ),
        *interval(
            "local", say("预计留市就业（80%区间）", "Local workers (80% interval)"), low="local_lo80", high="local_hi80"
        ),
    )
    title = say("在校各届学生预计毕业和留市就业人数", "Classes at school: graduates and local workers expected")
    return Table(
        "programme_pipeline",
        title,
        frame,
        columns,
        unit=say("人", "persons"),
        primary_key=("school", "programme", "graduation_year"),
    )


def internship_table(result: Outlook, hidden: Collection[str], say: Words) -> Table:
    """Return internship posts asked of each industry beside the students who will need one."""
    assert result.programmes is not None
    target = read_policy("policy_targets")["internship_posts"]
    frame = result.programmes.sheets.internships
    frame = frame[(frame["technical"] > 0) | (frame["students"] > 0)].reset_index(drop=True)
    label = industry_labels(result, say)
    elsewhere = say("本市无对应技术岗位", "No technical posts here")
    frame["name"] = [label(code) if code else elsewhere for code in frame["industry"]]
    frame["industry"] = frame["industry"].replace("", OTHER)
    rounded = ["technical", "students", "difference"]
    frame[rounded] = np.rint(frame[rounded])
    frame = withhold(frame, "industry", hidden, ["technical", "required", "students", "difference"])
    columns = (
        ColumnFormat("industry", say("行业代码", "Code"), kind="code", labels=((OTHER, "—"),)),
        ColumnFormat("name", say("行业", "Industry")),
        ColumnFormat("technical", say("技术岗位", "Technical posts"), kind="integer"),
        ColumnFormat("required", say("应提供实习岗位", "Internships asked"), kind="integer"),
        ColumnFormat("students", say("对应专业毕业年级学生", "Final-year students"), kind="integer"),
        ColumnFormat("difference", say("岗位多于学生", "Posts less students"), kind="change", decimals=0),
        WITHHELD,
    )
    beginnings = "、".join(target["technical"])
    note = say(
        f"按{target['source']}{target['clause']}计算，该条只约束规模以上企业，本表按全行业技术岗位列出上限；职业编码以{beginnings}开头的计为技术岗位（假定）。"
        "学生按专业与职业的对应权重和各行业的岗位分摊。",
        f"{target['source']}: {target['bound']}% of technical posts, for enterprises above the size limit; the table takes whole industries and so is an upper bound. "
        f"Codes that begin with {beginnings} count as technical (assumed).",
    )
    title = say("各行业应提供的实习岗位", "Internship posts asked of industries")
    return Table(
        "internship_posts",
        title,
        frame,
        columns,
        unit=say("个（人）", "posts (persons)"),
        notes=(note,),
        primary_key=("industry",),
        checks=("difference == required - students",),
    )


def order_table(result: Outlook, hidden: Collection[str], say: Words) -> Table:
    """Return places for order-based training."""
    assert result.programmes is not None
    frame = result.programmes.sheets.orders.copy()
    names = code_list("programme", result.market.config.standards.programme)
    frame["name"] = [names.label(code) for code in frame["programme"]]
    frame[["gap", "share"]] = np.rint(frame[["gap", "share"]])
    frame = withhold(frame, "occupation", hidden, ["probability", "gap", "share", "places"])
    frame.loc[frame["suppressed"] != "", ["reason", "reason_en"]] = ""
    columns = (
        ColumnFormat("school", say("学校", "School")),
        ColumnFormat("programme", say("专业代码", "Code"), kind="code"),
        ColumnFormat("name", say("专业名称", "Programme")),
        ColumnFormat("occupation", say("职业编码", "Occupation"), kind="code"),
        ColumnFormat("occupation_name", say("职业", "Name")),
        ColumnFormat("graduation_year", say("毕业年份", "Graduates in"), kind="year"),
        ColumnFormat("probability", say("紧缺可能性", "Chance"), kind="percent", unit="%", decimals=0),
        ColumnFormat("gap", say("缺口", "Gap"), kind="integer"),
        ColumnFormat("share", say("本专业承担", "Its part"), kind="integer"),
        ColumnFormat("places", say("建议定向培养", "Places"), kind="integer"),
        ColumnFormat(say("reason", "reason_en"), say("理由", "Reason"), printed=False),
        WITHHELD,
    )
    return Table(
        "order_places",
        say("定向培养建议", "Order-based training"),
        frame,
        columns,
        unit=say("人", "persons"),
        primary_key=("school", "programme", "occupation"),
    )


def target_table(result: Outlook, say: Words) -> Table:
    """Return the targets of the policy, what was found, and whether they are reached."""
    assert result.programmes is not None
    frame = result.programmes.sheets.targets.astype({"due": "float64"})
    sides = (("least", say("不低于", "at least")), ("above", say("高于", "above")))
    columns = (
        ColumnFormat("target", say("代号", "Name"), printed=False),
        ColumnFormat(say("zh", "en"), say("目标", "Target")),
        ColumnFormat("side", say("要求", "Bound"), labels=sides),
        ColumnFormat("bound", say("目标值", "Target value"), kind="number", decimals=0),
        ColumnFormat("unit", say("单位", "Unit")),
        ColumnFormat("due", say("期限", "Due"), kind="year"),
        ColumnFormat("value", say("完成值", "Found"), kind="number", decimals=1),
        ColumnFormat("period", say("时期", "Period"), empty="—"),
        ColumnFormat("status", say("状态", "Status"), labels=() if say.lang == "zh" else STATUS),
        ColumnFormat("clause", say("条款", "Clause"), printed=False),
        ColumnFormat("source", say("出处", "Source")),
        ColumnFormat("value_source", say("完成值来源", "Where found"), printed=False),
    )
    note = say(
        "没有数据的目标记为“无数据”，不作推断；“专业调整比例”为2024年以来新增和停招的专业占比，“匹配比例”为主要去向在本市有岗位的专业占比，文件未给出算法，均为本软件的理解。",
        "Targets without data are said to have none; shares of programmes adjusted and matched are our reading, the documents do not define them.",
    )
    title = say("政策目标完成情况", "Targets of the policy")
    return Table("policy_targets", title, frame, columns, notes=(note,), primary_key=("target",))
