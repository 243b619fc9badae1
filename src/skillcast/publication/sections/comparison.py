"""The comparison of two outlooks as a document."""

from __future__ import annotations

from skillcast.errors import Language
from skillcast.outcome import Comparison
from skillcast.publication.bulletin import NUMERALS, labelled
from skillcast.publication.content import Block, Bullets, Document, Figure, Heading
from skillcast.publication.sections.change import change_sentences
from skillcast.publication.sections.change_tables import (
    end_tables,
    event_tables,
    industry_table,
    listing_table,
    occupation_table,
    programme_table,
)
from skillcast.publication.words import Words

FIGURE = 15  # occupations drawn


def comparison_document(found: Comparison, name: str, *, lang: Language = "zh") -> Document:
    """Return a comparison as a document.

    Parameters
    ----------
    found
        From `skillcast.comparison`.
    name
        What the scenario is called.
    lang
        Language of the document.

    Returns
    -------
    Document
        For use inside the bureau: nothing is withheld, and the banner says so.
    """
    say, city = Words(lang), found.base.market.config.city
    parts: list[tuple[str, list[Block]]] = [
        (say("情景", "The scenario"), [Bullets(_premises(found, say)), *event_tables(found, say)]),
        (say("主要变化", "What changes"), [Bullets(tuple(change_sentences(found, say)))]),
        (say("行业", "Industries"), [industry_table(found, say), *end_tables(found, say)]),
    ]
    if found.occupations is not None:
        parts.append((say("职业", "Occupations"), [occupation_table(found, say), *_figure(found, say)]))
    if found.listing is not None:
        parts.append((say("紧缺目录", "The shortage catalogue"), [listing_table(found.listing, say)]))
    if found.programmes is not None:
        parts.append((say("专业与招生", "Programmes and seats"), [programme_table(found.programmes, say)]))
    parts.append((say("说明", "Remarks"), [Bullets(_remarks(found, say))]))
    blocks: list[Block] = []
    for number, (title, content) in enumerate(parts):
        blocks += [Heading(say(f"{NUMERALS[number]}、{title}", f"{number + 1}. {title}"), 1), *content]
    inside = say("内部研判，未作披露控制，不得公开", "For internal use: nothing is withheld")
    synthetic = say("模拟数据，非统计数据", "模拟数据 Synthetic data, not statistics")
    place = city.name if lang == "zh" else city.name_en or city.name
    year = found.base.year
    return Document(
        say(f"{place}技能人才供需情景比较（{year}年度）", f"Two scenarios compared, {place}, {year}"),
        tuple(labelled(block) for block in blocks) if city.synthetic else tuple(blocks),
        subtitle=name,
        publishers=tuple(city.publishers),
        date_text=say(f"{year + 1}年", f"{year + 1}"),
        banner=say("；", "; ").join([inside, synthetic] if city.synthetic else [inside]),
        lang=lang,
        style=found.base.market.config.document.style,
        stem="comparison",
    )


def _premises(found: Comparison, say: Words) -> tuple[str, ...]:
    horizon = found.base.demand.industries.periods[-1].year
    return (
        say(
            f"基准：现有数据和重大项目表，{found.base.year}年起推算到{horizon}年。",
            f"Base: the tables as they are, from {found.base.year} to {horizon}.",
        ),
        say(
            "情景：在基准上加入下列事件，其余全部相同。",
            "Scenario: the base with the events below, all else alike.",
        )
        if len(found.events)
        else say("情景：没有加入或去掉任何事件。", "Scenario: no event is added or taken away."),
        say(
            "两者逐情景用同一组随机数相减，差别只来自情景；区间为差别的80%区间。",
            "Both use the same random numbers, so that differences are due to the scenario alone; intervals are of the difference.",
        ),
    )


def _figure(found: Comparison, say: Words) -> list[Block]:
    assert found.occupations is not None
    parts = found.occupations.iloc[:-1]
    parts = parts[parts["stock"] != 0]
    if parts.empty:
        return []
    top = parts.loc[parts["stock"].abs().sort_values(ascending=False, kind="stable").index].head(FIGURE)
    frame = top[["name", "stock_median", "stock_lo80", "stock_hi80"]].set_axis(
        ["label", "median", "lo80", "hi80"], axis=1
    )
    return [
        Figure(
            "occupation_change_figure",
            say("各职业期末在岗人数的变化", "Change of employment at the end of the forecast"),
            "gap_interval",
            frame.sort_values("median", kind="stable").reset_index(drop=True),
            options={
                "gap": say("在岗人数变化（人）", "Change of employment (persons)"),
                "median": say("中位数", "Median"),
                "band": say("80%区间", "80% interval"),
            },
        )
    ]


def _remarks(found: Comparison, say: Words) -> tuple[str, ...]:
    remarks = [
        say(
            "本件供内部研判。为使各数可以加总，未按披露控制隐去单元，不得对外公布。",
            "For use inside the bureau: no cell is withheld, so that figures add up; not to be published.",
        ),
        say(
            "毕业生已在校，不随情景变化；其他来源流入随空缺增减；被裁减人员转入其他职业未计入，因此相关职业的富余只是近似。",
            "Graduates are in the schools already and do not react; entrants from elsewhere follow what is open; laid-off persons who move to other occupations are not counted, so surpluses of related occupations are approximate.",
        ),
        say(
            "职业构成按行业份额推算：关停按行业平均构成减员，未区分关停车间的工种。",
            "Occupations follow the industry's mix; a closure takes from all of its occupations alike.",
        ),
    ]
    if found.base.market.config.city.synthetic:
        remarks.insert(
            0, say("数据均为模拟数据，仅用于演示。", "All data are synthetic (模拟数据) and serve as a demonstration.")
        )
    return tuple(remarks)
