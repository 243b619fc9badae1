"""The bulletin: which parts it has, in which order."""

from __future__ import annotations

from dataclasses import replace

from skillcast.errors import Language
from skillcast.outcome import Outlook
from skillcast.publication.content import Block, ColumnFormat, Document, Figure, Heading, PageBreak, Sentence, Table
from skillcast.publication.disclosure import Protected
from skillcast.publication.notes import advice, front_notes, layoffs_table, method_notes
from skillcast.publication.sections.backtest import skill_table
from skillcast.publication.sections.catalogues import shortage_table, training_table
from skillcast.publication.sections.forecast import eco_table, forecast_blocks
from skillcast.publication.sections.form.balances import form_checks
from skillcast.publication.sections.list_history import history_figure
from skillcast.publication.sections.listing import changes_table, consultation_table, stability_table, standing_table
from skillcast.publication.sections.market import form_sections
from skillcast.publication.sections.programmes import programme_blocks
from skillcast.publication.sections.supply import supply_blocks
from skillcast.publication.sentences import told
from skillcast.publication.words import Words

LABEL = "模拟数据"
LABELLED = ColumnFormat(
    "data_label", "数据标识", printed=False, english="data label", description="模拟数据：非统计数据"
)
NUMERALS = "一二三四五六七八九十"


def bulletin(result: Outlook, *, lang: Language = "zh", protected: Protected | None = None) -> Document:
    """Return the year's bulletin with its annexes as a document.

    Parameters
    ----------
    result
        What `skillcast.outlook` found.
    lang
        Language of the document.

    Returns
    -------
    Document
        Parts whose tables are missing are left out, and the annex on methods says so.
    """
    say = Words(lang)
    market = result.market
    protected = Protected.of(result) if protected is None else protected
    parts: list[tuple[str, list[Block]]] = []
    form = _form(result, protected, say)
    if form:
        parts.append((say("供求总体情况", "Supply and demand"), form["total"]))
        parts.append((say("产业和行业需求情况", "Demand by sector and industry"), form["industries"]))
    eco = eco_table(result, protected.eco, say)
    if eco is not None:
        parts.append((say("绿色生态产业情况", "Green-ecological industries"), [eco]))
    if form:
        parts.append((say("职业供求情况", "Occupations"), form["occupations"]))
        parts.append((say("技术等级供求情况", "Skill levels"), form["levels"]))
        parts.append((say("求职人员构成", "Who seeks work"), [*form["applicants"], *form["conditions"]]))
    if result.supply is not None:
        parts.append((say("技能人才供给", "Supply of skilled workers"), supply_blocks(result, say)))
    years = result.demand.industries.periods.year
    span = f"{years[1]}—{years[min(3, len(years) - 1)]}"
    parts.append((say(f"{span}年需求预测", f"Forecast {span}"), forecast_blocks(result, protected, say)))
    if result.shortage is not None:
        parts.append((say("紧缺研判", "Shortages"), _shortages(result, protected.occupations, say)))
    annexes = _annexes(result, protected, say)
    extra = _extra(result, say)
    known = [block for block in (*annexes, *extra) if isinstance(block, Table)]
    parts.append((say("工作建议", "Recommendations"), advice(known, say)))

    blocks: list[Block] = [*front_notes(result, say)]
    for number, (title, content) in enumerate(parts):
        blocks += [Heading(f"{NUMERALS[number]}、{title}" if lang == "zh" else f"{number + 1}. {title}", 1), *content]
    city = market.config.city
    name = city.name if lang == "zh" else city.name_en or city.name
    blocks += annexes
    if city.synthetic:
        blocks = [labelled(block) for block in blocks]
        extra = tuple(label_table(table) for table in extra)
    tables = [block for block in blocks if isinstance(block, Table)]
    return Document(
        say(f"{name}{result.year}年度技能人才供需信息", f"Skilled-talent supply and demand, {name}, {result.year}"),
        tuple(blocks),
        subtitle=say("（含预测、目录和专业调整建议）", "With forecasts, catalogues and programme adjustments"),
        publishers=tuple(city.publishers),
        date_text=say(f"{result.year + 1}年", f"{result.year + 1}"),
        banner=say("模拟数据，非统计数据", "模拟数据 Synthetic data, not statistics") if city.synthetic else "",
        lang=lang,
        style=market.config.document.style,
        extra=extra,
        checks=form_checks(tables, result.parameters.text("shortage.ratio_method")),
    )


def labelled(block: Block) -> Block:
    """Mark the data behind a table or figure as synthetic, so that the label travels with every file."""
    if not isinstance(block, (Table, Figure)):
        return block
    if isinstance(block, Table):
        return label_table(block)
    return replace(block, frame=block.frame.assign(data_label=LABEL))


def label_table(table: Table) -> Table:
    """Mark a table as synthetic."""
    return replace(table, frame=table.frame.assign(data_label=LABEL), columns=(*table.columns, LABELLED))


def _form(result: Outlook, protected: Protected, say: Words) -> dict[str, list[Block]]:
    """Return the parts of the standard form; empty where nothing was registered in the year."""
    known = result.market.optional("market")
    if known is None or not (known["period"].str[:4] == str(result.year)).any():
        return {}
    hidden = {"industry": protected.sections, "sector": protected.sectors}
    return form_sections(result.market, str(result.year), result.parameters, say, hidden=hidden)


def _extra(result: Outlook, say: Words) -> tuple[Table, ...]:
    """Return the tables that sentences rest on though no part prints them."""
    tables = [skill_table(result, say), layoffs_table(result, say)]
    if result.shortage is not None:
        tables.append(stability_table(result, say))
    return tuple(table for table in tables if table is not None)


def _shortages(result: Outlook, hidden: set[str], say: Words) -> list[Block]:
    """Return how many are listed and, where anything changed, what and why."""
    tables = [shortage_table(result, hidden, say), changes_table(result, hidden, say)]
    told_of = [table for table in tables if len(table.frame) or table is tables[0]]
    names = tuple(table.name for table in told_of)
    history = history_figure(result, say)
    return [
        told(told_of, say.lang, Sentence("catalogue.entries", names, {"year": result.year + 1})),
        *told_of[1:],
        *([] if history is None else [history]),
    ]


def _annexes(result: Outlook, protected: Protected, say: Words) -> list[Block]:
    hidden = protected.occupations
    blocks: list[Block] = []
    number = 0

    def annex(title: str) -> Heading:
        nonlocal number
        number += 1
        return Heading(say(f"附件{number}　{title}", f"Annex {number}. {title}"), 1)

    if result.shortage is not None:
        blocks += [
            PageBreak(),
            annex(say("紧缺型职业（工种）目录", "Shortage occupations")),
            shortage_table(result, hidden, say),
            standing_table(result, hidden, say),
        ]
        blocks += [
            PageBreak(),
            annex(say("职业技能培训职业（工种）目录", "Training occupations")),
            training_table(result, hidden, say),
        ]
    if result.programmes is not None:
        blocks += [
            PageBreak(),
            annex(say("职业院校专业动态调整建议表", "Programme adjustments")),
            *programme_blocks(result, protected, say),
        ]
    blocks += [PageBreak(), annex(say("编制说明", "Notes on compilation")), *method_notes(result, say)]
    if result.shortage is not None:
        sheet = consultation_table(result, hidden, say)
        blocks += [PageBreak(), annex(say("公示意见表", "Sheet for comments")), sheet]
    return blocks
