"""The analysis of a quarter: the standard form from the registrations alone, without any forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from skillcast.errors import DataError, Language, Problem
from skillcast.labour_market import LabourMarket
from skillcast.parameters import load_parameters
from skillcast.parameters.loader import Parameters
from skillcast.publication.bulletin import LABEL, NUMERALS, labelled
from skillcast.publication.content import Block, Bullets, Document, Heading, PageBreak, Table
from skillcast.publication.disclosure import audit, form_truth, hidden_groups, require_safe
from skillcast.publication.manifest import environment
from skillcast.publication.periods import is_annual, period_words
from skillcast.publication.publish import Progress, write_publication
from skillcast.publication.sections.form.balances import form_checks
from skillcast.publication.sections.form.parts import PARAMETERS
from skillcast.publication.sections.form.registrations import registrations
from skillcast.publication.sections.market import form_sections
from skillcast.publication.sections.parameters import parameter_table
from skillcast.publication.words import Words

PARTS = (
    (("total",), "供求总体情况", "Supply and demand"),
    (("industries",), "产业、行业和用人单位需求情况", "Demand by sector, industry and employer"),
    (("occupations",), "职业供求情况", "Occupations"),
    (("applicants",), "求职人员构成", "Who seeks work"),
    (("conditions", "levels"), "招聘、应聘条件", "What is required and what is offered"),
)
TABLES = ("market", "vacancies")
RULES = ("minimum_firms", "dominance", "dominance_firms", "p_percent", "protection")
USED = (*PARAMETERS, *(f"disclosure.{name}" for name in RULES))


def quarterly(market: LabourMarket, period: str, *, lang: Language = "zh") -> Document:
    """Return the analysis of a quarter as a document.

    Parameters
    ----------
    market
        Needs the table `market`; `vacancies` adds the ten occupations with the largest gap and surplus.
    period
        The quarter (``2026Q3``).
    lang
        Language of the document.

    Returns
    -------
    Document
        Its files are named ``bulletin_2026Q3``.

    Raises
    ------
    DataError
        `period` is not a quarter, nothing was reported in it, or a group that must be withheld cannot be.

    Examples
    --------
    >>> import skillcast
    >>> market = skillcast.load(skillcast.sample_path())
    >>> document = quarterly(market, "2025Q3", lang="en")
    >>> document.title, len(document.tables)
    ('Labour market supply and demand, Jiayuguan, the third quarter of 2025', 13)
    """
    period = _quarter(period)
    say = Words(lang)
    city = market.config.city
    parameters = load_parameters(int(period[:4]), market.config.parameters)
    hidden = hidden_groups(
        market.optional("firms"), _counts(market, period), year=int(period[:4]), parameters=parameters
    )
    sections = form_sections(market, period, parameters, say, hidden=hidden)
    blocks: list[Block] = [*_front(market, say, any(hidden.values()))]
    parts = [(say(zh, en), [block for key in keys for block in sections[key]]) for keys, zh, en in PARTS]
    for number, (title, content) in enumerate((title, content) for title, content in parts if content):
        blocks += [Heading(say(f"{NUMERALS[number]}、{title}", f"{number + 1}. {title}"), 1), *content]
    blocks += _annex(market, parameters, say)
    if city.synthetic:
        blocks = [labelled(block) for block in blocks]
    name = say(city.name, city.name_en or city.name)
    when = period_words(period, say)
    tables = [block for block in blocks if isinstance(block, Table)]
    return Document(
        say(f"{name}{when}公共就业服务机构市场供求状况分析", f"Labour market supply and demand, {name}, {when}"),
        tuple(blocks),
        publishers=tuple(city.publishers[:1]),
        banner=say("模拟数据，非统计数据", "模拟数据 Synthetic data, not statistics") if city.synthetic else "",
        lang=lang,
        style=market.config.document.style,
        stem=f"bulletin_{period}",
        checks=form_checks(tables, parameters.text("shortage.ratio_method")),
    )


def publish_quarter(
    market: LabourMarket,
    period: str,
    out: str | Path,
    *,
    lang: Language = "zh",
    jobs: int = 1,
    progress: Progress = lambda _stage: None,
) -> Path:
    """Write the analysis of a quarter into a folder: document formats, workbook, figures, data package and ``run.json``.

    Parameters
    ----------
    market, period, lang
        As for `quarterly`.
    out
        The folder; an earlier publication there is replaced as a whole.
    jobs, progress
        As for `skillcast.publish`.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    DataError
        As for `quarterly`; the folder holds anything else than a publication; or what is withheld could be worked out.

    Examples
    --------
    >>> import skillcast, tempfile
    >>> market = skillcast.load(skillcast.sample_path())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         publish_quarter(market, "2025", folder)
    ...     except DataError as error:
    ...         error.problems[0].kind
    'period-not-reported'
    """
    progress("bulletin")
    document, period = quarterly(market, period, lang=lang), _quarter(period)
    manifest = quarter_manifest(market, period, lang)
    year = int(period[:4])
    protection = load_parameters(year, market.config.parameters).number("disclosure.protection") / 100
    require_safe(audit(document, form_truth(_counts(market, period), year), protection=protection))
    return write_publication(document, Path(out), manifest=manifest, jobs=jobs, progress=progress)


def quarter_manifest(market: LabourMarket, period: str, lang: Language) -> dict[str, object]:
    """Return what the analysis of a quarter must record to be repeated."""
    parameters = load_parameters(int(period[:4]), market.config.parameters)
    city = market.config.city
    return {
        **environment(),
        "period": period,
        "lang": lang,
        "synthetic": city.synthetic,
        "label": LABEL if city.synthetic else "",
        "inputs": dict(market.sources),
        "corrections": [str(item) for item in market.corrections],
        "parameters": {name: parameters[name] for name in USED},
        "changed_parameters": sorted(set(parameters.overrides) & set(USED)),
        "notes": [problem.note(lang) for problem in _warnings(market)],
    }


def _quarter(period: str) -> str:
    label = period.strip().upper()
    year, _, quarter = label.partition("Q")
    if is_annual(label) or not (len(year) == 4 and year.isdecimal()) or quarter not in ("1", "2", "3", "4"):
        raise DataError([Problem("period-not-reported", table="market", value=period)])
    return label


def _counts(market: LabourMarket, period: str) -> dict[str, dict[str, float]]:
    """Return the registered vacancies by industry and by sector, their totals included."""
    found = registrations(market.table("market"), period)
    if found is None:
        raise DataError([Problem("period-not-reported", table="market", value=period)])
    counts = {part: found.demand(part) for part in ("industry", "sector")}
    return {part: mine for part, mine in counts.items() if mine}


def _front(market: LabourMarket, say: Words, withheld: bool) -> list[Block]:
    items = [
        say("数据来源：公共就业服务机构登记。", "Source: registrations at the public employment service."),
        say(
            "统计口径：有效数 = 上期结转 + 本期新增；求人倍率 = 需求人数 ÷ 求职人数，表明市场中每名求职者对应的岗位数。",
            "Definitions: valid registrations = carried over + new; the ratio is vacancies per seeker.",
        ),
        say(
            "比重按四舍五入并调整尾数，合计为100.00%；“其中”各行为占所属组的比重；比重的变化为百分点。",
            "Shares are rounded so that they add up to 100.00%; those of parts (其中) refer to their group; changes of shares are in percentage points.",
        ),
    ]
    if withheld:
        items.append(
            say(
                "为保护调查对象，由极少数企业构成的行业、产业的数字不予公布，以“*”表示。",
                "Figures of industries and sectors that few firms make up are withheld and marked *.",
            )
        )
    if market.config.city.synthetic:
        synthetic = say(
            "本文件所用数据均为模拟数据，仅用于演示，不是任何地区的统计数据。",
            "All data here are synthetic (模拟数据) and serve as a demonstration; they are no statistics of any place.",
        )
        items = [synthetic, *items]
    return [Heading(say("说明", "Remarks"), 2), Bullets(tuple(items))]


def _annex(market: LabourMarket, parameters: Parameters, say: Words) -> list[Block]:
    """Return the notes on compilation: what the registrations lack, and the parameters used."""
    blocks: list[Block] = [PageBreak(), Heading(say("附件　编制说明", "Annex. Notes on compilation"), 1)]
    notes = [f"{problem.note(say.lang)}{say('。', '.')}" for problem in _warnings(market)]
    if notes:
        blocks += [Heading(say("登记数据的问题", "Limits of the registrations"), 2), Bullets(tuple(notes))]
    used = replace(parameters, entries={name: parameters.entries[name] for name in USED})
    table = parameter_table(used, say)
    return [*blocks, Heading(say("采用的参数", "Parameters in force"), 2), table]


def _warnings(market: LabourMarket) -> Sequence[Problem]:
    return [problem for problem in market.warnings if problem.table in TABLES]
