"""The tables of a comparison."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from skillcast.outcome import Comparison
from skillcast.publication.bulletin import LABEL, LABELLED
from skillcast.publication.content import ColumnFormat, Table
from skillcast.publication.sections.columns import interval
from skillcast.publication.sections.forecast import industry_labels
from skillcast.publication.sections.programmes import LEVELS
from skillcast.publication.words import Words

MOST = 20  # occupations printed; the rest stand in one row
MEASURES = ("stock", "openings", "exits", "layoffs", "supply", "gap")


def yearly_table(found: Comparison, say: Words) -> Table:
    """Return every change by year in long form, for the data files."""
    columns = (
        ColumnFormat("kind", say("指标", "Measure"), kind="code", domain=f"employment, {', '.join(MEASURES)}"),
        ColumnFormat("code", say("代码", "Code"), kind="code", english="industry or occupation code, total"),
        ColumnFormat("period", say("时期", "Period"), kind="code"),
        *(
            ColumnFormat(field, say(*words), kind="number", unit=say("人", "persons"))
            for field, words in (
                ("base", ("基准均值", "Base, mean")),
                ("other", ("情景均值", "Scenario, mean")),
                ("change", ("变化均值", "Change, mean")),
                ("change_median", ("变化中位数", "Change, median")),
                ("change_lo80", ("变化80%下限", "Change, lower end, 80%")),
                ("change_hi80", ("变化80%上限", "Change, upper end, 80%")),
            )
        ),
    )
    table = Table(
        "changes",
        say("分年变化（全部序列）", "Changes by year, all series"),
        found.yearly,
        columns,
        primary_key=("kind", "code", "period"),
        copy="changes.csv",
    )
    if not found.base.market.config.city.synthetic:
        return table
    return replace(table, frame=found.yearly.assign(data_label=LABEL), columns=(*columns, LABELLED))


def event_tables(found: Comparison, say: Words) -> list[Table]:
    """Return the events only one side has, as a table; none where there are none."""
    if found.events.empty:
        return []
    frame = found.events.assign(label=found.events["industry"].map(industry_labels(found.base, say)))
    low, high = (found.base.parameters.number(f"scenarios.{name}") for name in ("spillover_low", "spillover_high"))
    for field, value in (("spillover_low", low), ("spillover_high", high)):
        frame[field] = pd.to_numeric(frame[field]).where(frame[field].notna() | (frame["jobs"] > 0), value)
    frame["spillover_low"], frame["spillover_high"] = (
        pd.to_numeric(frame[field]).where(frame["jobs"] < 0) for field in ("spillover_low", "spillover_high")
    )
    sides = (("added", say("加入", "added")), ("removed", say("去掉", "taken away")))
    columns = (
        ColumnFormat("side", say("情景", "Scenario"), labels=sides),
        ColumnFormat("name", say("事件", "Event")),
        ColumnFormat("label", say("行业", "Industry")),
        ColumnFormat("start", say("开始年份", "From"), kind="year"),
        ColumnFormat("jobs", say("直接岗位", "Posts"), kind="change", decimals=0, unit=say("人", "persons")),
        ColumnFormat(
            "probability",
            say("实现概率", "Probability"),
            kind="percent",
            unit="%",
            decimals=0,
            empty=say("按参数", "prior"),
        ),
        ColumnFormat("spillover_low", say("连带影响下限", "Spill-over, low"), kind="percent", unit="%", decimals=0),
        ColumnFormat("spillover_high", say("连带影响上限", "Spill-over, high"), kind="percent", unit="%", decimals=0),
    )
    note = say(
        "连带影响为关停引起的同行业其他岗位变化与直接减员之比，负数表示其他企业吸纳一部分；范围内等可能，来源见参数说明。",
        "Spill-over: further loss in the industry relative to the direct one, negative where other firms take people on; evenly likely in between.",
    )
    return [Table("events", say("情景中的事件", "Events"), frame, columns, notes=(note,), primary_key=("name",))]


def industry_table(found: Comparison, say: Words) -> Table:
    """Return employment by industry at the end of the forecast on both sides."""
    frame = _plain_zeros(found.industries, ["change"])
    frame = frame.assign(label=frame["industry"].map(industry_labels(found.base, say)))
    now, last = (found.base.demand.industries.periods[place].year for place in (0, -1))
    columns = (
        ColumnFormat("industry", say("行业代码", "Code"), kind="code", labels=(("total", "—"),)),
        ColumnFormat("label", say("行业", "Industry")),
        ColumnFormat("now", say(f"{now}年末在岗人数", f"Employed end {now}"), kind="integer"),
        ColumnFormat("base", say(f"{last}年基准", f"{last}, base"), kind="integer"),
        ColumnFormat("other", say(f"{last}年情景", f"{last}, scenario"), kind="integer"),
        *_change("change", say("变化（80%区间）", "Change (80% interval)")),
    )
    return Table(
        "industry_change",
        say("分行业在岗人数：基准与情景", "Employment by industry, base and scenario"),
        frame,
        columns,
        unit=say("人", "persons"),
        notes=(say("各数为情景均值取整，分项之和等于合计。", "Means in whole persons; parts add up to the total."),),
        checks=(
            "other == base + change",
            *(f"total({name}) == sum({name})" for name in ("now", "base", "other", "change")),
        ),
        total_rows=(len(frame) - 1,),
        primary_key=("industry",),
    )


def end_tables(found: Comparison, say: Words) -> list[Table]:
    """Return the change at both ends of the spill-over, as a table; none without closures."""
    if found.ends.empty:
        return []
    sides = {end: rows.set_index("industry")["change"] for end, rows in found.ends.groupby("end")}
    frame = pd.DataFrame(sides).reindex(found.ends["industry"].drop_duplicates()).reset_index()
    frame = frame[(frame[["low", "high"]] != 0).any(axis=1) | (frame["industry"] == "total")]
    frame = frame.assign(label=frame["industry"].map(industry_labels(found.base, say))).reset_index(drop=True)
    columns = (
        ColumnFormat("industry", say("行业代码", "Code"), kind="code", labels=(("total", "—"),)),
        ColumnFormat("label", say("行业", "Industry")),
        ColumnFormat("low", say("其他企业吸纳最多时", "Others take on most"), kind="change", decimals=0),
        ColumnFormat("high", say("其他企业裁减最多时", "Others shed most"), kind="change", decimals=0),
    )
    return [
        Table(
            "spillover",
            say("连带影响两端的在岗人数变化", "Change of employment at both ends of the spill-over"),
            frame,
            columns,
            unit=say("人", "persons"),
            checks=tuple(f"total({name}) == sum({name})" for name in ("low", "high")),
            total_rows=(len(frame) - 1,),
            primary_key=("industry",),
        )
    ]


def occupation_table(found: Comparison, say: Words) -> Table:
    """Return the occupations that change most, the rest in one row, and the total."""
    assert found.occupations is not None
    measures = [name for name in MEASURES if name in found.occupations]
    frame = _plain_zeros(found.occupations, measures)
    parts, total = frame.iloc[:-1], frame.iloc[-1:]
    order = parts["stock"].abs().sort_values(ascending=False, kind="stable").index
    parts = parts.loc[order]
    shown = parts[(parts[measures] != 0).any(axis=1)].head(MOST)
    rest = parts.drop(index=shown.index)
    row = (
        rest[["now", *measures]]
        .sum()
        .to_frame()
        .T.assign(occupation="rest", name=say(f"其他{len(rest)}个职业", f"{len(rest)} other occupations"))
    )
    total = total.assign(name=say("全市合计", "Total"))
    whole = pd.concat([shown, row, total], ignore_index=True)[
        ["occupation", "name", "now", *(f"{name}{end}" for name in measures for end in ("", "_lo80", "_hi80"))]
    ]
    years, last = len(found.differences["openings"].periods), found.base.demand.industries.periods[-1].year
    headers = {
        "stock": say(f"{last}年末在岗（80%区间）", f"Employed end {last} (80% interval)"),
        "openings": say("岗位需求", "Openings"),
        "exits": say("自然退出", "Exits"),
        "layoffs": say("需安置转岗", "To be placed"),
        "supply": say("供给", "Supply"),
        "gap": say("缺口（80%区间）", "Gap (80% interval)"),
    }
    spread = ("stock", "gap")
    columns = [
        ColumnFormat("occupation", say("职业编码", "Code"), kind="code", labels=(("total", "—"), ("rest", "—"))),
        ColumnFormat("name", say("职业", "Occupation")),
        ColumnFormat("now", say("现有在岗", "Employed now"), kind="integer"),
    ]
    for name in measures:
        columns += (
            _change(name, headers[name])
            if name in spread
            else [ColumnFormat(name, headers[name], kind="change", decimals=0)]
        )
    closes = ["stock == openings - exits - layoffs", *(["gap == openings - supply"] if "gap" in measures else [])]
    return Table(
        "occupation_change",
        say(f"分职业变化（流量为{years}年合计）", f"Changes by occupation (flows over {years} years)"),
        whole,
        tuple(columns),
        unit=say("人", "persons"),
        notes=(
            say(
                "各列均为情景减基准的均值；在岗变化 = 岗位需求 − 自然退出 − 需安置转岗；缺口变化 = 岗位需求 − 供给。",
                "Scenario less base, means; employed = openings - exits - to be placed; gap = openings - supply.",
            ),
        ),
        checks=(*closes, *(f"total({name}) == sum({name})" for name in ("now", *measures))),
        total_rows=(len(whole) - 1,),
        primary_key=("occupation",),
    )


def listing_table(listing: pd.DataFrame, say: Words) -> Table:
    """Return the occupations listed on either side."""
    words = (("entered", say("列入", "enters")), ("left", say("移出", "leaves")), ("kept", say("保留", "kept")))
    columns = [
        ColumnFormat("status", say("变动", "Change"), labels=words),
        ColumnFormat("occupation", say("职业编码", "Code"), kind="code"),
        ColumnFormat("name", say("职业", "Occupation")),
    ]
    for side, word in (("base", say("基准", "base")), ("other", say("情景", "scenario"))):
        columns += [
            ColumnFormat(
                f"probability_{side}", say(f"紧缺概率：{word}", f"P(shortage), {word}"), kind="percent", unit="%"
            ),
            ColumnFormat(
                f"gap_probability_{side}", say(f"缺口概率：{word}", f"P(gap), {word}"), kind="percent", unit="%"
            ),
            ColumnFormat(f"rank_{side}", say(f"排位：{word}", f"Rank, {word}"), kind="integer"),
        ]
    columns.append(ColumnFormat("override", say("专家调整", "Expert decision"), empty=""))
    note = say(
        "紧缺概率在情景中按基准的标尺计算，情景未触及的职业不因他人变化而变化；登记、调查等已有指标不受情景影响。",
        "P(shortage) is measured on the base's scale, so that untouched occupations do not move; registrations and surveys are as they were.",
    )
    return Table(
        "listing_change",
        say("紧缺目录的变动", "Changes of the catalogue"),
        listing[listing["status"] != "out"].reset_index(drop=True),
        tuple(columns),
        notes=(note,),
        primary_key=("occupation",),
    )


def programme_table(programmes: pd.DataFrame, say: Words) -> Table:
    """Return the programmes whose seats or gap change."""
    shown = programmes[(programmes["change"] != 0) | (programmes["gap_change"] != 0)].reset_index(drop=True)
    actions = (
        () if say.lang == "zh" else (("扩招", "expand"), ("稳定", "keep"), ("压减", "reduce"), ("停招", "suspend"))
    )
    base, other = say("基准", "base"), say("情景", "scenario")
    columns = (
        ColumnFormat("school", say("学校", "School")),
        ColumnFormat("level", say("层次", "Level"), labels=LEVELS if say.lang == "zh" else ()),
        ColumnFormat("programme", say("专业代码", "Code"), kind="code"),
        ColumnFormat("name", say("专业名称", "Programme")),
        ColumnFormat("seats_last", say("上年招生计划", "Seats last year"), kind="integer"),
        ColumnFormat("suggested_seats_base", say(f"建议招生：{base}", f"Seats, {base}"), kind="integer"),
        ColumnFormat("suggested_seats_other", say(f"建议招生：{other}", f"Seats, {other}"), kind="integer"),
        ColumnFormat("change", say("变化", "Change"), kind="change", decimals=0),
        ColumnFormat("action_other", say("建议（情景）", "Action, scenario"), labels=actions),
        ColumnFormat("graduation_year", say("新生毕业年份", "Graduates in"), kind="year"),
        ColumnFormat("gap_base", say(f"承担的缺口：{base}", f"Part of the gap, {base}"), kind="integer"),
        ColumnFormat("gap_other", say(f"承担的缺口：{other}", f"Part of the gap, {other}"), kind="integer"),
        ColumnFormat("gap_change", say("缺口变化", "Change of gap"), kind="change", decimals=0),
    )
    note = say(
        "只列有变化的专业；缺口为新生毕业当年、本专业承担的部分；招生按整班调整，变化不足一个班的不动。",
        "Programmes with a change; the gap is the programme's part in the year its intake graduates; seats move by whole classes.",
    )
    return Table(
        "programme_change",
        say("建议招生数的变动", "Changes of suggested seats"),
        shown,
        columns,
        unit=say("人", "persons"),
        notes=(note,),
        checks=(
            "change == suggested_seats_other - suggested_seats_base",
            "gap_change == gap_other - gap_base",
        ),
        primary_key=("school", "programme"),
    )


def _change(name: str, header: str) -> list[ColumnFormat]:
    """Return a change printed with its 80 % interval, and its ends kept for the data files."""
    low, high = f"{name}_lo80", f"{name}_hi80"
    return list(interval(name, header, low=low, high=high))


def _plain_zeros(frame: pd.DataFrame, measures: list[str]) -> pd.DataFrame:
    """Return the frame without the ends of intervals that are nothing but zero, which would print as 0 (0 to 0)."""
    ends = {name: [f"{name}_lo80", f"{name}_hi80"] for name in measures}
    still = {name: (frame[[name, *pair]] == 0).all(axis=1) for name, pair in ends.items()}
    return frame.assign(**{end: frame[end].mask(still[name]) for name, pair in ends.items() for end in pair})
