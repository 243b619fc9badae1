"""A trace as lines to read."""

from __future__ import annotations

from collections.abc import Iterator

from skillcast.errors import Language
from skillcast.publication.trace.inputs import InputCell
from skillcast.publication.trace.provenance import Trace, status_words, where_words
from skillcast.publication.trace.registry import stages
from skillcast.publication.words import Words
from skillcast.tables import TABLES


def trace_text(trace: Trace, lang: Language = "zh", *, limit: int | None = 20) -> str:
    """Return a trace as text, at most `limit` cells of each group."""
    say = Words(lang)
    return "\n".join([*_head(trace, say), *_cells(trace, say, limit), *_behind(trace, say, limit)])


def _head(trace: Trace, say: Words) -> Iterator[str]:
    figure = trace.figure
    yield say(" › ", " > ").join((figure.caption, figure.name, figure.column.header))
    raw = (
        ""
        if figure.raw == trace.printed.replace(",", "")
        else say(f"（原值 {figure.raw or '缺'}）", f" (raw value {figure.raw or 'missing'})")
    )
    yield say(f"印为：{trace.printed}{raw}", f"Printed: {trace.printed}{raw}")
    if figure.withheld:
        yield say(
            "该单元为保护调查对象不予公布，不列出取用的单元格。",
            "Withheld to protect respondents; the cells behind it are not listed.",
        )
    if trace.entry is None:
        yield say("来源登记中没有这一列。", "The registry of sources does not cover this column.")
        return
    yield say(f"怎样得来：{trace.entry.words('zh')}", f"How: {trace.entry.words('en')}")
    yield say(f"方法说明：docs/{trace.entry.page}", f"Method: docs/{trace.entry.page}")
    for caption, heading, text in trace.upstream:
        yield say(
            f"取自印出的数：{caption} › {heading} = {text}", f"From a printed figure: {caption} > {heading} = {text}"
        )


def _cells(trace: Trace, say: Words, limit: int | None) -> Iterator[str]:
    entry, figure = trace.entry, trace.figure
    if entry is None or figure.withheld or not entry.cells:
        return
    facts = entry.facts(figure.table.name, figure.value.name, figure.fields)
    for number, cells in enumerate(entry.cells):
        spec = TABLES[cells.table]
        names = say.listed([column.format_map(facts) for column in cells.columns])
        off = say("（减）", " (taken off)") if cells.sign < 0 else ""
        yield say(
            f"直接取用{off}：{spec.zh}表（{spec.name}）的 {names}，条件：{where_words(cells, facts, trace.period, 'zh')}",
            f"Reads{off}: {names} of table {spec.name} where {where_words(cells, facts, trace.period, 'en')}",
        )
        if not trace.groups:
            continue
        group = trace.groups[number]
        shown = group if limit is None else group[:limit]
        for cell in shown:
            yield f"  {_cell(cell, say)}"
        if len(group) > len(shown):
            yield say(
                f"  ……另有 {len(group) - len(shown)} 格（--all 全部列出）",
                f"  ... and {len(group) - len(shown)} more cells (--all lists them)",
            )
        if not group:
            yield say("  没有符合条件的单元格", "  no cell fits")
    if not trace.groups:
        yield say(
            "用 --data 给出发布所用的数据，即列出各单元格的文件、行号和数值。",
            "Give the tables with --data to see file, row and value of each cell.",
        )
    if trace.agrees is not None:
        yield say(
            f"由这些单元格重新算得 {trace.again:,.10g}，与印出的{'一致' if trace.agrees else '不一致'}。",
            f"Computed again from these cells: {trace.again:,.10g}, which {'agrees' if trace.agrees else 'DISAGREES'}.",
        )


def _cell(cell: InputCell, say: Words) -> str:
    sheet = say(f"，工作表 {cell.sheet}", f", sheet {cell.sheet}") if cell.sheet else ""
    period = f" {cell.period}" if cell.period else ""
    value = cell.text or say("（空）", "(empty)")
    mended = (
        ""
        if cell.correction is None
        else say(
            f"（更正为 {cell.correction.value}：{cell.correction.reason}）",
            f" (corrected to {cell.correction.value}: {cell.correction.reason})",
        )
    )
    return say(
        f"{cell.file}{sheet}，第 {cell.row} 行{period}，列“{cell.header}”：{value}{mended}",
        f"{cell.file}{sheet}, row {cell.row}{period}, column '{cell.header}': {value}{mended}",
    )


def _behind(trace: Trace, say: Words, limit: int | None) -> Iterator[str]:
    for name in trace.reach.stages:
        stage = stages()[name]
        tables = say.listed([f"{TABLES[table].zh}（{table}）" if say.lang == "zh" else table for table in stage.tables])
        reads = say(f"；用到 {tables}", f"; reads {tables}") if tables else ""
        yield say(f"经过：{stage.words('zh')}{reads}", f"Passes: {stage.words('en')}{reads}")
    shown = trace.parameters if limit is None else trace.parameters[:limit]
    for parameter in shown:
        user = say("，用户设定", ", set by the user") if parameter.user_set else ""
        yield say(
            f"参数：{parameter.name} = {parameter.value}（{status_words(parameter, 'zh')}{user}；{parameter.source}）",
            f"Parameter: {parameter.name} = {parameter.value} ({status_words(parameter, 'en')}{user}; {parameter.source})",
        )
    if len(trace.parameters) > len(shown):
        more = len(trace.parameters) - len(shown)
        yield say(f"……另有 {more} 个参数（--all 全部列出）", f"... and {more} more parameters (--all lists them)")
    for words in trace.overrides:
        yield say(f"专家调整：{words}", f"Override: {words}")
    for words in trace.corrections:
        yield say(f"更正：{words}", f"Correction: {words}")
