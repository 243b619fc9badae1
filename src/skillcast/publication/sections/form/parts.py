"""The parts of the form: their sentences, tables and figures, in the order in which the form tells them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from skillcast.errors import DataError, Problem
from skillcast.parameters.loader import Parameters
from skillcast.publication.content import Block, Figure, Paragraph, Sentence, Table
from skillcast.publication.sections.form.groups import group_table, has_ratio, withheld
from skillcast.publication.sections.form.measured import RatioRule
from skillcast.publication.sections.form.registrations import Comparison, Registrations, comparisons, registrations
from skillcast.publication.sections.form.remarks import gap_notes, marks_note, ratio_note
from skillcast.publication.sections.form.tops import top_tables
from skillcast.publication.sections.form.totals import ratio_figure, total_table
from skillcast.publication.sentences import told
from skillcast.publication.words import Words

PARAMETERS = ("form.slight", "form.still", "form.still_points", "shortage.minimum_count", "shortage.ratio_method")
SHORT_LEVELS = {
    "L5": ("初级工", "L5"),
    "L4": ("中级工", "L4"),
    "L3": ("高级工", "L3"),
    "L2": ("技师", "L2"),
    "L1": ("高级技师", "L1"),
    "none": ("无等级", "none"),
    "any": ("无要求", "any"),
}


@dataclass(frozen=True)
class Form:
    """The form of a period: what was registered, what it is compared with, how it is worked out and told.

    Parameters
    ----------
    market
        Table `market`.
    now, compared
        Registrations of the period, and the earlier ones.
    parameters
        In force.
    say
        Language.
    hidden
        Codes to withhold by dimension.
    """

    market: pd.DataFrame
    now: Registrations
    compared: tuple[Comparison, ...]
    parameters: Parameters
    say: Words
    hidden: Mapping[str, Collection[str]]

    @classmethod
    def of(
        cls,
        market: pd.DataFrame,
        period: str,
        parameters: Parameters,
        say: Words,
        hidden: Mapping[str, Collection[str]] | None = None,
    ) -> Form:
        """Return the form of a period.

        Raises
        ------
        DataError
            Nothing was reported in it.
        """
        now = registrations(market, period)
        if now is None:
            raise DataError([Problem("period-not-reported", table="market", value=period)])
        return cls(market, now, comparisons(market, now), parameters, say, hidden or {})

    @property
    def rule(self) -> RatioRule:
        method = self.parameters.text("shortage.ratio_method")
        return RatioRule(
            "plain" if method == "plain" else "official", self.parameters.integer("shortage.minimum_count")
        )

    def has(self, dimension: str) -> bool:
        return dimension in set(self.now.frame["dimension"])

    def table(self, dimension: str) -> Table:
        """Return the table of a dimension with the lines under it."""
        table = group_table(self.now, self.compared, dimension, self.rule, self.say)
        table = withheld(table, self.hidden.get(dimension, ()))
        gaps = gap_notes(self.now, self.compared, self.say)
        if not has_ratio(table):
            return replace(table, notes=gaps)
        return replace(table, notes=(ratio_note(self.rule, self.say), marks_note(self.say), *gaps))

    def moves(self, table: Table, side: str = "demand") -> Sentence:
        facts = {"period": self.now.period, "side": side, "points": self.parameters.number("form.still_points")}
        return Sentence("form.moves", (table.name,), facts)

    def with_table(self, table: Table, *sentences: Sentence) -> list[Block]:
        """Return a table after the sentences that describe it."""
        text = told([table], self.say.lang, *sentences)
        return [text, table] if text.text else [table]


def total_part(form: Form) -> list[Block]:
    """Return vacancies and seekers in all: the sentences, table 1, and the ratio over time."""
    if not form.has("total"):
        return []
    say, now = form.say, form.now
    table = total_table(now, form.compared, say, gap_notes(now, form.compared, say))
    facts = {"period": now.period}
    slight, still = form.parameters.number("form.slight"), form.parameters.number("form.still")
    return [
        *form.with_table(
            table,
            Sentence("form.total", (table.name,), {**facts, "slight": slight}),
            Sentence("form.change", (table.name,), {**facts, "still": still}),
        ),
        ratio_figure(form.market, now.period, say),
    ]


def industry_part(form: Form) -> list[Block]:
    """Return demand by sector, industry and type of employer."""
    say = form.say
    blocks: list[Block] = []
    if form.has("sector"):
        table = form.table("sector")
        facts = {"what": say("产业", "sector"), "side": "demand"}
        blocks += form.with_table(table, Sentence("form.shares", (table.name,), facts), form.moves(table))
    if form.has("industry"):
        table = form.table("industry")
        leading = Sentence("form.leading", (table.name,), {"what": say("行业", "industry")})
        blocks += form.with_table(table, leading, form.moves(table))
    if form.has("owner"):
        table = form.table("owner")
        blocks += form.with_table(table, Sentence("form.owners", (table.name,)), form.moves(table))
    return blocks


def occupation_part(form: Form, vacancies: pd.DataFrame | None, names: pd.Series) -> list[Block]:
    """Return demand and seekers by major group, and the ten occupations with the largest gap and surplus."""
    say = form.say
    blocks: list[Block] = []
    if form.has("occupation"):
        table = form.table("occupation")
        what = {"what": say("职业", "occupation")}
        blocks += form.with_table(
            table,
            Sentence("form.leading", (table.name,), {**what, "count": 2}),
            Sentence("form.leading", (table.name,), {**what, "side": "seekers", "count": 2}),
            Sentence("form.ratios", (table.name,), {"what": say("职业大类", "major group")}),
            form.moves(table),
        )
    notes = (ratio_note(form.rule, say),)
    tops = [] if vacancies is None else top_tables(vacancies, names, form.now.period, form.rule, say, notes)
    if tops:
        found = told(tops, say.lang, Sentence("form.top", tuple(table.name for table in tops)))
        blocks += [found, *tops] if found.text else tops
    elif vacancies is not None:
        note = say(
            "本期没有职业供求登记，前十个职业从略。",
            "No registrations by occupation in this period; the top ten are left out.",
        )
        blocks.append(Paragraph(note, "note"))
    return blocks


def applicant_part(form: Form) -> list[Block]:
    """Return who seeks work."""
    if not form.has("applicant"):
        return []
    table = form.table("applicant")
    return form.with_table(table, Sentence("form.applicants", (table.name,)), form.moves(table, "seekers"))


def condition_part(form: Form) -> list[Block]:
    """Return what vacancies require and seekers bring, by sex, age and education."""
    say = form.say
    blocks: list[Block] = []
    for dimension, zh, en in (("sex", "性别", "sex"), ("age", "年龄", "age"), ("education", "文化程度", "education")):
        if form.has(dimension):
            blocks += _condition(form, dimension, say(zh, en))
    return blocks


def level_part(form: Form) -> list[Block]:
    """Return demand and seekers by skill level, as sentences, table and figure."""
    if not form.has("skill_level"):
        return []
    say = form.say
    blocks = _condition(form, "skill_level", say("技术等级", "skill level"))
    table = next(block for block in blocks if isinstance(block, Table))
    rows = table.frame[table.frame["code"].isin(SHORT_LEVELS)]  # professional titles are left to the table
    bars = rows.assign(group=[say(*SHORT_LEVELS[code]) for code in rows["code"]])[["group", "demand", "seekers"]]
    title = say("按技术等级分组的需求人数和求职人数", "Vacancies and seekers by skill level")
    return [*blocks, Figure("level_bars", title, "level_bars", bars)]


def _condition(form: Form, dimension: str, what: str) -> list[Block]:
    table = form.table(dimension)
    names, facts = (table.name,), {"what": what}
    seekers = {
        "sex": Sentence("form.shares", names, {**facts, "side": "seekers"}),
        "skill_level": Sentence("form.holders", names),
    }.get(dimension, Sentence("form.leading", names, {**facts, "side": "seekers", "count": 2}))
    return form.with_table(
        table, Sentence("form.required", names, facts), seekers, Sentence("form.ratios", names, facts)
    )
